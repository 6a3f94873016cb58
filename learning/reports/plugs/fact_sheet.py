"""One page about one country and one quarter, to be given to others: who was trained, how, and what is still valid."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.records.models import Completion, Delivery
from learning.records.reported import reported_quarter
from learning.records.tallies import NOT_STATED
from learning.reports.asking import Filter
from learning.reports.completions import Filters
from learning.reports.export import FORMATS, Format
from learning.reports.facts import paper, text
from learning.reports.indicators.counting import WHOLE, Counted, people_trained, within
from learning.reports.indicators.definitions import definitions
from learning.reports.plug import Question, Report, header
from learning.reports.plugs.delivery import mode_words
from learning.reports.plugs.indicators import asked_quarter
from learning.reports.quarters import Quarter
from learning.reports.standing import Holding, holdings
from learning.reports.table import Cell, Column, Row, Sheet, Table

RULE_VERSION: Final = "fact-sheet-1"
USED: Final = ("T1", "T2", "T7")
"""The indicators of the register whose figures stand on the page."""
PAGE: Final = Format("pdf", "application/pdf", paper.draw)
TEXT: Final = Format("txt", "text/plain; charset=utf-8", text.draw)
_completions = table_of(Completion)


def about(question: Question) -> Filters:
    """Say which completion counts by sex the page shows: those of everybody who completed in the quarter."""
    assert question.country is not None, "a fact sheet is one country's"
    quarter = asked_quarter(question)
    return Filters(country=question.country, first=quarter.first, last=quarter.last)


def sheet(session: Session, question: Question) -> Sheet:
    """Put the page together; every count of completions adds up to the same number."""
    say, names = question.say, question.names
    quarter = asked_quarter(question)
    question = replace(question, asked=replace(question.asked, quarter=str(quarter)))
    day = min(quarter.last, question.today)
    people = next(each.numerator for each in people_trained(session, question.country, quarter) if each.of == WHOLE)
    counts = {name: _counts(session, question, quarter, name) for name in ("course", "category", "sex", "delivery")}
    held = holdings(session, question.country, day, quarter.next)
    completed = sum(counts["course"].values())
    answer = say(
        "%(people)s people completed %(courses)s courses in quarter %(number)s of %(year)s.",
        people=people,
        courses=completed,
        number=quarter.number,
        year=quarter.year,
    )
    lines = (
        (say("Certificates valid on"), day.isoformat()),
        *_as_reported(session, question, quarter, people, completed),
    )
    return Sheet(
        header(REPORT, question, n=completed, rule_version=RULE_VERSION, answer=answer, lines=lines),
        (
            _at_a_glance(question, people, completed, held.values()),
            _by_course(question, counts["course"], held),
            _by(say("By category of personnel"), say("Category"), counts["category"], names.categories, question),
            _by_sex(question, counts["sex"]),
            _by(
                say("By how it was taken"),
                say("How it was taken"),
                _every(counts["delivery"]),
                mode_words(say),
                question,
            ),
            _sources(question),
        ),
    )


def _as_reported(
    session: Session, question: Question, quarter: Quarter, people: int, completed: int
) -> Iterator[tuple[str, str]]:
    """Say what was reported of the quarter, where it is something else than what is counted today."""
    kept = reported_quarter(session, question.country, str(quarter))
    told = [Counted.from_stored(each) for each in kept.facts] if kept else []
    whole = {each.definition.code: one.numerator for each in told for one in each.figures if one.of == WHOLE}
    if kept and (whole.get("T1"), whole.get("T2")) != (people, completed):
        say = question.say
        words = say("%(people)s people, %(courses)s courses", people=whole.get("T1"), courses=whole.get("T2"))
        yield say("As reported on %(day)s", day=question.day(kept.made_at.date())), words


def _counts(session: Session, question: Question, quarter: Quarter, name: str) -> dict[str, int]:
    column = func.coalesce(_completions.c[name], NOT_STATED)
    rows = session.execute(select(column, func.count()).where(*within(quarter, question.country)).group_by(column))
    return {of: int(number) for of, number in rows}


def _every(counts: Mapping[str, int]) -> dict[str, int]:
    return {mode: counts.get(mode, 0) for mode in Delivery}


def _at_a_glance(question: Question, people: int, completed: int, held: Iterable[Holding]) -> Table:
    say = question.say
    every = list(held)
    rows: list[Row] = [
        (say("People trained"), people),
        (say("Courses completed"), completed),
        (say("Valid certificates"), sum(each.held for each in every)),
        (say("Run out next quarter"), sum(each.expiring for each in every)),
    ]
    return Table(say("At a glance"), (Column("what", say("What")), Column("number", say("How many"), "number")), rows)


def _by_course(question: Question, counts: Mapping[str, int], held: Mapping[str, Holding]) -> Table:
    say, titles = question.say, question.names.courses
    columns = (
        Column("value", say("Course")),
        Column("completed", say("Completed"), "number"),
        Column("valid", say("Valid certificates"), "number"),
        Column("expiring", say("Run out next quarter"), "number"),
    )
    nothing = Holding(0, 0)
    slugs = sorted({*counts, *held}, key=lambda slug: titles.get(slug, slug))
    rows = [(titles.get(slug, slug), counts.get(slug, 0), *held.get(slug, nothing)) for slug in slugs]
    return Table(say("By course"), columns, rows)


def _by(title: str, first: str, counts: Mapping[str, int], words: Mapping[str, str], question: Question) -> Table:
    every = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], words.get(pair[0], pair[0])))
    rows: list[Row] = [(words.get(of, of), number, (number, every)) for of, number in ranked]
    return Table(title, _columns(first, question), rows)


def _columns(first: str, question: Question) -> tuple[Column, ...]:
    say = question.say
    return (
        Column("value", first),
        Column("completed", say("Completed"), "number"),
        Column("share", say("Share"), "percent"),
    )


def _by_sex(question: Question, counts: Mapping[str, int]) -> Table:
    """Count by sex: all of it for the country's own staff, what may be shown for others."""
    say, sexes = question.say, question.names.sexes
    every = sum(counts.values())
    rows: list[Row] = []
    for sex, words in sexes.items():
        number: Cell = counts.get(sex, 0) if question.split is None else question.split.groups[sex].completed
        rows.append((words, number, (number, every) if isinstance(number, int) else number))
    return Table(say("By sex"), _columns(say("Sex"), question), rows)


def _sources(question: Question) -> Table:
    """Name the definitions that the figures follow, in their version, and the documents that ask for them."""
    say, language = question.say, question.names.language
    columns = (
        Column("code", say("Code")),
        Column("indicator", say("Indicator")),
        Column("formula", say("What it means")),
        Column("version", say("Version"), "number"),
        Column("source", say("Source")),
    )
    rows: list[Row] = [
        (
            each.code,
            each.word("name", language),
            each.word("formula", language),
            each.version,
            each.source or say("our own"),
        )
        for each in definitions()
        if each.code in USED
    ]
    return Table(say("Definitions and sources"), columns, rows, is_detail=True)


REPORT = Report(
    slug="fact-sheet",
    title=lambda say: say("Fact sheet"),
    purpose=lambda say: say("One page to hand on: who was trained this quarter, how, and what is still valid?"),
    takes=(Filter.QUARTER,),
    sheet=sheet,
    leaves=True,
    forms=(*(form for form in FORMATS if form.name != "pdf"), PAGE, TEXT),
    shared_as=about,
)
