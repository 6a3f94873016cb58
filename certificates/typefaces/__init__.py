"""The typefaces that are printed with: one row per script and style, each file read once per process."""

import struct
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

import uharfbuzz as hb

FOLDER = Path(__file__).parent
_ASCII_SIGNS = frozenset(range(0x21, 0x7F))


class Style(StrEnum):
    """What a line of text is for; each style has a typeface for every script.

    TEXT is a quiet sans serif, BOLD the same with weight, DISPLAY a serif for names and titles.
    """

    TEXT = "text"
    BOLD = "bold"
    DISPLAY = "display"


# The first face of a style is the one for Latin, Greek and Cyrillic. Naskh Arabic looks small beside Latin
# letters of the same size: it is drawn a step larger. A new script is one more row in each style.
FACES: dict[Style, tuple[tuple[str, float], ...]] = {
    Style.TEXT: (
        ("NotoSans-Regular", 1.0),
        ("NotoNaskhArabic-Regular", 1.18),
        ("NotoSansBengali-Regular", 1.0),
        ("NotoSansDevanagari-Regular", 1.0),
    ),
    Style.BOLD: (
        ("NotoSans-Bold", 1.0),
        ("NotoNaskhArabic-Bold", 1.18),
        ("NotoSansBengali-Bold", 1.0),
        ("NotoSansDevanagari-Bold", 1.0),
    ),
    Style.DISPLAY: (
        ("NotoSerifDisplay-Regular", 1.0),
        ("NotoNaskhArabic-Regular", 1.12),
        ("NotoSerifBengali-Regular", 1.0),
        ("NotoSerifDevanagari-Regular", 1.0),
    ),
}


@dataclass(frozen=True, eq=False)
class Face:
    """One typeface file, ready to be shaped with and embedded.

    Attributes:
        name: PostScript name, which is also the file name without `.ttf`.
        scale: how much larger than the asked size it is drawn, so that scripts look equally large side by side.
        covers: the code points it has a glyph for and is wanted for.
        box: its largest glyph box (x_min, y_min, x_max, y_max), in thousandths of the size.
        ascent: height above the base line, in thousandths of the size.
        descent: depth below the base line (negative), in thousandths of the size.
    """

    name: str
    scale: float
    covers: frozenset[int]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    face: hb.Face = field(repr=False)
    font: hb.Font = field(repr=False)


@cache
def read_face(name: str, scale: float) -> Face:
    """Read a typeface from its file, once per process.

    Raises:
        ValueError: the file's units are not thousandths of the size, which the embedding counts in.
    """
    face = hb.Face(hb.Blob.from_file_path(str(FOLDER / f"{name}.ttf")))
    if face.upem != 1000:  # noqa: PLR2004 - thousandths of the size, as PDF counts glyph widths
        raise ValueError(f"{name}.ttf has {face.upem} units per em; only 1000 is supported")
    covers = frozenset(face.unicodes)
    if not _ASCII_SIGNS & covers >= {ord("("), ord("-"), ord("/")}:
        # Digits without brackets and strokes beside them would mix two typefaces in "24/03/2026":
        # all of them are then left to the first face.
        covers -= _ASCII_SIGNS
    x_min, y_min, x_max, y_max = struct.unpack_from(">4h", face.reference_table("head").data, 36)
    ascent, descent = struct.unpack_from(">2h", face.reference_table("hhea").data, 4)
    return Face(name, scale, covers, (x_min, y_min, x_max, y_max), ascent, descent, face, hb.Font(face))


@cache
def faces(style: Style) -> tuple[Face, ...]:
    """All faces of a style, in the order they are tried."""
    return tuple(read_face(name, scale) for name, scale in FACES[style])
