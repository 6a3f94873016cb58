"""PDF: the fact sheet on one upright page of A4, to be printed in grey and read at a glance.

Four large figures, then bars with their numbers beside them; what a bar shows stands in words. Lengths are points;
everything is placed from the start edge, left or right as the language reads.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4

from certificates import type as typeset
from certificates.type import Paper, Style
from learning.reports.export.pdf_measures import lines_of
from learning.reports.export.pdf_pages import HAIR, INK, MUTED, PALE, printable
from learning.reports.table import Cell, Header, Row, Sheet, Table, shown

WIDTH, HEIGHT = A4
MARGIN: Final = 48.0
ROOM: Final = WIDTH - 2 * MARGIN
BAR: Final = HexColor(0x5B6B86)
GUTTER: Final = 28.0
SIZE: Final = 9.5
SMALL: Final = 8.0
LINE: Final = 1.35
FIGURE: Final = 30.0
FIGURES: Final = 52.0  # of a column of figures
SHARE: Final = 58.0  # of a number with its share
BAR_HEIGHT: Final = 7.0
TOP: Final = HEIGHT - 46.0
TITLE: Final = 21.0  # what the title of a part takes
BETWEEN: Final = 14.0
BOTTOM: Final = 74.0  # above the foot


def draw(sheet: Sheet) -> Iterator[bytes]:
    """Set the page; the same sheet always gives the same bytes."""
    file = io.BytesIO()
    _Page(file, sheet).write()
    yield file.getvalue()


class _Page:
    """The setting of the page: `y` is how far down it is filled."""

    def __init__(self, file: io.BytesIO, sheet: Sheet) -> None:
        self.header: Header = sheet.header
        self.tables = sheet.tables
        self.is_rtl = sheet.header.direction == "rtl"
        self.paper = Paper(file, pagesize=A4, pageCompression=1, invariant=1, lang=sheet.header.language)
        self.paper.setTitle(f"{sheet.header.title}: {sheet.header.lines[1][1]}, {sheet.header.lines[2][1]}")
        self.paper.setSubject(sheet.header.audience_words)
        self.paper.setCreator("learn1325")
        if self.is_rtl:
            self.paper.setViewerPreference("Direction", "R2L")
        self.y = TOP

    def write(self) -> None:
        """Set all of it; the tables come in the order in which the report has them."""
        glance, courses, categories, sexes, modes, sources = self.tables
        self.head()
        self.large_figures(glance)
        self.courses(courses)
        half = (ROOM - GUTTER) / 2
        heights = [self.height(each, half) for each in (categories, modes, sexes)]
        self.keep(max(heights[0], heights[1] + BETWEEN + heights[2]))
        top = self.y
        self.bars(categories, 0, half)
        lowest = self.y
        self.y = top
        self.bars(modes, half + GUTTER, half)
        self.y -= BETWEEN
        self.bars(sexes, half + GUTTER, half)
        self.y = min(self.y, lowest) - 16
        self.sources(sources)
        self.foot()
        self.paper.showPage()
        self.paper.save()

    def keep(self, height: float) -> None:
        """Go on overleaf unless there is so much room: with very many courses nothing is cut off."""
        if self.y - height < BOTTOM:
            self.foot()
            self.paper.showPage()
            self.y = TOP

    # ── placing ─────────────────────────────────────────────────────────────
    def across(self, distance: float) -> float:
        """Where a distance from the start margin lies on the paper."""
        return WIDTH - MARGIN - distance if self.is_rtl else MARGIN + distance

    def put(
        self,
        distance: float,
        words: str,
        size: float = SIZE,
        style: Style = Style.TEXT,
        *,
        colour: Color = INK,
        ends: bool = False,
    ) -> float:
        """Set one line at the present height; give its width."""
        self.paper.setFillColor(colour)
        return typeset.draw(
            self.paper,
            self.across(distance),
            self.y,
            printable(words),
            size,
            style=style,
            align="end" if ends else "start",
            direction=self.header.direction,
            base=typeset.reading_direction(words, self.header.direction),
        )

    def lines(self, words: str, width: float, size: float = SIZE, style: Style = Style.TEXT) -> Sequence[str]:
        """Break words into lines of a width."""
        return lines_of(printable(words), width, size, style, self.header.direction)

    def rule(self, start: float, width: float, thickness: float, colour: Color) -> None:
        """Draw a rule at the present height."""
        self.paper.setStrokeColor(colour)
        self.paper.setLineWidth(thickness)
        self.paper.line(self.across(start), self.y, self.across(start + width), self.y)

    def box(self, start: float, width: float, height: float, colour: Color) -> None:
        """Fill a box that stands on the present height."""
        self.paper.setFillColor(colour)
        self.paper.rect(min(self.across(start), self.across(start + width)), self.y, width, height, stroke=0, fill=1)

    # ── parts ───────────────────────────────────────────────────────────────
    def head(self) -> None:
        """Set the country, the quarter, and the sentence that says it all."""
        (_, answer), (_, place), (label, quarter), *_ = self.header.lines
        self.y -= 6
        self.put(0, self.header.title, 11, Style.BOLD, colour=MUTED)
        width = self.put(ROOM, quarter, 11, Style.BOLD, colour=MUTED, ends=True)
        self.put(ROOM - width - 5, f"{label}:", 11, Style.BOLD, colour=MUTED, ends=True)
        self.y -= 10
        self.rule(0, ROOM, 1.4, INK)
        self.y -= 4
        for line in self.lines(place, ROOM, 26, Style.DISPLAY):
            self.y -= 28
            self.put(0, line, 26, Style.DISPLAY)
        self.y -= 8
        for line in self.lines(answer, ROOM, 12.5):
            self.y -= 14
            self.put(0, line, 12.5)
            self.y -= 3
        self.y -= 16

    def large_figures(self, table: Table) -> None:
        """Set the figures that are read from across a table, side by side on a pale ground."""
        rows = list(table.rows)
        each = ROOM / len(rows)
        height = 77.0
        self.y -= height
        self.box(0, ROOM, height, PALE)
        top = self.y + height
        self.y = top - 15
        self.put(14, table.title, SMALL, Style.BOLD, colour=MUTED)
        for place, row in enumerate(rows):
            start = place * each + 14
            self.y = top - 48
            self.put(start, self.said(row[1], table, 1), FIGURE, Style.DISPLAY)
            self.y = top - 63
            for line in self.lines(str(row[0]), each - 20, SIZE)[:2]:
                self.put(start, line, SIZE, colour=MUTED)
                self.y -= SIZE * 1.2
        self.y = top - height - 19

    def title(self, words: str, start: float, width: float) -> None:
        """Set the title of a part, on a rule."""
        self.y -= 11
        self.put(start, words, 11, Style.BOLD)
        self.y -= 6
        self.rule(start, width, 0.7, INK)
        self.y -= 4

    def courses(self, table: Table) -> None:
        """Set the courses: how many completed, how many certificates stand, how many run out."""
        self.title(table.title, 0, ROOM)
        ends = [ROOM - (FIGURES + 34) * place for place in (2, 1, 0)]
        self.y -= 2
        headings = [self.lines(column.title, FIGURES + 22, SMALL) for column in table.columns[1:]]
        deepest = max(map(len, headings))
        for number in range(deepest):
            self.y -= SMALL
            for end, lines in zip(ends, headings, strict=True):
                at = number - deepest + len(lines)
                if at >= 0:
                    self.put(end, lines[at], SMALL, colour=MUTED, ends=True)
            self.y -= SMALL * 0.2
        self.y -= 4
        for row in table.rows:
            names = self.lines(str(row[0]), ends[0] - FIGURES - 30)
            for number, line in enumerate(names):
                self.y -= SIZE
                self.put(0, line)
                if not number:
                    for place, end in enumerate(ends, 1):
                        style = Style.BOLD if place == 1 else Style.TEXT
                        self.put(end, self.said(row[place], table, place), SIZE, style, ends=True)
                self.y -= SIZE * (LINE - 1)
            self.y -= 3
            self.rule(0, ROOM, 0.3, HAIR)
            self.y -= 3
        if not table.rows:
            self.nothing(0)
        self.y -= 16

    def bars(self, table: Table, start: float, width: float) -> None:
        """Set a table of counts as bars, each with its words above it, its number and its share beside them."""
        self.title(table.title, start, width)
        rows = list(table.rows)
        for row in rows:
            self.bar(row, table, start, width)
        if not rows:
            self.nothing(start)

    def height(self, table: Table, width: float) -> float:
        """Say how much room a table of bars takes."""
        rows = list(table.rows)
        lines = sum(len(self.lines(str(row[0]), width - SHARE - 20)) for row in rows)
        drawn = sum(isinstance(row[1], int) for row in rows)
        each = 9.0 * len(rows) + lines * SIZE * 1.25 + drawn * (BAR_HEIGHT + 1.5)
        return TITLE + (each if rows else SIZE + 7)

    def bar(self, row: Row, table: Table, start: float, width: float) -> None:
        """Set one bar, as long as its share of the pale one; what is hidden has none, and says so."""
        number, share = self.said(row[1], table, 1), self.said(row[2], table, 2)
        self.y -= 3
        for line in self.lines(str(row[0]), width - SHARE - 20):
            self.y -= SIZE
            self.put(start, line)
            self.y -= SIZE * 0.25
        self.y += SIZE * 0.25
        if isinstance(row[1], int):
            end = self.put(start + width, f"{share} %", SMALL, colour=MUTED, ends=True)
            self.put(start + width - max(end, 32) - 6, number, SIZE, Style.BOLD, ends=True)
            self.y -= BAR_HEIGHT + 4.5
            self.box(start, width, BAR_HEIGHT, PALE)
            self.box(start, width * length(row[2]), BAR_HEIGHT, BAR)
        else:
            self.put(start + width, number, SIZE, colour=MUTED, ends=True)
            self.y -= 3
            self.rule(start, width, 0.3, HAIR)
        self.y -= 3

    def nothing(self, start: float) -> None:
        """Say that there is nothing."""
        self.y -= SIZE + 3
        self.put(start, self.header.empty_words, colour=MUTED)
        self.y -= 4

    def sources(self, table: Table) -> None:
        """Say in small print by which definitions the figures were counted."""
        version, source = table.columns[3].title, table.columns[4].title
        texts = [
            self.lines(f"{row[1]} ({row[0]}, {version} {row[3]}). {row[2]} {source}: {row[4]}.", ROOM, SMALL)
            for row in table.rows
        ]
        self.keep(TITLE + 1 + sum(2 + len(lines) * SMALL * 1.3 for lines in texts))
        self.title(table.title, 0, ROOM)
        self.y -= 1
        for lines in texts:
            for line in lines:
                self.y -= SMALL
                self.put(0, line, SMALL, colour=MUTED)
                self.y -= SMALL * 0.3
            self.y -= 2

    def foot(self) -> None:
        """Set for whom the page is, and how it was made."""
        audience = self.lines(self.header.audience_words, ROOM, SMALL, Style.BOLD)
        made: list[list[str]] = [[]]
        at = 0.0
        for label, value in self.header.lines[3:]:
            width = sum(typeset.measure(printable(words), SMALL) + 3 for words in (f"{label}:", value)) + 9
            if at + width > ROOM:
                made.append([])
                at = 0.0
            made[-1] += [f"{label}:", value]
            at += width
        self.y = 34.0 + (len(audience) + len(made)) * SMALL * LINE
        self.rule(0, ROOM, 0.4, HAIR)
        self.y -= SMALL + 3
        for line in audience:
            self.put(0, line, SMALL, Style.BOLD)
            self.y -= SMALL * LINE
        for line_of_pairs in made:
            at = 0.0
            for place, words in enumerate(line_of_pairs):
                at += self.put(at, words, SMALL, colour=MUTED) + 3 + 9 * (place % 2)
            self.y -= SMALL * LINE

    def said(self, cell: Cell, table: Table, place: int) -> str:
        """Say how a cell reads."""
        return shown(cell, table.columns[place], self.header)


def length(share: Cell) -> float:
    """Say how much of a full bar a share fills."""
    if not isinstance(share, tuple):
        return 0.0
    part, whole = share
    return part / whole if whole else 0.0
