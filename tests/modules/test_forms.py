"""The tests of a course: its two forms match in pairs, and its quiz holds every item under a name of its own."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from learning.modules.forms import course_item_id, course_quiz, form_faults, is_of_module
from learning.modules.rules import Course, Pack
from learning.quizzes.rules import Item, Quiz, Use

COURSE = Course("crossing", ("the-ford", "the-hill"), None, "field-manual", {}, forms={"G1": 1, "G2": 1})


def item(item_id: str, use: Use, objective: str = "G1", **changed: object) -> Item:
    """An item of a module."""
    plain = Item(
        item_id,
        "single",
        objective,
        1,
        critical=use is Use.QUIZ,
        sources=("x",),
        body={"choices": ["a", "b"], "key": "a"},
        use=use,
        type="respond",
        level="apply",
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def module(slug: str, *items: Item, languages: tuple[str, ...] = ("en",)) -> Pack:
    """A module of a course, with nothing but its items."""
    words: Mapping[str, object] = {
        "objectives": {"G1": f"See at {slug}.", "G2": "Report."},
        "items": {each.id: {"prompt": f"{slug} {each.id}?"} for each in items},
    }
    return Pack(
        slug=slug,
        languages=languages,
        content_notice=False,
        objectives=("G1", "G2"),
        lessons=(),
        checks=(),
        media={},
        checklist=(),
        raw_quiz={},
        words=dict.fromkeys(languages, words),
        texts={},
        quiz=Quiz(80, 5, 10, {"G1": 1}, items),
    )


@pytest.fixture
def ford() -> Pack:
    """A module with a pair of items for G1, one of the quiz and an exercise."""
    return module(
        "the-ford",
        item("a1", Use.FORM_A),
        item("b1", Use.FORM_B),
        item("q1", Use.QUIZ),
        item("x1", Use.EXERCISE),
        languages=("en", "fr"),
    )


@pytest.fixture
def hill() -> Pack:
    """A module with a pair of items for G2."""
    return module("the-hill", item("a1", Use.FORM_A, "G2"), item("b1", Use.FORM_B, "G2"))


def test_forms_that_match_in_pairs_have_no_fault(ford: Pack, hill: Pack) -> None:
    assert list(form_faults(COURSE, [ford, hill])) == []


def test_a_course_without_tests_has_no_fault(ford: Pack) -> None:
    bare = module("the-ford", *ford.quiz.used_for(Use.QUIZ, Use.EXERCISE))

    assert list(form_faults(replace(COURSE, forms={}), [bare])) == []


def test_too_few_items_of_a_form_are_named(ford: Pack) -> None:
    assert list(form_faults(COURSE, [ford])) == [
        "form A has 0 items for G2, and must have 1",
        "form B has 0 items for G2, and must have 1",
    ]


@pytest.mark.parametrize(
    "changed",
    [{"kind": "multiple"}, {"points": 2}, {"type": "prevent"}, {"level": "analyse"}],
    ids=lambda each: next(iter(each)),
)
def test_items_that_do_not_match_are_named(changed: dict[str, object], ford: Pack, hill: Pack) -> None:
    first, second, *rest = ford.quiz.items
    uneven = module("the-ford", first, replace(second, **changed), *rest)  # type: ignore[arg-type]

    assert list(form_faults(COURSE, [uneven, hill])) == [
        "the forms are not equal for G1: kinds, points, types and levels must match in pairs"
    ]


def test_an_item_for_an_objective_that_is_not_tested_is_named(ford: Pack, hill: Pack) -> None:
    faults = list(form_faults(replace(COURSE, forms={"G1": 1}), [ford, hill]))

    assert faults == [
        "item a1 belongs to form A, and [forms] does not name G2",
        "item b1 belongs to form B, and [forms] does not name G2",
    ]


def test_modules_and_items_have_names_of_their_own_in_the_whole_course(ford: Pack, hill: Pack) -> None:
    long = module("the-ford", *ford.quiz.items, item("q" * 40, Use.QUIZ))

    assert list(form_faults(COURSE, [long, hill])) == [
        f"item {'q' * 40} of the-ford is called theford-{'q' * 40} in the course's tests, which is too long"
    ]
    assert list(form_faults(replace(COURSE, forms={"G1": 1}), [ford, module("th-eford")])) == [
        "2 modules are called theford once their hyphens are left out: rename one"
    ]


def test_the_quiz_of_a_course_holds_forms_and_pool_of_every_module(ford: Pack, hill: Pack) -> None:
    quiz, words = course_quiz(COURSE, [ford, hill])

    assert [each.id for each in quiz.items] == ["theford-a1", "theford-b1", "theford-q1", "thehill-a1", "thehill-b1"]
    assert (quiz.draw, quiz.attempts, quiz.wait_minutes) == ({"G1": 1, "G2": 1}, None, 0)
    assert [each.id for each in quiz.used_for(Use.FORM_A)] == ["theford-a1", "thehill-a1"]
    assert set(words) == {"en"}, "only languages that every module has"
    assert words["en"]["items"]["thehill-b1"] == {"prompt": "the-hill b1?"}
    assert "theford-x1" not in words["en"]["items"]
    assert words["en"]["objectives"]["G1"] == "See at the-hill."


def test_nothing_in_a_test_is_critical(ford: Pack, hill: Pack) -> None:
    quiz, _ = course_quiz(COURSE, [ford, hill])

    assert not any(each.critical for each in quiz.items)


def test_modules_without_a_common_language_are_asked_in_the_first_of_the_first() -> None:
    _, words = course_quiz(COURSE, [module("the-ford", languages=("fr", "ar")), module("the-hill")])

    assert set(words) == {"fr"}


def test_an_item_is_found_in_its_module_again() -> None:
    named = course_item_id("the-ford", "q-01")

    assert named == "theford-q-01"
    assert is_of_module(named, "the-ford")
    assert not is_of_module(named, "the-hill")
