"""The report on the questions of a quiz: what was found, and its tables for the page and for every file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from learning.quizzes.rules import Use
from learning.reports.completions import Say
from learning.reports.items import fairness
from learning.reports.items.fairness import Difference, Measure
from learning.reports.items.queries import Counted
from learning.reports.items.rules import FEWEST, Reliability, analyse, reliability
from learning.reports.items.verdicts import Judged, Verdict, by_urgency, judged
from learning.reports.items.wording import Wording
from learning.reports.table import Cell, Column, Header, Row, Sheet, Table

RULE_VERSION = "items-1"


@dataclass(frozen=True)
class Found:
    """What an analysis found.

    Attributes:
        people: how many first attempts were counted.
        items: the items that enough people were asked, the most urgent first.
        unseen: how many items too few people were asked.
        reliability: of the quiz as a whole; None when too few took it.
        differences: the fairness of the items between groups; None when the statistics for it are not installed.
    """

    people: int
    items: Sequence[Judged]
    unseen: int
    reliability: Reliability | None
    differences: Sequence[Difference] | None

    @property
    def to_look_at(self) -> int:
        """How many items have a verdict that asks for somebody's eyes."""
        return sum(one.verdict is not Verdict.FINE for one in self.items)

    @property
    def flagged(self) -> Sequence[Difference]:
        """The differences between groups that somebody should look at."""
        return [one for one in self.differences or () if one.is_flagged]


def found(counted: Counted, measure: Measure | None) -> Found:
    """Analyse every item of a quiz.

    Args:
        counted: what was answered.
        measure: the statistics of fairness, where they are installed.
    """
    pool = counted.quiz.quiz.used_for(Use.QUIZ)
    analysed = [one for item in pool if (one := analyse(item, counted.taken)) is not None]
    items = [one.item.id for one in analysed]
    return Found(
        people=len(counted.taken),
        items=by_urgency(map(judged, analysed)),
        unseen=len(pool) - len(analysed),
        reliability=reliability(counted.taken),
        differences=None if measure is None else fairness.differences(items, counted.taken, measure),
    )


def sheet(found: Found, wording: Wording, say: Say, *, edition: date, made_on: date) -> Sheet:
    """Put the report together: its header, a table of questions, one of the answers chosen, and one of fairness."""
    tables = [_whole(found, say), _questions(found, wording, say), _answers(found, wording, say)]
    if found.differences is not None:
        tables.append(_fairness(found.differences, wording, say))
    return Sheet(_header(found, wording, say, edition, made_on), tuple(tables))


def _header(found: Found, wording: Wording, say: Say, edition: date, made_on: date) -> Header:
    return Header(
        title=say("How the questions work"),
        lines=(
            (say("Module"), wording.module),
            (say("Edition of"), edition.isoformat()),
            (say("Country"), wording.scope),
            (say("Made on"), made_on.isoformat()),
            (say("Rule version"), RULE_VERSION),
            ("n", str(found.people) if found.people >= FEWEST else say("fewer than %(number)s", number=FEWEST)),
        ),
        audience="internal",
        audience_words=say("Internal: for those who teach and write the questions only."),
        hidden_words=say("hidden"),
        page_words=say("Page %(page)s of %(pages)s"),
        empty_words=say("Nothing yet"),
        language=wording.language,
        direction=wording.direction,
        decimal_mark=wording.decimal_mark,
    )


def _whole(found: Found, say: Say) -> Table:
    columns = (
        Column("people", say("People"), "number"),
        Column("items", say("Questions in an attempt"), "number"),
        Column("alpha", say("Reliability (Cronbach's alpha)"), "number"),
        Column("error", say("Standard error of measurement"), "percent"),
    )
    known = found.reliability
    rows: list[Row] = []
    if known is not None:
        rows.append((known.people, rounded(known.items, places=1), hundredths(known.alpha), Fraction(known.error)))
    return Table(say("The quiz as a whole"), columns, rows)


def _questions(found: Found, wording: Wording, say: Say) -> Table:
    columns = (
        Column("item", say("No.")),
        Column("question", say("Question")),
        Column("verdict", say("Verdict")),
        Column("wrong", say("Wrong answer to look at")),
        Column("asked", say("People asked"), "number"),
        Column("answered", say("Answered"), "number"),
        Column("right", say("Fully right"), "number"),
        Column("difficulty", say("Points earned"), "percent"),
        Column("guess", say("By chance"), "percent"),
        Column("discrimination", say("Discrimination"), "number"),
    )
    return Table(say("All questions"), columns, [_question(one, wording) for one in found.items])


def _question(one: Judged, wording: Wording) -> Row:
    about = one.analysis
    return (
        about.item.id,
        wording.question(about.item.id),
        wording.verdict(one),
        wording.pick(about.item, one.choice.pick) if one.choice else None,
        about.asked,
        about.answered,
        about.right,
        about.difficulty,
        about.guess,
        hundredths(about.discrimination),
    )


def _answers(found: Found, wording: Wording, say: Say) -> Table:
    columns = (
        Column("item", say("No.")),
        Column("question", say("Question")),
        Column("answer", say("Answer")),
        Column("is_right", say("Right or wrong")),
        Column("taken", say("Chosen by"), "number"),
        Column("share", say("Share of those asked"), "percent"),
        Column("best", say("Share of those who do well"), "percent"),
        Column("discrimination", say("Discrimination"), "number"),
    )
    rows: list[Row] = [
        (
            one.analysis.item.id,
            wording.question(one.analysis.item.id),
            wording.pick(one.analysis.item, choice.pick),
            say("right") if choice.is_right else say("wrong"),
            choice.taken,
            (choice.taken, one.analysis.asked),
            (choice.taken_by_best, one.analysis.best),
            hundredths(choice.discrimination),
        )
        for one in found.items
        for choice in one.analysis.choices
    ]
    return Table(say("Answers chosen"), columns, rows)


def _fairness(differences: Sequence[Difference], wording: Wording, say: Say) -> Table:
    columns = (
        Column("item", say("No.")),
        Column("question", say("Question")),
        Column("verdict", say("Verdict")),
        Column("dimension", say("Compared by")),
        Column("focal", say("Group")),
        Column("focal_people", say("People"), "number"),
        Column("reference", say("Compared with")),
        Column("reference_people", say("People compared with"), "number"),
        Column("size", say("Effect size")),
        Column("delta", say("Delta"), "number"),
        Column("odds_ratio", say("Odds ratio"), "number"),
        Column("chi_square", say("Chi-square"), "number"),
        Column("p_value", say("p-value"), "number"),
    )
    return Table(say("Fairness"), columns, [tuple(_difference(one, wording)) for one in differences])


def _difference(one: Difference, wording: Wording) -> Iterator[Cell]:
    yield one.item
    yield wording.question(one.item)
    yield wording.fairness(one)
    yield wording.dimensions[one.dimension]
    yield wording.group(one.dimension, one.focal[0])
    yield one.focal[1]
    yield wording.group(one.dimension, one.reference[0])
    yield one.reference[1]
    yield one.size
    yield from map(hundredths, (one.delta, one.odds_ratio, one.chi_square))
    yield rounded(one.p_value, places=4)


def hundredths(figure: float | None) -> Decimal | None:
    """Round a figure to two places: more would be chance."""
    return None if figure is None else rounded(figure, places=2)


def rounded(figure: float, *, places: int) -> Decimal:
    """Round a figure; what is nothing is never minus nothing."""
    return Decimal(f"{figure:.{places}f}") + 0
