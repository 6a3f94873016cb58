"""The overview as a PDF: the charts in pairs, as they stand on the page, then the tables behind them."""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Final

from certificates.type import Style
from learning.reports.charts import Drawing
from learning.reports.charts.as_paper import measure, set_drawing
from learning.reports.export.as_pdf import CHUNK, MOST_ROWS, set_table
from learning.reports.export.pdf_measures import LEADING
from learning.reports.export.pdf_pages import INK, MUTED, Pages
from learning.reports.overview.telling import Section
from learning.reports.table import Header

GUTTER: Final = 44.0
HEADING: Final = 14.0
SENTENCE: Final = 9.5
NOTE: Final = 8.0
SIZE: Final = 9.0
AIR: Final = 10.0
BELOW: Final = 26.0


def draw(header: Header, sections: Sequence[Section], tables_title: str) -> Iterator[bytes]:
    """Turn an overview into the bytes of a PDF, in chunks.

    Args:
        header: what every reader must know first.
        sections: its questions, in order.
        tables_title: what stands above the tables.
    """
    with TemporaryFile() as file:
        pages = Pages(file, header)
        pages.open()
        pages.y -= AIR
        width = (pages.room - GUTTER) / 2
        columns = [_Block(pages, section, width) for section in sections]
        for place in range(0, len(columns), 2):
            _set_pair(pages, columns[place : place + 2], width)
        pages.begin_page()
        pages.words(0, pages.y - HEADING, tables_title, HEADING, Style.DISPLAY)
        pages.y -= HEADING * 2
        left = MOST_ROWS
        for section in sections:
            left -= set_table(pages, section.table, header, left, MOST_ROWS)
        pages.close()
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _set_pair(pages: Pages, pair: Sequence["_Block"], width: float) -> None:
    """Set sections side by side, on the next page if they do not fit here."""
    height = max(block.height for block in pair)
    if height > pages.y - pages.bottom and not pages.is_fresh:
        pages.begin_page()
    top = pages.y
    for place, block in enumerate(pair):
        pages.y = top
        block.set(place * (width + GUTTER))
    pages.y = top - height - BELOW


class _Block:
    """One section on paper: heading, sentence, chart, note."""

    def __init__(self, pages: Pages, section: Section, width: float) -> None:
        self.pages = pages
        self.title = pages.lines(section.title, width, HEADING, Style.DISPLAY)
        self.sentence = pages.lines(section.sentence, width, SENTENCE)
        self.note = pages.lines(section.note, width, NOTE) if section.note else ()
        self.drawing: Drawing | None = section.chart.drawn(width, SIZE, measure) if section.chart else None

    @property
    def height(self) -> float:
        """How much of a page it takes."""
        set_in = ((self.title, HEADING), (self.sentence, SENTENCE), (self.note, NOTE))
        words = sum(len(lines) * size * LEADING for lines, size in set_in)
        return words + AIR + (self.drawing.height + AIR if self.drawing else 0)

    def set(self, distance: float) -> None:
        """Set it at a distance from the start margin, downwards from where the page is filled to."""
        pages = self.pages
        self.lines(self.title, distance, HEADING, Style.DISPLAY)
        self.lines(self.sentence, distance, SENTENCE)
        pages.y -= AIR
        if self.drawing:
            set_drawing(pages, self.drawing, distance)
            pages.y -= self.drawing.height + AIR
        pages.paper.setFillColor(MUTED)
        self.lines(self.note, distance, NOTE)
        pages.paper.setFillColor(INK)

    def lines(self, lines: Sequence[str], distance: float, size: float, style: Style = Style.TEXT) -> None:
        """Set lines of words."""
        for line in lines:
            self.pages.words(distance, self.pages.y - size, line, size, style, whole=" ".join(lines))
            self.pages.y -= size * LEADING
