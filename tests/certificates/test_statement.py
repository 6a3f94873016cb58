import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.encoding import from_base58, from_base64url, to_base58, to_base64url, to_json
from certificates.facts import Facts
from certificates.seal import KeyRing
from certificates.statement import Stated, make_statement, read_statement
from certificates.tampered import SENTENCES, Reason, Tampered

FIELDS = ["s", "n", "c", "v", "d", "u", "t", "a", "g", "i", "l"]
FRENCH = Facts(
    serial="7ZK3MB9QXN4TVW2HJ8C5RDPYA60",
    name="Aïssatou Ndèye Diallo-Traoré",
    course="Analyse des conflits tenant compte des questions de genre",
    course_version="12",
    completed_on=date(2026, 3, 14),
    valid_until=date(2029, 3, 13),
    country="SEN",
    country_name="Sénégal",
    authority="Ministère des Forces armées du Sénégal",
    language="fr",
)
ENGLISH = replace(
    FRENCH,
    name="Lieutenant Amina Owusu-Ansah",
    course="Gender-responsive conflict analysis",
    country="GHA",
    country_name="Ghana",
    authority="Ministry of Defence of Ghana",
    language="en",
)
ARABIC = replace(
    FRENCH,
    name="آمنة عثمان العثماني",
    course="تحليل النزاعات المراعي للمنظور الجنساني",
    country="JOR",
    country_name="الأردن",
    authority="القوات المسلحة الأردنية",
    language="ar",
)


@pytest.fixture
def statement(facts: Facts, ring: KeyRing) -> str:
    return make_statement(facts, 1, 94_567, ring)


