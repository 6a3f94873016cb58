"""PDF: an annex for the desk and the folder, A4 landscape, every script, legible in grey.

Each page repeats the column titles and says for whom the file is and which page of how many it is. ReportLab keeps the
pages until the file is written, so a PDF has a limit of rows; a longer roll is refused in words, and left to CSV and
XLSX, which have no limit.
"""

from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Final

from learning.errors import Invalid
from learning.reports.export.pdf_measures import Measured, measured, settle
from learning.reports.export.pdf_pages import Pages
from learning.reports.export.pdf_rolls import settle_roll
from learning.reports.export.pdf_tables import TableOnPaper
from learning.reports.table import Header, Sheet, Table

CHUNK: Final = 64 * 1024
MOST_ROWS: Final = 10_000  # about 430 pages


def draw(sheet: Sheet, most_rows: int = MOST_ROWS) -> Iterator[bytes]:
    """Turn a report into the bytes of a PDF, in chunks of 64 KB.

    Args:
        sheet: the report; its rows are read when the first chunk is taken.
        most_rows: how many rows all its tables may have together.

    Yields:
        Chunks of the file.

    Raises:
        Invalid: the report has more rows than a PDF may have; nothing was yielded.
        TypeError: a cell is not what its column promises.
        ValueError: a row is not as long as its table has columns.
    """
    with TemporaryFile() as file:
        pages = Pages(file, sheet.header)
        pages.open()
        left = most_rows
        for table in sheet.tables:
            left -= set_table(pages, table, sheet.header, left, most_rows)
        pages.close()
        file.seek(0)
        yield from chunks(file)


def set_table(pages: Pages, table: Table, header: Header, left: int, most_rows: int) -> int:
    """Set one table and say how many rows it had.

    Raises:
        Invalid: it has more rows than are left.
    """
    settled = settle_roll if table.is_roll else partial(settle, is_spread=False)
    found = measured(table, header, pages.room, settled)
    on_paper = TableOnPaper(pages, table, found)
    on_paper.begin()
    count = 0
    for row in all_rows(found):
        count += 1
        if count > left:
            raise Invalid(
                "This report has more than %(rows)s rows, which is too many for a PDF. Take the CSV or XLSX file, "
                "or narrow the filters.",
                rows=most_rows,
            )
        on_paper.set_row(row)
    if not count:
        on_paper.set_note(header.empty_words)
    return count


def all_rows(found: Measured) -> Iterator[tuple[str, ...]]:
    """The rows that were read to measure, then the others."""
    yield from found.sample
    yield from found.rest


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Read a file to its end in chunks."""
    while chunk := file.read(CHUNK):
        yield chunk
