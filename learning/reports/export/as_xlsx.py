"""XLSX: a workbook whose numbers are numbers and whose dates are dates.

The first worksheet holds the header and the counts; each roll has a worksheet of its own with its column titles frozen
and goes on to another worksheet where a worksheet ends. Texts are written as texts in cells of the text format, so
that none runs as a formula, neither when the file is opened nor when someone edits the cell.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from tempfile import TemporaryFile
from typing import IO, Any, Final

from xlsxwriter import Workbook

from learning.reports.table import Cell, Column, Hidden, Row, Sheet, Table, strange_cell, tenths_of_a_percent

CHUNK: Final = 64 * 1024
LAST_ROW: Final = 1_048_576  # of a worksheet, counted from one: a limit of the file format
LONGEST_TEXT: Final = 32_767  # of a cell, in characters: the same
LONGEST_NAME: Final = 31  # of a worksheet: the same
FIRST_YEAR: Final = 1900  # of a date in a workbook: the same; an earlier one is written as a text
SAME_FOR_ALL: Final = datetime(1980, 1, 1, tzinfo=UTC)  # as in every entry of the ZIP that a workbook is
WIDTHS: Final = {"text": 26, "number": 14, "percent": 14, "date": 13}  # in characters
NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

# Set for every workbook, although no text ever goes through the guessing `write`: a second lock on the same door.
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def draw(sheet: Sheet, last_row: int = LAST_ROW) -> Iterator[bytes]:
    """Turn a report into the bytes of a workbook, in chunks of 64 KB.

    The rows are read and written to a temporary file first, because a workbook can only be sent once it is whole.

    Args:
        sheet: the report; its rows are read when the first chunk is taken.
        last_row: how many rows a worksheet may have before the table goes on to another.

    Yields:
        Chunks of the file.

    Raises:
        TypeError: a cell is not what its column promises.
        ValueError: a row is not as long as its table has columns, or a text is too long for a cell.
    """
    with TemporaryFile() as file:
        with closing(Workbook(file, OPTIONS)) as workbook:
            Book(workbook, sheet, last_row).write()
        file.seek(0)
        yield from chunks(file)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Read a file to its end in chunks."""
    while chunk := file.read(CHUNK):
        yield chunk


