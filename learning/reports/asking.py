"""What a report can be asked: one vocabulary of filters, read alike from an address and from what somebody saved."""

import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from learning.people.models import Category, Sex
from learning.records.tallies import NOT_STATED

QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")
LONGEST: Final = 80
_PERIOD: Final = ("span", "from", "to")


class Filter(StrEnum):
    """What a report may be narrowed to; each but the period is one parameter of the address, with this name."""

    PERIOD = "period"
    """Three parameters: `span`, a period that moves with the day, or `from` and `to`."""
    COURSE = "course"
    CATEGORY = "category"
    SEX = "sex"
    COHORT = "cohort"
    MISSION = "mission"
    DAY = "day"
    QUARTER = "quarter"
    PERSON = "person"
    """A service number, or a person's id."""


class Span(StrEnum):
    """A period that moves with the day: what is sent each month speaks of the last month each time."""

    LAST_WEEK = "last-week"
    LAST_MONTH = "last-month"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"


@dataclass(frozen=True)
class Asked:
    """What a report is narrowed to; None means all.

    Attributes:
        span: how the period was asked for, when it moves with the day; `first` and `last` are what it is today.
        first, last: first and last day of the period.
        course: slug.
        category, sex, mission: words of their vocabularies.
        cohort: a cohort's id.
        day: the day that the report speaks of.
        quarter: as in "2026-Q1".
        person: a service number or the hex of a person's id.
    """

    span: Span | None = None
    first: date | None = None
    last: date | None = None
    course: str | None = None
    category: str | None = None
    sex: str | None = None
    cohort: uuid.UUID | None = None
    mission: str | None = None
    day: date | None = None
    quarter: str | None = None
    person: str | None = None

    def stored(self) -> dict[str, str]:
        """Give the parameters that ask the same again, as they stand in an address and as they are saved."""
        given: dict[str, object] = {
            "course": self.course,
            "category": self.category,
            "sex": self.sex,
            "cohort": self.cohort.hex if self.cohort else None,
            "mission": self.mission,
            "day": self.day,
            "quarter": self.quarter,
            "person": self.person,
        }
        period = {"span": self.span} if self.span else {"from": self.first, "to": self.last}
        return {name: str(value) for name, value in {**given, **period}.items() if value}


def read_asked(given: Mapping[str, str], takes: Collection[Filter], today: date) -> tuple[Asked, list[str]]:
    """Read the filters that a report takes; what cannot be read is left out and named.

    Args:
        given: parameters of an address, or what was saved.
        takes: the filters of the report; others are left out silently.
        today: what a moving period is counted from.

    Returns:
        What is asked, and the names of the parameters that cannot be read.
    """
    faulty: list[str] = []
    kept = {name: text for name, text in given.items() if name in {*takes, *_PERIOD} and text}
    asked = Asked(
        course=_word(kept, "course", None, faulty),
        category=_word(kept, "category", set(Category), faulty),
        sex=_word(kept, "sex", {*Sex, NOT_STATED}, faulty),
        cohort=_id(kept, faulty),
        mission=_word(kept, "mission", None, faulty),
        day=_day(kept, "day", faulty),
        quarter=_quarter(kept, faulty),
        person=_word(kept, "person", None, faulty),
    )
    if Filter.PERIOD in takes:
        asked = _with_period(asked, kept, faulty, today)
    return asked, faulty


def _with_period(asked: Asked, given: Mapping[str, str], faulty: list[str], today: date) -> Asked:
    span = given.get("span", "")
    if span in set(Span):
        first, last = days_of(Span(span), today)
        return replace(asked, span=Span(span), first=first, last=last)
    if span:
        faulty.append("span")
    first_day, last_day = _day(given, "from", faulty), _day(given, "to", faulty)
    if first_day and last_day and first_day > last_day:
        first_day, last_day = last_day, first_day  # the same period, whichever end is named first
    return replace(asked, first=first_day, last=last_day)


def _day(given: Mapping[str, str], name: str, faulty: list[str]) -> date | None:
    text = given.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        faulty.append(name)
        return None


def _word(given: Mapping[str, str], name: str, words: Collection[str] | None, faulty: list[str]) -> str | None:
    text = given.get(name, "").strip()
    if (words is None or text in words) and len(text) <= LONGEST and "\0" not in text:
        return text or None
    if text:
        faulty.append(name)
    return None


def _id(given: Mapping[str, str], faulty: list[str]) -> uuid.UUID | None:
    text = given.get("cohort", "")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        faulty.append("cohort")
        return None


def _quarter(given: Mapping[str, str], faulty: list[str]) -> str | None:
    text = given.get("quarter", "")
    found = QUARTER.fullmatch(text)
    if text and not (found and int(found[1])):
        faulty.append("quarter")
        return None
    return text or None


def days_of(span: Span, today: date) -> tuple[date, date]:
    """Say which days a moving period is made of on a day; weeks begin on Monday."""
    month = today.replace(day=1)
    if span is Span.LAST_WEEK:
        monday = today - timedelta(days=today.weekday() + 7)
        return monday, monday + timedelta(days=6)
    if span is Span.LAST_MONTH:
        last = month - timedelta(days=1)
        return last.replace(day=1), last
    if span is Span.LAST_QUARTER:
        return days_of_quarter(last_quarter(today))
    if span is Span.LAST_YEAR:
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    return date(today.year, 1, 1), today


def last_quarter(today: date) -> str:
    """Name the last quarter that is over, as in "2026-Q1"."""
    number = (today.month - 1) // 3
    return f"{today.year}-Q{number}" if number else f"{today.year - 1}-Q4"


def days_of_quarter(quarter: str) -> tuple[date, date]:
    """Give the first and the last day of a quarter.

    Raises:
        ValueError: it is not written as in "2026-Q1".
    """
    found = QUARTER.fullmatch(quarter)
    if found is None:
        raise ValueError(quarter)
    year, number = int(found[1]), int(found[2])
    after = date(year + number // 4, number % 4 * 3 + 1, 1)
    return date(year, number * 3 - 2, 1), after - timedelta(days=1)
