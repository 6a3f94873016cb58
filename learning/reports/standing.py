"""Which certificates stood on a day, and who served: as it was then, whatever happened since."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.models import Rotation
from learning.records.models import Completion, Credential
from learning.reports.plug import Question
from learning.reports.quarters import Quarter
from learning.reports.verdicts import FOREVER

_completions, _credentials, _rotations = table_of(Completion), table_of(Credential), table_of(Rotation)


def of_country(column: ColumnElement[str], country: str | None) -> Iterator[ColumnElement[bool]]:
    """Narrow a query to a country; None: to none."""
    if country is not None:
        yield column == country


def completed_as_asked(question: Question) -> Iterator[ColumnElement[bool]]:
    """Narrow completions to what a question asks: country, period, course and category."""
    asked = question.asked
    yield from of_country(_completions.c.country, question.country)
    if asked.first:
        yield _completions.c.completed_on >= asked.first
    if asked.last:
        yield _completions.c.completed_on <= asked.last
    if asked.course:
        yield _completions.c.course == asked.course
    if asked.category:
        yield _completions.c.category == asked.category


def stood_on(day: date) -> ColumnElement[bool]:
    """Say in SQL that a completion's certificate stood at the end of a day; join completions with credentials."""
    tomorrow = datetime.combine(day + timedelta(days=1), time(), UTC)
    return and_(
        _credentials.c.superseded_at.is_(None),
        or_(_credentials.c.revoked_at.is_(None), _credentials.c.revoked_at >= tomorrow),
        _completions.c.completed_on <= day,
        or_(_completions.c.valid_until.is_(None), _completions.c.valid_until >= day),
    )


def with_credentials() -> Any:
    """Join completions with the lines of the register."""
    return _completions.join(_credentials, _credentials.c.completion_id == _completions.c.id)


def served_on(day: date) -> ColumnElement[bool]:
    """Say in SQL that a rotation was open on a day; the day on which it ends belongs to the next one."""
    return and_(_rotations.c.begun_on <= day, or_(_rotations.c.ended_on.is_(None), _rotations.c.ended_on > day))


class Holding(NamedTuple):
    """How many people hold a course's certificate on a day, and of how many it runs out in the quarter after."""

    held: int
    expiring: int


def holdings(session: Session, country: str | None, day: date, after: Quarter) -> dict[str, Holding]:
    """Count certificates that stand on a day, by course; of several of one person the one counts that lasts longest."""
    best = func.max(func.coalesce(_completions.c.valid_until, literal(FOREVER, Date)))
    each: Select[Any] = (
        select(_completions.c.course, best.label("best"))
        .select_from(with_credentials())
        .where(stood_on(day), *of_country(_completions.c.country, country))
        .group_by(_completions.c.course, _completions.c.person_id)
    )
    found = each.subquery()
    runs_out = func.sum(case((found.c.best.between(after.first, after.last), 1), else_=0))
    rows = session.execute(select(found.c.course, func.count(), runs_out).group_by(found.c.course))
    return {course: Holding(int(held), int(expiring)) for course, held, expiring in rows}
