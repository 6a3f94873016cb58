"""What a report is to the house: a plug with one way in, a question, and one way out, a sheet.

Page, CSV, XLSX and PDF, saved filters and mail are made for every plug of the list in `plugs` alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.languages import language
from learning.people.permissions import Permission
from learning.people.rules import Actor
from learning.reports.asking import Asked, Filter
from learning.reports.completions import Audience, Filters, Names, Say
from learning.reports.disclosure import Split
from learning.reports.export import FORMATS, Format
from learning.reports.table import Header, Sheet

Scope = Literal["country", "world", "both"]
Words = Callable[[Say], str]


@dataclass(frozen=True)
class Question:
    """What is asked of a report, by whom it will be read, and in which words.

    Attributes:
        country: alpha-3 code; None: all countries together.
        asked: the filters, those that the report takes.
        names: the reader's words for what is stored.
        say: says a sentence in the reader's language.
        now: the moment of the question.
        audience: "internal" for the country's own staff, "share" for what leaves it.
        split: what is shown by sex when it leaves; set for reports with `shared_as`, and only then.
        own: the person reads about herself.
        words: more of the reader's words, by vocabulary (the name of the enumeration in kebab case) and value.
    """

    country: str | None
    asked: Asked
    names: Names
    say: Say
    now: datetime
    audience: Audience = "internal"
    split: Split | None = None
    own: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the question."""
        return self.now.date()

    def day(self, day: date, pattern: str = "long") -> str:
        """Write a day, or by a pattern its month, for a sentence: in an Arabic one, figures and hyphens turn round."""
        return str(format_date(day, pattern, locale=language(self.names.language).dates))


@dataclass(frozen=True)
class Closing:
    """An act that a report offers below its figures, such as keeping them as they were reported.

    Attributes:
        words: what stands on the button. explains: what pressing it means, in a sentence.
        is_open: whether it is offered for a question.
        run: does it in a writing transaction, with the actor's rights looked at; doing it twice is doing it once.
    """

    words: Words
    explains: Words
    is_open: Callable[[Session, Question], bool]
    run: Callable[[Session, Actor, Question], None]


@dataclass(frozen=True)
class Report:
    """One report of the list.

    Attributes:
        slug: its name in addresses; its file in `plugs` is called so, with underscores.
        title: its name. purpose: one sentence, the question that it answers.
        takes: the filters that it understands, in the order in which the page offers them.
        sheet: makes it. A roll (at most one, the last table) is read while the page or the file is drawn, in the same
            session; it must ask the database as often for many rows as for few.
        permission: who may see it, within the own country.
        needs: filters without which there is nothing to answer.
        scope: whether it speaks of one country, of all of them together, or of either.
        leaves: it can be made for readers outside of the country's own staff.
        forms: the files that it can be made as; most reports have those of the list in `export`.
        closing: an act that it offers.
        shared_as: for reports that leave with counts by sex: which completion counts those are. They are kept, and laid
            beside all that was shared before, as those of the completion report are.
    """

    slug: str
    title: Words
    purpose: Words
    takes: tuple[Filter, ...]
    sheet: Callable[[Session, Question], Sheet]
    permission: Permission = Permission.SEE_REPORTS
    needs: frozenset[Filter] = frozenset()
    scope: Scope = "country"
    leaves: bool = False
    forms: tuple[Format, ...] = FORMATS
    closing: Closing | None = None
    shared_as: Callable[[Question], Filters] | None = None

    def speaks_of(self, country: str | None) -> bool:
        """Whether it can be asked about a country, or about all of them."""
        return self.scope == "both" or (self.scope == "world") == (country is None)

    def form(self, name: str) -> Format:
        """Find one of the files that it can be made as.

        Raises:
            NotFound: it is not made as such a file.
        """
        for each in self.forms:
            if each.name == name:
                return each
        raise NotFound("This page does not exist.")

    def lacks(self, asked: Asked) -> bool:
        """Whether a filter is missing without which there is nothing to answer."""
        given = asked.stored()
        return any(each not in given for each in self.needs)

    def may_leave(self, asked: Asked) -> bool:
        """Whether it can be made for others: never for one sex or one person alone."""
        return self.leaves and asked.sex is None and asked.person is None


def header(
    report: Report,
    question: Question,
    *,
    n: int,
    rule_version: str,
    answer: str = "",
    lines: tuple[tuple[str, str], ...] = (),
    empty_words: str | None = None,
) -> Header:
    """Say what every reader must know first: the answer, filters, day, rule version, n, and for whom it is.

    Args:
        report: whose header it is.
        question: what was asked.
        n: how many people, enrolments or whatever is counted.
        rule_version: the name of the rule by which it is counted, such as "overdue-1".
        answer: one sentence that answers the question.
        lines: more (label, value) pairs, after the filters.
        empty_words: what stands below a table without rows.
    """
    say, names = question.say, question.names
    place = names.country if question.country is None else f"{names.country} ({question.country})"
    answered = ((say("Summary"), answer),) if answer else ()
    return Header(
        title=report.title(say),
        lines=(
            *answered,
            (say("Country"), place),
            *(_line(each, question) for each in report.takes if each is not Filter.PERSON),
            *lines,
            (say("Made on"), question.today.isoformat()),
            (say("Rule version"), rule_version),
            ("n", str(n)),
        ),
        audience=question.audience,
        audience_words=audience_words(question),
        hidden_words=say("hidden"),
        page_words=say("Page %(page)s of %(pages)s"),
        empty_words=empty_words or say("Nobody yet"),
        language=names.language,
        direction=names.direction,
        decimal_mark=names.decimal_mark,
        answer=answer,
    )


def _line(each: Filter, question: Question) -> tuple[str, str]:
    """Say one filter: what nobody knows is said as it was asked, because it narrows the report all the same."""
    say, asked, names = question.say, question.asked, question.names
    said: dict[Filter, tuple[str, str | None, Mapping[str, str]]] = {
        Filter.COURSE: (say("Course"), asked.course, names.courses),
        Filter.CATEGORY: (say("Category"), asked.category, names.categories),
        Filter.SEX: (say("Sex"), asked.sex, names.sexes),
        Filter.COHORT: (say("Cohort"), asked.cohort.hex if asked.cohort else None, names.cohorts),
        Filter.MISSION: (say("Mission"), asked.mission, names.missions),
        Filter.DAY: (say("On the day"), (asked.day or question.today).isoformat(), {}),
        Filter.QUARTER: (say("Quarter"), asked.quarter, {}),
        Filter.PERIOD: (say("Period"), period_words(asked), {}),
    }
    label, wanted, words = said[each]
    return label, words.get(wanted, wanted) if wanted else say("all")


def period_words(asked: Asked) -> str | None:
    """Write a period; None: no period was asked for."""
    return f"{asked.first or '…'} – {asked.last or '…'}" if asked.first or asked.last else None


def audience_words(question: Question) -> str:
    """Say for whom the report is."""
    say = question.say
    if question.own:
        return say("For the person whom it is about.")
    if question.audience == "internal":
        return say("Internal: for the country's own staff only.")
    if question.split is None:
        return say("May be shared: it names nobody, and small counts by sex are hidden.")
    words = say("May be shared: small counts by sex are hidden, and the roll does not state anybody's sex.")
    if not question.split.is_kept_back:
        return words
    more = say("More is hidden by sex, because together with a report shared before it would show a small count.")
    return f"{words} {more}"
