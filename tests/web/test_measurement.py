"""What is measured, as people see it: tests before and after, confidence, short lessons, follow-ups, the cohort."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from learning.modules.rules import Course, Pack
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Item
from learning.records.models import Attempt, Confidence, Outcome, Purpose, Response, Submission
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.measuring import SEA_MODULE, Measured, wrong
from tests.pages import Page
from tests.visitor import Clock, Visitor
from tests.web.conftest import Sitting

COURSE = f"/courses/{SEA}"
MODULE = f"{COURSE}/{SEA_MODULE}"
BEFORE = "Take the test before the course"
AFTER = "Take the test after the course"
FOLLOW_UP = "Do the follow-up"
SURE, FAIRLY, GUESS = Confidence


def attempt_of(visitor: Visitor) -> uuid.UUID:
    """The attempt that is open on the visitor's page."""
    return uuid.UUID(visitor.page.url.split("/")[2].partition("?")[0])


def buttons(page: Page) -> list[str]:
    """What the buttons of a page say."""
    return [button.words for button in page.root.every("button")]


def headings(page: Page) -> list[str]:
    """What stands above the parts of a page."""
    return [heading.words for heading in page.root.every("h2", "h3")]


def next_steps(page: Page) -> list[str]:
    """What the main buttons of a page say: there should be one."""
    return [each.words for each in page.root.every("a", "button") if each["class"] == "button"]


def critical(life: Life, attempt: uuid.UUID) -> Item:
    """A question of an attempt that must be right."""
    return next(item for item in life.items(attempt) if item.critical)


def test_the_test_before_the_course_is_offered_once_and_gives_no_answer_away(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    amina = visitor(cast.amina)
    life.enrol(cast.amina)
    amina.open("/courses")
    amina.follow("Begin: Preventing sexual exploitation and abuse")
    assert amina.page.url == COURSE
    assert "4 questions show what you know already." in amina.page.words
    assert "Begin" in amina.page.links
    amina.press(BEFORE)
    assert amina.page.heading == "Test before the course"
    attempt = attempt_of(amina)
    assert len([name for name in amina.page.root.every("input") if name["name"].startswith("revision-")]) == 4
    amina.open(COURSE)
    amina.press(BEFORE)
    assert attempt_of(amina) == attempt, "an open test is gone on with"
    amina.press("العربية")
    assert "منع الاستغلال والانتهاك الجنسيين" in amina.page.links, "a course is named in the language of the pages"
    amina.press("English")
    items = life.items(attempt)
    answers = {items[0].id: wrong(items[0])} | {item.id: str(item.body["key"]) for item in items[1:]}
    amina.press("Submit my answers", life.fields(attempt, answers))
    assert amina.page.heading == "Test before the course done"
    assert "3 of 4 points" in amina.page.words
    assert "Nobody passes or fails here." in amina.page.words
    assert "Your answers, and why" not in headings(amina.page)
    with life.database.read() as session:
        quiz = quiz_version(session, session.get_one(Attempt, attempt).quiz_version_id)
    for item in items:
        words = quiz.words("en")["items"][item.id]
        given_away = [words["prompt"], words["rationale"], *(each["text"] for each in words["choices"].values())]
        assert [text for text in given_away if text in amina.page.words] == []
    amina.open(COURSE)
    assert BEFORE not in buttons(amina.page)
    assert AFTER not in buttons(amina.page)
    assert "Test before the course" in amina.page.words
    assert amina.send(f"{COURSE}/tests/pre-test").status_code == 409
    assert amina.send(f"{COURSE}/tests/post-test").status_code == 409
    assert amina.send(f"{COURSE}/tests/another").status_code == 404


def test_who_has_begun_a_course_is_offered_no_test_before_it(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.read_lessons(life.enrol(cast.amina), leave=7)
    amina = visitor(cast.amina)
    amina.open(COURSE)
    assert BEFORE not in buttons(amina.page)
    assert amina.send(f"{COURSE}/tests/pre-test").status_code == 409


def test_a_test_before_the_course_that_came_late_says_so_and_stands_beside_no_other(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, measured: Measured, clock: Clock
) -> None:
    enrolment = life.enrol(cast.amina)
    left_open = measured.begin(enrolment, Purpose.PRE_TEST)
    life.read_one(enrolment)
    clock.go_on(hours=1)
    amina = visitor(cast.amina)
    amina.open(f"/attempts/{left_open}")
    amina.press("Submit my answers", life.fields(left_open))
    assert amina.page.heading == "Test before the course, too late"
    assert "it does not count as one from before. Your answers are kept." in amina.page.words
    amina.open(COURSE)
    assert "Test before the course, too late" in amina.page.words
    measured.complete(enrolment, now=clock())
    clock.go_on(hours=1)
    amina.open(COURSE)
    amina.press(AFTER)
    amina.press("Submit my answers", life.fields(attempt_of(amina)))
    assert amina.page.heading == "Test after the course done"
    assert "Before the course:" not in amina.page.words


def test_the_test_after_the_course_asks_other_questions_and_shows_what_was_known_before(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, measured: Measured, clock: Clock
) -> None:
    enrolment = life.enrol(cast.amina)
    before = measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 0, "S4": 1})
    measured.complete(enrolment)
    clock.go_on(hours=1)
    amina = visitor(cast.amina)
    amina.open(COURSE)
    amina.press(AFTER)
    after = attempt_of(amina)
    assert {measured.form(before), measured.form(after)} == {"A", "B"}
    amina.press("Submit my answers", life.fields(after))
    assert amina.page.heading == "Test after the course done"
    known = [each.words for each in amina.page.root.every("li") if "Before the course:" in each.words]
    assert [words.partition("Before the course: ")[2] for words in sorted(known, key=len)] == [
        "0 of 2 points",
        "1 of 2 points",
    ]
    amina.open(COURSE)
    assert AFTER not in buttons(amina.page)


