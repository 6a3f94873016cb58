"""Bars: one row for each group, its words and its number above its bar, so that no legend and no axis is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.reports.charts.shapes import (
    LEADING,
    Drawing,
    Measure,
    Part,
    Rect,
    Rule,
    Shape,
    Text,
    broken,
    highest,
    share_of,
)

THICK: Final = 9.0
GAP: Final = 12.0  # between rows
AIR: Final = 5.0  # between words and bar
SMALLER: Final = 0.88  # of the type size, for what stands at a mark
OVER: Final = 3.0  # how far a mark reaches beyond its bar


@dataclass(frozen=True)
class Mark:
    """A line across a bar, such as a target, with its words below it."""

    value: float
    words: str


@dataclass(frozen=True)
class Bar:
    """One row.

    Attributes:
        label: what it is about.
        value: how long its bar is; None draws none, because it is hidden or there is nothing to divide by.
        written: the number as it is read.
        url: where the number opens to its rows.
        mark: what it is to be seen beside.
    """

    label: str
    value: float | None
    written: str
    url: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Bars:
    """Rows of bars from zero; `most` is what a bar of the whole width stands for, by itself the longest one shown."""

    rows: Sequence[Bar]
    most: float | None = None

    def drawn(self, width: float, size: float, measure: Measure) -> Drawing:
        """Lay the rows out, one below the other."""
        most = self.most or highest(row.value for row in self.rows)
        parts: list[Part] = []
        top = 0.0
        for row in self.rows:
            shapes, below = _row(row, top, width, size, most, measure)
            ground = [Rect(0, top - GAP / 2, width, below - top + GAP, "ground")] if row.url else []
            parts.append(Part((*ground, *shapes), row.url))
            top = below + GAP
        return Drawing(width, max(0.0, top - GAP), tuple(parts))


def _row(row: Bar, top: float, width: float, size: float, most: float, measure: Measure) -> tuple[list[Shape], float]:
    number = measure(row.written, size, True)  # noqa: FBT003
    lines = broken(row.label, width - number - size, size, measure)
    shapes: list[Shape] = [Text(0, top + size + place * size * LEADING, line, size) for place, line in enumerate(lines)]
    last = top + size + (len(lines) - 1) * size * LEADING
    shapes.append(Text(width, last, row.written, size, "end", is_bold=True))
    top = last + AIR
    shapes.append(Rect(0, top, width, THICK, "track"))
    if row.value:
        shapes.append(Rect(0, top, width * share_of(row.value, most), THICK))
    top += THICK
    if row.mark:
        at, small = width * share_of(row.mark.value, most), size * SMALLER
        across = (at, top - THICK - OVER, at, top + OVER)
        shapes += [Rule(*across, "paper", 5), Rule(*across, "ink", 2)]  # it is seen on a dark bar, too
        half = measure(row.mark.words, small, False) / 2  # noqa: FBT003
        middle = min(max(at, half), width - half)
        top += OVER + small * 1.1
        shapes.append(Text(middle, top, row.mark.words, small, "middle", tone="muted"))
        top += small * (LEADING - 1.1)
    return shapes, top
