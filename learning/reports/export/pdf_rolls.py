"""How wide the columns of a roll are: people line by line, who are printed by the hundred, so that few pages hold many.

Columns are as wide as most of their texts ask for, not the longest: a few rows take a line more, all others stay low.
Type is as large as it can be without taking much more paper. Lengths are points.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from certificates import type as typeset
from learning.reports.export.pdf_measures import SIZE, SMALLEST, STEP, Widths, least_width, settle
from learning.reports.table import Column

GAP: Final = 7.0  # between neighbouring columns
LEADING: Final = 1.28  # distance of base lines, in sizes
AIR: Final = 3.5  # of a row: hairlines between them keep rows apart
MOST_LINES: Final = 4  # a row of more lines is counted as if it had so many
WORTH: Final = 1.05  # smaller type must save a twentieth of the lines
SHORT: Final = 30  # so many lines fit on one page in the usual size
NARROWER: Final = 4.0  # by so much one column gives way at a time
HALVINGS: Final = 7
Sample = Sequence[Sequence[str]]
Wishes = Sequence[Sequence[float]]
"""Of each row the widths with which one text takes one line, two lines and so on, at size 1."""


def settle_roll(columns: Sequence[Column], sample: Sample, room: float) -> Widths:
    """Give each column its width, and the table its size, so that the rows of a sample take little paper.

    What does not fit in whole words at any size is settled as other tables are.
    """
    free = room - GAP * (len(columns) - 1)
    wishes = [_wishes([row[number] for row in sample], column) for number, column in enumerate(columns)]
    chosen: tuple[int, Widths] | None = None
    size = SIZE
    while size >= SMALLEST and (chosen is None or chosen[0] > SHORT):
        least = [least_width(number, column, sample, size) for number, column in enumerate(columns)]
        if sum(least) <= free:
            widths, lines = _narrowed(least, wishes, free, size)
            found = _spread(columns, widths, free, size)
            if chosen is None or sum(lines) * WORTH < chosen[0]:
                chosen = (sum(lines), found)
        size -= STEP
    return chosen[1] if chosen else settle(columns, sample, room, is_spread=True)


def _wishes(texts: Sequence[str], column: Column) -> Wishes:
    """Say of each text of a column how wide it would like to be; figures and dates keep their width and never break."""
    if column.kind != "text":
        return [(0.0,) * MOST_LINES] * len(texts)
    known = {text: tuple(_narrowest(text)) for text in set(texts)}
    return [known[text] for text in texts]


def _narrowest(text: str) -> Iterator[float]:
    """Say how narrow a column may be for a text to take one line, two lines and so on, at size 1."""
    whole = typeset.measure(text, 1)
    words = [typeset.measure(word, 1) for word in text.split()]
    space = (whole - sum(words)) / (len(words) - 1) if len(words) > 1 else 0.0
    yield whole
    for lines in range(2, MOST_LINES + 1):
        low, high = whole / lines, whole
        for _ in range(HALVINGS):
            width = (low + high) / 2
            low, high = (low, width) if _count(words, space, width) <= lines else (width, high)
        yield high


def _count(words: Sequence[float], space: float, width: float) -> int:
    """Count the lines that words take in a width."""
    lines, at = 1, 0.0
    for word in words:
        lines, at = (lines, at + word + space) if not at or at + word <= width else (lines + 1, word + space)
    return lines


def _narrowed(
    least: Sequence[float], wishes: Sequence[Wishes], free: float, size: float
) -> tuple[list[float], list[int]]:
    """Begin with one line a row and narrow, step by step, the column that costs the fewest lines, until all fit.

    A row that has two lines already because of one column costs nothing in another. Gives the widths, and the lines of
    each row.
    """
    widths = [
        max([base, *(size * wish[0] + STEP for wish in column)]) for base, column in zip(least, wishes, strict=True)
    ]
    taken = [[_lines(wish, width / size) for wish in column] for width, column in zip(widths, wishes, strict=True)]
    rows = list(map(max, zip(*taken, strict=True)))
    while sum(widths) > free:
        moves = []
        for number, (width, base) in enumerate(zip(widths, least, strict=True)):
            if width > base:
                lines = [_lines(wish, (width - NARROWER - STEP) / size) for wish in wishes[number]]
                more = sum(one - row for one, row in zip(lines, rows, strict=True) if one > row)
                moves.append((more, -width, number, lines))
        _, _, number, lines = min(moves)
        widths[number] = max(least[number], widths[number] - NARROWER)
        taken[number] = lines
        rows = list(map(max, zip(*taken, strict=True)))
    return widths, rows


def _lines(wish: Sequence[float], width: float) -> int:
    return next((lines for lines, each in enumerate(wish, 1) if each <= width), MOST_LINES)


def _spread(columns: Sequence[Column], widths: Sequence[float], free: float, size: float) -> Widths:
    """Let the table take the whole width: what is left goes to the texts."""
    takers = [column.kind == "text" for column in columns]
    extra = (free - sum(widths)) / (sum(takers) or len(widths))
    wide = tuple(width + extra * (takes or not any(takers)) for width, takes in zip(widths, takers, strict=True))
    starts = tuple(sum(wide[:number]) + GAP * number for number in range(len(wide)))
    return Widths(size, starts, wide, starts[-1] + wide[-1], LEADING, AIR)
