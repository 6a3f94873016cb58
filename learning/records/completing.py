"""Completing a course: what is asked, the record, and its credential."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, union, update
from sqlalchemy.orm import Session

from learning import db
from learning.modules.queries import PublishedCourse
from learning.modules.rules import audience_of
from learning.people.models import Person
from learning.records import tallies
from learning.records.certifying import Issuing, issue
from learning.records.models import Attempt, Completion, Credential, Enrolment, FollowUp, LessonView, Progress
from learning.records.queries import exercises_done
from learning.records.rules import FOLLOW_UP_MONTHS, delivery_of, is_complete, months_after, valid_until
from learning.records.step_counting import required_of

_progress = db.table_of(Progress)
_views = db.table_of(LessonView)
_attempts = db.table_of(Attempt)
# Asked whenever a lesson is read to the end or a quiz is passed: prepared once.
_MODULES_PASSED = select(_progress.c.module).where(
    _progress.c.enrolment_id == bindparam("enrolment"), _progress.c.passed_at.is_not(None)
)
_enrolments = db.table_of(Enrolment)
_SERVES_AS = select(_enrolments.c.category, _enrolments.c.rank_group).where(_enrolments.c.id == bindparam("enrolment"))
# How the lessons were read and the quizzes passed.
_TAKEN = union(
    select(_views.c.delivery).where(_views.c.enrolment_id == bindparam("enrolment"), _views.c.read_at.is_not(None)),
    select(_attempts.c.delivery).where(_attempts.c.enrolment_id == bindparam("enrolment"), _attempts.c.passed),
)
_ALL_READ = select(_views.c.module, _views.c.lesson).where(
    _views.c.enrolment_id == bindparam("enrolment"), _views.c.read_at.is_not(None)
)


@dataclass(frozen=True)
class Completed:
    """A course that was completed just now.

    Attributes:
        completion: the record.
        credential: the line in the register; None while no certificate may be issued: it is issued later.
    """

    completion: Completion
    credential: Credential | None


def complete_if_due(
    session: Session, enrolment_id: uuid.UUID, course: PublishedCourse, *, issuing: Issuing, now: datetime
) -> Completed | None:
    """Complete a course and issue its credential when everything required is done; None when it is not, or was before.

    Two transactions that finish at the same moment issue one credential: the conditional UPDATE lets one through.
    A completion is kept even when no certificate may be issued at the moment.
    """
    if not _is_due(session, enrolment_id, course):
        return None
    today = now.date()
    until = valid_until(today, course.validity_months)
    delivery = delivery_of(session.execute(_TAKEN, {"enrolment": enrolment_id}).scalars())
    done = session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.completed_on.is_(None))
        .values(completed_on=today, valid_until=until, delivery=delivery)
        .execution_options(synchronize_session=False)
    )
    if not db.changed(done):
        return None
    enrolment = session.get_one(Enrolment, enrolment_id, populate_existing=True)
    person = session.get_one(Person, enrolment.person_id)
    _count(session, enrolment)
    completion = Completion(
        id=uuid.uuid4(),
        enrolment_id=enrolment.id,
        person_id=person.id,
        course=course.slug,
        course_version_id=course.version_id,
        name=person.name,
        country=enrolment.country,
        category=enrolment.category,
        rank_group=enrolment.rank_group,
        sex=enrolment.sex,
        unit=enrolment.unit,
        mission=enrolment.mission,
        audience=audience_of(course.audiences, enrolment.category, enrolment.rank_group),
        completed_at=now,
        completed_on=today,
        valid_until=until,
        delivery=delivery,
    )
    session.add(completion)
    if course.test_version_id:
        session.add_all(
            FollowUp(enrolment_id=enrolment.id, number=number, due_on=months_after(today, months))
            for number, months in enumerate(FOLLOW_UP_MONTHS, 1)
        )
    session.flush()
    return Completed(completion, issue(session, completion, issuing=issuing, now=now) if issuing.is_open else None)


def _is_due(session: Session, enrolment_id: uuid.UUID, course: PublishedCourse) -> bool:
    passed = set(session.execute(_MODULES_PASSED, {"enrolment": enrolment_id}).scalars())
    # Most quizzes are not the last: what everybody must pass is looked at before anything else is read.
    if not passed or not {module.slug for module in course.modules if module.slug not in course.only} <= passed:
        return False
    serves_as = session.execute(_SERVES_AS, {"enrolment": enrolment_id}).one()
    required = {module.slug: required_of(module) for module in course.required(*serves_as)}
    read: dict[str, set[str]] = {}
    for row in session.execute(_ALL_READ, {"enrolment": enrolment_id}):
        read.setdefault(row.module, set()).add(row.lesson)
    return is_complete(required, read, exercises_done(session, enrolment_id), passed)


def _count(session: Session, enrolment: Enrolment) -> None:
    """Add a completion to the tallies: the enrolment itself was counted when it began."""
    after = tallies.contribution(enrolment)
    before = {key: (enrolled, 0) for key, (enrolled, _) in after.items()}
    tallies.change(session, before, after)
