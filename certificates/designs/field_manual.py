"""A page like the title of a well-printed field manual: the edge of a map sheet, a hill of contour lines, much air."""

import math
from collections.abc import Iterator, Sequence

from certificates.blocks import (
    SIGNATURE_HEIGHT,
    Cell,
    Sizes,
    award,
    cell_rows,
    disclaimer_rows,
    particulars,
    proof,
    put_code,
    put_signature,
    verify_rows,
)
from certificates.composing import Row, both, height, put, row, said, tightest
from certificates.page import Design, Page
from certificates.sheet import Sheet
from certificates.type import Style

INK = "#16213a"
MUTED = "#55607a"
HAIR = "#b9b2a3"  # the warm grey of fine rules
CONTOUR = "#d5e1e4"

_EDGE = 26.0  # from the paper's edge to the frame
_BAND = 5.0  # between the two lines of the frame
_MARGIN = 66.0  # from the paper's edge to the text
_TOP = 58.0
_LOGO = 46.0
_CODE = 148.0
_QUIET = 5.0  # of the code's own margin, so that its dark edge stands on the margin of the text
_BLOCK = 380.0  # where the rows of particulars begin when there is room
_FOOT = 553.0  # where the last line ends
_COLUMNS = (0.0, 0.38, 0.68)  # where completed, valid and country start, as shares of the text's width
_FACTS = Sizes(label=9, fact=13, sign=9, ink=INK, muted=MUTED)
_SIGNS = Sizes(label=9, fact=9.5, sign=9, ink=INK, muted=MUTED)
# Sizes of name, course, title and the words between, and the share of free space between: the first that fits is taken.
_LEVELS = (
    ((50.0, 30.0, 34.0), 25.0, 21.0, 11.0, 1.4),
    ((50.0, 30.0, 34.0), 25.0, 21.0, 11.0, 1.2),
    ((50.0, 30.0, 34.0), 25.0, 21.0, 11.0, 1.0),
    ((42.0, 28.0, 30.0), 22.0, 19.0, 11.0, 0.8),
    ((34.0, 24.0, 25.0), 19.0, 17.0, 10.5, 0.65),
    ((28.0, 20.0, 21.0), 16.0, 16.0, 10.0, 0.5),
    ((22.0, 15.0, 15.0), 13.0, 14.0, 9.5, 0.35),
)


def draw(sheet: Sheet, page: Page) -> None:
    """Draw the whole certificate."""
    wide = sheet.width - 2 * _MARGIN
    room = wide - _CODE - 18
    disclaimer = disclaimer_rows(page, wide, 8.5, colour=MUTED)
    facts, signs = _cells(particulars(page), room, _FACTS), _cells(proof(page), room, _SIGNS)
    verify = verify_rows(page, room, 9, 9.5, muted=MUTED)
    signed = SIGNATURE_HEIGHT + 12 if page.look.signatories else 0.0
    end = _FOOT - height(disclaimer) - 10
    needed = _tallest(facts) + 23 + _tallest(signs) + 12 + height(verify) + signed
    block = min(_BLOCK, end - max(needed, _CODE - _QUIET))
    _hill(sheet, page.seal.signature, block)
    _frame(sheet, page.look.border)
    below = _issuer(sheet, page)
    levels = (
        award(
            page,
            wide,
            name=name,
            course=course,
            title=title,
            small=small,
            share=share,
            ink=INK,
            muted=MUTED,
            style=Style.DISPLAY,
        )
        for name, course, title, small, share in _LEVELS
    )
    sheet.box(_MARGIN, below + 16, 34, 2.4, colour=page.look.accent)
    put(sheet, _MARGIN, below + 28, tightest(block - 12 - below - 28, *levels))
    y = _row(sheet, block, room, facts)
    y = _row(sheet, y + 7, room, signs)
    y = put(sheet, _MARGIN, y + 12, verify)
    put_code(sheet, page, sheet.width - _MARGIN - _CODE + _QUIET, block - _QUIET, _CODE)
    for number, signatory in enumerate(page.look.signatories):
        put_signature(
            sheet,
            signatory,
            _MARGIN + number * (room / 2),
            end - SIGNATURE_HEIGHT,
            room / 2 - 30,
            ink=INK,
            muted=MUTED,
            small=8.5,
        )
    put(sheet, _MARGIN, _FOOT - height(disclaimer), disclaimer)


