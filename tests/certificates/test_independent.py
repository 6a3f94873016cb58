"""Other people's verifier of Open Badges, from npm, is asked about ours; it has no network but what is given to it."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certificates.badge import Badge, make_badge
from certificates.did import did_document
from certificates.encoding import from_json, to_base64url, to_json
from certificates.facts import Facts
from certificates.seal import KeyRing
from certificates.statement import make_statement
from certificates.status import Purpose, encode_list, publish_list, publish_list_jwt
from tests.credentials import MADE_AT, ORIGIN, badge_of, status_list

pytestmark = pytest.mark.xdist_group("npm")  # one process puts the verifier in place and asks it

FOLDER = Path(__file__).parent / "npm"
REVOKED, SUPERSEDED = 11, 12
TAMPERED_LIST, MISSING_LIST = 2, 3
TRUE_STEPS = {"valid_signature": True, "revocation_status": True, "refresh_status": True, "expiration": True}


@pytest.fixture(scope="module")
def answer(ring: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the verifier says about each badge, in one run, because it is slow to start."""
    subprocess.run(["sh", FOLDER.parents[1] / "npm.sh"], check=True)
    newer = KeyRing.create(tmp_path_factory.mktemp("newer") / "keys")
    stranger = KeyRing.create(tmp_path_factory.mktemp("stranger") / "keys")
    good = badge_of(_lasting())
    text = make_badge(good, MADE_AT, ring)
    badges = {
        "good": text,
        "of a newer key": make_badge(good, MADE_AT, newer),
        "in Arabic": make_badge(_named(good, 'آمنة "أم" عثمان\nالعثماني \\ 𝄞'), MADE_AT, ring),
        "without expiry": make_badge(badge_of(replace(good.facts, valid_until=None)), MADE_AT, ring),
        "expired": make_badge(badge_of(replace(good.facts, valid_until=date(2021, 1, 31))), MADE_AT, ring),
        "revoked": make_badge(replace(good, status_index=REVOKED), MADE_AT, ring),
        "superseded": make_badge(replace(good, status_index=SUPERSEDED), MADE_AT, ring),
        "name changed": text.replace("Amina", "Anina"),
        "date changed": text.replace("2999-12-31", "2998-12-31"),
        "objective taken out": text.replace('"targetCode":"G6"', '"targetCode":"G7"'),
        "of a stranger": make_badge(good, MADE_AT, stranger),
        "of a stranger who names our key": make_badge(good, MADE_AT, stranger).replace(stranger.key_id, ring.key_id),
        "list tampered": make_badge(replace(good, status_list=TAMPERED_LIST), MADE_AT, ring),
        "list missing": make_badge(replace(good, status_list=MISSING_LIST), MADE_AT, ring),
    }
    did = did_document(ORIGIN, {**ring.public_keys, **newer.public_keys})
    documents = {f"{ORIGIN}/.well-known/did.json": did, **_lists(ring)}
    asked = {"credentials": {label: json.loads(each) for label, each in badges.items()}, "documents": documents}
    return _asked_of("verify.mjs", asked)


