"""The pages of a printed report: where things stand, what repeats on each page, and when a new page begins.

Lengths are points. Everything is placed from the start edge of the paper, left or right as the language reads, so
that a right-to-left report is the mirror of a left-to-right one.
"""

from typing import IO, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape

from certificates import type as typeset
from certificates.type import Base, Paper, Style
from learning.reports.export.pdf_measures import GAP, LEADING, lines_of
from learning.reports.table import Header

WIDTH, HEIGHT = landscape(A4)
MARGIN: Final = 34.0
TOP: Final = HEIGHT - 32.0
FOOT_SIZE: Final = 8.0
TITLE_SIZE: Final = 22.0
LINE_SIZE: Final = 9.0
SPACE: Final = FOOT_SIZE * 0.26
PAGES: Final = "pages"  # the name of the drawing that says how many pages there are
PAGES_PLACE: Final = "%(pages)s"

INK: Final = HexColor(0x16213A)
MUTED: Final = HexColor(0x4A546C)
RULE: Final = HexColor(0x7D879C)
HAIR: Final = HexColor(0xC4C7CE)
HEAD_ROOM: Final = 20.0  # what the head of a later page takes
PALE: Final = HexColor(0xEEF0F3)


class Pages:
    """The paper that a report is set on, page after page.

    Attributes:
        paper: the canvas.
        room: width between the margins.
        bottom: what stands on the paper stays above it, except the foot.
        y: how far down the present page is filled.
        page: number of the present page, from one.
    """

    def __init__(self, file: IO[bytes], header: Header) -> None:
        self.header = header
        self.room = WIDTH - 2 * MARGIN
        self.paper = Paper(file, pagesize=(WIDTH, HEIGHT), pageCompression=1, lang=header.language)
        self.paper.setTitle(header.title)
        self.paper.setSubject(header.audience_words)
        self.paper.setCreator("learn1325")
        if header.direction == "rtl":
            self.paper.setViewerPreference("Direction", "R2L")
        self.audience_lines = self.lines(header.audience_words, self.room * 0.75, FOOT_SIZE, Style.BOLD)
        self.bottom = 30.0 + len(self.audience_lines) * FOOT_SIZE * LEADING
        self.page = 0
        self.y = TOP

    # ── placing ─────────────────────────────────────────────────────────────
    def across(self, distance: float) -> float:
        """Where a distance from the start margin lies on the paper."""
        return WIDTH - MARGIN - distance if self.header.direction == "rtl" else MARGIN + distance

    def text(
        self,
        distance: float,
        y: float,
        text: str,
        size: float,
        style: Style = Style.TEXT,
        *,
        base: Base = "auto",
        ends: bool = False,
    ) -> float:
        """Draw a line of text that starts, or ends, at a distance from the start margin; give its width."""
        return typeset.draw(
            self.paper,
            self.across(distance),
            y,
            text,
            size,
            style=style,
            align="end" if ends else "start",
            direction=self.header.direction,
            base=base,
        )

    def words(
        self,
        distance: float,
        y: float,
        words: str,
        size: float,
        style: Style = Style.TEXT,
        *,
        whole: str = "",
        ends: bool = False,
    ) -> float:
        """Draw a line of the report's own words, which reads in the report's direction whatever it begins with.

        What has no letter of that direction, such as figures and quarters, reads in its own. `whole` is the text that
        the line is broken from: its last line may hold a figure and a full stop only.
        """
        base = typeset.reading_direction(whole or words, self.header.direction)
        return self.text(distance, y, printable(words), size, style, base=base, ends=ends)

    def lines(self, words: str, width: float, size: float, style: Style = Style.TEXT) -> tuple[str, ...]:
        """Break the report's own words into lines."""
        return lines_of(printable(words), width, size, style, self.header.direction)

    def rule(self, y: float, width: float, thickness: float, colour: Color) -> None:
        """Draw a rule from the start margin."""
        self.paper.setStrokeColor(colour)
        self.paper.setLineWidth(thickness)
        self.paper.line(self.across(0), y, self.across(width), y)

    # ── pages ───────────────────────────────────────────────────────────────
    def open(self) -> None:
        """Begin the first page: title, audience, the lines of the header."""
        self.begin_page()
        self.y -= TITLE_SIZE * 0.8
        self.paper.setFillColor(INK)
        for line in self.lines(self.header.title, self.room, TITLE_SIZE, Style.DISPLAY):
            self.words(0, self.y, line, TITLE_SIZE, Style.DISPLAY, whole=self.header.title)
            self.y -= TITLE_SIZE * 1.3
        self.set_audience()
        self.set_lines()

    def set_audience(self) -> None:
        """Set the sentence that says for whom the file is, on a pale ground with a bar at its start."""
        size = LINE_SIZE + 0.5
        lines = self.lines(self.header.audience_words, self.room - 24, size, Style.BOLD)
        height = len(lines) * size * LEADING + 9
        top = self.y + TITLE_SIZE * 0.45
        self.paper.setFillColor(PALE)
        self.paper.rect(MARGIN, top - height, self.room, height, stroke=0, fill=1)
        self.paper.setFillColor(INK)
        bar = 3.0
        self.paper.rect(min(self.across(0), self.across(bar)), top - height, bar, height, stroke=0, fill=1)
        y = top - 4.5 - size
        for line in lines:
            self.words(14, y, line, size, Style.BOLD, whole=self.header.audience_words)
            y -= size * LEADING
        self.y = top - height - 20

    def set_lines(self) -> None:
        """Set the (label, value) lines in two columns, filled downwards."""
        half = (self.room - 24) / 2
        blocks = [self.line_block(label, value, half) for label, value in self.header.lines]
        split = (len(blocks) + 1) // 2
        lowest = self.y
        for column, part in enumerate((blocks[:split], blocks[split:])):
            y = self.y
            for label_lines, value_lines, indent in part:
                y = self.set_block(column * (half + 24), y, label_lines, value_lines, indent)
            lowest = min(lowest, y)
        self.y = lowest

    def line_block(self, label: str, value: str, width: float) -> tuple[tuple[str, ...], tuple[str, ...], float]:
        """Break a label and its value into lines, and say how far the value is indented."""
        labels = [typeset.measure(printable(words), LINE_SIZE) for words, _ in self.header.lines]
        indent = min(max(labels), width * 0.45)
        label_lines = self.lines(label, indent, LINE_SIZE)
        return label_lines, self.lines(value, width - indent - GAP, LINE_SIZE, Style.BOLD), indent + GAP

    def set_block(
        self, start: float, y: float, label_lines: tuple[str, ...], value_lines: tuple[str, ...], indent: float
    ) -> float:
        """Set one label with its value beside it and say where the next one begins."""
        step = LINE_SIZE * LEADING
        for number in range(max(len(label_lines), len(value_lines))):
            if number < len(label_lines):
                self.paper.setFillColor(MUTED)
                self.words(start, y - number * step, label_lines[number], LINE_SIZE)
            if number < len(value_lines):
                self.paper.setFillColor(INK)
                value = " ".join(value_lines)
                self.words(start + indent, y - number * step, value_lines[number], LINE_SIZE, Style.BOLD, whole=value)
        return y - max(len(label_lines), len(value_lines)) * step - 2

    def begin_page(self) -> None:
        """Begin a page with its foot; from the second on also with the report's title at its head."""
        if self.page:
            self.paper.showPage()
        self.page += 1
        self.y = TOP
        self.paper.setFillColor(MUTED)
        if self.page > 1:
            title = self.lines(self.header.title, self.room, FOOT_SIZE)
            self.words(0, self.y, title[0] if len(title) == 1 else f"{title[0]} …", FOOT_SIZE)
            self.rule(self.y - 6, self.room, 0.4, RULE)
            self.y -= HEAD_ROOM
        self.set_foot()
        self.paper.setFillColor(INK)

    @property
    def is_fresh(self) -> bool:
        """Whether nothing but the head stands on this page."""
        return self.page > 1 and self.y >= TOP - HEAD_ROOM

    @property
    def height(self) -> float:
        """Room between head and foot of a later page."""
        return TOP - HEAD_ROOM - self.bottom

    def set_foot(self) -> None:
        """Set the number of the page, and the audience; how many pages there are is drawn when all are known."""
        y = self.bottom - 16
        self.rule(y + FOOT_SIZE + 5, self.room, 0.4, RULE)
        words = self.header.page_words.partition(PAGES_PLACE)[0] % {"page": self.page}
        width = self.words(0, y, words, FOOT_SIZE) + (SPACE if words else 0)
        self.paper.saveState()
        self.paper.translate(self.across(width), y)
        self.paper.doForm(PAGES)
        self.paper.restoreState()
        for line in self.audience_lines:
            self.words(self.room, y, line, FOOT_SIZE, Style.BOLD, whole=self.header.audience_words, ends=True)
            y -= FOOT_SIZE * LEADING

    def close(self) -> None:
        """Draw the number of pages where every foot refers to it, and write the file."""
        self.paper.beginForm(PAGES, -200, -10, 200, 20)
        self.paper.setFillColor(MUTED)
        words = printable(f"{self.page}{self.header.page_words.partition(PAGES_PLACE)[2]}")
        direction = self.header.direction
        typeset.draw(self.paper, 0, 0, words, FOOT_SIZE, direction=direction, base=direction)
        self.paper.endForm()
        self.paper.showPage()
        self.paper.save()


def printable(words: str) -> str:
    """The words with a replacement sign for what no typeface has: one foreign name must not stop a whole report."""
    return typeset.with_substitutes(words)
