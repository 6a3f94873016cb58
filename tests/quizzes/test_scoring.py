"""Scores: exact, per objective, and what makes a pass."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes.items import Answer, Quiz
from learning.quizzes.rules import Mark, Score, draw, per_objective, score, whole_percent
from tests.quizzes.pool import answers, item, quiz, quizzes, right_answer


def result(earned: Fraction | int, out_of: int, *, missed: tuple[str, ...] = ()) -> Score:
    return Score(Fraction(earned), out_of, missed, ())


@given(st.data())
def test_a_score_lies_between_nothing_and_everything(data: st.DataObject) -> None:
    of = data.draw(quizzes())
    placed = draw(of, data.draw(st.integers()))
    given_answers = {each.id: data.draw(st.none() | answers(each)) for each in of.items}
    scored = score(of, placed, given_answers)
    assert 0 <= scored.earned <= scored.out_of
    assert scored.earned == sum(mark.earned for mark in scored.marks)
    assert 0 <= scored.percent <= 100
    assert [mark.item_id for mark in scored.marks] == [place.item_id for place in placed]


@given(quizzes(), st.integers())
def test_the_key_earns_everything_and_passes_any_mark(of: Quiz, seed: int) -> None:
    scored = score(of, draw(of, seed), {each.id: right_answer(each) for each in of.items})
    assert scored.earned == scored.out_of
    assert scored.percent == 100
    assert scored.passes(100)


@given(quizzes(), st.integers())
def test_no_answers_earn_nothing_and_never_pass(of: Quiz, seed: int) -> None:
    scored = score(of, draw(of, seed), {})
    assert scored.earned == 0
    assert not scored.passes(1)
    assert not any(mark.answered for mark in scored.marks)
    assert set(scored.critical_missed) == {mark.item_id for mark in scored.marks if mark.critical}


@given(st.data())
def test_objectives_add_up_to_the_score(data: st.DataObject) -> None:
    of = data.draw(quizzes())
    scored = score(of, draw(of, 1), {each.id: data.draw(answers(each)) for each in of.items})
    parts = per_objective(scored)
    assert set(parts) == set(of.draw)
    assert sum(earned for earned, _ in parts.values()) == scored.earned
    assert sum(out_of for _, out_of in parts.values()) == scored.out_of


@pytest.mark.parametrize(
    ("earned", "out_of", "passes"),
    [
        (Fraction(796, 10), 100, False),
        (Fraction(80), 100, True),
        (Fraction(79_999_999_999, 10**9), 100, False),
        (Fraction(8), 10, True),
        (Fraction(12), 15, True),
        (Fraction(35, 3), 15, False),
        (Fraction(0), 0, False),
    ],
)
def test_only_the_whole_pass_mark_passes(earned: Fraction, out_of: int, *, passes: bool) -> None:
    assert result(earned, out_of).passes(80) is passes


def test_a_critical_item_missed_fails_whatever_the_total() -> None:
    assert not result(99, 100, missed=("q01",)).passes(80)


def test_a_critical_item_must_be_right_in_full() -> None:
    of = quiz(item("multiple", critical=True), item("single", "q02", points=9))
    given_answers: dict[str, Answer | None] = {"q01": ["a", "c"], "q02": "b"}
    scored = score(of, draw(of, 1), given_answers)
    assert scored.earned == Fraction(2, 3) + 9
    assert scored.critical_missed == ("q01",)
    assert not scored.passes(80)


@pytest.mark.parametrize(("earned", "out_of", "percent"), [(796, 1000, 79), (2, 3, 66), (1, 1, 100), (0, 0, 0)])
def test_the_percent_on_the_page_is_never_rounded_up(earned: int, out_of: int, percent: int) -> None:
    assert result(earned, out_of).percent == percent


@pytest.mark.parametrize(
    ("share", "said"), [(Fraction(8, 9), 88), (Fraction(7999, 10000), 79), (Fraction(4, 5), 80), (Fraction(1), 100)]
)
def test_a_share_is_said_in_whole_percent_and_never_reaches_a_mark_by_rounding(share: Fraction, said: int) -> None:
    assert whole_percent(share) == said


def test_points_weigh() -> None:
    of = quiz(item("single", points=3), item("single", "q02", objective="G2"))
    scored = score(of, draw(of, 1), {"q01": "b", "q02": "a"})
    assert (scored.earned, scored.out_of) == (Fraction(3), 4)
    assert per_objective(scored) == {"G1": (Fraction(3), 3), "G2": (Fraction(0), 1)}


def test_an_answer_to_an_item_that_was_not_drawn_does_not_count() -> None:
    of = quiz(item("single"), item("single", "q02"))
    placed = tuple(place for place in draw(of, 1) if place.item_id == "q01")
    scored = score(of, placed, {"q02": "b"})
    assert (scored.earned, scored.out_of) == (Fraction(0), 1)


def test_a_mark_says_whether_anything_was_given() -> None:
    of = quiz(item("ordering"))
    assert score(of, draw(of, 1), {"q01": {"s1": 2}}).marks == (
        Mark("q01", "G1", Fraction(0), 1, critical=False, answered=True),
    )
