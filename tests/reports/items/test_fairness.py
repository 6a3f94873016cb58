"""Fairness: the one question that is harder for women who know as much is found, and nothing else is."""

import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from learning.reports.items.fairness import FEWEST, compared_groups, differences, effect_size
from learning.reports.items.mantel_haenszel import measure
from learning.reports.items.rules import Taken
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
