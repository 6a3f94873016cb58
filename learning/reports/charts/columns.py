"""Columns: how something went from month to month, from zero, with its numbers on the columns where they fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from learning.reports.charts.shapes import Drawing, Measure, Part, Rect, Rule, Shape, Text, highest, share_of

HEIGHT: Final = 130.0  # of the highest column
FILLED: Final = 0.7  # of its place a column takes
SMALLER: Final = 0.88
AIR: Final = 4.0


@dataclass(frozen=True)
class Step:
    """One column.

    Attributes:
        label: what stands below it, if there is room.
        below: what stands below that at the first column and where it changes, such as the year.
        name: what it is called in full.
        value: its height; None draws none.
        written: the number as it is read.
        url: where the number opens to its rows.
        is_hollow: it is drawn as an outline: it is not over yet.
    """

    label: str
    below: str
    name: str
    value: float | None
    written: str
    url: str | None = None
    is_hollow: bool = False


@dataclass(frozen=True)
class Columns:
    """Columns from zero, the earliest first; `most` is what the whole height stands for."""

    steps: Sequence[Step]
    most: float | None = None

    def drawn(self, width: float, size: float, measure: Measure) -> Drawing:
        """Lay the columns out side by side on one line."""
        small = size * SMALLER
        top = small + AIR
        line = top + HEIGHT
        place = width / max(1, len(self.steps))
        most = self.most or highest(step.value for step in self.steps)
        numbered = self._numbered(place, small, measure)
        parts = []
        for number, step in enumerate(self.steps):
            start = place * (number + (1 - FILLED) / 2)
            shapes: list[Shape] = [Rect(place * number, 0, place, line, "ground")] if step.url else []
            height = HEIGHT * share_of(step.value or 0, most)
            if height:
                shapes.append(
                    Rect(start, line - height, place * FILLED, height, "hollow" if step.is_hollow else "solid")
                )
            if number in numbered and step.value:
                middle = place * (number + 0.5)
                half = measure(step.written, small, True) / 2  # noqa: FBT003
                middle = min(max(middle, half), width - half)
                shapes.append(Text(middle, line - height - AIR, step.written, small, "middle", is_bold=True))
            parts.append(Part(tuple(shapes), step.url, f"{step.name}: {step.written}"))
        below = [Rule(0, line, width, line, "ink"), *self._labels(place, line, small, measure)]
        return Drawing(width, line + small * 2.9, (*parts, Part(tuple(below))))

    def _numbered(self, place: float, size: float, measure: Measure) -> set[int]:
        """Say which columns have their number above them: all if they fit, else the highest and the last."""
        shown = [number for number, step in enumerate(self.steps) if step.value is not None]
        widest = max((measure(self.steps[number].written, size, True) for number in shown), default=0.0)  # noqa: FBT003
        if widest <= place * 0.98:
            return set(shown)
        top = max(shown, key=lambda number: (self.steps[number].value or 0, number))
        needs = int(widest // place) + 1
        return {top, shown[-1]} if shown[-1] - top >= needs or shown[-1] == top else {top}

    def _labels(self, place: float, line: float, size: float, measure: Measure) -> Iterator[Shape]:
        """Words below the columns, as many as fit, and the year where it begins."""
        widest = max((measure(step.label, size, False) for step in self.steps), default=0.0)  # noqa: FBT003
        every = max(1, -int(-(widest + AIR) // place))
        for number, step in enumerate(self.steps):
            if number % every == 0:
                half = measure(step.label, size, False) / 2  # noqa: FBT003
                middle = min(max(place * (number + 0.5), half), place * len(self.steps) - half)
                yield Text(middle, line + size * 1.25, step.label, size, "middle", tone="muted")
        begun = [
            (number, step.below)
            for number, step in enumerate(self.steps)
            if number == 0 or step.below != self.steps[number - 1].below
        ]
        free = width = place * len(self.steps)
        for number, words in reversed(begun):
            long = measure(words, size, False)  # noqa: FBT003
            if place * number + long <= min(free, width):
                yield Text(place * number, line + size * 2.5, words, size, "start", tone="muted")
                free = place * number - size
