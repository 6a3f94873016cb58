"""One table feeds page and files: each file is read back and compared with the table, cell by cell."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PageObject, PdfReader

from learning.reports.export import FORMATS, as_csv, as_pdf, as_xlsx
from learning.reports.table import HIDDEN, Cell, Column, Row, Sheet, percent_text, shown

MakeSheet = Callable[..., Sheet]
TableCells = tuple[tuple[Column, ...], list[Row]]


@pytest.fixture
def tables(make_sheet: MakeSheet) -> list[TableCells]:
    """(columns, rows) of each table of the report."""
    return [(table.columns, list(table.rows)) for table in make_sheet().tables]


def as_written(cell: Cell) -> str:
    """How a cell stands in CSV."""
    if cell is None:
        return ""
    if cell is HIDDEN:
        return "hidden"
    if isinstance(cell, Fraction | tuple):
        return percent_text(cell)
    return date.isoformat(cell) if isinstance(cell, date) else str(cell)


def test_csv_has_the_cells_of_the_tables(make_sheet: MakeSheet, tables: list[TableCells]) -> None:
    text = b"".join(as_csv.draw(make_sheet())).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(keepends=True)))
    line = rows.index([]) + 1
    for columns, expected in tables:
        assert rows[line + 1] == [column.heading for column in columns]
        for cells, row in zip(rows[line + 2 :], expected, strict=False):
            assert cells == [as_written(cell) for cell in row]
        line += 2 + len(expected)
        assert rows[line] == []
        line += 1
    assert len(rows) == line


def as_value(cell: Cell) -> object:
    """What a cell is in a workbook: value and type."""
    if cell is HIDDEN:
        return "hidden"
    if isinstance(cell, Fraction | tuple):
        text = percent_text(cell)
        return float(Decimal(text) / 100) if text else None
    if isinstance(cell, date):  # workbooks know no time zones, and no dates before 1900
        is_early = cell.year < 1900
        return date.isoformat(cell) if is_early else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
    return float(cell) if isinstance(cell, Decimal) else cell


def test_the_workbook_has_the_cells_of_the_tables_as_numbers_and_dates(
    make_sheet: MakeSheet, tables: list[TableCells]
) -> None:
    cover, roll = load_workbook(BytesIO(b"".join(as_xlsx.draw(make_sheet())))).worksheets
    (counts_columns, counts), (roll_columns, people) = tables
    assert [cover[f"A{line}"].value for line in range(1, 7)] == [
        "Completion report: Ghana",
        "Internal: for the country’s own staff only.",
        "Period",
        "Rule version",
        "People (n)",
        None,
    ]
    for worksheet, first, columns, rows in ((cover, 9, counts_columns, counts), (roll, 3, roll_columns, people)):
        headings = [cell.value for cell in worksheet[first - 1]][: len(columns)]
        assert headings == [column.heading for column in columns]
        assert worksheet.max_row == first + len(rows) - 1
        for line, row in enumerate(rows, start=first):
            for number, (cell, column) in enumerate(zip(row, columns, strict=True), start=1):
                found = worksheet.cell(line, number)
                expected = as_value(cell)
                assert found.value == expected, (line, number)
                assert type(found.value) is type(expected) or isinstance(expected, float)
                if isinstance(expected, float | int):
                    assert found.number_format == ("0.0%" if column.kind == "percent" else found.number_format)
                    assert found.data_type == "n"
                if isinstance(expected, datetime):
                    assert found.is_date


def lines_on(page: PageObject) -> list[list[str]]:
    """The texts that stand beside each other on a page, line by line, from the left."""
    found: dict[float, list[tuple[float, str]]] = {}

    def visit(text: str, _current: object, matrix: list[float], _font: object, _size: object) -> None:
        # Signs of the file's own that stand between shaped letters are told by ActualText, which pypdf does not read.
        printed = re.sub(r"[\x00-\x1f]", "", text).strip()
        if printed:
            found.setdefault(round(matrix[5], 1), []).append((matrix[4], printed))

    page.extract_text(visitor_text=visit)
    return [[text for _, text in sorted(line)] for _, line in sorted(found.items(), reverse=True)]


def test_the_pdf_has_the_cells_of_the_tables(make_sheet: MakeSheet, tables: list[TableCells]) -> None:
    sheet = make_sheet()
    pages = PdfReader(BytesIO(b"".join(as_pdf.draw(sheet)))).pages
    for page, (columns, rows) in zip(pages, tables, strict=True):
        expected = [
            [
                text
                for text in (shown(cell, column, sheet.header) for cell, column in zip(row, columns, strict=True))
                if text
            ]
            for row in rows
        ]
        spaced = [[text.replace("\N{NO-BREAK SPACE}", " ") for text in row] for row in expected]
        found = lines_on(page)
        start = found.index(spaced[0])
        assert found[start : start + len(spaced)] == spaced


def test_every_format_of_the_list_draws_a_file_of_its_type(make_sheet: MakeSheet) -> None:
    starts = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF"}
    assert [form.name for form in FORMATS] == list(starts)
    for form in FORMATS:
        assert b"".join(form.draw(make_sheet())).startswith(starts[form.name])
