"""Where a cohort's members stand in a course: everybody in a word, and as much detail as is shown."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session

from learning import db
from learning.modules.queries import PublishedCourse
from learning.people.models import Cohort, Membership, Person
from learning.people.queries import still_stands
from learning.records.models import Enrolment, Progress
from learning.records.rules import Stage, Steps, stage
from learning.records.step_counting import exercises_by_module, lessons_by_module, required_of

_people = db.table_of(Person)
_members = db.table_of(Membership)
_cohorts = db.table_of(Cohort)
_enrolments = db.table_of(Enrolment)
_progress = db.table_of(Progress)
_TRIED = select(
    _progress.c.enrolment_id,
    _progress.c.module,
    _progress.c.failures,
    case((_progress.c.passed_at.is_not(None), 1), else_=0),
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


class Done(NamedTuple):
    """What one member of a cohort has done of one module, by the rule of `rules.steps`.

    Attributes:
        steps: how far she is.
        failures: failed attempts at its quiz.
        in_room: lessons that were taught in a room.
    """

    steps: Steps
    failures: int = 0
    in_room: int = 0


def module_progress(
    session: Session, cohort_id: uuid.UUID, course: PublishedCourse, enrolments: Sequence[uuid.UUID] | None = None
) -> dict[tuple[uuid.UUID, str], Done]:
    """Read what members of a cohort did in a course, by (enrolment, module), with three queries; None: of all of them.

    What nothing was done of is left out.
    """
    of_members = select(_enrolments.c.id).join(_members, _members.c.person_id == _enrolments.c.person_id)
    chosen = of_members.where(_members.c.cohort_id == cohort_id) if enrolments is None else enrolments
    # Of each: lessons read, lessons in a room, exercises done, failed attempts, quiz passed.
    counts: dict[tuple[uuid.UUID, str], list[int]] = {}
    queries = (
        (0, lessons_by_module(course, chosen)),
        (2, exercises_by_module(course, chosen)),
        (3, _TRIED.where(_progress.c.enrolment_id.in_(chosen))),
    )
    for place, query in queries:
        for enrolment, module, *found in session.execute(query):
            counts.setdefault((enrolment, module), [0] * 5)[place : place + len(found)] = found
    asked = {module.slug: required_of(module) for module in course.modules}
    totals = {slug: (len(each.lessons), len(each.exercises)) for slug, each in asked.items()}
    return {
        key: Done(Steps(read, totals[key[1]][0], practised, totals[key[1]][1], bool(passed)), failures, in_room)
        for key, (read, in_room, practised, failures, passed) in counts.items()
        if key[1] in totals
    }


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
