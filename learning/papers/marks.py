"""What was marked, decided from what was measured; whatever is not clear is a doubt, and never guessed.

Measures are hundredths: how dark a bubble is within its line, how much of it is covered, the darkest stroke that goes
beyond it, and how dark its own line is. Where the limits lie was measured on generated photographs (see the bench part
`sheets`): filled bubbles came out at 59 and more with 90 covered, empty ones at 9 and less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from learning.papers.bubbles import Marks, Row, has_gap

DARKEST_EMPTY = 6
"""Above the row's own level: the letter in a bubble, haze and noise are in both."""
HIGHEST_LEVEL = 8
LIGHTEST_FULL = 50
MOST_STAINED = 4
LEAST_COVERED = 80
LONGEST_STROKE = 11
LIGHTEST_LINE = 12


class Measured(NamedTuple):
    """One place of the lattice."""

    filling: int
    covered: int
    stroke: int
    line: int


class Doubt(StrEnum):
    """Why a person must look at a row."""

    FAINT = "faint"
    """Something is there that is neither a full mark nor nothing."""
    CROSSED_OUT = "crossed-out"
    SEVERAL = "several"
    """Two marks, where one is allowed."""
    GAP = "gap"
    """A number without one of its digits."""
    NOT_SEEN = "not-seen"
    """The bubbles are not where they should be."""


@dataclass(frozen=True)
class Judged:
    """One row: the columns that are marked, or why that is not sure."""

    marks: tuple[int, ...]
    doubt: Doubt | None = None


def judge(rows: Sequence[Row], cells: Sequence[Sequence[Measured]], *, is_number: bool) -> list[Judged]:
    """Decide what was marked for one question.

    Args:
        rows: its rows.
        cells: for each row its bubbles, in their order.
        is_number: the rows are the digits of one number.
    """
    judged = [_judge_row(row, measured) for row, measured in zip(rows, cells, strict=True)]
    if is_number and not any(each.doubt for each in judged) and has_gap(marks_of(judged)):
        return [Judged((), Doubt.GAP)] * len(judged)
    return judged


def marks_of(judged: Sequence[Judged]) -> Marks:
    """Give the marks of rows without doubts."""
    return tuple(each.marks for each in judged)


def _judge_row(row: Row, cells: Sequence[Measured]) -> Judged:
    if any(cell.line < LIGHTEST_LINE for cell in cells):
        return Judged((), Doubt.NOT_SEEN)
    lightest = sorted(cell.filling for cell in cells)[: max(1, len(cells) // 2)]
    level = min(HIGHEST_LEVEL, lightest[len(lightest) // 2])
    full = tuple(number for number, cell in enumerate(cells) if _is_full(cell, level))
    if any(cells[number].stroke > LONGEST_STROKE for number in full):
        return Judged((), Doubt.CROSSED_OUT)
    if any(number not in full and not _is_empty(cell, level) for number, cell in enumerate(cells)):
        return Judged((), Doubt.FAINT)
    if len(full) > 1 and not row.many:
        return Judged((), Doubt.SEVERAL)
    return Judged(full)


def _is_full(cell: Measured, level: int) -> bool:
    return cell.filling - level >= LIGHTEST_FULL and cell.covered >= LEAST_COVERED


def _is_empty(cell: Measured, level: int) -> bool:
    return cell.filling - level <= DARKEST_EMPTY and cell.covered <= MOST_STAINED
