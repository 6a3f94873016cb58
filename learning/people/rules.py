"""What is decided about people: how names and numbers are written, who acts, and when to make somebody wait."""

import hashlib
import re
import secrets
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from certificates.type import Style, can_print
from learning.errors import Conflict, Forbidden, Invalid, NotFound
from learning.people.permissions import Permission, Role, in_scope, may

MISSIONS = (
    "MINURSO",
    "MINUSCA",
    "MONUSCO",
    "UNDOF",
    "UNFICYP",
    "UNIFIL",
    "UNISFA",
    "UNMIK",
    "UNMISS",
    "UNMOGIP",
    "UNTSO",
    "not-assigned",
    "other",
)

ACCOUNT_FAILURES = 10
ADDRESS_FAILURES = 30
FAILURE_WINDOW = timedelta(minutes=5)
FAILURES_KEPT = timedelta(hours=1)

IDLE_LIMIT = timedelta(hours=12)
SESSION_LIMIT = timedelta(days=30)
TOUCH_EVERY = timedelta(minutes=10)
INVITATION_LIMIT = timedelta(days=14)

MAX_NAME = 120
MAX_WORD = 60  # so that a certificate can print it at 8 points or more
MAX_TEXT = 80
MAX_EMAIL = 254
SERVICE_NUMBER_LENGTH = (2, 24)

# Codes are read from a whiteboard and said over a radio: none of 0 O, 1 I L, 2 Z, 5 S, 8 B, U V is in them.
JOIN_CODE_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
JOIN_CODE_LENGTH = 8
TOKEN_BYTES = 32

