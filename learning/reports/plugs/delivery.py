"""How people are trained: on their own phones, in a room, or on paper; and what the records do not say."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.models import Sex
from learning.records.models import Attempt, Completion, Delivery, Enrolment, LessonView, Purpose
from learning.reports.asking import Filter
from learning.reports.completions import Say
from learning.reports.plug import Question, Report, header
from learning.reports.standing import completed_as_asked, of_country
from learning.reports.table import Column, Row, Sheet, Table

RULE_VERSION: Final = "delivery-1"
_completions, _enrolments = table_of(Completion), table_of(Enrolment)
_views, _attempts = table_of(LessonView), table_of(Attempt)
Counts = Mapping[str, Mapping[str, int]]
"""By course or category, and by mode: how many."""


def sheet(session: Session, question: Question) -> Sheet:
    """Count completions, lessons and quizzes by how they were taken, who vouched, and what is missing."""
    say, names = question.say, question.names
    by_course = _completed(session, question, _completions.c.course)
    by_category = _completed(session, question, _completions.c.category)
    modes = {mode: sum(each.get(mode, 0) for each in by_course.values()) for mode in Delivery}
    completed = sum(modes.values())
    elsewhere = completed - modes[Delivery.OWN_PHONE]
    answer = say(
        "%(elsewhere)s of %(completed)s courses were completed in a room or on paper.",
        elsewhere=elsewhere,
        completed=completed,
    )
    words = mode_words(say)
    parts: list[Row] = [(words[mode], modes[mode], (modes[mode], completed)) for mode in Delivery]
    return Sheet(
        header(REPORT, question, n=completed, rule_version=RULE_VERSION, answer=answer),
        (
            Table(
                say("Courses completed"),
                (
                    Column("mode", say("How it was taken")),
                    Column("completed", say("Completed"), "number"),
                    Column("share", say("Share"), "percent"),
                ),
                parts,
            ),
            _split(say("By course"), say("Course"), by_course, names.courses, say),
            _split(say("By category of personnel"), say("Category"), by_category, names.categories, say),
            _steps(session, question, words),
            _missing(session, question),
        ),
    )


def mode_words(say: Say) -> dict[str, str]:
    """Name the modes of delivery."""
    return {
        Delivery.OWN_PHONE: say("Own phone"),
        Delivery.ROOM: say("In a room"),
        Delivery.PAPER: say("On paper"),
    }


def _completed(session: Session, question: Question, by: ColumnElement[str]) -> Counts:
    rows = session.execute(
        select(by, _completions.c.delivery, func.count())
        .where(*completed_as_asked(question))
        .group_by(by, _completions.c.delivery)
    )
    found: dict[str, dict[str, int]] = {}
    for of, mode, number in rows:
        found.setdefault(of, {})[mode] = int(number)
    return found


def _split(title: str, first: str, counts: Counts, words: Mapping[str, str], say: Say) -> Table:
    columns = (
        Column("value", first),
        *(Column(mode, heading, "number") for mode, heading in mode_words(say).items()),
        Column("all", say("Together"), "number"),
        Column("elsewhere", say("Room or paper"), "percent"),
    )
    rows: list[Row] = []
    for of, each in sorted(counts.items(), key=lambda pair: words.get(pair[0], pair[0])):
        every = sum(each.values())
        numbers = [each.get(mode, 0) for mode in Delivery]
        rows.append((words.get(of, of), *numbers, every, (every - each.get(Delivery.OWN_PHONE, 0), every)))
    return Table(title, columns, rows)


# ── lessons and quizzes ─────────────────────────────────────────────────────
def _steps(session: Session, question: Question, words: Mapping[str, str]) -> Table:
    """Lessons read and quizzes handed in, by mode: how many, of how many people, vouched for by how many."""
    say = question.say
    columns = (
        Column("step", say("What was done")),
        Column("mode", say("How it was taken")),
        Column("number", say("How many"), "number"),
        Column("people", say("People"), "number"),
        Column("vouched", say("Vouched for"), "number"),
        Column("vouchers", say("Who vouched"), "number"),
    )
    lessons = _taken(session, question, _views, _views.c.read_at)
    quizzes = _taken(session, question, _attempts, _attempts.c.submitted_at, _attempts.c.purpose == Purpose.QUIZ)
    rows: list[Row] = [
        (title, words[mode], *found.get(mode, (0, 0, 0, 0)))
        for title, found in ((say("Lessons read"), lessons), (say("Quizzes handed in"), quizzes))
        for mode in Delivery
    ]
    return Table(say("Lessons and quizzes"), columns, rows)


def _taken(
    session: Session, question: Question, steps: Any, at: ColumnElement[datetime], *more: ColumnElement[bool]
) -> dict[str, Sequence[int]]:
    asked = question.asked
    where = [at.is_not(None), *of_country(_enrolments.c.country, question.country), *more]
    if asked.first:
        where.append(at >= datetime.combine(asked.first, time(), UTC))
    if asked.last:
        where.append(at < datetime.combine(asked.last + timedelta(days=1), time(), UTC))
    if asked.course:
        where.append(_enrolments.c.course == asked.course)
    if asked.category:
        where.append(_enrolments.c.category == asked.category)
    rows = session.execute(
        select(
            steps.c.delivery,
            func.count(),
            func.count(distinct(_enrolments.c.person_id)),
            func.count(steps.c.vouched_by),
            func.count(distinct(steps.c.vouched_by)),
        )
        .select_from(steps.join(_enrolments, _enrolments.c.id == steps.c.enrolment_id))
        .where(*where)
        .group_by(steps.c.delivery)
    )
    return {mode: tuple(map(int, numbers)) for mode, *numbers in rows}


# ── what is missing ─────────────────────────────────────────────────────────
def _missing(session: Session, question: Question) -> Table:
    """Completions that lack something a report asks for: figures that should fall."""
    say = question.say
    lacking = {
        say("Sex not stated"): or_(_completions.c.sex.is_(None), _completions.c.sex == Sex.NOT_SAID),
        say("No unit"): _completions.c.unit == "",
        say("No mission assigned yet"): _completions.c.mission == "not-assigned",
    }
    numbers = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in lacking.values()]
    every, *missing = session.execute(select(func.count(), *numbers).where(*completed_as_asked(question))).one()
    columns = (
        Column("what", say("What is missing")),
        Column("missing", say("Completions without it"), "number"),
        Column("share", say("Share"), "percent"),
    )
    rows: list[Row] = [
        (what, int(number), (int(number), int(every))) for what, number in zip(lacking, missing, strict=True)
    ]
    return Table(say("What the records do not say"), columns, rows)


REPORT = Report(
    slug="delivery",
    title=lambda say: say("How people are trained"),
    purpose=lambda say: say("Who learns on a phone, who in a room or on paper, and what do our records not say?"),
    takes=(Filter.COURSE, Filter.CATEGORY, Filter.PERIOD),
    sheet=sheet,
    scope="both",
)
