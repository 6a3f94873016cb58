"""Everything that one person has done: courses, modules, attempts, how each was taken, and the certificates."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from certificates.facts import grouped
from learning.errors import LearningError, NotFound
from learning.modules.queries import catalogue
from learning.people.models import Person
from learning.people.permissions import Permission
from learning.people.rules import normalise_service_number
from learning.quizzes.rules import whole_percent
from learning.records.models import (
    Attempt,
    Completion,
    Credential,
    Delivery,
    Enrolment,
    LessonView,
    Progress,
    Purpose,
)
from learning.records.rules import Standing, delivery_of, standing
from learning.reports.asking import Filter
from learning.reports.plug import Question, Report, header
from learning.reports.table import Cell, Column, Header, Sheet, Table
from learning.reports.table import Row as Cells

RULE_VERSION: Final = "transcript-2"
_Taken = dict[tuple[uuid.UUID, str], list[tuple[str, uuid.UUID | None]]]
"""How the lessons and attempts of each enrolment and module were taken, and who vouched for them."""


@dataclass(frozen=True)
class _Told:
    """What is told with one row after another: the question, titles of modules, names of those who vouched."""

    question: Question
    modules: Mapping[str, str]
    vouchers: Mapping[uuid.UUID, str]
    courses: Mapping[uuid.UUID, str]


def sheet(session: Session, question: Question) -> Sheet:
    """Make the transcript of the person who is asked for, with as many statements however much she did.

    Raises:
        NotFound: there is nobody such in the country.
    """
    person = _person(session, question)
    enrolled = _enrolments(session, question, person)
    ids = [row.id for row in enrolled]
    views = session.execute(
        select(
            LessonView.enrolment_id,
            LessonView.module,
            LessonView.delivery,
            LessonView.vouched_by,
        )
        .where(LessonView.enrolment_id.in_(ids))
        .distinct()
    ).all()
    progress = session.scalars(
        select(Progress).where(Progress.enrolment_id.in_(ids)).order_by(Progress.enrolment_id, Progress.module)
    ).all()
    attempts = session.scalars(
        select(Attempt).where(Attempt.enrolment_id.in_(ids)).order_by(Attempt.started_at, Attempt.id)
    ).all()
    taken: _Taken = {}
    for row in views:
        taken.setdefault((row.enrolment_id, row.module), []).append((row.delivery, row.vouched_by))
    for one in attempts:
        taken.setdefault((one.enrolment_id, one.module), []).append((one.delivery, one.vouched_by))
    vouched = {voucher for ways in taken.values() for _, voucher in ways if voucher}
    told = _Told(
        question,
        {
            module.slug: module.words(question.names.language)["title"]
            for course in catalogue(session).courses.values()
            for module in course.modules
        },
        {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(vouched)))},
        {row.id: question.names.courses.get(row.course, row.course) for row in enrolled},
    )
    return Sheet(
        _header(question, person, enrolled),
        (
            _courses(enrolled, told),
            _modules(progress, taken, told),
            _attempts(attempts, told),
        ),
    )


def _person(session: Session, question: Question) -> Person:
    wanted = question.asked.person or ""
    try:
        found = session.get(Person, uuid.UUID(wanted))
    except ValueError:
        found = _by_number(session, wanted, question.country)
    if found is None or (not question.own and found.country != question.country):
        raise NotFound("Nobody in this country has this service number.", field="person")
    return found


def _by_number(session: Session, typed: str, country: str | None) -> Person | None:
    try:
        number = normalise_service_number(typed)
    except LearningError:
        return None
    return session.scalar(select(Person).where(Person.country == country, Person.service_number == number))


def _enrolments(session: Session, question: Question, person: Person) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every course she was enrolled in, with the certificate that stands; another country's are not the reader's."""
    query = (
        select(
            Enrolment.id,
            Enrolment.course,
            Enrolment.enrolled_on,
            Enrolment.completed_on,
            Enrolment.valid_until,
            Enrolment.delivery,
            Credential.serial,
            Credential.revoked_at,
        )
        .outerjoin(Completion, Completion.enrolment_id == Enrolment.id)
        .outerjoin(Credential, and_(Credential.completion_id == Completion.id, Credential.superseded_at.is_(None)))
        .where(Enrolment.person_id == person.id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    if not question.own:
        query = query.where(Enrolment.country == question.country)
    return session.execute(query).all()


def _header(question: Question, person: Person, enrolled: Sequence[Row[*tuple[Any, ...]]]) -> Header:
    say = question.say
    completed = sum(row.completed_on is not None for row in enrolled)
    answer = say(
        "%(name)s: courses completed: %(completed)s of %(courses)s.",
        name=person.name,
        completed=completed,
        courses=len(enrolled),
    )
    lines = ((say("Name"), person.name), (say("Service number"), person.service_number or "–"))
    return header(
        REPORT,
        question,
        n=len(enrolled),
        rule_version=RULE_VERSION,
        answer=answer,
        lines=lines,
        empty_words=say("Nothing yet"),
    )


def _courses(enrolled: Iterable[Row[*tuple[Any, ...]]], told: _Told) -> Table:
    say = told.question.say
    columns = (
        Column("course", say("Course")),
        Column("enrolled_on", say("Enrolled on"), "date"),
        Column("completed_on", say("Completed on"), "date"),
        Column("delivery", say("How it was taken")),
        Column("serial", say("Certificate")),
        Column("standing", say("State")),
        Column("valid_until", say("Valid until"), "date"),
    )
    return Table(say("Courses"), columns, [_course(row, told) for row in enrolled])


def _course(row: Row[*tuple[Any, ...]], told: _Told) -> Cells:
    state = ""
    if row.serial:
        worth = standing(
            revoked=row.revoked_at is not None,
            superseded=False,
            valid_until=row.valid_until,
            today=told.question.today,
        )
        state = _standings(told.question)[worth]
    return (
        told.courses[row.id],
        row.enrolled_on,
        row.completed_on,
        _deliveries(told.question)[row.delivery] if row.delivery else "",
        grouped(row.serial) if row.serial else "",
        state,
        row.valid_until,
    )


def _modules(progress: Iterable[Progress], taken: _Taken, told: _Told) -> Table:
    """One line for each module begun: read, tried, passed, and how."""
    say = told.question.say
    columns = (
        Column("module", say("Module")),
        Column("course", say("Course")),
        Column("lessons", say("Lessons read"), "number"),
        Column("attempts", say("Attempts at the quiz"), "number"),
        Column("passed_on", say("Quiz passed on"), "date"),
        Column("delivery", say("How it was taken")),
        Column("vouched_by", say("Vouched for by")),
    )
    rows = []
    for one in progress:
        ways = taken.get((one.enrolment_id, one.module), [])
        names = sorted({told.vouchers.get(each, "") for _, each in ways if each})
        rows.append(
            (
                told.modules.get(one.module, one.module),
                told.courses[one.enrolment_id],
                one.lessons_read,
                one.attempts,
                one.passed_at.date() if one.passed_at else None,
                _deliveries(told.question)[delivery_of(way for way, _ in ways)],
                ", ".join(names),
            )
        )
    return Table(say("Modules"), columns, rows)


def _attempts(attempts: Iterable[Attempt], told: _Told) -> Table:
    say = told.question.say
    columns = (
        Column("what", say("What")),
        Column("module", say("Module")),
        Column("course", say("Course")),
        Column("begun_on", say("Begun on"), "date"),
        Column("submitted_on", say("Submitted on"), "date"),
        Column("score", say("Score") + " (%)", "number"),
        Column("result", say("Result")),
        Column("delivery", say("How it was taken")),
        Column("vouched_by", say("Vouched for by")),
    )
    return Table(say("Attempts"), columns, (tuple(_attempt(one, told)) for one in attempts), is_roll=True)


def _attempt(one: Attempt, told: _Told) -> Iterator[Cell]:
    say = told.question.say
    what = {
        Purpose.QUIZ: say("Quiz"),
        Purpose.EXERCISE: say("Exercise"),
        Purpose.PRE_TEST: say("Test before the course"),
        Purpose.POST_TEST: say("Test after the course"),
        Purpose.FOLLOW_UP: say("Follow-up"),
    }
    yield what[Purpose(one.purpose)]
    yield told.modules.get(one.module, one.module)
    yield told.courses[one.enrolment_id]
    yield one.started_at.date()
    yield _date(one.submitted_at)
    yield _score(one)
    is_judged = one.purpose == Purpose.QUIZ and one.passed is not None
    yield (say("passed") if one.passed else say("failed")) if is_judged else ""
    yield _deliveries(told.question)[one.delivery]
    yield told.vouchers.get(one.vouched_by, "") if one.vouched_by else ""


def _date(moment: datetime | None) -> Cell:
    return moment.date() if moment else None


def _score(one: Attempt) -> Cell:
    """Give the score as the page of the result said it; a rate would be rounded, and might look passed."""
    if one.earned_numerator is None or not one.out_of:
        return None
    return whole_percent(Fraction(one.earned_numerator, (one.earned_denominator or 1) * one.out_of))


def _deliveries(question: Question) -> Mapping[str, str]:
    say = question.say
    return {
        Delivery.OWN_PHONE: say("Own phone"),
        Delivery.ROOM: say("In a room"),
        Delivery.PAPER: say("On paper"),
    }


def _standings(question: Question) -> Mapping[Standing, str]:
    say = question.say
    return {
        Standing.VALID: say("Valid"),
        Standing.EXPIRED: say("Expired"),
        Standing.SUPERSEDED: say("Replaced"),
        Standing.REVOKED: say("Revoked"),
    }


REPORT = Report(
    slug="transcript",
    title=lambda say: say("Transcript"),
    purpose=lambda say: say("What has one person done: courses, modules, attempts and certificates?"),
    takes=(Filter.PERSON,),
    needs=frozenset({Filter.PERSON}),
    sheet=sheet,
    permission=Permission.SEE_PEOPLE,
)
