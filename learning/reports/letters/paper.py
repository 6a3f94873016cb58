"""PDF: the letter on A4, its annex on pages that lie on their side; nothing is cut off, and figures stand in columns.

Lengths are points; everything is placed from the start edge, left or right as the language reads.
"""

import io
from typing import Final

from PIL import Image
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader

from certificates import type as typeset
from certificates.type import Base, Paper, Style
from learning.reports.export.pdf_measures import GAP, lines_of, settle
from learning.reports.letters.wording import Grid, LetterText, Signatory
from learning.reports.table import Column, Kind

MARGIN: Final = 62.0
ANNEX_MARGIN: Final = 42.0
SIZE: Final = 10.5
LEADING: Final = 1.42
LOGO: Final = (150.0, 52.0)  # the most that a logo takes
INK: Final = HexColor(0x16213A)
MUTED: Final = HexColor(0x4A546C)
RULE: Final = HexColor(0x7D879C)
HAIR: Final = HexColor(0xC4C7CE)
FOOT: Final = 8.0
SIGNATURE_ROOM: Final = 190.0
LAST_OF_PERSON: Final = 2  # after the service number, each course has a certificate and its last day
CLOSING: Final = 174.0  # the last sentence, the hash and the signatures
CELL: Final = 4.0
PAGES: Final = "pages"
PAGES_PLACE: Final = "%(pages)s"


def draw(text: LetterText, logo: bytes | None) -> bytes:
    """Write the letter as a PDF; the same arguments always give the same bytes."""
    file = io.BytesIO()
    _Letter(file, text).write(logo)
    return file.getvalue()


def kind(place: int, *, figures: bool) -> Kind:
    """Say what a column holds: of the counts, figures after the first; of the annex, a number first, and last days."""
    if figures:
        return "number" if place else "text"
    return "date" if place == 0 or (place > LAST_OF_PERSON and place % 2 == 0) else "text"


