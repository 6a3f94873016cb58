"""The signed statement behind the QR code: a certificate's facts in a few hundred characters, read without network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.encoding import from_json, is_written_as, to_json
from certificates.facts import Facts
from certificates.jws import open_compact, sign_compact
from certificates.seal import KeyRing
from certificates.tampered import Reason, Tampered

_LONGEST = 4_000
_ORDER = ("s", "n", "c", "v", "d", "u", "t", "a", "g", "i", "l")
_TEXTS = ("s", "n", "c", "v", "t", "a", "g")
_NUMBERS = ("i", "l")


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What a statement says; the attributes mean what they mean in `Facts`.

    Attributes:
        status_list: the number of the status lists that say what the certificate is worth today.
        status_index: its place in them.
        key_id: the key that signed the statement.
    """

    serial: str
    name: str
    course: str
    course_version: str
    completed_on: date
    valid_until: date | None
    country: str
    authority: str
    language: str
    status_list: int
    status_index: int
    key_id: str


def make_statement(facts: Facts, status_list: int, status_index: int, keys: KeyRing) -> str:
    """Sign the facts as the text that stands behind `#` in the address of the QR code."""
    payload = {
        "s": facts.serial,
        "n": facts.name,
        "c": facts.course,
        "v": facts.course_version,
        "d": facts.completed_on.isoformat(),
        "u": facts.valid_until.isoformat() if facts.valid_until else None,
        "t": facts.country,
        "a": facts.authority,
        "g": facts.language,
        "i": status_index,
        "l": status_list,
    }
    return sign_compact(to_json(payload), keys)


def read_statement(text: str, public_keys: Mapping[str, Ed25519PublicKey]) -> Stated:
    """What a statement says, when one of these keys signed it and it is written as we write it.

    Raises:
        Tampered: with the first fault that is found.
    """
    payload, key_id = open_compact(text, public_keys, longest=_LONGEST)
    stated = from_json(payload)
    if set(stated) != set(_ORDER) or not is_written_as({key: stated[key] for key in _ORDER}, payload):
        raise Tampered(Reason.NOT_CANONICAL)
    texts = [stated[key] for key in _TEXTS]
    numbers = [stated[key] for key in _NUMBERS]
    if not all(isinstance(each, str) for each in texts) or not all(type(each) is int and each >= 0 for each in numbers):
        raise Tampered(Reason.STRANGE_FACTS)
    completed_on = _day(stated["d"])
    valid_until = None if stated["u"] is None else _day(stated["u"])
    if valid_until is not None and valid_until < completed_on:
        raise Tampered(Reason.STRANGE_DATES)
    return Stated(
        serial=stated["s"],
        name=stated["n"],
        course=stated["c"],
        course_version=stated["v"],
        completed_on=completed_on,
        valid_until=valid_until,
        country=stated["t"],
        authority=stated["a"],
        language=stated["g"],
        status_list=stated["l"],
        status_index=stated["i"],
        key_id=key_id,
    )


def _day(text: Any) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Tampered(Reason.STRANGE_DATES) from error
    if day.isoformat() != text:  # Python also reads weeks and dates without hyphens
        raise Tampered(Reason.STRANGE_DATES)
    return day
