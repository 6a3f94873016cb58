"""A report's tables as a page shows them: cells in words, one page of the roll, and bars where there are counts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from learning.reports.table import Cell, Row, Sheet, Table, shown

ROWS_PER_PAGE = 50
LAST_PAGE = 1_000_000  # no roll is as long, and every database can count so far
FEWEST_BARS = 2
MOST_COLUMNS = 5
"""A table of more columns says more than bars can show."""


@dataclass(frozen=True)
class Drawn:
    """A table as the page shows it: every cell in words; of the roll, one page of rows.

    `bars` are (words, length, the figure in words) of its chart, `full` the length of a full bar if there is one.
    """

    table: Table
    cells: list[list[str]]
    bars: Sequence[tuple[str, float, str]] = ()
    full: int | None = None


def drawn_tables(sheet: Sheet, number: int, day: Callable[[date], str] = date.isoformat) -> tuple[list[Drawn], bool]:
    """Draw tables, with one page of the roll, while the session is open; says also whether the roll goes on.

    Args:
        sheet: what the report says.
        number: which page of the roll.
        day: how a date reads: who works with tables compares them, who reads about herself reads words.
    """
    has_more = False
    drawn: list[Drawn] = []
    for table in sheet.tables:
        rows = list(_page(table.rows, number)) if table.is_roll else list(table.rows)
        if table.is_roll:
            has_more = len(rows) > ROWS_PER_PAGE
            rows = rows[:ROWS_PER_PAGE]
        cells = [
            [
                day(cell) if column.kind == "date" and isinstance(cell, date) else shown(cell, column, sheet.header)
                for cell, column in zip(row, table.columns, strict=True)
            ]
            for row in rows
        ]
        bars, full = _bars(table, rows, cells)
        drawn.append(Drawn(table, cells, bars, full))
    return drawn, has_more


def _page(rows: Iterable[Row], number: int) -> Iterator[Row]:
    first = (number - 1) * ROWS_PER_PAGE
    return islice(rows, first, first + ROWS_PER_PAGE + 1)


def _bars(
    table: Table, rows: Sequence[Row], cells: Sequence[Sequence[str]]
) -> tuple[Sequence[tuple[str, float, str]], int | None]:
    """Draw what a table of counts says as bars: its last column if that is a share, else its first figure."""
    if table.is_roll or len(rows) < FEWEST_BARS or len(table.columns) > MOST_COLUMNS:
        return (), None
    place, full = (-1, 1) if table.columns[-1].kind == "percent" else (1, None)
    lengths = [_length(row[place]) for row in rows]
    if any(length is None for length in lengths):
        return (), None
    return [(each[0], length or 0, each[place]) for each, length in zip(cells, lengths, strict=True)], full


def _length(cell: Cell) -> float | None:
    """Say how long the bar of a cell is; None: the cell is hidden or no figure, so that there is no chart."""
    if isinstance(cell, tuple):
        return cell[0] / cell[1] if cell[1] else 0
    return float(cell) if isinstance(cell, int | Decimal | Fraction) else None
