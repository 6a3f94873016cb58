"""Places on a sketch map: the list is the question, the map shows where they lie."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from learning.errors import Invalid
from learning.quizzes import forms
from learning.quizzes.items import Answer, StrangeAnswer
from learning.quizzes.kinds import kind
from learning.quizzes.rules import faults, question, reviewed
from tests.quizzes import pages
from tests.quizzes.pool import FEEDBACK, RATIONALE, all_words, item, item_words, placed_as_written, quiz

MAP = item("hotspot")
HOTSPOT = kind("hotspot")
DRAWING = {"src": "/pictures/a1.svg", "width": 100, "height": 75, "alt": "A camp <at> dusk"}
SPOTS = MAP.body["spots"]


def asked(answer: Answer | None = None, **more: Any) -> dict[str, Any]:
    return question(quiz(MAP), all_words(quiz(MAP)), placed_as_written(MAP), answer, number=4, lang="en", **more)


def moved(**where: float) -> dict[str, Any]:
    return {"spots": [{**SPOTS[0], **where}, *SPOTS[1:]]}


@pytest.mark.parametrize(
    ("picked", "share"),
    [
        (["s2", "s5", "s6"], Fraction(1)),
        (["s2", "s5"], Fraction(2, 3)),
        (["s2", "s5", "s1"], Fraction(1, 3)),
        (["s2", "s1", "s3"], Fraction(0)),
        (["s1"], Fraction(0)),
    ],
)
def test_a_wrong_place_takes_away_a_right_one(picked: list[str], share: Fraction) -> None:
    assert HOTSPOT.mark(MAP, picked) == share


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"map": "camp.png"}, "“map” must be the file name of a drawing in media/, such as camp-at-dusk.svg"),
        ({"map": "../camp.svg"}, "“map” must be the file name of a drawing in media/, such as camp-at-dusk.svg"),
        ({"map": 5}, "“map” must be the file name of a drawing in media/, such as camp-at-dusk.svg"),
        ({"pick": 2}, "“pick” must be 3, as many as “key” has"),
        ({"pick": 3.0}, "“pick” must be 3, as many as “key” has"),
        ({"pick": True, "key": ["s2"]}, "“pick” must be 1, as many as “key” has"),
        ({"key": []}, "“key” has 0 ids, and must have 1 to 5"),
        ({"key": ["s2", "s5", "s9"]}, "“key” has an id that is not one of the places"),
        ({"spots": SPOTS[:5]}, "“spots” has 5 places, and must have 6 to 10"),
        ({"spots": [*SPOTS[:5], {"id": "s1", "x": 88, "y": 40}]}, "“spots” has an id twice"),
        (moved(x=5), "“spots” has s1 less than 6 from the border of 100 by 75"),
        (moved(y=70), "“spots” has s1 less than 6 from the border of 100 by 75"),
        (moved(x=float("nan")), "“spots” has s1 less than 6 from the border of 100 by 75"),
        (moved(x=10**400), "“spots” has s1 less than 6 from the border of 100 by 75"),
        (moved(x=19, y=49), "“spots” has s1 and s3 less than 12 apart"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], reason: str) -> None:
    found = [fault.reason for fault in faults(quiz(replace(MAP, body={**MAP.body, **change})))]
    assert found == [reason]


@pytest.mark.parametrize(
    "spots",
    [
        "s1",
        ["s1"],
        [{"id": "s1", "x": 12}],
        [{"id": "s 1", "x": 12, "y": 40}],
        [{"id": "s1", "x": "12", "y": 40}],
        [{"id": "s1", "x": True, "y": 40}],
        [{"id": "s1", "x": 12, "y": 40, "text": "The gate"}],
    ],
)
def test_what_is_no_place_is_named(spots: object) -> None:
    (found,) = faults(quiz(replace(MAP, body={**MAP.body, "spots": spots})))
    assert found.reason.startswith("“spots” must be a list of places, each with an id, x and y")


def test_places_may_be_exactly_as_near_as_they_may() -> None:
    near = [{**SPOTS[0], "x": 6, "y": 69}, {**SPOTS[1], "x": 18, "y": 69}, *SPOTS[2:]]
    assert faults(quiz(replace(MAP, body={**MAP.body, "spots": near}))) == []


def test_more_places_than_asked_for_are_refused_and_kept_on_the_page() -> None:
    sent = MultiDict(HOTSPOT.sent(MAP, ["s1", "s2", "s4", "s5"]))
    with pytest.raises(Invalid) as refusal:
        HOTSPOT.read(MAP, sent)
    assert not isinstance(refusal.value, StrangeAnswer)
    assert str(refusal.value) == "You marked 4 places, and 3 are asked for. Take some marks away."
    assert refusal.value.field == "answer-q01"
    view = asked(["s6"], error=str(refusal.value), typed=str(refusal.value.values["typed"]))
    page = pages.read(pages.ask(view))
    assert page.posted == sent
    assert "Error: You marked 4 places" in page.words


def test_a_place_that_is_not_on_the_map_is_strange() -> None:
    with pytest.raises(StrangeAnswer):
        HOTSPOT.read(MAP, MultiDict([("answer-q01", forms.code(MAP, "s7"))]))


def test_the_list_alone_is_a_whole_question() -> None:
    page = pages.read(pages.ask(asked()))
    assert "Mark 3 places. A wrong mark takes away from a right one." in page.words
    assert [tag["type"] for tag in page.every("input")] == ["checkbox"] * 6
    assert all(f"{number} spots text {number - 1} & <more>" in page.words for number in range(1, 7))
    assert not page.every("svg") + page.every("img")


def test_the_map_is_numbered_as_the_list_is_and_hidden_from_screen_readers() -> None:
    page = pages.read(pages.ask(asked() | {"drawing": DRAWING}))
    (image,) = page.every("img")
    assert (image["src"], image["alt"], image["lang"]) == ("/pictures/a1.svg", "A camp <at> dusk", "en")
    (over,) = page.every("svg")
    assert (over["viewbox"], over["aria-hidden"], over["focusable"]) == ("0 0 100 75", "true", "false")
    drawn = [(circle["cx"], circle["cy"]) for circle in page.every("circle")]
    assert drawn == [(str(spot["x"]), str(spot["y"])) for spot in SPOTS]
    assert page.words.index("1 2 3 4 5 6") < page.words.index("1 spots text 0")
    assert "style" not in {name for _, given in page.tags for name in given}


def test_the_source_of_a_page_tells_neither_the_names_of_places_nor_the_key() -> None:
    view = HOTSPOT.view(MAP, item_words(MAP), placed_as_written(MAP), None) | {"drawing": DRAWING}
    html = pages.ask(view)
    assert not pages.read(html).names() & {spot["id"] for spot in SPOTS}
    assert FEEDBACK not in html
    assert RATIONALE not in html


@pytest.mark.parametrize(("answer", "unfinished"), [(None, False), (["s1"], True), (["s1", "s2", "s3"], False)])
def test_fewer_places_than_asked_for_are_called_unfinished(answer: Answer | None, *, unfinished: bool) -> None:
    assert asked(answer)["unfinished"] is unfinished


def test_the_review_says_of_each_place_what_became_of_it() -> None:
    of = quiz(MAP)
    shown = reviewed(of, all_words(of), placed_as_written(MAP), ["s1", "s2"], number=4, lang="en")
    page = pages.read(pages.review(shown | {"drawing": DRAWING}))
    assert "1. spots text 0 & <more> You marked this place. Look at this again: it does not belong" in page.words
    assert "2. spots text 1 & <more> You marked this place. It is right. feedback-words 1" in page.words
    assert "3. spots text 2 & <more> feedback-words 2" in page.words
    assert "5. spots text 4 & <more> You did not mark this place. It is right too." in page.words
    assert [group["class"] for group in page.every("g")] == [
        "spot on wrong",
        "spot on right",
        "spot",
        "spot",
        "spot right",
        "spot right",
    ]
