"""Reading records: always somebody's own, or bound to a country."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session

from certificates.facts import Facts
from learning import db
from learning.people.models import Cohort, Membership, Person
from learning.people.queries import still_stands
from learning.records.models import (
    Attempt,
    CohortCourse,
    Credential,
    Enrolment,
    FollowUp,
    LessonView,
    Progress,
    Purpose,
    Repair,
    Response,
    Task,
)
from learning.records.rules import Standing, standing

_responses = db.table_of(Response)
_enrolments = db.table_of(Enrolment)
_views = db.table_of(LessonView)
# Read on many pages: prepared once, and plain columns where nobody needs the whole object.
_ENROLMENT = select(Enrolment).where(
    Enrolment.person_id == bindparam("person"), Enrolment.course == bindparam("slug"), Enrolment.renewed_at.is_(None)
)
_WHEREABOUTS = select(_enrolments.c.course, _enrolments.c.country, _enrolments.c.completed_on).where(
    _enrolments.c.id == bindparam("enrolment")
)
_LESSONS_READ = select(_views.c.lesson).where(
    _views.c.enrolment_id == bindparam("enrolment"),
    _views.c.module == bindparam("slug"),
    _views.c.read_at.is_not(None),
)
_STORED = select(_responses.c.item, _responses.c.answer, _responses.c.revision, _responses.c.confidence).where(
    _responses.c.attempt_id == bindparam("attempt")
)
_attempts = db.table_of(Attempt)
_progress = db.table_of(Progress)
_BEGUN = union_all(
    select(_progress.c.module).where(_progress.c.enrolment_id == bindparam("enrolment")),
    select(_attempts.c.module).where(
        _attempts.c.enrolment_id == bindparam("enrolment"),
        _attempts.c.purpose == Purpose.EXERCISE,
        _attempts.c.submitted_at.is_not(None),
    ),
).limit(1)
_EXERCISES_DONE = (
    select(_attempts.c.enrolment_id, _attempts.c.module, _attempts.c.part)
    .where(
        _attempts.c.enrolment_id.in_(bindparam("enrolments", expanding=True)),
        _attempts.c.purpose == Purpose.EXERCISE,
        _attempts.c.submitted_at.is_not(None),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Vouched:
    """How a lesson was read that was not read alone, and the name of who says so."""

    delivery: str
    by: str


@dataclass(frozen=True)
class CourseRecord:
    """One learner's state in one course.

    Attributes:
        enrolment: the status row.
        opened: lessons opened, per module.
        read: lessons read to the end, per module.
        progress: per module, attempts and passes.
        exercises: exercises done, per module.
        vouched: lessons that somebody else vouched for, by module and lesson.
    """

    enrolment: Enrolment
    opened: dict[str, set[str]]
    read: dict[str, set[str]]
    progress: dict[str, Progress]
    exercises: dict[str, set[str]]
    vouched: dict[tuple[str, str], Vouched] = field(default_factory=dict)


def enrolment(session: Session, person_id: uuid.UUID, course: str) -> Enrolment | None:
    """Find a learner's current enrolment in a course."""
    return session.scalars(_ENROLMENT, {"person": person_id, "slug": course}).first()


def enrolments(session: Session, person_id: uuid.UUID) -> Sequence[Enrolment]:
    """List a learner's current enrolments, oldest first."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.renewed_at.is_(None))
        .order_by(Enrolment.enrolled_at)
    ).all()


def all_enrolments(session: Session, person_id: uuid.UUID) -> Sequence[Enrolment]:
    """List a learner's enrolments, those renewed since included, oldest first."""
    return session.scalars(
        select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.enrolled_at)
    ).all()


