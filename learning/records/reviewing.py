"""After a quiz: repairs of confident mistakes, spaced review of what was missed, the course's tests and follow-ups.

The spacing is FSRS (the `fsrs` package): each item that was missed gets a card, whose next day depends on how well the
item was answered each time. A follow-up asks first what is due first.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random

from fsrs import Card, Rating, Scheduler
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.errors import Conflict, NotFound
from learning.modules.queries import PublishedCourse
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Item, Mark, Score, Use
from learning.records.beginning import Start, start_task
from learning.records.models import (
    Attempt,
    Confidence,
    Enrolment,
    FollowUp,
    Purpose,
    Repair,
    ReviewCard,
    Task,
)
from learning.records.queries import Stored, has_begun, responses
from learning.records.rules import next_form

FOLLOW_UP_QUESTIONS = 10
# Learning steps of minutes belong to flash cards on one evening; ours are answered weeks apart.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_cards = db.table_of(ReviewCard)
_CARDS = select(_cards.c.item, _cards.c.card).where(_cards.c.enrolment_id == bindparam("enrolment"))
_DUE = (
    select(_cards.c.item)
    .where(_cards.c.enrolment_id == bindparam("enrolment"), _cards.c.due_at <= bindparam("moment"))
    .order_by(_cards.c.due_at, _cards.c.item)
)
_SPACED = frozenset({Purpose.QUIZ, Purpose.FOLLOW_UP})
"""What moves cards: the items of the tests before and after are never asked in a follow-up."""
# The newest first, begun and not submitted ones too, and those of rounds before: their questions were seen.
_TESTS = (
    select(Attempt.enrolment_id, Attempt.purpose, Attempt.part, Attempt.submitted_at)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(
        Enrolment.person_id == bindparam("person"),
        Enrolment.course == bindparam("slug"),
        Attempt.purpose.in_((Purpose.PRE_TEST, Purpose.POST_TEST)),
    )
    .order_by(Attempt.started_at.desc(), Attempt.id)
)


def rating(share: float, confidence: str | None) -> Rating:
    """Rate one answer for the scheduler: not fully right is "again", a lucky guess is "hard", being sure is "easy"."""
    if share < 1:
        return Rating.Again
    return {Confidence.SURE: Rating.Easy, Confidence.GUESS: Rating.Hard}.get(
        Confidence(confidence) if confidence else Confidence.FAIRLY_SURE, Rating.Good
    )


def after_submission(
    session: Session, attempt: Attempt, score: Score, course: PublishedCourse | None, *, now: datetime
) -> None:
    """Note what follows from a scored attempt: short lessons to read, cards to review, a follow-up done.

    Args:
        session: the transaction that scored it.
        attempt: the attempt.
        score: what it earned.
        course: the published course; None when it is published no more: then nothing is spaced.
        now: when it was submitted.
    """
    if attempt.purpose not in _SPACED:
        return
    missed = [mark for mark in score.marks if mark.share < 1]
    if missed or attempt.number > 1 or attempt.purpose == Purpose.FOLLOW_UP:
        stored = responses(session, attempt.id)
        if attempt.purpose == Purpose.QUIZ:
            _ask_repairs(session, attempt, missed, stored)
        if course is not None:
            _review(session, attempt, score.marks, stored, course, now)
    if attempt.purpose == Purpose.FOLLOW_UP:
        session.execute(update(FollowUp).where(FollowUp.attempt_id == attempt.id).values(done_at=now))


def _ask_repairs(session: Session, attempt: Attempt, missed: Iterable[Mark], stored: Mapping[str, Stored]) -> None:
    """Ask for the short lessons that the attempt's edition has: those from before there were any have none."""
    sure = [
        mark
        for mark in missed
        if mark.critical and mark.answered and stored[mark.item_id].confidence == Confidence.SURE
    ]
    if not sure:
        return
    words = quiz_version(session, attempt.quiz_version_id).words(attempt.language)
    session.add_all(
        Repair(
            attempt_id=attempt.id,
            item=mark.item_id,
            enrolment_id=attempt.enrolment_id,
            module=attempt.module,
            read_at=None,
        )
        for mark in sure
        if mark.item_id in words.get("repairs", {})
    )


def _review(
    session: Session,
    attempt: Attempt,
    marks: Iterable[Mark],
    stored: Mapping[str, Stored],
    course: PublishedCourse,
    now: datetime,
) -> None:
    """Move the cards of what was asked; only what was missed gets a new card.

    Scoring has written to the enrolment in this transaction, so nobody else moves its cards meanwhile.
    """
    kept = {row.item: row.card for row in session.execute(_CARDS, {"enrolment": attempt.enrolment_id})}
    rows = []
    for mark in marks:
        item = course.item_id(attempt.module, mark.item_id)
        if item is None or (item not in kept and mark.share == 1):
            continue
        given = stored.get(mark.item_id)
        card = Card.from_dict(kept[item]) if item in kept else Card(card_id=0, due=now)
        card, _ = _SCHEDULER.review_card(card, rating(float(mark.share), given.confidence if given else None), now)
        rows.append({"enrolment_id": attempt.enrolment_id, "item": item, "card": card.to_dict(), "due_at": card.due})
    if rows:
        adding = db.insert(session, ReviewCard)
        replaced = {name: adding.excluded[name] for name in ("card", "due_at")}
        session.execute(adding.on_conflict_do_update(index_elements=["enrolment_id", "item"], set_=replaced), rows)


