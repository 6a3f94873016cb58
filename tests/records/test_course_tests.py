"""The course's tests before and after, in two forms; and what becomes of records when courses are published anew."""

import uuid
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from learning.errors import Conflict, NotFound
from learning.modules.queries import PublishedCourse
from learning.modules.rules import Course, Pack
from learning.quizzes.rules import Use
from learning.records import queries as records
from learning.records.models import Attempt, Outcome, Purpose
from tests.cast import Cast
from tests.life import SEA, Life
from tests.measuring import SEA_MODULE, Measured
from tests.records.test_races import at_once

Content = tuple[list[Pack], tuple[Course, ...]]


@pytest.fixture
def enrolment(life: Life, cast: Cast) -> uuid.UUID:
    """Amina in the course about preventing sexual exploitation and abuse."""
    return life.enrol(cast.amina)


def test_the_tests_of_the_course_leave_no_cards(life: Life, measured: Measured, enrolment: uuid.UUID) -> None:
    measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 0, "S4": 0})
    measured.complete(enrolment)
    measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 0, "S4": 0}, now=life.now + timedelta(days=1))
    assert measured.cards() == {}


def test_a_test_before_the_course_is_taken_once_and_only_before(
    life: Life, measured: Measured, enrolment: uuid.UUID, cast: Cast
) -> None:
    begun = measured.begin(enrolment, Purpose.PRE_TEST)
    later = life.now + timedelta(minutes=5)
    assert measured.begin(enrolment, Purpose.PRE_TEST, now=later) == begun, "an open one is gone on with"
    measured.submit(begun, measured.answered(begun), now=later)
    with pytest.raises(Conflict, match="before the course"):
        measured.begin(enrolment, Purpose.PRE_TEST, now=later)
    started = life.enrol(cast.bishnu)
    life.read_lessons(started, leave=7)
    with pytest.raises(Conflict, match="before the course"):
        measured.begin(started, Purpose.PRE_TEST)


def test_a_test_before_the_course_that_was_begun_in_time_is_gone_on_with(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    begun = measured.begin(enrolment, Purpose.PRE_TEST)
    life.read_lessons(enrolment, leave=7)
    assert measured.begin(enrolment, Purpose.PRE_TEST) == begun


def begin_the_course(life: Life, enrolment: uuid.UUID, how: str) -> None:
    """Take a first step of the course, and none that is another one too."""
    if how == "a lesson read":
        life.read_one(enrolment)
    elif how == "a quiz begun":
        life.begin(enrolment)
    else:
        life.practise(enrolment)


@pytest.mark.parametrize("how", ["a lesson read", "a quiz begun", "an exercise done"])
def test_a_test_before_the_course_that_is_submitted_in_the_middle_of_it_is_kept_as_late(
    life: Life, measured: Measured, enrolment: uuid.UUID, how: str
) -> None:
    left_open = measured.begin(enrolment, Purpose.PRE_TEST)
    begin_the_course(life, enrolment, how)
    result = measured.submit(left_open, measured.answered(left_open), now=life.now + timedelta(hours=1))
    assert result.outcome is Outcome.SCORED
    with life.database.read() as session:
        found = session.get_one(Attempt, left_open)
        assert (found.late, found.earned_numerator, found.out_of) == (True, 4, 4)
        assert list(records.course_tests(session, enrolment)) == [found]


@pytest.mark.parametrize("how", ["a lesson read", "a quiz begun", "an exercise done"])
def test_no_test_before_the_course_is_begun_when_the_course_is(
    life: Life, measured: Measured, enrolment: uuid.UUID, how: str
) -> None:
    begin_the_course(life, enrolment, how)
    with pytest.raises(Conflict, match="You have begun the course already"):
        measured.begin(enrolment, Purpose.PRE_TEST)


def test_a_test_before_the_course_that_came_in_time_and_one_after_it_are_not_late(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    taken = [measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 1, "S4": 1})]
    measured.complete(enrolment)
    taken += [
        measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 1, "S4": 1}, now=life.now + timedelta(days=days))
        for days in (1, 2)
    ]
    with life.database.read() as session:
        assert [session.get_one(Attempt, attempt).late for attempt in taken] == [False, False, False]