def _payload(statement: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(from_base64url(statement.split(".")[1]))
    return read


def _signed(payload: bytes, ring: KeyRing, header: bytes | None = None) -> str:
    """Any payload under any header, with a true signature: what only a fault of our own could make."""
    header = header or to_json({"alg": "EdDSA", "kid": ring.key_id})
    signed = f"{to_base64url(header)}.{to_base64url(payload)}"
    return f"{signed}.{to_base64url(ring.sign(signed.encode()))}"


def _refused(statement: str, ring: KeyRing) -> Reason:
    with pytest.raises(Tampered) as refusal:
        read_statement(statement, ring.public_keys)
    assert str(refusal.value) == SENTENCES[refusal.value.reason]
    return refusal.value.reason


def test_a_statement_says_the_facts_and_where_its_status_stands(statement: str, facts: Facts, ring: KeyRing) -> None:
    assert read_statement(statement, ring.public_keys) == Stated(
        serial=facts.serial,
        name=facts.name,
        course=facts.course,
        course_version=facts.course_version,
        completed_on=facts.completed_on,
        valid_until=facts.valid_until,
        country=facts.country,
        authority=facts.authority,
        language=facts.language,
        status_list=1,
        status_index=94_567,
        key_id=ring.key_id,
    )


def test_a_statement_is_written_in_the_one_form(statement: str, ring: KeyRing) -> None:
    header, payload, signature = (from_base64url(part) for part in statement.split("."))
    assert header.decode() == f'{{"alg":"EdDSA","kid":"{ring.key_id}"}}'
    assert list(json.loads(payload)) == FIELDS
    assert b" " not in payload.replace(b"Amina Owusu-Ansah", b"").split(b'"c"')[0]
    assert len(signature) == 64


def test_a_statement_of_a_certificate_without_expiry_is_read(facts: Facts, ring: KeyRing) -> None:
    statement = make_statement(replace(facts, valid_until=None), 1, 0, ring)
    assert read_statement(statement, ring.public_keys).valid_until is None


@settings(deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_name_in_any_script_is_read_back(name: str, ring: KeyRing) -> None:
    facts = replace(FRENCH, name=name)
    assert read_statement(make_statement(facts, 1, 7, ring), ring.public_keys).name == facts.name


@pytest.mark.parametrize(
    ("facts", "largest"),
    [
        (ENGLISH, 18),
        (FRENCH, 18),
        (replace(ENGLISH, name="আনোয়ারা বেগম চৌধুরী"), 18),
        (ARABIC, 19),
    ],
    ids=["English", "French", "a Bengali name", "Arabic"],
)
def test_an_ordinary_statement_fits_a_code_that_an_old_camera_reads(facts: Facts, largest: int, ring: KeyRing) -> None:
    address = f"https://training.example.org/verify/{facts.serial}#{make_statement(facts, 1, 94_567, ring)}"
    code = segno.make(address, error="m", boost_error=False, micro=False)
    print(f"{len(address)} characters: version {code.designator}")  # noqa: T201 - the figure of the decision record
    assert int(code.version) <= largest


@pytest.mark.parametrize("field", FIELDS)
def test_each_changed_fact_breaks_the_signature(field: str, statement: str, ring: KeyRing) -> None:
    payload = _payload(statement)
    stated = payload[field]
    payload[field] = stated + 1 if isinstance(stated, int) else stated.replace(stated[-1], "7")
    parts = statement.split(".")
    changed = ".".join([parts[0], to_base64url(to_json(payload)), parts[2]])
    assert changed != statement
    assert _refused(changed, ring) == Reason.SIGNATURE


def test_an_expiry_taken_away_breaks_the_signature(statement: str, ring: KeyRing) -> None:
    parts = statement.split(".")
    endless = to_base64url(to_json({**_payload(statement), "u": None}))
    assert _refused(".".join([parts[0], endless, parts[2]]), ring) == Reason.SIGNATURE


def test_a_statement_of_a_stranger_is_refused(facts: Facts, ring: KeyRing, tmp_path: Path) -> None:
    stranger = KeyRing.create(tmp_path / "stranger")
    assert _refused(make_statement(facts, 1, 1, stranger), ring) == Reason.UNKNOWN_KEY


def test_a_stranger_who_names_our_key_is_refused(statement: str, ring: KeyRing, tmp_path: Path) -> None:
    stranger = KeyRing.create(tmp_path / "stranger")
    header, payload, _ = statement.split(".")
    signature = to_base64url(stranger.sign(f"{header}.{payload}".encode()))
    assert _refused(f"{header}.{payload}.{signature}", ring) == Reason.SIGNATURE


@pytest.mark.parametrize("algorithm", ["ES256", "HS256", "RS256", "Ed25519", "eddsa", "", None, 1, ["EdDSA"]])
def test_another_algorithm_is_refused(algorithm: Any, statement: str, ring: KeyRing) -> None:
    header = to_json({"alg": algorithm, "kid": ring.key_id})
    assert _refused(_signed(from_base64url(statement.split(".")[1]), ring, header), ring) == Reason.WRONG_ALGORITHM


@pytest.mark.parametrize("none", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", ["", "A" * 86])
def test_a_statement_that_needs_no_signature_is_refused(
    none: str, signature: str, statement: str, ring: KeyRing
) -> None:
    header = to_base64url(to_json({"alg": none, "kid": ring.key_id}))
    assert _refused(f"{header}.{statement.split('.')[1]}.{signature}", ring) == Reason.NO_ALGORITHM


def test_a_statement_cut_anywhere_is_refused(statement: str, ring: KeyRing) -> None:
    reasons = {_refused(statement[:length], ring) for length in range(len(statement))}
    assert reasons == {Reason.TRUNCATED}


CHANGES: dict[str, tuple[Callable[[str], str], Reason]] = {
    "a sign that no address has": (lambda text: text.replace(".", ".*", 1), Reason.NOT_BASE64URL),
    "base64 of the other kind": (lambda text: "+" + text[1:], Reason.NOT_BASE64URL),
    "another script": (lambda text: text[:9] + "\N{CYRILLIC SMALL LETTER A}" + text[10:], Reason.NOT_BASE64URL),
    "half a pair of surrogates": (lambda text: text[:9] + "\ud800" + text[10:], Reason.NOT_BASE64URL),
    "a line break": (lambda text: text + "\n", Reason.NOT_BASE64URL),
    "padding": (lambda text: text + "==", Reason.NOT_CANONICAL),
    "a fourth part": (lambda text: text + ".e30", Reason.NOT_CANONICAL),
    "spare bits": (lambda text: text[:-1] + chr(ord(text[-1]) + 1), Reason.NOT_CANONICAL),
    "more signature": (lambda text: text + "AAAA", Reason.SIGNATURE),
    "no statement": (lambda _: "hello", Reason.TRUNCATED),
    "a header that is no JSON": (lambda text: "aGk." + text.split(".", 1)[1], Reason.UNREADABLE),
    "a header that is a list": (lambda text: "W10." + text.split(".", 1)[1], Reason.UNREADABLE),
    "nesting without end": (lambda _: to_base64url(b"[" * 2_900) + ".A.A", Reason.UNREADABLE),
    "very much": (lambda text: text + "A" * 1_000_000, Reason.TOO_LONG),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_disfigured_statement_is_refused(change: str, statement: str, ring: KeyRing) -> None:
    apply, reason = CHANGES[change]
    assert _refused(apply(statement), ring) == reason


@pytest.mark.parametrize(
    "header",
    [
        '{"kid":"KEY","alg":"EdDSA"}',
        '{"alg":"EdDSA", "kid":"KEY"}',
        '{"alg":"EdDSA","kid":"KEY","typ":"JWT"}',
        '{"alg":"EdDSA","alg":"EdDSA","kid":"KEY"}',
        '{"alg":"none","alg":"EdDSA","kid":"KEY"}',
        '{"alg":"EdDSA"}',
        '{"alg":"EdDSA","kid":7}',
        '{"alg":"EdDSA","kid":"KEY"} ',
        '{"alg":"EdDSA","kid":"\\ud800"}',
    ],
)
def test_another_header_is_refused_even_when_signed(header: str, statement: str, ring: KeyRing) -> None:
    payload = from_base64url(statement.split(".")[1])
    signed = _signed(payload, ring, header.replace("KEY", ring.key_id).encode())
    assert _refused(signed, ring) == Reason.NOT_CANONICAL


STRANGE: dict[str, tuple[Callable[[str], str], Reason]] = {
    "another order": (lambda text: '{"l":1,' + text[1:].replace(',"l":1', ""), Reason.NOT_CANONICAL),
    "one more field": (lambda text: text[:-1] + ',"x":1}', Reason.NOT_CANONICAL),
    "one field less": (lambda text: text.replace(',"g":"en"', ""), Reason.NOT_CANONICAL),
    "a key twice": (lambda text: text.replace('"v":"1.2"', '"v":"1.1","v":"1.2"'), Reason.NOT_CANONICAL),
    "spaces": (lambda text: text.replace(":", ": "), Reason.NOT_CANONICAL),
    "escapes": (lambda text: text.replace("Amina", "\\u0041mina"), Reason.NOT_CANONICAL),
    "a number with an exponent": (lambda text: text.replace("94567", "94567e0"), Reason.NOT_CANONICAL),
    "no JSON": (lambda _: "hello", Reason.UNREADABLE),
    "half": (lambda text: text[:40], Reason.TRUNCATED),
    "a list": (lambda _: "[]", Reason.UNREADABLE),
    "a number as name": (lambda text: text.replace('"Amina Owusu-Ansah"', "7"), Reason.STRANGE_FACTS),
    "true as index": (lambda text: text.replace("94567", "true"), Reason.STRANGE_FACTS),
    "an index below zero": (lambda text: text.replace("94567", "-1"), Reason.STRANGE_FACTS),
    "a text as list": (lambda text: text.replace('"l":1', '"l":"1"'), Reason.STRANGE_FACTS),
    "no day": (lambda text: text.replace("2026-03-14", "2026-02-30"), Reason.STRANGE_DATES),
    "a day in another form": (lambda text: text.replace("2026-03-14", "20260314"), Reason.STRANGE_DATES),
    "a day of a week": (lambda text: text.replace("2026-03-14", "2026-W11-6"), Reason.STRANGE_DATES),
    "no completion": (lambda text: text.replace('"2026-03-14"', "null"), Reason.STRANGE_DATES),
    "over before it began": (lambda text: text.replace("2029-03-13", "2026-03-13"), Reason.STRANGE_DATES),
}


@pytest.mark.parametrize("change", STRANGE)
def test_a_strange_payload_is_refused_even_when_signed(change: str, statement: str, ring: KeyRing) -> None:
    apply, reason = STRANGE[change]
    payload = from_base64url(statement.split(".")[1]).decode()
    assert apply(payload) != payload
    assert _refused(_signed(apply(payload).encode(), ring), ring) == reason


@settings(deadline=None)
@given(text=st.text())
def test_any_text_is_refused_with_a_reason(text: str, ring: KeyRing) -> None:
    assert _refused(text, ring) in Reason


def test_each_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert len(set(SENTENCES.values())) == len(Reason)


@settings(deadline=None)
@given(st.binary())
def test_bytes_are_written_in_base58_and_read_back(content: bytes) -> None:
    assert from_base58(to_base58(content)) == content


def test_base58_is_that_of_the_standard() -> None:
    assert to_base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert to_base58(bytes.fromhex("0000287fb4cd")) == "11233QC4"