def finish_repairs(session: Session, enrolment_id: uuid.UUID, module: str, *, now: datetime) -> None:
    """Note that the short lessons of a module were read: the next attempt may begin."""
    session.execute(
        update(Repair)
        .where(Repair.enrolment_id == enrolment_id, Repair.module == module, Repair.read_at.is_(None))
        .values(read_at=now)
    )


def start_test(
    session: Session, enrolment: Enrolment, course: PublishedCourse, purpose: Purpose, start: Start
) -> Attempt:
    """Begin the course's test before or after it, in the form that was not taken last.

    Raises:
        NotFound: the course has no tests.
        Conflict: the test before the course was taken already, or a module was begun; the course is not complete yet.
    """
    if course.test_version_id is None:
        raise NotFound("This page does not exist.")
    session.refresh(enrolment, with_for_update=True)  # two tabs begin one test, and none beside a completion
    every_round = session.execute(_TESTS, {"person": enrolment.person_id, "slug": enrolment.course}).all()
    tests = [each for each in every_round if each.enrolment_id == enrolment.id]
    begun = next((each.part for each in tests if each.purpose == purpose and each.submitted_at is None), None)
    is_late = enrolment.completed_on is not None or (begun is None and (tests or has_begun(session, enrolment.id)))
    if purpose is Purpose.PRE_TEST and is_late:
        raise Conflict("This test stands before the course. You have begun the course already.")
    if purpose is Purpose.POST_TEST and enrolment.completed_on is None:
        raise Conflict("This test stands after the course. Complete the course first.")
    form = begun or next_form(every_round[0].part if every_round else None, enrolment.id)
    quiz = quiz_version(session, course.test_version_id).quiz
    items = [item.id for item in quiz.used_for(Use(form))]
    return start_task(session, enrolment, Task("", purpose, form), course.test_version_id, items, start)


def start_follow_up(
    session: Session, enrolment: Enrolment, course: PublishedCourse, number: int, start: Start
) -> Attempt:
    """Begin a follow-up that is due: ten questions, first of all what was missed and is due for review.

    Raises:
        NotFound: there is no such follow-up.
        Conflict: it is not due yet, or done.
    """
    due = session.get(FollowUp, (enrolment.id, number), with_for_update=True)
    if due is None or course.test_version_id is None:
        raise NotFound("This page does not exist.")
    if due.done_at is not None:
        raise Conflict("You have done this follow-up already.")
    if due.due_on > start.now.date():
        raise Conflict("This follow-up is not due yet.")
    quiz = quiz_version(session, course.test_version_id).quiz
    required = {module.slug for module in course.required(enrolment.category, enrolment.rank_group)}
    pool = [
        item
        for item in quiz.used_for(Use.QUIZ)
        if (module := course.module_of(item.id)) is not None and module.slug in required
    ]
    missed = session.execute(_DUE, {"enrolment": enrolment.id, "moment": start.now}).scalars().all()
    items = chosen_for_follow_up(pool, missed, start.seed)
    task = Task("", Purpose.FOLLOW_UP, str(number))
    attempt = start_task(session, enrolment, task, course.test_version_id, items, start)
    due.attempt_id = attempt.id
    session.flush()
    return attempt


def chosen_for_follow_up(pool: Sequence[Item], by_due: Sequence[str], seed: int) -> list[str]:
    """Choose what a follow-up asks: what is due for review first, then one objective after the other.

    Args:
        pool: the items that may be asked.
        by_due: ids of the items that are due for review, the one due first in front; those outside the pool are left
            out.
        seed: what decides between items of one objective.
    """
    known = {item.id for item in pool}
    chosen = [item for item in by_due if item in known][:FOLLOW_UP_QUESTIONS]
    rng = Random(seed)  # noqa: S311 - a choice that must be repeatable; it keeps no secret
    by_objective: dict[str, list[str]] = {}
    for item in pool:
        if item.id not in chosen:
            by_objective.setdefault(item.objective, []).append(item.id)
    queues = list(by_objective.values())
    for queue in queues:
        rng.shuffle(queue)
    rng.shuffle(queues)
    while len(chosen) < FOLLOW_UP_QUESTIONS and any(queues):
        for queue in queues:
            if queue and len(chosen) < FOLLOW_UP_QUESTIONS:
                chosen.append(queue.pop())
    return chosen
