"""A trial of the reader: sheets filled in at random, photographed, read, and compared with what was drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from learning.papers import layout
from learning.papers.answer_sheets import PrintedRow, PrintedSheet, SheetWords, print_answer_sheets
from learning.papers.bubbles import DIGITS, NUMBER_LABELS, Row, letters
from learning.papers.marks import Measured, judge
from learning.papers.reading import Page
from tests.papers.sheet_photographs import Picture, Stroke, filled_in, photograph

CLEAR = "full"
UNSURE = ("faint", "part", "cross", "tick", "dot", "crossed-out")
"""Manners in which nobody can be sure what was meant: each must be shown to a person."""
SPOILT = ("smudge", "erased")
"""What may be read, if rightly: a smudge that touches nothing, a mark that was rubbed out well."""
WIDTHS = (1500, 1600, 1800, 2000, 3000)


@dataclass(frozen=True)
class Trial:
    """One photograph and what was drawn: for each row the columns meant, and the manners of its strokes."""

    photograph: bytes
    rows: Sequence[PrintedRow]
    meant: Sequence[frozenset[int]]
    manners: Sequence[frozenset[str]]


@dataclass
class Count:
    """What came of trials: rows that were read, read wrongly, shown to a person, or should have been."""

    clear: int = 0
    wrong: list[str] = field(default_factory=list)
    shown: int = 0
    shown_in_vain: int = 0
    missed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def sheet(code: str, *, rtl: bool = False) -> tuple[bytes, list[PrintedRow]]:
    """Print a sheet with every kind of row; gives its PDF and its rows."""
    groups = [[4], [5], [2] * 4, [5] * 4, [4], [10] * 4, [5] * 5, [4], [4], [3] * 5]
    slots = layout.place(groups, rtl=rtl)
    assert slots is not None
    rows = [
        PrintedRow(number, _row(width, place, len(group), many=number == 2), slot)
        for number, (group, own) in enumerate(zip(groups, slots, strict=True), 1)
        for place, (width, slot) in enumerate(zip(group, own, strict=True))
    ]
    words = SheetWords(
        title="Answer sheet",
        subject="Zero tolerance",
        cohort="Ghana Battalion 12",
        paper="Paper %(paper)s",
        name="Name",
        number="Service number",
        how="Fill one bubble in each row with a dark pen.",
        like_this="like this",
        not_like_this="not like this",
        address="https://learn.example.org",
        language="ar" if rtl else "en",
        direction="rtl" if rtl else "ltr",
    )
    return print_answer_sheets([PrintedSheet(code, "A", "Amina Mensah", "GH10234")], {"A": rows}, words), rows


def _row(width: int, place: int, rows: int, *, many: bool) -> Row:
    if width == len(DIGITS):
        return Row(NUMBER_LABELS[place], DIGITS)
    return Row("" if rows == 1 else f".{place + 1}", letters(width), many)


def trial(page: Picture, rows: Sequence[PrintedRow], seed: int) -> Trial:
    """Fill a sheet in at random, clearly as most people do, and badly now and then; photograph it."""
    random = Random(seed)
    strokes: list[Stroke] = []
    meant: list[frozenset[int]] = []
    manners: list[frozenset[str]] = []
    for line in rows:
        columns = list(range(len(line.row.columns)))
        random.shuffle(columns)
        chosen = columns[: random.randint(1, 3) if line.row.many else 1]
        if random.random() < 0.05:
            chosen = []  # left out
        how = [CLEAR] * len(chosen)
        if chosen and random.random() < 0.12:
            how[0] = random.choice(UNSURE)
        drawn = list(zip(chosen, how, strict=True))
        if random.random() < 0.05:
            drawn.append((columns[-1], random.choice(SPOILT)))
        strokes += [Stroke(line.slot.x(column), line.slot.y, manner) for column, manner in drawn]
        meant.append(frozenset(chosen))
        manners.append(frozenset(manner for _, manner in drawn))
    taken = photograph(filled_in(page, strokes, random), random, width=random.choice(WIDTHS))
    return Trial(taken, rows, meant, manners)


def compare(trials: Sequence[Trial], pages: Iterator[Page], code: str) -> Count:
    """Compare what was read with what was drawn."""
    count = Count()
    for number, (one, page) in enumerate(zip(trials, pages, strict=True)):
        if page.refused or page.code is None or not page.code.endswith(code):
            count.unread.append(f"{number}: {page.refused or page.code}")
            continue
        for line, meant, manners in zip(one.rows, one.meant, one.manners, strict=True):
            slot = line.slot
            measured = page.cells[slot.block * layout.ROWS + slot.row]
            cells = [Measured(*measured[column]) for column in slot.columns]
            judged = judge([line.row], [cells], is_number=False)[0]
            where = f"{number}: row {line.number}{line.row.label}, {sorted(manners)}, {cells}"
            is_clear = manners <= {CLEAR}
            count.clear += is_clear
            if judged.doubt:
                count.shown += 1
                count.shown_in_vain += is_clear
            elif set(judged.marks) != meant:
                count.wrong.append(where)
            elif manners & set(UNSURE):
                count.missed.append(where)
    return count
