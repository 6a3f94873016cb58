"""Tells in the reader's words what an overview counted: numbers, months, and where a number opens to its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from babel.dates import format_date

from learning.languages import language
from learning.reports.charts import Chart
from learning.reports.completions import Names, Say
from learning.reports.overview.counting import Overview
from learning.reports.overview.rows import Behind
from learning.reports.table import GROUP_SPACE, Rate, Table, number_text, percent_text

Link = Callable[[Behind], str]


@dataclass(frozen=True)
class Words:
    """The reader's words for what an overview counts, beside those of every report."""

    names: Names
    ranks: Mapping[str, str]
    deliveries: Mapping[str, str]
    missing: Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """One question of an overview and its answer.

    Attributes:
        key: a stable name for addresses within the page.
        title: the question, as a heading.
        sentence: the answer.
        chart: the answer as a chart; None: there is nothing to draw.
        table: the same as a table.
        urls: where a number of the table opens to its rows, by row and column.
        note: how to read it.
    """

    key: str
    title: str
    sentence: str
    chart: Chart | None
    table: Table
    urls: Mapping[tuple[int, int], str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Teller:
    """Tells about one overview; `link` says where a number opens, None: nowhere."""

    found: Overview
    words: Words
    say: Say
    link: Link | None = None

    def number(self, number: int) -> str:
        """Write a number."""
        return number_text(number, self.words.names.decimal_mark)

    def percent(self, rate: Rate) -> str:
        """Write a share with its sign, which never stands on the next line; nothing where there is no whole."""
        text = percent_text(rate, self.words.names.decimal_mark)
        return self.say("%(rate)s %%", rate=text).replace(" ", GROUP_SPACE) if text else ""

    def whole_percent(self, percent: int) -> str:
        """Write a share that is a whole number of percents."""
        return self.say("%(rate)s %%", rate=percent).replace(" ", GROUP_SPACE)

    def month(self, day: date, pattern: str = "LLLL y") -> str:
        """Name a month."""
        return str(format_date(day, pattern, locale=language(self.words.names.language).dates))

    def url(
        self,
        of: Mapping[str, Sequence[str]],
        first: date | None = None,
        last: date | None = None,
        *,
        is_begun: bool = False,
    ) -> str | None:
        """Say where the number opens that counts these; days narrow the period."""
        if self.link is None:
            return None
        about = self.found.about
        narrowed = replace(
            about, first=max(about.first, first or about.first), last=min(about.last, last or about.last)
        )
        return self.link(Behind(narrowed, of, is_begun))
