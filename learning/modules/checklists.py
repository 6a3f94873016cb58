"""A checklist as one A4 page to be ticked by hand: black on white, legible from a bad printer."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import count, takewhile
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4

from certificates import type as typeset
from certificates.type import Base, Direction, Paper, Style
from learning.modules.rules import Pack

WIDTH, HEIGHT = A4
MARGIN = 50.0
BOX = 11.0
INK = HexColor(0x16213A)
MUTED = HexColor(0x4A546C)
LEADING = 1.38
LARGEST, SMALLEST = 15.0, 8.0
TITLE, INTRO, FOOT = 22.0, 11.5, 8.5
FOOT_ROOM = 46.0


def listed(pack: Pack, language: str, name: str | None = None) -> tuple[Mapping[str, Any], tuple[str, ...]] | None:
    """Find the words and items of a checklist: the module's own, or a further one by its id; None: there is none."""
    said = pack.words[language]
    if name is None:
        return said["checklist"], pack.checklist
    items = pack.further_checklists.get(name)
    return None if items is None else (said["further_checklists"][name], items)


def print_checklist(title: str, intro: str, items: Sequence[str], *, foot: str, language: str, direction: str) -> bytes:
    """Set a checklist on one page in the largest size that fits.

    Args:
        title: of the checklist.
        intro: one or two sentences below it.
        items: what to tick.
        foot: one line at the bottom.
        language: BCP 47 tag of the words.
        direction: "ltr" or "rtl".

    Returns:
        The PDF file; the same words give the same bytes.

    Raises:
        DoesNotFit: it would have to be set smaller than 8 points.
        UnknownScript: no typeface has one of its characters.
    """
    sizes = takewhile(lambda size: size >= SMALLEST, (LARGEST - step / 2 for step in count()))
    for size in sizes:
        page = _Page(language, "rtl" if direction == "rtl" else "ltr", title)
        if page.set(title, intro, items, foot, size):
            return page.finish()
    raise typeset.DoesNotFit(title, WIDTH - 2 * MARGIN, SMALLEST)


class _Page:
    def __init__(self, language: str, direction: Direction, title: str) -> None:
        self._file = BytesIO()
        self.direction = direction
        self.base: Base = direction
        self.paper = Paper(self._file, pagesize=A4, invariant=1, pageCompression=1, lang=language)
        self.paper.setTitle(title)
        self.paper.setCreator("learn1325")
        self.y = HEIGHT - MARGIN

    def set(self, title: str, intro: str, items: Sequence[str], foot: str, size: float) -> bool:
        """Set everything; False when it does not fit at this size."""
        self.y -= TITLE * 0.8
        self._text(0, title, TITLE, Style.DISPLAY, after=8)
        self._text(0, intro, INTRO, Style.TEXT, after=14)
        for item in items:
            self._box(size)
            self._text(BOX + 12, item, size, Style.TEXT, after=size * 0.9)
        if self.y < FOOT_ROOM:
            return False
        self.y = MARGIN * 0.6
        self.paper.setFillColor(MUTED)
        typeset.draw(self.paper, self._across(0), self.y, foot, FOOT, direction=self.direction, base=self.base)
        return True

    def finish(self) -> bytes:
        """Close the page and give the file."""
        self.paper.showPage()
        self.paper.save()
        return self._file.getvalue()

    def _across(self, distance: float) -> float:
        return WIDTH - MARGIN - distance if self.direction == "rtl" else MARGIN + distance

    def _text(self, distance: float, text: str, size: float, style: Style, *, after: float) -> None:
        self.paper.setFillColor(INK)
        for line in typeset.wrap(text, WIDTH - 2 * MARGIN - distance, size, style=style, base=self.base):
            typeset.draw(
                self.paper,
                self._across(distance),
                self.y,
                line,
                size,
                style=style,
                direction=self.direction,
                base=self.base,
            )
            self.y -= size * LEADING
        self.y -= after

    def _box(self, size: float) -> None:
        self.paper.setStrokeColor(INK)
        self.paper.setLineWidth(1.1)
        left = self._across(0) - (BOX if self.direction == "rtl" else 0)
        self.paper.rect(left, self.y - (BOX - size * 0.72) / 2, BOX, BOX)
