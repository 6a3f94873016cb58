"""The completion report of one country: who has to complete what, who has, and the roll.

Its population, rule version 1: everybody enrolled on or before the last day of the period who had not completed
before its first day. Completed: those of them who completed within the period. One person in two courses counts twice.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, String, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.models import Cohort, Person
from learning.records.models import Enrolment
from learning.records.tallies import NO_COHORT, NOT_STATED, Tally
from learning.reports.disclosure import Counts, Split
from learning.reports.table import Column, Header, Row, Sheet, Table

RULE_VERSION = "completions-1"
DIMENSIONS = ("category", "sex", "cohort", "mission")
BATCH = 1000
Audience = Literal["internal", "share"]

# Plain rows: a roll has a million of them, and each object made on the way would cost as much as the row.
_people, _enrolments = table_of(Person), table_of(Enrolment)


class Say(Protocol):
    """Says a sentence in the reader's language."""

    def __call__(self, sentence: str, /, **values: object) -> str:
        """Give the sentence with its values filled in."""


@dataclass(frozen=True)
class Filters:
    """What the report is about; None means all.

    Attributes:
        country: alpha-3 code, always one.
        course: slug.
        category: a category of personnel.
        cohort: a cohort's id.
        mission: a mission.
        first: first day of the period.
        last: last day of the period.
    """

    country: str
    course: str | None = None
    category: str | None = None
    cohort: uuid.UUID | None = None
    mission: str | None = None
    first: date | None = None
    last: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for more than the tallies can answer."""
        return bool(self.category or self.cohort or self.mission)


@dataclass(frozen=True)
class Names:
    """The reader's words for what is stored: courses by slug, countries by code, and so on."""

    country: str
    courses: Mapping[str, str]
    categories: Mapping[str, str]
    sexes: Mapping[str, str]
    missions: Mapping[str, str]
    cohorts: Mapping[str, str]
    language: str
    direction: Literal["ltr", "rtl"]
    decimal_mark: str


NOBODY = Counts(0, 0)


@dataclass
class Counted:
    """The counts of one report: of everything, per course, per value of each dimension, and completed per month."""

    all: Counts = NOBODY
    courses: dict[str, Counts] = field(default_factory=dict)
    by: dict[str, dict[str, Counts]] = field(default_factory=lambda: {name: {} for name in DIMENSIONS})
    months: dict[str, int] = field(default_factory=dict)


def counted(session: Session, filters: Filters) -> Counted:
    """Count: from the tallies, whose number does not grow with people, or by reading the status rows if narrowed."""
    return scanned(session, filters) if filters.is_narrow else _tallied(session, filters)


def _tallied(session: Session, filters: Filters) -> Counted:
    found = Counted()
    first = filters.first
    if first is None:
        people: ColumnElement[int] = func.sum(Tally.enrolled)
        completed: ColumnElement[int] = func.sum(Tally.completed)
    else:
        people = func.sum(Tally.enrolled) - func.sum(case((Tally.day < first, Tally.completed), else_=0))
        completed = func.sum(case((Tally.day >= first, Tally.completed), else_=0))
    query = (
        select(Tally.course, Tally.dimension, Tally.value, people.label("people"), completed.label("completed"))
        .where(*_tally_filter(filters))
        .group_by(Tally.course, Tally.dimension, Tally.value)
    )
    for course, dimension, value, each, done in session.execute(query):
        counts = Counts(int(each), int(done))
        if dimension == "all":
            _add(found.courses, course, counts)
            found.all = _sum(found.all, counts)
        else:
            _add(found.by[dimension], value, counts)
    days = (
        select(Tally.day, func.sum(Tally.completed))
        .where(*_tally_filter(filters), Tally.dimension == "all", Tally.completed != 0)
        .group_by(Tally.day)
    )
    found.months = _months(((day, number) for day, number in session.execute(days)), filters)
    return found


def _tally_filter(filters: Filters) -> Iterator[ColumnElement[bool]]:
    yield Tally.country == filters.country
    yield Tally.dimension.in_(("all", *DIMENSIONS))
    if filters.course:
        yield Tally.course == filters.course
    if filters.last:
        yield Tally.day <= filters.last


def scanned(session: Session, filters: Filters, rows: FromClause = _enrolments) -> Counted:
    """Count by reading the status rows, or what stands for them (see `as_of`)."""
    found = Counted()
    done: ColumnElement[bool] = rows.c.completed_on.is_not(None)
    if filters.last:
        done = and_(done, rows.c.completed_on <= filters.last)
    keys = (rows.c.course, rows.c.category, rows.c.sex, rows.c.cohort_id, rows.c.mission)
    query = select(*keys, func.count(), func.count(case((done, 1)))).where(*population(filters, rows)).group_by(*keys)
    for course, category, sex, cohort, mission, people, completed in session.execute(query):
        counts = Counts(int(people), int(completed))
        found.all = _sum(found.all, counts)
        _add(found.courses, course, counts)
        _add(found.by["category"], category, counts)
        _add(found.by["sex"], sex or NOT_STATED, counts)
        _add(found.by["cohort"], cohort.hex if cohort else NO_COHORT, counts)
        _add(found.by["mission"], mission, counts)
    days = (
        select(rows.c.completed_on, func.count()).where(*population(filters, rows), done).group_by(rows.c.completed_on)
    )
    found.months = _months(((day, number) for day, number in session.execute(days) if day), filters)
    return found


