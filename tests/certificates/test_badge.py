from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.badge import make_badge, read_badge
from certificates.did import did_document, did_of, multikey
from certificates.encoding import from_json, to_base58, to_json
from certificates.facts import Facts
from certificates.integrity import with_proof
from certificates.seal import KeyRing
from certificates.tampered import SENTENCES, Reason, Tampered
from tests.credentials import MADE_AT, ORIGIN, badge_of

DID = "did:web:train.example.org"


@pytest.fixture
def badge(facts: Facts, ring: KeyRing) -> str:
    return make_badge(badge_of(facts), MADE_AT, ring)


def _refused(text: str, ring: KeyRing) -> Reason:
    with pytest.raises(Tampered) as refusal:
        read_badge(text, ring.public_keys)
    assert str(refusal.value) == SENTENCES[refusal.value.reason]
    return refusal.value.reason


def _signed_again(text: str, ring: KeyRing) -> str:
    """A changed badge with a true signature: what only a fault of our own could make."""
    document = {key: stated for key, stated in from_json(text).items() if key != "proof"}
    return to_json(with_proof(document, DID, MADE_AT, ring)).decode()


def test_a_badge_is_read_back(badge: str, facts: Facts, ring: KeyRing) -> None:
    assert read_badge(badge, ring.public_keys) == (badge_of(facts), ring.key_id)


def test_a_badge_without_expiry_is_read_back(facts: Facts, ring: KeyRing) -> None:
    endless = badge_of(replace(facts, valid_until=None))
    assert "validUntil" not in make_badge(endless, MADE_AT, ring)
    assert read_badge(make_badge(endless, MADE_AT, ring), ring.public_keys)[0] == endless


def test_equal_badges_are_equal_bytes(badge: str, facts: Facts, ring: KeyRing) -> None:
    assert make_badge(badge_of(facts), MADE_AT, ring) == badge