def _frame(sheet: Sheet, colour: str) -> None:
    """The double line of a map's edge, with its ticks."""
    width, high = sheet.width - 2 * _EDGE, sheet.height - 2 * _EDGE
    sheet.box(_EDGE, _EDGE, width, high, colour=colour, weight=0.8)
    sheet.box(_EDGE + _BAND, _EDGE + _BAND, width - 2 * _BAND, high - 2 * _BAND, colour=colour, weight=0.3)
    sheet.rules(list(_ticks(sheet)), colour=colour, weight=0.3)


def _ticks(sheet: Sheet) -> Iterator[tuple[float, float, float, float]]:
    across, down = 36, 24
    for step in range(1, across):
        x = _EDGE + _BAND + step * (sheet.width - 2 * (_EDGE + _BAND)) / across
        yield x, _EDGE, x, _EDGE + _BAND
        yield x, sheet.height - _EDGE, x, sheet.height - _EDGE - _BAND
    for step in range(1, down):
        y = _EDGE + _BAND + step * (sheet.height - 2 * (_EDGE + _BAND)) / down
        yield _EDGE, y, _EDGE + _BAND, y
        yield sheet.width - _EDGE, y, sheet.width - _EDGE - _BAND, y


def _hill(sheet: Sheet, signature: bytes, block: float) -> None:
    """Contour lines whose shape comes from the seal: no two certificates have the same hill."""
    inner = _EDGE + _BAND
    # The code below needs a clear edge to be read.
    within = (inner, inner, sheet.width - 2 * inner, block - 16 - inner)
    rings = list(_contours(sheet.width - 158, 142, signature))
    # As on a map, every fourth line is drawn stronger.
    sheet.rings(rings, colour=CONTOUR, weight=0.5, within=within)
    sheet.rings(rings[3::4], colour=CONTOUR, weight=1.1, within=within)


def _contours(x: float, y: float, signature: bytes) -> Iterator[list[tuple[float, float]]]:
    points, lines = 24, 11
    waves = [(number + 2, signature[2 * number] / 255, signature[2 * number + 1] / 255) for number in range(5)]
    for line in range(1, lines + 1):
        radius = 5 + 17.0 * line
        ring = []
        for point in range(points):
            angle = 2 * math.pi * point / points
            swell = sum(
                swing * math.sin(number * angle + 2 * math.pi * turn + line * 0.12) / number
                for number, swing, turn in waves
            )
            reach = radius * (1 + 0.22 * swell)
            ring.append((x + 1.15 * reach * math.cos(angle), y + reach * math.sin(angle)))
        yield ring


def _issuer(sheet: Sheet, page: Page) -> float:
    """The authority and its logo; returns where they end."""
    x, wide = _MARGIN, sheet.width - 2 * _MARGIN
    below = _TOP
    if page.look.logo_png is not None:
        logo_width, logo_height = sheet.picture(
            x, _TOP - 6, 2.4 * _LOGO, _LOGO, page.look.logo_png, spoken=page.facts.authority
        )
        x, wide, below = x + logo_width + 14, wide - logo_width - 14, _TOP - 6 + logo_height
    rows = (
        both(said(page, "issued_by_label"), wide, 9, gap=0, colour=MUTED),
        row(page.facts.authority, wide, 14, gap=4, colour=INK, style=Style.BOLD, lines=2, comfortable=11),
    )
    return max(below, put(sheet, x, _TOP, rows))


def _cells(cells: Sequence[Cell], room: float, sizes: Sizes) -> list[list[Row]]:
    ends = (*_COLUMNS[1:], 1.0)
    return [
        cell_rows(cell, (end - start) * room - 12, sizes)
        for cell, start, end in zip(cells, _COLUMNS, ends, strict=True)
    ]


def _tallest(cells: Sequence[Sequence[Row]]) -> float:
    return max(height(rows) for rows in cells) + 8


def _row(sheet: Sheet, top: float, room: float, cells: Sequence[Sequence[Row]]) -> float:
    """A rule, and under it three columns; returns where they end."""
    sheet.rule(_MARGIN, top, _MARGIN + room, top, colour=HAIR, weight=0.6)
    return max(put(sheet, _MARGIN + start * room, top + 8, rows) for rows, start in zip(cells, _COLUMNS, strict=True))


DESIGN = Design("field-manual", draw)