def test_the_tests_of_a_course_are_in_a_language_that_they_have(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    amina = visitor(cast.amina)
    amina.open(COURSE)
    amina.press("العربية")
    amina.open(COURSE)
    amina.browser.post(f"{COURSE}/tests/pre-test", data={"csrf_token": amina.token})
    with life.database.read() as session:
        (attempt,) = session.scalars(select(Attempt.id))
    page = amina.open(f"/attempts/{attempt}")
    assert page.language == "ar"
    asked = [each for each in page.root.every("div") if each["class"] == "asked"]
    said = {(each["lang"], each["dir"]) for one in asked for each in one.every() if "lang" in each}
    assert len(asked) == 4
    assert said == {("en", "ltr")}, "the questions are in English, and say so"


def test_how_sure_one_is_stays_over_a_reload_and_another_language(sitting: Sitting, life: Life) -> None:
    first, second = life.items(sitting.attempt)[:2]
    name, other = f"confidence-{first.id}", f"confidence-{second.id}"
    sitting.phone.press("Save and go on later", {name: "Sure", **life.fields(sitting.attempt)})
    sitting.phone.open(sitting.url)
    assert sitting.phone.page.standing(name) == "sure"
    sitting.phone.press("Français", {name: "guess", other: "fairly-sure"})
    assert sitting.phone.page.language == "fr"
    assert (sitting.phone.page.standing(name), sitting.phone.page.standing(other)) == ("guess", "fairly-sure")
    sitting.laptop.open(sitting.url)
    assert sitting.laptop.page.standing(name) == "guess"


def test_how_sure_one_is_is_saved_in_the_background_like_an_answer(sitting: Sitting, life: Life) -> None:
    item = life.items(sitting.attempt)[0]
    sent = {f"confidence-{item.id}": "sure", f"revision-{item.id}": "0"}
    reply = sitting.phone.send(f"{sitting.url}/answers", sent, quietly=True)
    assert reply.json == {"saved": {item.id: 1}, "stale": [], "message": ""}
    late = sitting.laptop.send(f"{sitting.url}/answers", {**sent, f"confidence-{item.id}": "guess"}, quietly=True)
    assert late.json is not None
    assert late.json["stale"] == [item.id]
    sitting.phone.open(sitting.url)
    assert "0 of 10 answered" in sitting.phone.page.words, "to be sure of nothing is no answer"


@pytest.mark.parametrize("strange", ["certain", "SURE", "sure ", "1"])
def test_a_confidence_that_no_page_offers_is_refused_and_kept_as_strange(
    sitting: Sitting, life: Life, strange: str
) -> None:
    item = life.items(sitting.attempt)[0]
    sent = {**life.fields(sitting.attempt), f"confidence-{item.id}": strange, f"revision-{item.id}": "0"}
    assert sitting.phone.send(sitting.url, sent).status_code == 422
    reply = sitting.phone.send(f"{sitting.url}/answers", sent, quietly=True)
    assert reply.status_code == 422
    with life.database.read() as session:
        assert session.get_one(Attempt, sitting.attempt).submitted_at is None
        assert session.scalars(select(Response).where(Response.attempt_id == sitting.attempt)).all() == []
        kept = session.scalars(select(Submission).where(Submission.attempt_id == sitting.attempt)).all()
    assert {one.outcome for one in kept} == {Outcome.STRANGE}
    assert all(one.answers[f"confidence-{item.id}"] == [strange] for one in kept)


def test_a_confident_mistake_leads_through_a_short_lesson_to_the_next_attempt(
    sitting: Sitting, life: Life, clock: Clock
) -> None:
    item = critical(life, sitting.attempt)
    answers = life.right(sitting.attempt) | {item.id: wrong(item)}
    fields = life.fields(sitting.attempt, answers)
    phone = sitting.phone
    phone.press("Submit my answers", {**fields, f"confidence-{item.id}": "sure"})
    assert phone.page.heading == "Not passed yet"
    assert "Sure: 0 of 1 answer was right." in phone.page.words
    phone.follow("Read the short lesson")
    assert phone.page.heading == "A short lesson before you try again"
    assert headings(phone.page)[0] == "Read this again"
    assert "This question must be right." in phone.page.words
    clock.go_on(minutes=11)
    assert phone.send(f"{MODULE}/attempts").status_code == 409
    phone.open(MODULE)
    assert "Begin the quiz" not in buttons(phone.page)
    phone.follow("Read the short lesson")
    phone.press("I have read this")
    assert phone.page.url.partition("#")[0] == MODULE
    phone.press("Begin the quiz")
    assert phone.page.heading == "Quiz"
    phone.open(f"{MODULE}/repairs")
    assert phone.page.url.partition("#")[0] == MODULE, "there is nothing left to read"


def test_a_guess_that_was_wrong_leads_straight_to_the_next_attempt(sitting: Sitting, life: Life, clock: Clock) -> None:
    item = critical(life, sitting.attempt)
    fields = life.fields(sitting.attempt, life.right(sitting.attempt) | {item.id: wrong(item)})
    sitting.phone.press("Submit my answers", {**fields, f"confidence-{item.id}": "guess"})
    assert "Read the short lesson" not in sitting.phone.page.links
    clock.go_on(minutes=11)
    sitting.phone.open(MODULE)
    sitting.phone.press("Begin the quiz")


def test_the_result_says_how_sure_the_learner_was_and_was_right(sitting: Sitting, life: Life) -> None:
    easy, hard, *others = [item for item in life.items(sitting.attempt) if not item.critical]
    answers = life.right(sitting.attempt) | {hard.id: wrong(hard)}
    left_out = others[-1]
    del answers[left_out.id]
    sure = {f"confidence-{item.id}": "sure" for item in (easy, hard, left_out)}
    sure |= {f"confidence-{others[0].id}": "guess"}
    sitting.phone.press("Submit my answers", {**life.fields(sitting.attempt, answers), **sure})
    lines = [each.words for each in sitting.phone.page.root.every("li") if "right." in each.words]
    assert lines[:2] == ["Sure: 1 of 2 answers were right.", "A guess: 1 of 1 answer was right."]
    assert "Being sure and wrong is what does harm outside." in sitting.phone.page.words


def test_who_says_nothing_of_how_sure_she_was_is_told_nothing(sitting: Sitting, life: Life) -> None:
    sitting.phone.press("Submit my answers", life.fields(sitting.attempt))
    assert sitting.phone.page.heading == "Passed"
    assert "How sure you were" not in headings(sitting.phone.page)


def test_a_follow_up_is_offered_from_its_day_on(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, measured: Measured, clock: Clock
) -> None:
    enrolment = life.enrol(cast.amina)
    measured.complete(enrolment, now=datetime(2025, 12, 3, 9, 0, tzinfo=UTC))
    amina = visitor(cast.amina)
    assert clock() == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    amina.open(COURSE)
    assert FOLLOW_UP not in buttons(amina.page)
    assert "Follow-up 1 due on 3 March 2026" in amina.page.words
    assert amina.send(f"{COURSE}/follow-ups/1").status_code == 409
    assert amina.send(f"{COURSE}/follow-ups/3").status_code == 404
    clock.go_on(hours=11)
    amina.open("/courses")
    assert "A follow-up is due" not in amina.page.words
    clock.go_on(hours=4)  # it is 3 March, 00:00
    amina.open("/courses")
    assert "A follow-up is due" in amina.page.words
    amina.open(COURSE)
    amina.press(FOLLOW_UP)
    assert amina.page.heading == "Follow-up"
    attempt = attempt_of(amina)
    assert len(life.items(attempt)) == 10
    amina.press("Submit my answers", life.fields(attempt))
    assert amina.page.heading == "Follow-up done"
    assert "10 of 10 points" in amina.page.words
    assert "Your answers, and why" in headings(amina.page)
    amina.open(COURSE)
    assert FOLLOW_UP not in buttons(amina.page)
    assert "Follow-up 1 done" in amina.page.words
    assert "Follow-up 2 due on 3 June 2026" in amina.page.words


def test_follow_ups_that_are_due_leave_one_next_step(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, measured: Measured
) -> None:
    long_ago = life.now - timedelta(days=200)  # both follow-ups are due
    measured.complete(life.enrol(cast.amina), now=long_ago)
    amina = visitor(cast.amina)
    assert next_steps(amina.open("/courses")) == ["A follow-up is due: Preventing sexual exploitation and abuse"]
    assert buttons(amina.open(COURSE)).count(FOLLOW_UP) == 1
    assert next_steps(amina.page) == [FOLLOW_UP]
    assert "/follow-ups/1" in amina.page.target(amina.page.form_of(amina.page.button(FOLLOW_UP)) or amina.page.root)
    enrolment = life.enrol(cast.amina, GENDER)
    assert next_steps(amina.open("/courses")) == ["A follow-up is due: Preventing sexual exploitation and abuse"]
    life.read_lessons(enrolment)
    assert next_steps(amina.open("/courses")) == ["Go on: Gender-responsive conflict analysis"]
    assert "A follow-up is due" in amina.page.words


def test_who_must_take_a_course_again_is_led_there_and_not_to_a_follow_up(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, measured: Measured
) -> None:
    measured.complete(life.enrol(cast.amina), now=life.now - timedelta(days=300))
    amina = visitor(cast.amina)
    assert next_steps(amina.open(COURSE)) == ["Take the course again"]
    assert FOLLOW_UP in buttons(amina.page)


def test_a_course_that_has_no_tests_any_more_offers_no_follow_up(
    visitor: Callable[..., Visitor],
    cast: Cast,
    life: Life,
    measured: Measured,
    content: tuple[list[Pack], tuple[Course, ...]],
) -> None:
    measured.complete(life.enrol(cast.amina), now=life.now - timedelta(days=100))
    packs, courses = content
    bare = [replace(pack, quiz=replace(pack.quiz, items=_without_forms(pack))) for pack in packs]
    life.publish(bare, tuple(replace(course, forms={}) for course in courses))
    amina = visitor(cast.amina)
    amina.open("/courses")
    assert "A follow-up is due" not in amina.page.words
    amina.open(COURSE)
    assert FOLLOW_UP not in buttons(amina.page)


def _without_forms(pack: Pack) -> tuple[Item, ...]:
    return tuple(item for item in pack.quiz.items if item.use not in ("A", "B"))