_BLANK_MARKS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\ufeff"))
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts now: what a signed-in browser's token stands for.

    Attributes:
        person_id: the person.
        sign_in_id: the row that keeps this browser signed in.
        name: the person's name as it is now.
        role: what the person may do.
        country: alpha-3 code; None only for administrators of no country.
        language: tag of the person's own language.
        seen_at: when this browser was last noted as seen.
        must_choose: this browser came in with a given password, and a password must be chosen before anything else.
    """

    person_id: uuid.UUID
    sign_in_id: uuid.UUID
    name: str
    role: Role
    country: str | None
    language: str
    seen_at: datetime
    must_choose: bool = False


def require(actor: Actor, permission: Permission) -> None:
    """Let the actor go on only with a permission.

    Raises:
        Forbidden: the actor's role does not hold it.
    """
    if not may(actor.role, permission):
        raise Forbidden("You may not do this.")


def require_country(actor: Actor, country: str | None) -> None:
    """Let the actor go on only where the actor's role reaches.

    Raises:
        NotFound: the country is not the actor's own.
    """
    if not in_scope(actor.role, actor.country, country):
        raise NotFound("This page does not exist.")


def normalise_service_number(text: str) -> str:
    """Write a service number the one way in which it is stored: capitals and plain digits, no spaces or signs.

    Raises:
        Invalid: it is empty, too short, too long, or holds something else than letters and digits.
    """
    kept = (
        character
        for character in unicodedata.normalize("NFKC", text).upper()
        if character not in "./\\_" and unicodedata.category(character) not in {"Zs", "Pd", "Cf", "Cc"}
    )
    plain = "".join(str(unicodedata.decimal(character, character)) for character in kept)
    number = unicodedata.normalize("NFKC", plain)  # an accent may stand beside its letter only now
    if not number:
        raise Invalid("Enter your service number.", field="service_number")
    kinds = [unicodedata.category(character)[0] for character in number]
    if not set(kinds) <= {"L", "M", "N"} or kinds[0] == "M":  # M: the vowel signs of Bengali and its like
        raise Invalid("A service number has letters and digits only.", field="service_number")
    shortest, longest = SERVICE_NUMBER_LENGTH
    if not shortest <= len(number) <= longest:
        raise Invalid(
            "A service number has %(shortest)s to %(longest)s letters and digits.",
            field="service_number",
            shortest=shortest,
            longest=longest,
        )
    return number


def normalise_email(text: str) -> str:
    """Write an e-mail address the one way in which it is stored: in small letters.

    Raises:
        Invalid: it does not look like an address.
    """
    email = unicodedata.normalize("NFC", text).strip().lower()
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email) or not is_printable(email):
        raise Invalid("Enter an e-mail address, such as name@example.org.", field="email")
    return email


def normalise_name(text: str, *, field: str = "name") -> str:
    """Write a person's name the one way in which it is stored and printed; letters keep their script and their case.

    Raises:
        Invalid: it is empty, too long, or holds signs that cannot be printed or that turn the writing direction.
    """
    name = _normalise_spaces(text)
    if not is_printable(text.strip()):
        raise Invalid("The name has a character that cannot be printed.", field=field)
    if not any(unicodedata.category(character)[0] == "L" for character in name):
        raise Invalid("Enter the name.", field=field)
    if not can_print(name, Style.DISPLAY):
        raise Invalid("Certificates cannot be printed in these letters. Write the name in Latin letters.", field=field)
    if max(map(len, name.split())) > MAX_WORD:
        raise Invalid("A word of the name has more than %(longest)s characters.", field=field, longest=MAX_WORD)
    if len(name) > MAX_NAME:
        raise Invalid("The name has more than %(longest)s characters.", field=field, longest=MAX_NAME)
    return name


def normalise_text(text: str, *, field: str, required: bool = True, longest: int = MAX_TEXT) -> str:
    """Write a short line, such as a unit or a cohort's name, the one way in which it is stored.

    Raises:
        Invalid: it is missing though required, too long, or holds signs that cannot be printed.
    """
    line = _normalise_spaces(text)
    if not is_printable(text.strip()):
        raise Invalid("This has a character that cannot be printed.", field=field)
    if required and not line:
        raise Invalid("This is missing.", field=field)
    if len(line) > longest:
        raise Invalid("This has more than %(longest)s characters.", field=field, longest=longest)
    return line


def _normalise_spaces(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_BLANK_MARKS).split())


def is_printable(text: str) -> bool:
    """Say whether a line is free of control characters, and of signs that turn the writing direction unseen."""
    return not any(
        character in _BIDI_CONTROLS or unicodedata.category(character) in _REFUSED_CATEGORIES for character in text
    )


Word = TypeVar("Word", bound=StrEnum)


def choose(words: type[Word], given: str, *, field: str) -> Word:
    """Read one word of a vocabulary, such as a category of personnel.

    Raises:
        Invalid: it is not one of the words.
    """
    try:
        return words(given)
    except ValueError:
        raise Invalid("Choose one of the list.", field=field) from None


def choose_from(offered: Sequence[str] | Mapping[str, object], given: str, *, field: str) -> str:
    """Read one entry of a list, such as a mission or a language.

    Raises:
        Invalid: it is not in the list.
    """
    if given not in offered:
        raise Invalid("Choose one of the list.", field=field)
    return given


def new_token() -> str:
    """Draw a secret of 256 bits for a link or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Say under what a secret of `new_token` is stored, so that a stolen database opens nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_join_code() -> str:
    """Draw a join code as it is printed and stored: XXXX-XXXX, of 23 signs that cannot be taken for each other."""
    drawn = "".join(secrets.choice(JOIN_CODE_ALPHABET) for _ in range(JOIN_CODE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def normalise_join_code(text: str) -> str | None:
    """Read a join code as people type it; None when it cannot be one."""
    signs = [character for character in unicodedata.normalize("NFKC", text).upper() if character.isalnum()]
    code = "".join(str(unicodedata.decimal(character, character)) for character in signs)
    if len(code) != JOIN_CODE_LENGTH or any(character not in JOIN_CODE_ALPHABET for character in code):
        return None
    return f"{code[:4]}-{code[4:]}"


def too_many(account_failures: int, address_failures: int) -> bool:
    """Say whether so many refused sign-ins within the last five minutes make the next one wait."""
    return account_failures >= ACCOUNT_FAILURES or address_failures >= ADDRESS_FAILURES


def minutes_to_wait(account: Sequence[datetime], address: Sequence[datetime], now: datetime) -> int:
    """Say after how many whole minutes the next sign-in is looked at; 0: at once.

    Args:
        account: when this account was refused within the window, newest first.
        address: the same for this address.
        now: the present moment.
    """
    if not too_many(len(account), len(address)):
        return 0
    # The wait is over when so many failures have left the window that the limit is no longer reached.
    last = [
        times[limit - 1]
        for times, limit in ((account, ACCOUNT_FAILURES), (address, ADDRESS_FAILURES))
        if len(times) >= limit
    ]
    left = max(last) + FAILURE_WINDOW - now
    return max(1, -(-int(left.total_seconds()) // 60))


def is_alive(seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Say whether a signed-in browser still is: used within 12 hours, and begun within 30 days."""
    return now < expires_at and now - seen_at < IDLE_LIMIT


def needs_touch(actor: Actor, now: datetime) -> bool:
    """Say whether it is time to note again that the actor was seen: every ten minutes."""
    return now - actor.seen_at >= TOUCH_EVERY


def is_closed(closes_on: date | None, today: date) -> bool:
    """Say whether a cohort takes nobody any more; it is open to the end of its closing day."""
    return closes_on is not None and today > closes_on


def require_open(closes_on: date | None, today: date) -> None:
    """Let somebody join an open cohort only.

    Raises:
        Conflict: it has closed.
    """
    if is_closed(closes_on, today):
        raise Conflict("This cohort closed on %(day)s. Ask your trainer.", field="join_code", day=closes_on)
