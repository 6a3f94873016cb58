"""What became of certificates after they were issued: signed lists of bits (Bitstring Status List) that name nobody.

One list says which were revoked, one which were superseded; each is published with a Data Integrity proof and as a
signed text (`vc+jwt`) that also says when and why.
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.did import did_of
from certificates.encoding import from_base64url, from_json, is_written_as, to_base64url, to_json
from certificates.integrity import instant, read_instant, with_proof
from certificates.jws import open_compact, sign_compact
from certificates.seal import KeyRing
from certificates.tampered import Reason, Tampered

ENTRIES = 131_072
VALID_FOR = timedelta(days=30)
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
_UNDEFINED_TERMS = "https://www.w3.org/ns/credentials/undefined-terms/v2"
_TYPE = "vc+jwt"
_LONGEST = 12_000_000
# The clock of an old phone may be wrong by hours; a list from further ahead was made by a wrong clock of ours.
_SLACK = timedelta(days=1)


class Purpose(StrEnum):
    """What the bits of a list mean, in the words of the standard."""

    REVOCATION = "revocation"
    REFRESH = "refresh"


CLASSES = {
    Purpose.REVOCATION: frozenset({"issued-in-error", "not-the-holder", "result-annulled", "requested-by-holder"}),
    Purpose.REFRESH: frozenset({"superseded"}),
}


@dataclass(frozen=True)
class Change:
    """When a certificate was revoked or superseded, and the class of the reason; never the reason's own words."""

    on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class StatusList:
    """One status list as it stood at a moment.

    Attributes:
        origin: the server that publishes it, such as https://train.example.org.
        purpose: what a set bit means.
        number: which list of this purpose, from 1.
        changes: each certificate whose bit is set, by its index.
        made_at: when the list was made, in UTC and whole seconds.
    """

    origin: str
    purpose: Purpose
    number: int
    changes: Mapping[int, Change]
    made_at: datetime

    @property
    def valid_until(self) -> datetime:
        """Until when a reader may go on with this list."""
        return self.made_at + VALID_FOR


def list_address(origin: str, purpose: Purpose, number: int) -> str:
    """Where a status list is published; with `.jwt` behind it as a signed text."""
    return f"{origin}/status/{purpose}/{number}"


def encode_list(indexes: Iterable[int]) -> str:
    """The bits of a list, compressed, in multibase; the first bit is the leftmost.

    Raises:
        ValueError: an index is outside of the list.
    """
    bits = bytearray(ENTRIES // 8)
    for index in indexes:
        if not 0 <= index < ENTRIES:
            raise ValueError(f"index {index} is outside of a status list")
        bits[index // 8] |= 128 >> index % 8
    return "u" + to_base64url(gzip.compress(bytes(bits), mtime=0))


def decode_list(encoded: str) -> set[int]:
    """The indexes whose bits are set.

    Raises:
        Tampered: it cannot be read, or has not exactly as many bits as a list of ours.
    """
    if not encoded.startswith("u"):
        raise Tampered(Reason.NOT_CANONICAL)
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        # One byte more than a list has: what would grow without end shows here and is never unpacked.
        bits = inflater.decompress(from_base64url(encoded[1:]), ENTRIES // 8 + 1)
    except zlib.error as error:
        raise Tampered(Reason.UNREADABLE) from error
    if len(bits) != ENTRIES // 8 or not inflater.eof or inflater.unused_data:
        raise Tampered(Reason.STRANGE_LIST)
    return {place * 8 + bit for place, byte in enumerate(bits) if byte for bit in range(8) if byte & 128 >> bit}


def publish_list(listed: StatusList, keys: KeyRing) -> str:
    """The list as a credential with a Data Integrity proof, JSON, for any verifier of credentials."""
    return to_json(with_proof(_document(listed), did_of(listed.origin), listed.made_at, keys)).decode()


def publish_list_jwt(listed: StatusList, keys: KeyRing) -> str:
    """The list as a signed text that also says when and why each bit was set, for our own verify page."""
    return sign_compact(to_json(_with_changes(listed)), keys, typ=_TYPE)


def read_list_jwt(
    text: str,
    public_keys: Mapping[str, Ed25519PublicKey],
    *,
    purpose: Purpose,
    number: int,
    now: datetime,
    seen: datetime | None = None,
) -> StatusList:
    """Read a list that `publish_list_jwt` made.

    Args:
        text: the signed text.
        public_keys: the keys that are believed, by their id.
        purpose: what the list must be for.
        number: which list it must be.
        now: the moment at which it must be valid.
        seen: when the newest list was made that this reader has seen; an older one is refused.

    Raises:
        Tampered: with the first fault that is found.
    """
    payload, _ = open_compact(text, public_keys, longest=_LONGEST, typ=_TYPE)
    listed = _read_payload(payload)
    if listed.purpose != purpose:
        raise Tampered(Reason.WRONG_PURPOSE)
    if listed.number != number:
        raise Tampered(Reason.WRONG_LIST)
    if seen is not None and listed.made_at < seen:
        raise Tampered(Reason.OLDER_LIST)
    if listed.made_at > now + _SLACK:
        raise Tampered(Reason.EARLY_LIST)
    if listed.valid_until < now:
        raise Tampered(Reason.EXPIRED_LIST)
    return listed


def _document(listed: StatusList) -> dict[str, Any]:
    address = list_address(listed.origin, listed.purpose, listed.number)
    return {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(listed.origin),
        "validFrom": instant(listed.made_at),
        "validUntil": instant(listed.valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": listed.purpose.value,
            "encodedList": encode_list(listed.changes),
        },
    }


def _with_changes(listed: StatusList) -> dict[str, Any]:
    changes = {str(index): [change.on.isoformat(), change.reason] for index, change in sorted(listed.changes.items())}
    return {**_document(listed), "@context": [CREDENTIALS_V2, _UNDEFINED_TERMS], "changes": changes}


def _read_payload(payload: bytes) -> StatusList:
    stated = from_json(payload)
    try:
        origin, purpose, number = read_list_address(stated["id"])
        encoded = stated["credentialSubject"]["encodedList"]
        listed = StatusList(
            origin=origin,
            purpose=purpose,
            number=number,
            changes={int(index): _read_change(purpose, *change) for index, change in stated["changes"].items()},
            made_at=read_instant(stated["validFrom"]),
        )
        set_bits = decode_list(encoded)
        rewritten = _with_changes(listed)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Tampered(Reason.NOT_CANONICAL) from error
    # Packing may differ from one machine to the next: the bits are compared, and their packing is taken as it is.
    rewritten["credentialSubject"]["encodedList"] = encoded
    if not is_written_as(rewritten, payload):
        raise Tampered(Reason.NOT_CANONICAL)
    if set_bits != set(listed.changes):
        raise Tampered(Reason.STRANGE_LIST)
    return listed


def read_list_address(address: str) -> tuple[str, Purpose, int]:
    """Origin, purpose and number in the address of a status list.

    Raises:
        ValueError: this is no such address.
    """
    origin, status, purpose, number = address.rsplit("/", 3)
    if status != "status":
        raise ValueError(f"not a status list: {address}")
    return origin, Purpose(purpose), int(number)


def _read_change(purpose: Purpose, on: str, reason: str) -> Change:
    if reason not in CLASSES[purpose]:
        raise Tampered(Reason.STRANGE_LIST)
    try:
        return Change(date.fromisoformat(on), reason)
    except ValueError as error:
        raise Tampered(Reason.STRANGE_DATES) from error
