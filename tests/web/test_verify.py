"""The public page: what a stranger learns about a certificate, today and later."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from certificates.facts import grouped, new_serial
from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.people import queries as people
from learning.records.models import Completion, Credential
from tests.cast import Cast
from tests.life import Life
from tests.visitor import Clock, Visitor


@pytest.fixture
def serial(cast: Cast, life: Life) -> str:
    """Amina's certificate."""
    return life.complete(cast.amina)


def test_a_valid_certificate_shows_every_printed_fact(visitor: Callable[..., Visitor], serial: str, life: Life) -> None:
    page = visitor().open(f"/verify/{serial}")
    assert page.heading == "Valid"
    with life.database.read() as session:
        key = session.get_one(Credential, serial).key_id
    for fact in (
        "Amina Mensah",
        "Preventing sexual exploitation and abuse",
        "2 March 2026 (2026-03-02)",
        "2 March 2027 (2027-03-02)",
        "Ghana (GHA)",
        "Training Directorate",
        grouped(serial),
        key,
        "This is not a certification by the United Nations.",
    ):
        assert fact in page.words


def test_a_certificate_expires_after_its_last_day(visitor: Callable[..., Visitor], serial: str, clock: Clock) -> None:
    stranger = visitor()
    clock.go_on(days=365)
    assert stranger.open(f"/verify/{serial}").heading == "Valid"
    clock.go_on(days=1)
    page = stranger.open(f"/verify/{serial}")
    assert page.heading == "Expired"
    assert "It counted until 2 March 2027." in page.words
    assert "Amina Mensah" in page.words


def test_an_administrator_revokes_for_a_reason_of_a_list(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, clock: Clock
) -> None:
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Revoke", within="/revoke", status=422)
    assert "Choose one of the list." in dora.page.words
    clock.go_on(hours=11)
    dora.open("/people")
    clock.go_on(hours=5)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Revoke", {"reason": "result-annulled"}, within="/revoke")
    assert "The certificate is revoked." in dora.page.words
    page = visitor().open(f"/verify/{serial}")
    assert page.heading == "Revoked"
    assert "revoked on 3 March 2026" in page.words
    assert "Reason: The result was annulled." in page.words
    again = dora.send(
        f"/people/{cast.amina.actor.person_id}/certificates/{serial}/revoke", {"reason": "result-annulled"}
    )
    assert again.status_code == 409
    other = dora.send(
        f"/people/{cast.dora.actor.person_id}/certificates/{serial}/revoke", {"reason": "result-annulled"}
    )
    assert other.status_code == 404
    clock.go_on(days=1000)
    assert visitor().open(f"/verify/{serial}").heading == "Revoked"


def test_a_corrected_name_supersedes_the_certificate(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, life: Life
) -> None:
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Correct the name", {"Full name": "   "}, status=422)
    assert set(dora.page.errors()) == {"name"}
    dora.press("Correct the name", {"Full name": "Amina Mensah-Owusu"})
    assert "Certificates issued again: 1." in dora.page.words
    page = visitor().open(f"/verify/{serial}")
    assert page.heading == "Replaced"
    assert "Amina Mensah-Owusu" not in page.words
    (newer,) = {url.removeprefix("/verify/") for url in dora.page.links_under("/verify/")} - {serial, "/verify"}
    assert visitor().open(f"/verify/{newer}").heading == "Valid"
    amina = visitor(cast.amina)
    amina.open("/certificates")
    assert [newer in amina.page.html, serial in amina.page.html] == [True, True]
    with life.database.read() as session:
        old, new = session.get_one(Credential, serial), session.get_one(Credential, newer)
        assert (old.superseded_by, new.superseded_by) == (newer, None)
        assert session.query(Completion).one().name == "Amina Mensah", "the completion keeps the name of its day"
        acts = set(session.scalars(select(AuditEntry.act)))
    assert {Act.CREDENTIAL_ISSUED, Act.CREDENTIAL_SUPERSEDED, Act.PROFILE_CHANGED} <= acts


