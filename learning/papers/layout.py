"""Where everything stands on an answer sheet: one lattice for all quizzes, so that a sheet is measured, then known.

Lengths are millimetres from the upper left corner of A4. The lattice has two blocks of rows, each row ten places wide;
at both ends of every row stands a tick, by which the row is found again on bent paper. Right-to-left sheets use the
same places, from the other side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from learning.papers.bubbles import MOST_COLUMNS

PAGE: Final = (210.0, 297.0)
MARK_SIDE: Final = 9.0
MARKS: Final = ((14.0, 60.0), (187.0, 60.0), (187.0, 276.0), (14.0, 276.0))
"""Upper left corners of the four registration marks, clockwise."""
MARK_BITS: Final = ("1011010100110010", "0000111110011010", "0011001100101101", "1001100101000110")
"""What each mark holds, row by row, 1 for white: the first four of the dictionary 4x4_50 of ArUco."""
CODE: Final = (168.0, 14.0, 28.0)
"""Left, upper edge and side of the square code."""
CODE_FIELD: Final = (163.0, 11.0, 36.0, 42.0)
"""Left, top, width and height of what is shown to a person when the square cannot be read: the code, and no name."""
BLOCKS: Final = (14.0, 108.0)
BLOCK_WIDTH: Final = 88.0
TICK: Final = (3.0, 2.2)
"""Width and height of the tick at each end of a row."""
FIRST_ROW: Final = 78.0
ROW_PITCH: Final = 7.2
ROWS: Final = 27
FIRST_COLUMN: Final = 17.0
"""From the edge of the block to the middle of its first place."""
COLUMN_PITCH: Final = 6.0
BUBBLE: Final = 4.4
"""Diameter."""
FIELD: Final = (12.0, 58.0, 186.0, 229.0)
"""Left, top, width and height of what is kept of a photograph while a mark is unsure: the marks, and no name."""


@dataclass(frozen=True)
class Slot:
    """The place of one row of a question: block and row of the lattice, and where its bubbles begin.

    Attributes:
        columns: the places of its bubbles in the lattice, in their order.
    """

    block: int
    row: int
    columns: tuple[int, ...]

    @property
    def y(self) -> float:
        """The middle of the row."""
        return FIRST_ROW + self.row * ROW_PITCH

    def x(self, column: int) -> float:
        """The middle of one of its bubbles."""
        return BLOCKS[self.block] + FIRST_COLUMN + self.columns[column] * COLUMN_PITCH


def place(groups: Sequence[Sequence[int]], *, rtl: bool) -> list[list[Slot]] | None:
    """Give each question's rows their places, a question in one block, both blocks about as long.

    Args:
        groups: for each question how many bubbles each of its rows has.
        rtl: the sheet is read from the right.

    Returns:
        The places of each question; None when they do not fit on one sheet.
    """
    total = sum(map(len, groups))
    found: list[list[Slot]] = []
    block = row = 0
    for group in groups:
        half_full = row + len(group) / 2 > total / 2 and row > 0
        if block == 0 and (half_full or row + len(group) > ROWS):
            block, row = 1, 0
        if row + len(group) > ROWS:
            return None
        physical = 1 - block if rtl else block
        slots = [Slot(physical, row + number, _columns(width, rtl=rtl)) for number, width in enumerate(group)]
        found.append(slots)
        row += len(group)
    return found


def _columns(width: int, *, rtl: bool) -> tuple[int, ...]:
    return tuple(MOST_COLUMNS - 1 - column for column in range(width)) if rtl else tuple(range(width))


def plan() -> dict[str, Any]:
    """Say to the program that reads photographs where everything stands."""
    return {
        "page": PAGE,
        "marks": MARKS,
        "mark_side": MARK_SIDE,
        "code": CODE,
        "code_field": CODE_FIELD,
        "blocks": BLOCKS,
        "block_width": BLOCK_WIDTH,
        "tick": TICK,
        "first_row": FIRST_ROW,
        "row_pitch": ROW_PITCH,
        "rows": ROWS,
        "first_column": FIRST_COLUMN,
        "columns": MOST_COLUMNS,
        "column_pitch": COLUMN_PITCH,
        "bubble": BUBBLE,
        "field": FIELD,
    }
