"""Figures: one line each, with its limit, its ceiling and whether it holds."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")

HEADINGS = ("what", "value", "limit", "ceiling", "ratio", "")
WIDTHS = (66, 12, 12, 10, 8, 8)


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        name: what was measured.
        value: what came out; None when this machine cannot measure it.
        limit: what it may be at most (at least, for `is_floor`).
        unit: of value, limit and ceiling.
        ceiling: the same work done bare, measured in the same run.
        times: how many times the ceiling it may be at most.
        is_floor: more is better.
        note: what a reader must know, such as why it was not measured.
    """

    name: str
    value: float | None
    limit: float
    unit: str
    ceiling: float | None = None
    times: float | None = None
    is_floor: bool = False
    note: str = ""

    @property
    def held(self) -> bool:
        """Whether the limits hold; what was not measured does not hold."""
        if self.value is None:
            return False
        within = self.value >= self.limit if self.is_floor else self.value <= self.limit
        return within and (self.times is None or self.ratio is None or self.ratio <= self.times)

    @property
    def ratio(self) -> float | None:
        """How many times the ceiling."""
        return self.value / self.ceiling if self.value is not None and self.ceiling else None

    def line(self) -> str:
        """Write the figure as a line of the table."""
        limit = f"{'≥' if self.is_floor else '≤'} {_number(self.limit)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.1f}×"
        if self.times is not None:
            ratio += f" ≤{self.times:g}×"
        cells = (
            self.name,
            "not measured" if self.value is None else f"{_number(self.value)} {self.unit}",
            limit,
            "" if self.ceiling is None else _number(self.ceiling),
            ratio,
            "held" if self.held else "not held",
        )
        return row(cells) + (f"  ({self.note})" if self.note else "")


def row(cells: Iterable[str]) -> str:
    """Set cells under each other: the first to the left, figures to the right."""
    first, *figures, last = zip(cells, WIDTHS, strict=True)
    return "  ".join(
        [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in figures), last[0].ljust(last[1])]
    )


def _number(number: float) -> str:
    for above, places in ((100, 0), (10, 1), (1, 2)):
        if number >= above:
            return f"{number:.{places}f}"
    return f"{number:.3f}"


def watched(things: Iterable[T], words: str, total: int | None = None) -> Iterable[T]:
    """Show how far a long measurement is."""
    return tqdm(things, desc=words, total=total, file=sys.stderr, leave=False, mininterval=0.5)


def medians_of(
    rounds: int, words: str, measured: Callable[[int], float], bare: Callable[[int], float]
) -> tuple[float, float]:
    """Measure the product and the bare application in turn, so that both meet the same neighbours; the middle ones."""
    pairs = [(measured(number), bare(number)) for number in watched(range(rounds), words, rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
