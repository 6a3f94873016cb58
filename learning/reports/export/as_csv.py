"""CSV: for spreadsheets and other programs, streamed in chunks, however long the roll.

UTF-8 with a byte order mark (spreadsheets need it), lines of RFC 4180. First the header's lines, then each table: its
title, its column titles, its rows, a blank line. Rows are turned into text a batch and a column at a time, because
that costs a third of doing it cell by cell.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from itertools import islice
from typing import Final, cast

from learning.reports.table import Cell, Column, Header, Hidden, Sheet, Table, percent_text, strange_cell

CHUNK: Final = 64 * 1024
BATCH: Final = 256
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

# What a spreadsheet may read as the start of a formula, also in the wide forms of East Asian keyboards. A program that
# expects another separator splits a text at a semicolon, tab or line end, so what follows those counts as a start too.
FORMULA_START: Final = re.compile(
    r"""(?: ^ | (?<=[;\t\r\n]) )  (?= ["'\s]* [=+\-@\uff1d\uff0b\uff0d\uff20] )  |  ^ (?=[\t\r\n])""",
    re.VERBOSE,
)
# A batch of texts, joined by line ends, that holds none of these needs no second look. One search over the batch costs
# a tenth of a look at each text; the separators are sought apart: a pattern with alternatives costs ten times more.
START_IN_BATCH: Final = re.compile(r"""\n[=+\-@\s"'\uff1d\uff0b\uff0d\uff20]""")
SEPARATORS: Final = (";", "\t", "\r")


def harmless(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet might run as a formula; other text stays as it is."""
    return FORMULA_START.sub("'", text)


def draw(sheet: Sheet) -> Iterator[bytes]:
    """Turn a report into the bytes of a CSV file, in chunks of about 64 KB.

    Args:
        sheet: the report; its rows are read while the chunks are taken.

    Yields:
        Chunks of the file, the first within the time of the first rows.

    Raises:
        TypeError: a cell is not what its column promises.
        ValueError: a row is not as long as its table has columns.
    """
    buffer = StringIO(newline="")
    rows = csv.writer(buffer)
    buffer_start = BYTE_ORDER_MARK
    rows.writerows(preamble(sheet.header))
    for table in sheet.tables:
        rows.writerow([harmless(table.title)])
        rows.writerow([harmless(column.heading) for column in table.columns])
        for batch in batches(table, sheet.header):
            rows.writerows(batch)
            if buffer.tell() >= CHUNK:
                yield buffer_start + taken(buffer)
                buffer_start = b""
        rows.writerow([])
    yield buffer_start + taken(buffer)


def taken(buffer: StringIO) -> bytes:
    """Empty the buffer and give what it held."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode(errors="replace")


def preamble(header: Header) -> list[list[str]]:
    """The first rows: title, audience, then every line of the header, and a blank row."""
    return [
        [harmless(header.title)],
        [harmless(header.audience_words)],
        *([harmless(label), harmless(value)] for label, value in header.lines),
        [],
    ]


def batches(table: Table, header: Header) -> Iterator[Iterator[tuple[object, ...]]]:
    """Cut a table's rows into batches of cells ready to be written."""
    writers = [WRITERS[column.kind](column, harmless(header.hidden_words)) for column in table.columns]
    remaining = iter(table.rows)
    while batch := list(islice(remaining, BATCH)):
        cells = list(zip(*batch, strict=True))
        yield zip(*(write(column) for write, column in zip(writers, cells, strict=True)), strict=True)


Cells = Sequence[Cell]
Write = Callable[[Cells], Sequence[object]]


def texts(column: Column, hidden_words: str) -> Write:
    """Make the writer of a text column."""

    def one(cell: Cell) -> str:
        if isinstance(cell, str):
            return harmless(cell)
        return blank_or_hidden(cell, column, hidden_words)

    def write(cells: Cells) -> Sequence[object]:
        try:
            joined = "\n".join(("", *cells))  # type: ignore[arg-type]  # what is no text is met below
        except TypeError:
            return [one(cell) for cell in cells]
        is_split = joined.count("\n") > len(cells) or any(separator in joined for separator in SEPARATORS)
        if is_split or START_IN_BATCH.search(joined):
            return [harmless(cell) for cell in cells]  # type: ignore[arg-type]  # joined, so all are texts
        return cells

    return write


def numbers(column: Column, hidden_words: str) -> Write:
    """Make the writer of a number column; the csv module writes the digits."""

    def one(cell: Cell) -> object:
        if isinstance(cell, Decimal):
            return f"{cell:f}"
        return cell if isinstance(cell, int) else blank_or_hidden(cell, column, hidden_words)

    def write(cells: Cells) -> Sequence[object]:
        return cells if set(map(type, cells)) == {int} else [one(cell) for cell in cells]

    return write


def percents(column: Column, hidden_words: str) -> Write:
    """Make the writer of a percent column: figures such as 83.3, the unit stands in the column's heading."""

    def one(cell: Cell) -> str:
        if isinstance(cell, Fraction | tuple):
            return percent_text(cell)
        return blank_or_hidden(cell, column, hidden_words)

    return lambda cells: [one(cell) for cell in cells]


def dates(column: Column, hidden_words: str) -> Write:
    """Make the writer of a date column: ISO 8601."""
    iso = date.isoformat  # of the class: a moment, which is a date too, is written as its day

    def one(cell: Cell) -> str:
        if cell is None:
            return ""
        return iso(cell) if isinstance(cell, date) else blank_or_hidden(cell, column, hidden_words)

    def write(cells: Cells) -> Sequence[object]:
        if set(map(type, cells)) == {date}:
            return list(map(iso, cast("Sequence[date]", cells)))
        return [one(cell) for cell in cells]

    return write


def blank_or_hidden(cell: Cell, column: Column, hidden_words: str) -> str:
    """Write the two cells that every kind of column may have."""
    if cell is None:
        return ""
    if isinstance(cell, Hidden):
        return hidden_words
    raise strange_cell(cell, column)


WRITERS: Final[dict[str, Callable[[Column, str], Write]]] = {
    "text": texts,
    "number": numbers,
    "percent": percents,
    "date": dates,
}
