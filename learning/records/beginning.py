"""Attempts begin: at a quiz, an exercise, a test of the course or a follow-up, under terms that they keep."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from learning import db
from learning.errors import Conflict
from learning.modules.queries import PublishedModule
from learning.quizzes.queries import PublishedQuiz, quiz_version
from learning.quizzes.rules import Placed, draw, place, placed_to_json
from learning.records.granting import granted_attempts
from learning.records.models import Attempt, Delivery, Enrolment, Progress, Purpose, Repair, Task
from learning.records.rules import AttemptHistory, AttemptTerms, Begin, may_attempt, next_attempt_at

_attempts = db.table_of(Attempt)
_progress = db.table_of(Progress)
_repairs = db.table_of(Repair)
# Every attempt of every learner begins here: statements on plain rows, prepared once.
_OPEN = select(Attempt).where(
    Attempt.enrolment_id == bindparam("enrolment"),
    Attempt.module == bindparam("slug"),
    Attempt.purpose == bindparam("what"),
    Attempt.part == bindparam("which"),
    Attempt.submitted_at.is_(None),
)
_PAST = (
    select(_progress)
    .where(_progress.c.enrolment_id == bindparam("enrolment"), _progress.c.module == bindparam("slug"))
    .with_for_update()
)
_MADE = select(func.count()).where(
    _attempts.c.enrolment_id == bindparam("enrolment"),
    _attempts.c.module == bindparam("slug"),
    _attempts.c.purpose == bindparam("what"),
    _attempts.c.part == bindparam("which"),
)
_UNREAD_REPAIR = (
    select(_repairs.c.item)
    .where(
        _repairs.c.enrolment_id == bindparam("enrolment"),
        _repairs.c.module == bindparam("slug"),
        _repairs.c.read_at.is_(None),
    )
    .limit(1)
)


@cache
def _beginning(dialect: str) -> ReturningInsert[uuid.UUID]:
    return db.insert_rows(dialect, Attempt).on_conflict_do_nothing().returning(_attempts.c.id)


@cache
def _counting(dialect: str) -> Insert:
    return db.insert_rows(dialect, Progress).on_conflict_do_update(
        index_elements=["enrolment_id", "module"], set_={"attempts": _progress.c.attempts + 1}
    )


@dataclass(frozen=True)
class Start:
    """How an attempt begins.

    Attributes:
        language: in which language.
        seed: what decides the draw and the order of what is shown.
        now: when.
        delivery: how it is taken.
        vouched_by: who says so, when it is not the learner.
    """

    language: str
    seed: int
    now: datetime
    delivery: Delivery = Delivery.OWN_PHONE
    vouched_by: uuid.UUID | None = None


def history(progress: Progress | Row[Any] | None, *, has_open: bool, granted: int = 0) -> AttemptHistory:
    """Put together what a learner has done at a quiz so far; `granted` comes from `granting.granted_attempts`."""
    if progress is None:
        return AttemptHistory(has_open=has_open)
    return AttemptHistory(
        begun=progress.attempts,
        has_open=has_open,
        failed_at=progress.failed_at,
        passed=progress.passed_at is not None,
        extra=progress.extra_attempts,
        granted=granted,
    )


def open_attempt(session: Session, enrolment_id: uuid.UUID, task: Task) -> Attempt | None:
    """Find the attempt that is begun and not submitted."""
    keys = {"enrolment": enrolment_id, "slug": task.module, "what": task.purpose, "which": task.part}
    return session.scalars(_OPEN, keys).first()


def has_unread_repair(session: Session, enrolment_id: uuid.UUID, module: str) -> bool:
    """Say whether a short lesson after a confident mistake is still to be read."""
    return session.execute(_UNREAD_REPAIR, {"enrolment": enrolment_id, "slug": module}).first() is not None


def start_attempt(
    session: Session, enrolment: Enrolment, module: PublishedModule, *, language: str, seed: int, now: datetime
) -> Attempt:
    """Begin an attempt at a quiz, or give back the one that is open: on another device, in another tab.

    Args:
        session: the caller's transaction.
        enrolment: the learner's enrolment in the course.
        module: the published module whose quiz is taken.
        language: in which language it is begun.
        seed: what decides the draw.
        now: when it begins.

    Raises:
        Conflict: the quiz is passed, the waiting time is not over, no attempt is left, or a short lesson is to be read.
    """
    task = Task(module.slug)
    found = open_attempt(session, enrolment.id, task)
    if found:
        return found
    published = quiz_version(session, module.quiz_version_id)
    terms, past = quiz_history(session, enrolment, module.slug, published, now)
    _refuse(terms, past, now)
    if past.failed_at and has_unread_repair(session, enrolment.id, module.slug):
        raise Conflict("Read the short lesson about your last mistakes first.")
    placed = draw(published.quiz, seed)
    return begin_drawn(session, enrolment, module.slug, published, placed, past, Start(language, seed, now))[0]


def quiz_history(
    session: Session, enrolment: Enrolment, module: str, published: PublishedQuiz, now: datetime
) -> tuple[AttemptTerms, AttemptHistory]:
    """Read a quiz's terms and what a learner has done at it so far, under lock; an open attempt is asked for before."""
    progress = session.execute(_PAST, {"enrolment": enrolment.id, "slug": module}).first()
    terms = AttemptTerms(published.quiz.attempts, published.quiz.wait_minutes)
    return terms, history(progress, has_open=False, granted=granted_attempts(session, progress, terms, now))


