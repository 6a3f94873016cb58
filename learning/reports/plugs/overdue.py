"""Who is past the due date of her cohort, or will be at her pace: whom to call first, in the whole country."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from learning.modules.queries import catalogue
from learning.people.models import Cohort
from learning.records.monday import Case, Watch, people_in
from learning.records.urgency import Why, urgency
from learning.reports import table
from learning.reports.asking import Filter
from learning.reports.completions import Say
from learning.reports.plug import Question, Report, header
from learning.reports.table import Column, Sheet, Table

RULE_VERSION: Final = "overdue-2"
COUNTED: Final = frozenset({Why.OVERDUE, Why.LATE})
Counted = dict[str, Counter[Why]]
Person = Row[*tuple[Any, ...]]
Rank = tuple[tuple[int, int, date], str, uuid.UUID]


def sheet(session: Session, question: Question) -> Sheet:
    """Make the list of who is overdue or will be late, the most urgent first, and its counts by cohort and course."""
    say, names = question.say, question.names
    cohorts = session.scalars(select(Cohort).where(*_cohorts(question)).order_by(Cohort.name)).all()
    watch = Watch(session, cohorts, catalogue(session), now=question.now)
    people = people_in(session, cohorts)
    late = _late(watch, question)
    whys: Counter[Why] = Counter()
    by_cohort: Counted = {}
    by_course: Counted = {}
    for why, person in late:
        whys[why] += 1
        by_cohort.setdefault(watch.cohorts[person.cohort_id].name, Counter())[why] += 1
        by_course.setdefault(names.courses.get(person.course, person.course), Counter())[why] += 1
    words = {Why.OVERDUE: say("past the due date"), Why.LATE: say("will be late")}
    # A page shows fifty of them: lines are made as they are read.
    lines = (_line(person, case, words, question) for _, person in late if (case := watch.case(person)))
    head = header(
        REPORT,
        question,
        n=len(late),
        rule_version=RULE_VERSION,
        answer=_answer(whys, people, say, has_due_dates=bool(cohorts)),
        empty_words=say("Nobody is late."),
    )
    return Sheet(
        head,
        (
            _counts(say("By cohort"), say("Cohort"), by_cohort, question),
            _counts(say("By course"), say("Course"), by_course, question),
            Table(say("Roll"), _columns(question), lines, is_roll=True),
        ),
    )


def _answer(whys: Counter[Why], people: int, say: Say, *, has_due_dates: bool) -> str:
    if not has_due_dates:
        return say("No cohort has a due date yet, so nobody can be late.")
    if not whys:
        return say(
            "Nobody is past the due date, and nobody will miss it at this pace, among %(people)s people.", people=people
        )
    return say(
        "Past the due date: %(overdue)s. Will miss it at this pace: %(late)s. Looked at: %(people)s people.",
        overdue=whys[Why.OVERDUE],
        late=whys[Why.LATE],
        people=people,
    )


def _cohorts(question: Question) -> Iterator[ColumnElement[bool]]:
    asked = question.asked
    yield Cohort.country == question.country
    yield Cohort.due_on.is_not(None)
    if asked.cohort:
        yield Cohort.id == asked.cohort
    if asked.mission:
        yield Cohort.mission == asked.mission


def _late(watch: Watch, question: Question) -> list[tuple[Why, Person]]:
    """List who is late, and in which way, the most urgent first.

    Each person has one line a course, even if she takes it in two cohorts: the one where it presses most. Of the others
    of a whole country nothing is kept but their rank.
    """
    ranked: dict[tuple[uuid.UUID, str], tuple[Rank, Why, Person]] = {}
    for row in watch.rows:
        case = watch.case(row) if question.asked.course in {None, row.course} else None
        if case is None or COUNTED.isdisjoint(case.concern.whys):
            continue
        key, rank = (row.person_id, row.course), (urgency(case.concern), row.name, row.person_id)
        if key not in ranked or rank < ranked[key][0]:
            ranked[key] = (rank, _why(case), row)
    return [(why, row) for _, why, row in sorted(ranked.values(), key=itemgetter(0))]


def _why(case: Case) -> Why:
    return Why.OVERDUE if Why.OVERDUE in case.concern.whys else Why.LATE


def _counts(title: str, first: str, counts: Counted, question: Question) -> Table:
    say = question.say
    columns = (
        Column("value", first),
        Column("all", say("Late, or will be"), "number"),
        Column("overdue", say("Past the due date"), "number"),
        Column("late", say("Will be late"), "number"),
    )
    ranked = sorted(counts.items(), key=lambda each: (-each[1].total(), each[0]))
    rows = [(name, each.total(), each[Why.OVERDUE], each[Why.LATE]) for name, each in ranked]
    return Table(title, columns, rows)


def _columns(question: Question) -> tuple[Column, ...]:
    say = question.say
    return (
        Column("name", say("Name")),
        Column("number", say("Service number")),
        Column("cohort", say("Cohort")),
        Column("course", say("Course")),
        Column("why", say("Why")),
        Column("due_on", say("Due on"), "date"),
        Column("days", say("Days late"), "number"),
        Column("done", say("Steps done"), "percent"),
        Column("done_on", say("Done at this pace on"), "date"),
        Column("seen_on", say("Last step on"), "date"),
    )


def _line(person: Person, case: Case, words: Mapping[Why, str], question: Question) -> table.Row:
    situation, concern = case.situation, case.concern
    due = situation.due_on
    assert due is not None, "only cohorts with a due date are looked at"
    is_over = _why(case) is Why.OVERDUE
    return (
        person.name,
        person.service_number or person.email or "",
        case.cohort.name,
        question.names.courses.get(case.course, case.course),
        words[_why(case)],
        due,
        (question.today - due).days if is_over else -concern.slack,
        (situation.done, situation.steps),
        concern.done_on,
        situation.seen_at.date() if situation.seen_at else None,
    )


REPORT = Report(
    slug="overdue",
    title=lambda say: say("Overdue"),
    purpose=lambda say: say("Who is past the due date, or will miss it at this pace? The most urgent first."),
    takes=(Filter.COURSE, Filter.MISSION, Filter.COHORT),
    sheet=sheet,
)
