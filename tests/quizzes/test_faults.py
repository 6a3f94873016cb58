"""What may not be published, item by item and as a whole."""

import tomllib
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes.items import Item, Quiz
from learning.quizzes.kinds import BY_NAME
from learning.quizzes.rules import FaultyQuiz, faults, from_json, read_quiz, to_json, words_faults
from tests.quizzes.pool import BODIES, all_words, item, quiz, quizzes


def reasons(of: Item) -> str:
    return " | ".join(fault.reason for fault in faults(quiz(of)))


@given(quizzes())
def test_a_sound_quiz_has_no_faults(of: Quiz) -> None:
    assert faults(of) == []
    assert words_faults(of, all_words(of)) == []


@given(quizzes())
def test_a_quiz_survives_storage(of: Quiz) -> None:
    assert from_json(to_json(of)) == of


@pytest.mark.parametrize(
    ("kind", "change", "reason"),
    [
        ("single", {"key": "z"}, "“key” is not one of the choices"),
        ("single", {"key": ["a"]}, "“key” is not one of the choices"),
        ("single", {"choices": ["a"], "key": "a"}, "“choices” has 1 ids, and must have 2 to 10"),
        ("single", {"choices": ["a", "a"]}, "“choices” has an id twice"),
        ("single", {"choices": ["a", "b c"]}, "“choices” must be a list of ids"),
        ("single", {"choices": 5}, "“choices” must be a list of ids"),
        ("single", {"keys": "a"}, "“keys” is not known for the kind single"),
        ("multiple", {"key": []}, "“key” has 0 ids, and must have 1 to 4"),
        ("multiple", {"key": ["a", "b", "c", "d", "e"]}, "“key” has 5 ids"),
        ("multiple", {"key": ["a", "z"]}, "an id that is not one of the choices"),
        ("multiple", {"key": "a"}, "“key” must be a list of ids"),
        ("statements", {"statements": ["s1", "s2", "s3"]}, "“statements” has 3 ids, and must have 4"),
        ("statements", {"verdicts": ["yes", "no"]}, "“verdicts” must be permitted and prohibited"),
        ("statements", {"key": {"s1": "permitted"}}, "“key” must give a verdict for each statement"),
        ("statements", {"key": "permitted"}, "“key” must give a verdict for each statement"),
        ("statements", {"verdicts": ["true", "false"]}, "a verdict that is not one of the two"),
        ("matching", {"key": {"l1": "r1"}}, "“key” must give a right entry for each left one"),
        ("matching", {"key": {"l1": "r1", "l2": "r2", "l3": "r9"}}, "an id that is not in “right”"),
        ("matching", {"right": ["r1"]}, "“right” has 1 ids"),
        ("ordering", {"key": ["s1", "s2", "s3"]}, "“key” must hold each step once"),
        ("ordering", {"key": ["s1", "s1", "s3", "s4"]}, "“key” must hold each step once"),
        ("ordering", {"steps": ["s1", "s2"], "key": ["s1", "s2"]}, "“steps” has 2 ids"),
        ("numeric", {"key": 12.5}, "“key” must be a decimal number in quotation marks"),
        ("numeric", {"key": "12,5"}, "“key” must be a decimal number"),
        ("numeric", {"tolerance": "-1"}, "“tolerance” is below 0"),
        ("numeric", {"tolerance": None}, "“tolerance” must be a decimal number"),
    ],
)
def test_each_kind_names_its_faults(kind: str, change: dict[str, Any], reason: str) -> None:
    of = item(kind)
    assert reason in reasons(replace(of, body={**of.body, **change}))


@pytest.mark.parametrize("kind", BODIES)
def test_a_missing_key_is_named(kind: str) -> None:
    of = item(kind)
    for name in of.body:
        assert f"“{name}” is missing" in reasons(
            replace(of, body={each: value for each, value in of.body.items() if each != name})
        )


@given(st.sampled_from(sorted(BODIES)), st.data())
def test_no_value_in_a_pack_makes_the_check_crash(kind: str, data: st.DataObject) -> None:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
    of = item(kind)
    name = data.draw(st.sampled_from(sorted(of.body)))
    faults(quiz(replace(of, body={**of.body, name: data.draw(values)})))


def test_the_quiz_as_a_whole_is_checked() -> None:
    strange = replace(item("single", "q02", objective="G9"), kind="essay", sources=())
    of = quiz(item("single"), item("numeric"), strange, draw={"G1": 3, "G2": 1})
    assert [(fault.item_id, fault.reason) for fault in faults(of)] == [
        ("q01", "this id is used twice"),
        (None, "[draw] wants 3 items for G1, and the pool has 2"),
        (None, "[draw] wants 1 items for G2, and the pool has 0"),
        ("q02", "its objective G9 is not in [draw], so it would never be asked"),
        ("q02", "“sources” is empty: say what the key rests on"),
        ("q02", f"“kind” is essay, and must be one of {', '.join(BY_NAME)}"),
    ]


PACK = """
format = 1
pass_mark = 80
attempts = 0
wait_minutes = 10
[draw]
G2 = 1
[[items]]
id = "q01"
kind = "single"
objective = "G2"
points = 2
critical = true
sources = ["S/RES/1325 (2000)"]
choices = ["a", "b"]
key = "b"
"""


def test_a_pack_is_read() -> None:
    of = read_quiz(tomllib.loads(PACK))
    body = {"choices": ["a", "b"], "key": "b"}
    expected = Item("q01", "single", "G2", 2, critical=True, sources=("S/RES/1325 (2000)",), body=body)
    assert of == Quiz(80, None, 10, {"G2": 1}, (expected,))
    assert of.item("q01") == expected
    with pytest.raises(KeyError):
        of.item("q02")


