"""A page like the title of a well-printed field manual: the edge of a map sheet, a hill of contour lines, much air."""

import math
from collections.abc import Iterator

from certificates.facts import grouped
from certificates.page import Design, Page
from certificates.sheet import Sheet
from certificates.type import DoesNotFit, Fitted, Style, fit, fit_lines

INK = "#16213a"
MUTED = "#55607a"
ACT = "#0f5c7a"
HAIR = "#b9b2a3"  # the warm grey of fine rules
CONTOUR = "#d5e1e4"

_EDGE = 26.0  # from the paper's edge to the frame
_BAND = 5.0  # between the two lines of the frame
_MARGIN = 66.0  # from the paper's edge to the text
_BLOCK = 385.0  # where the rows of particulars begin
_QR = 104.0
_FULL = 4  # name and course on two lines each
_COLUMNS = (0.0, 0.38, 0.66)  # where completed, valid and country start, as shares of the text's width

Cells = tuple[tuple[str, str, str], ...]


def draw(sheet: Sheet, page: Page) -> None:
    """Draw the whole certificate."""
    _hill(sheet, page.seal.signature)
    _frame(sheet)
    _issuer(sheet, page)
    _award(sheet, page)
    _particulars(sheet, page)
    _proof(sheet, page)
    _disclaimer(sheet, page)


def _frame(sheet: Sheet) -> None:
    """The double line of a map's edge, with its ticks."""
    width, height = sheet.width - 2 * _EDGE, sheet.height - 2 * _EDGE
    sheet.box(_EDGE, _EDGE, width, height, colour=INK, weight=0.8)
    sheet.box(_EDGE + _BAND, _EDGE + _BAND, width - 2 * _BAND, height - 2 * _BAND, colour=INK, weight=0.3)
    sheet.rules(list(_ticks(sheet)), colour=INK, weight=0.3)


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


def _hill(sheet: Sheet, signature: bytes) -> None:
    """Contour lines whose shape comes from the seal: no two certificates have the same hill."""
    inner = _EDGE + _BAND
    # The code below needs a clear edge to be read.
    within = (inner, inner, sheet.width - 2 * inner, _BLOCK - 16 - inner)
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
                height * math.sin(number * angle + 2 * math.pi * turn + line * 0.12) / number
                for number, height, turn in waves
            )
            reach = radius * (1 + 0.22 * swell)
            ring.append((x + 1.15 * reach * math.cos(angle), y + reach * math.sin(angle)))
        yield ring


def _issuer(sheet: Sheet, page: Page) -> None:
    sheet.text(_MARGIN, 72, page.words.issued_by_label, 9, colour=MUTED, base=page.words.direction)
    authority = fit_lines(
        page.facts.authority, sheet.width - 2 * _MARGIN, 14, lines=2, comfortable=11, style=Style.BOLD
    )
    sheet.lines(_MARGIN, 91, authority, colour=INK)


def _award(sheet: Sheet, page: Page) -> None:
    """Title, name, statement, course and version, each following the one above."""
    facts, words = page.facts, page.words
    room = sheet.width - 2 * _MARGIN
    name = _one_or_two_lines(facts.name, room, largest=50, smallest=30, broken=34)
    course = _one_or_two_lines(facts.course, room, largest=min(25, name.size), smallest=18, broken=min(21, name.size))
    # When both take two lines, everything moves closer together.
    full = len(name.lines) + len(course.lines) == _FULL
    y, gap = (156.0, 29.0) if full else (166.0, 35.0)
    sheet.box(_MARGIN, y - 31, 34, 2.4, colour=ACT)
    y = sheet.lines(_MARGIN, y, fit(words.title, room, 21, style=Style.DISPLAY, base=words.direction), colour=ACT)
    y = sheet.lines(_MARGIN, y + 27, fit(words.awarded_to, room, 11, base=words.direction), colour=MUTED)
    y = sheet.lines(_MARGIN, y + 9 + name.size, name, colour=INK, leading=1.2)
    y = sheet.lines(_MARGIN, y + gap, fit(words.statement, room, 11, base=words.direction), colour=MUTED)
    y = sheet.lines(_MARGIN, y + 9 + course.size, course, colour=INK, leading=1.2)
    version = fit(f"{words.version_label} {facts.course_version}", room, 11, base=words.direction)
    sheet.lines(_MARGIN, y + 20, version, colour=MUTED)


def _one_or_two_lines(text: str, room: float, *, largest: float, smallest: float, broken: float) -> Fitted:
    """One line while it stays large, else two lines that are a little smaller, so that neither fills the page."""
    try:
        return fit(text, room, largest, min_size=min(smallest, largest), style=Style.DISPLAY)
    except DoesNotFit:
        return fit_lines(text, room, broken, lines=2, comfortable=broken, style=Style.DISPLAY)


def _particulars(sheet: Sheet, page: Page) -> None:
    """The row of dates and country."""
    facts, words = page.facts, page.words
    until = facts.valid_until.isoformat() if facts.valid_until else ""
    _row(
        sheet,
        page,
        _BLOCK,
        (
            (words.completed_on_label, words.completed_on_text, facts.completed_on.isoformat()),
            (words.valid_until_label, words.valid_until_text, until),
            (words.country_label, facts.country_name, facts.country),
        ),
        size=13,
    )


def _proof(sheet: Sheet, page: Page) -> None:
    """What a stranger needs to check the page: the serial, the key, the seal, the address and its code."""
    words, seal = page.words, page.seal
    top = _BLOCK + 71
    _row(
        sheet,
        page,
        top,
        (
            (words.serial_label, grouped(page.facts.serial), ""),
            (words.key_label, seal.key_id, ""),
            (words.seal_label, seal.short, ""),
        ),
        size=9.5,
    )
    y = top + 52
    label = fit(words.verify_label, _room(sheet), 9, base=words.direction)
    sheet.lines(_MARGIN, y, label, colour=MUTED)
    address = fit(page.verify_url, _room(sheet), 9.5, style=Style.BOLD, base="ltr")
    sheet.lines(_MARGIN, y + 14, address, colour=ACT)
    sheet.qr(sheet.width - _MARGIN - _QR, _BLOCK, _QR, page.qr_content, colour=INK)


def _row(sheet: Sheet, page: Page, top: float, cells: Cells, *, size: float) -> None:
    """A rule, and under it three columns: what it is, the fact, and its sign that all languages read alike."""
    room = _room(sheet)
    sheet.rule(_MARGIN, top, _MARGIN + room, top, colour=HAIR, weight=0.6)
    ends = (*_COLUMNS[1:], 1.0)
    for (label, fact, sign), start, end in zip(cells, _COLUMNS, ends, strict=True):
        x, width = _MARGIN + start * room, (end - start) * room - 14
        sheet.lines(x, top + 17, fit(label, width, 9, base=page.words.direction), colour=MUTED)
        y = top + 20 + size * 1.15
        y = sheet.lines(x, y, fit_lines(fact, width, size, lines=2, comfortable=11, style=Style.BOLD), colour=INK)
        sheet.text(x, y + 14, sign, 9, colour=MUTED)


def _room(sheet: Sheet) -> float:
    """Width of the text that stands beside the code."""
    return sheet.width - 2 * _MARGIN - _QR - 40


def _disclaimer(sheet: Sheet, page: Page) -> None:
    text = fit_lines(page.words.disclaimer, sheet.width - 2 * _MARGIN, 8.5, lines=2, base=page.words.direction)
    sheet.lines(_MARGIN, sheet.height - _EDGE - _BAND - 14, text, colour=MUTED)


DESIGN = Design("field-manual", draw)
