"""Somebody who knows all that is published, and that no count is below zero, works out the rest by linear programming.

Each question (the least and the most that a hidden number can be) is a linear program of its own. Hundreds of them are
set side by side as one program that falls apart into blocks: its optimum is theirs, and one call costs what two cost.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

PROGRAMS_AT_ONCE = 150

Sum = frozenset[Hashable]
"""The unknown counts that a number is the sum of."""


@dataclass
class Publication:
    """What is known (sums of unknown counts, with their values) and what is hidden (sums, with the truth)."""

    known: list[tuple[Sum, int]] = field(default_factory=list)
    hidden: dict[Sum, int] = field(default_factory=dict)

    def say(self, of: Iterable[Hashable], truth: int, *, is_hidden: bool) -> None:
        """Publish a number, or its absence."""
        if is_hidden:
            self.hidden[frozenset(of)] = truth
        else:
            self.known.append((frozenset(of), truth))


def intervals(publications: Sequence[Publication]) -> list[dict[Sum, tuple[float, float]]]:
    """Work out for each hidden number of each publication the least and the most that it can be."""
    found: list[dict[Sum, tuple[float, float]]] = [{} for _ in publications]
    asked = [(place, target) for place, each in enumerate(publications) for target in each.hidden]
    for start in range(0, len(asked), PROGRAMS_AT_ONCE):
        some = asked[start : start + PROGRAMS_AT_ONCE]
        least = _solved(publications, some, 1)
        most = _solved(publications, some, -1)
        for (place, target), low, high in zip(some, least, most, strict=True):
            found[place][target] = (low, high)
    return found


def _solved(publications: Sequence[Publication], asked: Sequence[tuple[int, Sum]], sign: int) -> list[float]:
    rows: list[int] = []
    columns: list[int] = []
    values: list[int] = []
    cost: list[int] = []
    blocks: list[Mapping[Hashable, int]] = []
    for place, target in asked:
        publication = publications[place]
        unknown = dict.fromkeys(one for of, _ in publication.known for one in of) | dict.fromkeys(
            one for of in publication.hidden for one in of
        )
        block = {one: len(cost) + number for number, one in enumerate(unknown)}
        cost += [sign * (one in target) for one in unknown]
        for of, value in publication.known:
            rows += [len(values)] * len(of)
            columns += [block[one] for one in of]
            values.append(value)
        blocks.append(block)
    solved = linprog(
        cost,
        A_eq=coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(values), len(cost))).tocsr(),
        b_eq=values,
        bounds=(0, max((value for each in publications for _, value in each.known), default=0)),
        method="highs",
    )
    assert solved.success, solved.message
    return [
        float(sum(solved.x[block[one]] for one in target)) for block, (_, target) in zip(blocks, asked, strict=True)
    ]