def test_a_revoked_certificate_is_not_issued_again(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, life: Life
) -> None:
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Revoke", {"reason": "not-the-holder"}, within="/revoke")
    dora.press("Correct the name", {"Full name": "Amina Other"})
    assert "Certificates issued again: 0." in dora.page.words
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 1
    assert visitor().open(f"/verify/{serial}").heading == "Revoked"


def test_an_unknown_number_answers_otherwise_than_a_revoked_one(
    visitor: Callable[..., Visitor], cast: Cast, serial: str
) -> None:
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Revoke", {"reason": "issued-in-error"}, within="/revoke")
    stranger = visitor()
    assert stranger.open(f"/verify/{serial}").heading == "Revoked"
    unknown = stranger.open(f"/verify/{new_serial()}", status=404)
    assert unknown.heading == "Not known"
    assert "No certificate has this number." in unknown.words


def test_known_and_unknown_numbers_cost_the_same_work(
    app: Flask,
    visitor: Callable[..., Visitor],
    serial: str,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = app.extensions["learn1325"]
    seals: list[bytes] = []
    look = house.keys.verify
    monkeypatch.setattr(house.keys, "verify", lambda facts, seal: seals.append(facts) or look(facts, seal))
    stranger = visitor()
    work = []
    for number in (serial, new_serial()):
        seals.clear()
        with count_queries(house.database) as statements:
            stranger.open(f"/verify/{number}", status=200 if number == serial else 404)
        work.append((len(statements), len(seals)))
    assert work[0] == work[1] == (1, 1)


def test_a_register_that_was_tampered_with_is_not_believed(
    visitor: Callable[..., Visitor], serial: str, life: Life
) -> None:
    with life.database.begin() as session:
        facts = session.get_one(Credential, serial).facts.replace("Amina", "Zmina")
        session.execute(update(Credential).values(facts=facts))
    page = visitor().open(f"/verify/{serial}")
    assert page.heading == "Not known"
    assert "does not fit its seal" in page.words
    assert "Zmina" not in page.words


def test_a_number_is_read_as_people_type_it(visitor: Callable[..., Visitor], serial: str) -> None:
    stranger = visitor()
    for typed in (grouped(serial).lower(), f"  {serial} ", serial.replace("0", "O").replace("1", "l")):
        stranger.open("/verify")
        stranger.press("Check", {"Number of the certificate": typed})
        assert stranger.page.url == f"/verify/{serial}"
        for ending in ("", "/"):
            assert stranger.open(f"/verify/{typed.strip()}{ending}").url == f"/verify/{serial}"
    for typed in ("", "123", serial[:-1] + ("0" if serial[-1] != "0" else "1")):
        stranger.open("/verify")
        page = stranger.press("Check", {"Number of the certificate": typed}, status=422)
        assert set(page.errors()) == {"serial"}
        assert page.standing("Number of the certificate") == typed


def test_the_national_authority_is_named_on_certificates_issued_from_then_on(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, life: Life
) -> None:
    dora = visitor(cast.dora)
    dora.open("/countries/NPL")
    dora.press("Save", {"National authority": ""}, status=422)
    dora.press("Save", {"National authority": "Birendra Peace Operations Training Centre"})
    newer = life.complete(cast.bishnu)
    page = visitor().open(f"/verify/{newer}")
    assert "Birendra Peace Operations Training Centre" in page.words
    assert "Training Directorate" in visitor().open(f"/verify/{serial}").words


def test_the_pdf_is_the_same_whenever_it_is_printed(
    visitor: Callable[..., Visitor], cast: Cast, serial: str, clock: Clock, life: Life
) -> None:
    amina = visitor(cast.amina)
    first = amina.fetch(f"/certificates/{serial}.pdf").data
    amina.open("/account")
    amina.press("Save", {"Language of the pages": "Français", "Sex": "Another"})
    clock.go_on(hours=11)
    with life.database.read() as session:
        assert people.person(session, cast.amina.actor, cast.amina.actor.person_id).language == "fr"
    again = amina.fetch(f"/certificates/{serial}.pdf").data
    assert timeless(first) == timeless(again)


def timeless(pdf: bytes) -> bytes:
    """A file without the moment at which it was written."""
    return re.sub(rb"/(CreationDate|ModDate) \([^)]*\)|/ID\s*\[[^\]]*\]", b"", pdf)
