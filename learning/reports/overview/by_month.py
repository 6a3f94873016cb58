"""Completions and gaps from month to month, or from year to year when there are too many months."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from learning.records.rules import months_after
from learning.reports.charts import Columns, Step
from learning.reports.overview.counting import About
from learning.reports.overview.rows import ANY
from learning.reports.overview.telling import Section, Teller
from learning.reports.table import Column, Row, Table

MOST_MONTHS: Final = 24
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days of one column."""

    first: date
    last: date
    is_year: bool

    def of(self, counts: Mapping[date, int]) -> int:
        """Add up what belongs to it."""
        return sum(number for month, number in counts.items() if self.first <= month <= self.last)


def spans(about: About) -> Iterator[Span]:
    """Part a period into months, or into years."""
    months = about.months
    if len(months) <= MOST_MONTHS:
        for first in months:
            yield Span(first, months_after(first, 1) - DAY, is_year=False)
    else:
        for year in range(about.first.year, about.last.year + 1):
            yield Span(date(year, 1, 1), date(year, 12, 31), is_year=True)


def over_time(teller: Teller) -> Section:
    """Set completions over time."""
    say, title = teller.say, teller.say("Over time")
    each = [(span, span.of(teller.found.months)) for span in spans(teller.found.about)]
    urls = [teller.url({}, span.first, span.last) if number else None for span, number in each]
    steps = [
        _step(teller, span, number, teller.number(number), url) for (span, number), url in zip(each, urls, strict=True)
    ]
    numbers = [number for _, number in each]
    top = max(range(len(each)), key=numbers.__getitem__)
    words = say("Most in %(month)s: %(number)s.", month=steps[top].name, number=steps[top].written)
    columns = (Column("month", say("Month")), Column("completed", say("Completed"), "number"))
    return Section(
        "over-time",
        title,
        words if numbers[top] else say("Nobody yet"),
        Columns(steps) if numbers[top] else None,
        Table(title, columns, [(step.name, number) for step, number in zip(steps, numbers, strict=True)]),
        {(place, 1): url for place, url in enumerate(urls) if url},
        _outlines(teller, steps),
    )


def gaps_over_time(teller: Teller) -> Section:
    """Set the share of enrolments that lack something, by the month in which they began."""
    say, title, found = teller.say, teller.say("Is it falling?"), teller.found
    steps: list[Step] = []
    rows: list[Row] = []
    urls: dict[tuple[int, int], str] = {}
    for span in spans(found.about):
        begun, lacking = span.of(found.enrolled), span.of(found.lacking)
        url = teller.url({"missing": [ANY]}, span.first, span.last, is_begun=True) if lacking else None
        written = teller.percent((lacking, begun))
        steps.append(_step(teller, span, 100 * lacking / begun if begun else None, written, url))
        for place, each in enumerate((teller.url({}, span.first, span.last, is_begun=True) if begun else None, url), 1):
            if each:
                urls[len(rows), place] = each
        rows.append((steps[-1].name, begun, lacking, (lacking, begun)))
    columns = (
        Column("month", say("Month of enrolment")),
        Column("enrolled", say("Enrolments"), "number"),
        Column("lacking", say("Lacking something"), "number"),
        Column("share", say("Share"), "percent"),
    )
    shown = [step for step in steps if step.value is not None]
    sentence = say("Nobody yet")
    if shown:
        sentence = say(
            "Of those enrolled in %(first)s %(before)s lacked something, of those in %(last)s %(after)s.",
            first=shown[0].name,
            before=shown[0].written,
            last=shown[-1].name,
            after=shown[-1].written,
        )
    chart = Columns(steps, most=100) if any(step.value for step in shown) else None
    return Section(
        "gaps-over-time", title, sentence, chart, Table(title, columns, rows), urls, _outlines(teller, shown)
    )


def _step(teller: Teller, span: Span, value: float | None, written: str, url: str | None) -> Step:
    about, year = teller.found.about, teller.month(span.first, "y")
    return Step(
        label=year if span.is_year else teller.month(span.first, "LLL"),
        below="" if span.is_year else year,
        name=year if span.is_year else teller.month(span.first),
        value=value,
        written=written,
        url=url,
        is_hollow=span.last > about.last or span.first < about.first,
    )


def _outlines(teller: Teller, steps: Sequence[Step]) -> str:
    """Say what an outline means, where there is one."""
    if not any(step.is_hollow and step.value for step in steps):
        return ""
    return teller.say("An outline instead of a column: the period holds only a part of it.")
