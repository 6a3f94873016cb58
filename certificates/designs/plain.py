"""Large letters, black on white, no ornament: for printers without colour and for eyes that see little."""

from collections.abc import Sequence

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

INK = "#000000"

_EDGE = 22.0
_MARGIN = 52.0
_TOP = 48.0
_FOOT = 556.0
_LOGO = 50.0
_CODE = 158.0
_QUIET = 6.0
_COLUMNS = (0.0, 0.4, 0.72)
_FACTS = Sizes(label=11.5, fact=16, sign=11.5, ink=INK, muted=INK)
_SIGNS = Sizes(label=11, fact=11, sign=11, ink=INK, muted=INK)
# Sizes of name, course, title and the words between, and the share of free space between: the first that fits is taken.
_LEVELS = (
    ((48.0, 32.0, 34.0), 28.0, 24.0, 14.0, 1.2),
    ((44.0, 30.0, 32.0), 26.0, 22.0, 13.0, 0.9),
    ((38.0, 26.0, 28.0), 22.0, 20.0, 12.0, 0.7),
    ((31.0, 22.0, 24.0), 19.0, 18.0, 11.5, 0.5),
    ((26.0, 18.0, 20.0), 17.0, 16.0, 11.0, 0.4),
    ((21.0, 14.0, 16.0), 14.0, 14.0, 10.5, 0.3),
)


def draw(sheet: Sheet, page: Page) -> None:
    """Draw the whole certificate."""
    wide = sheet.width - 2 * _MARGIN
    room = wide - _CODE - 10
    disclaimer = disclaimer_rows(page, wide, 10.5, colour=INK)
    facts, signs = _cells(particulars(page), room, _FACTS), _cells(proof(page), room, _SIGNS)
    verify = verify_rows(page, room, 11, 11, muted=INK)
    signed = SIGNATURE_HEIGHT + 12 if page.look.signatories else 0.0
    end = _FOOT - height(disclaimer) - 8
    needed = _tallest(facts) + 10 + _tallest(signs) + 10 + height(verify) + signed
    block = min(370.0, end - max(needed, _CODE - _QUIET))
    sheet.box(_EDGE, _EDGE, sheet.width - 2 * _EDGE, sheet.height - 2 * _EDGE, colour=page.look.border, weight=2.5)
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
            muted=INK,
            style=Style.BOLD,
        )
        for name, course, title, small, share in _LEVELS
    )
    put(sheet, _MARGIN, below + 14, tightest(block - 14 - below - 14, *levels))
    sheet.rule(_MARGIN, block, _MARGIN + room, block, colour=page.look.border, weight=2.5)
    y = _put_cells(sheet, block + 8, room, facts)
    y = _put_cells(sheet, y + 10, room, signs)
    put(sheet, _MARGIN, y + 10, verify)
    put_code(sheet, page, sheet.width - _MARGIN - _CODE + _QUIET, block - _QUIET, _CODE)
    for number, signatory in enumerate(page.look.signatories):
        put_signature(
            sheet,
            signatory,
            _MARGIN + number * (room / 2),
            end - SIGNATURE_HEIGHT,
            room / 2 - 24,
            ink=INK,
            muted=INK,
            small=9.5,
        )
    put(sheet, _MARGIN, _FOOT - height(disclaimer), disclaimer)


def _issuer(sheet: Sheet, page: Page) -> float:
    """The authority, with its logo at the end of the line; returns where they end."""
    wide, below = sheet.width - 2 * _MARGIN, _TOP
    if page.look.logo_png is not None:
        room = 2.2 * _LOGO
        below += sheet.picture(
            _MARGIN + wide - room, _TOP - 6, room, _LOGO, page.look.logo_png, spoken=page.facts.authority, align="end"
        )[1]
        wide -= room + 12
    rows = (
        both(said(page, "issued_by_label"), wide, 11, gap=0, colour=INK),
        row(page.facts.authority, wide, 16, gap=4, colour=INK, style=Style.BOLD, lines=2, comfortable=12),
    )
    return max(below - 6, put(sheet, _MARGIN, _TOP, rows))


def _cells(cells: Sequence[Cell], room: float, sizes: Sizes) -> list[list[Row]]:
    ends = (*_COLUMNS[1:], 1.0)
    return [
        cell_rows(cell, (end - start) * room - 10, sizes)
        for cell, start, end in zip(cells, _COLUMNS, ends, strict=True)
    ]


def _tallest(cells: Sequence[Sequence[Row]]) -> float:
    return max(height(rows) for rows in cells) + 8


def _put_cells(sheet: Sheet, top: float, room: float, cells: Sequence[Sequence[Row]]) -> float:
    return max(put(sheet, _MARGIN + start * room, top, rows) for rows, start in zip(cells, _COLUMNS, strict=True))


DESIGN = Design("plain", draw)
