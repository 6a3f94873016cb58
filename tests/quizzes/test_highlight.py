"""Passages to be marked: with a box each when one thing is looked for, with radios when two are."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from learning.quizzes import forms
from learning.quizzes.items import Answer, Item, StrangeAnswer
from learning.quizzes.kinds import kind
from learning.quizzes.rules import faults, question, reviewed, words_faults
from tests.quizzes import pages
from tests.quizzes.pool import all_words, item, item_words, placed_as_written, quiz

TWO = item("highlight")
ONE = replace(TWO, body={**TWO.body, "look_for": ["red-flag"], "key": dict.fromkeys(["p2", "p3", "p5"], "red-flag")})
HIGHLIGHT = kind("highlight")


def asked(of: Item, answer: Answer | None = None) -> pages.Page:
    view = question(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=4, lang="en")
    return pages.read(pages.ask(view))


def looked_back(of: Item, answer: Answer | None) -> str:
    view = reviewed(quiz(of), all_words(quiz(of)), placed_as_written(of), answer, number=4, lang="en")
    return pages.read(pages.review(view)).words


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ({"p2": "gender-missing", "p3": "red-flag", "p5": "red-flag"}, Fraction(1)),
        ({"p2": "gender-missing", "p3": "red-flag"}, Fraction(2, 3)),
        ({"p2": "gender-missing", "p3": "red-flag", "p5": "gender-missing"}, Fraction(1, 3)),
        ({"p2": "gender-missing", "p3": "red-flag", "p5": "red-flag", "p1": "red-flag"}, Fraction(2, 3)),
        ({"p2": "red-flag"}, Fraction(0)),
        ({"p1": "red-flag", "p4": "red-flag"}, Fraction(0)),
        (dict.fromkeys(["p1", "p2", "p3", "p4", "p5", "p6"], "red-flag"), Fraction(0)),
    ],
)
def test_a_wrong_mark_takes_away_a_right_one(answer: Answer, share: Fraction) -> None:
    assert HIGHLIGHT.mark(TWO, answer) == share


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"look_for": []}, "“look_for” has 0 ids, and must have 1 to 2"),
        ({"look_for": ["gender-missing", "danger"]}, "“look_for” may hold gender-content, gender-missing, red-flag"),
        ({"look_for": ["red-flag"]}, "“key” has something that is not in “look_for”"),
        ({"key": {}}, "“key” has no passage that is gender-missing"),
        ({"key": {"p2": "gender-missing"}}, "“key” has no passage that is red-flag"),
        ({"key": {"p9": "red-flag"}}, "“key” must map passages to what they are"),
        ({"key": ["p2"]}, "“key” must map passages to what they are"),
        ({"key": {"p2": ["red-flag"]}}, "“key” has something that is not in “look_for”"),
        ({"key": dict.fromkeys(["p1", "p2", "p3", "p4", "p5", "p6"], "red-flag")}, "“key” has every passage"),
        ({"passages": ["p1", "p2", "p3", "p4", "p5"]}, "“passages” has 5 ids, and must have 6 to 12"),
        ({"marks": 2}, "“marks” is not known for the kind highlight"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], reason: str) -> None:
    found = [fault.reason for fault in faults(quiz(replace(TWO, body={**TWO.body, **change})))]
    assert any(each.startswith(reason) for each in found), found


def test_every_passage_needs_its_words() -> None:
    words = all_words(quiz(TWO))
    del words["items"]["q01"]["passages"]["p3"]["feedback"]
    assert [fault.reason for fault in words_faults(quiz(TWO), words)] == ["“passages.p3.feedback” is missing or empty"]


def test_the_passages_stay_in_reading_order() -> None:
    for of in (ONE, TWO):
        words = asked(of).words
        places = [words.index(f"passages text {number} &") for number in range(6)]
        assert places == sorted(places)


def test_one_thing_to_look_for_is_a_box_for_each_passage() -> None:
    page = asked(ONE, {"p2": "red-flag"})
    assert [tag["type"] for tag in page.every("input")] == ["checkbox"] * 6
    assert len(page.every("fieldset")) == 1
    assert page.posted == MultiDict(HIGHLIGHT.sent(ONE, {"p2": "red-flag"}))
    assert "Red flag –" in page.words
    assert "Gender is missing" not in page.words


def test_two_things_to_look_for_are_three_radios_for_each_passage() -> None:
    page = asked(TWO)
    assert [tag["type"] for tag in page.every("input")] == ["radio"] * 18
    assert len(page.every("fieldset")) == 7
    assert page.words.count("No mark Gender is missing Red flag") == 6
    assert set(page.posted.values()) == {""}, "nothing is marked until somebody does"


def test_the_source_of_a_page_does_not_show_the_names_of_passages() -> None:
    for of in (ONE, TWO):
        page = pages.read(pages.ask(HIGHLIGHT.view(of, item_words(of), placed_as_written(of), None)))
        assert not page.names() & set(of.body["passages"])


def test_a_mark_that_is_not_looked_for_is_strange() -> None:
    for of, name in ((TWO, forms.field(TWO, "p1")), (ONE, forms.field(ONE))):
        with pytest.raises(StrangeAnswer):
            HIGHLIGHT.read(of, MultiDict([(name, forms.code(of, "gender-content"))]))


def test_the_review_has_words_for_each_case() -> None:
    words = looked_back(TWO, {"p2": "gender-missing", "p3": "gender-missing", "p1": "red-flag"})
    assert "You marked this “Gender is missing”. This is right. feedback-words 1" in words
    assert "You marked this “Gender is missing”. Look at this again: the right mark is “Red flag”." in words
    assert "You marked this “Red flag”. Look at this again: there is nothing to mark here." in words
    assert "You set no mark here. The right mark is “Red flag”." in words
    assert "You set no mark here. This is right. feedback-words 3" in words


def test_the_review_of_an_open_question_praises_nothing() -> None:
    assert "This is right." not in looked_back(TWO, None)
