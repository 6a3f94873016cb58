"""A classical page, everything on its middle axis, in a border of woven lines that only this seal makes."""

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
from certificates.curves import Point
from certificates.page import Design, Page
from certificates.sheet import Place, Sheet
from certificates.type import Style

INK = "#1d1b16"
MUTED = "#5c5647"

_EDGE = 20.0  # from the paper's edge to the border
_BAND = 22.0  # width of the border
_TILES = (33, 23)  # repeats of the woven lines along and down
_STRANDS = 6
_TOP = 54.0
_FOOT = 545.0
_MARGIN = 72.0
_LOGO = 42.0
_CODE = 147.0
_FACTS = Sizes(label=9, fact=13, sign=9, ink=INK, muted=MUTED)
_SIGNS = Sizes(label=8.5, fact=9.5, sign=8.5, ink=INK, muted=MUTED)
# Sizes of name, course, title and the words between, and the share of free space between: the first that fits is taken.
_LEVELS = (
    ((46.0, 28.0, 30.0), 24.0, 27.0, 11.0, 1.3),
    ((46.0, 28.0, 30.0), 24.0, 27.0, 11.0, 1.0),
    ((40.0, 26.0, 28.0), 21.0, 24.0, 10.5, 0.8),
    ((33.0, 22.0, 24.0), 18.0, 21.0, 10.0, 0.6),
    ((27.0, 18.0, 19.0), 16.0, 18.0, 9.5, 0.45),
    ((21.0, 14.0, 15.0), 13.0, 15.0, 9.0, 0.3),
    ((19.0, 13.0, 13.5), 11.5, 14.0, 8.5, 0.2),
)