@pytest.mark.parametrize(
    ("before", "after", "item_id", "reason"),
    [
        ("format = 1", "format = 2", None, "“format” must be 1"),
        ("pass_mark = 80", "pass_mark = 101", None, "“pass_mark” must be a whole number from 1 to 100"),
        ("pass_mark = 80", "pass_mark = true", None, "“pass_mark” must be a whole number from 1 to 100"),
        ("attempts = 0", "attempts = -1", None, "“attempts” must be a whole number; 0 means no limit"),
        ("wait_minutes = 10", "wait_minutes = 1.5", None, "“wait_minutes” must be a whole number"),
        ("G2 = 1", "G2 = 0", None, "[draw] must give a whole number, 1 or more, for each objective"),
        ("[draw]\nG2 = 1", "draw = 3", None, "[draw] must give a whole number, 1 or more, for each objective"),
        ("format = 1", "format = 1\nshuffle = true", None, "“shuffle” is not known"),
        ("points = 2", "points = 0", "q01", "“points” must be a whole number, 1 or more"),
        ("critical = true", 'critical = "yes"', "q01", "“critical” must be true or false"),
        ('sources = ["S/RES/1325 (2000)"]', "sources = [5]", "q01", "“sources” must be a list of texts"),
        ('kind = "single"', "", "q01", "“kind” is missing"),
        ('objective = "G2"', "", "q01", "“objective” is missing"),
        ('id = "q01"', "", None, "item 1 has no “id” of letters, digits and single hyphens"),
        ('id = "q01"', 'id = "q--01"', None, "item 1 has no “id” of letters, digits and single hyphens"),
    ],
)
def test_a_pack_of_the_wrong_shape_is_refused_with_the_reason(
    before: str, after: str, item_id: str | None, reason: str
) -> None:
    assert before in PACK
    with pytest.raises(FaultyQuiz) as refusal:
        read_quiz(tomllib.loads(PACK.replace(before, after)))
    assert [(fault.item_id, fault.reason) for fault in refusal.value.faults] == [(item_id, reason)]
    assert reason in str(refusal.value)


def test_every_fault_of_the_shape_is_said_at_once() -> None:
    with pytest.raises(FaultyQuiz) as refusal:
        read_quiz({"format": 1, "pass_mark": 0, "draw": {}, "items": [{"id": "q01"}, 5]})
    assert len(refusal.value.faults) == 4


def test_a_quiz_without_items_is_refused() -> None:
    with pytest.raises(FaultyQuiz, match="is missing"):
        read_quiz({"format": 1, "draw": {}})


EVERY_KIND = quiz(*(item(kind, f"q-{kind}") for kind in BODIES))


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("items", "q-single"), None, "its words are missing"),
        (("items", "q-single", "prompt"), " ", "“prompt” is missing or empty"),
        (("items", "q-single", "rationale"), 5, "“rationale” is missing or empty"),
        (("items", "q-single", "hint"), "Look", "“hint” belongs to nothing in the quiz"),
        (("items", "q-single", "choices"), None, "the table “choices” is missing"),
        (("items", "q-single", "choices", "a"), None, "“choices.a” is missing"),
        (("items", "q-single", "choices", "a", "feedback"), "", "“choices.a.feedback” is missing or empty"),
        (("items", "q-single", "choices", "a", "note"), "x", "“choices.a.note” belongs to nothing in the quiz"),
        (("items", "q-single", "choices", "z"), {"text": "x"}, "“choices.z” belongs to nothing in the quiz"),
        (
            ("items", "q-single", "choices", "a"),
            {"text": "Choices text 1 & <more>", "feedback": "x"},
            "two of “choices” have the same text",
        ),
        (("items", "q-multiple", "choices", "c", "text"), "", "“choices.c.text” is missing or empty"),
        (("items", "q-statements", "statements", "s1"), None, "“statements.s1” is missing"),
        (("items", "q-matching", "left", "l1", "feedback"), "", "“left.l1.feedback” is missing or empty"),
        (("items", "q-matching", "right", "r1", "text"), "", "“right.r1.text” is missing or empty"),
        (("items", "q-ordering", "steps", "s1"), "First", "“steps.s1” is missing"),
        (("items", "q-numeric", "unit"), "", "“unit” is missing or empty"),
        (("items", "q-numeric", "feedback"), None, "the table “feedback” is missing"),
        (("items", "q-numeric", "feedback", "wrong"), "", "“feedback.wrong” is missing or empty"),
        (("items", "q-numeric", "feedback", "close"), "x", "“feedback.close” belongs to nothing in the quiz"),
        (("items", "q99"), {}, "“items.q99” belongs to nothing in the quiz"),
        (("objectives", "G1"), "", "“objectives.G1” is missing or empty"),
        (("objectives",), None, "the tables “objectives” and “items” are both needed"),
    ],
)
def test_missing_and_surplus_words_are_named(path: tuple[str, ...], value: object, reason: str) -> None:
    words = deepcopy(all_words(EVERY_KIND))
    table = words
    for name in path[:-1]:
        table = table[name]
    table[path[-1]] = value
    item_id = path[1] if len(path) > 1 and path[1] in words["items"] and path[1] != "q99" else None
    assert [(fault.item_id, fault.reason) for fault in words_faults(EVERY_KIND, words)] == [(item_id, reason)]


def test_a_number_needs_no_unit() -> None:
    words = all_words(EVERY_KIND)
    del words["items"]["q-numeric"]["unit"]
    assert words_faults(EVERY_KIND, words) == []
