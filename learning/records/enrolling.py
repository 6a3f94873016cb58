"""Enrolling people and noting what they read."""

import uuid
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict
from learning.people.models import Cohort, Person, Rotation
from learning.people.rules import Actor
from learning.people.trail import note_act
from learning.records import tallies
from learning.records.history import keep_enrolments
from learning.records.models import CohortCourse, Enrolment, LessonView, Progress
from learning.records.rules import may_renew

_enrolments, _views, _progress = map(db.table_of, (Enrolment, LessonView, Progress))
# Written on every lesson page: statements on plain rows, prepared once.
_SEEN = update(_enrolments).where(_enrolments.c.id == bindparam("enrolment")).values(seen_at=bindparam("moment"))
_OWN_SEEN = (
    update(_enrolments)
    .where(
        _enrolments.c.person_id == bindparam("person"),
        _enrolments.c.course == bindparam("slug"),
        _enrolments.c.renewed_at.is_(None),
    )
    .values(seen_at=bindparam("moment"))
    .returning(_enrolments.c.id)
)
_READ = (
    update(_views)
    .where(
        _views.c.enrolment_id == bindparam("enrolment"),
        _views.c.module == bindparam("in_module"),
        _views.c.lesson == bindparam("of_lesson"),
        _views.c.read_at.is_(None),
    )
    .values(read_at=bindparam("moment"))
)


@cache
def _opening(dialect: str) -> Insert:
    return db.insert_rows(dialect, LessonView).on_conflict_do_nothing()


@cache
def _one_more_read(dialect: str) -> Insert:
    return db.insert_rows(dialect, Progress).on_conflict_do_update(
        index_elements=["enrolment_id", "module"], set_={"lessons_read": _progress.c.lessons_read + 1}
    )


def assign_courses(session: Session, cohort: Cohort, courses: list[str]) -> None:
    """Say which courses a cohort takes; whoever joins is enrolled in each."""
    session.add_all(CohortCourse(cohort_id=cohort.id, course=course) for course in courses)


def enrol(
    session: Session, person: Person, rotation: Rotation | None, course: str, *, cohort: Cohort | None, now: datetime
) -> Enrolment:
    """Enrol a person in a course, or give back the enrolment that exists (with its cohort filled in if it had none).

    Raises:
        Conflict: the person has not said yet in which category she serves.
    """
    found = _enrolment(session, person.id, course)
    if found is None:
        if rotation is None:
            raise Conflict("Say first in which category and mission you serve.")
        found = Enrolment(
            id=uuid.uuid4(),
            person_id=person.id,
            course=course,
            cohort_id=cohort.id if cohort else None,
            country=rotation.country,
            category=rotation.category,
            rank_group=rotation.rank_group,
            sex=person.sex,
            unit=rotation.unit,
            mission=rotation.mission,
            enrolled_at=now,
            enrolled_on=now.date(),
            seen_at=None,
            completed_on=None,
            valid_until=None,
        )
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:  # another tab enrolled first
            found = session.scalars(_current(person.id, course)).one()
        else:
            tallies.change(session, {}, tallies.contribution(found))
    elif cohort is not None:
        _fill_in(session, found, cohort, now)
    return found


def renew(
    session: Session, person: Person, rotation: Rotation | None, course: str, *, cohort: Cohort | None, now: datetime
) -> Enrolment:
    """Begin a course again near the end of its completion; what was done and issued before stays as it is.

    Two who press at the same moment begin one round: the conditional UPDATE lets one through.

    Raises:
        Conflict: the completion still counts for long, or the course is not completed.
    """
    before = _enrolment(session, person.id, course)
    if before is None or not may_renew(before.completed_on, before.valid_until, now.date()):
        raise Conflict("A course can be taken again from 90 days before it runs out.")
    _close(session, before, now)
    return enrol(session, person, rotation, course, cohort=cohort, now=now)


def _close(session: Session, enrolment: Enrolment, now: datetime) -> None:
    session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment.id, Enrolment.renewed_at.is_(None))
        .values(renewed_at=now)
        .execution_options(synchronize_session=False)
    )
    session.refresh(enrolment)


def _fill_in(session: Session, enrolment: Enrolment, cohort: Cohort, now: datetime) -> None:
    """Give an open enrolment its cohort if it has none, with the row locked against a completion."""
    session.refresh(enrolment, with_for_update=True)
    if enrolment.cohort_id is None and enrolment.completed_on is None:
        before = tallies.contribution(enrolment)
        keep_enrolments(session, [enrolment.id], now=now)
        enrolment.cohort_id = cohort.id
        session.flush()
        tallies.change(session, before, tallies.contribution(enrolment))