def test_an_open_test_from_before_cannot_be_begun_again_after_the_course(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    left_open = measured.begin(enrolment, Purpose.PRE_TEST)
    measured.complete(enrolment)
    with pytest.raises(Conflict, match="before the course"):
        measured.begin(enrolment, Purpose.PRE_TEST)
    after = measured.begin(enrolment, Purpose.POST_TEST, now=life.now + timedelta(minutes=1))
    assert measured.form(after) != measured.form(left_open), "its questions were seen"


def test_a_test_after_the_course_stands_after_it_and_takes_the_other_form(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    with pytest.raises(Conflict, match="Complete the course first"):
        measured.begin(enrolment, Purpose.POST_TEST)
    forms = [measured.form(measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 1, "S4": 1}))]
    measured.complete(enrolment)
    for days in range(1, 5):
        now = life.now + timedelta(days=days)
        attempt = measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 1, "S4": 1}, now=now)
        forms.append(measured.form(attempt))
    assert all(one != other for one, other in pairwise(forms)), forms


def test_a_course_that_is_taken_again_begins_with_the_other_form(
    life: Life, measured: Measured, enrolment: uuid.UUID
) -> None:
    measured.complete(enrolment)
    last = measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 1, "S4": 1}, now=life.now + timedelta(days=1))
    later = life.now + timedelta(days=365)
    for _ in range(2):
        enrolment = life.renew(enrolment, now=later)
        begun = measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 1, "S4": 1}, now=later)
        assert measured.form(begun) != measured.form(last)
        life.now = later
        measured.complete(enrolment, now=later)
        last, later = begun, later + timedelta(days=365)


def test_both_forms_are_met_first_by_about_half_of_the_people(life: Life, measured: Measured, cast: Cast) -> None:
    enrolments = life.crowd(cast.ghana_cohort, 24)
    forms = [measured.form(measured.begin(each, Purpose.PRE_TEST)) for each in enrolments]
    assert set(forms) == {"A", "B"}


def test_two_tabs_begin_one_test(life: Life, measured: Measured, enrolment: uuid.UUID) -> None:
    found = at_once([lambda: measured.begin(enrolment, Purpose.PRE_TEST)] * 4)
    assert len(set(found)) == 1, found
    measured.complete(enrolment)
    later = life.now + timedelta(days=1)
    found = at_once([lambda: measured.begin(enrolment, Purpose.POST_TEST, now=later)] * 4)
    assert len(set(found)) == 1, found


def test_nobody_passes_or_fails_a_test(life: Life, measured: Measured, enrolment: uuid.UUID) -> None:
    attempt = measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 0, "S4": 0})
    with life.database.read() as session:
        found = session.get_one(Attempt, attempt)
        assert (found.passed, found.pass_mark, found.earned_numerator) == (True, 0, 0)
        record = records.course_record(session, found.person_id, SEA)
    assert record is not None
    assert record.progress == {}
    assert record.enrolment.completed_on is None


def test_a_follow_up_never_asks_of_a_module_that_the_person_need_not_take(
    life: Life, measured: Measured, enrolment: uuid.UUID, content: Content
) -> None:
    measured.complete(enrolment)
    publish_with_two_modules(life, content, only={"early-days": ("commanders",)})
    attempt = measured.begin(enrolment, Purpose.FOLLOW_UP, now=life.now + timedelta(days=100))
    assert {item.partition("-")[0] for item in measured.asked(attempt)} == {"zerotolerance"}