def population(filters: Filters, rows: FromClause = _enrolments) -> Iterator[ColumnElement[bool]]:
    """Say in SQL who belongs to the report."""
    yield rows.c.country == filters.country
    for column, wanted in (
        (rows.c.course, filters.course),
        (rows.c.category, filters.category),
        (rows.c.cohort_id, filters.cohort),
        (rows.c.mission, filters.mission),
    ):
        if wanted is not None:
            yield column == wanted
    if filters.last:
        yield rows.c.enrolled_on <= filters.last
    if filters.first:
        yield or_(rows.c.completed_on.is_(None), rows.c.completed_on >= filters.first)


def _months(days: Iterable[tuple[date, int]], filters: Filters) -> dict[str, int]:
    months: dict[str, int] = {}
    for day, number in days:
        if filters.first is None or day >= filters.first:
            months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + int(number)
    return dict(sorted(months.items()))


def _sum(one: Counts, other: Counts) -> Counts:
    return Counts(one.people + other.people, one.completed + other.completed)


def _add(found: dict[str, Counts], key: str, counts: Counts) -> None:
    found[key] = _sum(found.get(key, NOBODY), counts)


def count_tables(found: Counted, names: Names, say: Say, split: Split | None = None) -> tuple[Table, ...]:
    """Set the counts as tables; `split` is what is shown by sex in a file that leaves the country's staff."""
    return (
        _table(say("By course"), say("Course"), _named(found.courses, names.courses), say),
        _table(say("By category of personnel"), say("Category"), _named(found.by["category"], names.categories), say),
        _sex_table(found.by["sex"], names, say, split),
        _table(say("By cohort"), say("Cohort"), _named(found.by["cohort"], names.cohorts), say),
        _table(say("By mission"), say("Mission"), _named(found.by["mission"], names.missions), say),
        Table(
            say("By month of completion"),
            (Column("month", say("Month")), Column("completed", say("Completed"), "number")),
            list(found.months.items()),
        ),
    )


def _named(counts: Mapping[str, Counts], words: Mapping[str, str]) -> list[tuple[str, Counts]]:
    present = {key: value for key, value in counts.items() if value.people or value.completed}
    return sorted(((words.get(key, key), value) for key, value in present.items()), key=lambda row: row[0])


def _columns(title: str, say: Say) -> tuple[Column, ...]:
    return (
        Column("value", title),
        Column("people", say("People"), "number"),
        Column("completed", say("Completed"), "number"),
        Column("left", say("Not completed"), "number"),
        Column("rate", say("Rate"), "percent"),
    )


def _table(title: str, first: str, rows: list[tuple[str, Counts]], say: Say) -> Table:
    cells: list[Row] = [
        (name, counts.people, counts.completed, counts.left, (counts.completed, counts.people)) for name, counts in rows
    ]
    return Table(title, _columns(first, say), cells)


def _sex_table(counts: Mapping[str, Counts], names: Names, say: Say, split: Split | None) -> Table:
    groups = {sex: counts.get(sex, NOBODY) for sex in names.sexes}
    if split is None:
        return _table(say("By sex"), say("Sex"), [(names.sexes[sex], groups[sex]) for sex in groups], say)
    return Table(
        say("By sex"),
        _columns(say("Sex"), say),
        [(names.sexes[sex], *split.groups[sex].cells()) for sex in groups],
    )


def roll_columns(say: Say, audience: Audience) -> tuple[Column, ...]:
    """Say which columns the roll has; what leaves the country's staff says nobody's sex."""
    columns = (
        Column("name", say("Name")),
        Column("service_number", say("Service number")),
        Column("course", say("Course")),
        Column("category", say("Category")),
        Column("sex", say("Sex")),
        Column("unit", say("Unit")),
        Column("mission", say("Mission")),
        Column("cohort", say("Cohort")),
        Column("enrolled_on", say("Enrolled on"), "date"),
        Column("completed_on", say("Completed on"), "date"),
        Column("valid_until", say("Valid until"), "date"),
    )
    return columns if audience == "internal" else tuple(column for column in columns if column.key != "sex")


def roll(
    session: Session,
    filters: Filters,
    names: Names,
    audience: Audience,
    *,
    more: Sequence[ColumnElement[bool]] = (),
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Row]:
    """Read the roll row by row, by course and day of enrolment, its stored order; `more` narrows it further."""
    query = _roll_query(filters).where(*more)
    query = query if limit is None else query.limit(limit).offset(offset)
    return rows_of(session, query, filters, names, audience)


