"""What a cohort has learnt, as its trainer sees it: figures of groups, nobody's name, nothing of fewer than five."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask import Flask

from learning.db import Database
from learning.modules.rules import Course, Pack
from learning.records.models import Purpose
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.measuring import SEA_MODULE, Measured, Simulated
from tests.visitor import Visitor

MODULE = f"/courses/{SEA}/{SEA_MODULE}"


def learning(cohort_id: uuid.UUID, course: str = SEA) -> str:
    """Where it stands what a cohort has learnt."""
    return f"/cohorts/{cohort_id}/learning?course={course}"


def test_the_trainer_sees_what_the_cohort_has_learnt(
    visitor: Callable[..., Visitor], cast: Cast, twelve: Simulated, life: Life
) -> None:
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    names = [row[0] for row in efua.page.table("Progress by module")[1:]]
    assert len(names) == 12
    efua.follow("What the cohort has learnt")
    page = efua.page
    assert page.heading == "What the cohort has learnt"
    assert "After the course they know clearly more in 1 of 2 objectives." in page.words
    heads, judging, reporting = page.table("Right answers in the tests before and after the course")
    assert heads == ["Objective", "Before and after", "Difference in percentage points", "People"]
    assert judging[1:] == ["Before 25 % After 75 %", "Clearly more +50, between +27 and +73", "12"]
    assert reporting[1:] == ["Before 50 % After 50 %", "No clear difference 0, between −27 and +27", "12"]
    assert "Of the answers that they were sure of, 31 % were right." in page.words
    bars = page.table("How many of the first answers to the questions of the quizzes were right")
    assert [(row[0], row[2]) for row in bars] == [
        ("Sure", "31 % of 16 answers"),
        ("Fairly sure", "99 % of 100 answers"),
    ]
    (mistake,) = [each.words for each in page.root.every("li") if "people were sure" in each.words]
    assert "12 people were sure; 7 of them were wrong." in mistake
    with life.database.read() as session:
        words = life.course(session, SEA).modules[0].words("en")["items"][twelve.shared.id]
    assert mistake.startswith(words["prompt"])
    assert f"Chosen most often: {words['choices'][twelve.favourite]['text']}" in mistake
    lessons = [link["href"] for each in page.root.every("ol") for link in each.every("a")]
    assert lessons
    assert all(url.startswith(MODULE) for url in lessons)
    efua.open(lessons[0])
    assert [name for name in names if name in page.html] == []
    assert str(twelve.enrolments[0]) not in page.html


def test_nothing_is_shown_of_four_learners(visitor: Callable[..., Visitor], cast: Cast, measured: Measured) -> None:
    measured.life.assign(cast.ghana_cohort, SEA)
    Simulated(measured, cast.ghana_cohort, 4).go_through()
    efua = visitor(cast.efua)
    page = efua.open(learning(cast.ghana_cohort.id))
    assert "Fewer than 5 people have taken both tests of this course so far." in page.words
    assert "Nothing is shown of fewer than 5 people, so that nobody can be picked out." in page.words
    assert "Fewer than 5 people have said how sure they were of their answers." in page.words
    assert "There is no question that at least 5 people were sure of and had wrong." in page.words
    assert list(page.root.every("table")) == []
    assert "%" not in page.words


def test_a_cohort_that_has_lost_knowledge_is_told_so(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, measured: Measured
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    for enrolment in life.crowd(cast.ghana_cohort, 5):
        measured.take_test(enrolment, Purpose.PRE_TEST, {"S2": 2, "S4": 2})
        measured.complete(enrolment)
        measured.take_test(enrolment, Purpose.POST_TEST, {"S2": 1, "S4": 2}, now=life.now + timedelta(days=1))
    page = visitor(cast.efua).open(learning(cast.ghana_cohort.id))
    _, judging, reporting = page.table("Right answers in the tests before and after the course")
    assert judging[1:] == ["Before 100 % After 50 %", "Clearly less −50, between −50 and −50", "5"]
    assert reporting[2] == "No clear difference 0, between 0 and 0"
    assert "After the course they know clearly more in 0 of 2 objectives." in page.words


def test_a_course_without_tests_and_a_cohort_without_a_course_say_so(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA, GENDER)
    efua = visitor(cast.efua)
    page = efua.open(learning(cast.ghana_cohort.id))
    assert page.links["Gender-responsive conflict analysis"] == f"?course={GENDER}"
    page = efua.open(learning(cast.ghana_cohort.id, GENDER))
    assert "This course has no tests before and after." in page.words
    page = efua.open(learning(cast.ghana_cohort.id, "unknown"))
    assert "This course has no tests before and after." in page.words, "the first of its courses is shown"
    empty = cast.cohort(cast.efua, "Ghana Battalion 13")
    page = efua.open(f"/cohorts/{empty.id}/learning")
    assert "This cohort takes no course yet." in page.words


def test_a_trainer_of_another_country_does_not_find_it(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    chandra = visitor(cast.chandra)
    assert chandra.fetch(learning(cast.ghana_cohort.id)).status_code == 404
    assert chandra.fetch(learning(uuid.uuid4())).status_code == 404
    assert visitor(cast.amina).fetch(learning(cast.ghana_cohort.id)).status_code == 403
    assert visitor(cast.efua).fetch(learning(cast.ghana_cohort.id)).status_code == 200


def test_what_is_shown_in_arabic_stands_from_right_to_left(
    visitor: Callable[..., Visitor], cast: Cast, twelve: Simulated
) -> None:
    efua = visitor(cast.efua)
    efua.open(learning(twelve.cohort.id))
    efua.press("العربية")
    page = efua.open(learning(twelve.cohort.id))
    assert (page.language, page.root.one("html")["dir"]) == ("ar", "rtl")
    objectives = [cell for cell in page.root.every("bdi") if cell["lang"]]
    assert {(each["lang"], each["dir"]) for each in objectives} == {("en", "ltr")}


def test_what_was_taught_once_and_is_published_no_more_can_still_be_read(
    visitor: Callable[..., Visitor],
    cast: Cast,
    twelve: Simulated,
    life: Life,
    content: tuple[list[Pack], tuple[Course, ...]],
) -> None:
    packs, courses = content
    life.publish(
        [pack for pack in packs if pack.slug != SEA_MODULE], tuple(each for each in courses if each.slug != SEA)
    )
    page = visitor(cast.efua).open(learning(twelve.cohort.id))
    assert len(page.table("Right answers in the tests before and after the course")) == 3
    assert "7 of them were wrong" in page.words
    assert "Taught in:" not in page.words


def test_the_page_asks_the_database_as_often_for_twelve_people_as_for_six(
    app: Flask,
    visitor: Callable[..., Visitor],
    cast: Cast,
    measured: Measured,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
) -> None:
    measured.life.assign(cast.ghana_cohort, SEA)
    cohort = Simulated(measured, cast.ghana_cohort, 6).go_through()
    efua = visitor(cast.efua)
    url = learning(cast.ghana_cohort.id)

    def asked() -> int:
        efua.open(url)
        with count_queries(app.extensions["learn1325"].database) as statements:
            efua.open(url)
        return len(statements)

    few = asked()
    cohort.go_through()
    assert len(cohort.enrolments) == 12
    assert asked() == few
    assert few <= 8
