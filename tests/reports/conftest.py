from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from learning.reports.table import HIDDEN, Cell, Column, Header, Kind, Row, Sheet, Table

COUNTS = (
    Column("course", "Course"),
    Column("people", "People", "number"),
    Column("rate", "Completion rate", "percent"),
)
ROLL = (
    Column("name", "Name"),
    Column("number", "Service number"),
    Column("hours", "Hours", "number"),
    Column("score", "Score", "percent"),
    Column("completed_on", "Completed on", "date"),
)
COUNT_ROWS: tuple[Row, ...] = (
    ("Gender-responsive conflict analysis", 1284, (1000, 1284)),
    ("Preventing sexual exploitation and abuse", 0, (0, 0)),
    ("All courses", HIDDEN, HIDDEN),
)
ROLL_ROWS: tuple[Row, ...] = (
    ("Abena Serwaa Mensah", "0012345", 12, Fraction(5, 6), date(2026, 1, 5)),
    ("أمينة عبد الرحمن", "GH-7", Decimal("12.5"), (1, 16), date(1899, 12, 31)),
    ("আমিনা খাতুন", "٣", 1_000_000, (1, 1), datetime(2026, 2, 28, 23, 59, tzinfo=UTC)),
    ('Zoë "Zo", Ó Briain', "1E5", 0, (0, 7), None),
    ("", "GH8", None, None, HIDDEN),
    ("Олександра", "GH9", HIDDEN, HIDDEN, date(2026, 12, 31)),
)
HEADER = Header(
    title="Completion report: Ghana",
    lines=(("Period", "1 January to 30 June 2026"), ("Rule version", "3"), ("People (n)", "1284")),
    audience="internal",
    audience_words="Internal: for the country’s own staff only.",
)

MakeSheet = Callable[..., Sheet]


@pytest.fixture
def make_sheet() -> MakeSheet:
    """A report with every kind of cell, made anew each time because its rows are read once."""

    def make(**header: Any) -> Sheet:
        return Sheet(
            replace(HEADER, **header),
            (Table("By course", COUNTS, iter(COUNT_ROWS)), Table("Roll", ROLL, iter(ROLL_ROWS), is_roll=True)),
        )

    return make


@pytest.fixture
def one_column() -> MakeSheet:
    """A report of one roll of one column."""

    def make(cells: Iterable[Cell], kind: Kind = "text", **header: Any) -> Sheet:
        column = Column("only", "Only", kind)
        rows = ((cell,) for cell in cells)
        return Sheet(replace(HEADER, **header), (Table("Roll", (column,), rows, is_roll=True),))

    return make