def test_a_badge_says_what_it_takes_and_what_was_learnt(badge: str) -> None:
    achievement = from_json(badge)["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "CertificateOfCompletion"
    assert achievement["criteria"]["narrative"].startswith("All eight modules")
    assert [each["targetCode"] for each in achievement["alignment"]] == ["G1", "G2", "G6"]


def test_a_badge_is_valid_from_the_first_second_of_a_day_to_the_last_of_another(badge: str) -> None:
    stated = from_json(badge)
    assert (stated["validFrom"], stated["validUntil"]) == ("2026-03-14T00:00:00Z", "2029-03-13T23:59:59Z")


def test_a_badge_names_both_lists_that_say_what_it_is_worth(badge: str) -> None:
    assert [each["statusListCredential"] for each in from_json(badge)["credentialStatus"]] == [
        f"{ORIGIN}/status/revocation/1",
        f"{ORIGIN}/status/refresh/1",
    ]


def _without_refresh(text: str) -> str:
    stated = from_json(text)
    return to_json({**stated, "credentialStatus": stated["credentialStatus"][:1]}).decode()


# Where a fact stands once, a change of it breaks the signature; where it stands twice, the two places disagree first.
FACTS: dict[str, tuple[Callable[[str], str], Reason]] = {
    "name": (lambda text: text.replace("Amina Owusu-Ansah", "Amina Mensah"), Reason.SIGNATURE),
    "course": (lambda text: text.replace("Gender-responsive", "Advanced"), Reason.SIGNATURE),
    "course in one place": (lambda text: text.replace("Gender-responsive", "Advanced", 1), Reason.NOT_CANONICAL),
    "course version": (lambda text: text.replace('"version":"1.2"', '"version":"1.3"'), Reason.SIGNATURE),
    "completed on": (lambda text: text.replace("2026-03-14T00", "2027-03-14T00"), Reason.SIGNATURE),
    "valid until": (lambda text: text.replace("2029-03-13", "2039-03-13"), Reason.SIGNATURE),
    "no expiry": (lambda text: text.replace('"validUntil":"2029-03-13T23:59:59Z",', ""), Reason.SIGNATURE),
    "country": (lambda text: text.replace('"GHA"', '"URY"'), Reason.SIGNATURE),
    "country name": (lambda text: text.replace('"Ghana"', '"Uruguay"'), Reason.SIGNATURE),
    "authority": (lambda text: text.replace("Ministry of Defence", "Ministry of Health"), Reason.SIGNATURE),
    "language": (lambda text: text.replace('"inLanguage":"en"', '"inLanguage":"fr"'), Reason.SIGNATURE),
    "serial": (lambda text: text.replace("7ZK3MB9QX", "7ZK3MB9QY"), Reason.SIGNATURE),
    "serial in one place": (lambda text: text.replace("7ZK3MB9QX", "7ZK3MB9QY", 1), Reason.NOT_CANONICAL),
    "status index": (lambda text: text.replace("94567", "94568"), Reason.SIGNATURE),
    "status list": (lambda text: text.replace("/revocation/1", "/revocation/2"), Reason.NOT_CANONICAL),
    "one status less": (_without_refresh, Reason.NOT_CANONICAL),
    "description": (lambda text: text.replace("girls, men", "men"), Reason.SIGNATURE),
    "criteria": (lambda text: text.replace("80 %", "8 %"), Reason.SIGNATURE),
    "objective": (lambda text: text.replace("resolution 1325", "resolution 2272"), Reason.SIGNATURE),
    "issuer": (lambda text: text.replace("train.example.org", "evil.example.org"), Reason.SIGNATURE),
    "issuer in one place": (lambda text: text.replace(f'"id":"{DID}"', '"id":"did:web:evil"'), Reason.NOT_CANONICAL),
    "achievement type": (lambda text: text.replace("CertificateOfCompletion", "Degree"), Reason.NOT_CANONICAL),
    "when it was signed": (lambda text: text.replace("T16:20:05Z", "T16:20:06Z"), Reason.SIGNATURE),
}


@pytest.mark.parametrize("fact", FACTS)
def test_each_changed_fact_is_noticed(fact: str, badge: str, ring: KeyRing) -> None:
    apply, reason = FACTS[fact]
    assert apply(badge) != badge
    assert _refused(apply(badge), ring) == reason


def _proof(text: str, **changed: Any) -> str:
    stated = from_json(text)
    stated["proof"].update(changed)
    return to_json(stated).decode()


PROOFS: dict[str, tuple[Callable[[str], str], Reason]] = {
    "none": (lambda text: text[: text.index(',"proof"')] + "}", Reason.NO_ALGORITHM),
    "an empty one": (lambda text: text[: text.index(',"proof"')] + ',"proof":{}}', Reason.NO_ALGORITHM),
    "two of them": (lambda text: text[: text.index(',"proof"')] + ',"proof":[{},{}]}', Reason.NO_ALGORITHM),
    "a proof of nothing": (lambda text: _proof(text, proofValue=None), Reason.NO_ALGORITHM),
    "another suite": (lambda text: _proof(text, cryptosuite="ecdsa-rdfc-2019"), Reason.WRONG_ALGORITHM),
    "another canonical form": (lambda text: _proof(text, cryptosuite="eddsa-jcs-2022"), Reason.WRONG_ALGORITHM),
    "an old kind": (lambda text: _proof(text, type="Ed25519Signature2020"), Reason.WRONG_ALGORITHM),
    "another issuer": (lambda text: _proof(text, verificationMethod="did:web:evil#a"), Reason.OTHER_ISSUER),
    "no key": (lambda text: _proof(text, verificationMethod=7), Reason.OTHER_ISSUER),
    "an unknown key": (lambda text: _proof(text, verificationMethod=f"{DID}#0"), Reason.UNKNOWN_KEY),
    "another purpose": (lambda text: _proof(text, proofPurpose="authentication"), Reason.NOT_CANONICAL),
    "a challenge": (lambda text: _proof(text, challenge="x"), Reason.NOT_CANONICAL),
    "no moment": (lambda text: _proof(text, created="yesterday"), Reason.STRANGE_DATES),
    "a number as moment": (lambda text: _proof(text, created=7), Reason.STRANGE_DATES),
    "a cut signature": (lambda text: _proof(text, proofValue="z5yVpa"), Reason.TRUNCATED),
    "another multibase": (lambda text: _proof(text, proofValue="uAAAA"), Reason.NOT_CANONICAL),
    "signs that are none": (lambda text: _proof(text, proofValue="z0OIl"), Reason.UNREADABLE),
    "a longer signature": (lambda text: _proof(text, proofValue="z" + to_base58(b"\1" * 65)), Reason.SIGNATURE),
    "a signature without end": (lambda text: _proof(text, proofValue="z" + "2" * 9_999), Reason.NOT_CANONICAL),
    "zeros": (lambda text: _proof(text, proofValue="z" + to_base58(bytes(64))), Reason.SIGNATURE),
}


@pytest.mark.parametrize("proof", PROOFS)
def test_another_proof_is_refused(proof: str, badge: str, ring: KeyRing) -> None:
    apply, reason = PROOFS[proof]
    assert _refused(apply(badge), ring) == reason


WRITTEN: dict[str, tuple[Callable[[str], str], Reason]] = {
    "spaces": (lambda text: text.replace(":", ": "), Reason.NOT_CANONICAL),
    "a key twice": (lambda text: '{"name":"x",' + text[1:], Reason.NOT_CANONICAL),
    "one field more": (lambda text: '{"evidence":[],' + text[1:], Reason.NOT_CANONICAL),
    "escapes": (lambda text: text.replace("Amina", "\\u0041mina"), Reason.NOT_CANONICAL),
    "a text in decomposed form": (lambda text: text.replace("Amina", "Ami\u0301na"), Reason.NOT_CANONICAL),
    "a number as name": (lambda text: text.replace('"Amina Owusu-Ansah"', "7"), Reason.NOT_CANONICAL),
    "half a surrogate pair": (lambda text: text.replace("Amina", "\\ud800"), Reason.NOT_CANONICAL),
    "half a surrogate pair itself": (lambda text: text.replace("Amina", "\ud800"), Reason.NOT_CANONICAL),
    "a control character": (lambda text: text.replace("Amina", "\\u0007"), Reason.NOT_CANONICAL),
    "a day that is none": (lambda text: text.replace("2026-03-14T00", "2026-13-14T00"), Reason.STRANGE_DATES),
    "over before it began": (lambda text: text.replace("2029-03-13", "2025-03-13"), Reason.STRANGE_DATES),
    "cut": (lambda text: text[:-1], Reason.TRUNCATED),
    "cut at a bracket": (lambda text: text[: text.index("}") + 1], Reason.TRUNCATED),
    "a sign in the middle": (lambda text: text.replace('"name"', '*"name"'), Reason.UNREADABLE),
    "nesting without end": (lambda _: '{"a":' * 20_000 + "}" * 20_000, Reason.UNREADABLE),
    "empty": (lambda _: "{}", Reason.NOT_CANONICAL),
    "nothing": (lambda _: "", Reason.TRUNCATED),
    "very much": (lambda text: text + " " * 1_000_000, Reason.TOO_LONG),
}


@pytest.mark.parametrize("change", WRITTEN)
def test_a_badge_that_is_written_otherwise_is_refused(change: str, badge: str, ring: KeyRing) -> None:
    apply, reason = WRITTEN[change]
    assert apply(badge) != badge
    assert _refused(apply(badge), ring) == reason


@pytest.mark.parametrize("fact", ["achievement type", "course in one place", "status list", "one status less"])
def test_contradictions_are_refused_even_when_signed(fact: str, badge: str, ring: KeyRing) -> None:
    assert _refused(_signed_again(FACTS[fact][0](badge), ring), ring) == Reason.NOT_CANONICAL


def test_a_badge_of_a_stranger_is_refused(facts: Facts, ring: KeyRing, tmp_path: Path) -> None:
    stranger = KeyRing.create(tmp_path / "stranger")
    assert _refused(make_badge(badge_of(facts), MADE_AT, stranger), ring) == Reason.UNKNOWN_KEY


def test_a_badge_of_a_stranger_who_names_our_key_is_refused(facts: Facts, ring: KeyRing, tmp_path: Path) -> None:
    stranger = KeyRing.create(tmp_path / "stranger")
    foreign = make_badge(badge_of(facts), MADE_AT, stranger).replace(stranger.key_id, ring.key_id)
    assert _refused(foreign, ring) == Reason.SIGNATURE


def test_a_proof_of_another_badge_is_refused(badge: str, facts: Facts, ring: KeyRing) -> None:
    other = make_badge(badge_of(replace(facts, name="Bruno Silva")), MADE_AT, ring)
    assert _refused(_proof(badge, **from_json(other)["proof"]), ring) == Reason.SIGNATURE


def test_a_badge_made_before_the_keys_were_changed_is_believed(badge: str, ring: KeyRing, tmp_path: Path) -> None:
    newer = KeyRing.create(tmp_path / "newer")
    assert read_badge(badge, {**newer.public_keys, **ring.public_keys})[1] == ring.key_id


@settings(deadline=None)
@given(text=st.text() | st.recursive(st.none() | st.text(), st.lists).map(lambda value: f'{{"proof":"{value}"}}'))
def test_any_text_is_refused_with_a_reason(text: str, ring: KeyRing) -> None:
    assert _refused(text, ring) in Reason


@settings(deadline=None)
@given(at=st.integers(0, 2_600), sign=st.characters())
def test_any_one_changed_character_is_noticed(at: int, sign: str, ring: KeyRing) -> None:
    text = make_badge(badge_of(SHORT), MADE_AT, ring)
    changed = text[:at] + sign + text[at + 1 :]
    if changed != text:
        assert _refused(changed, ring) in Reason


SHORT = Facts(
    serial="7ZK3MB9QXN4TVW2HJ8C5RDPYA60",
    name="Amina",
    course="Gender",
    course_version="1",
    completed_on=date(2026, 3, 14),
    valid_until=None,
    country="GHA",
    country_name="Ghana",
    authority="Ministry of Defence of Ghana",
    language="en",
)


@pytest.mark.parametrize(
    ("origin", "did"),
    [
        ("https://train.example.org", "did:web:train.example.org"),
        ("http://localhost:8000", "did:web:localhost%3A8000"),
        ("https://train.example.org:8443", "did:web:train.example.org%3A8443"),
    ],
)
def test_an_issuer_is_named_by_its_host(origin: str, did: str) -> None:
    assert did_of(origin) == did


def test_every_key_there_ever_was_is_published(ring: KeyRing, tmp_path: Path) -> None:
    newer = KeyRing.create(tmp_path / "newer")
    keys = {**ring.public_keys, **newer.public_keys}
    document = did_document(ORIGIN, keys)
    assert document["id"] == DID
    assert {each["id"] for each in document["verificationMethod"]} == {f"{DID}#{key_id}" for key_id in keys}
    assert set(document["assertionMethod"]) == {f"{DID}#{key_id}" for key_id in keys}
    assert all(each["publicKeyMultibase"].startswith("z6Mk") for each in document["verificationMethod"])
    assert multikey(keys[ring.key_id]) in {each["publicKeyMultibase"] for each in document["verificationMethod"]}
