"""Readiness on a date: who of a contingent is trained on the day it lands, and what each of the others needs."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Row, Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.modules.queries import Catalogue
from learning.people.models import Person, Rotation
from learning.records.models import Completion, Credential, Enrolment, Progress
from learning.reports.completions import Names, Say
from learning.reports.rolls import Listed
from learning.reports.table import Column, Header, Sheet, Table
from learning.reports.table import Row as Cells
from learning.reports.verdicts import FOREVER, RULE_VERSION, Line, Verdict, in_order, is_same_name, judged

# Plain rows: a contingent may have ten thousand people, and each object made on the way would cost as much as the row.
_people, _rotations = table_of(Person), table_of(Rotation)
_completions, _credentials = table_of(Completion), table_of(Credential)
_enrolments, _progress = table_of(Enrolment), table_of(Progress)


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes:
        country: alpha-3 code; nobody else's people and records are looked at.
        mission: where they land.
        unit: a part of the unit's name; empty: all units. For those who serve now only.
        landing_on: the day.
        courses: slugs of those required.
        roll: the people of a list; None: everybody who serves for the country in the mission now.
        same: service numbers whose name differs and was found to be the same person's.
    """

    country: str
    mission: str
    unit: str
    landing_on: date
    courses: tuple[str, ...]
    roll: tuple[Listed, ...] | None = None
    same: frozenset[str] = frozenset()


def readiness(session: Session, asked: Asked) -> list[Line]:
    """Judge everybody with one statement, whatever their number, and sort them by what must be done."""
    found = session.execute(_query(asked)).all()
    if asked.roll is None:
        return in_order(_line(row, asked) for row in found)
    by_number = {row[2]: row for row in found}
    return in_order(_listed_line(one, by_number.get(one.number), asked) for one in asked.roll)


def standing() -> Any:
    """Join completions with the certificates that stand: not revoked, and replaced by none."""
    return _completions.join(
        _credentials,
        and_(
            _credentials.c.completion_id == _completions.c.id,
            _credentials.c.superseded_at.is_(None),
            _credentials.c.revoked_at.is_(None),
        ),
    )


def _query(asked: Asked) -> Select[*tuple[Any, ...]]:
    last_day = func.coalesce(_completions.c.valid_until, literal(FOREVER, Date))
    best = [func.max(case((_completions.c.course == course, last_day))) for course in asked.courses]
    serves = and_(_rotations.c.person_id == _people.c.id, _rotations.c.ended_on.is_(None))
    holds = and_(
        _completions.c.person_id == _people.c.id,
        _completions.c.country == asked.country,
        _completions.c.course.in_(asked.courses),
    )
    query = (
        select(_people.c.id, _people.c.name, _people.c.service_number, func.max(_rotations.c.unit), *best)
        .select_from(_people.outerjoin(_rotations, serves).outerjoin(standing(), holds))
        .where(_people.c.country == asked.country)
        .group_by(_people.c.id)
    )
    if asked.roll is not None:
        return query.where(_people.c.service_number.in_([one.number for one in asked.roll]))
    query = query.where(_rotations.c.country == asked.country, _rotations.c.mission == asked.mission)
    return query.where(_rotations.c.unit.icontains(asked.unit, autoescape=True)) if asked.unit else query


def _line(row: Row[*tuple[Any, ...]], asked: Asked) -> Line:
    person, name, number, unit, *held = row
    verdict, until, lacking, expiring = judged(asked.courses, held, asked.landing_on)
    return Line(verdict, number or "", name, until, lacking, expiring, "", unit or "", person)


def _listed_line(one: Listed, row: Row[*tuple[Any, ...]] | None, asked: Asked) -> Line:
    if row is None:
        return Line(Verdict.NOT_FOUND, one.number, one.name)
    line = _line(row, asked)
    if one.number in asked.same or is_same_name(line.name, one.name):
        return line
    return line._replace(verdict=Verdict.NAME_DIFFERS, given=one.name)


# ── what is missing ─────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Lack:
    """Why somebody holds no certificate of a course that counts.

    Attributes:
        course: slug.
        why: "not-enrolled", "whole" (every module), "modules" (some), "revoked", or "waiting" for a certificate not
            issued yet.
        modules: slugs of the modules to do; empty when all quizzes are passed and only reading or exercises are left.
        cohort: in which she takes the course; None: in none.
    """

    course: str
    why: str
    modules: tuple[str, ...] = ()
    cohort: uuid.UUID | None = None


def lacks(session: Session, country: str, lines: Iterable[Line], published: Catalogue) -> dict[object, list[Lack]]:
    """Say what each of some people lacks, with two statements for all of them: by her id."""
    wanted = {line.person: line.lacking for line in lines if line.person is not None and line.lacking}
    if not wanted:
        return {}
    rows = session.execute(_enrolment_query(country, list(wanted))).all()
    passed: defaultdict[object, dict[str, int]] = defaultdict(dict)
    for enrolment, module, lessons, passed_at in session.execute(
        select(_progress.c.enrolment_id, _progress.c.module, _progress.c.lessons_read, _progress.c.passed_at).where(
            _progress.c.enrolment_id.in_([row.id for row in rows])
        )
    ):
        if passed_at is not None:
            passed[enrolment][module] = lessons
    by_course = {(row.person_id, row.course): row for row in rows}
    return {
        person: [
            _lack(course, by_course.get((person, course)), passed, published)
            for course in courses
            if course in published.courses
        ]
        for person, courses in wanted.items()
    }


