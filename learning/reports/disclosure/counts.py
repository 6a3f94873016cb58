"""What is counted, what may be shown of it, and from which number on a count picks nobody out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from learning.reports.table import HIDDEN, Cell, Hidden

SMALL: Final = 5
"""Counts from one up to below this are hidden in what leaves a country's own staff; the threshold is ours."""
SMALL_IN_PUBLIC: Final = 10
"""The same on pages that anybody may open."""


@dataclass(frozen=True)
class Counts:
    """How many people a group has and how many of them completed."""

    people: int
    completed: int

    @property
    def left(self) -> int:
        """How many did not complete."""
        return self.people - self.completed


@dataclass(frozen=True)
class Published:
    """What may be shown of a group's counts.

    Attributes:
        people, completed, left: the counts (left: not completed), or HIDDEN.
        rate: (completed, people), hidden with either of them.
    """

    people: int | Hidden
    completed: int | Hidden
    left: int | Hidden

    @property
    def rate(self) -> tuple[int, int] | Hidden:
        """The completion rate, as a percent column takes it."""
        if isinstance(self.people, Hidden) or isinstance(self.completed, Hidden) or isinstance(self.left, Hidden):
            return HIDDEN
        return (self.completed, self.people)

    def cells(self) -> tuple[Cell, Cell, Cell, Cell]:
        """People, completed, not completed, rate: the cells of a table's row."""
        return (self.people, self.completed, self.left, self.rate)


@dataclass(frozen=True)
class Split:
    """What a table by sex shows that leaves a country's own staff.

    Attributes:
        groups: what may be shown, by sex.
        is_kept_back: more is hidden than this table alone asks for, because of what was shared before.
    """

    groups: Mapping[str, Published]
    is_kept_back: bool


def added(counts: Mapping[str, Counts]) -> Counts:
    """Add up groups."""
    return Counts(sum(c.people for c in counts.values()), sum(c.completed for c in counts.values()))


def is_small(count: int, threshold: int = SMALL) -> bool:
    """Whether a count could pick somebody out."""
    return 0 < count < threshold


def is_enough(hidden: int, total: int, threshold: int = SMALL) -> bool:
    """Whether the sum of hidden cells, which anybody can work out from the total, says nothing about a few people."""
    return hidden >= min(threshold, total)
