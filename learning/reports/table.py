"""What a report is when it leaves: a header and its tables, once, for the page and for every file.

The page, the CSV file, the workbook and the PDF are drawn from the same `Sheet`, so that they cannot disagree.
Cells are values (a whole number, a rate, a date), never text made to look like one; `shown` says how a value reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final, Literal


class Hidden(Enum):
    """The mark of a cell that is kept back so that nobody can be picked out; see `disclosure`."""

    CELL = "hidden"


HIDDEN: Final = Hidden.CELL

Kind = Literal["text", "number", "percent", "date"]
Rate = Fraction | tuple[int, int]
Cell = str | int | Decimal | Fraction | tuple[int, int] | date | Hidden | None
Row = Sequence[Cell]

GROUP_SPACE: Final = "\N{NO-BREAK SPACE}"  # ISO 80000-1: digits in groups of three apart by a space, in any language


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        key: a stable name for code and tests, never translated.
        title: what stands above the column, in the reader's language.
        kind: what its cells are. text: `str`. number: `int` or `Decimal`. percent: a rate, as an exact `Fraction` or a
            pair (part, whole), never negative; a whole of 0 means "no rate". date: `date`. `None` is an empty cell.
    """

    key: str
    title: str
    kind: Kind = "text"

    @property
    def heading(self) -> str:
        """The title with its unit: figures of a percent column stand without a sign beside them."""
        return f"{self.title} (%)" if self.kind == "percent" and "%" not in self.title else self.title


@dataclass(frozen=True)
class Table:
    """One table of a report.

    Attributes:
        title: what the table shows, in the reader's language.
        columns: its columns, in reading order.
        rows: tuples as long as `columns`; may be a generator, which is read once.
        is_roll: it lists people one by one and may be very long: it gets its own worksheet and its own pages.
        is_detail: it breaks down or explains what other tables say: a page folds it, a file does not.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    is_roll: bool = False
    is_detail: bool = False


@dataclass(frozen=True)
class Header:
    """What every reader of a report must know before its figures; all words are in the reader's language.

    Attributes:
        title: the name of the report.
        lines: (label, value) pairs that state filters, date, rule version and n.
        audience: "internal" for the country's own staff, "share" for a file meant to leave it.
        audience_words: the sentence that says so on the page and in every file.
        hidden_words: what stands in a hidden cell. It must not name a number: some hidden cells are large ones that
            protect a small one.
        page_words: the foot of a PDF page, with the places `%(page)s` and `%(pages)s`, in this order.
        empty_words: what stands below a table that has no rows.
        language: BCP 47 tag.
        direction: "ltr" or "rtl".
        decimal_mark: "." or ",": for the page and the PDF; in CSV it is always ".".
        answer: the sentence that answers the report's question; it is one of the lines too, and stands on top of pages.
    """

    title: str
    lines: tuple[tuple[str, str], ...]
    audience: Literal["internal", "share"]
    audience_words: str
    hidden_words: str = "hidden"
    page_words: str = "Page %(page)s of %(pages)s"
    empty_words: str = "Nobody yet"
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    decimal_mark: str = "."
    answer: str = ""


@dataclass(frozen=True)
class Sheet:
    """A whole report: its header, then its tables (counts first, then the roll)."""

    header: Header
    tables: tuple[Table, ...]


def tenths_of_a_percent(rate: Rate) -> int | None:
    """Round a rate to tenths of a percent, exactly, halves to even: (5, 6) gives 833; a whole of 0 gives None."""
    part, whole = rate.as_integer_ratio() if isinstance(rate, Fraction) else rate
    if not whole:
        return None
    tenths, rest = divmod(1000 * part, whole)
    is_up = 2 * rest > whole or (2 * rest == whole and tenths % 2 == 1)
    return tenths + is_up


def percent_text(rate: Rate, decimal_mark: str = ".") -> str:
    """Write a rate as a percent without its sign: "83.3", "50.0", "" when there is no rate."""
    tenths = tenths_of_a_percent(rate)
    return "" if tenths is None else f"{tenths // 10}{decimal_mark}{tenths % 10}"


def number_text(number: int | Decimal, decimal_mark: str = ".") -> str:
    """Write a number for a reader: digits in groups of three, apart by a no-break space."""
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.replace(",", GROUP_SPACE).replace(".", decimal_mark)


def shown(cell: Cell, column: Column, header: Header) -> str:
    """Say how a cell reads on the page and in the PDF.

    Raises:
        TypeError: the cell is not what its column's kind promises.
    """
    if cell is None:
        return ""
    if isinstance(cell, Hidden):
        return header.hidden_words
    if column.kind == "text" and isinstance(cell, str):
        return cell
    if column.kind == "number" and isinstance(cell, int | Decimal):
        return number_text(cell, header.decimal_mark)
    if column.kind == "percent" and isinstance(cell, Fraction | tuple):
        return percent_text(cell, header.decimal_mark)
    if column.kind == "date" and isinstance(cell, date):
        return date.isoformat(cell)
    raise strange_cell(cell, column)


def strange_cell(cell: object, column: Column) -> TypeError:
    """Name the cell that is not what its column promises: a fault of the report, never of the reader."""
    return TypeError(f"column {column.key!r} is for {column.kind}, not for {type(cell).__name__}")