def enrol_in_cohort(
    session: Session, person: Person, rotation: Rotation | None, cohort: Cohort, *, now: datetime
) -> list[Enrolment]:
    """Enrol a person in every course of a cohort that she has joined; one that runs out soon is begun again."""
    courses = session.scalars(select(CohortCourse.course).where(CohortCourse.cohort_id == cohort.id)).all()
    for course in courses:
        found = _enrolment(session, person.id, course)
        if found is not None and may_renew(found.completed_on, found.valid_until, now.date()):
            _close(session, found, now)
    return [enrol(session, person, rotation, course, cohort=cohort, now=now) for course in sorted(courses)]


def follow_rotation(session: Session, person: Person, rotation: Rotation, *, now: datetime) -> None:
    """Carry a person's new circumstances into her open enrolments; completed ones keep the facts of their day.

    The rows are locked before they are read: a completion at the same moment would otherwise be counted twice over.
    """
    for enrolment in session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person.id, Enrolment.completed_on.is_(None))
        .order_by(Enrolment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ):
        before = tallies.contribution(enrolment)
        keep_enrolments(session, [enrolment.id], now=now)
        if enrolment.country != rotation.country:
            enrolment.cohort_id = None  # a cohort belongs to its country
        enrolment.country = rotation.country
        enrolment.category = rotation.category
        enrolment.rank_group = rotation.rank_group
        enrolment.unit = rotation.unit
        enrolment.mission = rotation.mission
        enrolment.sex = person.sex
        session.flush()
        tallies.change(session, before, tallies.contribution(enrolment))


def open_lesson(session: Session, enrolment_id: uuid.UUID, module: str, lesson: str, *, now: datetime) -> None:
    """Note that a lesson was opened; opening it again changes only when the learner was last seen."""
    _note_opened(session, enrolment_id, module, lesson, now)
    seen(session, enrolment_id, now=now)


def open_own_lesson(
    session: Session, person_id: uuid.UUID, course: str, module: str, lesson: str, *, now: datetime
) -> uuid.UUID | None:
    """Note that a learner opened a lesson, in two statements, and give her enrolment; None: not in its course."""
    enrolment_id = cast(
        "uuid.UUID | None",
        session.execute(_OWN_SEEN, {"person": person_id, "slug": course, "moment": now}).scalar(),
    )
    if enrolment_id is not None:
        _note_opened(session, enrolment_id, module, lesson, now)
    return enrolment_id


def _note_opened(session: Session, enrolment_id: uuid.UUID, module: str, lesson: str, now: datetime) -> None:
    row = {"enrolment_id": enrolment_id, "module": module, "lesson": lesson, "opened_at": now}
    session.execute(_opening(db.dialect_of(session)), row)


def seen(session: Session, enrolment_id: uuid.UUID, *, now: datetime) -> None:
    """Note a learner's latest step in a course."""
    session.execute(_SEEN, {"enrolment": enrolment_id, "moment": now})


def finish_lesson(session: Session, enrolment_id: uuid.UUID, module: str, lesson: str, *, now: datetime) -> bool:
    """Note that a lesson was read to the end; says False when that was known already."""
    open_lesson(session, enrolment_id, module, lesson, now=now)
    here = {"enrolment": enrolment_id, "in_module": module, "of_lesson": lesson, "moment": now}
    if not db.changed(session.execute(_READ, here)):
        return False
    first = {
        "enrolment_id": enrolment_id,
        "module": module,
        "lessons_read": 1,
        "attempts": 0,
        "extra_attempts": 0,
        "failures": 0,
    }
    session.execute(_one_more_read(db.dialect_of(session)), first)
    return True


def _enrolment(session: Session, person_id: uuid.UUID, course: str) -> Enrolment | None:
    return session.scalars(_current(person_id, course)).first()


def _current(person_id: uuid.UUID, course: str) -> Select[Enrolment]:
    return select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.course == course, Enrolment.renewed_at.is_(None)
    )


def note_download(
    session: Session, actor: Actor, country: str | None, *, report: str, form: str, now: datetime, **filters: str | None
) -> None:
    """Write into the log who took which table away, with its filters; no country means all of them."""
    note_act(session, Act.REPORT_DOWNLOADED, actor, now=now, country=country, report=report, form=form, **filters)
