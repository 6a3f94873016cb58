"""Reads what a study is made of: every enrolment until the end of a quarter, what others may know, and the results."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.models import Sex
from learning.records.models import Attempt, Enrolment, Purpose
from learning.reports.quarters import Quarter
from learning.reports.study.rules import NOT_COMPLETED, Known, Record, band, times

NOT_KNOWN: Final = "not-known"
NONE: Final = "none"
_enrolments, _attempts = table_of(Enrolment), table_of(Attempt)
_Scores = Mapping[tuple[uuid.UUID, str], str]


def records(session: Session, until: date) -> Iterator[Record]:
    """Read every enrolment that began until a day, as it stood at its end, with three statements."""
    end = datetime.combine(until + timedelta(days=1), time(), UTC)
    failed = {
        enrolment: int(number)
        for enrolment, number in session.execute(
            select(_attempts.c.enrolment_id, func.count())
            .where(
                _attempts.c.purpose == Purpose.QUIZ,
                _attempts.c.submitted_at < end,
                _attempts.c.passed.is_(False),
            )
            .group_by(_attempts.c.enrolment_id)
        )
    }
    scores = _scores(session, end)
    rows = session.execute(
        select(
            _enrolments.c.id,
            _enrolments.c.person_id,
            _enrolments.c.country,
            _enrolments.c.category,
            _enrolments.c.rank_group,
            _enrolments.c.sex,
            _enrolments.c.course,
            _enrolments.c.enrolled_on,
            _enrolments.c.completed_on,
            _enrolments.c.delivery,
        )
        .where(_enrolments.c.enrolled_on <= until)
        .order_by(_enrolments.c.id)
    )
    for row in rows:
        is_completed = row.completed_on is not None and row.completed_on <= until
        yield Record(
            row.person_id,
            Known(
                country=row.country,
                category=row.category,
                rank_group=row.rank_group,
                sex=row.sex if row.sex in {Sex.FEMALE, Sex.MALE} else NOT_KNOWN,
                course=row.course,
                enrolled=str(Quarter.of(row.enrolled_on)),
                completed=str(Quarter.of(row.completed_on)) if is_completed else NOT_COMPLETED,
                delivery=row.delivery or NONE if is_completed else NONE,
            ),
            (
                times(failed.get(row.id, 0)),
                scores.get((row.id, Purpose.PRE_TEST), ""),
                scores.get((row.id, Purpose.POST_TEST), ""),
            ),
        )


def _scores(session: Session, end: datetime) -> _Scores:
    """Read the first test before and the first after each course, as bands."""
    rows = session.execute(
        select(
            _attempts.c.enrolment_id,
            _attempts.c.purpose,
            _attempts.c.earned_numerator,
            _attempts.c.earned_denominator,
            _attempts.c.out_of,
        )
        .where(
            _attempts.c.purpose.in_((Purpose.PRE_TEST, Purpose.POST_TEST)),
            _attempts.c.submitted_at < end,
            _attempts.c.late.is_(False),
        )
        .order_by(_attempts.c.submitted_at, _attempts.c.id)
    )
    found: dict[tuple[uuid.UUID, str], str] = {}
    for enrolment, purpose, numerator, denominator, out_of in rows:
        found.setdefault((enrolment, purpose), band(numerator, denominator * out_of))
    return found
