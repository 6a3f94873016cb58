"""Sets the texts of a certificate one below the other, in one language or two, by the room their letters really take.

What all designs share is here, so that each design's file says only how that design differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from certificates.page import Page
from certificates.shaping import extent, shape_line
from certificates.sheet import Sheet
from certificates.tagging import Role
from certificates.type import Align, Base, DoesNotFit, Fitted, Style, fit, fit_lines, measure

_BETWEEN = "·"  # what stands between a word and the same in the second language
_APART = 0.8  # sizes that it takes with the space around it
_CAPITALS = 0.74  # sizes: every line takes at least this much above its base line,
_TAILS = 0.26  # and this much below, so that equal pages are equally spaced whatever the letters


@dataclass(frozen=True)
class Said:
    """A text and its language; None is that of the document, or none at all (a name)."""

    text: str
    language: str | None = None
    base: Base = "auto"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a column: a text in one or more lines, or two texts side by side.

    Attributes:
        parts: the fitted texts and their languages.
        gap: free space above it.
        colour: of its letters.
        role: what it is to those who hear the page.
    """

    parts: tuple[tuple[Fitted, str | None], ...]
    gap: float
    colour: str
    role: Role = "P"

    @property
    def height(self) -> float:
        """From the top of its first line to the foot of its last, without the gap."""
        fitted = self.parts[0][0]
        return self.above + self.below + (len(fitted.lines) - 1) * self.leading * fitted.size

    @property
    def above(self) -> float:
        """What it takes above its first base line."""
        return max(_reach(fitted)[0] for fitted, _ in self.parts)

    @property
    def below(self) -> float:
        """What it takes below its last base line."""
        return max(_reach(fitted)[1] for fitted, _ in self.parts)

    @property
    def leading(self) -> float:
        """Distance of its base lines, in sizes."""
        return max(1.2, (self.above + self.below) / self.parts[0][0].size + 0.06)


def row(
    said: Said | str,
    room: float,
    size: float,
    *,
    gap: float,
    colour: str,
    style: Style = Style.TEXT,
    lines: int = 1,
    comfortable: float = 8.0,
    role: Role = "P",
) -> Row:
    """A text as large as the room allows, in as few lines as are comfortable.

    Raises:
        DoesNotFit: it would be smaller than 8 points.
    """
    found = Said(said) if isinstance(said, str) else said
    fitted = fit_lines(found.text, room, size, lines=lines, comfortable=comfortable, style=style, base=found.base)
    return Row(parts=((fitted, found.language),), gap=gap, colour=colour, role=role)


def both(said: Sequence[Said], room: float, size: float, *, gap: float, colour: str, style: Style = Style.TEXT) -> Row:
    """A text in both languages on one line.

    Raises:
        DoesNotFit: it would be smaller than 8 points.
    """
    wide = _APART * (len(said) - 1) + sum(measure(each.text, 1, style=style, base=each.base) for each in said)
    whole = min(size, room / wide if wide else size) // 0.25 * 0.25
    fitted = tuple(
        (fit(each.text, room, whole, min_size=min(whole, 8.0), style=style, base=each.base), each.language)
        for each in said
    )
    if whole < 8.0:  # noqa: PLR2004 - certificates.type.SMALLEST
        raise DoesNotFit(f" {_BETWEEN} ".join(each.text for each in said), room, 8.0)
    return Row(parts=fitted, gap=gap, colour=colour)


def one_or_two_lines(text: str, room: float, *, largest: float, smallest: float, broken: float, style: Style) -> Fitted:
    """One line while it stays large, else two lines that are a little smaller, so that neither fills the page."""
    try:
        return fit(text, room, largest, min_size=min(smallest, largest), style=style)
    except DoesNotFit:
        return fit_lines(text, room, broken, lines=2, comfortable=broken, style=style)


def said(page: Page, field: str) -> tuple[Said, ...]:
    """A word of the page in its language, and in the second where that is another word."""
    words, second, facts = page.words, page.second_words, page.facts
    first = Said(getattr(words, field), None, words.direction)
    if second is None or facts.second is None or getattr(second, field) == first.text:
        return (first,)
    return (first, Said(getattr(second, field), facts.second.language, second.direction))


def height(rows: Sequence[Row]) -> float:
    """What rows take one below the other, the gap above the first included."""
    return sum(each.gap + each.height for each in rows)


def put(sheet: Sheet, x: float, y: float, rows: Sequence[Row], align: Align = "start") -> float:
    """Set rows one below the other from y down; returns where the last one ends."""
    for each in rows:
        _put_row(sheet, x, y + each.gap + each.above, each, align)
        y += each.gap + each.height
    return y


def tightest(room: float, *choices: Sequence[Row]) -> Sequence[Row]:
    """The first of several ways to set the same texts that the room has height for.

    Raises:
        DoesNotFit: none has.
    """
    for rows in choices:
        if height(rows) <= room:
            return rows
    first = choices[-1][0].parts[0][0]
    raise DoesNotFit(" ".join(first.lines), room, first.size)


def closer(rows: Sequence[Row], share: float) -> tuple[Row, ...]:
    """The same rows with only a share of the free space between them."""
    return tuple(replace(each, gap=each.gap * share) for each in rows)


def _put_row(sheet: Sheet, x: float, base_line: float, each: Row, align: Align) -> None:
    if len(each.parts) == 1:
        ((fitted, language),) = each.parts
        sheet.lines(
            x,
            base_line,
            fitted,
            colour=each.colour,
            leading=each.leading,
            align=align,
            role=each.role,
            language=language,
        )
        return
    widths = [_width(fitted) for fitted, _ in each.parts]
    first = each.parts[0][0]
    apart = _APART * first.size
    x -= {"start": 0.0, "centre": 0.5, "end": 1.0}[align] * (sum(widths) + apart * (len(widths) - 1))
    for number, ((fitted, language), width) in enumerate(zip(each.parts, widths, strict=True)):
        if number:
            sheet.text(
                x + apart / 2,
                base_line,
                _BETWEEN,
                first.size,
                colour=each.colour,
                style=first.style,
                align="centre",
                role=None,
            )
            x += apart
        sheet.lines(x, base_line, fitted, colour=each.colour, role=each.role, language=language)
        x += width


def _width(fitted: Fitted) -> float:
    return measure(fitted.lines[0], fitted.size, style=fitted.style, base=fitted.base) if fitted.lines else 0.0


@lru_cache(maxsize=256)
def _reach(fitted: Fitted) -> tuple[float, float]:
    """How far the letters of a text go above and below their base line, in points."""
    reached = [extent(shape_line(line, fitted.style, fitted.base)) for line in fitted.lines]
    above = max([_CAPITALS, *(up for up, _ in reached)])
    below = max([_TAILS, *(down for _, down in reached)])
    return above * fitted.size, below * fitted.size
