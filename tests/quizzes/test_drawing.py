"""The draw of an attempt."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.quizzes.items import Quiz
from learning.quizzes.rules import FaultyQuiz, draw, from_json, placed_from_json, placed_to_json, to_json
from tests.quizzes.pool import item, quiz, quizzes


@given(quizzes(), st.integers())
def test_the_same_seed_draws_the_same(of: Quiz, seed: int) -> None:
    assert draw(of, seed) == draw(of, seed)


@given(quizzes(), st.integers())
def test_a_quiz_read_back_from_storage_draws_the_same(of: Quiz, seed: int) -> None:
    stored = replace(from_json(to_json(of)), draw=dict(sorted(of.draw.items(), reverse=True)))
    assert draw(stored, seed) == draw(of, seed)


@given(quizzes(), st.integers())
def test_every_objective_gets_its_full_number_and_no_item_comes_twice(of: Quiz, seed: int) -> None:
    placed = draw(of, seed)
    assert Counter(of.item(place.item_id).objective for place in placed) == Counter(of.draw)
    assert len({place.item_id for place in placed}) == len(placed)


@given(quizzes(), st.integers())
def test_an_objective_with_critical_items_always_asks_one(of: Quiz, seed: int) -> None:
    asked = [of.item(place.item_id) for place in draw(of, seed)]
    for objective in {each.objective for each in of.items if each.critical}:
        assert any(each.critical and each.objective == objective for each in asked)


@given(quizzes(), st.integers())
def test_a_draw_survives_storage(of: Quiz, seed: int) -> None:
    placed = draw(of, seed)
    assert placed_from_json(placed_to_json(placed)) == placed


def test_other_seeds_draw_other_items_in_other_orders() -> None:
    of = quiz(*(item("single", f"q{number}") for number in range(10)), draw={"G1": 4})
    draws = [draw(of, seed) for seed in range(60)]
    assert len({tuple(place.item_id for place in placed) for placed in draws}) > 50
    assert {place.item_id for placed in draws for place in placed} == {f"q{number}" for number in range(10)}
    assert len({tuple(placed[0].order["choices"]) for placed in draws}) > 10


def test_objectives_do_not_come_in_blocks() -> None:
    of = quiz(*(item("single", f"q{number}", objective=f"G{number % 2}") for number in range(8)))
    first = {of.item(draw(of, seed)[0].item_id).objective for seed in range(30)}
    assert first == {"G0", "G1"}


def test_a_pool_that_is_too_small_is_a_fault_and_never_a_shorter_quiz() -> None:
    of = quiz(item("single"), draw={"G1": 2})
    with pytest.raises(FaultyQuiz, match="wants 2 items for G1, and the pool has 1"):
        draw(of, 1)


def test_a_quiz_that_draws_nothing_is_a_fault() -> None:
    with pytest.raises(FaultyQuiz, match="nothing would be asked"):
        draw(replace(quiz(item("single")), draw={}), 1)
