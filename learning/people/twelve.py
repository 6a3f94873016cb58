"""The twelve pictures of picture codes: drawn once, as shapes that a page and a sheet of paper both can draw.

Each stands in a square of 48. `tone` is filled in one colour, `line` drawn in ink on top; both are paths of absolute
M, L, C and Z only. Their order is their number in a code and never changes.
"""

from dataclasses import dataclass
from typing import Final

SIDE: Final = 48
_ROUND: Final = 0.5523  # of the radius: where a curve bends to follow a quarter of a circle


@dataclass(frozen=True)
class Drawing:
    """One picture: its name in addresses and catalogues, and its two layers."""

    name: str
    tone: str
    line: str


def circle(x: float, y: float, radius: float) -> str:
    """Write a circle as four curves."""
    far, bend = radius, radius * _ROUND
    return (
        f"M{x - far:g} {y:g}C{x - far:g} {y - bend:g} {x - bend:g} {y - far:g} {x:g} {y - far:g}"
        f"C{x + bend:g} {y - far:g} {x + far:g} {y - bend:g} {x + far:g} {y:g}"
        f"C{x + far:g} {y + bend:g} {x + bend:g} {y + far:g} {x:g} {y + far:g}"
        f"C{x - bend:g} {y + far:g} {x - far:g} {y + bend:g} {x - far:g} {y:g}Z"
    )


TWELVE: Final = (
    Drawing(
        "sun",
        circle(24, 24, 10),
        "M24 4L24 9M24 39L24 44M4 24L9 24M39 24L44 24M10 10L13.5 13.5M34.5 34.5L38 38M38 10L34.5 13.5M13.5 34.5L10 38",
    ),
    Drawing(
        "tree",
        circle(24, 16, 12) + circle(15, 21, 8) + circle(33, 21, 8),
        "M24 44L24 18M24 32L32 23M24 28L17 21M13 44L35 44",
    ),
    Drawing(
        "house",
        "M5 23L24 6L43 23Z",
        "M5 23L24 6L43 23M10 24L10 43L38 43L38 24M20 43L20 31L28 31L28 43",
    ),
    Drawing(
        "fish",
        "M4 24C12 9 27 10 35 24C27 38 12 39 4 24Z",
        "M35 24L44 15L44 33ZM17 16C21 20 21 28 17 32" + circle(11, 22, 1),
    ),
    Drawing(
        "bird",
        "M9 26C12 17 22 18 26 17C27 9 39 8 39 17C41 30 33 37 24 37C16 37 10 33 9 26Z",
        "M39 15L45 18L39 20M9 26L3 20M9 28L4 28M20 37L20 44M27 37L27 44M16 25C19 32 27 31 29 24" + circle(33, 16, 1),
    ),
    Drawing(
        "boat",
        "M4 32L44 32L37 43L11 43Z",
        "M23 32L23 5M23 6L38 27L23 27M19 12L10 27L19 27Z",
    ),
    Drawing(
        "cup",
        "M8 18L34 18L31 42L11 42Z",
        "M8 18L34 18M34 22C45 21 44 36 32 36M17 13C13 10 20 8 16 4M26 13C22 10 29 8 25 4",
    ),
    Drawing(
        "key",
        circle(14, 24, 10),
        "M24 24L45 24L45 33M37 24L37 31" + circle(14, 24, 10) + circle(14, 24, 3),
    ),
    Drawing(
        "flower",
        circle(24, 9, 5.5) + circle(32, 15, 5.5) + circle(29, 24, 5.5) + circle(19, 24, 5.5) + circle(16, 15, 5.5),
        circle(24, 17, 3.5) + "M24 29L24 45M24 41C31 41 35 37 36 31C29 31 25 35 24 41M24 43C19 43 15 40 14 36",
    ),
    Drawing(
        "drum",
        "M8 14C8 22 40 22 40 14L36 39C36 44 12 44 12 39Z",
        "M8 14C8 6 40 6 40 14C40 22 8 22 8 14ZM10 20L17 41L24 21L31 41L38 20",
    ),
    Drawing(
        "chair",
        "M12 25L38 25L38 31L12 31ZM12 6L18 6L18 19L12 19Z",
        "M12 4L12 44M36 31L36 44M12 38L36 38",
    ),
    Drawing(
        "umbrella",
        "M4 26C5 3 43 3 44 26C40 22 34 22 31 26C29 22 19 22 17 26C14 22 8 22 4 26Z",
        "M24 9L24 4M24 24L24 39C24 45 33 45 33 39",
    ),
)