class Book:
    """The writing of one workbook: where the next row goes, and in which looks."""

    def __init__(self, workbook: Any, sheet: Sheet, last_row: int) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.last_row = last_row
        self.names: set[str] = set()
        self.line = 0
        self.worksheet: Any = None
        self.title_look = workbook.add_format({"bold": True, "font_size": 14, "num_format": "@"})
        self.strong_look = workbook.add_format({"bold": True, "num_format": "@"})
        self.heading_look = workbook.add_format(
            {"bold": True, "num_format": "@", "bottom": 1, "text_wrap": True, "valign": "bottom"}
        )
        self.text_look = workbook.add_format({"num_format": "@"})
        self.number_look = workbook.add_format({"num_format": "#,##0"})
        self.decimal_look = workbook.add_format({"num_format": "#,##0.0##"})
        self.percent_look = workbook.add_format({"num_format": "0.0%"})
        self.date_look = workbook.add_format({"num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        """Write the header, then every table."""
        header = self.sheet.header
        # The header says when it was made; a moment of the machine would make each copy another file.
        properties = {"title": header.title, "comments": header.audience_words, "created": SAME_FOR_ALL}
        self.workbook.set_properties(properties)
        self.open_worksheet(header.title)
        for column, width in enumerate((34, *[16] * 15)):
            self.worksheet.set_column(column, column, width)
        self.write_texts([header.title], self.title_look)
        self.write_texts([header.audience_words], self.strong_look)
        for label, value in header.lines:
            self.write_texts([label, value], self.text_look)
        for table in self.sheet.tables:
            if table.is_roll:
                self.start_roll(table)
            else:
                self.line += 1
                self.write_texts([table.title], self.strong_look)
                self.write_headings(table)
            self.write_rows(table)

    def open_worksheet(self, title: str) -> None:
        """Begin a worksheet, named after the title as far as the format and the names given so far allow."""
        stem = " ".join(title.translate(NOT_IN_A_NAME).split()) or "1"
        name, number = stem[:LONGEST_NAME], 1
        while name.casefold() in self.names or name.casefold() == "history":
            number += 1
            name = f"{stem[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        self.names.add(name.casefold())
        self.worksheet = self.workbook.add_worksheet(name)
        self.line = 0
        header = self.sheet.header
        if header.direction == "rtl":
            self.worksheet.right_to_left()
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)  # A4
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW}"})  # a service number is a text
        self.worksheet.set_footer(f"&L{header.audience_words[:200].replace('&', '&&')}&R&P / &N")

    def start_roll(self, table: Table) -> None:
        """Begin a worksheet for a roll: one line that says what it is, then its column titles, which stay in view."""
        self.open_worksheet(table.title)
        for number, column in enumerate(table.columns):
            self.worksheet.set_column(number, number, max(WIDTHS[column.kind], min(len(column.heading) + 2, 40)))
        self.write_texts([f"{table.title} · {self.sheet.header.audience_words}"], self.strong_look)
        self.worksheet.freeze_panes(2, 0)
        self.worksheet.repeat_rows(1)
        self.write_headings(table)

    def write_headings(self, table: Table) -> None:
        """Write the titles of a table's columns."""
        self.write_texts([column.heading for column in table.columns], self.heading_look)

    def write_texts(self, texts: list[str], look: Any) -> None:
        """Write a row of texts."""
        for number, text in enumerate(texts):
            self.worksheet.write_string(self.line, number, fitting(text), look)
        self.line += 1

    def write_rows(self, table: Table) -> None:
        """Write the rows of a table, on another worksheet where this one is full."""
        is_empty = True
        writers = self.writers(table)
        for row in table.rows:
            is_empty = False
            if self.line >= self.last_row:
                self.start_roll(table)
                writers = self.writers(table)
            self.write_row(writers, row)
        if is_empty:
            self.write_texts([self.sheet.header.empty_words], self.text_look)

    def write_row(self, writers: list[Callable[[int, int, Cell], None]], row: Row) -> None:
        """Write one row."""
        for number, (write, cell) in enumerate(zip(writers, row, strict=True)):
            if cell is not None:
                write(self.line, number, cell)
        self.line += 1

    def writers(self, table: Table) -> list[Callable[[int, int, Cell], None]]:
        """Choose for each column what writes its cells on the present worksheet."""
        return [self.writer(column) for column in table.columns]

    def writer(self, column: Column) -> Callable[[int, int, Cell], None]:
        """Make what writes the cells of one column."""
        write_string, write_number = self.worksheet.write_string, self.worksheet.write_number
        write_date, hidden_words = self.worksheet.write_datetime, self.sheet.header.hidden_words

        def write(line: int, number: int, cell: Cell) -> None:
            if isinstance(cell, Hidden):
                write_string(line, number, hidden_words, self.text_look)
            elif column.kind == "text" and isinstance(cell, str):
                write_string(line, number, fitting(cell), self.text_look)
            elif column.kind == "number" and isinstance(cell, int | Decimal):
                write_number(line, number, cell, self.number_look if isinstance(cell, int) else self.decimal_look)
            elif column.kind == "percent" and isinstance(cell, Fraction | tuple):
                # The rate as every other page says it, to a tenth of a percent: a workbook would round halves up.
                tenths = tenths_of_a_percent(cell)
                if tenths is not None:
                    write_number(line, number, tenths / 1000, self.percent_look)
            elif column.kind == "date" and isinstance(cell, date):
                if cell.year < FIRST_YEAR:
                    write_string(line, number, date.isoformat(cell), self.text_look)
                else:
                    write_date(line, number, date(cell.year, cell.month, cell.day), self.date_look)
            else:
                raise strange_cell(cell, column)

        return write


def fitting(text: str) -> str:
    """Give the text back, or refuse one that a cell would cut without a word."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a text of {len(text)} characters does not fit a workbook's cell, which holds {LONGEST_TEXT}")
    return text
