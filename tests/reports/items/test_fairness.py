"""Fairness: the one question that is harder for women who know as much is found, and nothing else is."""

from fractions import Fraction
from random import Random

import pytest
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import fdrcorrection

from learning.reports.items.fairness import FEWEST, clear_below, compared_groups, differences, effect_size
from learning.reports.items.mantel_haenszel import measure
from learning.reports.items.rules import Marked, Taken
from tests.reports.items.conftest import BIASED, ITEMS

NAMES = [f"i{number}" for number in range(ITEMS)]


def test_exactly_the_planted_question_is_flagged(crowd: list[Taken]) -> None:
    found = differences(NAMES, crowd, measure)
    assert len(found) == 3 * ITEMS
    assert [(one.item, one.dimension, one.focal[0]) for one in found if one.is_flagged] == [(BIASED, "sex", "male")]
    planted = found[0]
    assert planted.size == "C"
    assert planted.reference == ("female", 600)
    assert planted.delta > 1.5  # easier for men who know as much


def test_a_group_that_knows_less_is_not_called_treated_unfairly(crowd: list[Taken]) -> None:
    means = {sex: sum(each.earned for each in crowd if each.groups["sex"] == sex) / 600 for sex in ("female", "male")}
    assert means["male"] - means["female"] > 1
    flagged = [
        one.item for one in differences([name for name in NAMES if name != BIASED], crowd, measure) if one.is_flagged
    ]
    assert flagged == []


def test_one_very_unfair_question_of_ten_does_not_make_the_others_look_unfair(crowd: list[Taken]) -> None:
    rng = Random(1325)
    ten = [f"i{number}" for number in range(10, 20)]
    people = []
    for each in crowd:
        marks = {item: each.marks[item] for item in ten}
        if each.groups["sex"] == "female" and rng.random() < 0.7:
            marks[BIASED] = Marked(Fraction(0), 1, frozenset("b"))
        people.append(Taken(marks, {"sex": each.groups["sex"]}))
    found = differences(ten, people, measure)
    assert [(one.item, one.size) for one in found if one.is_flagged] == [(BIASED, "C")]


def test_what_stays_clear_among_many_is_what_benjamini_and_hochberg_say() -> None:
    rng = Random(1325)
    p_values = [*(rng.random() for _ in range(100)), 0.0001, 0.0004, 0.001, 0.02]
    limit = clear_below(p_values)
    assert [p <= limit for p in p_values] == list(fdrcorrection(p_values, alpha=0.05)[0])
    assert clear_below([0.5, 0.9]) == -1


def test_nothing_is_said_of_fewer_than_a_hundred_in_a_group(crowd: list[Taken]) -> None:
    women = [each for each in crowd if each.groups["sex"] == "female"][: FEWEST - 1]
    men = [each for each in crowd if each.groups["sex"] == "male"]
    assert [one for one in differences(NAMES, women + men, measure) if one.dimension == "sex"] == []
    assert ("sex", "male", "female") not in compared_groups(women + men)


def test_the_figures_are_those_of_mantel_and_haenszel_computed_by_hand() -> None:
    tables = (((20, 10), (12, 18)), ((25, 5), (20, 10)))
    odds_ratio, error, chi_square, p_value = measure(tables)
    assert odds_ratio == pytest.approx((20 * 18 / 60 + 25 * 10 / 60) / (10 * 12 / 60 + 5 * 20 / 60))
    expected = (20 + 25) - (30 * 32 / 60 + 30 * 45 / 60)
    variance = 30 * 30 * 32 * 28 / (60**2 * 59) + 30 * 30 * 45 * 15 / (60**2 * 59)
    assert chi_square == pytest.approx((abs(expected) - 0.5) ** 2 / variance)
    assert 0 < p_value < 0.05
    assert error == pytest.approx(StratifiedTable([list(map(list, each)) for each in tables]).logodds_pooled_se)


@pytest.mark.parametrize(
    ("delta", "error", "p_value", "size"),
    [
        (-0.9, 0.1, 0.001, "A"),
        (-1.8, 0.9, 0.06, "A"),
        (-1.2, 0.2, 0.001, "B"),
        (1.6, 0.5, 0.002, "B"),
        (1.6, 0.3, 0.0001, "C"),
        (-2.1, 0.3, 0.0001, "C"),
    ],
)
def test_the_size_follows_the_definition(delta: float, error: float, p_value: float, size: str) -> None:
    assert effect_size(delta, error, p_value) == size


def test_where_everybody_is_right_nothing_is_said(crowd: list[Taken]) -> None:
    assert differences(["i0"], [each for each in crowd if each.marks["i0"].is_right], measure) == []
