"""Where a cohort's members stand in a course: everybody in a word, and as much detail as is shown."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from learning import db
from learning.people.models import Cohort, Membership, Person
from learning.people.queries import still_stands
from learning.records.models import Delivery, Enrolment, LessonView, Progress
from learning.records.rules import Stage, stage

_people = db.table_of(Person)
_members = db.table_of(Membership)
_cohorts = db.table_of(Cohort)
_enrolments = db.table_of(Enrolment)
_progress = db.table_of(Progress)
_views = db.table_of(LessonView)
_IN_A_ROOM = (
    select(_views.c.enrolment_id, _views.c.module, func.count())
    .where(_views.c.enrolment_id.in_(bindparam("enrolments", expanding=True)), _views.c.delivery == Delivery.ROOM)
    .group_by(_views.c.enrolment_id, _views.c.module)
)
ORDER = (Stage.STUCK, Stage.NOT_BEGUN, Stage.UNDER_WAY, Stage.COMPLETED)
"""Who needs help comes first."""


@dataclass(frozen=True)
class CohortStages:
    """Where everybody of a cohort stands in one course.

    Attributes:
        stages: each person's stage, those who need help first, then by name.
        closed: how many closed accounts are left out, because their people did not complete the course and nobody can
            help them to; who completed it stays, as the record does.
    """

    stages: list[tuple[uuid.UUID, Stage]]
    closed: int


def cohort_stages(
    session: Session, cohort_id: uuid.UUID, course: str, modules: Sequence[str], *, now: datetime
) -> CohortStages:
    """Say of every member where she stands in one course, those who need help first, then by name; in one statement.

    Who serves for another country now is left out, but for what she did while she served for the cohort's.

    Args:
        session: a reading transaction.
        cohort_id: the cohort.
        course: slug of one of its courses.
        modules: slugs of the modules of the course, whose failed quizzes count.
        now: the present moment.
    """
    failures = (
        select(func.max(_progress.c.failures))
        .where(
            _progress.c.enrolment_id == _enrolments.c.id,
            _progress.c.passed_at.is_(None),
            _progress.c.module.in_(modules),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        _of(
            select(
                _people.c.id,
                still_stands(_enrolments.c.completed_on.is_not(None)),
                _enrolments.c.seen_at,
                _enrolments.c.completed_on,
                failures,
            ),
            cohort_id,
            course,
        ).order_by(_people.c.name, _people.c.id)
    )
    found: dict[Stage, list[tuple[uuid.UUID, Stage]]] = {each: [] for each in ORDER}
    closed = 0
    for person_id, stands, seen_at, completed_on, failed in rows:
        if not stands:
            closed += 1
            continue
        where = stage(completed=completed_on is not None, seen_at=seen_at, failures=failed or 0, now=now)
        found[where].append((person_id, where))
    return CohortStages([one for each in ORDER for one in found[each]], closed)


def cohort_progress(
    session: Session, cohort_id: uuid.UUID, course: str, people: Sequence[uuid.UUID] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List members of a cohort with their enrolment in one course; None: all of them.

    Columns: person_id, name, service_number, email, enrolment_id, seen_at, completed_on, delivery; the last four
    are None for a member with no enrolment.
    """
    query = _of(
        select(
            _people.c.id.label("person_id"),
            _people.c.name,
            _people.c.service_number,
            _people.c.email,
            _enrolments.c.id.label("enrolment_id"),
            _enrolments.c.seen_at,
            _enrolments.c.completed_on,
            _enrolments.c.delivery,
        ),
        cohort_id,
        course,
    )
    return session.execute(query if people is None else query.where(_people.c.id.in_(people))).all()


def module_progress(
    session: Session, cohort_id: uuid.UUID, enrolments: Sequence[uuid.UUID] | None = None
) -> dict[tuple[uuid.UUID, str], Row[*tuple[Any, ...]]]:
    """Read what members of a cohort did, by (enrolment, module), with one query; None: of all of them."""
    columns = select(
        _progress.c.enrolment_id,
        _progress.c.module,
        _progress.c.lessons_read,
        _progress.c.failures,
        _progress.c.passed_at.is_not(None).label("passed"),
    )
    chosen: ColumnElement[bool]
    if enrolments is None:
        of_members = select(_enrolments.c.id).join(_members, _members.c.person_id == _enrolments.c.person_id)
        chosen = _progress.c.enrolment_id.in_(of_members.where(_members.c.cohort_id == cohort_id))
    else:
        chosen = _progress.c.enrolment_id.in_(enrolments)
    return {(row.enrolment_id, row.module): row for row in session.execute(columns.where(chosen))}


def lessons_in_a_room(session: Session, enrolments: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, str], int]:
    """Count the lessons that were taught in a room, by (enrolment, module), with one query."""
    rows = session.execute(_IN_A_ROOM, {"enrolments": enrolments})
    return {(enrolment_id, module): number for enrolment_id, module, number in rows}


def _of(columns: Select[Any], cohort_id: uuid.UUID, course: str) -> Select[Any]:
    """Narrow to a cohort's members, with their current enrolments in one course for the cohort's country."""
    return (
        columns.join_from(_people, _members, _members.c.person_id == _people.c.id)
        .join(_cohorts, _cohorts.c.id == _members.c.cohort_id)
        .outerjoin(
            _enrolments,
            (_enrolments.c.person_id == _people.c.id)
            & (_enrolments.c.course == course)
            & (_enrolments.c.country == _cohorts.c.country)
            & _enrolments.c.renewed_at.is_(None),
        )
        .where(_members.c.cohort_id == cohort_id)
        .where((_people.c.country == _cohorts.c.country) | _enrolments.c.id.is_not(None))
    )
