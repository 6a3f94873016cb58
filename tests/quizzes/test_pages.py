"""The pages of a question and of its review, read as a browser reads them."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes.items import Answer, Item, Placed
from learning.quizzes.kinds import KINDS, kind
from learning.quizzes.rules import question, reviewed
from tests.quizzes import pages, pool_branching
from tests.quizzes.pool import (
    FEEDBACK,
    RATIONALE,
    all_words,
    answers,
    item,
    item_words,
    items,
    placed_as_written,
    quiz,
    rekeyed,
    right_answer,
)

NAMES = [each.name for each in KINDS]


def asked(of: Item, answer: Answer | None = None, *, seed: int = 1, **more: Any) -> str:
    placed = Placed(of.id, kind(of.kind).arrange(of, Random(seed)))
    view = question(quiz(of), all_words(quiz(of)), placed, answer, number=4, lang="en", **more)
    return pages.ask(view)


def looked_back(of: Item, answer: Answer | None) -> str:
    view = reviewed(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=4, lang="en")
    return pages.read(pages.review(view)).words


@given(st.data())
def test_the_form_on_the_page_posts_the_answer_that_it_shows(data: st.DataObject) -> None:
    of = data.draw(items())
    answer = data.draw(st.none() | answers(of))
    posted = pages.read(asked(of, answer, seed=data.draw(st.integers()))).posted
    assert set(posted) <= set(kind(of.kind).fields(of))
    assert kind(of.kind).read(of, posted) == answer


@given(st.data())
def test_the_page_of_a_question_says_nothing_of_the_key(data: st.DataObject) -> None:
    of = data.draw(items())
    other = data.draw(rekeyed(of))
    answer = data.draw(st.none() | answers(of))
    view = kind(of.kind).view(of, item_words(of), placed_as_written(of), answer)
    html = pages.ask(view)
    assert html == pages.ask(kind(of.kind).view(other, item_words(of), placed_as_written(of), answer))
    for consequence in pool_branching.told(of, answer, item_words(of)):  # the next line of a story
        html = html.replace(consequence, "", 1)
    assert FEEDBACK not in html
    assert RATIONALE not in html
    options = {option for shown in placed_as_written(of).order.values() for option in shown}
    assert not [option for option in options if option in html]


@given(st.data())
def test_ids_are_unique_and_everything_named_is_there(data: st.DataObject) -> None:
    first = data.draw(items())
    second = data.draw(items().filter(lambda of: of.id != first.id))
    html = "".join(asked(of, data.draw(st.none() | answers(of)), error="Look here.") for of in (first, second))
    page = pages.read(html)
    ids = page.having("id")
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert set(page.having("for")) <= set(ids)
    assert {name for names in page.having("aria-describedby") for name in names.split()} <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_an_error_stands_beside_the_question_and_the_summary_can_lead_there(name: str) -> None:
    of = item(name)
    page = pages.read(asked(of, error="Write a number."))
    described_by = " ".join(tag.get("aria-describedby") or "" for tag in page.every("fieldset"))
    assert "question-q01-error" in described_by.split()
    assert "Error: Write a number." in page.words
    view = kind(name).view(of, item_words(of), placed_as_written(of), None)
    controls = [tag.get("id") for tag in page.every("input") + page.every("select")]
    assert view["anchor"] in controls


def test_what_was_typed_is_kept_beside_its_refusal() -> None:
    page = pages.read(asked(item("numeric"), "12", error="Write a number.", typed='about "twelve" <b>'))
    field = page.every("input")[0]
    assert field["value"] == 'about "twelve" <b>'
    assert field["aria-invalid"] == "true"
    assert field["inputmode"] == "decimal"


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_label_and_pages_keep_the_strict_policy(name: str) -> None:
    of = item(name)
    html = asked(of, right_answer(of))
    page = pages.read(html)
    allowed = {"type", "id", "name", "value", "checked", "class", "for", "selected", "lang", "dir", "inputmode"}
    allowed |= {"autocomplete", "aria-describedby", "aria-hidden", "aria-label", "role", "tabindex", "href"}
    allowed |= {"formnovalidate", "viewbox", "preserveaspectratio", "focusable", "width", "height"}
    given_ones = {attribute for _, attributes in page.tags for attribute in attributes}
    assert {attribute for attribute in given_ones if not attribute.startswith("data-")} <= allowed
    assert not page.every("script") + page.every("style")
    for control in page.every("select") + [tag for tag in page.every("input") if tag["type"] == "text"]:
        assert control["id"] in page.having("for")
    rows = [tag for tag in page.every("label") if tag.get("class") == "choice"]
    assert len(rows) == len([tag for tag in page.every("input") if tag["type"] in {"radio", "checkbox"}])
    assert "Question 4. Prompt of q01?" in page.words


@pytest.mark.parametrize("name", NAMES)
def test_a_question_can_be_switched_off(name: str) -> None:
    of = item(name)
    view = kind(name).view(of, item_words(of), placed_as_written(of), None)
    assert "disabled" in pages.read(pages.ask(view, disabled=True)).every("fieldset")[0]
    assert not pages.read(pages.ask(view)).having("disabled")


def test_the_words_of_the_content_carry_their_own_language() -> None:
    of = item("single")
    view = question(quiz(of), all_words(quiz(of)), placed_as_written(of), None, number=1, lang="ar")
    spans = pages.read(pages.ask(view)).every("span")
    assert [(span.get("lang"), span.get("dir")) for span in spans] == [(None, None), *[("ar", "rtl")] * 5]


def test_words_from_a_pack_cannot_become_markup() -> None:
    assert "choices text 0 &amp; &lt;more&gt;" in asked(item("single"))


@pytest.mark.parametrize("name", NAMES)
def test_the_review_of_a_right_answer_says_so(name: str) -> None:
    words = looked_back(item(name), right_answer(item(name)))
    assert "This is right. 1 of 1 point." in words
    assert "Look at this again" not in words
    assert f"Why: {RATIONALE}" in words
    assert "What this question tests: Objective G1 in words." in words
    assert "Sources: S/RES/1325 (2000)" in words
    assert FEEDBACK in words


@pytest.mark.parametrize("name", NAMES)
def test_the_review_of_an_open_question_is_kind_and_complete(name: str) -> None:
    words = looked_back(item(name), None)
    assert "You gave no answer. Look at this again. 0 of 1 point." in words
    assert any(said in words for said in ("right", "best", "every point"))
    assert RATIONALE in words


@given(st.data())
def test_any_answer_can_be_looked_back_at(data: st.DataObject) -> None:
    of = data.draw(items())
    words = looked_back(of, data.draw(answers(of)))
    assert ("This is right." in words) or ("Look at this again" in words)


def test_the_review_of_choices_says_what_was_chosen_and_what_is_right() -> None:
    words = looked_back(item("single"), "a")
    assert "choices text 0 & <more> You chose this. Look at this again. feedback-words 0" in words
    assert "choices text 1 & <more> This is the right answer. feedback-words 1" in words


def test_the_review_of_several_choices_has_words_for_each_case() -> None:
    words = looked_back(item("multiple", points=2), ["a", "c", "b"])
    assert "Partly right. Look at this again. 2/3 of 2 points." in words
    assert "text 0 & <more> You chose this. It is right." in words
    assert "text 1 & <more> You chose this. Look at this again: it does not belong here." in words
    assert "text 3 & <more> You did not choose this. It is right too." in words
    assert "text 4 & <more> You did not choose this, and it does not belong here." in words


def test_the_review_of_statements_names_both_verdicts() -> None:
    words = looked_back(item("statements"), {"s1": "permitted", "s2": "permitted"})
    assert "You said: Permitted. This is right." in words
    assert "You said: Permitted. Look at this again: the right answer is Prohibited." in words
    assert "You gave no answer. The right answer is Permitted." in words


def test_the_review_of_pairs_names_both_entries() -> None:
    words = looked_back(item("matching"), {"l1": "r2", "l2": "r3"})
    assert "left text 0 & <more> You chose: right text 1 & <more> This is right." in words
    assert "You chose: right text 2 & <more> Look at this again. It belongs with: right text 0 & <more>" in words
    assert "You gave no answer. It belongs with: right text 3 & <more>" in words


def test_the_review_of_steps_shows_the_right_order_and_the_place_given() -> None:
    words = looked_back(item("ordering"), {"s1": 1, "s2": 2, "s4": 2})
    assert "Place 1. You put it there. This is right." in words
    assert "Place 2. You gave it no place." in words
    assert "Place 3. You gave place 2 to more than one step. Look at this again." in words
    assert "Place 4. You put it in place 3. Look at this again." in looked_back(item("ordering"), {"s4": 3})


def test_the_review_of_a_number_says_what_was_accepted() -> None:
    words = looked_back(item("numeric"), "14")
    assert "You answered: 14 patrols" in words
    assert "The right answer: 12.5 patrols Anything from 12 to 13 was accepted. feedback-words no" in words


def test_a_critical_question_that_was_missed_is_named() -> None:
    assert "This question must be right to pass." in looked_back(item("single", critical=True), "a")
    assert "must be right" not in looked_back(item("single", critical=True), "b")


def test_ids_in_a_review_are_unique() -> None:
    of = [item(name, f"q-{name}") for name in NAMES]
    words, placed = all_words(quiz(*of)), [placed_as_written(each) for each in of]
    html = "".join(
        pages.review(reviewed(quiz(*of), words, place, None, number=number, lang="en"))
        for number, place in enumerate(placed, start=1)
    )
    ids = pages.read(html).having("id")
    assert len(set(ids)) == len(ids) >= 2 * len(NAMES)
