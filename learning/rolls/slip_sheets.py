"""Sign-in slips on paper: A4, ten to a page, with lines to cut along; black on white, legible from a bad printer.

Slips with pictures are higher: eight to a page.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates import type as typeset
from certificates.code import dark_boxes, modules
from certificates.type import Base, Direction, Paper, Style
from learning.people.slips import PrintedSlip
from learning.people.twelve import SIDE, TWELVE

WIDTH, HEIGHT = A4
ACROSS, DOWN, DOWN_WITH_PICTURES = 2, 5, 4
SLIP_WIDTH = WIDTH / ACROSS
INSIDE = 20.0
CODE_SIDE = 84.0
INK = HexColor(0x16213A)
MUTED = HexColor(0x4A546C)
CUT = HexColor(0x7D879C)
TONE = HexColor(0xB9C3CC)
PICTURE_SIDE, PICTURE_GAP, PICTURE_DROP = 36.0, 14.0, 9.0
STEP = re.compile(r"([MLCZ])([^MLCZ]*)")
NAME, COMFORTABLE_NAME, SMALLEST_NAME = 14.0, 10.0, 3.0  # a name is never cut, however long its words are
NUMBER, LABEL, CODE, FOOT = 10.5, 8.0, 21.0, 8.5
LEADING = 1.3
NAME_LINES = 2


@dataclass(frozen=True)
class SlipWords:
    """What every slip says, in the language of the page.

    Attributes:
        title: of the file.
        code: what the code is called.
        number: what the service number is called.
        how: what to do with it, in one or two sentences.
        language: BCP 47 tag.
        direction: "ltr" or "rtl".
    """

    title: str
    code: str
    number: str
    how: str
    language: str
    direction: Direction


def print_sheets(slips: Sequence[PrintedSlip], words: SlipWords, *, address: str) -> bytes:
    """Print slips, ten or eight to a page, with a QR code of the page where each is used.

    Args:
        slips: in their order.
        words: what each says besides.
        address: of the house, without a slash at its end.

    Returns:
        The PDF file.
    """
    file = BytesIO()
    sheets = _Sheets(Paper(file, pagesize=A4, pageCompression=1, invariant=1, lang=words.language), words)
    sheets.down = DOWN_WITH_PICTURES if any(slip.pictures for slip in slips) else DOWN
    for number, slip in enumerate(slips):
        place = number % (ACROSS * sheets.down)
        if place == 0:
            sheets.begin(is_first=number == 0)
        sheets.draw(place, slip, f"{address}/slips/{slip.code}")
    return sheets.finish(file)


class _Sheets:
    def __init__(self, paper: Paper, words: SlipWords) -> None:
        self.paper = paper
        self.words = words
        self.down = DOWN
        self.base: Base = words.direction
        self.paper.setTitle(words.title)
        self.paper.setCreator("learn1325")
        if words.direction == "rtl":
            self.paper.setViewerPreference("Direction", "R2L")
        # The same on every slip: broken into lines once.
        self.how = typeset.wrap(words.how, SLIP_WIDTH - 2 * INSIDE, FOOT, base=self.base)

    @property
    def height(self) -> float:
        """How high a slip is."""
        return HEIGHT / self.down

    def begin(self, *, is_first: bool) -> None:
        """Begin a page with its lines to cut along."""
        if not is_first:
            self.paper.showPage()
        self.paper.setStrokeColor(CUT)
        self.paper.setLineWidth(0.6)
        self.paper.setDash(3, 3)
        for column in range(1, ACROSS):
            self.paper.line(column * SLIP_WIDTH, 0, column * SLIP_WIDTH, HEIGHT)
        for row in range(1, self.down):
            self.paper.line(0, row * self.height, WIDTH, row * self.height)
        self.paper.setDash()

    def draw(self, place: int, slip: PrintedSlip, address: str) -> None:
        """Draw one slip in its place of the page."""
        row, column = divmod(place, ACROSS)
        if self.words.direction == "rtl":
            column = ACROSS - 1 - column
        self.left, self.top = column * SLIP_WIDTH, HEIGHT - row * self.height
        room = SLIP_WIDTH - 2 * INSIDE - CODE_SIDE - 8
        y = self._name(slip.name, room, self.top - INSIDE - NAME * 0.75)
        self._line(y, f"{slip.country} · {self.words.number} {slip.service_number}", NUMBER, INK)
        y = self.top - INSIDE - CODE_SIDE  # the code you type ends where the code you scan ends
        self._line(y + CODE, self.words.code, LABEL, MUTED)
        self._text(y, slip.code, CODE, Style.BOLD, INK, base="ltr")
        self._code(address)
        if slip.pictures:
            self._pictures(slip.pictures)
        y = self.top - self.height + INSIDE + (len(self.how) - 1) * FOOT * LEADING
        for line in self.how:
            self._text(y, line, FOOT, Style.TEXT, INK, base=self.base)
            y -= FOOT * LEADING

    def finish(self, file: BytesIO) -> bytes:
        """Close the last page and give the file."""
        self.paper.showPage()
        self.paper.save()
        return file.getvalue()

    def _name(self, name: str, room: float, y: float) -> float:
        fitted = typeset.fit_lines(
            typeset.with_substitutes(name),
            room,
            NAME,
            lines=NAME_LINES,
            comfortable=COMFORTABLE_NAME,
            min_size=SMALLEST_NAME,
            style=Style.BOLD,
        )
        for line in fitted.lines:
            self._text(y, line, fitted.size, Style.BOLD, INK, base="auto")
            y -= fitted.size * LEADING
        return y

    def _line(self, y: float, text: str, size: float, colour: Color) -> None:
        self._text(y, typeset.with_substitutes(text), size, Style.TEXT, colour, base=self.base)

    def _text(self, y: float, text: str, size: float, style: Style, colour: Color, *, base: Base) -> None:
        self.paper.setFillColor(colour)
        across = self.left + (SLIP_WIDTH - INSIDE if self.words.direction == "rtl" else INSIDE)
        typeset.draw(self.paper, across, y, text, size, style=style, direction=self.words.direction, base=base)

    def _pictures(self, pictures: Sequence[int]) -> None:
        """Draw the pictures below the code that is typed, in the order in which they are tapped."""
        step = PICTURE_SIDE + PICTURE_GAP
        bottom = self.top - INSIDE - CODE_SIDE - PICTURE_DROP - PICTURE_SIDE
        for number, place in enumerate(pictures):
            across = INSIDE + number * step
            left = SLIP_WIDTH - across - PICTURE_SIDE if self.words.direction == "rtl" else across
            self.paper.saveState()
            self.paper.translate(self.left + left, bottom + PICTURE_SIDE)
            self.paper.scale(PICTURE_SIDE / SIDE, -PICTURE_SIDE / SIDE)
            self.paper.setFillColor(TONE)
            self.paper.drawPath(self._path(TWELVE[place].tone), stroke=0, fill=1)
            self.paper.setStrokeColor(INK)
            self.paper.setLineWidth(2.4)
            self.paper.setLineCap(1)
            self.paper.setLineJoin(1)
            self.paper.drawPath(self._path(TWELVE[place].line), stroke=1, fill=0)
            self.paper.restoreState()

    def _path(self, shape: str) -> PDFPathObject:
        path = self.paper.beginPath()
        steps: dict[str, Callable[..., None]] = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
        for sign, numbers in STEP.findall(shape):
            if sign == "Z":
                path.close()
            else:
                steps[sign](*map(float, numbers.split()))
        return path

    def _code(self, address: str) -> None:
        rows = modules(address)
        module = CODE_SIDE / len(rows)
        left = self.left + (INSIDE if self.words.direction == "rtl" else SLIP_WIDTH - INSIDE - CODE_SIDE)
        path = self.paper.beginPath()
        for x, y, width, height in dark_boxes(rows):
            bottom = self.top - INSIDE - (y + height) * module
            path.rect(left + x * module, bottom, width * module, height * module)
        self.paper.setFillColor(HexColor(0x000000))
        self.paper.drawPath(path, stroke=0, fill=1)
