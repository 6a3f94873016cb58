"""The drawing surface that designs share: measured from the start edge and the top, mirrored for right to left."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape

from certificates import type as setting
from certificates.type import Align, Base, Direction, Fitted, Paper, Style
from certificates.typefaces.embedding import write

Point = tuple[float, float]


class Sheet:
    """One A4 landscape page.

    Lengths are points. x runs from the start edge (left, or right when the page is read right to left), y from the top
    edge down. Colours are written "#rrggbb".

    Attributes:
        width: of the page.
        height: of the page.
        direction: in which it is read.
    """

    def __init__(self, *, direction: Direction, language: str, title: str, author: str, subject: str) -> None:
        self.width, self.height = landscape(A4)
        self.direction = direction
        self._file = BytesIO()
        # `invariant` leaves out the time of printing: equal facts print equal bytes.
        self._canvas = Paper(
            self._file, pagesize=(self.width, self.height), invariant=1, pageCompression=1, lang=language
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("learn1325")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        if direction == "rtl":
            self._canvas.setViewerPreference("Direction", "R2L")

    def finish(self) -> bytes:
        """Close the page and return the PDF file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._file.getvalue()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        colour: str,
        style: Style = Style.TEXT,
        align: Align = "start",
        base: Base = "auto",
    ) -> float:
        """Set one line with its base line at y; returns its width."""
        self._canvas.setFillColor(HexColor(colour))
        return setting.draw(
            self._canvas,
            self._across(x),
            self.height - y,
            text,
            size,
            style=style,
            align=align,
            direction=self.direction,
            base=base,
        )

    def lines(
        self, x: float, y: float, fitted: Fitted, *, colour: str, leading: float = 1.25, align: Align = "start"
    ) -> float:
        """Set a fitted text with its first base line at y; returns the last base line."""
        self._canvas.setFillColor(HexColor(colour))
        last = setting.draw_fitted(
            self._canvas,
            self._across(x),
            self.height - y,
            fitted,
            leading=leading,
            align=align,
            direction=self.direction,
        )
        return self.height - last

    def rule(self, x: float, y: float, to_x: float, to_y: float, *, colour: str, weight: float) -> None:
        """Draw a straight line."""
        self.rules([(x, y, to_x, to_y)], colour=colour, weight=weight)

    def rules(self, ends: Sequence[tuple[float, float, float, float]], *, colour: str, weight: float) -> None:
        """Draw straight lines of one kind, each from (x, y) to (x, y)."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(weight)
        drawn = (f"{self._at(x, y)} m {self._at(to_x, to_y)} l" for x, y, to_x, to_y in ends)
        write(self._canvas, f"{' '.join(drawn)} S")

    def box(self, x: float, y: float, width: float, height: float, *, colour: str, weight: float | None = None) -> None:
        """Draw a rectangle from its start and top corner: filled, or in outline when a weight is given."""
        left = x if self.direction == "ltr" else self.width - x - width
        if weight is None:
            self._canvas.setFillColor(HexColor(colour))
        else:
            self._canvas.setStrokeColor(HexColor(colour))
            self._canvas.setLineWidth(weight)
        self._canvas.rect(
            left, self.height - y - height, width, height, stroke=int(weight is not None), fill=int(weight is None)
        )

    def rings(
        self,
        rings: Sequence[Sequence[Point]],
        *,
        colour: str,
        weight: float,
        within: tuple[float, float, float, float],
    ) -> None:
        """Draw smooth closed lines through points, cut off at a rectangle (x, y, width, height)."""
        x, y, width, height = within
        left = x if self.direction == "ltr" else self.width - x - width
        self._canvas.saveState()
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(weight)
        drawn = [f"{left:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re W n"]
        for ring in rings:
            drawn.append(f"{self._at(*ring[0])} m")
            drawn += (f"{self._at(*one)} {self._at(*two)} {self._at(*end)} c" for one, two, end in _smooth(ring))
            drawn.append("h")
        write(self._canvas, f"{' '.join(drawn)} S")
        self._canvas.restoreState()

    def qr(self, x: float, y: float, side: float, content: str, *, colour: str) -> None:
        """Draw a QR code (ISO/IEC 18004, level M) whose dark modules fill a square; leave four modules clear around."""
        matrix = segno.make_qr(content, error="m").matrix
        module = side / len(matrix)
        left = x if self.direction == "ltr" else self.width - x - side
        # One module is one unit, rows count downwards: short whole numbers.
        drawn = [f"q {module:.4f} 0 0 {-module:.4f} {left:.2f} {self.height - y:.2f} cm"]
        drawn += (f"{column} {row} {wide} {high} re" for column, row, wide, high in _dark_boxes(matrix))
        self._canvas.setFillColor(HexColor(colour))
        write(self._canvas, f"{' '.join(drawn)} f Q")

    def _at(self, x: float, y: float) -> str:
        """A point as drawing commands write it."""
        return f"{self._across(x):.1f} {self.height - y:.1f}"

    def _across(self, x: float) -> float:
        return x if self.direction == "ltr" else self.width - x


def _dark_boxes(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int, int]]:
    """Dark modules merged into boxes (column, row, width, height): rows first, then equal rows below each other."""
    growing: dict[tuple[int, int], int] = {}
    for number, row in enumerate([*matrix, []]):
        stretches = set(_dark_stretches(row))
        for stretch in [stretch for stretch in growing if stretch not in stretches]:
            first = growing.pop(stretch)
            yield stretch[0], first, stretch[1], number - first
        for stretch in sorted(stretches):
            growing.setdefault(stretch, number)


def _dark_stretches(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for column, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None


def _smooth(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Bézier curves through all points of a closed line (Catmull-Rom): two control points and the end of each."""
    count = len(points)
    for number in range(count):
        (ax, ay), (bx, by) = points[number - 1], points[number]
        (cx, cy), (dx, dy) = points[(number + 1) % count], points[(number + 2) % count]
        yield (bx + (cx - ax) / 6, by + (cy - ay) / 6), (cx - (dx - bx) / 6, cy - (dy - by) / 6), (cx, cy)
