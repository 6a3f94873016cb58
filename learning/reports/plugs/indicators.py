"""Indicators of training in one quarter: as they were reported, and beside that what is counted differently today."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from learning.errors import Conflict
from learning.people.rules import Actor
from learning.records.reported import ReportedQuarter, keep_reported, reported_quarter
from learning.reports.asking import Filter
from learning.reports.indicators.counting import WHOLE, Counted, Figure, counted
from learning.reports.indicators.definitions import Definition, definitions
from learning.reports.plug import Closing, Question, Report, header
from learning.reports.quarters import Quarter, latest_closed
from learning.reports.table import Cell, Column, Row, Sheet, Table

RULE_VERSION: Final = "indicators-1"


@dataclass(frozen=True)
class _Beside:
    """One figure as it was reported and as it is counted today; None where there is none."""

    definition: Definition
    of: str
    reported: Figure | None
    today: Figure | None

    @property
    def differs(self) -> bool:
        """Whether today's figure is another one than the one that was reported."""
        return self.reported != self.today


def asked_quarter(question: Question) -> Quarter:
    """Say which quarter is asked for: the newest that is over, when none is named."""
    return Quarter.read(question.asked.quarter) or latest_closed(question.today)


def sheet(session: Session, question: Question) -> Sheet:
    """Put the indicators of a quarter together, with their definitions."""
    quarter = asked_quarter(question)
    question = replace(question, asked=replace(question.asked, quarter=str(quarter)))
    today = counted(session, question.country, quarter, definitions())
    kept = reported_quarter(session, question.country, str(quarter))
    reported = [Counted.from_stored(each) for each in kept.facts] if kept else []
    lines = list(_beside(reported, today))
    meanings = {each.definition.code: each.definition for each in (*today, *reported)}
    differing = sum(line.differs for line in lines if line.reported)
    return Sheet(
        header(
            REPORT,
            question,
            n=len(lines),
            rule_version=RULE_VERSION,
            answer=_answer(question, quarter, kept, differing),
        ),
        (
            _table(question.say("The whole"), [each for each in lines if each.of == WHOLE], kept, question),
            _table(
                question.say("Broken down"),
                [each for each in lines if each.of != WHOLE],
                kept,
                question,
                is_detail=True,
            ),
            _register(meanings.values(), question),
        ),
    )


def is_open(session: Session, question: Question) -> bool:
    """Say whether the quarter can be reported: it is over, and nobody reported it before."""
    quarter = asked_quarter(question)
    return quarter.is_closed(question.today) and reported_quarter(session, question.country, str(quarter)) is None


def run(session: Session, actor: Actor, question: Question) -> None:
    """Report the quarter.

    Raises:
        Conflict: it is not over.
    """
    quarter = asked_quarter(question)
    if not quarter.is_closed(question.today):
        raise Conflict("This quarter is not over yet.")
    report_quarter(session, actor, question.country, quarter, now=question.now)


def report_quarter(session: Session, actor: Actor, country: str | None, quarter: Quarter, *, now: datetime) -> bool:
    """Keep the indicators of a quarter that is over, as they are counted now; False: it was reported before.

    Raises:
        Forbidden: the actor may not see reports.
        NotFound: the country is not the actor's.
    """
    facts = [each.stored() for each in counted(session, country, quarter, definitions())]
    return keep_reported(session, actor, country, str(quarter), facts, now=now)


def _answer(question: Question, quarter: Quarter, kept: ReportedQuarter | None, differing: int) -> str:
    say = question.say
    if not quarter.is_closed(question.today):
        return say("This quarter is not over yet: its figures still change.")
    if kept is None:
        return say("This quarter is not reported yet: the figures are those of today.")
    day = question.day(kept.made_at.date())
    if not differing:
        return say("Reported on %(day)s. Counted today, every figure is the same.", day=day)
    return say(
        "Reported on %(day)s. Counted today, %(number)s figures are others; they stand beside what was reported.",
        day=day,
        number=differing,
    )


