"""What a phone takes along to check certificates without a network, and what the server gives to everybody for it."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from certificates.encoding import from_base64url
from certificates.facts import new_serial
from certificates.seal import key_id
from certificates.status import Purpose, read_list_jwt
from certificates.tampered import SENTENCES, Reason
from learning.records import services
from learning.records.models import Credential, RevocationReason
from learning.web.assets import ASSETS, FOLDER, static
from learning.web.checking_words import words
from learning.web.guesses import MOST
from learning.web.verify_offline import files
from tests.cast import Cast
from tests.life import Life
from tests.visitor import Clock, Visitor

OWN = [asset for name, asset in ASSETS.items() if name.startswith("verify/") and name.endswith(".js")]
PUBLIC = (
    "/verify/keys.json",
    "/.well-known/did.json",
    "/status",
    "/status/revocation/1",
    "/status/revocation/1.jwt",
    "/status/refresh/1.jwt",
)


@pytest.fixture
def serial(cast: Cast, life: Life) -> str:
    """Amina's certificate."""
    return life.complete(cast.amina)


def test_keys_are_published_in_both_forms(visitor: Callable[..., Visitor], app: Flask) -> None:
    ring = app.extensions["learn1325"].keys
    published = visitor().fetch("/verify/keys.json").get_json()
    assert published["issuer"] == "did:web:localhost"
    assert [each["id"] for each in published["keys"]] == sorted(ring.public_keys)
    for each in published["keys"]:
        raw = from_base64url(each["x"])
        assert hashlib.sha256(raw).hexdigest()[:16] == each["id"] == key_id(ring.public_keys[each["id"]])
    assert len(published["certificates"]) == 1
    document = visitor().fetch("/.well-known/did.json").get_json()
    assert document["id"] == published["issuer"]
    assert [each["id"].partition("#")[2] for each in document["verificationMethod"]] == sorted(ring.public_keys)