def draw(sheet: Sheet, page: Page) -> None:
    """Draw the whole certificate."""
    middle, wide = sheet.width / 2, sheet.width - 2 * _MARGIN
    side = (wide - _CODE) / 2 - 16
    disclaimer = disclaimer_rows(page, wide, 8.5, colour=MUTED)
    verify = verify_rows(page, wide, 8.5, 9.5, muted=MUTED)
    facts = [cell_rows(cell, wide / 3 - 16, _FACTS) for cell in particulars(page)]
    last = _FOOT - height(disclaimer)
    address = last - 7 - height(verify)
    code = address - 2 - _CODE
    block = code - 4 - max(height(rows) for rows in facts)
    _border(sheet, page.look.border, page.seal.signature)
    below = _issuer(sheet, page, middle, wide)
    levels = (
        award(
            page,
            wide - 40,
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
    rows = tightest(block - 8 - below - 10, *levels)
    # What room is left stands above and below alike.
    put(sheet, middle, below + 10 + (block - 8 - below - 10 - height(rows)) / 2, rows, "centre")
    for number, cell in enumerate(facts):
        put(sheet, _MARGIN + (number + 0.5) * wide / 3, block, cell, "centre")
    _beside(sheet, page, code + 10, side)
    put_code(sheet, page, middle - _CODE / 2, code, _CODE)
    put(sheet, middle, address, verify, "centre")
    put(sheet, middle, last, disclaimer, "centre")


def _issuer(sheet: Sheet, page: Page, middle: float, wide: float) -> float:
    """The logo and the authority; returns where they end."""
    y = _TOP
    if page.look.logo_png is not None:
        logo_wide = _LOGO * 3
        y += (
            sheet.picture(
                middle - logo_wide / 2,
                y,
                logo_wide,
                _LOGO,
                page.look.logo_png,
                spoken=page.facts.authority,
                align="centre",
            )[1]
            + 4
        )
    rows = (
        both(said(page, "issued_by_label"), wide, 8.5, gap=0, colour=MUTED),
        row(page.facts.authority, wide, 13, gap=3, colour=INK, style=Style.BOLD, lines=2, comfortable=11),
    )
    return put(sheet, middle, y, rows, "centre")


def _beside(sheet: Sheet, page: Page, top: float, side: float) -> None:
    """On each side of the code: who signs, and below it a part of the proof."""
    serial, key, seal = proof(page)
    columns: tuple[tuple[float, Sequence[Cell]], ...] = (
        (_MARGIN + side / 2, (serial,)),
        (sheet.width - _MARGIN - side / 2, (key, seal)),
    )
    signed = bool(page.look.signatories)
    y = top + (SIGNATURE_HEIGHT + 12 if signed else 30)
    for number, (middle, cells) in enumerate(columns):
        if number < len(page.look.signatories):
            put_signature(
                sheet,
                page.look.signatories[number],
                middle,
                top - 4,
                side - 20,
                ink=INK,
                muted=MUTED,
                small=8.5,
                align="centre",
            )
        room = side / len(cells)
        for place, cell in enumerate(cells):
            rows: Sequence[Row] = cell_rows(cell, room - 8, _SIGNS)
            put(sheet, middle + (place - (len(cells) - 1) / 2) * room, y, rows, "centre")


def _border(sheet: Sheet, colour: str, signature: bytes) -> None:
    """A band of woven lines between two rules, with a rosette in each corner."""
    outer = (_EDGE, _EDGE, sheet.width - 2 * _EDGE, sheet.height - 2 * _EDGE)
    inner = (_EDGE + _BAND, _EDGE + _BAND, sheet.width - 2 * (_EDGE + _BAND), sheet.height - 2 * (_EDGE + _BAND))
    sheet.box(*outer, colour=colour, weight=1.1)
    sheet.box(*inner, colour=colour, weight=0.5)
    across, down = _TILES
    long, high = inner[2] / across, inner[3] / down
    middle = _EDGE + _BAND / 2
    sheet.tiles(
        list(_weave(long, signature[:18])), list(_along(sheet, middle, long, across)), colour=colour, weight=0.35
    )
    sheet.tiles(
        list(_weave(high, signature[18:36])), list(_down(sheet, middle, high, down)), colour=colour, weight=0.35
    )
    corners: list[Place] = [
        (1, 0, 0, 1, x, y) for x in (middle, sheet.width - middle) for y in (middle, sheet.height - middle)
    ]
    sheet.tiles(list(_rosette(signature[36:44])), corners, colour=colour, weight=0.35)


def _along(sheet: Sheet, middle: float, long: float, count: int) -> Iterator[Place]:
    for number in range(count):
        x = _EDGE + _BAND + number * long
        yield 1, 0, 0, 1, x, middle
        yield 1, 0, 0, -1, x, sheet.height - middle


def _down(sheet: Sheet, middle: float, high: float, count: int) -> Iterator[Place]:
    for number in range(count):
        y = _EDGE + _BAND + number * high
        yield 0, 1, 1, 0, middle, y
        yield 0, 1, -1, 0, sheet.width - middle, y


def _weave(length: float, chance: bytes) -> Iterator[list[Point]]:
    """One repeat of the band: waves of one or two swings whose heights and turns the seal decides."""
    steps = 12
    for strand in range(_STRANDS):
        swings = 1 + chance[3 * strand] % 2
        turn = 2 * math.pi * chance[3 * strand + 1] / 256
        reach = _BAND / 2 * (0.45 + 0.45 * chance[3 * strand + 2] / 255)
        yield [
            (length * step / steps, reach * math.sin(2 * math.pi * swings * step / steps + turn))
            for step in range(-1, steps + 2)
        ]


def _rosette(chance: bytes) -> Iterator[list[Point]]:
    """Closed waves around a point, as many petals as the seal says."""
    petals, steps = 5 + chance[0] % 4, 72
    for ring in range(3):
        reach = _BAND / 2 * (0.9 - 0.22 * ring)
        depth = 0.18 + 0.2 * chance[1 + ring] / 255
        turn = 2 * math.pi * chance[4 + ring] / 256
        yield [_around(2 * math.pi * step / steps, reach, depth, petals, turn) for step in range(-1, steps + 2)]


def _around(angle: float, reach: float, depth: float, petals: int, turn: float) -> Point:
    far = reach * (1 - depth + depth * math.sin(petals * angle + turn))
    return far * math.cos(angle), far * math.sin(angle)


DESIGN = Design("ledger", draw)
