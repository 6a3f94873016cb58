import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.encoding import from_base64url, from_json, to_base64url, to_json
from certificates.seal import KeyRing
from certificates.status import (
    CLASSES,
    ENTRIES,
    VALID_FOR,
    Purpose,
    StatusList,
    decode_list,
    encode_list,
    publish_list,
    publish_list_jwt,
    read_list_jwt,
)
from certificates.tampered import SENTENCES, Reason, Tampered
from tests.credentials import MADE_AT, ORIGIN, status_list

DAY = timedelta(days=1)
REVOKED = status_list(Purpose.REVOCATION, 3, 94_567, 131_071)


def _read(text: str, ring: KeyRing, **asked: Any) -> StatusList:
    asked = {"purpose": Purpose.REVOCATION, "number": 1, "now": MADE_AT + DAY, **asked}
    return read_list_jwt(text, ring.public_keys, **asked)


def _refused(text: str, ring: KeyRing, **asked: Any) -> Reason:
    with pytest.raises(Tampered) as refusal:
        _read(text, ring, **asked)
    assert str(refusal.value) == SENTENCES[refusal.value.reason]
    return refusal.value.reason


def _signed(payload: bytes, ring: KeyRing, typ: str = "vc+jwt") -> str:
    header = to_base64url(to_json({"alg": "EdDSA", "kid": ring.key_id, "typ": typ}))
    signed = f"{header}.{to_base64url(payload)}"
    return f"{signed}.{to_base64url(ring.sign(signed.encode()))}"


def _payload(text: str) -> dict[str, Any]:
    return from_json(from_base64url(text.split(".")[1]))


@settings(deadline=None)
@given(indexes=st.sets(st.integers(0, ENTRIES - 1), max_size=50))
def test_a_list_is_read_back(indexes: set[int]) -> None:
    assert decode_list(encode_list(indexes)) == indexes


def test_the_first_bit_is_the_leftmost() -> None:
    bits = gzip.decompress(from_base64url(encode_list([0, 9, ENTRIES - 1])[1:]))
    assert (bits[0], bits[1], bits[-1], len(bits)) == (0b1000_0000, 0b0100_0000, 0b0000_0001, 16_384)


def test_equal_lists_are_equal_bytes_and_a_list_that_names_nobody_is_tiny() -> None:
    assert encode_list({5, 3}) == encode_list([3, 5])
    assert len(encode_list([])) < 100


@pytest.mark.parametrize("index", [-1, ENTRIES])
def test_an_index_outside_of_the_list_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        encode_list([index])


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        ("", Reason.NOT_CANONICAL),
        ("z" + encode_list([])[1:], Reason.NOT_CANONICAL),
        ("uAAAA", Reason.UNREADABLE),
        ("u***", Reason.NOT_BASE64URL),
        ("uAAAAA", Reason.TRUNCATED),
        ("u" + to_base64url(gzip.compress(bytes(16_383))), Reason.STRANGE_LIST),
        ("u" + to_base64url(gzip.compress(bytes(16_385))), Reason.STRANGE_LIST),
        ("u" + to_base64url(gzip.compress(bytes(16_384)) + b"more"), Reason.STRANGE_LIST),
        ("u" + to_base64url(gzip.compress(bytes(16_384))[:-4]), Reason.STRANGE_LIST),
        ("u" + to_base64url(gzip.compress(bytes(50_000_000))), Reason.STRANGE_LIST),
    ],
    ids=["nothing", "multibase", "no gzip", "signs", "cut", "short", "long", "more", "no end", "bomb"],
)
def test_what_is_no_list_is_refused(encoded: str, reason: Reason) -> None:
    with pytest.raises(Tampered) as refusal:
        decode_list(encoded)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("purpose", Purpose)
