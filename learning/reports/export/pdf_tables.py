"""One table of a printed report: its title, its column titles on every page, its rows; nothing is cut off."""

from typing import Final

from certificates import type as typeset
from certificates.type import Style
from learning.reports.export.pdf_measures import FIGURES, Measured, lines_of
from learning.reports.export.pdf_pages import HAIR, INK, MUTED, Pages
from learning.reports.table import Table

TITLE_SIZE: Final = 11.5
TITLE_STEP: Final = TITLE_SIZE * 1.45
AIR_ABOVE: Final = 14.0  # between a table and what stands above it
ROWS_TOGETHER: Final = 3  # a table begins on a page only with as many rows


class TableOnPaper:
    """A table being set: begin it, set its rows in order."""

    def __init__(self, pages: Pages, table: Table, found: Measured) -> None:
        self.pages = pages
        self.table = table
        self.found = found
        self.widths = found.widths
        self.step = found.widths.step
        self.air = found.widths.air
        self.title = pages.lines(table.title, pages.room, TITLE_SIZE, Style.BOLD)
        self.headings = [
            pages.lines(column.heading, width, self.widths.size, Style.BOLD)
            for column, width in zip(table.columns, self.widths.widths, strict=True)
        ]

        is_ltr = pages.header.direction == "ltr"
        self.ends = [column.kind in FIGURES and is_ltr for column in table.columns]

    def begin(self) -> None:
        """Set title and column titles: on this page if enough of the table fits here; a roll begins its own page."""
        heights = [self.height(self.broken(row)) for row in self.found.sample]
        top = len(self.title) * TITLE_STEP + self.head_height()
        whole = top + (sum(heights) or self.height([]))  # without rows there is one line of words
        is_kept_together = self.found.is_whole and whole <= self.pages.height
        wanted = whole if is_kept_together else top + sum(heights[:ROWS_TOGETHER])
        if not self.pages.is_fresh:
            self.pages.y -= AIR_ABOVE
            if self.table.is_roll or self.pages.y - wanted < self.pages.bottom:
                self.pages.begin_page()
        for line in self.title:
            self.pages.words(0, self.pages.y - TITLE_SIZE, line, TITLE_SIZE, Style.BOLD)
            self.pages.y -= TITLE_STEP
        self.set_head()

    def head_height(self) -> float:
        """Room for the column titles."""
        return self.widths.height(max(map(len, self.headings)))

    def set_head(self) -> None:
        """Set the column titles, standing on a rule."""
        deepest = max(map(len, self.headings))
        for number, lines in enumerate(self.headings):
            y = self.pages.y - self.air / 2 - self.widths.size - (deepest - len(lines)) * self.step
            self.set_cell(number, lines, y, Style.BOLD)
        self.pages.y -= self.head_height()
        self.pages.rule(self.pages.y, self.widths.total, 0.9, INK)

    def set_cell(self, number: int, lines: tuple[str, ...], y: float, style: Style) -> None:
        """Set the lines of one cell; figures stand to the right, in every language, so that units are below units."""
        ends = self.ends[number]
        distance = self.widths.starts[number] + (self.widths.widths[number] if ends else 0)
        whole = " ".join(lines)
        page = self.pages.header.direction
        own = typeset.first_direction(whole) or "ltr"
        base = own if style is Style.TEXT else typeset.reading_direction(whole, page)
        for line in lines:
            self.pages.text(distance, y, line, self.widths.size, style, base=base, ends=ends)
            y -= self.step

    def broken(self, row: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The lines of each cell of a row."""
        return [lines_of(text, width, self.widths.size) for text, width in zip(row, self.widths.widths, strict=True)]

    def height(self, cells: list[tuple[str, ...]]) -> float:
        """Room for a row."""
        return self.widths.height(max(1, 1, *map(len, cells)))

    def set_row(self, row: tuple[str, ...]) -> None:
        """Set a row; it goes on overleaf only if no page is high enough for it."""
        cells = self.broken(row)
        if self.height(cells) > self.pages.y - self.pages.bottom:
            self.turn()
        while self.height(cells) > self.pages.y - self.pages.bottom:
            fits = max(1, int((self.pages.y - self.pages.bottom - self.air) / self.step))
            self.set_lines([lines[:fits] for lines in cells])
            cells = [lines[fits:] for lines in cells]
            self.turn()
        self.set_lines(cells)
        self.pages.rule(self.pages.y, self.widths.total, 0.3, HAIR)

    def turn(self) -> None:
        """Begin a new page with the column titles."""
        self.pages.begin_page()
        self.set_head()

    def set_lines(self, cells: list[tuple[str, ...]]) -> None:
        """Set the lines of a row that fit on this page."""
        y = self.pages.y - self.air / 2 - self.widths.size
        for number, lines in enumerate(cells):
            self.set_cell(number, lines, y, Style.TEXT)
        self.pages.y -= self.height(cells)

    def set_note(self, words: str) -> None:
        """Set a line of words in place of rows."""
        self.pages.paper.setFillColor(MUTED)
        self.pages.words(0, self.pages.y - self.air / 2 - self.widths.size, words, self.widths.size)
        self.pages.paper.setFillColor(INK)
        self.pages.y -= self.step + self.air
