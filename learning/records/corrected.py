"""Reading corrections: their history, the ledger line by line, and whom each one concerns."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.errors import NotFound
from learning.people.models import Membership, Person
from learning.records.corrections import Changed, Correction, ScoreChange
from learning.records.models import Attempt, CohortCourse, Enrolment

_changes, _attempts, _enrolments = db.table_of(ScoreChange), db.table_of(Attempt), db.table_of(Enrolment)
_corrections = db.table_of(Correction)
LATELY = timedelta(days=30)
"""For how long trainers are told of a correction."""


@dataclass(frozen=True)
class Line:
    """One line of the ledger as a reader needs it.

    Attributes:
        attempt_id: whose score it is.
        kind: a word of `Changed`.
        country: of the learner.
        submitted_at: when the attempt was submitted.
        at: when the score was changed.
        before, after: shares of the points, from 0 to 1.
        passed_before, passed_after: what was and is stored of it.
        would_fail: it is kept though the score says otherwise.
    """

    attempt_id: uuid.UUID
    kind: str
    country: str
    submitted_at: datetime
    at: datetime
    before: Fraction
    after: Fraction
    passed_before: bool
    passed_after: bool
    would_fail: bool


@dataclass(frozen=True)
class Notice:
    """What a learner is told of one of her attempts, until she has opened its result."""

    attempt_id: uuid.UUID
    course: str
    module: str
    line: Line


@dataclass(frozen=True)
class InCohort:
    """What one correction changed for the people of some cohorts."""

    number: int
    module: str
    made_at: datetime
    scores: int
    passes: int


_LINE = (
    _changes.c.attempt_id,
    _changes.c.kind,
    _changes.c.country,
    _attempts.c.submitted_at,
    _changes.c.made_at,
    _changes.c.from_numerator,
    _changes.c.from_denominator,
    _changes.c.to_numerator,
    _changes.c.to_denominator,
    _changes.c.out_of,
    _changes.c.passed_before,
    _changes.c.passed_after,
    _changes.c.would_fail,
)
_OF_ATTEMPT = (
    select(*_LINE)
    .join(_attempts, _attempts.c.id == _changes.c.attempt_id)
    .where(_changes.c.attempt_id == bindparam("attempt"))
    .order_by(_changes.c.made_at, _changes.c.kind.desc(), _changes.c.id)
)
_UNTOLD = (
    select(*_LINE, _enrolments.c.course, _attempts.c.module)
    .join(_attempts, _attempts.c.id == _changes.c.attempt_id)
    .join(_enrolments, _enrolments.c.id == _attempts.c.enrolment_id)
    .where(_changes.c.person_id == bindparam("person"), _changes.c.told_at.is_(None))
    .order_by(_changes.c.made_at.desc(), _changes.c.id)
)


def _line(row: Any) -> Line:
    attempt, kind, country, submitted_at, at, was, of, becomes, of_new, out_of, before, after, would_fail = row[:13]
    whole = max(1, out_of)
    return Line(
        attempt_id=attempt,
        kind=kind,
        country=country,
        submitted_at=submitted_at,
        at=at,
        before=Fraction(was, of) / whole,
        after=Fraction(becomes, of_new) / whole,
        passed_before=before,
        passed_after=after,
        would_fail=would_fail,
    )


def corrections(session: Session, *, most: int) -> Sequence[tuple[Correction, str | None]]:
    """List the newest corrections, each with who made it; None: the command line."""
    rows = session.execute(
        select(Correction, Person.name)
        .outerjoin(Person, Person.id == Correction.made_by)
        .order_by(Correction.number.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


def correction(session: Session, correction_id: uuid.UUID) -> tuple[Correction, str | None, Correction | None]:
    """Find a correction, who made it, and the one that took it back.

    Raises:
        NotFound: there is no such correction.
    """
    found = session.execute(
        select(Correction, Person.name)
        .outerjoin(Person, Person.id == Correction.made_by)
        .where(Correction.id == correction_id)
    ).first()
    if found is None:
        raise NotFound("This page does not exist.")
    undone_by = session.scalars(select(Correction).where(Correction.undoes_id == correction_id)).first()
    return found[0], found[1], undone_by


def ledger(session: Session, correction_id: uuid.UUID, *, first: int = 0, most: int | None = None) -> Iterator[Line]:
    """Read the ledger of one correction, line by line."""
    query = (
        select(*_LINE)
        .join(_attempts, _attempts.c.id == _changes.c.attempt_id)
        .where(_changes.c.correction_id == correction_id)
        .order_by(_changes.c.country, _changes.c.attempt_id, _changes.c.kind.desc())
    )
    if most is not None:
        query = query.offset(first).limit(most)
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield _line(row)


def lines_in_ledger(session: Session, correction_id: uuid.UUID) -> int:
    """Count the lines of a correction."""
    return session.scalar(select(func.count()).where(_changes.c.correction_id == correction_id)) or 0


def changes_of(session: Session, attempt_id: uuid.UUID) -> list[Line]:
    """List what corrections made of one attempt, the oldest first."""
    return [_line(row) for row in session.execute(_OF_ATTEMPT, {"attempt": attempt_id})]


def notices(session: Session, person_id: uuid.UUID) -> list[Notice]:
    """List what a learner has not been told yet, the newest first; one line for each attempt."""
    found: dict[uuid.UUID, Notice] = {}
    for row in session.execute(_UNTOLD, {"person": person_id}):
        found.setdefault(row.attempt_id, Notice(row.attempt_id, row.course, row.module, _line(row)))
    return list(found.values())


def tell(session: Session, attempt_id: uuid.UUID, *, now: datetime) -> None:
    """Note that a learner has opened the result of an attempt, with all that was changed in it."""
    session.execute(
        update(_changes).where(_changes.c.attempt_id == attempt_id, _changes.c.told_at.is_(None)).values(told_at=now)
    )


def in_cohorts(session: Session, cohort_ids: Collection[uuid.UUID], *, since: datetime) -> list[InCohort]:
    """Say which corrections changed results of the members of some cohorts lately, in the courses that these take."""
    if not cohort_ids:
        return []
    members = (
        select(Membership.person_id, CohortCourse.course)
        .join(CohortCourse, CohortCourse.cohort_id == Membership.cohort_id)
        .where(Membership.cohort_id.in_(cohort_ids))
        .distinct()
        .subquery()
    )
    passes = func.sum(case((_changes.c.passed_after & ~_changes.c.passed_before, 1), else_=0))
    rows = session.execute(
        select(_corrections.c.number, _corrections.c.module, _corrections.c.made_at, func.count(), passes)
        .join(_changes, _changes.c.correction_id == _corrections.c.id)
        .join(_attempts, _attempts.c.id == _changes.c.attempt_id)
        .join(_enrolments, _enrolments.c.id == _attempts.c.enrolment_id)
        .join(
            members,
            (members.c.person_id == _changes.c.person_id) & (members.c.course == _enrolments.c.course),
        )
        .where(_changes.c.kind == Changed.SCORE, _changes.c.made_at >= since)
        .group_by(_corrections.c.number, _corrections.c.module, _corrections.c.made_at)
        .order_by(_corrections.c.number.desc())
    )
    return [InCohort(number, module, at, scores, int(newly)) for number, module, at, scores, newly in rows]
