"""The drawing surface that designs share: measured from the start edge and the top, mirrored for right to left."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfdoc

from certificates import type as setting
from certificates.archiving import About, Attachment, archive
from certificates.code import dark_boxes, modules
from certificates.curves import Point, closed, through
from certificates.objects import Stream, Written, dictionary, number_of, packed, text_string
from certificates.pictures import read_png
from certificates.tagging import Role, Structure
from certificates.type import Align, Base, Direction, DoesNotFit, Fitted, Paper, Style
from certificates.typefaces.embedding import write

Place = tuple[float, float, float, float, float, float]

# Points (0.33 mm). The usual statement has modules of 0.5 mm. Long facts in scripts of three bytes a letter make denser
# codes: those must be photographed from nearer, which is better than a certificate that cannot be printed.
SMALLEST_MODULE = 0.94

_MARK = 0.72  # of the page's diagonal: how long a word is that stands across it
_TALLEST_MARK = 0.3  # of the page's height

_SHARE: dict[Align, float] = {"start": 0.0, "centre": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Placed:
    """Something that was put on the page: its box from the upper left corner of the paper, in points.

    Attributes:
        left, top, width, height: of the box; of a text, from its base line up to its size.
        fitted: the line of text, when it is one.
    """

    left: float
    top: float
    width: float
    height: float
    fitted: Fitted | None = None


class Sheet:
    """One A4 landscape page.

    Lengths are points. x runs from the start edge (left, or right when the page is read right to left), y from the top
    edge down. Colours are written "#rrggbb". Texts, pictures and the code are read out in the order they are drawn;
    everything else is ornament, which is passed over.

    Attributes:
        width: of the page.
        height: of the page.
        direction: in which it is read.
        placed: texts, pictures and code, in the order they were drawn.
    """

    def __init__(self, *, direction: Direction, about: About) -> None:
        self.width, self.height = landscape(A4)
        self.direction = direction
        self.placed: list[Placed] = []
        self._about = about
        self._structure = Structure()
        self._link: tuple[int, Written] | None = None
        self._pictures: dict[str, Any] = {}
        self._file = BytesIO()
        # `invariant` leaves out the time of printing: equal facts print equal bytes.
        self._canvas = Paper(
            self._file, pagesize=(self.width, self.height), invariant=1, lang=about.language, pdfVersion=(1, 7)
        )
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        if direction == "rtl":
            self._canvas.setViewerPreference("Direction", "R2L")

    def finish(self, attachments: Sequence[Attachment] = ()) -> bytes:
        """Close the page and return the PDF file, with these files attached."""
        self._canvas.showPage()
        document = self._document
        page = document.Pages.pages[-1]
        number = number_of(document, page)
        page.Contents = packed(page.stream.encode("ascii"))
        page.XObjects = dictionary(**self._pictures) if self._pictures else None
        # ReportLab writes only the entries it lists.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = 0, "/S"
        links: dict[int, int] = {}
        if self._link is not None:
            element, link = self._link
            page.Annots = pdfdoc.PDFArray([f"{link.number} 0 R"])
            links[element] = link.number
        document.Catalog.StructTreeRoot = self._structure.write(document, number, links)
        document.updateSignature(page.Contents.content)
        archive(document, self._about, attachments)
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
        role: Role | None = "P",
        language: str | None = None,
    ) -> float:
        """Set one line with its base line at y; returns its width."""
        fitted = Fitted((text,), size, style, base)
        self.lines(x, y, fitted, colour=colour, align=align, role=role, language=language)
        return setting.measure(text, size, style=style, base=base)

    def lines(
        self,
        x: float,
        y: float,
        fitted: Fitted,
        *,
        colour: str,
        leading: float = 1.25,
        align: Align = "start",
        role: Role | None = "P",
        language: str | None = None,
    ) -> float:
        """Set a fitted text with its first base line at y; returns the last base line.

        Args:
            x: where the lines start, have their middle or end.
            y: the first base line.
            fitted: the text; nothing is drawn of an empty one.
            colour: of the letters.
            leading: distance of base lines, in sizes.
            align: what x means.
            role: what it is to those who hear the page; None for signs that are not read out.
            language: BCP 47 tag, when it is not that of the document.
        """
        if not any(fitted.lines):
            return y
        with self._marked(role, language=language):
            self._write(f"{_rgb(colour)} rg")
            last = setting.draw_fitted(
                self._canvas,
                self._across(x),
                self.height - y,
                fitted,
                leading=leading,
                align=align,
                direction=self.direction,
            )
        self._note(x, y, fitted, leading, align)
        return self.height - last

    def mark(self, word: str, *, colour: str) -> None:
        """Set a word across the whole page, rising from its start; drawn first, it stands behind everything.

        It is read out before the rest, so that nobody takes the page for what it is not.
        """
        style = Style.BOLD
        size = _MARK * math.hypot(self.width, self.height) / setting.measure(word, 1, style=style)
        size = min(size, self.height * _TALLEST_MARK)
        turn = math.atan2(self.height, self.width) * (1 if self.direction == "ltr" else -1)
        cosine, sine = math.cos(turn), math.sin(turn)
        with self._marked("P"):
            self._write(
                f"q {_rgb(colour)} rg {cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} "
                f"{self.width / 2:.2f} {self.height / 2:.2f} cm"
            )
            setting.draw(self._canvas, 0, -0.35 * size, word, size, style=style, align="centre")
            self._write("Q")

    def rule(self, x: float, y: float, to_x: float, to_y: float, *, colour: str, weight: float) -> None:
        """Draw a straight line."""
        self.rules([(x, y, to_x, to_y)], colour=colour, weight=weight)

    def rules(self, ends: Sequence[tuple[float, float, float, float]], *, colour: str, weight: float) -> None:
        """Draw straight lines of one kind, each from (x, y) to (x, y)."""
        drawn = " ".join(f"{self._at(x, y)} m {self._at(to_x, to_y)} l" for x, y, to_x, to_y in ends)
        self._ornament(f"{_rgb(colour)} RG {weight} w {drawn} S")

    def box(self, x: float, y: float, width: float, height: float, *, colour: str, weight: float | None = None) -> None:
        """Draw a rectangle from its start and top corner: filled, or in outline when a weight is given."""
        drawn = f"{self._left(x, width):.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re"
        if weight is None:
            self._ornament(f"{_rgb(colour)} rg {drawn} f")
        else:
            self._ornament(f"{_rgb(colour)} RG {weight} w {drawn} S")

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
        drawn = [f"{self._left(x, width):.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re W n"]
        for ring in rings:
            drawn.append(f"{self._at(*ring[0])} m")
            drawn += (f"{self._at(*one)} {self._at(*two)} {self._at(*end)} c" for one, two, end in closed(ring))
            drawn.append("h")
        self._ornament(f"q {_rgb(colour)} RG {weight} w {' '.join(drawn)} S Q")

    def tiles(self, tile: Sequence[Sequence[Point]], places: Sequence[Place], *, colour: str, weight: float) -> None:
        """Draw one tile of smooth lines at many places; it is in the file once.

        Args:
            tile: lines through points about the tile's own origin, y upwards; the first and last point of each only
                say how it comes in and goes on.
            places: how each copy is turned and moved: a b c d e f of ISO 32000-1, 8.3.3, from the lower left corner.
            colour: of the lines.
            weight: of the lines.
        """
        drawn: list[str] = []
        reach = max(abs(length) for line in tile for point in line for length in point)
        for line in tile:
            drawn.append(f"{line[1][0]:.2f} {line[1][1]:.2f} m")
            drawn += (f"{a:.2f} {b:.2f} {c:.2f} {d:.2f} {e:.2f} {f:.2f} c" for (a, b), (c, d), (e, f) in through(line))
        form = packed(
            " ".join([*drawn, "S"]).encode("ascii"),
            Type="/XObject",
            Subtype="/Form",
            BBox=f"[{-reach:.0f} {-reach:.0f} {reach:.0f} {reach:.0f}]",
            Resources="<<>>",
        )
        name = self._keep(form)
        copies = " ".join(f"q {' '.join(f'{length:.2f}' for length in place)} cm /{name} Do Q" for place in places)
        self._ornament(f"q {_rgb(colour)} RG {weight} w {copies} Q")

    def picture(
        self, x: float, y: float, width: float, height: float, png: bytes, *, spoken: str, align: Align = "start"
    ) -> Point:
        """Draw a picture as large as a box allows, from the box's start and top corner; returns its width and height.

        Args:
            x: of the box.
            y: of the box.
            width: of the box.
            height: of the box.
            png: as `certificates.look.reencode_logo` made it.
            spoken: what is said in its place.
            align: where in the box it stands when it is narrower.
        """
        found = read_png(png)
        scale = min(width / found.width, height / found.height)
        wide, high = found.width * scale, found.height * scale
        plain = "/DeviceRGB" if found.channels > 1 else "/DeviceGray"
        name = self._keep(
            Stream(
                dictionary(
                    Type="/XObject",
                    Subtype="/Image",
                    Width=found.width,
                    Height=found.height,
                    BitsPerComponent=found.bits,
                    ColorSpace=_indexed(found.palette) if found.palette else plain,
                    Filter="/FlateDecode",
                    DecodeParms=dictionary(
                        Predictor=15, Colors=found.channels, BitsPerComponent=found.bits, Columns=found.width
                    ),
                ),
                found.packed,
            )
        )
        x += _SHARE[align] * (width - wide)
        left, low = self._left(x, wide), self.height - y - high
        with self._marked("Figure", spoken=spoken):
            self._write(f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm /{name} Do Q")
        self.placed.append(Placed(left, y, wide, high))
        return wide, high

    def code(self, x: float, y: float, side: float, content: str, *, spoken: str) -> None:
        """Draw a QR code of an address in a square, black on white with four modules clear around, and link it there.

        Raises:
            DoesNotFit: its modules would be smaller than can be photographed.
        """
        rows = modules(content)
        module = side / (len(rows) + 8)
        if module < SMALLEST_MODULE:
            raise DoesNotFit(content, side, SMALLEST_MODULE)
        left, low = self._left(x, side), self.height - y - side
        self._ornament(f"1 g {left:.2f} {low:.2f} {side:.2f} {side:.2f} re f")
        # One module is one unit, rows count downwards: short whole numbers.
        inner, top = left + 4 * module, self.height - y - 4 * module
        drawn = " ".join(f"{column} {row} {wide} {high} re" for column, row, wide, high in dark_boxes(rows))
        with self._marked("Figure", spoken=spoken) as element:
            self._write(f"q 0 g {module:.4f} 0 0 {-module:.4f} {inner:.2f} {top:.2f} cm {drawn} f Q")
        corners = f"{left:.2f} {low:.2f} {left + side:.2f} {low + side:.2f}"
        link = Written(
            self._document,
            "link",
            f"<</Type/Annot/Subtype/Link/Rect[{corners}]/Border[0 0 0]/F 4/StructParent 1"
            f"/Contents{text_string(spoken)}/A<</S/URI/URI({_escaped(content)})>>>>",
        )
        self._link = (element, link)
        self.placed.append(Placed(left, y, side, side))

    @property
    def _document(self) -> Any:
        return self._canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - ReportLab shows it nowhere else

    @contextmanager
    def _marked(self, role: Role | None, *, language: str | None = None, spoken: str | None = None) -> Iterator[int]:
        """Mark what is drawn as the next thing that is read, or as ornament."""
        if role is None:
            self._write("/Artifact BMC")
            yield -1
        else:
            number = self._structure.add(role, language=language, spoken=spoken)
            self._write(f"/{role} <</MCID {number}>> BDC")
            yield number
        self._write("EMC")

    def _keep(self, drawing: Stream) -> str:
        """Keep a picture or tile in the file and return the name by which the page draws it."""
        name = f"X{len(self._pictures)}"
        self._pictures[name] = self._document.Reference(drawing)
        return name

    def _ornament(self, commands: str) -> None:
        self._write(f"/Artifact BMC {commands} EMC")

    def _write(self, commands: str) -> None:
        write(self._canvas, commands)

    def _note(self, x: float, y: float, fitted: Fitted, leading: float, align: Align) -> None:
        for number, line in enumerate(fitted.lines):
            width = setting.measure(line, fitted.size, style=fitted.style, base=fitted.base)
            start = x - _SHARE[align] * width
            base_line = y + number * leading * fitted.size
            alone = Fitted((line,), fitted.size, fitted.style, fitted.base)
            self.placed.append(Placed(self._left(start, width), base_line - fitted.size, width, fitted.size, alone))

    def _at(self, x: float, y: float) -> str:
        """A point as drawing commands write it."""
        return f"{self._across(x):.1f} {self.height - y:.1f}"

    def _across(self, x: float) -> float:
        return x if self.direction == "ltr" else self.width - x

    def _left(self, x: float, width: float) -> float:
        """Where something of this width begins, counted from the left edge of the paper."""
        return x if self.direction == "ltr" else self.width - x - width


def _rgb(colour: str) -> str:
    """A colour as drawing commands write it."""
    return " ".join(f"{int(colour[place : place + 2], 16) / 255:.3f}" for place in (1, 3, 5))


def _indexed(palette: bytes) -> str:
    return f"[/Indexed/DeviceRGB {len(palette) // 3 - 1}<{palette.hex()}>]"


def _escaped(address: str) -> str:
    """An address as a string of plain letters (ISO 32000-1, 7.3.4.2)."""
    return address.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
