"""What a completion report shows by sex when it leaves a country's own staff, beside all that left before.

Earlier reports are counted again as of their day, so that one can say who belonged to which of them. What was counted
differently then (somebody enrolled later on the day, a record was corrected) is a change of its own.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.rules import Actor
from learning.records.models import Enrolment
from learning.records.sharing import SharedTable, keep_shared, shared_tables
from learning.records.tallies import NOT_STATED
from learning.reports.completions import NOBODY, Filters, counted, population
from learning.reports.disclosure import Split
from learning.reports.disclosure.differencing import Cell, Population, choose_split
from learning.reports.table import Hidden

TABLES_PER_COLUMN: Final = 30
"""Two marks for each table, and 60 marks fit into a whole number of any database."""
COUNTS: Final = ("people", "completed", "left")

_enrolments = table_of(Enrolment)


@dataclass(frozen=True)
class _Parted:
    """The people of a country, in pieces, and which pieces each count of each table takes in."""

    population: Population
    pieces: list[dict[str, frozenset[int]]]


@dataclass(frozen=True)
class Chosen:
    """What a report is to show by sex, before it is kept.

    Attributes:
        split: what it shows.
        country: whose figures.
        number: its number among the country's shared tables, if nobody is faster.
        filters, cells: as they are kept.
        is_kept: the same was shared on this day already.
    """

    split: Split
    country: str
    number: int
    filters: dict[str, Any]
    cells: dict[str, list[int | None]]
    is_kept: bool


def keep(session: Session, actor: Actor | None, chosen: Chosen, *, now: datetime) -> bool:
    """Keep what leaves now, in a writing transaction; False: somebody else shared meanwhile, so choose again.

    Raises:
        Forbidden: the actor may not see reports.
        NotFound: the country is not the actor's.
    """
    return chosen.is_kept or keep_shared(
        session, actor, chosen.country, chosen.number, chosen.filters, chosen.cells, now=now
    )


def choose(session: Session, filters: Filters, sexes: Sequence[str], *, now: datetime) -> Chosen:
    """Choose what a report shows by sex; outside of any writing transaction, because it may take a second.

    Args:
        session: a snapshot.
        filters: what the report is about.
        sexes: every sex that a person may state.
        now: the moment.
    """
    by_sex = counted(session, filters).by["sex"]
    groups = {sex: by_sex.get(sex, NOBODY) for sex in sexes}
    earlier = shared_tables(session, filters.country)
    abouts = [_from_stored(each) for each in earlier]
    parted = _part(session, [*abouts, _until(filters, now.date())], tuple(sexes))
    changes = _changes(earlier, parted)
    before = [
        (sex, _taken_in(parted, changes, table, sex, name))
        for table, each in enumerate(earlier)
        for sex, row in each.cells.items()
        for name, cell in zip(COUNTS, row, strict=True)
        if cell is not None
    ]
    new: dict[tuple[str, str], Cell] = {
        (sex, name): (sex, _taken_in(parted, changes, len(earlier), sex, name)) for sex in sexes for name in COUNTS
    }
    changed = {(change.piece, change.sex): abs(change.by) for change in changes}
    split = choose_split(
        groups, replace(parted.population, counts={**parted.population.counts, **changed}), before, new
    )
    cells = {
        sex: [None if isinstance(cell, Hidden) else cell for cell in (each.people, each.completed, each.left)]
        for sex, each in split.groups.items()
    }
    stored = _stored(filters)
    is_kept = any(each.filters == stored and each.cells == cells and each.made_on == now.date() for each in earlier)
    return Chosen(split, filters.country, len(earlier) + 1, stored, cells, is_kept)


@dataclass(frozen=True)
class _Change:
    """A count of a shared table that is another one today: by how much, and a piece of its own."""

    piece: int
    table: int
    sex: str
    name: str
    by: int


def _changes(earlier: Sequence[SharedTable], parted: _Parted) -> list[_Change]:
    changes: list[_Change] = []
    for table, each in enumerate(earlier):
        for sex, row in each.cells.items():
            for name, cell in zip(COUNTS, row, strict=True):
                today = parted.population.count((sex, parted.pieces[table][name]))
                if cell is not None and cell != today:
                    changes.append(_Change(-1 - len(changes), table, sex, name, today - cell))
    return changes


def _taken_in(parted: _Parted, changes: Sequence[_Change], table: int, sex: str, name: str) -> frozenset[int]:
    """Say which pieces a count takes in: who came later is not in the table itself, but in every wider one."""
    pieces = parted.pieces[table][name]
    more = set()
    for change in changes:
        is_own = (change.table, change.name) == (table, name)
        is_wider = parted.pieces[change.table][change.name] <= pieces
        if change.sex == sex and (is_own if change.by < 0 else is_wider and not is_own):
            more.add(change.piece)
    return pieces | more


def _until(filters: Filters, day: date) -> Filters:
    return replace(filters, last=min(filters.last or day, day))


def _stored(filters: Filters) -> dict[str, Any]:
    """Give filters as they are kept."""
    return {name: None if value is None else str(value) for name, value in asdict(filters).items()}


def _from_stored(kept: SharedTable) -> Filters:
    said = kept.filters
    cohort, first, last = said["cohort"], said["first"], said["last"]
    filters = Filters(
        country=kept.country,
        course=said["course"],
        category=said["category"],
        cohort=uuid.UUID(cohort) if cohort else None,
        mission=said["mission"],
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
    )
    return _until(filters, kept.made_on)


def _part(session: Session, tables: Sequence[Filters], sexes: tuple[str, ...]) -> _Parted:
    """Count everybody of the country by sex and by the tables that they belong to and are completed in, in one scan."""
    columns = [
        _marks(tables[start : start + TABLES_PER_COLUMN]).label(f"marks_{start}")
        for start in range(0, len(tables), TABLES_PER_COLUMN)
    ]
    sex = func.coalesce(_enrolments.c.sex, NOT_STATED).label("sex")
    each = select(sex, *columns).where(_enrolments.c.country == tables[0].country).subquery()
    counts: dict[tuple[int, str], int] = {}
    numbers: dict[tuple[int, ...], int] = {}
    for stated, *marks, people in session.execute(select(*each.c, func.count()).group_by(*each.c)):
        piece = numbers.setdefault(tuple(marks), len(numbers))
        counts[piece, stated] = int(people)
    pieces = []
    for table in range(len(tables)):
        column, place = divmod(table, TABLES_PER_COLUMN)
        marked = {piece: marks[column] >> 2 * place for marks, piece in numbers.items()}
        inside = {piece for piece, mark in marked.items() if mark & 1}
        done = {piece for piece in inside if marked[piece] & 2}
        pieces.append(dict(zip(COUNTS, map(frozenset, (inside, done, inside - done)), strict=True)))
    return _Parted(Population(counts, sexes, tuple(each["people"] for each in pieces)), pieces)


def _marks(tables: Sequence[Filters]) -> ColumnElement[int]:
    """Mark in one number, two binary digits for each table: belongs to it, and is completed in it."""
    marks: ColumnElement[int] = literal(0, BigInteger)
    for place, filters in enumerate(tables):
        done = _enrolments.c.completed_on <= filters.last
        for digit, condition in enumerate((and_(*population(filters)), done)):
            marks = marks + case((condition, literal(1 << 2 * place + digit, BigInteger)), else_=literal(0, BigInteger))
    return marks
