"""Attempts on paper: a draw that was printed, scored like any other, vouched for by who enters it.

The rules of passing, waiting and attempts are those of the quiz. What they do not allow is not refused but held: the
sheet exists, and its answers wait until they may count.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Answer, Placed, Score
from learning.records.attempting import Given, submit_into
from learning.records.beginning import Start, begin_drawn, has_unread_repair, open_attempt, quiz_history
from learning.records.models import Attempt, Delivery, Enrolment, Task
from learning.records.rules import Begin, may_attempt


class Hold(StrEnum):
    """Why the answers of a sheet do not count yet."""

    UNKNOWN = "unknown"
    """Nobody knows whose sheet it is."""
    NOT_ENROLLED = "not-enrolled"
    PASSED = "passed"
    NONE_LEFT = "none-left"
    WAITING = "waiting"
    BEGUN_ELSEWHERE = "begun-elsewhere"
    """An attempt of hers is open on her own device."""
    REPAIR = "repair"
    """A short lesson is to be read first."""


_HOLDS = {Begin.PASSED: Hold.PASSED, Begin.NONE_LEFT: Hold.NONE_LEFT, Begin.WAIT: Hold.WAITING}


@dataclass(frozen=True)
class Printed:
    """What was printed: the quiz's edition and the draw."""

    module: str
    quiz_version_id: uuid.UUID
    placed: tuple[Placed, ...]
    language: str


def current_enrolment(session: Session, person_id: uuid.UUID, course: str, country: str) -> Enrolment | None:
    """Find a person's current enrolment in a course, of this country."""
    return session.scalars(
        select(Enrolment).where(
            Enrolment.person_id == person_id,
            Enrolment.course == course,
            Enrolment.country == country,
            Enrolment.renewed_at.is_(None),
        )
    ).first()


def take_on_paper(
    session: Session,
    enrolment: Enrolment,
    printed: Printed,
    answers: Mapping[str, Answer | None],
    *,
    key: uuid.UUID,
    vouched_by: uuid.UUID,
    now: datetime,
) -> tuple[Attempt, Score] | Hold:
    """Begin, submit and score the attempt that a sheet is, or say why it may not count yet.

    Args:
        session: the writing transaction.
        enrolment: the learner's current enrolment in the course.
        printed: what was asked.
        answers: by item.
        key: of the submission: the sheet's own id.
        vouched_by: who entered the sheet.
        now: when.
    """
    if open_attempt(session, enrolment.id, Task(printed.module)) is not None:
        return Hold.BEGUN_ELSEWHERE
    published = quiz_version(session, printed.quiz_version_id)
    terms, past = quiz_history(session, enrolment, printed.module, published, now)
    decision = may_attempt(terms, past, now)
    if decision in _HOLDS:
        return _HOLDS[decision]
    if past.failed_at and has_unread_repair(session, enrolment.id, printed.module):
        return Hold.REPAIR
    start = Start(printed.language, 0, now, Delivery.PAPER, vouched_by)
    begun, is_new = begin_drawn(session, enrolment, printed.module, published, printed.placed, past, start)
    if not is_new:
        return Hold.BEGUN_ELSEWHERE
    attempt = session.get_one(Attempt, begun.id, with_for_update=True)
    given = {item: Given(answer, 0) for item, answer in answers.items() if answer is not None}
    submitted = submit_into(session, attempt, given, key=key, now=now)
    assert submitted.score is not None, "nobody else knows of this attempt"
    return attempt, submitted.score
