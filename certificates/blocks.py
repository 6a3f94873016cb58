"""The pieces that every design places: particulars, proof, signatures, the line of who issued it and who did not."""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.composing import Row, Said, both, one_or_two_lines, put, row, said
from certificates.facts import grouped
from certificates.look import Signatory
from certificates.page import Page
from certificates.sheet import Sheet
from certificates.type import Align, DoesNotFit, Style

SIGNATURE_HEIGHT = 62.0  # image, line, name and title
_IMAGE = 27.0
_WIDEST_LINE = 190.0


@dataclass(frozen=True)
class Cell:
    """A fact under its label, and below it the sign that all languages read alike, or the second language."""

    label: tuple[Said, ...]
    fact: str
    sign: tuple[Said, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Type sizes and colours of cells, in points."""

    label: float
    fact: float
    sign: float
    ink: str
    muted: str


def particulars(page: Page) -> tuple[Cell, Cell, Cell]:
    """When it was completed, how long it holds, and for which country."""
    facts, words = page.facts, page.words
    second_country = facts.second.country_name if facts.second else ""
    country: tuple[Said, ...] = (Said(facts.country),)
    if facts.second and second_country != facts.country_name:
        country += (Said(second_country, facts.second.language),)
    completed = _day(page, facts.completed_on.isoformat(), "completed_on_text")
    until = _day(page, facts.valid_until.isoformat() if facts.valid_until else "", "valid_until_text")
    return (
        Cell(said(page, "completed_on_label"), words.completed_on_text, completed),
        Cell(said(page, "valid_until_label"), words.valid_until_text, until),
        Cell(said(page, "country_label"), facts.country_name, country),
    )


def proof(page: Page) -> tuple[Cell, Cell, Cell]:
    """The serial, the key and the seal, as a stranger types or compares them."""
    return (
        Cell(said(page, "serial_label"), grouped(page.facts.serial)),
        Cell(said(page, "key_label"), page.seal.key_id),
        Cell(said(page, "seal_label"), page.seal.short),
    )


def cell_rows(cell: Cell, room: float, sizes: Sizes) -> list[Row]:
    """A cell's rows.

    Raises:
        DoesNotFit: a text would be smaller than 8 points.
    """
    rows = [
        both(cell.label, room, sizes.label, gap=0, colour=sizes.muted),
        row(
            cell.fact,
            room,
            sizes.fact,
            gap=3,
            colour=sizes.ink,
            style=Style.BOLD,
            lines=2,
            comfortable=sizes.fact * 0.8,
        ),
    ]
    if cell.sign:
        rows += _sign_rows(cell.sign, room, sizes)
    return rows


def _sign_rows(sign: tuple[Said, ...], room: float, sizes: Sizes) -> list[Row]:
    """Side by side where there is room, else below each other."""
    try:
        return [both(sign, room, sizes.sign, gap=3.5, colour=sizes.muted)]
    except DoesNotFit:
        return [
            row(each, room, sizes.sign, gap=3.5, colour=sizes.muted, lines=2, comfortable=sizes.sign) for each in sign
        ]


def award(
    page: Page,
    room: float,
    *,
    name: tuple[float, float, float],
    course: float,
    title: float,
    small: float,
    share: float,
    ink: str,
    muted: str,
    style: Style,
) -> list[Row]:
    """Title, name, course and version, one below the other, in one language or two.

    Args:
        page: what is certified.
        room: width of the column.
        name: the name's size on one line, the least at which it stays on one line, and its size on two.
        course: the course's size on one line.
        title: the title's size.
        small: size of the words between.
        share: how much of the usual free space stands between the rows.
        ink: colour of the facts.
        muted: colour of the words between.
        style: typefaces of title, name and course.
    """
    facts = page.facts
    largest, smallest, broken = name
    named = one_or_two_lines(facts.name, room, largest=largest, smallest=smallest, broken=broken, style=style)
    size = min(course, named.size)
    taught = one_or_two_lines(
        facts.course, room, largest=size, smallest=size * 0.72, broken=min(size * 0.84, named.size), style=style
    )
    titles, accent = said(page, "title"), page.look.accent
    rows = [row(titles[0], room, title, gap=0, colour=accent, style=style, role="H1")]
    rows += [row(each, room, title * 0.62, gap=6 * share, colour=accent) for each in titles[1:]]
    rows.append(both(said(page, "awarded_to"), room, small, gap=13 * share, colour=muted))
    rows.append(Row(parts=((named, None),), gap=9 * share, colour=ink))
    rows.append(both(said(page, "statement"), room, small, gap=15 * share, colour=muted))
    rows.append(Row(parts=((taught, None),), gap=9 * share, colour=ink))
    if facts.second and facts.second.course != facts.course:
        second = Said(facts.second.course, facts.second.language)
        rows.append(row(second, room, max(size * 0.58, 8.0), gap=6 * share, colour=ink, lines=2))
    versions = tuple(
        Said(f"{each.text} {facts.course_version}", each.language, each.base) for each in said(page, "version_label")
    )
    rows.append(both(versions, room, small, gap=8 * share, colour=muted))
    return rows


def verify_rows(page: Page, room: float, label: float, address: float, *, muted: str) -> list[Row]:
    """Where anyone can check the page."""
    return [
        both(said(page, "verify_label"), room, label, gap=0, colour=muted),
        row(Said(page.verify_url, None, "ltr"), room, address, gap=3, colour=page.look.accent, style=Style.BOLD),
    ]


def disclaimer_rows(page: Page, room: float, size: float, *, colour: str) -> list[Row]:
    """That it is not a certification by the United Nations, in each language on lines of its own."""
    return [
        row(each, room, size, gap=2.0 if number else 0.0, colour=colour, lines=2)
        for number, each in enumerate(said(page, "disclaimer"))
    ]


def put_code(sheet: Sheet, page: Page, x: float, y: float, side: float) -> None:
    """The code, which leads to the page where the certificate is checked."""
    sheet.code(x, y, side, page.qr_content, spoken=f"{page.words.verify_label} {page.verify_url}")


def put_signature(
    sheet: Sheet,
    signatory: Signatory,
    x: float,
    y: float,
    room: float,
    *,
    ink: str,
    muted: str,
    small: float,
    align: Align = "start",
) -> None:
    """A signature above its line, name and title below; without an image there is room for a pen."""
    wide = min(room, _WIDEST_LINE)
    start = x - wide / 2 if align == "centre" else x
    if signatory.image_png is not None:
        sheet.picture(start, y, wide, _IMAGE, signatory.image_png, spoken=signatory.name, align=align)
    sheet.rule(start, y + _IMAGE + 3, start + wide, y + _IMAGE + 3, colour=ink, weight=0.6)
    rows: Sequence[Row] = (
        row(signatory.name, wide, small + 1, gap=4, colour=ink, style=Style.BOLD),
        row(signatory.title, wide, small, gap=2.5, colour=muted, lines=2),
    )
    put(sheet, x, y + _IMAGE + 3, rows, align)


def _day(page: Page, iso: str, field: str) -> tuple[Said, ...]:
    """The date as all read it, and as the second language writes it."""
    texts = said(page, field)
    return ((Said(iso),) if iso else ()) + texts[1:]