def test_a_signed_list_says_when_and_why_each_bit_was_set(purpose: Purpose, ring: KeyRing) -> None:
    listed = status_list(purpose, 3, 94_567)
    text = publish_list_jwt(listed, ring)
    assert _read(text, ring, purpose=purpose) == listed
    assert from_json(from_base64url(text.split(".")[0])) == {"alg": "EdDSA", "kid": ring.key_id, "typ": "vc+jwt"}
    assert _payload(text)["changes"]["94567"] == ["2026-05-02", listed.changes[94_567].reason]
    assert all(change.reason in CLASSES[purpose] for change in listed.changes.values())


def test_both_forms_of_a_list_say_the_same(ring: KeyRing) -> None:
    credential, payload = from_json(publish_list(REVOKED, ring)), _payload(publish_list_jwt(REVOKED, ring))
    own = {"@context", "proof", "changes"}
    assert {key: credential[key] for key in credential if key not in own} == {
        key: payload[key] for key in payload if key not in own
    }
    assert credential["id"] == f"{ORIGIN}/status/revocation/1"
    assert (credential["validFrom"], credential["validUntil"]) == ("2026-03-14T16:20:05Z", "2026-04-13T16:20:05Z")


def test_a_list_of_ten_thousand_changes_is_small(ring: KeyRing) -> None:
    many = status_list(Purpose.REVOCATION, *range(0, ENTRIES, 13))
    assert _read(publish_list_jwt(many, ring), ring) == many
    assert len(gzip.compress(publish_list_jwt(many, ring).encode())) < 500_000


def test_a_list_for_another_purpose_is_refused(ring: KeyRing) -> None:
    text = publish_list_jwt(status_list(Purpose.REFRESH, 3), ring)
    assert _refused(text, ring) == Reason.WRONG_PURPOSE


def test_a_list_with_another_number_is_refused(ring: KeyRing) -> None:
    assert _refused(publish_list_jwt(replace(REVOKED, number=2), ring), ring) == Reason.WRONG_LIST


def test_a_list_that_is_older_than_the_one_seen_is_refused(ring: KeyRing) -> None:
    clean = publish_list_jwt(status_list(Purpose.REVOCATION, made_at=MADE_AT - timedelta(seconds=1)), ring)
    assert _refused(clean, ring, seen=MADE_AT) == Reason.OLDER_LIST
    assert _read(clean, ring).changes == {}


def test_the_list_that_was_seen_is_read_again(ring: KeyRing) -> None:
    assert _read(publish_list_jwt(REVOKED, ring), ring, seen=MADE_AT) == REVOKED


def test_a_list_is_valid_for_thirty_days(ring: KeyRing) -> None:
    text = publish_list_jwt(REVOKED, ring)
    assert _read(text, ring, now=MADE_AT + VALID_FOR) == REVOKED
    assert _refused(text, ring, now=MADE_AT + VALID_FOR + timedelta(seconds=1)) == Reason.EXPIRED_LIST


def test_a_list_of_the_future_is_refused_but_a_slow_clock_is_forgiven(ring: KeyRing) -> None:
    text = publish_list_jwt(REVOKED, ring)
    assert _read(text, ring, now=MADE_AT - timedelta(hours=5)) == REVOKED
    assert _refused(text, ring, now=MADE_AT - timedelta(days=2)) == Reason.EARLY_LIST


def test_a_list_of_a_stranger_is_refused(ring: KeyRing, tmp_path: Path) -> None:
    stranger = KeyRing.create(tmp_path / "stranger")
    assert _refused(publish_list_jwt(REVOKED, stranger), ring) == Reason.UNKNOWN_KEY


def test_a_list_from_which_a_revocation_was_taken_is_refused(ring: KeyRing) -> None:
    text, clean = publish_list_jwt(REVOKED, ring), publish_list_jwt(status_list(Purpose.REVOCATION, 3), ring)
    mixed = ".".join([text.split(".")[0], clean.split(".")[1], text.split(".")[2]])
    assert _refused(mixed, ring) == Reason.SIGNATURE


