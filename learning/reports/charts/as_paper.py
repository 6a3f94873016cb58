"""A chart on paper, in black and greys, with its words shaped as all words of a printed report are."""

from typing import Final

from reportlab.lib.colors import HexColor, white

from certificates import type as typeset
from certificates.type import Style
from learning.reports.charts.shapes import Drawing, Rect, Rule, Text
from learning.reports.export.pdf_pages import INK, MUTED, PALE, Pages, printable

TONES: Final = {"ink": INK, "muted": MUTED, "paper": white}
SOLID: Final = HexColor(0x2F4F63)


def measure(words: str, size: float, is_bold: bool) -> float:  # noqa: FBT001 - a Measure
    """Say how wide a line of words is in print."""
    return typeset.measure(printable(words), size, style=Style.BOLD if is_bold else Style.TEXT)


def set_drawing(pages: Pages, drawing: Drawing, distance: float) -> None:
    """Set a chart at a distance from the start margin, with its top where the page is filled to."""
    for shape in drawing.shapes:
        if isinstance(shape, Text):
            _set_text(pages, shape, distance)
        elif isinstance(shape, Rect):
            _set_rect(pages, shape, distance)
        else:
            _set_rule(pages, shape, distance)
    pages.paper.setFillColor(INK)


def _set_text(pages: Pages, text: Text, distance: float) -> None:
    style = Style.BOLD if text.is_bold else Style.TEXT
    at = distance + text.start
    if text.anchor == "middle":
        at -= measure(text.words, text.size, text.is_bold) / 2
    pages.paper.setFillColor(TONES[text.tone])
    pages.words(at, pages.y - text.base, text.words, text.size, style, ends=text.anchor == "end")


def _set_rect(pages: Pages, rect: Rect, distance: float) -> None:
    if rect.fill == "ground":
        return
    one, other = (pages.across(distance + start) for start in (rect.start, rect.start + rect.width))
    is_hollow = rect.fill == "hollow"
    pages.paper.setFillColor(PALE if rect.fill == "track" else SOLID)
    pages.paper.setStrokeColor(SOLID)
    pages.paper.setLineWidth(1)
    top, left, inset = pages.y - rect.top, min(one, other), 0.5 if is_hollow else 0.0
    width, height = max(0.0, rect.width - 2 * inset), max(0.0, rect.height - 2 * inset)
    pages.paper.rect(
        left + inset, top - rect.height + inset, width, height, stroke=int(is_hollow), fill=int(not is_hollow)
    )


def _set_rule(pages: Pages, rule: Rule, distance: float) -> None:
    pages.paper.setStrokeColor(TONES[rule.tone])
    pages.paper.setLineWidth(rule.weight * 0.75)
    pages.paper.line(
        pages.across(distance + rule.start),
        pages.y - rule.top,
        pages.across(distance + rule.to_start),
        pages.y - rule.to_top,
    )
