"""Puts the glyphs that a document used, and no others, into its PDF, with the letters they stand for."""

import struct
import zlib
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import uharfbuzz as hb
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from certificates.objects import Stream, dictionary, packed, squeezed
from certificates.typefaces import Face, read_face

# What a PDF viewer does not need: shaping is done, names and letters are written by us.
_DROPPED = tuple(
    int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF", b"OS/2", b"name", b"post", b"cmap", b"STAT")
)
_SYMBOLIC = 4  # font descriptor flag: glyphs are chosen by number (ISO 32000-1, table 123)
_BLOCK = 100  # entries of a letters map that may stand together
_STEM = 80  # a typical stem; viewers use it only when they must replace the font, and it is embedded


# Text encoding of streams would make every page a quarter larger, and takes longer than drawing it.
rl_config.useA85 = 0


class Paper(Canvas):
    """A ReportLab canvas that names no built-in font, so that every font in the file is embedded."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class EmbeddedFace:
    """One face as one document uses it; ReportLab calls `addObjects` when the document is written.

    Attributes:
        fontName: the name ReportLab lists it under.
        resource: its name in the page's drawing commands.
    """

    _dynamicFont = 1  # noqa: N815 - ReportLab asks for it by this name
    _multiByte = 1  # noqa: N815

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.fontName = face.name
        self.resource = resource
        self._codes: dict[tuple[int, str], int] = {(0, ""): 0}

    def code(self, number: int, letters: str) -> int:
        """The code by which a page draws a glyph that stands for these letters.

        One glyph may stand for different letters in different places (ligatures, stacked letters): each use has its
        own code, so that text copied or searched from the page is exactly what was printed.
        """
        return self._codes.setdefault((number, letters), len(self._codes))

    def blank(self) -> tuple[int, int]:
        """The code of a space that stands for no letter, and how far it moves the pen."""
        number = self.face.font.get_nominal_glyph(ord(" "))
        return self.code(number, ""), self.face.font.get_glyph_h_advance(number)

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab's own name
        """Write the font, its glyphs, widths and letters into the document."""
        numbers = tuple(number for number, _ in self._codes)
        program, length, name = _subset(self.face.name, self.face.scale, frozenset(numbers))
        parts = {
            "program": Stream(dictionary(Filter="/FlateDecode", Length1=length), program),
            "glyphs": packed(struct.pack(f">{len(numbers)}H", *numbers)),
            "letters": packed(_letters_map([letters for _, letters in self._codes])),
        }
        links = {part: document.Reference(stream, f"{part}:{name}") for part, stream in parts.items()}
        descriptor = document.Reference(_descriptor(self.face, name, links["program"]), f"descriptor:{name}")
        widths = pdfdoc.PDFArray([self.face.font.get_glyph_h_advance(number) for number in numbers])
        descendant = dictionary(
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=f"/{name}",
            CIDSystemInfo=dictionary(
                Registry=pdfdoc.PDFString("Adobe"),
                Ordering=pdfdoc.PDFString("Identity"),
                Supplement=0,
            ),
            FontDescriptor=descriptor,
            CIDToGIDMap=links["glyphs"],
            DW=0,
            W=pdfdoc.PDFArray([0, widths]),
        )
        font = dictionary(
            Type="/Font",
            Subtype="/Type0",
            BaseFont=f"/{name}",
            Encoding="/Identity-H",
            DescendantFonts=pdfdoc.PDFArray([document.Reference(descendant, f"descendant:{name}")]),
            ToUnicode=links["letters"],
        )
        document.idToObject["BasicFonts"].dict[self.resource] = document.Reference(font, f"font:{name}")


class _Commands:
    """Drawing commands in the form in which a canvas takes text."""

    def __init__(self, commands: str) -> None:
        self._commands = commands

    def getCode(self) -> str:  # noqa: N802 - ReportLab's own name
        """The commands as PDF reads them."""
        return self._commands


def write(canvas: Canvas, commands: str) -> None:
    """Add drawing commands (ISO 32000-1, annex A) to the page.

    ReportLab's own paths write each number with a logarithm; for hundreds of curves and modules that is most of the
    time a page takes.
    """
    canvas.drawText(_Commands(commands))  # type: ignore[arg-type]


_in_documents: WeakKeyDictionary[Any, dict[str, EmbeddedFace]] = WeakKeyDictionary()


def embedded(canvas: Canvas, face: Face) -> EmbeddedFace:
    """The face as this canvas's document uses it, added to the document at its first use."""
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - where ReportLab's own fonts are added
    used = _in_documents.setdefault(document, {})
    if face.name not in used:
        used[face.name] = EmbeddedFace(face, f"T{len(used) + 1}")
        document.delayedFonts.append(used[face.name])
    return used[face.name]


@lru_cache(maxsize=64)
def _subset(face_name: str, scale: float, numbers: frozenset[int]) -> tuple[bytes, int, str]:
    """The compressed program with only these glyphs, its length before compression, and its tagged name.

    Cached, because many documents of one process use the same glyphs of the face that labels are set in.
    """
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(numbers)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_DROPPED)
    program = bytes(hb.subset(read_face(face_name, scale).face, wanted).blob.data)
    return squeezed(program), len(program), f"{_tag(program)}+{face_name}"


def _tag(program: bytes) -> str:
    """Six capitals that tell one subset from another (ISO 32000-1, 9.6.4), the same for the same glyphs."""
    number = zlib.crc32(program)
    capitals = ""
    for _ in range(6):
        number, place = divmod(number, 26)
        capitals += chr(ord("A") + place)
    return capitals


def _letters_map(letters: list[str]) -> bytes:
    """The map by which a reader of the file finds letters from codes (ISO 32000-1, 9.10.3)."""
    # A code that stands for no letter of its own says so, or readers would take its number for a letter.
    told = list(enumerate(letters))
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for first in range(0, len(told), _BLOCK):
        block = told[first : first + _BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def _descriptor(face: Face, name: str, program: object) -> pdfdoc.PDFDictionary:
    return dictionary(
        Type="/FontDescriptor",
        FontName=f"/{name}",
        Flags=_SYMBOLIC,
        FontBBox=pdfdoc.PDFArray(face.box),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=face.ascent,
        StemV=_STEM,
        FontFile2=program,
    )