def begin_drawn(
    session: Session,
    enrolment: Enrolment,
    module: str,
    published: PublishedQuiz,
    placed: tuple[Placed, ...],
    past: AttemptHistory,
    start: Start,
) -> tuple[Attempt, bool]:
    """Begin and count an attempt at a draw, when the rules allow it; False: another page began one first."""
    begun, is_new = _begin(session, enrolment, Task(module), published, placed, past.begun + 1, start)
    if is_new:
        first = {"lessons_read": 0, "attempts": 1, "extra_attempts": 0, "failures": 0}
        counted = {"enrolment_id": enrolment.id, "module": module, **first}
        session.execute(_counting(db.dialect_of(session)), counted)
    return begun, is_new


def start_task(
    session: Session,
    enrolment: Enrolment,
    task: Task,
    quiz_version_id: uuid.UUID,
    items: Sequence[str],
    start: Start,
) -> Attempt:
    """Begin an attempt at chosen items, which is not passed or failed; or give back the one that is open.

    Args:
        session: the caller's transaction.
        enrolment: the learner's enrolment in the course.
        task: what it is at.
        quiz_version_id: the edition that has the items.
        items: ids of the items, all of which are asked.
        start: language, seed and moment.
    """
    found = open_attempt(session, enrolment.id, task)
    if found:
        return found
    published = quiz_version(session, quiz_version_id)
    placed = place([published.quiz.item(item) for item in items], start.seed)
    keys = {"enrolment": enrolment.id, "slug": task.module, "what": task.purpose, "which": task.part}
    number = 1 + (session.execute(_MADE, keys).scalar() or 0)
    return _begin(session, enrolment, task, published, placed, number, start)[0]


def _begin(
    session: Session,
    enrolment: Enrolment,
    task: Task,
    published: PublishedQuiz,
    placed: tuple[Placed, ...],
    number: int,
    start: Start,
) -> tuple[Attempt, bool]:
    """Write the attempt; False: another tab was first, and this is the one it began."""
    is_quiz = task.purpose is Purpose.QUIZ
    row = {
        "id": uuid.uuid4(),
        "enrolment_id": enrolment.id,
        "person_id": enrolment.person_id,
        "module": task.module,
        "purpose": task.purpose,
        "part": task.part,
        "quiz_version_id": published.version_id,
        "number": number,
        "placed": placed_to_json(placed),
        "pass_mark": published.quiz.pass_mark if is_quiz else 0,
        "wait_minutes": published.quiz.wait_minutes if is_quiz else 0,
        "language": start.language,
        "started_at": start.now,
        "delivery": start.delivery,
        "vouched_by": start.vouched_by,
    }
    session.flush()  # a new enrolment must be there first
    if session.execute(_beginning(db.dialect_of(session)), row).first() is None:  # another tab began one first
        found = open_attempt(session, enrolment.id, task)
        if found is None:
            raise Conflict("This attempt was submitted already.")
        return found, False
    return Attempt(**row), True


def _refuse(terms: AttemptTerms, past: AttemptHistory, now: datetime) -> None:
    decision = may_attempt(terms, past, now)
    if decision is Begin.PASSED:
        raise Conflict("You have passed this quiz already.")
    if decision is Begin.NONE_LEFT:
        raise Conflict("You have used all your attempts. Ask your trainer for another one.")
    if decision is Begin.WAIT:
        ready_at = next_attempt_at(terms, past)
        minutes = 1 if ready_at is None else max(1, -(-int((ready_at - now).total_seconds()) // 60))
        raise Conflict("You can try again in %(minutes)s min. Use the time to read again.", minutes=minutes)
