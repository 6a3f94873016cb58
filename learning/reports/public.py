"""What a country may show to everybody: how many were trained, by course and year, in whole tens, once a quarter.

The figures are those of the last finished quarter. They are counted once and kept; whoever opens the page every day
sees the same numbers until the next quarter has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import extract, func, or_, select
from sqlalchemy.orm import Session

from learning.records.models import Completion, Credential
from learning.reports.disclosure import at_most, in_tens

MONTHS: Final = 3


@dataclass(frozen=True)
class CourseFigures:
    """One course: people trained by year, and people with a valid certificate; all in whole tens, 0: fewer than ten."""

    course: str
    years: Mapping[int, int]
    valid: int


@dataclass(frozen=True)
class Figures:
    """What a page shows, with the last day of its quarter."""

    ends_on: date
    courses: tuple[CourseFigures, ...]

    @property
    def years(self) -> list[int]:
        """Every year in which some course reached ten."""
        return sorted({year for each in self.courses for year, people in each.years.items() if people})

    def to_json(self) -> dict[str, Any]:
        """Write the figures as they are kept."""
        return {
            each.course: {"years": {str(year): people for year, people in each.years.items()}, "valid": each.valid}
            for each in self.courses
        }

    @staticmethod
    def from_json(ends_on: date, kept: Mapping[str, Any]) -> "Figures":
        """Read the figures as they were kept."""
        return Figures(
            ends_on,
            tuple(
                CourseFigures(course, {int(year): people for year, people in each["years"].items()}, each["valid"])
                for course, each in sorted(kept.items())
            ),
        )


def quarter_end(today: date) -> date:
    """Give the last day of the last quarter that is over."""
    first_month = today.month - (today.month - 1) % MONTHS
    return date(today.year, first_month, 1) - timedelta(days=1)


def count(session: Session, country: str, ends_on: date) -> Figures:
    """Count the figures of a quarter's end, in two statements; exact counts do not leave this function.

    Args:
        session: a reading transaction.
        country: whose people; counted is the country that each completion was earned for.
        ends_on: what happened later is left out.
    """
    year = extract("year", Completion.completed_on)
    until = (Completion.country == country, Completion.completed_on <= ends_on)
    trained: dict[str, dict[int, int]] = {}
    rows = session.execute(
        select(Completion.course, year, func.count(Completion.person_id.distinct()))
        .where(*until)
        .group_by(Completion.course, year)
    )
    for course, of_year, people in rows:
        trained.setdefault(course, {})[int(of_year)] = in_tens(people)
    ended = datetime.combine(ends_on + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    valid = select(Completion.course, func.count(Completion.person_id.distinct())).where(
        *until,
        or_(Completion.valid_until.is_(None), Completion.valid_until >= ends_on),
        select(Credential.serial)
        .where(
            Credential.completion_id == Completion.id,
            or_(Credential.revoked_at.is_(None), Credential.revoked_at >= ended),
            or_(Credential.superseded_at.is_(None), Credential.superseded_at >= ended),
            Credential.issued_at < ended,
        )
        .exists(),
    )
    holding = dict(session.execute(valid.group_by(Completion.course)).all())
    return Figures(
        ends_on,
        tuple(
            CourseFigures(course, years, at_most(holding.get(course, 0), sum(years.values())))
            for course, years in sorted(trained.items())
        ),
    )