def _beside(reported: Sequence[Counted], today: Sequence[Counted]) -> Iterator[_Beside]:
    """Lay what was reported beside what is counted today, by indicator and by what each figure is of."""
    now = {each.definition.code: each for each in today}
    for each in reported:
        counts = _by_what(now.pop(each.definition.code, None))
        whole = counts.get(WHOLE)
        for figure in each.figures:
            yield _Beside(
                each.definition, figure.of, figure, counts.pop(figure.of, whole and _none(each, figure.of, whole))
            )
        for figure in counts.values():
            yield _Beside(each.definition, figure.of, None, figure)
    for each in now.values():
        for figure in each.figures:
            yield _Beside(each.definition, figure.of, None, figure)


def _none(indicator: Counted, of: str, whole: Figure) -> Figure:
    """Say that nothing is counted today of a group that was reported."""
    if whole.denominator is None:
        return Figure(of, 0)
    return Figure(of, 0, whole.denominator if indicator.definition.on == "last-day" else 0)


def _by_what(found: Counted | None) -> dict[str, Figure]:
    return {figure.of: figure for figure in found.figures} if found else {}


# ── the tables ──────────────────────────────────────────────────────────────
def _table(
    title: str,
    lines: Sequence[_Beside],
    kept: ReportedQuarter | None,
    question: Question,
    *,
    is_detail: bool = False,
) -> Table:
    """Show what was reported, or what is counted where nothing was; today's figures where they are others."""
    say = question.say
    columns = [
        Column("code", say("Code")),
        Column("indicator", say("Indicator")),
        Column("of", say("Of")),
        Column("number", say("How many"), "number"),
        Column("whole", say("Of how many"), "number"),
        Column("share", say("Share"), "percent"),
    ]
    is_beside = kept is not None and any(line.differs for line in lines)
    if is_beside:
        columns += [
            Column("number_today", say("Number today"), "number"),
            Column("whole_today", say("Of how many today"), "number"),
            Column("share_today", say("Share today"), "percent"),
        ]
    names: Mapping[str, str] = {WHOLE: say("all"), **question.names.categories, **question.names.courses}
    rows: list[Row] = []
    for line in lines:
        row = (
            line.definition.code,
            line.definition.word("name", question.names.language),
            names.get(line.of, line.of),
            *_cells(line.reported if kept else line.today),
        )
        rows.append((*row, *_cells(line.today if line.differs else None)) if is_beside else row)
    return Table(title, tuple(columns), rows, is_detail=is_detail)


def _cells(figure: Figure | None) -> tuple[Cell, Cell, Cell]:
    if figure is None:
        return None, None, None
    share = None if figure.denominator is None else (figure.numerator, figure.denominator)
    return figure.numerator, figure.denominator, share


def _register(meanings: Iterable[Definition], question: Question) -> Table:
    """Say what each indicator means, in the version of the figures above."""
    say, language = question.say, question.names.language
    columns = (
        Column("code", say("Code")),
        Column("indicator", say("Indicator")),
        Column("formula", say("What it means")),
        Column("numerator", say("How many")),
        Column("denominator", say("Of how many")),
        Column("on", say("Counted")),
        Column("by", say("Broken down by")),
        Column("version", say("Version"), "number"),
        Column("source", say("Source")),
    )
    moments = {"quarter": say("within the quarter"), "last-day": say("on its last day")}
    dimensions = {"category": say("category"), "course": say("course")}
    rows: list[Row] = [
        (
            each.code,
            *(each.word(word, language) for word in ("name", "formula", "numerator", "denominator")),
            moments[each.on],
            dimensions[each.by],
            each.version,
            each.source or say("our own"),
        )
        for each in meanings
    ]
    return Table(say("What the indicators mean"), columns, rows, is_detail=True)


REPORT = Report(
    slug="indicators",
    title=lambda say: say("Indicators of training"),
    purpose=lambda say: say("What do we report of this quarter, and is it still what the records say?"),
    takes=(Filter.QUARTER,),
    sheet=sheet,
    scope="both",
    closing=Closing(
        words=lambda say: say("Report this quarter"),
        explains=lambda say: say(
            "Reported figures stay as they are for ever, with what they mean today; "
            "what is counted differently later stands beside them."
        ),
        is_open=is_open,
        run=run,
    ),
)