class _Letter:
    """The setting of one letter: `y` is how far down the present page is filled."""

    def __init__(self, file: io.BytesIO, text: LetterText) -> None:
        self.text = text
        self.paper = Paper(file, pagesize=A4, pageCompression=1, invariant=1, lang=text.language)
        self.paper.setTitle(f"{text.subject}: {text.particulars[0][1]}")
        self.paper.setAuthor(text.authority)
        self.paper.setCreator("learn1325")
        if text.direction == "rtl":
            self.paper.setViewerPreference("Direction", "R2L")
        self.page = 0
        self.size: tuple[float, float] = A4
        self.margin = MARGIN
        self.y = 0.0
        self.begin_page()

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.size[0] - 2 * self.margin

    @property
    def bottom(self) -> float:
        """What stands on the paper stays above it, except the foot."""
        return 46.0

    def write(self, logo: bytes | None) -> None:
        """Set all of it."""
        text = self.text
        self.head(logo)
        self.particulars()
        self.paragraph(text.addressee, after=14)
        self.paragraph(text.subject, size=13, style=Style.BOLD, after=8)
        for sentence in text.opening:
            self.paragraph(sentence)
        for title, summary in text.courses:
            self.keep(60)
            self.paragraph(title, style=Style.BOLD, indent=12, after=0)
            self.paragraph(summary, size=9.5, indent=12, colour=MUTED, after=6)
        self.y -= 4
        self.table(text.counts, figures=True)
        self.paragraph(text.counts_note, size=8.5, colour=MUTED, after=10)
        *closing, last = text.closing
        for sentence in closing:
            self.paragraph(sentence)
        self.keep(CLOSING)  # whoever signs has words above the signature
        self.paragraph(last)
        self.paragraph(text.hash_label, style=Style.BOLD, after=0)
        self.paragraph(text.annex_hash, size=9, base="ltr", after=14)
        self.signatures()
        self.size, self.margin = landscape(A4), ANNEX_MARGIN
        self.begin_page()
        self.paragraph(text.annex.title, size=15, style=Style.BOLD, after=2)
        self.paragraph(text.annex_note, colour=MUTED, after=8)
        self.table(text.annex, figures=False)
        self.close()

    # ── placing ─────────────────────────────────────────────────────────────
    def across(self, distance: float) -> float:
        """Where a distance from the start margin lies on the paper."""
        return self.size[0] - self.margin - distance if self.is_rtl else self.margin + distance

    @property
    def is_rtl(self) -> bool:
        """Whether the letter is read from the right."""
        return self.text.direction == "rtl"

    def put(
        self,
        distance: float,
        words: str,
        size: float,
        style: Style = Style.TEXT,
        *,
        base: Base | None = None,
        ends: bool = False,
    ) -> float:
        """Set one line at the present height; give its width."""
        own: Base = self.text.direction if typeset.first_direction(words) else "ltr"
        return typeset.draw(
            self.paper,
            self.across(distance),
            self.y,
            words,
            size,
            style=style,
            align="end" if ends else "start",
            direction=self.text.direction,
            base=base or own,
        )

    def paragraph(
        self,
        words: str,
        *,
        size: float = SIZE,
        style: Style = Style.TEXT,
        colour: Color = INK,
        base: Base | None = None,
        indent: float = 0.0,
        after: float = 7.0,
    ) -> None:
        """Set a text in as many lines as it needs."""
        for line in lines_of(words, self.room - indent, size, style, base or self.text.direction):
            self.keep(size * LEADING)
            self.paper.setFillColor(colour)
            self.y -= size
            self.put(indent, line, size, style, base=base)
            self.y -= size * (LEADING - 1)
        self.y -= after

    def rule(self, width: float, thickness: float, colour: Color, start: float = 0.0) -> None:
        """Draw a rule at the present height."""
        self.paper.setStrokeColor(colour)
        self.paper.setLineWidth(thickness)
        self.paper.line(self.across(start), self.y, self.across(start + width), self.y)

    def keep(self, height: float) -> None:
        """Begin a new page unless there is so much room on this one."""
        if self.y - height < self.bottom:
            self.begin_page()

    # ── parts ───────────────────────────────────────────────────────────────
    def head(self, logo: bytes | None) -> None:
        """Set who writes: the logo, the authority, the country."""
        width = self.room
        if logo is not None:
            with Image.open(io.BytesIO(logo)) as picture:
                scale = min(LOGO[0] / picture.width, LOGO[1] / picture.height)
                wide, high = picture.width * scale, picture.height * scale
            x = self.across(self.room)
            self.paper.drawImage(
                ImageReader(io.BytesIO(logo)),
                x if self.is_rtl else x - wide,
                self.y - high,
                wide,
                high,
                mask="auto",
            )
            width -= wide + 24
        top = self.y
        for line in lines_of(self.text.authority, width, 16, Style.DISPLAY, self.text.direction):
            self.paper.setFillColor(INK)
            self.y -= 16
            self.put(0, line, 16, Style.DISPLAY)
            self.y -= 7
        self.paper.setFillColor(MUTED)
        self.y -= 8
        self.put(0, self.text.country, 10)
        self.y = min(self.y, top - (LOGO[1] if logo is not None else 0)) - 12
        self.rule(self.room, 0.9, INK)
        self.y -= 16

    def particulars(self) -> None:
        """Set number, date and what it is about, in three columns."""
        width = (self.room - 40) / 3
        top = self.y
        lines = self.text.particulars
        lowest = top
        for column, part in enumerate(lines[place::3] for place in range(3)):
            self.y = top
            for label, value in part:
                self.y -= 9
                self.paper.setFillColor(MUTED)
                start = column * (width + 20)
                self.put(start, label, 8.5)
                self.paper.setFillColor(INK)
                for line in lines_of(value, width, SIZE, Style.BOLD):
                    self.y -= 13
                    self.put(start, line, SIZE, Style.BOLD)
                self.y -= 8
            lowest = min(lowest, self.y)
        self.y = lowest - 8

    def table(self, grid: Grid, *, figures: bool) -> None:
        """Set a table; its headings stand on each page again."""
        columns = [
            Column(str(place), heading, kind(place, figures=figures)) for place, heading in enumerate(grid.headings)
        ]
        found = settle(columns, grid.rows[:200], self.room, is_spread=True)
        if figures:
            self.keep((len(grid.rows) + 3) * 20)
            self.paragraph(grid.title, style=Style.BOLD, after=2)
        ends = [figures and place > 0 and not self.is_rtl for place in range(len(columns))]

        def cells(row: tuple[str, ...], style: Style) -> None:
            broken = [lines_of(cell, width, found.size, style) for cell, width in zip(row, found.widths, strict=True)]
            height = max(1, *map(len, broken)) * found.size * LEADING + CELL
            if self.y - height < self.bottom:
                self.begin_page()
                if style is not Style.BOLD:
                    cells(grid.headings, Style.BOLD)
            top = self.y
            self.paper.setFillColor(INK)
            for place, lines in enumerate(broken):
                self.y = top - CELL / 2
                for line in lines:
                    self.y -= found.size
                    distance = found.starts[place] + (found.widths[place] if ends[place] else 0)
                    self.put(distance, line, found.size, style, base="auto", ends=ends[place])
                    self.y -= found.size * (LEADING - 1)
            self.y = top - height
            self.rule(found.total, *((0.9, INK) if style is Style.BOLD else (0.3, HAIR)))

        cells(grid.headings, Style.BOLD)
        for row in grid.rows:
            cells(row, Style.TEXT)
        self.y -= GAP / 2

    def signatures(self) -> None:
        """Set room for a hand and a stamp, side by side."""
        top = self.y
        for place, signatory in enumerate(self.text.signatories):
            self.y = top
            self.signature(signatory, place * (SIGNATURE_ROOM + 30))
        self.y -= 10

    def signature(self, signatory: Signatory, start: float) -> None:
        """Set one of those who sign."""
        name, title, stamp = self.text.signature_labels
        self.y -= 40
        self.rule(SIGNATURE_ROOM, 0.6, RULE, start)
        self.y -= 11
        self.paper.setFillColor(MUTED)
        self.put(start, stamp, 8.5)
        for label, value in ((name, signatory.name), (title, signatory.title)):
            self.y -= 15
            self.paper.setFillColor(MUTED)
            width = self.put(start, label, 8.5) + 8
            self.paper.setFillColor(INK)
            if value:
                for line in lines_of(value, SIGNATURE_ROOM - width, 9.5, Style.BOLD):
                    self.put(start + width, line, 9.5, Style.BOLD)
                    self.y -= 12
                self.y += 12
            else:
                self.y -= 2
                self.rule(SIGNATURE_ROOM - width, 0.4, HAIR, start + width)
                self.y += 2

    # ── pages ───────────────────────────────────────────────────────────────
    def begin_page(self) -> None:
        """Begin a page, with its foot: the document number, and which page of how many."""
        if self.page:
            self.paper.showPage()
        self.page += 1
        self.paper.setPageSize(self.size)
        self.paper.setFillColor(MUTED)
        self.y = 30.0
        self.put(0, self.text.particulars[0][1], FOOT)
        words = self.text.page_words.partition(PAGES_PLACE)[0] % {"page": self.page}
        end = self.room - 22
        self.put(end, words, FOOT, ends=True)
        self.paper.saveState()
        self.paper.translate(self.across(end), self.y)
        self.paper.doForm(PAGES)
        self.paper.restoreState()
        self.y = self.size[1] - 54.0
        self.paper.setFillColor(INK)

    def close(self) -> None:
        """Draw the number of pages where every foot refers to it, and write the file."""
        self.paper.beginForm(PAGES, -60, -10, 120, 20)
        self.paper.setFillColor(MUTED)
        words = f"{self.page}{self.text.page_words.partition(PAGES_PLACE)[2]}"
        gap = -2.0 if self.is_rtl else 2.0
        typeset.draw(self.paper, gap, 0, words, FOOT, direction=self.text.direction, base=self.text.direction)
        self.paper.endForm()
        self.paper.showPage()
        self.paper.save()
