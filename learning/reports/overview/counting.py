"""What an overview counts, read from the tallies.

Completions count on the day of completion. What is missing counts on the day of enrolment, because a gap is made when
somebody is enrolled.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from learning.records.rules import months_after
from learning.records.tallies import AND, MISSING, Tally

COUNTED: Final = ("rank-group", "mission", "delivery", "category-sex")
GROUPED: Final = (*COUNTED, "category", "sex")  # the last two are the parts of the one before
BY_DAY: Final = ("all", "missing")
MONTHS: Final = 12


@dataclass(frozen=True)
class About:
    """What an overview is about.

    Attributes:
        country: alpha-3 code.
        course: slug; None: all.
        first, last: days of the period, both included.
    """

    country: str
    course: str | None
    first: date
    last: date

    @property
    def months(self) -> list[date]:
        """The first days of all months that the period touches."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [months_after(self.first.replace(day=1), number) for number in range(count)]


@dataclass
class Overview:
    """The counts of one overview.

    Attributes:
        about: what it is about.
        months: completed, by the first day of the month.
        courses: completed, by course.
        by: completed, by the values of each dimension of `GROUPED`.
        enrolled: enrolled, by the first day of the month.
        lacking: enrolled and lacking something, by the first day of the month.
        missing: enrolled and lacking this.
    """

    about: About
    months: Counter[date] = field(default_factory=Counter)
    courses: Counter[str] = field(default_factory=Counter)
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in GROUPED})
    enrolled: Counter[date] = field(default_factory=Counter)
    lacking: Counter[date] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def completed(self) -> int:
        """All completions of the period."""
        return self.months.total()


def usual_period(today: date) -> tuple[date, date]:
    """The twelve months that end with this one."""
    return months_after(today.replace(day=1), 1 - MONTHS), today


def groups_of(about: About) -> Select[str, str, str, int]:
    """Write the statement for completed by course, dimension and value: grouped as stored, it needs no sort."""
    return (
        select(Tally.course, Tally.dimension, Tally.value, func.sum(Tally.completed))
        .where(*_asked(about), Tally.dimension.in_(COUNTED))
        .group_by(Tally.country, Tally.course, Tally.dimension, Tally.value)
    )


def days_of(about: About, courses: Iterable[str]) -> Select[str, str, str, date, int, int]:
    """Write the statement for what is needed day by day; with its courses named, other dimensions are not read."""
    return select(Tally.course, Tally.dimension, Tally.value, Tally.day, Tally.enrolled, Tally.completed).where(
        *_asked(about), Tally.course.in_(sorted(courses)), Tally.dimension.in_(BY_DAY)
    )


def overview(session: Session, about: About) -> Overview:
    """Count a country's overview, in two statements."""
    found = Overview(about)
    courses = set()
    for course, dimension, value, completed in session.execute(groups_of(about)):
        courses.add(course)
        if completed:
            parts = zip(("category", "sex"), value.split(AND), strict=True) if dimension == "category-sex" else ()
            for name, each in ((dimension, value), *parts):
                found.by[name][each] += int(completed)
    for course, dimension, value, day, enrolled, completed in session.execute(days_of(about, courses)):
        month = day.replace(day=1)
        if dimension == "all":
            found.enrolled[month] += enrolled
            if completed:
                found.months[month] += completed
                found.courses[course] += completed
        elif value:
            found.lacking[month] += enrolled
            for name in value.split(AND):
                found.missing[name] += enrolled
    assert found.missing.keys() <= set(MISSING), "the tallies know nothing else"
    return found


def _asked(about: About) -> Iterator[ColumnElement[bool]]:
    yield Tally.country == about.country
    yield Tally.day >= about.first
    yield Tally.day <= about.last
    if about.course:
        yield Tally.course == about.course