def _asked_of(script: str, question: dict[str, Any]) -> dict[str, Any]:
    told = json.dumps(question)
    run = subprocess.run(
        ["node", "--no-warnings", script],
        input=told,
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def _lasting() -> Facts:
    """Facts that hold today, whenever that is."""
    return Facts(
        serial="7ZK3MB9QXN4TVW2HJ8C5RDPYA60",
        name="Amina Owusu-Ansah",
        course="Gender-responsive conflict analysis",
        course_version="1.2",
        completed_on=date(2020, 1, 31),
        valid_until=date(2999, 12, 31),
        country="GHA",
        country_name="Ghana",
        authority="Ministry of Defence of Ghana",
        language="en",
    )


def _named(badge: Badge, name: str) -> Badge:
    return replace(badge, facts=replace(badge.facts, name=name))


def _lists(ring: KeyRing) -> dict[str, Any]:
    """What our server would publish; of the second pair, the lists were changed after they were signed."""
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    documents = {}
    for purpose, index in ((Purpose.REVOCATION, REVOKED), (Purpose.REFRESH, SUPERSEDED)):
        listed = status_list(purpose, index, made_at=now)
        documents[f"{ORIGIN}/status/{purpose}/1"] = from_json(publish_list(listed, ring))
        tampered = from_json(publish_list(replace(listed, number=TAMPERED_LIST), ring))
        tampered["credentialSubject"]["encodedList"] = encode_list([])
        documents[f"{ORIGIN}/status/{purpose}/{TAMPERED_LIST}"] = tampered
    return documents


@pytest.mark.parametrize("badge", ["good", "of a newer key", "in Arabic"])
def test_a_good_badge_is_accepted_in_every_respect(badge: str, answer: dict[str, Any]) -> None:
    verdict = answer["verdicts"][badge]
    assert (verdict["errors"], verdict["set"], verdict["statusError"]) == ([], [], None)
    assert {step: verdict["steps"].get(step) for step in TRUE_STEPS} == TRUE_STEPS


def test_a_badge_without_expiry_is_accepted(answer: dict[str, Any]) -> None:
    verdict = answer["verdicts"]["without expiry"]
    assert (verdict["errors"], verdict["steps"]["valid_signature"], verdict["set"]) == ([], True, [])


def test_an_expired_badge_is_genuine_and_expired(answer: dict[str, Any]) -> None:
    steps = answer["verdicts"]["expired"]["steps"]
    assert (steps["valid_signature"], steps["expiration"], steps["revocation_status"]) == (True, False, True)


def test_a_revoked_badge_is_genuine_and_revoked(answer: dict[str, Any]) -> None:
    verdict = answer["verdicts"]["revoked"]
    assert (verdict["steps"]["valid_signature"], verdict["steps"]["revocation_status"]) == (True, False)
    assert verdict["set"] == ["revocation"]


def test_a_superseded_badge_is_genuine_not_revoked_and_superseded(answer: dict[str, Any]) -> None:
    verdict = answer["verdicts"]["superseded"]
    steps = verdict["steps"]
    assert (steps["valid_signature"], steps["revocation_status"], steps["refresh_status"]) == (True, True, False)
    assert verdict["set"] == ["refresh"]


@pytest.mark.parametrize(
    "badge",
    ["name changed", "date changed", "objective taken out", "of a stranger", "of a stranger who names our key"],
)
def test_a_forged_badge_is_refused(badge: str, answer: dict[str, Any]) -> None:
    verdict = answer["verdicts"][badge]
    assert verdict["errors"] == ["invalid_signature"]
    assert verdict["steps"] == {}


@pytest.mark.parametrize("badge", ["list tampered", "list missing"])
def test_a_status_list_that_is_changed_or_missing_is_not_taken_for_good_news(
    badge: str, answer: dict[str, Any]
) -> None:
    verdict = answer["verdicts"][badge]
    assert verdict["steps"]["valid_signature"] is True
    assert verdict["steps"]["revocation_status"] is not True
    assert verdict["statusError"]


def test_the_verifier_needed_nothing_but_what_we_publish(answer: dict[str, Any]) -> None:
    """The schema of Open Badges is the one thing that it would fetch besides; it says nothing about what is true."""
    missing = {each for each in answer["missing"] if not each.endswith("_achievementcredential_schema.json")}
    assert missing == {f"{ORIGIN}/status/{purpose}/{MISSING_LIST}" for purpose in Purpose}


def test_statements_and_lists_are_checked_by_webcrypto_alone(ring: KeyRing) -> None:
    statement = make_statement(_lasting(), 1, 94_567, ring)
    listed = publish_list_jwt(status_list(Purpose.REVOCATION, REVOKED), ring)
    header, _, signature = statement.split(".")
    forged = f"{header}.{to_base64url(to_json({'n': 'Anina'}))}.{signature}"
    raw = ring.public_keys[ring.key_id].public_bytes_raw()
    question = {"x": to_base64url(raw), "signed": {"statement": statement, "list": listed, "forged": forged}}
    answer = _asked_of("webcrypto.mjs", question)
    assert {label: each["fits"] for label, each in answer.items()} == {"statement": True, "list": True, "forged": False}
    assert answer["statement"]["payload"]["n"] == "Amina Owusu-Ansah"
    assert answer["list"]["payload"]["changes"] == {str(REVOKED): ["2026-05-02", "issued-in-error"]}
