"""The rule of marking of each kind, case by case."""

from fractions import Fraction

import pytest
from werkzeug.datastructures import MultiDict

from learning.quizzes.items import Answer
from learning.quizzes.kinds import kind
from tests.quizzes.pool import item, item_words, placed_as_written


def marked(name: str, answer: Answer) -> Fraction:
    return kind(name).mark(item(name), answer)


@pytest.mark.parametrize(("answer", "share"), [("b", 1), ("a", 0), ("d", 0)])
def test_a_single_choice_is_right_or_not(answer: str, share: int) -> None:
    assert marked("single", answer) == share


@pytest.mark.parametrize(
    ("ticked", "share"),
    [
        (["a", "c", "d"], Fraction(1)),
        (["a", "c"], Fraction(2, 3)),
        (["a"], Fraction(1, 3)),
        (["a", "c", "b"], Fraction(1, 3)),
        (["a", "b"], Fraction(0)),
        (["b", "e"], Fraction(0)),
        (["a", "b", "c", "d", "e"], Fraction(1, 3)),
    ],
)
def test_a_wrong_tick_takes_away_a_right_one(ticked: list[str], share: Fraction) -> None:
    assert marked("multiple", ticked) == share


@pytest.mark.parametrize(
    ("wrong", "share"), [([], 1), (["s1"], Fraction(1, 2)), (["s1", "s2"], 0), (["s1", "s2", "s3", "s4"], 0)]
)
def test_statements_earn_all_for_four_half_for_three_and_nothing_for_less(wrong: list[str], share: Fraction) -> None:
    other = {"permitted": "prohibited", "prohibited": "permitted"}
    key = item("statements").body["key"]
    assert marked("statements", {s: other[v] if s in wrong else v for s, v in key.items()}) == share


def test_three_right_statements_and_one_left_open_earn_half() -> None:
    key = item("statements").body["key"]
    assert marked("statements", {s: key[s] for s in ("s1", "s2", "s3")}) == Fraction(1, 2)


def test_pairs_earn_their_share() -> None:
    assert marked("matching", {"l1": "r2", "l2": "r1", "l3": "r3"}) == Fraction(2, 3)
    assert marked("matching", {"l1": "r2"}) == Fraction(1, 3)
    assert marked("matching", {"l1": "r1", "l2": "r1", "l3": "r1"}) == Fraction(1, 3)


def test_steps_earn_their_share() -> None:
    assert marked("ordering", {"s1": 1, "s3": 2, "s2": 3, "s4": 4}) == 1
    assert marked("ordering", {"s1": 1, "s2": 2, "s3": 3, "s4": 4}) == Fraction(1, 2)
    assert marked("ordering", {"s1": 1}) == Fraction(1, 4)


def test_a_place_given_twice_counts_for_neither_step() -> None:
    assert marked("ordering", {"s1": 1, "s3": 1, "s2": 3, "s4": 4}) == Fraction(1, 2)
    assert marked("ordering", {"s1": 1, "s2": 1, "s3": 1, "s4": 1}) == 0


def test_a_place_given_twice_is_kept_and_called_unfinished() -> None:
    of = item("ordering")
    answer: Answer = {"s1": 1, "s3": 1, "s2": 3, "s4": 4}
    assert kind("ordering").read(of, MultiDict(kind("ordering").sent(of, answer))) == answer
    view = kind("ordering").view(of, item_words(of), placed_as_written(of), answer)
    assert view["unfinished"]
    assert [row["repeated"] for row in view["rows"]] == [True, False, True, False]


@pytest.mark.parametrize(
    ("name", "answer", "unfinished"),
    [
        ("statements", None, False),
        ("statements", {"s1": "permitted"}, True),
        ("statements", dict.fromkeys(["s1", "s2", "s3", "s4"], "permitted"), False),
        ("matching", {"l1": "r1"}, True),
        ("matching", {"l1": "r1", "l2": "r1", "l3": "r1"}, False),
        ("ordering", None, False),
        ("ordering", {"s1": 1}, True),
        ("ordering", {"s1": 4, "s2": 3, "s3": 2, "s4": 1}, False),
    ],
)
def test_a_question_is_unfinished_when_some_of_it_is_answered(
    name: str, answer: Answer | None, *, unfinished: bool
) -> None:
    of = item(name)
    assert kind(name).view(of, item_words(of), placed_as_written(of), answer)["unfinished"] is unfinished


@pytest.mark.parametrize(
    ("answer", "share"), [("12.5", 1), ("12", 1), ("13", 1), ("13.0000001", 0), ("11.9999999", 0), ("-12.5", 0)]
)
def test_a_number_is_right_within_its_tolerance_with_both_edges(answer: str, share: int) -> None:
    assert marked("numeric", answer) == share


def test_a_tolerance_is_exact_where_floating_point_is_not() -> None:
    of = item("numeric")
    exact = type(of)(**{**vars(of), "body": {"key": "0.3", "tolerance": "0"}})
    assert kind("numeric").mark(exact, "0.3") == 1
    assert kind("numeric").mark(exact, "0.30000000000000004") == 0
