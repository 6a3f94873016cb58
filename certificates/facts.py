"""What a certificate says: every printed fact, its one canonical form in bytes, and the serial it is asked for by."""

import json
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

# Facts in one language keep the first form for ever: seals made over it must stay true.
_ONE_LANGUAGE = 1
_TWO_LANGUAGES = 2

# Crockford's base 32: no I, L, O (read as 1 and 0) and no U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")
_RANDOM_PLACES = 26
_CHECK_MODULUS = 37
_GROUP = 5
_LONGEST_TYPED = 200


class StrangeFacts(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """Bytes that are not the canonical form of any certificate's facts."""


@dataclass(frozen=True, kw_only=True)
class Second:
    """The facts that have words, once more in the second language of a certificate; the authority has one name.

    Attributes:
        language: BCP 47 tag of the second language.
        course: the course's title in it.
        country_name: the country's name in it.
    """

    language: str
    course: str
    country_name: str

    def __post_init__(self) -> None:
        _compose(self)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Every fact that a certificate prints, frozen when it is issued.

    Texts are kept in composed form (NFC), so that equal names have equal bytes.

    Attributes:
        serial: as `new_serial` made it, without hyphens.
        name: the person's name in her own script.
        course: the course's title in the language of the certificate.
        course_version: the version that was completed, as it is printed.
        completed_on: the day the course was completed.
        valid_until: the last day of validity, or None when it does not expire.
        country: ISO 3166-1 alpha-3 of the country she served for.
        country_name: that country's name in the language of the certificate.
        authority: the national authority that issues it.
        language: BCP 47 tag of the language the certificate is printed in.
        second: what is printed in a second language too, or None when there is one language.
    """

    serial: str
    name: str
    course: str
    course_version: str
    completed_on: date
    valid_until: date | None
    country: str
    country_name: str
    authority: str
    language: str
    second: Second | None = None

    def __post_init__(self) -> None:
        _compose(self)

    def to_bytes(self) -> bytes:
        """The canonical form that is sealed: JSON with sorted keys, no spaces, UTF-8, dates as ISO 8601."""
        stated: dict[str, Any] = asdict(self)
        if self.second is None:
            del stated["second"]
        stated["format"] = _ONE_LANGUAGE if self.second is None else _TWO_LANGUAGES
        stated["completed_on"] = self.completed_on.isoformat()
        stated["valid_until"] = self.valid_until.isoformat() if self.valid_until else None
        return json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, canonical: bytes) -> "Facts":
        """Read facts back from their canonical form.

        Raises:
            StrangeFacts: the bytes are not exactly what `to_bytes` writes.
        """
        try:
            stated = json.loads(canonical)
            if not isinstance(stated, dict) or stated.pop("format", None) not in {_ONE_LANGUAGE, _TWO_LANGUAGES}:
                raise StrangeFacts("not facts of a format that is known here")
            stated["completed_on"] = date.fromisoformat(stated["completed_on"])
            if stated["valid_until"] is not None:
                stated["valid_until"] = date.fromisoformat(stated["valid_until"])
            if "second" in stated:
                stated["second"] = Second(**stated["second"])
            facts = cls(**stated)
            same = facts.to_bytes() == canonical
        except (TypeError, KeyError, UnicodeError, AttributeError, json.JSONDecodeError) as error:
            raise StrangeFacts(f"not the facts of a certificate: {error}") from error
        except ValueError as error:
            raise StrangeFacts(str(error)) from error
        if not same or not all(isinstance(text, str) for text in _texts(facts)):
            raise StrangeFacts("the facts are not in their canonical form")
        return facts


def _compose(stated: Facts | Second) -> None:
    """Bring every text into its composed form."""
    for each in fields(stated):
        text = getattr(stated, each.name)
        if isinstance(text, str):
            object.__setattr__(stated, each.name, unicodedata.normalize("NFC", text))


def _texts(facts: Facts) -> Iterator[Any]:
    for stated in (facts, facts.second):
        if stated is not None:
            yield from (getattr(stated, each.name) for each in fields(stated) if each.type is str)


def new_serial() -> str:
    """Make a serial that cannot be guessed: 26 random base 32 characters and a check character.

    It is drawn until Crockford's check (remainder by 37, which finds every single wrong character and every swap of
    two neighbours) falls on one of the 32 plain characters: so it needs no signs that an address would have to escape,
    and keeps 129 bits of chance.
    """
    while True:
        number = secrets.randbits(_RANDOM_PLACES * 5)
        if number % _CHECK_MODULUS < len(_ALPHABET):
            places = [_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_RANDOM_PLACES))]
            return "".join(places) + _ALPHABET[number % _CHECK_MODULUS]


def grouped(serial: str) -> str:
    """The serial as it is printed and read out: groups of five with hyphens between."""
    return "-".join(serial[start : start + _GROUP] for start in range(0, len(serial), _GROUP))


def normalise(typed: str) -> str | None:
    """The serial that was meant by what was typed, or None when it can be no serial.

    Lower case, spaces, hyphens and digits of any script are accepted, and O, I and L are read as 0, 1 and 1.
    """
    if len(typed) > _LONGEST_TYPED:
        return None
    plain = unicodedata.normalize("NFKC", typed)
    # Spaces, dashes and invisible direction marks come along when a serial is copied from a page.
    kept = (_latin_digit(c) for c in plain if unicodedata.category(c) not in {"Zs", "Pd", "Cf", "Cc"})
    serial = "".join(kept).upper().translate(_MISREAD)
    if len(serial) != _RANDOM_PLACES + 1 or not set(serial) <= set(_ALPHABET):
        return None
    number = 0
    for character in serial[:-1]:
        number = number * len(_ALPHABET) + _ALPHABET.index(character)
    return serial if number % _CHECK_MODULUS == _ALPHABET.index(serial[-1]) else None


def _latin_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
