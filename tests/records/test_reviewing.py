"""What follows from a quiz: short lessons, spaced review, the course's tests in two forms, follow-ups months later."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Rating
from sqlalchemy import select

from learning.errors import Conflict, NotFound
from learning.modules.forms import course_item_id
from learning.modules.rules import Course, Pack
from learning.quizzes.rules import Item, Use
from learning.records import services
from learning.records.models import Attempt, Confidence, Outcome, Purpose, Repair, ReviewCard
from learning.records.reviewing import FOLLOW_UP_QUESTIONS, chosen_for_follow_up, rating
from tests.cast import Cast
from tests.life import Life
from tests.measuring import SEA_MODULE, Measured
from tests.records.test_races import at_once

SURE, FAIRLY, GUESS = Confidence
Content = tuple[list[Pack], tuple[Course, ...]]


@pytest.fixture
def enrolment(life: Life, cast: Cast) -> uuid.UUID:
    """Amina in the course about preventing sexual exploitation and abuse."""
    return life.enrol(cast.amina)


def critical(life: Life, attempt: uuid.UUID) -> Item:
    """A question of an attempt that must be right."""
    return next(item for item in life.items(attempt) if item.critical)


def repairs(life: Life) -> list[tuple[str, datetime | None]]:
    """Every short lesson that is asked for, and when it was read."""
    with life.database.read() as session:
        return [(row.item, row.read_at) for row in session.scalars(select(Repair).order_by(Repair.item))]


def test_a_confident_mistake_at_what_must_be_right_asks_for_a_short_lesson(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    attempt = life.begin(enrolment)
    item = critical(life, attempt)
    measured.submit(attempt, measured.answered(attempt, missed=[item.id]), {item.id: SURE})
    assert repairs(life) == [(item.id, None)]
    later = life.now + timedelta(hours=1)
    with pytest.raises(Conflict, match="short lesson"):
        life.begin(enrolment, now=later)
    with life.database.begin() as session:
        services.finish_repairs(session, enrolment, SEA_MODULE, now=later)
    assert repairs(life) == [(item.id, later)]
    again = life.begin(enrolment, now=later)
    measured.submit(again, measured.answered(again), now=later)
    with life.database.read() as session:
        assert session.get_one(Attempt, again).passed


@pytest.mark.parametrize("confidence", [FAIRLY, GUESS, None])
def test_a_mistake_that_nobody_was_sure_of_asks_for_none(
    life: Life, measured: Measured, enrolment: uuid.UUID, confidence: Confidence | None
) -> None:
    attempt = life.begin(enrolment)
    item = critical(life, attempt)
    sure = {item.id: confidence} if confidence else {}
    measured.submit(attempt, measured.answered(attempt, missed=[item.id]), sure)
    assert repairs(life) == []
    assert life.begin(enrolment, now=life.now + timedelta(hours=1))


def test_no_short_lesson_is_asked_for_what_need_not_be_right_was_right_or_was_left_out(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    attempt = life.begin(enrolment)
    items = life.items(attempt)
    left_out, *others = [item.id for item in items if item.critical]
    answers = measured.answered(attempt, missed=[item.id for item in items if not item.critical])
    answers[left_out] = None
    measured.submit(attempt, answers, dict.fromkeys(answers, SURE))
    assert others
    assert repairs(life) == []


def test_an_edition_from_before_there_were_short_lessons_asks_for_none(
    life: Life, measured: Measured, enrolment: uuid.UUID, content: Content
) -> None:
    packs, courses = content
    life.publish([without_repairs(pack) for pack in packs], courses)
    attempt = life.begin(enrolment)
    item = critical(life, attempt)
    measured.submit(attempt, measured.answered(attempt, missed=[item.id]), {item.id: SURE})
    assert repairs(life) == []


def test_two_presses_and_two_tabs_ask_once(life: Life, measured: Measured, enrolment: uuid.UUID) -> None:
    attempt = life.begin(enrolment)
    item = critical(life, attempt)
    answers = measured.answered(attempt, missed=[item.id])
    key = uuid.uuid4()
    found = at_once([lambda: measured.submit(attempt, answers, {item.id: SURE}, key=key).outcome] * 3)
    assert sorted(map(str, found)) == [Outcome.REPEATED] * 2 + [Outcome.SCORED]
    before = measured.cards()
    assert set(before) == {course_item_id(SEA_MODULE, item.id)}
    late = measured.submit(attempt, measured.answered(attempt), now=life.now + timedelta(days=9))
    assert late.outcome is Outcome.REPEATED
    assert repairs(life) == [(item.id, None)]
    assert measured.cards() == before


@pytest.mark.parametrize(
    ("share", "confidence", "expected"),
    [
        (0, SURE, Rating.Again),
        (0.99, GUESS, Rating.Again),
        (1, SURE, Rating.Easy),
        (1, FAIRLY, Rating.Good),
        (1, None, Rating.Good),
        (1, GUESS, Rating.Hard),
    ],
)
def test_an_answer_is_rated_by_share_and_confidence(share: float, confidence: str | None, expected: Rating) -> None:
    assert rating(share, confidence) is expected


def test_only_what_was_missed_gets_a_card_and_what_is_answered_surely_comes_back_later(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    attempt = life.begin(enrolment)
    easy, unsure, hard = [item for item in life.items(attempt) if not item.critical][:3]
    failing = critical(life, attempt)
    named = {item.id: course_item_id(SEA_MODULE, item.id) for item in (easy, unsure, hard, failing)}
    measured.submit(attempt, measured.answered(attempt, missed=list(named)))
    first = measured.cards()
    assert set(first) == set(named.values())
    assert len(set(first.values())) == 1
    later = life.now + timedelta(days=20)
    again = life.begin(enrolment, now=later)  # the same seed asks the same
    sure = dict.fromkeys(measured.asked(again), FAIRLY) | {easy.id: SURE, unsure.id: GUESS}
    measured.submit(again, measured.answered(again, missed=[hard.id]), sure, now=later)
    second = measured.cards()
    assert set(second) == set(named.values()), "what was right at first gets no card"
    assert later < second[named[hard.id]] < second[named[unsure.id]] < second[named[easy.id]]


def test_everything_right_at_once_leaves_nothing_to_review(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    attempt = life.begin(enrolment)
    measured.submit(attempt, measured.answered(attempt))
    assert measured.cards() == {}


def test_follow_ups_are_due_three_and_six_calendar_months_after_completion(
    measured: Measured, enrolment: uuid.UUID
) -> None:
    measured.complete(enrolment, now=datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    due = [date(2027, 2, 28), date(2027, 5, 30)]
    assert [each.due_on for each in measured.follow_ups(enrolment)] == due
    with pytest.raises(Conflict, match="not due"):
        measured.begin(enrolment, Purpose.FOLLOW_UP, now=datetime(2027, 2, 27, 23, 59, tzinfo=UTC))
    morning = datetime(2027, 2, 28, tzinfo=UTC)
    with pytest.raises(Conflict, match="not due"):
        measured.begin(enrolment, Purpose.FOLLOW_UP, number=2, now=morning)
    with pytest.raises(NotFound):
        measured.begin(enrolment, Purpose.FOLLOW_UP, number=3, now=morning)
    attempt = measured.begin(enrolment, Purpose.FOLLOW_UP, now=morning)
    assert len(measured.asked(attempt)) == FOLLOW_UP_QUESTIONS


def test_a_follow_up_is_done_once_and_gone_on_with_until_then(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    measured.complete(enrolment)
    now = life.now + timedelta(days=100)
    found = at_once([lambda: measured.begin(enrolment, Purpose.FOLLOW_UP, now=now)] * 4)
    assert len(set(found)) == 1, found
    attempt = found[0]
    assert isinstance(attempt, uuid.UUID)
    answers = measured.answered(attempt)
    outcomes = at_once([lambda: measured.submit(attempt, answers, now=now).outcome] * 3)
    assert sorted(map(str, outcomes)) == [Outcome.REPEATED] * 2 + [Outcome.SCORED]
    first, second = measured.follow_ups(enrolment)
    assert (first.attempt_id, first.done_at) == (attempt, now)
    assert (second.attempt_id, second.done_at) == (None, None)
    with pytest.raises(Conflict, match="done this follow-up"):
        measured.begin(enrolment, Purpose.FOLLOW_UP, now=now)


def test_a_follow_up_asks_first_what_was_missed_and_never_the_questions_of_the_tests(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    attempt = life.begin(enrolment)
    missed = measured.asked(attempt)[:3]
    measured.submit(attempt, measured.answered(attempt, missed=missed))
    measured.complete(enrolment, now=life.now + timedelta(hours=1))
    now = life.now + timedelta(days=100)
    follow_up = measured.begin(enrolment, Purpose.FOLLOW_UP, now=now)
    questions = measured.asked(follow_up)
    assert {course_item_id(SEA_MODULE, item) for item in missed} <= set(questions)
    assert {item.use for item in life.items(follow_up)} == {Use.QUIZ}
    others = [item for item in life.items(follow_up) if item.id.partition("-")[2] not in missed]
    assert len({item.objective for item in others}) == len(others) == 7, "the rest is spread over the objectives"


def test_what_is_missed_in_one_follow_up_comes_back_in_the_next_and_what_was_sure_much_later(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    attempt = life.begin(enrolment)
    missed = measured.asked(attempt)
    measured.submit(attempt, measured.answered(attempt, missed=missed))
    assert len(missed) == 10
    measured.complete(enrolment, now=life.now + timedelta(hours=1))
    now = life.now + timedelta(days=100)
    follow_up = measured.begin(enrolment, Purpose.FOLLOW_UP, now=now)
    known, *unknown = measured.asked(follow_up)
    assert set(measured.asked(follow_up)) == {course_item_id(SEA_MODULE, item) for item in missed}
    sure = {known: SURE}
    measured.submit(follow_up, measured.answered(follow_up, missed=unknown), sure, now=now)
    due = measured.cards()
    assert due[known] > max(due[item] for item in unknown) > now
    months_later = now + timedelta(days=90)
    again = measured.asked(measured.begin(enrolment, Purpose.FOLLOW_UP, number=2, now=months_later))
    assert len(again) == FOLLOW_UP_QUESTIONS
    with life.database.read() as session:
        order = session.scalars(select(ReviewCard.item).order_by(ReviewCard.due_at)).all()
    assert order[-1] == known
    assert set(again) == {known, *unknown}


def pool(number: int, objective: str = "S1") -> list[Item]:
    """Items that a follow-up may ask."""
    return [
        Item(f"m-{objective}-{n}", "single", objective, 1, critical=False, sources=(), body={}) for n in range(number)
    ]


def test_ten_questions_are_chosen_each_once_what_is_due_in_front() -> None:
    items = [*pool(9, "S1"), *pool(9, "S2"), *pool(2, "S3")]
    by_due = ["gone", *(item.id for item in reversed(pool(4, "S1")))]
    chosen = chosen_for_follow_up(items, by_due, seed=7)
    assert chosen[:4] == by_due[1:]
    assert len(set(chosen)) == len(chosen) == 10
    objectives = [item.partition("-")[2].partition("-")[0] for item in chosen[4:]]
    assert all(objectives.count(each) >= 2 for each in ("S1", "S2", "S3")), objectives
    assert chosen_for_follow_up(items, by_due, seed=7) == chosen
    assert any(chosen_for_follow_up(items, by_due, seed=seed) != chosen for seed in range(8, 20))


def test_more_than_ten_due_are_cut_to_the_first_ten_and_a_small_pool_is_asked_whole() -> None:
    items = pool(15)
    by_due = [item.id for item in items]
    assert chosen_for_follow_up(items, by_due, seed=1) == by_due[:10]
    assert set(chosen_for_follow_up(pool(4), [], seed=1)) == {item.id for item in pool(4)}
    assert chosen_for_follow_up([], ["gone"], seed=1) == []


def without_repairs(pack: Pack) -> Pack:
    """The same pack without the short lessons after mistakes."""
    words = {tag: {name: w for name, w in said.items() if name != "repairs"} for tag, said in pack.words.items()}
    return replace(pack, words=words)
