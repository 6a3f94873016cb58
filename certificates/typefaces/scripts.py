"""Which typeface prints which script, one row per script: a face is read only when its letters are asked for."""

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """What a line of text is for; each style has a typeface for every script.

    TEXT is a quiet sans serif, BOLD the same with weight, DISPLAY a serif for names and titles.
    """

    TEXT = "text"
    BOLD = "bold"
    DISPLAY = "display"


@dataclass(frozen=True)
class Drawn:
    """One typeface and how much larger than the asked size it is drawn, so that scripts look equally large."""

    name: str
    scale: float = 1.0


@dataclass(frozen=True)
class Script:
    """A script and the faces that it is set in.

    Attributes:
        blocks: first and last code points of its Unicode blocks; its faces are asked for these and no others.
        faces: one for each style.
    """

    blocks: tuple[tuple[int, int], ...]
    faces: dict[Style, Drawn]

    def has(self, code: int) -> bool:
        """Whether a code point is in one of the blocks."""
        return any(first <= code <= last for first, last in self.blocks)


def _noto(name: str, *blocks: tuple[int, int], display: str = "Serif") -> Script:
    return Script(
        blocks,
        {
            Style.TEXT: Drawn(f"NotoSans{name}-Regular"),
            Style.BOLD: Drawn(f"NotoSans{name}-Bold"),
            Style.DISPLAY: Drawn(f"Noto{display}{name}-Regular"),
        },
    )


# Latin, Greek, Cyrillic, and every sign that letters of other scripts do not bring along themselves.
FIRST: dict[Style, Drawn] = {
    Style.TEXT: Drawn("NotoSans-Regular"),
    Style.BOLD: Drawn("NotoSans-Bold"),
    Style.DISPLAY: Drawn("NotoSerifDisplay-Regular"),
}

# Naskh Arabic looks small beside Latin letters of the same size: it is drawn a step larger.
_ARABIC: dict[Style, Drawn] = {
    Style.TEXT: Drawn("NotoNaskhArabic-Regular", 1.18),
    Style.BOLD: Drawn("NotoNaskhArabic-Bold", 1.18),
    Style.DISPLAY: Drawn("NotoNaskhArabic-Regular", 1.12),
}

SCRIPTS: tuple[Script, ...] = (
    Script(((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)), _ARABIC),
    _noto("Hebrew", (0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    _noto("Armenian", (0x0530, 0x058F), (0xFB13, 0xFB17)),
    _noto("Georgian", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    _noto("Ethiopic", (0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    _noto("Bengali", (0x0980, 0x09FF)),
    _noto("Devanagari", (0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA830, 0xA83F), (0xA8E0, 0xA8FF)),
    _noto("Tamil", (0x0B80, 0x0BFF)),
    _noto("Sinhala", (0x0D80, 0x0DFF), (0x111E0, 0x111FF)),
    _noto("Thai", (0x0E00, 0x0E7F)),
    _noto("Lao", (0x0E80, 0x0EFF)),
    # The regular weight of its serif is as dark as others' bold.
    _noto("Myanmar", (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), display="Sans"),
    _noto("Khmer", (0x1780, 0x17FF), (0x19E0, 0x19FF)),
    # Han, Hangul and Kana: one face in all styles, because each takes five megabytes. They fill the whole em and look
    # large beside Latin letters: they are drawn a step smaller.
    Script(
        ((0x3000, 0x33FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFFEF)),
        dict.fromkeys(Style, Drawn("WenQuanYiMicroHei", 0.92)),
    ),
)