def test_modules_that_change_places_keep_cards_and_open_follow_ups(
    life: Life, measured: Measured, enrolment: uuid.UUID, content: Content
) -> None:
    attempt = life.begin(enrolment)
    missed = measured.asked(attempt)[:3]
    measured.submit(attempt, measured.answered(attempt, missed=missed))
    measured.complete(enrolment, now=life.now + timedelta(hours=1))
    before = measured.cards()
    publish_with_two_modules(life, content)
    now = life.now + timedelta(days=100)
    follow_up = measured.begin(enrolment, Purpose.FOLLOW_UP, now=now)
    questions = life.items(follow_up)
    assert set(before) <= {item.id for item in questions}
    publish_with_two_modules(life, content, turned=True)
    with life.database.read() as session:
        course = life.course(session, SEA)
        assert [each.slug for each in course.modules] == ["zero-tolerance", "early-days"]
        assert {named(course, item.id) for item in questions} == {"zero-tolerance", "early-days"}
    result = measured.submit(follow_up, measured.answered(follow_up), now=now)
    assert result.score is not None
    assert result.score.earned == result.score.out_of
    assert set(measured.cards()) == set(before)
    assert min(measured.cards().values()) > now


def test_a_module_that_is_gone_leaves_old_attempts_readable(
    life: Life, measured: Measured, enrolment: uuid.UUID, content: Content
) -> None:
    measured.complete(enrolment)
    publish_with_two_modules(life, content)
    now = life.now + timedelta(days=100)
    follow_up = measured.begin(enrolment, Purpose.FOLLOW_UP, now=now)
    life.publish(*content)
    with life.database.read() as session:
        course = life.course(session, SEA)
        assert {named(course, item) for item in measured.asked(follow_up)} == {"zero-tolerance", None}
        assert course.item_id("early-days", "q01") is None
        assert course.item_id("zero-tolerance", "q01") == "zerotolerance-q01"
    result = measured.submit(follow_up, measured.answered(follow_up), now=now)
    assert result.outcome is Outcome.SCORED


def test_a_course_whose_tests_are_gone_asks_for_none(
    life: Life, measured: Measured, enrolment: uuid.UUID, content: Content
) -> None:
    measured.complete(enrolment)
    packs, courses = content
    without = [without_forms(pack) for pack in packs]
    life.publish(without, tuple(replace(course, forms={}) for course in courses))
    now = life.now + timedelta(days=100)
    for purpose in (Purpose.POST_TEST, Purpose.FOLLOW_UP):
        with pytest.raises(NotFound):
            measured.begin(enrolment, purpose, now=now)


def test_a_test_keeps_its_questions_when_others_are_published(
    life: Life, measured: Measured, enrolment: uuid.UUID, content: Content
) -> None:
    attempt = measured.begin(enrolment, Purpose.PRE_TEST)
    answers = measured.answered(attempt)
    publish_with_two_modules(life, content)
    result = measured.submit(attempt, answers)
    assert result.score is not None
    assert result.score.earned == result.score.out_of == 4


def named(course: PublishedCourse, item: str) -> str | None:
    """The module that an item of the course's quiz comes from."""
    module = course.module_of(item)
    return module.slug if module else None


def without_forms(pack: Pack) -> Pack:
    """The same pack without the items of the tests."""
    items = [item for item in pack.raw_quiz["items"] if item["use"] not in ("A", "B")]
    quiz = replace(pack.quiz, items=tuple(item for item in pack.quiz.items if item.use not in (Use.FORM_A, Use.FORM_B)))
    return replace(pack, raw_quiz={**pack.raw_quiz, "items": items}, quiz=quiz)


def publish_with_two_modules(
    life: Life, content: Content, *, only: dict[str, tuple[str, ...]] | None = None, turned: bool = False
) -> None:
    """Publish the course with a second module in front of the first, or, turned, behind it."""
    packs, courses = content
    (pack,) = [each for each in packs if each.slug == SEA_MODULE]
    modules = (SEA_MODULE, "early-days") if turned else ("early-days", SEA_MODULE)
    changed = tuple(
        replace(course, modules=modules, only=only or {}) if course.slug == SEA else course for course in courses
    )
    life.publish([*packs, replace(without_forms(pack), slug="early-days")], changed)
