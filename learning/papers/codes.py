"""The code that an answer sheet carries: nine signs that say nothing of anybody, the last of which checks the rest."""

import secrets
import unicodedata

from learning.people.rules import JOIN_CODE_ALPHABET

ALPHABET = JOIN_CODE_ALPHABET
"""23 signs that cannot be taken for each other; a prime number, so that the check finds every exchange of two signs."""
LENGTH = 9
_GROUP = 3


def check_sign(signs: str) -> str:
    """Give the sign that belongs behind these: with it, one wrong sign or two exchanged ones are always found."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 1))
    # The last sign counts LENGTH times, so that the sum of all is nought: its inverse undoes that.
    return ALPHABET[-total * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)]


def new_code() -> str:
    """Draw a code as it is printed and stored: XXX-XXX-XXX."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _grouped(drawn + check_sign(drawn))


def normalise_code(text: str) -> str | None:
    """Read a code as people type it or as the square on a sheet holds it; None when it cannot be one."""
    last = text.rstrip("/").rpartition("/")[2]
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", last).upper() if sign.isalnum())
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in signs)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET) or check_sign(plain[:-1]) != plain[-1]:
        return None
    return _grouped(plain)


def _grouped(signs: str) -> str:
    return "-".join(signs[place : place + _GROUP] for place in range(0, LENGTH, _GROUP))
