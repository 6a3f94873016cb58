"""A sheet filled in by somebody and photographed: from its PDF, as whoever holds it would."""

from collections.abc import Mapping
from random import Random

from learning.papers.bubbles import Marks
from learning.papers.lines import Line
from tests.papers.sheet_photographs import Picture, Stroke, filled_in, photograph


def strokes(lines: list[Line], marks: Mapping[str, Marks], manners: Mapping[str, str] | None = None) -> list[Stroke]:
    """Where a pen goes for these marks; `manners` says how the marks of some items are made."""
    return [
        Stroke(slot.x(column), slot.y, (manners or {}).get(line.item.id, "full"))
        for line in lines
        for slot, columns in zip(line.slots, marks[line.item.id], strict=True)
        for column in columns
    ]


def taken(page: Picture, drawn: list[Stroke], seed: int = 1325, **hand: float) -> bytes:
    """A photograph of a page on which somebody drew."""
    random = Random(seed)
    return photograph(filled_in(page, drawn, random), random, **hand)  # type: ignore[arg-type]