def course_records(session: Session, found: Sequence[Enrolment]) -> dict[str, CourseRecord]:
    """Read what a learner has done in several courses, with three queries for all of them."""
    ids = [one.id for one in found]
    records = {one.course: CourseRecord(one, {}, {}, {}, {}) for one in found}
    by_id = {one.enrolment.id: one for one in records.values()}
    if not ids:
        return records
    for row in session.execute(
        select(
            LessonView.enrolment_id,
            LessonView.module,
            LessonView.lesson,
            LessonView.read_at,
            LessonView.delivery,
            Person.name.label("by"),
        )
        .outerjoin(Person, Person.id == LessonView.vouched_by)
        .where(LessonView.enrolment_id.in_(ids))
    ):
        record = by_id[row.enrolment_id]
        record.opened.setdefault(row.module, set()).add(row.lesson)
        if row.read_at is not None:
            record.read.setdefault(row.module, set()).add(row.lesson)
        if row.by is not None:
            record.vouched[row.module, row.lesson] = Vouched(row.delivery, row.by)
    for progress in session.scalars(select(Progress).where(Progress.enrolment_id.in_(ids))):
        by_id[progress.enrolment_id].progress[progress.module] = progress
    for enrolment_id, module, part in session.execute(_EXERCISES_DONE, {"enrolments": ids}):
        by_id[enrolment_id].exercises.setdefault(module, set()).add(part)
    return records


def course_record(session: Session, person_id: uuid.UUID, course: str) -> CourseRecord | None:
    """Read what a learner has done in one course; None when she is not enrolled."""
    found = enrolment(session, person_id, course)
    return course_records(session, [found])[course] if found else None


def has_begun(session: Session, enrolment_id: uuid.UUID) -> bool:
    """Say whether a course is begun: a lesson read to the end, a quiz begun or an exercise done."""
    return session.execute(_BEGUN, {"enrolment": enrolment_id}).first() is not None


def lessons_read(session: Session, enrolment_id: uuid.UUID, module: str) -> set[str]:
    """List the lessons of a module that were read to the end."""
    return set(session.execute(_LESSONS_READ, {"enrolment": enrolment_id, "slug": module}).scalars())


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of one answer: as its kind writes it, or None for none; its revision; how sure the learner is."""

    answer: Any
    revision: int
    confidence: str | None = None


def responses(session: Session, attempt_id: uuid.UUID) -> dict[str, Stored]:
    """Read the stored responses of an attempt, by item."""
    rows = session.execute(_STORED, {"attempt": attempt_id})
    return {item: Stored(*stored) for item, *stored in rows}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """To what an attempt belongs: the course, the country, and when the course was completed."""

    course: str
    country: str
    completed_on: date | None


def whereabouts(session: Session, enrolment_id: uuid.UUID) -> Whereabouts:
    """Say to what the attempts of an enrolment belong."""
    return Whereabouts(*session.execute(_WHEREABOUTS, {"enrolment": enrolment_id}).one())


def voucher(session: Session, attempt: Attempt) -> str | None:
    """Name who vouches for an attempt that was not taken on one's own device."""
    if attempt.vouched_by is None:
        return None
    return session.scalar(select(Person.name).where(Person.id == attempt.vouched_by))


