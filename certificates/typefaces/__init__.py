"""The typefaces that are printed with, each file read once per process and only when one of its letters is printed."""

import struct
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import uharfbuzz as hb

from certificates.typefaces.scripts import FIRST, SCRIPTS, Drawn, Style

__all__ = ["FIRST", "FOLDER", "SCRIPTS", "Face", "Style", "face_for", "first_face", "read_face"]

FOLDER = Path(__file__).parent
_EM = 1000  # lengths are thousandths of the size, as PDF counts glyph widths
_WIDEST_SPACE = 400


@dataclass(frozen=True, eq=False)
class Face:
    """One typeface file, ready to be shaped with and embedded.

    Attributes:
        name: PostScript name, which is also the file name without its ending.
        scale: how much larger than the asked size it is drawn, so that scripts look equally large side by side.
        covers: the code points it has a glyph for and is wanted for.
        box: its largest glyph box (x_min, y_min, x_max, y_max), in thousandths of the size.
        ascent: height above the base line, in thousandths of the size.
        descent: depth below the base line (negative), in thousandths of the size.
    """

    name: str
    scale: float
    covers: Collection[int] = field(repr=False)
    box: tuple[int, ...]
    ascent: int
    descent: int
    face: hb.Face = field(repr=False)
    font: hb.Font = field(repr=False)


@cache
def read_face(name: str, scale: float) -> Face:
    """Read a typeface from its file, once per process; of a collection the first."""
    (file,) = FOLDER.glob(f"{name}.tt[fc]")
    face = hb.Face(hb.Blob.from_file_path(str(file)), 0)
    # The set of the library is kept: as a Python set, that of Han would take megabytes.
    covers = face.unicodes
    if not all(ord(sign) in covers for sign in "(-/"):
        # Digits without brackets and strokes beside them would mix two typefaces in "24/03/2026":
        # all of them are then left to the first face.
        covers.del_range(0x21, 0x7E)  # the signs of ASCII, first and last
    font = hb.Font(face)
    font.scale = (_EM, _EM)
    if font.get_glyph_h_advance(font.get_nominal_glyph(ord(" "))) > _WIDEST_SPACE:
        covers.discard(ord(" "))  # half an em in Sinhala, where a quarter is usual: that of the first face is taken
    head = struct.unpack_from(">4h", face.reference_table("head").data, 36)
    hhea = struct.unpack_from(">2h", face.reference_table("hhea").data, 4)
    box = tuple(round(length * _EM / face.upem) for length in head)
    ascent, descent = (round(length * _EM / face.upem) for length in hhea)
    return Face(name, scale, covers, box, ascent, descent, face, font)


def first_face(style: Style) -> Face:
    """The face of a style for Latin, Greek, Cyrillic and signs."""
    return _read(FIRST[style])


def face_for(character: str, style: Style) -> Face | None:
    """The face of a style that prints a character, or None; only a face whose script it belongs to is read for it."""
    code = ord(character)
    first = first_face(style)
    if code in first.covers:
        return first
    for script in SCRIPTS:
        if script.has(code):
            face = _read(script.faces[style])
            return face if code in face.covers else None
    return None


def _read(drawn: Drawn) -> Face:
    return read_face(drawn.name, drawn.scale)
