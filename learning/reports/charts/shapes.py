"""What a chart is made of, whoever draws it.

Lengths are units: pixels of a narrow screen, points of paper. `start` is the distance from the edge where reading
starts, left or right, so that a chart of a right-to-left language is the mirror of the same shapes; `top` grows
downwards.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["ink", "muted", "paper"]
Fill = Literal["solid", "hollow", "track", "ground"]
Anchor = Literal["start", "middle", "end"]
Measure = Callable[[str, float, bool], float]
"""Says how wide a line of words is: words, type size, whether it is bold."""

LEADING: Final = 1.35
_ROUGH: Final = 0.56  # a letter's width in sizes, as screens' own typefaces have it, with room to spare
_ROUGH_BOLD: Final = 0.6


@dataclass(frozen=True)
class Rect:
    """A bar. solid: a value. hollow: one that is not final. track: the length of the whole. ground: can be touched."""

    start: float
    top: float
    width: float
    height: float
    fill: Fill = "solid"


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    start: float
    top: float
    to_start: float
    to_top: float
    tone: Tone = "muted"
    weight: float = 1


@dataclass(frozen=True)
class Text:
    """One line of words; `base` is how far down its base line is."""

    start: float
    base: float
    words: str
    size: float
    anchor: Anchor = "start"
    is_bold: bool = False
    tone: Tone = "ink"


Shape = Rect | Rule | Text


@dataclass(frozen=True)
class Part:
    """The shapes of one row or one column, which lead to what was counted.

    Attributes:
        shapes: what is drawn.
        url: where its number opens to its rows; None where nothing can be opened.
        name: what a link is called whose shapes do not say it.
    """

    shapes: tuple[Shape, ...]
    url: str | None = None
    name: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart laid out."""

    width: float
    height: float
    parts: tuple[Part, ...]

    @property
    def shapes(self) -> Iterator[Shape]:
        """Everything that is drawn."""
        return (shape for part in self.parts for shape in part.shapes)


def roughly(words: str, size: float, is_bold: bool) -> float:  # noqa: FBT001 - the Measure of screens, whose typefaces are not known
    """Judge how wide a line of words is on a screen."""
    return len(words) * size * (_ROUGH_BOLD if is_bold else _ROUGH)


def broken(words: str, width: float, size: float, measure: Measure) -> list[str]:
    """Break words into lines; a word that alone is wider stands on a line of its own."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, False) <= width:  # noqa: FBT003
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def share_of(value: float, most: float) -> float:
    """Say what part of the whole length a value takes: from zero, and never more than all of it."""
    return min(1.0, max(0.0, value / most)) if most else 0.0


def highest(values: Iterable[float | None]) -> float:
    """Find the largest of the values that are shown; 0 when none is."""
    return max((value for value in values if value is not None), default=0.0)
