"""Cards to be sorted into bins."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from learning.quizzes.items import Answer
from learning.quizzes.kinds import kind
from learning.quizzes.rules import faults, question, reviewed, words_faults
from tests.quizzes import pages
from tests.quizzes.pool import all_words, item, item_words, placed_as_written, quiz

CARDS = item("sort")
SORT = kind("sort")


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        (dict(CARDS.body["key"]), Fraction(1)),
        ({"c1": "b1", "c2": "b1"}, Fraction(1, 5)),
        ({"c1": "b2"}, Fraction(0)),
        (dict.fromkeys(["c1", "c2", "c3", "c4", "c5"], "b1"), Fraction(3, 5)),
    ],
)
def test_cards_earn_their_share(answer: Answer, share: Fraction) -> None:
    assert SORT.mark(CARDS, answer) == share


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cards": ["c1", "c2", "c3", "c4"]}, "“cards” has 4 ids, and must have 5 to 10"),
        ({"bins": ["b1"]}, "“bins” has 1 ids, and must have 2 to 4"),
        ({"bins": ["b1", "b2", "b3", "b4", "b5"]}, "“bins” has 5 ids, and must have 2 to 4"),
        ({"key": {"c1": "b1"}}, "“key” must give a bin for each card"),
        ({"key": dict.fromkeys(["c1", "c2", "c3", "c4", "c5"], "b9")}, "“key” has an id that is not in “bins”"),
        ({"key": dict.fromkeys(["c1", "c2", "c3", "c4", "c5"], "b1")}, "“key” puts every card into one bin"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], reason: str) -> None:
    found = [fault.reason for fault in faults(quiz(replace(CARDS, body={**CARDS.body, **change})))]
    assert reason in found


def test_bins_need_words_and_no_feedback() -> None:
    words = all_words(quiz(CARDS))
    words["items"]["q01"]["bins"]["b1"] = {"text": "", "feedback": "x"}
    assert {fault.reason for fault in words_faults(quiz(CARDS), words)} == {
        "“bins.b1.text” is missing or empty",
        "“bins.b1.feedback” belongs to nothing in the quiz",
    }


def test_the_cards_are_shuffled_and_the_bins_keep_their_order() -> None:
    orders = [SORT.arrange(CARDS, Random(seed)) for seed in range(40)]
    assert len({tuple(order["cards"]) for order in orders}) > 10
    assert all(set(order) == {"cards"} for order in orders)
    view = SORT.view(CARDS, item_words(CARDS), placed_as_written(CARDS), None)
    for row in view["rows"]:
        assert [each["text"] for each in row["bins"]] == [f"bins text {number} & <more>" for number in range(3)]


def test_a_card_left_over_is_called_unfinished() -> None:
    key = CARDS.body["key"]
    states = [None, {"c1": "b1"}, key]
    shown = [SORT.view(CARDS, item_words(CARDS), placed_as_written(CARDS), answer) for answer in states]
    assert [view["unfinished"] for view in shown] == [False, True, False]


def test_the_source_of_a_page_does_not_show_the_names_of_cards_or_bins() -> None:
    page = pages.read(pages.ask(SORT.view(CARDS, item_words(CARDS), placed_as_written(CARDS), None)))
    assert not page.names() & {*CARDS.body["cards"], *CARDS.body["bins"]}


def test_each_card_is_a_group_that_its_words_name() -> None:
    view = question(quiz(CARDS), all_words(quiz(CARDS)), placed_as_written(CARDS), None, number=1, lang="ar")
    page = pages.read(pages.ask(view))
    assert len(page.every("fieldset")) == 6
    assert [tag.get("lang") for tag in page.every("legend")] == [None, *["ar"] * 5]
    assert len(page.every("input")) == 15


def test_the_review_shows_each_card_in_its_bin() -> None:
    of = quiz(CARDS)
    answer: Answer = {"c1": "b1", "c2": "b1"}
    html = pages.review(reviewed(of, all_words(of), placed_as_written(CARDS), answer, number=1, lang="en"))
    words = pages.read(html).words
    first, second, third = (words.index(f"bins text {number} & <more> cards text") for number in range(3))
    assert first < words.index("cards text 0 & <more> You put it here. This is right. feedback-words 0") < second
    assert second < words.index("cards text 3 & <more> You gave no answer. The right place is here.") < third
    said = "Look at this again. It belongs here, and you put it under: bins text 0 & <more> feedback-words 1"
    assert third < words.index(f"cards text 1 & <more> {said}")


def test_a_bin_for_no_card_is_not_reviewed() -> None:
    key = {card: "b1" if each == "b2" else each for card, each in CARDS.body["key"].items()}
    of = quiz(replace(CARDS, body={**CARDS.body, "key": key}))
    html = pages.review(reviewed(of, all_words(of), placed_as_written(CARDS), None, number=1, lang="en"))
    assert len(pages.read(html).every("h4")) == 2
