"""Passwords: which are refused, and how the others are kept (Argon2id at OWASP's minimum: 19 MiB, 2 passes, 1 lane).

Hashing and checking take about 20 ms of one processor: never call them inside a writing transaction, which would keep
every other writer waiting.
"""

import contextlib
import ctypes
import functools
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from learning.errors import Invalid

SHORTEST = 8
LONGEST = 256
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1

# More at once would only make each of them slower, and each of them holds 19 MiB while it runs.
AT_ONCE = 2

# What a password is compared with when the account does not exist, so that the answer takes as long as for one that
# does. It was made from 32 random bytes that nobody kept.
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$3zCIMnqhdS/4Eat2PUbPLQ$fWLh4D3EEgFdgEAm2DL3pyXWRuEGsZxnAjNSZN2/2D8"

NO_PASSWORD = ""
"""Stored for who has not chosen a password yet: nothing fits it, and finding that out takes as long as for others."""

_COMMON_FILE = Path(__file__).with_name("common-passwords.txt")
# No letter or digit that can be taken for another, for a word that is read aloud and typed once.
_TEMPORARY_ALPHABET = "34679acdefghjkmnpqrtwxy"

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE_BLOCK = 1024 * 1024  # bytes; a larger block is a mapping of its own

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_gate = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Make the text that is stored instead of the password."""
    _give_memory_back()
    with _gate:
        return _hasher.hash(_same_everywhere(password).encode("utf-8", "replace"))


def verify(password_hash: str | None, password: str) -> bool:
    """Say whether this is the password; takes as long for an account that does not exist (None)."""
    # A longer one is never right, and is not worth the work of reading all of it.
    given = _same_everywhere(password[: LONGEST * 4])[: LONGEST + 1]
    _give_memory_back()
    with _gate:
        try:
            right = _hasher.verify(password_hash or NOBODYS_HASH, given.encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            return False
    return right and bool(password_hash)


def needs_rehash(password_hash: str) -> bool:
    """Say whether the hash was made with other settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_password(password: str, known: Iterable[str | None]) -> None:
    """Let a new password pass only when it is not easy to guess.

    Args:
        password: as typed.
        known: what others may know about the person: name, service number, e-mail.

    Raises:
        Invalid: the password is too short, too long, common, or made of what is known about the person.
    """
    typed = _same_everywhere(password)
    if len(typed) < SHORTEST:
        raise Invalid("The password needs at least %(shortest)s characters.", field="password", shortest=SHORTEST)
    if len(typed) > LONGEST:
        raise Invalid("The password has more than %(longest)s characters.", field="password", longest=LONGEST)
    if _is_common(typed):
        raise Invalid("This password is easy to guess. Choose another one.", field="password")
    if _bare(typed) & _bare_parts(known):
        raise Invalid("The password is like your name or your sign-in name. Choose another one.", field="password")


def new_hash(password: str, known: Iterable[str | None]) -> str:
    """Check a new password and make its hash, in one step; outside any writing transaction.

    Raises:
        Invalid: see `check_password`.
    """
    check_password(password, known)
    return hash_password(password)


def new_temporary_password() -> str:
    """Draw a password to be told to somebody, such as "k4mf-9xwe-tq37": 54 bits, easy to read aloud."""
    groups = ("".join(secrets.choice(_TEMPORARY_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


@functools.cache
def _give_memory_back() -> None:
    """Let the C library return the 19 MiB after each use, instead of keeping them once for every thread that ever came.

    Measured with 16 threads: 329 MB kept without, 18 MB with. It is a setting of glibc; others do not need it.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def _same_everywhere(password: str) -> str:
    """Write the same password with the same characters, whatever keyboard it came from (NFKC)."""
    return unicodedata.normalize("NFKC", password)


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON_FILE.read_text(encoding="utf-8").split())


def _is_common(password: str) -> bool:
    lower = password.lower()
    # "Dragon2024!" is "dragon" to whoever guesses.
    word = re.sub(r"[\W\d_]+$", "", lower)
    one_sign = len(set(lower)) == 1
    return one_sign or not _common().isdisjoint({lower, word, re.sub(r"\s", "", lower)})


def _bare(text: str) -> set[str]:
    """Give the forms in which a password may hide a known word: letters and digits only, and without final digits."""
    signs = "".join(character for character in text.casefold() if character.isalnum())
    return {signs, signs.rstrip("0123456789")}


def _bare_parts(known: Iterable[str | None]) -> set[str]:
    found: set[str] = set()
    for text in filter(None, known):
        for part in (text, *text.split(), text.partition("@")[0]):
            found |= _bare(_same_everywhere(part))
    return found - {""}
