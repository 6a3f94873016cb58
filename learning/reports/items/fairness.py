"""Fairness: is an item as hard for one group of people as for another whose members know as much? Pure.

Differential item functioning after Mantel and Haenszel. People are matched by the points of their whole attempt, the
item included, as the method asks; within each stratum of points the two groups' chances to be fully right are compared.
The classes A, B and C are those of the Educational Testing Service, with delta = -2.35 · ln(odds ratio): A is
negligible (not clear at 5 %, or below 1), C is large (1.5 or more, and clearly above 1), B is between them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from learning.reports.items.rules import Taken

FEWEST = 100
"""In each of the two groups; below it nothing is said."""
FEWEST_IN_STRATUM = 10
"""Of each group in each stratum; neighbouring points are taken together until there are so many."""
FEWEST_STRATA = 3
"""With fewer, people who know different things would be compared as if they knew the same."""
DIMENSIONS = ("sex", "language", "category")
_DELTA = -2.35
_ONE_SIDED = 1.645
_LEVEL = 0.05
Table = tuple[tuple[int, int], tuple[int, int]]
"""Of one stratum: right and wrong in the group compared with, right and wrong in the group looked at."""
_NOBODY: Table = ((0, 0), (0, 0))


class Measure(Protocol):
    """What a library of statistics makes of the strata; see `mantel_haenszel`."""

    def __call__(self, tables: Sequence[Table], /) -> tuple[float, float, float, float]:
        """Give the common odds ratio, the standard error of its logarithm, chi-square, and its p-value."""


@dataclass(frozen=True)
class Difference:
    """How an item differs between two groups.

    Attributes:
        item: its id.
        dimension: one of DIMENSIONS.
        reference: the larger group, and how many of it were asked.
        focal: the group looked at, and how many.
        strata: how many strata of points were used.
        odds_ratio: of being right, reference to focal; above 1 the item is harder for the focal group.
        chi_square: of Mantel and Haenszel, with the correction for continuity.
        p_value: how likely so much is by chance alone.
        delta: the size of the difference; below 0 the item is harder for the focal group.
        size: A, B or C.
        is_clear: whether it stays clear at 5 % among all comparisons that were made.
    """

    item: str
    dimension: str
    reference: tuple[str, int]
    focal: tuple[str, int]
    strata: int
    odds_ratio: float
    chi_square: float
    p_value: float
    delta: float
    size: Literal["A", "B", "C"]
    is_clear: bool = False

    @property
    def is_flagged(self) -> bool:
        """Whether somebody should look at it: large, or moderate and clear among all comparisons."""
        return self.size == "C" or (self.size == "B" and self.is_clear)


def effect_size(delta: float, error: float, p_value: float) -> Literal["A", "B", "C"]:
    """Give the class of a difference.

    Args:
        delta: its size.
        error: the standard error of delta.
        p_value: of the test that there is none.
    """
    if p_value >= _LEVEL or abs(delta) < 1:
        return "A"
    is_clearly_above_one = abs(delta) - _ONE_SIDED * error > 1
    return "C" if abs(delta) >= 1.5 and is_clearly_above_one else "B"  # noqa: PLR2004 - the definition's own number


def compared_groups(taken: Iterable[Taken]) -> list[tuple[str, str, str]]:
    """List what can be compared: dimension, the largest group, and each other group that is large enough."""
    taken = list(taken)
    found = []
    for dimension in DIMENSIONS:
        sizes = Counter(each.groups[dimension] for each in taken if dimension in each.groups)
        large = sorted((group for group in sizes if sizes[group] >= FEWEST), key=lambda group: (-sizes[group], group))
        found += [(dimension, large[0], other) for other in large[1:]]
    return found


def differences(items: Iterable[str], taken: Sequence[Taken], measure: Measure) -> list[Difference]:
    """Compare every item between all groups that are large enough; the largest differences first.

    Where items differ much, people are matched anew without those: their points say less of what people know.
    """
    items = list(items)
    counts = {item: _counted(item, taken) for item in items}
    found: list[Difference] = []
    for groups in compared_groups(taken):
        compared = _compared(counts, groups, measure)
        unfair = frozenset(one.item for one in compared if one.size == "C")
        if unfair:
            purified = {item: _counted(item, taken, unfair - {item}) for item in items}
            compared = _compared(purified, groups, measure)
        found += compared
    limit = clear_below([one.p_value for one in found])
    marked = [replace(one, is_clear=one.p_value <= limit) for one in found]
    return sorted(marked, key=lambda one: (not one.is_flagged, -"ABC".index(one.size), -abs(one.delta), one.item))


def clear_below(p_values: Iterable[float]) -> float:
    """Give the largest p-value that is clear at 5 % among so many, after Benjamini and Hochberg; -1 when none is."""
    ranked = sorted(p_values)
    return max((p for rank, p in enumerate(ranked, 1) if p <= rank / len(ranked) * _LEVEL), default=-1.0)


Levels = dict[float, list[int]]
"""Of one group: how many people were wrong and right, by the points of the whole attempt."""


def _counted(item: str, taken: Iterable[Taken], without: frozenset[str] = frozenset()) -> dict[tuple[str, str], Levels]:
    """Count once for all comparisons, by dimension and group; `without`: items that people are not matched by."""
    counts: dict[tuple[str, str], Levels] = {}
    for each in taken:
        mark = each.marks.get(item)
        if mark is not None:
            level = each.level_without(without) if without else each.level
            for group in each.groups.items():
                counts.setdefault(group, {}).setdefault(level, [0, 0])[mark.is_right] += 1
    return counts


def _compared(
    counts: Mapping[str, Mapping[tuple[str, str], Levels]], groups: tuple[str, str, str], measure: Measure
) -> list[Difference]:
    found = (_difference(item, each, groups, measure) for item, each in counts.items())
    return [one for one in found if one is not None]


def _difference(
    item: str, counts: Mapping[tuple[str, str], Levels], groups: tuple[str, str, str], measure: Measure
) -> Difference | None:
    dimension, reference, focal = groups
    levels = [counts.get((dimension, group), {}) for group in (reference, focal)]
    people = [sum(map(sum, each.values())) for each in levels]
    if min(people) < FEWEST:
        return None
    tables = _strata(*levels)
    if len(tables) < FEWEST_STRATA or not _says_something(tables):
        return None
    odds_ratio, error, chi_square, p_value = measure(tables)
    delta = _DELTA * math.log(odds_ratio)
    return Difference(
        item=item,
        dimension=dimension,
        reference=(reference, people[0]),
        focal=(focal, people[1]),
        strata=len(tables),
        odds_ratio=odds_ratio,
        chi_square=chi_square,
        p_value=p_value,
        delta=delta,
        size=effect_size(delta, abs(_DELTA) * error, p_value),
    )


def _strata(reference: Levels, focal: Levels) -> list[Table]:
    """Set right against wrong per stratum, from few points to many; thin strata are taken together with the next."""
    ready: list[Table] = []
    gathered = _NOBODY
    for level in sorted(reference.keys() | focal.keys()):
        (ref_wrong, ref_right), (wrong, right) = (each.get(level, (0, 0)) for each in (reference, focal))
        gathered = _together(gathered, ((ref_right, ref_wrong), (right, wrong)))
        if min(map(sum, gathered)) >= FEWEST_IN_STRATUM:
            ready.append(gathered)
            gathered = _NOBODY
    if ready:
        ready[-1] = _together(ready[-1], gathered)
    return ready


def _together(one: Table, other: Table) -> Table:
    (a, b), (c, d) = one
    (e, f), (g, h) = other
    return (a + e, b + f), (c + g, d + h)


def _says_something(tables: Sequence[Table]) -> bool:
    """Whether the odds ratio is neither 0 nor without end: in some stratum each group has some right, or some wrong."""
    return any(a * d for (a, _), (_, d) in tables) and any(b * c for (_, b), (c, _) in tables)
