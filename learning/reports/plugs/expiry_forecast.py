"""Whose certificate runs out in the next twelve months, month by month, so that courses can be planned in time."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.models import Person
from learning.records.models import Completion, Credential, Enrolment
from learning.records.rules import months_after
from learning.reports.asking import Filter
from learning.reports.plug import Question, Report, header
from learning.reports.table import Column, Sheet, Table
from learning.reports.table import Row as Cells

RULE_VERSION: Final = "expiry-1"
MONTHS: Final = 12
BATCH: Final = 1000

_people, _enrolments = table_of(Person), table_of(Enrolment)
_completions, _credentials = table_of(Completion), table_of(Credential)
_later = _completions.alias("later")
_standing = _credentials.alias("standing")


def last_day(today: date) -> date:
    """Say on which day the forecast ends: twelve months from today."""
    return months_after(today, MONTHS)


def sheet(session: Session, question: Question) -> Sheet:
    """Make the forecast: by month, course and category, and the people behind it."""
    say, names = question.say, question.names
    months: Counter[str] = Counter()
    begun: Counter[str] = Counter()
    courses: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for until, course, category, number, renewing in session.execute(_counts(question)):
        months[f"{until:%Y-%m}"] += number
        begun[f"{until:%Y-%m}"] += renewing
        courses[names.courses.get(course, course)] += number
        categories[names.categories[category]] += number
    n = months.total()
    tables = (
        Table(
            say("By month"),
            (
                Column("month", say("Month")),
                Column("expiring", say("Run out"), "number"),
                Column("renewing", say("Taking the course again"), "number"),
            ),
            [(month, months[month], begun[month]) for month in _calendar(question.today)],
        ),
        _counted(say("By course"), say("Course"), say("Run out"), courses),
        _counted(say("By category of personnel"), say("Category"), say("Run out"), categories),
        Table(say("Roll"), _columns(question), _roll(session, question), is_roll=True),
    )
    answer = say("Certificates that run out by %(day)s: %(n)s.", n=n, day=question.day(last_day(question.today)))
    if n:
        month, most = max(months.items(), key=lambda each: each[1])
        answer = f"{answer} " + say(
            "The most in one month: %(number)s in %(month)s.",
            number=most,
            month=question.day(date.fromisoformat(f"{month}-01"), "LLLL y"),
        )
    head = header(
        REPORT, question, n=n, rule_version=RULE_VERSION, answer=answer, empty_words=say("No certificate runs out.")
    )
    return Sheet(head, tables)


def _calendar(today: date) -> Iterator[str]:
    """Every month of the forecast, also those in which nothing runs out: a gap would look like an omission."""
    end = last_day(today)
    for number in range(MONTHS + 1):
        year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
        if date(year, month + 1, 1) <= end:
            yield f"{year}-{month + 1:02d}"


def _counted(title: str, first: str, second: str, counts: Counter[str]) -> Table:
    columns = (Column("value", first), Column("expiring", second, "number"))
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return Table(title, columns, ranked)


def _expiring(question: Question) -> Iterator[ColumnElement[bool]]:
    """Say in SQL which completions belong: the certificate holds and nobody has a later one of the same course."""
    asked = question.asked
    yield _completions.c.country == question.country
    yield _completions.c.valid_until.between(question.today, last_day(question.today))
    yield _credentials.c.revoked_at.is_(None)
    yield _credentials.c.superseded_at.is_(None)
    for column, wanted in (
        (_completions.c.course, asked.course),
        (_completions.c.category, asked.category),
        (_enrolments.c.cohort_id, asked.cohort),
        (_completions.c.mission, asked.mission),
    ):
        if wanted is not None:
            yield column == wanted
    yield ~(
        select(_later.c.id)
        .join(_standing, and_(_standing.c.completion_id == _later.c.id, _standing.c.superseded_at.is_(None)))
        .where(
            _later.c.person_id == _completions.c.person_id,
            _later.c.course == _completions.c.course,
            _later.c.id != _completions.c.id,
            _standing.c.revoked_at.is_(None),
            or_(_later.c.valid_until.is_(None), _later.c.valid_until > _completions.c.valid_until),
        )
        .correlate(_completions)
        .exists()
    )


_FROM = _completions.join(_credentials, _credentials.c.completion_id == _completions.c.id).join(
    _enrolments, _enrolments.c.id == _completions.c.enrolment_id
)


def _counts(question: Question) -> Select[*tuple[Any, ...]]:
    keys = (_completions.c.valid_until, _completions.c.course, _completions.c.category)
    return (
        select(*keys, func.count(), func.count(_enrolments.c.renewed_at))
        .select_from(_FROM)
        .where(*_expiring(question))
        .group_by(*keys)
    )


def _columns(question: Question) -> tuple[Column, ...]:
    say = question.say
    return (
        Column("name", say("Name")),
        Column("service_number", say("Service number")),
        Column("course", say("Course")),
        Column("category", say("Category")),
        Column("unit", say("Unit")),
        Column("mission", say("Mission")),
        Column("valid_until", say("Valid until"), "date"),
        Column("renewing", say("Taking the course again")),
    )


def _roll(session: Session, question: Question) -> Iterator[Cells]:
    query = (
        select(
            _people.c.name,
            _people.c.service_number,
            _completions.c.course,
            _completions.c.category,
            _completions.c.unit,
            _completions.c.mission,
            _completions.c.valid_until,
            _enrolments.c.renewed_at,
        )
        .select_from(_FROM.join(_people, _people.c.id == _completions.c.person_id))
        .where(*_expiring(question))
        .order_by(_completions.c.valid_until, _people.c.name, _completions.c.id)
    )
    for batch in session.execute(query.execution_options(yield_per=BATCH)).partitions():
        yield from (_line(row, question) for row in batch)


def _line(row: Row[*tuple[Any, ...]], question: Question) -> Cells:
    name, number, course, category, unit, mission, until, renewed_at = row
    names, say = question.names, question.say
    return (
        name,
        number,
        names.courses.get(course, course),
        names.categories[category],
        unit,
        names.missions.get(mission, mission),
        until,
        say("yes") if renewed_at else say("no"),
    )


REPORT = Report(
    slug="expiry-forecast",
    title=lambda say: say("Expiry forecast"),
    purpose=lambda say: say("Whose certificate runs out in the next twelve months, and in which month?"),
    takes=(Filter.COURSE, Filter.CATEGORY, Filter.MISSION, Filter.COHORT),
    sheet=sheet,
)
