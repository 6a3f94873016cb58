"""Cases: parts of other kinds about one stimulus, read, marked and shown as their own kinds do."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from learning.errors import Invalid
from learning.quizzes.items import Item, StrangeAnswer
from learning.quizzes.kinds import kind
from learning.quizzes.kinds.casefile import PART_KINDS
from learning.quizzes.rules import question, reviewed
from tests.quizzes import pages
from tests.quizzes.pool import (
    BODIES,
    FEEDBACK,
    RATIONALE,
    all_words,
    answers,
    item,
    item_words,
    items,
    placed_as_written,
    quiz,
    right_answer,
)
from tests.quizzes.pool_branching import named_parts

CASE = kind("casefile")


def changed(change: dict[str, Any], part: int | None = None) -> Item:
    """The sample with keys of its body, or of a part, changed; None takes a key away."""
    of = item("casefile")
    body = deepcopy(dict(of.body))
    target = body if part is None else body["parts"][part]
    target.update(change)
    for name in [name for name, value in change.items() if value is None]:
        del target[name]
    return replace(of, body=body)


def shown(of: Item, answer: Any, **more: Any) -> dict[str, Any]:
    return question(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=1, lang="en", **more)


def sent(of: Item, answer: Any, **typed: str) -> MultiDict[str, str]:
    """What the page sends for an answer, with other things typed into the fields of some parts."""
    form = MultiDict(CASE.sent(of, answer))
    for part, text in typed.items():
        form[f"answer-{of.id}--{part}"] = text
    return form


@pytest.mark.parametrize(
    ("change", "part", "reason"),
    [
        ({"parts": 5}, None, "“parts” must be tables that each have an “id”"),
        ({"parts": []}, None, "“parts” has 0 tables, and must have 4 to 6"),
        ({"story": "s1"}, None, "“story” is not known for the kind casefile"),
        ({"media": "map.svg"}, None, "“media” must be a list of drawings"),
        ({"media": ["map.svg", "map.svg"]}, None, "“media” has a drawing twice"),
        ({"id": "p2"}, 0, "“parts” has an id twice"),
        ({"kind": "essay"}, 0, "“parts.p1.kind” is essay, and must be one of single, multiple"),
        ({"kind": "casefile"}, 0, "“parts.p1.kind” is casefile, and must be one of single, multiple"),
        ({"kind": ["single"]}, 0, "“parts.p1.kind” is ['single'], and must be one of"),
        ({"points": 0}, 0, "“parts.p1.points” must be a whole number from 1 to 100"),
        ({"key": "z"}, 0, "“parts.p1.key” is not one of the choices"),
        ({"key": None}, 0, "“parts.p1.key” is missing"),
        ({"critical": True}, 0, "“parts.p1.critical” is not known for the kind single"),
        ({"tolerance": "-1"}, 2, "“parts.p3.tolerance” is below 0"),
    ],
)
def test_a_case_that_cannot_be_asked_is_refused_with_the_reason(
    change: dict[str, Any], part: int | None, reason: str
) -> None:
    assert reason in " | ".join(CASE.faults(changed(change, part)))


def test_every_kind_that_may_be_a_part_can_be_one() -> None:
    for name in PART_KINDS:
        part = {"id": "p1", "kind": name, **BODIES[name]}
        assert CASE.faults(changed({"parts": [part, *item("casefile").body["parts"][1:]]})) == []


@given(st.data())
def test_no_value_in_a_part_makes_the_check_crash(data: st.DataObject) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
    place = data.draw(st.integers(0, 3))
    name = data.draw(st.sampled_from(sorted(item("casefile").body["parts"][place])))
    value = data.draw(values.filter(lambda value: value is not None))
    CASE.faults(changed({name: value}, place))


def test_missing_and_surplus_words_are_named_with_their_part() -> None:
    of = item("casefile")
    words = item_words(of)
    words["stimulus"] = " "
    del words["parts"]["p1"]["choices"]["a"]["feedback"]
    del words["parts"]["p2"]["rationale"]
    del words["parts"]["p3"]
    words["parts"]["p4"]["title"] = "A title"
    words["parts"]["p9"] = {}
    assert CASE.words_faults(of, words) == [
        "“stimulus” is missing or empty",
        "“parts.p9” belongs to nothing in the quiz",
        "“parts.p1.choices.a.feedback” is missing or empty",
        "“parts.p2.rationale” is missing or empty",
        "“parts.p3”: its words are missing",
        "“parts.p4.title” belongs to nothing in the quiz",
    ]
    assert CASE.words_faults(of, {"stimulus": "x"}) == ["the table “parts” is missing"]


def test_the_stimulus_shows_the_drawings_that_are_named_and_no_others() -> None:
    of = changed({"media": ["ford.svg", "camp.svg"]})
    words = item_words(of) | {"stimulus": "A report.\n\n![](ford.svg)\n\n![](well.svg)"}
    assert CASE.words_faults(of, words) == [
        "“stimulus” shows well.svg, which “media” does not name",
        "“stimulus” does not show camp.svg, which “media” names",
    ]


@given(items("casefile"), st.integers())
def test_each_part_is_arranged_as_its_kind_does(of: Item, seed: int) -> None:
    order, rng = CASE.arrange(of, Random(seed)), Random(seed)
    for name, part in named_parts(of).items():
        for table, told in kind(part.kind).arrange(part, rng).items():
            assert order.pop(f"{name}.{table}") == told
    assert order == {}


@given(st.data())
def test_the_mark_is_that_of_the_parts_weighted_by_their_points(data: st.DataObject) -> None:
    of = data.draw(items("casefile"))
    answer = data.draw(answers(of))
    marks = {
        name: kind(part.kind).mark(part, answer[name]) if name in answer else Fraction(0)
        for name, part in named_parts(of).items()
    }
    weights = {name: part.points for name, part in named_parts(of).items()}
    total = sum(marks[name] * weights[name] for name in marks)
    assert CASE.mark(of, answer) == total / sum(weights.values())


def test_a_part_without_points_of_its_own_weighs_one() -> None:
    of = item("casefile")
    assert CASE.mark(of, {"p2": {"l1": "r2", "l2": "r1"}}) == Fraction(1, 2 + 1 + 3 + 2)


def test_a_number_that_cannot_be_read_is_refused_and_everything_given_is_kept() -> None:
    of = item("casefile")
    form = sent(of, {"p1": "a", "p3": "12", "p4": ["a"]}, p3="about twelve")
    with pytest.raises(Invalid) as refusal:
        CASE.read(of, form)
    assert not isinstance(refusal.value, StrangeAnswer)
    assert refusal.value.field == "answer-q01--p3"
    assert str(refusal.value).startswith("Write a number in digits")
    assert refusal.value.values["kept"] == {"p1": "a", "p3": "about twelve", "p4": ["a"]}


def test_what_was_refused_is_shown_again_beside_its_part_alone() -> None:
    of = item("casefile")
    view = shown(of, {"p1": "a", "p3": "about twelve"}, error="Write a number.")
    assert view["anchor"] == "answer-q01--p3"
    assert [part["refused"] for part in view["parts"]] == [False, False, True, False]
    page = pages.read(pages.ask(view))
    assert page.words.count("Write a number.") == 1
    (typed,) = [tag for tag in page.every("input") if tag["type"] == "text"]
    assert (typed["value"], typed["aria-invalid"]) == ("about twelve", "true")
    assert "question-q01--p3-error" in (typed["aria-describedby"] or "")
    assert CASE.read(of, MultiDict({**page.posted, "answer-q01--p3": "12"})) == {"p1": "a", "p3": "12"}


def test_a_strange_part_makes_the_whole_page_strange() -> None:
    of = item("casefile")
    with pytest.raises(StrangeAnswer):
        CASE.read(of, sent(of, {"p1": "a", "p3": "12"}, p1="zz", p3="about twelve"))


def test_the_case_stands_above_its_numbered_parts() -> None:
    of = item("casefile")
    page = pages.read(pages.ask(shown(of, None)))
    assert "A **report** & <more>. Part 1 of 4" in page.words
    assert "Part 4 of 4" in page.words
    assert {"#question-q01-case"} == set(page.having("href"))
    assert "question-q01-case" in page.having("id")


def test_safe_markup_of_the_case_is_shown_as_it_is() -> None:
    view = shown(item("casefile"), None) | {"stimulus_html": Markup("<h2>Report</h2>")}
    assert "<h2>Report</h2>" in pages.ask(view)
    assert "**report**" not in pages.ask(view)


def test_words_of_parts_carry_the_language_of_the_content() -> None:
    of = item("casefile")
    view = question(quiz(of), all_words(quiz(of)), placed_as_written(of), None, number=1, lang="ar")
    page = pages.read(pages.ask(view))
    legends = [tag for tag in page.every("span") if tag.get("lang") == "ar"]
    assert len(legends) > len(view["parts"])


def test_a_case_is_unfinished_until_each_of_its_parts_is_finished() -> None:
    of = item("casefile")
    full = dict(right_answer(of))  # type: ignore[arg-type]
    assert not shown(of, None)["unfinished"]
    assert not shown(of, full)["unfinished"]
    assert shown(of, {"p1": "a"})["unfinished"]
    assert shown(of, full | {"p2": {"l1": "r2"}})["unfinished"]


def test_the_review_shows_the_case_again_and_each_part_as_its_kind_does() -> None:
    of = item("casefile", points=8)
    view = reviewed(quiz(of), all_words(quiz(of)), placed_as_written(of), {"p1": "b", "p3": "9"}, number=1, lang="en")
    words = pages.read(pages.review(view)).words
    assert "Partly right. Look at this again. 2 of 8 points." in words
    assert "Read the case again A **report** & <more>." in words
    assert "Part 1 of 4 Prompt of q01--p1? This is right. 2 of 2 points." in words
    assert (
        f"You answered: 9 patrols The right answer: 12.5 patrols Anything from 12 to 13 was accepted. {FEEDBACK}"
        in words
    )
    assert "Part 2 of 4 Prompt of q01--p2? You gave no answer." in words
    assert words.count(RATIONALE) == 1 + 4
