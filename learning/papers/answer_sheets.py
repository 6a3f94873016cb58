"""Answer sheets: A4, black on white, one a person; what is printed leaves the bubbles and the marks alone."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from certificates import type as typeset
from certificates.code import dark_boxes, modules
from certificates.type import Paper, Style
from learning.papers import layout
from learning.papers.bubbles import Row
from learning.papers.layout import Slot

INK: Final = HexColor(0x000000)
MUTED: Final = HexColor(0x4A4A4A)
PALE: Final = HexColor(0x8C8C8C)
HAIR: Final = HexColor(0xBFBFBF)
EDGE: Final = 14.0
TEXT_ROOM: Final = 146.0
NAME, SMALLEST_NAME = 17.0, 6.0
LETTER: Final = 6.2
MARK_CELLS: Final = 6

Box = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True)
class SheetWords:
    """What every answer sheet says, in the language of the paper.

    Attributes:
        title: what the sheet is.
        subject: the module whose quiz it is.
        cohort: for whom it was printed.
        paper: which question paper belongs to it, in a sentence with `%(paper)s`.
        name: what stands before the name.
        number: what stands before the service number.
        how: how to mark, in one or two sentences.
        like_this: said beside a bubble that is filled.
        not_like_this: said beside bubbles that are not.
        address: of the house, without a slash at its end.
        language: BCP 47 tag.
        direction: "ltr" or "rtl".
    """

    title: str
    subject: str
    cohort: str
    paper: str
    name: str
    number: str
    how: str
    like_this: str
    not_like_this: str
    address: str
    language: str
    direction: typeset.Direction


@dataclass(frozen=True)
class PrintedSheet:
    """One sheet; `name` and `service_number` are empty for a spare one."""

    code: str
    variant: str
    name: str = ""
    service_number: str = ""


@dataclass(frozen=True)
class PrintedRow:
    """One row of a question: what stands beside it, and where."""

    number: int
    row: Row
    slot: Slot


def print_answer_sheets(
    sheets: Sequence[PrintedSheet], rows: Mapping[str, Sequence[PrintedRow]], words: SheetWords
) -> bytes:
    """Print answer sheets, one a page; the same arguments always give the same bytes.

    Args:
        sheets: in their order.
        rows: the rows of each paper, by its letter.
        words: what each sheet says besides.
    """
    file = BytesIO()
    paper = Paper(file, pagesize=A4, pageCompression=1, invariant=1, lang=words.language)
    paper.setTitle(f"{words.title}: {words.subject}")
    paper.setCreator("learn1325")
    if words.direction == "rtl":
        paper.setViewerPreference("Direction", "R2L")
    drawn = _Sheet(paper, words)
    for sheet in sheets:
        drawn.draw(sheet, rows[sheet.variant])
        paper.showPage()
    paper.save()
    return file.getvalue()


class _Sheet:
    """Draws in millimetres from the upper left corner."""

    def __init__(self, paper: Paper, words: SheetWords) -> None:
        self.paper = paper
        self.words = words
        self.is_rtl = words.direction == "rtl"
        # Text never stands under the square code, which is on the right of every sheet: a reader looks for it there.
        self.start = EDGE + TEXT_ROOM if self.is_rtl else EDGE
        self.how = typeset.wrap(words.how, TEXT_ROOM * mm, 9, base=words.direction)

    def draw(self, sheet: PrintedSheet, rows: Sequence[PrintedRow]) -> None:
        """Draw one sheet; what all sheets of a paper share is drawn once, and stands in the file once."""
        shared = f"paper-{sheet.variant}"
        if not self.paper.hasForm(shared):
            self.paper.beginForm(shared, 0, 0, *A4)
            self._box(sheet.variant)
            self._marks()
            for line in rows:
                self._row(line)
            self._ticks()
            self._separators(rows)
            self.paper.endForm()
        self.paper.doForm(shared)
        self._head(sheet)
        self._code(sheet.code)

    # ── head ────────────────────────────────────────────────────────────────
    def _head(self, sheet: PrintedSheet) -> None:
        words = self.words
        self._text(18, words.title, 9.5, colour=MUTED)
        fitted = typeset.fit_lines(
            typeset.with_substitutes(words.subject), TEXT_ROOM * mm, 15, lines=1, min_size=5, style=Style.BOLD
        )
        self._text(24.6, fitted.lines[0], fitted.size, style=Style.BOLD)
        self._text(30, typeset.with_substitutes(words.cohort), 9.5, colour=MUTED)
        if sheet.name:
            name = typeset.fit_lines(
                typeset.with_substitutes(sheet.name),
                TEXT_ROOM * mm,
                NAME,
                lines=1,
                min_size=SMALLEST_NAME,
                style=Style.BOLD,
            )
            self._text(41.5, name.lines[0], name.size, style=Style.BOLD)
            self._text(46.6, f"{words.number} {sheet.service_number}", 9.5, colour=MUTED)
        else:
            self._blank(41.5, words.name, 0, 82)
            self._blank(41.5, words.number, 88, 58)
        for number, line in enumerate(self.how):
            self._text(51.6 + number * 4.2, line, 9)

    def _box(self, variant: str) -> None:
        """Say large which question paper this sheet belongs to, between the upper marks."""
        self._text(66, self.words.paper % {"paper": variant}, 12, style=Style.BOLD, inset=14)
        y, x, step = 64.9, 105.0, -1 if self.is_rtl else 1
        self._bubble(x, y)
        self._disc(x, y)
        shown = self._text(66, self.words.like_this, 8.5, at=x + step * 4, colour=MUTED) / mm
        x += step * (4 + shown + 8)
        for drawing in (self._cross, self._tick, self._dot):
            self._bubble(x, y)
            drawing(x, y)
            x += step * 6
        self._text(66, self.words.not_like_this, 8.5, at=x - step * 2, colour=MUTED)

    def _blank(self, y: float, label: str, inset: float, width: float) -> None:
        """Draw a line to write on, with what belongs there."""
        side = -1 if self.is_rtl else 1
        begin, end = self.start + side * inset, self.start + side * (inset + width)
        self.paper.setStrokeColor(INK)
        self.paper.setLineWidth(0.7)
        self.paper.line(begin * mm, self._up(y), end * mm, self._up(y))
        self._text(y + 4.4, label, 8.5, inset=inset, colour=MUTED)

    def _code(self, code: str) -> None:
        left, top, side = layout.CODE
        squares = modules(f"{self.words.address}/sheets/{code}")
        module = side / len(squares)
        self._boxes(
            (left + x * module, top + y * module, width * module, height * module)
            for x, y, width, height in dark_boxes(squares)
        )
        self.paper.setFillColor(INK)
        middle = (left + side / 2) * mm
        typeset.draw(self.paper, middle, self._up(top + side + 5.6), code, 12.5, style=Style.BOLD, align="centre")

    # ── what is read ────────────────────────────────────────────────────────
    def _marks(self) -> None:
        cell = layout.MARK_SIDE / MARK_CELLS
        for (left, top), bits in zip(layout.MARKS, layout.MARK_BITS, strict=True):
            self._boxes([(left, top, layout.MARK_SIDE, layout.MARK_SIDE)])
            white = (divmod(place, MARK_CELLS - 2) for place, bit in enumerate(bits) if bit == "1")
            boxes = [(left + (x + 1) * cell, top + (y + 1) * cell, cell, cell) for y, x in white]
            self._boxes(boxes, HexColor(0xFFFFFF))

    def _ticks(self) -> None:
        width, height = layout.TICK
        self._boxes(
            (edge, layout.FIRST_ROW + row * layout.ROW_PITCH - height / 2, width, height)
            for block in layout.BLOCKS
            for edge in (block, block + layout.BLOCK_WIDTH - width)
            for row in range(layout.ROWS)
        )

    def _row(self, line: PrintedRow) -> None:
        slot = line.slot
        side = 1 if self.is_rtl else -1
        label = f"{line.number}{line.row.label}" if line.row.label.startswith(".") else line.row.label
        first = line.row.label in ("", ".1", "×100")
        edge = slot.x(0) + side * (layout.BUBBLE / 2 + 1.6)
        self.paper.setFillColor(INK)
        if line.row.label.startswith("×"):  # a number: the question's number once, the place of the digit in each row
            far = slot.x(0) + side * 10.6
            if first:
                self._number(far, slot.y, str(line.number), Style.BOLD)
            self._number(edge, slot.y, label, Style.TEXT, size=7.5)
        else:
            self._number(edge, slot.y, label or str(line.number), Style.BOLD if first else Style.TEXT)
        for column, letter in enumerate(line.row.columns):
            x = slot.x(column)
            self._bubble(x, slot.y)
            self.paper.setFillColor(PALE)
            base = self._up(slot.y) - LETTER * 0.36
            typeset.draw(self.paper, x * mm, base, letter, LETTER, align="centre", base="ltr")

    def _number(self, x: float, y: float, words: str, style: Style, *, size: float = 9.5) -> None:
        base = self._up(y) - size * 0.36
        align: typeset.Align = "start" if self.is_rtl else "end"
        typeset.draw(self.paper, x * mm, base, words, size, style=style, align=align, base="ltr")

    def _separators(self, rows: Sequence[PrintedRow]) -> None:
        """Draw a hair line above each question but the first of a block, well away from the bubbles."""
        self.paper.setStrokeColor(HAIR)
        self.paper.setLineWidth(0.35)
        for before, line in pairwise(rows):
            if line.number != before.number and line.slot.block == before.slot.block:
                y = self._up(line.slot.y - layout.ROW_PITCH / 2)
                left = layout.BLOCKS[line.slot.block]
                self.paper.line((left + 5) * mm, y, (left + layout.BLOCK_WIDTH - 5) * mm, y)

    # ── strokes ─────────────────────────────────────────────────────────────
    def _bubble(self, x: float, y: float) -> None:
        self.paper.setStrokeColor(MUTED)
        self.paper.setLineWidth(0.7)
        self.paper.circle(x * mm, self._up(y), layout.BUBBLE / 2 * mm, stroke=1, fill=0)

    def _disc(self, x: float, y: float) -> None:
        self.paper.setFillColor(INK)
        self.paper.circle(x * mm, self._up(y), layout.BUBBLE / 2 * mm, stroke=0, fill=1)

    def _dot(self, x: float, y: float) -> None:
        self.paper.setFillColor(INK)
        self.paper.circle(x * mm, self._up(y), 0.7 * mm, stroke=0, fill=1)

    def _cross(self, x: float, y: float) -> None:
        self._strokes(x, y, ((-1, -1, 1, 1), (-1, 1, 1, -1)))

    def _tick(self, x: float, y: float) -> None:
        self._strokes(x, y, ((-1.2, 0, -0.2, -1), (-0.2, -1, 1.4, 1.5)))

    def _strokes(self, x: float, y: float, strokes: Sequence[tuple[float, float, float, float]]) -> None:
        self.paper.setStrokeColor(INK)
        self.paper.setLineWidth(1)
        up = self._up(y)
        for x1, y1, x2, y2 in strokes:
            self.paper.line(x * mm + x1 * mm, up + y1 * mm, x * mm + x2 * mm, up + y2 * mm)

    def _boxes(self, boxes: Iterable[Box], colour: Color = INK) -> None:
        path = self.paper.beginPath()
        for x, y, width, height in boxes:
            path.rect(x * mm, self._up(y + height), width * mm, height * mm)
        self.paper.setFillColor(colour)
        self.paper.drawPath(path, stroke=0, fill=1)

    def _text(
        self,
        y: float,
        words: str,
        size: float,
        *,
        style: Style = Style.TEXT,
        colour: Color = INK,
        inset: float = 0.0,
        at: float = math.nan,
    ) -> float:
        """Set a line and give its width in points."""
        self.paper.setFillColor(colour)
        x = (self.start + (-inset if self.is_rtl else inset)) if math.isnan(at) else at
        return typeset.draw(
            self.paper, x * mm, self._up(y), words, size, style=style, direction=self.words.direction, base="auto"
        )

    def _up(self, y: float) -> float:
        """Give the height from the lower edge, in points."""
        return A4[1] - y * mm
