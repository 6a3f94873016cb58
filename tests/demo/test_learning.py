"""What the made-up learners do with courses: exercises, tests, confidence, follow-ups, and only what they must take."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.demo.minds import belief
from learning.modules.models import Edition
from learning.modules.queries import catalogue
from learning.quizzes.rules import Mark, credit_groups
from learning.records.attempting import scored
from learning.records.measures import calibration, gain
from learning.records.models import Attempt, Confidence, Enrolment, FollowUp, LessonView, Purpose, Repair
from learning.records.queries import course_tests, exercises_done, responses

Reading = Callable[[], Session]


@pytest.fixture
def session(demo: Any) -> Iterator[Session]:
    """What is in the demo's database."""
    with demo.database.read() as reading:
        yield reading


def _submitted(session: Session, *purposes: Purpose) -> Sequence[Attempt]:
    wanted = Attempt.purpose.in_(purposes), Attempt.submitted_at.is_not(None)
    return session.scalars(select(Attempt).where(*wanted).order_by(Attempt.started_at)).all()


def _answers(session: Session, attempts: Sequence[Attempt]) -> Iterator[tuple[Attempt, Mark, str | None]]:
    """Give each answer of some attempts with its mark and how sure the learner was."""
    for attempt in attempts:
        stored = responses(session, attempt.id)
        for mark in scored(session, attempt).marks:
            if mark.item_id in stored:
                yield attempt, mark, stored[mark.item_id].confidence


def test_who_completed_a_course_did_an_exercise_of_each_group_that_is_asked_for(session: Session) -> None:
    courses = catalogue(session).courses
    completed = session.scalars(select(Enrolment).where(Enrolment.completed_on.is_not(None))).all()

    assert completed
    for enrolment in completed:
        done = exercises_done(session, enrolment.id)
        for module in courses[enrolment.course].required(enrolment.category, enrolment.rank_group):
            assert all(set(group) & done[module.slug] for group in credit_groups(module.pack.exercises))


def test_exercises_of_every_kind_earn_everything_for_some_and_not_for_others(session: Session) -> None:
    kinds: dict[str, set[bool]] = {}
    modules = {module.slug: module for course in catalogue(session).courses.values() for module in course.modules}
    for attempt in _submitted(session, Purpose.EXERCISE):
        kind = modules[attempt.module].pack.quiz.item(attempt.part).kind
        kinds.setdefault(kind, set()).add(bool(attempt.passed and attempt.earned_numerator == attempt.out_of))

    assert kinds.keys() >= {"scenario", "casefile", "highlight", "sort", "hotspot"}
    assert all(results == {True, False} for kind, results in kinds.items() if kind != "worksheet")


def test_nobody_takes_a_module_that_her_audience_need_not_take(session: Session) -> None:
    courses = catalogue(session).courses
    for enrolment in session.scalars(select(Enrolment)):
        required = courses[enrolment.course].required(enrolment.category, enrolment.rank_group)
        begun = session.scalars(select(LessonView.module).where(LessonView.enrolment_id == enrolment.id))
        assert set(begun) <= {module.slug for module in required}


def test_everything_happens_after_the_content_was_published(session: Session) -> None:
    published = session.scalars(select(Edition.published_at)).one()

    assert all(attempt.started_at > published for attempt in session.scalars(select(Attempt)))


def test_the_tests_before_and_after_a_course_show_a_gain(session: Session) -> None:
    pairs = []
    for enrolment in session.scalars(select(Enrolment)):
        tests = {test.purpose: test for test in course_tests(session, enrolment.id)}
        if Purpose.POST_TEST in tests:
            assert tests[Purpose.PRE_TEST].part != tests[Purpose.POST_TEST].part
            before, after = (scored(session, tests[each]) for each in (Purpose.PRE_TEST, Purpose.POST_TEST))
            pairs.append((before.earned / before.out_of, after.earned / after.out_of))
    found = gain(pairs)

    assert found is not None
    assert found.is_clear
    assert 0.2 < found.mean < 0.7


def test_who_is_surer_is_more_often_right(session: Session) -> None:
    beliefs = {belief(course).item for course in catalogue(session).courses.values()}
    told = _answers(session, _submitted(session, Purpose.QUIZ, Purpose.FOLLOW_UP))
    found = calibration((sure, mark.share == 1) for _, mark, sure in told if mark.item_id not in beliefs)
    shares = [each.right / each.given for each in found]

    assert [each.confidence for each in found] == list(Confidence)
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.9
    assert shares[2] < 0.75
    assert not any(sure for _, _, sure in _answers(session, _submitted(session, Purpose.EXERCISE)))


def test_one_thing_in_each_course_is_what_many_are_sure_of_and_have_wrong(session: Session) -> None:
    firsts = [attempt for attempt in _submitted(session, Purpose.QUIZ) if attempt.number == 1]
    wrong = Counter(
        (attempt.module, mark.item_id)
        for attempt, mark, sure in _answers(session, firsts)
        if sure == Confidence.SURE and mark.share < 1
    )
    planted = [belief(course) for course in catalogue(session).courses.values()]

    assert {(one.module, one.item) for one in planted} == {item for item, _ in wrong.most_common(len(planted))}
    assert min(wrong[one.module, one.item] for one in planted) >= 3  # of sixty learners, and few are asked it


def test_some_follow_ups_are_done_some_are_due_and_some_are_not_due_yet(session: Session, now: datetime) -> None:
    states = Counter(
        "done" if one.done_at else ("due" if one.due_on <= now.date() else "coming")
        for one in session.scalars(select(FollowUp))
    )

    assert states.keys() == {"done", "due", "coming"}
    assert all(one.done_at.date() >= one.due_on for one in session.scalars(select(FollowUp)) if one.done_at)


def test_who_was_sure_and_wrong_where_it_must_be_right_read_the_short_lesson_before_trying_again(
    session: Session,
) -> None:
    for repair in session.scalars(select(Repair)):
        again = session.scalars(
            select(Attempt.started_at).where(
                Attempt.enrolment_id == repair.enrolment_id,
                Attempt.module == repair.module,
                Attempt.purpose == Purpose.QUIZ,
                Attempt.number > session.get_one(Attempt, repair.attempt_id).number,
            )
        )
        assert all(repair.read_at and repair.read_at <= moment for moment in again)
