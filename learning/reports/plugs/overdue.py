"""Who is past the due date of her cohort, or will be at her pace: whom to call first, in the whole country."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from learning.modules.queries import catalogue
from learning.people.models import Cohort
from learning.records.monday import Case, MondayLine, monday_list
from learning.records.urgency import Why, urgency
from learning.reports.asking import Filter
from learning.reports.completions import Say
from learning.reports.plug import Question, Report, header
from learning.reports.table import Column, Row, Sheet, Table

RULE_VERSION: Final = "overdue-1"
COUNTED: Final = (Why.OVERDUE, Why.LATE)
Counted = dict[str, Counter[Why]]


def sheet(session: Session, question: Question) -> Sheet:
    """Make the list of who is overdue or will be late, the most urgent first, and its counts by cohort and course."""
    say, names = question.say, question.names
    cohorts = session.scalars(select(Cohort).where(*_cohorts(question)).order_by(Cohort.name)).all()
    found = monday_list(session, cohorts, catalogue(session), now=question.now)
    cases = sorted(_cases(found.lines, question), key=lambda each: (urgency(each[1].concern), each[0].name))
    by_cohort: Counted = {}
    by_course: Counted = {}
    for _, case in cases:
        why = _why(case)
        by_cohort.setdefault(case.cohort.name, Counter())[why] += 1
        by_course.setdefault(names.courses.get(case.course, case.course), Counter())[why] += 1
    words = {Why.OVERDUE: say("past the due date"), Why.LATE: say("will be late")}
    head = header(
        REPORT,
        question,
        n=len(cases),
        rule_version=RULE_VERSION,
        answer=_answer([_why(case) for _, case in cases], found.people, say, has_due_dates=bool(cohorts)),
        empty_words=say("Nobody is late."),
    )
    return Sheet(
        head,
        (
            _counts(say("By cohort"), say("Cohort"), by_cohort, question),
            _counts(say("By course"), say("Course"), by_course, question),
            # A page shows fifty of them: lines are made as they are read.
            Table(say("Roll"), _columns(question), (_line(*each, words, question) for each in cases), is_roll=True),
        ),
    )


def _answer(whys: Sequence[Why], people: int, say: Say, *, has_due_dates: bool) -> str:
    if not has_due_dates:
        return say("No cohort has a due date yet, so nobody can be late.")
    if not whys:
        return say(
            "Nobody is past the due date, and nobody will miss it at this pace, among %(people)s people.", people=people
        )
    return say(
        "Past the due date: %(overdue)s. Will miss it at this pace: %(late)s. Looked at: %(people)s people.",
        overdue=whys.count(Why.OVERDUE),
        late=whys.count(Why.LATE),
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


def _cases(lines: Iterable[MondayLine], question: Question) -> Iterator[tuple[MondayLine, Case]]:
    """One line for each person and course, even if she takes it in two cohorts: in the one where it presses most."""
    for line in lines:
        seen: set[str] = set()
        for case in line.cases:
            is_asked = question.asked.course in {None, case.course}
            if is_asked and case.course not in seen and set(COUNTED) & set(case.concern.whys):
                seen.add(case.course)
                yield line, case


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


def _line(line: MondayLine, case: Case, words: Mapping[Why, str], question: Question) -> Row:
    situation, concern = case.situation, case.concern
    due = situation.due_on
    assert due is not None, "only cohorts with a due date are looked at"
    is_over = _why(case) is Why.OVERDUE
    return (
        line.name,
        line.sign_in_name,
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
