"""Taking photographed pages: what is sure is entered at once, what is not waits for a person's eyes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning.errors import Invalid, NotFound
from learning.papers import queries
from learning.papers.bubbles import Marks, written
from learning.papers.entering import Entered, Terms, enter, let_go_of_photographs, open_sheet, require_new
from learning.papers.lines import Line
from learning.papers.marks import Doubt, marks_of
from learning.papers.models import AnswerSheet, PaperSet, Seen, SheetReading, SheetState, Way
from learning.papers.reading import Page
from learning.people.rules import Actor

LONGEST_FILE_NAME = 120
Cells = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True)
class Sent:
    """Which page of what was sent a page is."""

    batch_id: uuid.UUID
    number: int
    file_name: str


@dataclass(frozen=True)
class DoubtfulRow:
    """One row that a person must look at: the question, which of its rows, and why."""

    line: Line
    row: int
    doubt: Doubt

    @property
    def name(self) -> str:
        """Name its field in a form."""
        return f"row-{self.line.item.id}-{self.row}"


def forget_old(session: Session, terms: Terms) -> None:
    """Forget what is left of photographs that nobody has looked at for too long; their sheets are as before."""
    old = (
        SheetReading.seen.in_((Seen.UNSURE, Seen.NO_CODE)),
        SheetReading.made_at < terms.now - queries.PICTURES_KEPT,
    )
    sheets = select(SheetReading.sheet_id).where(*old, SheetReading.sheet_id.is_not(None))
    session.execute(
        update(AnswerSheet)
        .where(AnswerSheet.id.in_(sheets), AnswerSheet.state == SheetState.UNSURE)
        .values(state=SheetState.PRINTED)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(SheetReading)
        .where(*old)
        .values(seen=Seen.SETTLED, cells=None, picture=None, code_picture=None)
        .execution_options(synchronize_session=False)
    )


def take_page(session: Session, actor: Actor, of: PaperSet, page: Page, sent: Sent, terms: Terms) -> SheetReading:
    """Take one page in: enter its sheet, or keep what a person must look at, or say why it is of no use.

    Args:
        session: the writing transaction.
        actor: who sent it.
        of: the set on whose page it was sent; a sheet of another set of the country is taken as well.
        page: what was measured.
        sent: which page of what was sent.
        terms: what entering needs.
    """
    reading = SheetReading(
        id=uuid.uuid4(),
        batch_id=sent.batch_id,
        number=sent.number,
        set_id=of.id,
        sheet_id=None,
        file_name="".join(sign for sign in sent.file_name if sign.isprintable())[-LONGEST_FILE_NAME:],
        page=page.page,
        seen=Seen.REFUSED,
        reason=page.refused,
        unsure=0,
        cells=None,
        picture=None,
        code_picture=None,
        made_by=actor.person_id,
        made_at=terms.now,
    )
    if page.refused is None:
        _take(session, actor, reading, page, terms)
    session.add(reading)
    session.flush()
    return reading


def _take(session: Session, actor: Actor, reading: SheetReading, page: Page, terms: Terms) -> None:
    if page.code is None:
        reading.seen = Seen.NO_CODE
        _keep(reading, page)
        return
    try:
        sheet, of = queries.find_sheet(session, actor, page.code)
    except NotFound:
        reading.seen = Seen.UNKNOWN_CODE
        return
    sheet, of = open_sheet(session, actor, sheet.id)
    reading.sheet_id, reading.set_id = sheet.id, of.id
    if sheet.entered_at is not None:
        reading.seen = Seen.AGAIN
        return
    let_go_of_photographs(session, sheet.id)
    doubts = _read(session, sheet, of, page.cells)
    if doubts:
        sheet.state = SheetState.UNSURE
        reading.seen, reading.unsure = Seen.UNSURE, len(doubts)
        _keep(reading, page)
        return
    entered = enter(session, actor, sheet.id, terms, way=Way.READ)
    reading.seen = Seen.ENTERED if entered.hold is None else Seen.HELD


def _read(session: Session, sheet: AnswerSheet, of: PaperSet, cells: Cells) -> list[DoubtfulRow]:
    """Keep the lines that are sure, and give the rows that are not."""
    kept: dict[str, str] = {}
    doubts: list[DoubtfulRow] = []
    for line in queries.lines(session, of, sheet.variant):
        judged = line.judged(cells)
        found = [DoubtfulRow(line, number, each.doubt) for number, each in enumerate(judged) if each.doubt]
        if not found:
            kept[line.item.id] = written(line.item, marks_of(judged))
        doubts += found
    sheet.lines = kept
    return doubts


def doubts(session: Session, reading: SheetReading, of: PaperSet) -> list[DoubtfulRow]:
    """List the rows of a photographed sheet that a person must look at."""
    assert reading.cells is not None and reading.sheet_id is not None, "it waits for a person"  # noqa: PT018
    sheet = session.get_one(AnswerSheet, reading.sheet_id)
    return [
        DoubtfulRow(line, number, each.doubt)
        for line in queries.lines(session, of, sheet.variant)
        for number, each in enumerate(line.judged(reading.cells))
        if each.doubt
    ]


def name_sheet(session: Session, actor: Actor, reading_id: uuid.UUID, typed: str, terms: Terms) -> SheetReading:
    """Say which sheet a photographed page shows, whose square could not be read; then it is taken like any other.

    Raises:
        Forbidden, NotFound: there is no such page for the actor.
        Invalid: no sheet has this code (field `code`).
    """
    reading, _ = queries.reading(session, actor, reading_id, now=terms.now, pictures=True)
    try:
        sheet, _ = queries.find_sheet(session, actor, typed)
    except NotFound:
        raise Invalid("No sheet has this code. Look at it again.", field="code") from None
    page = Page(0, reading.page, None, sheet.code, reading.cells or (), reading.picture or b"", b"")
    _empty(reading)
    _take(session, actor, reading, page, terms)
    session.flush()
    return reading


def settle(
    session: Session, actor: Actor, reading_id: uuid.UUID, said: Mapping[str, Sequence[int] | None], terms: Terms
) -> Entered:
    """Enter a sheet with what a person saw in its doubtful rows.

    Args:
        session: the writing transaction.
        actor: who looked.
        reading_id: the photographed page.
        said: the columns that are marked, by the name of the row; None: nothing was said of it.
        terms: what entering needs.

    Raises:
        Forbidden, NotFound: there is no such page for the actor.
        Invalid: nothing was said of a row, or what it cannot be (field: the name of the row).
        Conflict: the sheet was entered in the meantime.
    """
    before = session.get(SheetReading, reading_id)
    if before is None or before.sheet_id is None:
        raise NotFound("This page does not exist.")
    sheet, of = open_sheet(session, actor, before.sheet_id)
    require_new(session, sheet)  # said even when the photograph was let go of for that
    reading, _ = queries.reading(session, actor, reading_id, now=terms.now, pictures=True)
    if reading.cells is None:
        raise NotFound("This page does not exist.")
    sheet.lines = {
        line.item.id: written(line.item, _seen(line, reading.cells, said))
        for line in queries.lines(session, of, sheet.variant)
    }
    reading.seen = Seen.SETTLED
    _empty(reading)
    return enter(session, actor, sheet.id, terms, way=Way.READ)


def _seen(line: Line, cells: Cells, said: Mapping[str, Sequence[int] | None]) -> Marks:
    found = []
    for number, (row, judged) in enumerate(zip(line.rows, line.judged(cells), strict=True)):
        if judged.doubt is None:
            found.append(judged.marks)
            continue
        name = DoubtfulRow(line, number, judged.doubt).name
        marks = said.get(name)
        if marks is None:
            raise Invalid("Say what is marked in this row.", field=name)
        if any(not 0 <= mark < len(row.columns) for mark in marks) or (len(marks) > 1 and not row.many):
            raise Invalid("Choose one of the list.", field=name)
        found.append(tuple(sorted(set(marks))))
    return tuple(found)


def _keep(reading: SheetReading, page: Page) -> None:
    reading.cells, reading.picture = [list(row) for row in page.cells], page.picture
    reading.code_picture = page.code_picture if page.code is None else None


def _empty(reading: SheetReading) -> None:
    reading.cells = reading.picture = reading.code_picture = None