def rows_of(session: Session, query: Select[Any], filters: Filters, names: Names, audience: Audience) -> Iterator[Row]:
    """Read the rows of a roll from a query that gives its columns."""
    last, internal = filters.last, audience == "internal"
    courses, categories, sexes = names.courses, names.categories, names.sexes
    missions, cohorts = names.missions, _by_stored_id(names.cohorts)
    for batch in session.execute(query.execution_options(yield_per=BATCH)).partitions():
        for name, number, course, category, sex, unit, mission, cohort, enrolled, completed, until in batch:
            late = last is not None and completed is not None and completed > last
            row = (
                name,
                number,
                courses.get(course, course),
                categories[category],
                sexes[sex or NOT_STATED],
                unit,
                missions.get(mission, mission),
                cohorts.get(cohort, ""),
                enrolled,
                None if late else completed,
                None if late else until,
            )
            yield row if internal else row[:4] + row[5:]


def _by_stored_id(cohorts: Mapping[str, str]) -> dict[str | uuid.UUID | None, str]:
    """Name the cohorts by what the databases give for their ids: SQLite the hex, PostgreSQL the id itself."""
    named: dict[str | uuid.UUID | None, str] = {key: name for key, name in cohorts.items() if key != NO_COHORT}
    return named | {uuid.UUID(key): name for key, name in cohorts.items() if key != NO_COHORT}


def _roll_query(filters: Filters) -> Select[*tuple[Any, ...]]:
    return (
        select(
            _people.c.name,
            _people.c.service_number,
            _enrolments.c.course,
            _enrolments.c.category,
            _enrolments.c.sex,
            _enrolments.c.unit,
            _enrolments.c.mission,
            type_coerce(_enrolments.c.cohort_id, String),  # as it is stored: a quarter of the time went into making ids
            _enrolments.c.enrolled_on,
            _enrolments.c.completed_on,
            _enrolments.c.valid_until,
        )
        .join(_people, _people.c.id == _enrolments.c.person_id)
        .where(*population(filters))
        .order_by(_enrolments.c.country, _enrolments.c.course, _enrolments.c.enrolled_on, _enrolments.c.id)
    )


def cohort_names(session: Session, country: str) -> dict[str, str]:
    """Name the cohorts of a country by the hex of their id."""
    rows = session.execute(select(Cohort.id, Cohort.name).where(Cohort.country == country))
    return {row.id.hex: row.name for row in rows}


def header(
    found: Counted, filters: Filters, names: Names, say: Say, split: Split | None = None, *, made_on: date
) -> Header:
    """Say what every reader must know first: filters, day, rule version, n, and for whom it is."""
    everything = say("all")
    period = f"{filters.first or '…'} – {filters.last or '…'}" if filters.first or filters.last else everything
    return Header(
        title=say("Completion report"),
        lines=(
            (say("Country"), f"{names.country} ({filters.country})"),
            (say("Course"), _named_filter(filters.course, names.courses, everything)),
            (say("Category"), _named_filter(filters.category, names.categories, everything)),
            (say("Cohort"), _named_filter(filters.cohort.hex if filters.cohort else None, names.cohorts, everything)),
            (say("Mission"), _named_filter(filters.mission, names.missions, everything)),
            (say("Period"), period),
            (say("Made on"), made_on.isoformat()),
            (say("Rule version"), RULE_VERSION),
            ("n", str(found.all.people)),
        ),
        audience="share" if split else "internal",
        audience_words=_audience_words(split, say),
        hidden_words=say("hidden"),
        page_words=say("Page %(page)s of %(pages)s"),
        empty_words=say("Nobody yet"),
        language=names.language,
        direction=names.direction,
        decimal_mark=names.decimal_mark,
    )


def _audience_words(split: Split | None, say: Say) -> str:
    if split is None:
        return say("Internal: for the country's own staff only.")
    words = say("May be shared: small counts by sex are hidden, and the roll does not state anybody's sex.")
    if not split.is_kept_back:
        return words
    more = say("More is hidden by sex, because together with a report shared before it would show a small count.")
    return f"{words} {more}"


def _named_filter(wanted: str | None, words: Mapping[str, str], everything: str) -> str:
    """Name what is asked for; what nobody knows is said as it was asked, because it narrows the report all the same."""
    return words.get(wanted, wanted) if wanted else everything


def report(
    session: Session, filters: Filters, names: Names, say: Say, split: Split | None = None, *, made_on: date
) -> Sheet:
    """Put the whole report together; its roll is read while the file is drawn, so the session must stay open.

    Args:
        session: a snapshot.
        filters: what it is about.
        names: the reader's words.
        say: says a sentence in the reader's language.
        split: what it shows by sex when it leaves the country's own staff (see `sharing`); None: it is internal.
        made_on: the day.
    """
    found = counted(session, filters)
    top = header(found, filters, names, say, split, made_on=made_on)
    rows = roll(session, filters, names, top.audience)
    people = Table(say("Roll"), roll_columns(say, top.audience), rows, is_roll=True)
    return Sheet(top, (*count_tables(found, names, say, split), people))