def attempts(session: Session, enrolment_id: uuid.UUID, module: str) -> Sequence[Attempt]:
    """List the attempts at a module's quiz, newest first."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.module == module, Attempt.purpose == Purpose.QUIZ)
        .order_by(Attempt.number.desc())
    ).all()


Repairs = Sequence[tuple[Attempt, str]]
"""Attempts, each with an item of theirs."""


def task_attempts(session: Session, enrolment_id: uuid.UUID, task: Task) -> Sequence[Attempt]:
    """List the attempts at one task, newest first."""
    return session.scalars(
        select(Attempt)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.module == task.module,
            Attempt.purpose == task.purpose,
            Attempt.part == task.part,
        )
        .order_by(Attempt.number.desc())
    ).all()


def course_tests(session: Session, enrolment_id: uuid.UUID) -> Sequence[Attempt]:
    """List the submitted tests before and after the course, oldest first."""
    return session.scalars(
        select(Attempt)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.purpose.in_((Purpose.PRE_TEST, Purpose.POST_TEST)),
            Attempt.submitted_at.is_not(None),
        )
        .order_by(Attempt.submitted_at)
    ).all()


def follow_ups(session: Session, enrolment_ids: Sequence[uuid.UUID]) -> Sequence[FollowUp]:
    """List the follow-ups of several enrolments, in the order in which they are due."""
    return session.scalars(
        select(FollowUp).where(FollowUp.enrolment_id.in_(enrolment_ids)).order_by(FollowUp.due_on)
    ).all()


def unread_repairs(session: Session, enrolment_id: uuid.UUID, module: str) -> Repairs:
    """List the short lessons to be read before the next attempt: the attempt with the mistake, and the item."""
    rows = session.execute(
        select(Attempt, Repair.item)
        .join(Attempt, Attempt.id == Repair.attempt_id)
        .where(Repair.enrolment_id == enrolment_id, Repair.module == module, Repair.read_at.is_(None))
        .order_by(Attempt.number, Repair.item)
    )
    return [(row.Attempt, row.item) for row in rows]


def exercises_done(session: Session, enrolment_id: uuid.UUID) -> dict[str, set[str]]:
    """List the exercises that a learner has submitted, per module."""
    found: dict[str, set[str]] = {}
    for row in session.execute(_EXERCISES_DONE, {"enrolments": [enrolment_id]}):
        found.setdefault(row.module, set()).add(row.part)
    return found


@dataclass(frozen=True)
class Registered:
    """One line of the register as a reader needs it.

    Attributes:
        credential: the stored line.
        facts: what is printed.
        standing: what it is worth on the day asked for.
    """

    credential: Credential
    facts: Facts
    standing: Standing


def registered(credential: Credential, today: date) -> Registered:
    """Read a line of the register on a given day."""
    facts = Facts.from_bytes(credential.facts.encode())
    return Registered(
        credential,
        facts,
        standing(
            revoked=credential.revoked_at is not None,
            superseded=credential.superseded_at is not None,
            valid_until=facts.valid_until,
            today=today,
        ),
    )


def credentials(session: Session, person_id: uuid.UUID) -> Sequence[Credential]:
    """List a person's credentials, newest first."""
    return session.scalars(
        select(Credential).where(Credential.person_id == person_id).order_by(Credential.issued_at.desc())
    ).all()


def credential(session: Session, serial: str) -> Credential | None:
    """Find a line of the register."""
    return session.get(Credential, serial)


def cohort_courses(session: Session, cohort_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """List the courses of several cohorts."""
    found: dict[uuid.UUID, list[str]] = {}
    for row in session.execute(
        select(CohortCourse.cohort_id, CohortCourse.course)
        .where(CohortCourse.cohort_id.in_(cohort_ids))
        .order_by(CohortCourse.course)
    ):
        found.setdefault(row.cohort_id, []).append(row.course)
    return found


@dataclass(frozen=True)
class CohortCount:
    """How far a cohort is: people, and completed enrolments out of all."""

    people: int
    enrolled: int
    completed: int


def cohort_counts(session: Session, cohorts: Sequence[Cohort]) -> dict[uuid.UUID, CohortCount]:
    """Count people and completions of several cohorts, with two queries for all of them."""
    ids = [cohort.id for cohort in cohorts]
    people = {
        row.cohort_id: row.people
        for row in session.execute(
            select(Membership.cohort_id, func.count().label("people"))
            .where(Membership.cohort_id.in_(ids))
            .group_by(Membership.cohort_id)
        )
    }
    # A member may have been enrolled before she joined, by herself or in another cohort: what she did counts here too.
    # Of a closed account only what was completed counts, as on the cohort's page.
    done = {
        row.cohort_id: row
        for row in session.execute(
            select(
                Membership.cohort_id,
                func.count().label("enrolled"),
                func.count(Enrolment.completed_on).label("completed"),
            )
            .join(CohortCourse, CohortCourse.cohort_id == Membership.cohort_id)
            .join(Cohort, Cohort.id == Membership.cohort_id)
            .join(
                Enrolment,
                (Enrolment.person_id == Membership.person_id)
                & (Enrolment.course == CohortCourse.course)
                & (Enrolment.country == Cohort.country)
                & Enrolment.renewed_at.is_(None),
            )
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.cohort_id.in_(ids))
            .where(still_stands(Enrolment.completed_on.is_not(None)))
            .group_by(Membership.cohort_id)
        )
    }
    return {
        key: CohortCount(
            people.get(key, 0),
            done[key].enrolled if key in done else 0,
            done[key].completed if key in done else 0,
        )
        for key in ids
    }
