"""The completion report as of an earlier moment, with the bytes that it had then: from records and what they were.

What it covers, and what cannot be rebuilt, stands in docs/decisions/0029-corrections.md.
"""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import FromClause, Select, String, case, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.modules.models import CourseVersion, Edition
from learning.people.history import PersonBefore
from learning.people.models import Person
from learning.records.history import KEPT, EnrolmentBefore
from learning.records.models import Completion, Enrolment
from learning.reports.completions import (
    Filters,
    Names,
    Say,
    count_tables,
    header,
    population,
    roll_columns,
    rows_of,
    scanned,
)
from learning.reports.table import Sheet, Table

STATED = "%Y-%m-%d %H:%M:%S.%f"
_enrolments, _completions, _people = table_of(Enrolment), table_of(Completion), table_of(Person)
_before, _people_before = table_of(EnrolmentBefore), table_of(PersonBefore)


def report(session: Session, filters: Filters, names: Names, say: Say, moment: datetime) -> Sheet:
    """Put the internal report of an earlier moment together; its roll is read while the file is drawn.

    Args:
        session: a snapshot.
        filters: what it is about.
        names: the reader's words, with the titles of courses as they were.
        say: says a sentence in the reader's language.
        moment: the moment; what was written at it counts.
    """
    rows = rows_as_of(moment, filters.country)
    found = scanned(session, filters, rows)
    top = header(found, filters, names, say, made_on=moment.date())
    lines = rows_of(session, roll_query(filters, rows, moment), filters, names, "internal")
    people = Table(say("Roll"), roll_columns(say, "internal"), lines, is_roll=True)
    return stated(Sheet(top, (*count_tables(found, names, say), people)), say, moment)


def stated(sheet: Sheet, say: Say, moment: datetime) -> Sheet:
    """Let a report state its moment, so that it can be made again: two reports of one second may differ."""
    line = (say("As of"), f"{moment.astimezone(UTC):{STATED}} UTC")
    return replace(sheet, header=replace(sheet.header, lines=(*sheet.header.lines, line)))


def read_moment(text: str) -> datetime | None:
    """Read a moment as a report states it, or a day, which means its end; None: it is none."""
    written = text.strip().removesuffix("UTC").strip()
    try:
        if len(written) == len("2026-03-31"):
            return datetime.combine(date.fromisoformat(written), time.max, UTC)
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def titles(session: Session, language: str, moment: datetime) -> dict[str, str]:
    """Name the courses as they were called in the edition that was published then."""
    edition = session.scalars(
        select(Edition.course_versions).where(Edition.published_at <= moment).order_by(Edition.number.desc()).limit(1)
    ).first()
    versions = session.execute(
        select(CourseVersion.slug, CourseVersion.words).where(
            CourseVersion.id.in_([uuid.UUID(each) for each in edition or ()])
        )
    )
    return {row.slug: (row.words.get(language) or row.words["en"])["title"] for row in versions}


def rows_as_of(moment: datetime, country: str) -> FromClause:
    """Say in SQL what the enrolments of a country were at a moment: as they are, or as they were kept since."""
    later = _before.c.until > moment
    first = (
        select(
            _before,
            func.row_number()
            .over(partition_by=_before.c.enrolment_id, order_by=(_before.c.until, _before.c.id))
            .label("turn"),
        )
        .where(later, _before.c.enrolled_at <= moment)
        .subquery()
    )
    completed = _completions.c.completed_at <= moment
    as_it_is = (
        select(
            _enrolments.c.id,
            _enrolments.c.person_id,
            *(_enrolments.c[name] for name in KEPT),
            case((completed, _enrolments.c.completed_on)).label("completed_on"),
            case((completed, _enrolments.c.valid_until)).label("valid_until"),
            null().cast(String).label("name"),
            null().cast(String).label("service_number"),
        )
        .outerjoin(_completions, _completions.c.enrolment_id == _enrolments.c.id)
        .where(
            _enrolments.c.country == country,
            _enrolments.c.enrolled_at <= moment,
            _enrolments.c.id.not_in(select(_before.c.enrolment_id).where(later)),
        )
    )
    # What was kept was open: only open enrolments change, and only open ones are taken back.
    as_it_was = select(
        first.c.enrolment_id.label("id"),
        first.c.person_id,
        *(first.c[name] for name in KEPT),
        case((literal(value=False), _enrolments.c.completed_on)).label("completed_on"),
        case((literal(value=False), _enrolments.c.valid_until)).label("valid_until"),
        first.c.name,
        first.c.service_number,
    ).outerjoin(_enrolments, _enrolments.c.id == first.c.enrolment_id)
    as_it_was = as_it_was.where(first.c.turn == 1, first.c.country == country)
    return union_all(as_it_is, as_it_was).subquery("enrolments_then")


def roll_query(filters: Filters, rows: FromClause, moment: datetime) -> Select[*tuple[Any, ...]]:
    """Read the roll of that moment: the same columns in the same order as that of today."""
    named = (
        select(
            _people_before.c.person_id,
            _people_before.c.name,
            _people_before.c.service_number,
            func.row_number()
            .over(partition_by=_people_before.c.person_id, order_by=(_people_before.c.until, _people_before.c.id))
            .label("turn"),
        )
        .where(_people_before.c.until > moment)
        .subquery()
    )
    kept = named.c.person_id.is_not(None)
    there = _people.c.id.is_not(None)
    return (
        select(
            case((kept, named.c.name), (there, _people.c.name), else_=rows.c.name),
            case((kept, named.c.service_number), (there, _people.c.service_number), else_=rows.c.service_number),
            rows.c.course,
            rows.c.category,
            rows.c.sex,
            rows.c.unit,
            rows.c.mission,
            type_coerce(rows.c.cohort_id, String),
            rows.c.enrolled_on,
            rows.c.completed_on,
            rows.c.valid_until,
        )
        .outerjoin(_people, _people.c.id == rows.c.person_id)
        .outerjoin(named, (named.c.person_id == rows.c.person_id) & (named.c.turn == 1))
        .where(*population(filters, rows))
        .order_by(rows.c.country, rows.c.course, rows.c.enrolled_on, rows.c.id)
    )
