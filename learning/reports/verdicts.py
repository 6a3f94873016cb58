"""Who is ready on the day of landing: decided from what is known of each person, without a database. Rule version 1.

A person is ready when a certificate of every course asked for is valid on that day; the last day of validity counts.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

RULE_VERSION: Final = "readiness-1"
FOREVER: Final = date.max
"""Stands for the last day of a certificate that never expires."""


class Verdict(StrEnum):
    """What a person is on the day of landing; in this order they stand in the list, the most work first."""

    MISSING = "missing"
    EXPIRES = "expires-before-landing"
    NOT_FOUND = "not-found"
    NAME_DIFFERS = "name-differs"
    READY = "ready"


_ORDER: Final = {verdict: place for place, verdict in enumerate(Verdict)}


class Line(NamedTuple):
    """One person of the list, judged.

    Attributes:
        verdict: what she is.
        number: her service number, as it is stored; as it was typed when nobody has it.
        name: as it is stored; as it was typed when nobody was found.
        until: the last day on which all that she holds is valid; None: none of it expires, or she holds nothing.
        lacking: courses of which she holds no certificate that counts.
        expiring: courses whose certificate is not valid on the day.
        given: the name as the list has it, where it differs.
        unit: as she serves now.
        person: her id, as the database gives it; None: not found.
    """

    verdict: Verdict
    number: str
    name: str
    until: date | None = None
    lacking: tuple[str, ...] = ()
    expiring: tuple[str, ...] = ()
    given: str = ""
    unit: str = ""
    person: object = None


def judged(
    courses: Sequence[str], held: Sequence[date | None], landing_on: date
) -> tuple[Verdict, date | None, tuple[str, ...], tuple[str, ...]]:
    """Judge what somebody holds.

    Args:
        courses: those asked for.
        held: for each of them the last day of the certificate that lasts longest, `FOREVER`, or None for none.
        landing_on: the day.

    Returns:
        The verdict, the earliest last day, the courses that are lacking and those that run out before the day.
    """
    days = [day for day in held if day is not None]
    first = min(days, default=FOREVER)
    until = None if first == FOREVER else first
    if len(days) == len(held) and first >= landing_on:
        return Verdict.READY, until, (), ()
    pairs = list(zip(courses, held, strict=True))
    lacking = tuple(course for course, day in pairs if day is None)
    expiring = tuple(course for course, day in pairs if day is not None and day < landing_on)
    return Verdict.MISSING if lacking else Verdict.EXPIRES, until, lacking, expiring


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Sort by what must be done: the most work first, what runs out first before the rest, then by name."""
    return sorted(lines, key=lambda line: (_ORDER[line.verdict], line.until or FOREVER, line.name, line.number))


def counts(lines: Iterable[Line]) -> dict[Verdict, int]:
    """Count the verdicts."""
    found = dict.fromkeys(Verdict, 0)
    for line in lines:
        found[line.verdict] += 1
    return found


def is_same_name(stored: str, given: str) -> bool:
    """Say whether a list means the same name: capitals, accents, signs and the order of the words do not matter.

    A list without names differs from nothing.
    """
    return not given.strip() or _words(stored) == _words(given)


def _words(name: str) -> list[str]:
    plain = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    spaced = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in plain)
    return sorted("".join(spaced).casefold().split())
