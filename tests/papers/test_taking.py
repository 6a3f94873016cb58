"""Photographed pages: what is sure is entered, what is not waits, and nothing of another country is touched."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.errors import Conflict, Invalid, NotFound
from learning.papers import layout, queries, services
from learning.papers.bubbles import MOST_COLUMNS, Marks
from learning.papers.lines import Line
from learning.papers.models import AnswerSheet, Seen, SheetReading, SheetState, Way
from learning.papers.reading import Page
from learning.papers.services import Entered, Sent, Terms
from tests.cast import Cast, Player
from tests.papers.conftest import Office

FULL, EMPTY, TICKED = [90, 100, 0, 50], [4, 0, 0, 30], [26, 20, 0, 33]


def page(sheet: AnswerSheet, lines: list[Line], marks: Mapping[str, Marks], *, doubtful: str = "") -> Page:
    """What is measured of a sheet; in the question `doubtful`, marks are ticks."""
    cells = [[list(EMPTY) for _ in range(MOST_COLUMNS)] for _ in range(layout.ROWS * len(layout.BLOCKS))]
    for line in lines:
        for slot, columns in zip(line.slots, marks[line.item.id], strict=True):
            for column in columns:
                mark = TICKED if line.item.id == doubtful else FULL
                cells[slot.block * layout.ROWS + slot.row][slot.columns[column]] = list(mark)
    return Page(0, 1, None, f"https://learn.example.org/sheets/{sheet.code}", cells, b"field", b"code")


def take(
    office: Office, set_id: uuid.UUID, seen: Page, *, by: Player | None = None, terms: Terms | None = None
) -> SheetReading:
    with office.database.begin() as session:
        actor = (by or office.trainer).actor
        of = queries.paper_set(session, actor, set_id)
        sent = Sent(uuid.uuid4(), 0, "a.jpg")
        return services.take_page(session, actor, of, seen, sent, terms or office.terms())


def stored(office: Office, reading_id: uuid.UUID) -> tuple[object, ...]:
    """What is kept of a photograph."""
    with office.database.read() as session:
        one = SheetReading
        return tuple(
            session.execute(select(one.cells, one.picture, one.code_picture).where(one.id == reading_id)).one()
        )


def single(lines: list[Line]) -> Line:
    return next(line for line in lines if line.item.kind == "single")


def test_a_clear_sheet_is_entered_and_nothing_is_kept(office: Office) -> None:
    set_id = office.print()
    sheet = office.sheets(set_id)[0]
    reading = take(office, set_id, page(sheet, office.lines(sheet), office.right(sheet)))
    assert (reading.seen, stored(office, reading.id)) == (Seen.ENTERED, (None, None, None))
    entered = office.sheet(sheet.id)
    assert (entered.state, entered.way) == (SheetState.ENTERED, Way.READ)
    again = take(office, set_id, page(sheet, office.lines(sheet), office.wrong(sheet)))
    assert again.seen == Seen.AGAIN


def settle(office: Office, reading: SheetReading, said: dict[str, list[int] | None]) -> Entered:
    with office.database.begin() as session:
        return services.settle(session, office.trainer.actor, reading.id, said, office.terms())


def test_a_doubtful_row_waits_and_is_settled_by_what_a_person_saw(office: Office) -> None:
    set_id = office.print()
    sheet = office.sheets(set_id)[0]
    lines = office.lines(sheet)
    line = single(lines)
    reading = take(office, set_id, page(sheet, lines, office.right(sheet), doubtful=line.item.id))
    assert (reading.seen, reading.unsure) == (Seen.UNSURE, 1)
    assert stored(office, reading.id)[1:] == (b"field", None)
    kept = office.sheet(sheet.id)
    assert (kept.state, line.item.id in kept.lines) == (SheetState.UNSURE, False)
    name = f"row-{line.item.id}-0"
    for said in ({}, {name: [7]}, {name: [0, 1]}):
        with pytest.raises(Invalid):
            settle(office, reading, said)  # type: ignore[arg-type]
    entered = settle(office, reading, {name: list(office.right(sheet)[line.item.id][0])})
    assert entered.score is not None
    assert entered.score.percent == 100
    assert stored(office, reading.id) == (None, None, None)
    with pytest.raises(Conflict, match="was entered on"):
        settle(office, reading, {name: [0]})


def test_a_sheet_that_was_typed_meanwhile_is_not_settled_too(office: Office) -> None:
    set_id = office.print()
    sheet = office.sheets(set_id)[0]
    lines = office.lines(sheet)
    line = single(lines)
    reading = take(office, set_id, page(sheet, lines, office.right(sheet), doubtful=line.item.id))
    office.type(sheet, {line.item.id: "a"})
    assert stored(office, reading.id) == (None, None, None)
    with pytest.raises(Conflict, match="was entered on"):
        settle(office, reading, {f"row-{line.item.id}-0": [0]})


def test_a_newer_photograph_takes_the_place_of_a_doubtful_one(office: Office) -> None:
    set_id = office.print()
    sheet = office.sheets(set_id)[0]
    lines, right = office.lines(sheet), office.right(sheet)
    first = take(office, set_id, page(sheet, lines, right, doubtful=single(lines).item.id))
    assert take(office, set_id, page(sheet, lines, right)).seen == Seen.ENTERED
    assert stored(office, first.id) == (None, None, None)


def test_what_nobody_looked_at_is_forgotten_after_two_weeks(office: Office) -> None:
    set_id = office.print()
    sheet = office.sheets(set_id)[0]
    lines = office.lines(sheet)
    reading = take(office, set_id, page(sheet, lines, office.right(sheet), doubtful=single(lines).item.id))
    for days, kept in ((13, b"field"), (15, None)):
        terms = replace(office.terms(), now=office.life.now + timedelta(days=days))
        with office.database.begin() as session:
            services.forget_old(session, terms)
        assert stored(office, reading.id)[1] == kept
    assert office.sheet(sheet.id).state == SheetState.PRINTED


def test_a_page_whose_code_cannot_be_read_is_named_by_a_person(office: Office) -> None:
    set_id = office.print()
    sheet = office.sheets(set_id)[0]
    seen = replace(page(sheet, office.lines(sheet), office.right(sheet)), code=None)
    reading = take(office, set_id, seen)
    assert (reading.seen, stored(office, reading.id)[2]) == (Seen.NO_CODE, b"code")
    with office.database.begin() as session:
        named = services.name_sheet(session, office.trainer.actor, reading.id, sheet.code, office.terms())
        assert named.seen == Seen.ENTERED
    assert stored(office, reading.id) == (None, None, None)


def test_a_sheet_of_another_country_is_an_unknown_code(office: Office, cast: Cast) -> None:
    sheet = office.sheets(office.print())[0]
    office.life.assign(cast.nepal_cohort, "preventing-sexual-exploitation-and-abuse")
    nepal = Office(office.life, cast.chandra, cast.nepal_cohort)
    own = nepal.print(spares=1)
    seen = page(sheet, office.lines(sheet), office.right(sheet))
    reading = take(nepal, own, seen)
    assert (reading.seen, reading.sheet_id) == (Seen.UNKNOWN_CODE, None)
    assert office.sheet(sheet.id).state == SheetState.PRINTED
    doubtful = take(office, sheet.set_id, replace(seen, code=None))
    for act in (
        lambda s: queries.reading(s, cast.chandra.actor, doubtful.id, now=office.life.now),
        lambda s: queries.batch(s, cast.chandra.actor, doubtful.batch_id),
        lambda s: services.name_sheet(s, cast.chandra.actor, doubtful.id, sheet.code, office.terms()),
        lambda s: services.settle(s, cast.chandra.actor, doubtful.id, {}, office.terms()),
    ):
        with pytest.raises(NotFound), nepal.database.begin() as session:
            act(session)


def test_what_cannot_be_read_is_kept_with_its_reason_alone(office: Office) -> None:
    reading = take(office, office.print(), Page(0, 3, "cut"))
    assert (reading.seen, reading.reason, reading.page) == (Seen.REFUSED, "cut", 3)