def test_a_list_cut_anywhere_is_refused(ring: KeyRing) -> None:
    text = publish_list_jwt(REVOKED, ring)
    assert {_refused(text[:length], ring) for length in range(0, len(text), 11)} == {Reason.TRUNCATED}


@pytest.mark.parametrize("typ", ["JWT", "vc+ld+json+jwt", "statuslist+jwt"])
def test_another_type_is_refused(typ: str, ring: KeyRing) -> None:
    payload = from_base64url(publish_list_jwt(REVOKED, ring).split(".")[1])
    assert _refused(_signed(payload, ring, typ), ring) == Reason.NOT_CANONICAL


def test_a_list_is_not_taken_for_a_statement_nor_a_statement_for_a_list(ring: KeyRing) -> None:
    header = to_base64url(to_json({"alg": "EdDSA", "kid": ring.key_id}))
    text = publish_list_jwt(REVOKED, ring)
    assert _refused(f"{header}.{text.split('.', 1)[1]}", ring) == Reason.NOT_CANONICAL


FIRST, SECOND = '"3":["2026-05-02","issued-in-error"]', '"94567":["2026-05-02","issued-in-error"]'


def _swapped(text: str) -> str:
    return text.replace(f"{FIRST},{SECOND}", f"{SECOND},{FIRST}")


STRANGE: dict[str, tuple[Callable[[str], str], Reason]] = {
    "no JSON": (lambda _: "hello", Reason.UNREADABLE),
    "one field more": (lambda text: text[:-1] + ',"x":1}', Reason.NOT_CANONICAL),
    "spaces": (lambda text: text.replace(',"', ', "'), Reason.NOT_CANONICAL),
    "a key twice": (lambda text: text.replace('"changes":{', '"changes":{},"changes":{'), Reason.NOT_CANONICAL),
    "changes out of order": (_swapped, Reason.NOT_CANONICAL),
    "an index with a zero before it": (lambda text: text.replace('"3":', '"03":'), Reason.NOT_CANONICAL),
    "another issuer": (lambda text: text.replace("did:web:", "did:web:evil."), Reason.NOT_CANONICAL),
    "another address": (lambda text: text.replace("/status/", "/stations/"), Reason.NOT_CANONICAL),
    "a longer life": (lambda text: text.replace("2026-04-13", "2027-04-13"), Reason.NOT_CANONICAL),
    "no moment": (lambda text: text.replace("T16:20:05Z", "T25:00:00Z"), Reason.STRANGE_DATES),
    "a moment without a zone": (lambda text: text.replace("T16:20:05Z", "T16:20:05"), Reason.STRANGE_DATES),
    "a change that is not in the bits": (lambda text: text.replace('"3":', '"4":'), Reason.STRANGE_LIST),
    "a bit without its change": (
        lambda text: text.replace('"3":["2026-05-02","issued-in-error"],', ""),
        Reason.STRANGE_LIST,
    ),
    "an index outside": (lambda text: text.replace('"131071":', '"131072":'), Reason.NOT_CANONICAL),
    "a day that is none": (lambda text: text.replace("2026-05-02", "2026-05-32"), Reason.STRANGE_DATES),
    "a reason of our own words": (lambda text: text.replace("issued-in-error", "she lied"), Reason.STRANGE_LIST),
    "a reason of the other list": (lambda text: text.replace("issued-in-error", "superseded"), Reason.STRANGE_LIST),
    "changes that are a list": (lambda text: text[: text.index('"changes"')] + '"changes":[]}', Reason.NOT_CANONICAL),
    "no changes": (lambda text: text[: text.index(',"changes"')] + "}", Reason.NOT_CANONICAL),
}


@pytest.mark.parametrize("change", STRANGE)
def test_a_strange_list_is_refused_even_when_signed(change: str, ring: KeyRing) -> None:
    apply, reason = STRANGE[change]
    payload = from_base64url(publish_list_jwt(REVOKED, ring).split(".")[1]).decode()
    assert apply(payload) != payload
    assert _refused(_signed(apply(payload).encode(), ring), ring) == reason
