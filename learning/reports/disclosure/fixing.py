"""Which counts are fixed because no count is below zero: a zero says that each of its parts is zero, and so on.

The least and the most that each count can be are drawn closer, sum by sum, as long as something changes.
"""

from collections.abc import Iterable, Mapping
from typing import Final

Unknown = tuple[int, str]
"""The people of one sex in one piece."""
Sums = Mapping[frozenset[Unknown], int]
ROUNDS: Final = 50


def fixed(sums: Sums, more: Sums) -> set[Unknown]:
    """Name the counts that can only be one number.

    Args:
        sums: what is known: which counts add up to what. What is left of one beside another is known as well.
        more: what follows from it.
    """
    found: dict[Unknown, int] = {}
    while new := _fixed_at_once(sums, more):
        found |= new
        sums, more = _without(sums, new), _without(more, new)
    return set(found)


def _without(sums: Sums, new: Mapping[Unknown, int]) -> Sums:
    return {each.difference(new): value - sum(new.get(one, 0) for one in each) for each, value in sums.items()}


def _fixed_at_once(sums: Sums, more: Sums) -> dict[Unknown, int]:
    every = {one for each in sums for one in each}
    least = dict.fromkeys(every, 0)
    most = dict.fromkeys(every, max(sums.values(), default=0))
    known = with_differences(sums) | dict(more)
    for _ in range(ROUNDS):
        changes = [_draw_closer(each, value, least, most) for each, value in known.items()]
        if not any(changes):
            break
    return {one: least[one] for one in every if least[one] == most[one]}


def with_differences(sums: Sums) -> dict[frozenset[Unknown], int]:
    """Add what is left of a sum when another one, which lies within it, is taken away."""
    more = dict(sums)
    for whole, value in sums.items():
        for part, other in sums.items():
            if part < whole:
                more[whole - part] = value - other
    return more


def _draw_closer(each: Iterable[Unknown], value: int, least: dict[Unknown, int], most: dict[Unknown, int]) -> bool:
    low, high = sum(least[one] for one in each), sum(most[one] for one in each)
    has_changed = False
    for one in each:
        bottom, top = max(least[one], value - high + most[one]), min(most[one], value - low + least[one])
        if (bottom, top) != (least[one], most[one]):
            has_changed = True
            low += bottom - least[one]
            high += top - most[one]
            least[one], most[one] = bottom, top
    return has_changed