def test_a_list_says_who_was_revoked_and_is_believed_by_the_reader(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, serial: str, app: Flask, clock: Clock
) -> None:
    ring = app.extensions["learn1325"].keys
    stranger = visitor()
    assert stranger.fetch("/status").get_json() == {"lists": [1]}

    def read(purpose: Purpose) -> dict[int, tuple[object, str]]:
        text = stranger.fetch(f"/status/{purpose}/1.jwt").get_data(as_text=True)
        listed = read_list_jwt(text, ring.public_keys, purpose=purpose, number=1, now=clock())
        assert listed.valid_until - listed.made_at == timedelta(days=30)
        return {index: (change.on, change.reason) for index, change in listed.changes.items()}

    assert (read(Purpose.REVOCATION), read(Purpose.REFRESH)) == ({}, {})
    with life.database.begin() as session:
        services.revoke(session, cast.dora.actor, serial, RevocationReason.NOT_THE_HOLDER, now=clock())
        index = session.get_one(Credential, serial).status_index
    assert read(Purpose.REVOCATION) == {index: (clock().date(), "not-the-holder")}
    assert read(Purpose.REFRESH) == {}
    credential = stranger.fetch("/status/revocation/1").get_json()
    assert credential["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert credential["credentialSubject"]["statusPurpose"] == "revocation"


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_public_is_kept_for_minutes_and_sent_once(
    visitor: Callable[..., Visitor], serial: str, clock: Clock, path: str
) -> None:
    stranger = visitor()
    first = stranger.fetch(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers
    clock.go_on(minutes=2)
    again = stranger.browser.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert serial not in first.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/status/revocation/2", "/status/nothing/1", "/status/refresh/2.jwt", "/status/x"])
def test_lists_that_are_not_there_are_not_found(visitor: Callable[..., Visitor], serial: str, path: str) -> None:
    assert serial
    visitor().open(path, status=404)


def test_the_page_may_use_the_camera_and_no_other_page_may(visitor: Callable[..., Visitor], serial: str) -> None:
    stranger = visitor()
    for path in ("/verify", "/verify/shell", f"/verify/{serial}"):
        headers = stranger.fetch(path).headers
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert "worker-src 'self'" in headers["Content-Security-Policy"]
    headers = stranger.fetch("/sign-in").headers
    assert "camera=()" in headers["Permissions-Policy"]
    assert "'self'" not in headers["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]


def test_the_kept_page_knows_nobody(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = visitor(cast.amina)
    assert "Amina Mensah" in amina.open("/verify").words
    shell = amina.open("/verify/shell")
    assert "Amina" not in shell.html
    assert "csrf_token" not in shell.html
    assert "Set-Cookie" not in amina.fetch("/verify/shell").headers


def test_the_worker_keeps_every_file_that_the_page_needs(visitor: Callable[..., Visitor]) -> None:
    stranger = visitor()
    reply = stranger.fetch("/verify/sw.js")
    assert reply.headers["Service-Worker-Allowed"] == "/verify"
    assert reply.headers["Cache-Control"] == "no-cache"
    plan = json.loads(reply.get_data(as_text=True).partition("\n")[0].removeprefix("var PLAN = ").removesuffix(";"))
    assert plan["files"] == files()
    shell = stranger.open(plan["shell"])
    needed = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', shell.html))
    for asset in OWN:
        for path in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', asset.plain.decode()):
            needed.add(static(f"verify/{path[2:]}" if path.startswith("./") else path[3:]))
    assert needed <= set(plan["files"])
    assert f'data-cache="{plan["name"]}"' in shell.html
    for path in plan["files"]:
        assert stranger.fetch(path).status_code == 200


@pytest.mark.parametrize("tag", ["en", "fr", "ar"])
def test_it_can_be_installed_in_the_readers_language(visitor: Callable[..., Visitor], tag: str) -> None:
    reply = visitor().browser.get("/verify/manifest.webmanifest", headers={"Accept-Language": tag})
    found = json.loads(reply.data)
    assert (found["lang"], found["start_url"], found["scope"]) == (tag, "/verify", "/verify")
    assert found["display"] == "standalone"


def test_every_refusal_has_a_sentence_and_it_is_the_one_of_the_program(app: Flask) -> None:
    with app.test_request_context():
        said = words()["sentences"]
    script = "".join(asset.plain.decode() for asset in OWN)
    named = set(re.findall(r'(?:Tampered|sentence)\("([a-z-]+[a-z0-9]*)"', script)) | set(
        re.findall(r'sentences: \[\["([a-z-]+)"', script)
    )
    assert named
    assert named <= set(said)
    of_lists = {Reason.WRONG_PURPOSE, Reason.WRONG_LIST, Reason.STRANGE_LIST, Reason.EARLY_LIST, Reason.OLDER_LIST}
    for reason in set(Reason) & set(said) - of_lists:
        assert said[reason] == SENTENCES[Reason(reason)]


def test_guessing_numbers_has_to_wait_and_asking_for_real_ones_has_not(
    visitor: Callable[..., Visitor], serial: str, clock: Clock
) -> None:
    stranger = visitor()
    for _ in range(MOST):
        assert stranger.fetch(f"/verify/{new_serial()}").status_code == 404
    page = stranger.open(f"/verify/{new_serial()}", status=429)
    assert "There were too many numbers that do not exist. Try again in 5 min." in page.words
    assert stranger.open(f"/verify/{serial}").heading == "Valid"
    elsewhere = stranger.browser.get(f"/verify/{new_serial()}", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert elsewhere.status_code == 404
    clock.go_on(minutes=5)
    assert stranger.fetch(f"/verify/{new_serial()}").status_code == 404


def test_files_of_others_are_as_they_came() -> None:
    folder = FOLDER / "vendor"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.glob("*.js"):
        assert f"`{file.name}`" in readme
        assert hashlib.sha256(file.read_bytes()).hexdigest() in readme
        assert (folder / f"LICENSE-{file.stem}.txt").is_file()
        assert b"Paul Miller" in file.read_bytes()


def test_a_list_keeps_its_moment_for_ten_minutes(visitor: Callable[..., Visitor], serial: str, clock: Clock) -> None:
    assert serial
    stranger = visitor()
    moments = []
    for _ in range(3):
        moments.append(stranger.fetch("/status/revocation/1").get_json()["validFrom"])
        clock.go_on(minutes=6)
    assert len(set(moments)) == 2
    assert all(datetime.fromisoformat(each) <= clock().astimezone(UTC) for each in moments)