def _enrolment_query(country: str, people: Sequence[object]) -> Select[*tuple[Any, ...]]:
    latest = and_(_credentials.c.completion_id == _completions.c.id, _credentials.c.superseded_at.is_(None))
    return (
        select(
            _enrolments.c.id,
            _enrolments.c.person_id,
            _enrolments.c.course,
            _enrolments.c.cohort_id,
            _enrolments.c.category,
            _enrolments.c.rank_group,
            _enrolments.c.completed_on,
            _credentials.c.revoked_at,
        )
        .select_from(
            _enrolments.outerjoin(_completions, _completions.c.enrolment_id == _enrolments.c.id).outerjoin(
                _credentials, latest
            )
        )
        .where(
            _enrolments.c.country == country,
            _enrolments.c.person_id.in_(people),
            _enrolments.c.renewed_at.is_(None),
        )
    )


def _lack(
    course: str,
    row: Row[*tuple[Any, ...]] | None,
    passed: Mapping[object, Mapping[str, int]],
    published: Catalogue,
) -> Lack:
    if row is None:
        return Lack(course, "not-enrolled")
    if row.completed_on is not None:
        return Lack(course, "waiting" if row.revoked_at is None else "revoked", (), row.cohort_id)
    required = published.course(course).required(row.category, row.rank_group)
    done = passed.get(row.id, {})
    left = tuple(module.slug for module in required if done.get(module.slug, -1) < len(module.lessons))
    return Lack(course, "whole" if 1 < len(left) == len(required) else "modules", left, row.cohort_id)


# ── the table ───────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Words:
    """The reader's words for what the table names."""

    names: Names
    verdicts: Mapping[Verdict, str]
    modules: Mapping[str, str]


BATCH: Final = 1000


def columns(say: Say) -> tuple[Column, ...]:
    """Say which columns the list has, on the page and in files."""
    return (
        Column("name", say("Name")),
        Column("service_number", say("Service number")),
        Column("verdict", say("Verdict")),
        Column("left", say("What is to be done")),
        Column("until", say("Valid until"), "date"),
        Column("unit", say("Unit")),
    )


def cells(line: Line, found: Mapping[object, Sequence[Lack]], words: Words, say: Say) -> Cells:
    """Say one line of the list."""
    told = "; ".join(_told(line, found, words, say))
    return (line.name, line.number, words.verdicts[line.verdict], told, line.until, line.unit)


def _told(line: Line, found: Mapping[object, Sequence[Lack]], words: Words, say: Say) -> Iterator[str]:
    titles = words.names.courses
    if line.verdict is Verdict.NOT_FOUND:
        yield say("Nobody in this country has this service number.")
    if line.verdict is Verdict.NAME_DIFFERS:
        yield say("Your list says: %(name)s", name=line.given)
    for lack in found.get(line.person, ()):
        course = titles.get(lack.course, lack.course)
        if lack.why == "not-enrolled":
            yield say("%(course)s: not enrolled", course=course)
        elif lack.why == "revoked":
            yield say("%(course)s: the certificate was revoked", course=course)
        elif lack.why == "waiting":
            yield say("%(course)s: completed, the certificate is not issued yet", course=course)
        elif lack.why == "whole":
            yield say("%(course)s: all %(number)s modules", course=course, number=len(lack.modules))
        elif lack.modules:
            modules = ", ".join(words.modules.get(module, module) for module in lack.modules)
            yield f"{course}: {modules}"
        else:
            yield say("%(course)s: lessons or exercises", course=course)
    for slug in line.expiring:
        yield say("%(course)s: must be taken again", course=titles.get(slug, slug))


def sheet(
    session: Session,
    asked: Asked,
    lines: Sequence[Line],
    words: Words,
    say: Say,
    *,
    summary: str,
    published: Catalogue,
    made_on: date,
) -> Sheet:
    """Put the list together for a file; what is missing is read while it is drawn, so the session must stay open."""
    names = words.names

    def rows() -> Iterator[Cells]:
        for start in range(0, len(lines), BATCH):
            part = lines[start : start + BATCH]
            found = lacks(session, asked.country, part, published)
            yield from (cells(line, found, words, say) for line in part)

    head = Header(
        title=say("Readiness on a date"),
        lines=(
            (say("Country"), f"{names.country} ({asked.country})"),
            (say("Mission"), names.missions.get(asked.mission, asked.mission)),
            (say("Unit"), asked.unit or say("all")),
            (say("Landing on"), asked.landing_on.isoformat()),
            (say("Courses"), ", ".join(names.courses.get(course, course) for course in asked.courses)),
            (say("Summary"), summary),
            (say("Made on"), made_on.isoformat()),
            (say("Rule version"), RULE_VERSION),
            ("n", str(len(lines))),
        ),
        audience="internal",
        audience_words=say("Internal: for the country's own staff only."),
        hidden_words=say("hidden"),
        page_words=say("Page %(page)s of %(pages)s"),
        empty_words=say("Nobody yet"),
        language=names.language,
        direction=names.direction,
        decimal_mark=names.decimal_mark,
    )
    return Sheet(head, (Table(say("People"), columns(say), rows(), is_roll=True),))
