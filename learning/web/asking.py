"""How a report is asked on a page: the reader's words, the question, and the filters as fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import request
from flask_babel import get_locale, gettext, lazy_gettext
from sqlalchemy.orm import Session

from learning.modules import queries as modules
from learning.people.countries import country_name
from learning.people.models import Category
from learning.records.tallies import NO_COHORT
from learning.reports import completions
from learning.reports.asking import Asked, Filter, Span, last_quarter, read_asked
from learning.reports.completions import Audience, Names
from learning.reports.disclosure import Split
from learning.reports.plug import Question, Report
from learning.web.context import now
from learning.web.forms import mission_choices
from learning.web.i18n import page_language
from learning.web.vocabulary import CATEGORIES, RANK_GROUPS, SEXES

QUARTERS_OFFERED = 8
SPANS: dict[Span, object] = {
    Span.LAST_WEEK: lazy_gettext("Last week"),
    Span.LAST_MONTH: lazy_gettext("Last month"),
    Span.LAST_QUARTER: lazy_gettext("Last quarter"),
    Span.THIS_YEAR: lazy_gettext("This year"),
    Span.LAST_YEAR: lazy_gettext("Last year"),
}


@dataclass(frozen=True)
class FilterField:
    """One filter as the page offers it: a list to choose from, a day, or a word to type.

    Attributes:
        name: the parameter.
        label: what stands above it.
        value: what is chosen now.
        kind: "choice", "day" or "word".
        options: (value, words), for a list; nothing chosen means `all_words`.
        all_words: what it means to choose nothing.
        problem: why what was typed cannot be read; it then stands there as it was typed.
    """

    name: str
    label: str
    value: str
    kind: str = "choice"
    options: Sequence[tuple[str, str]] = ()
    all_words: str = ""
    problem: str = ""


def names(session: Session, country: str | None) -> Names:
    """Put together the reader's words for what a report names; no country: for all of them together."""
    language = page_language()
    locale = get_locale()
    cohorts = completions.cohort_names(session, country) if country else {}
    return Names(
        country=country_name(country, language.tag) if country else gettext("All countries"),
        courses=modules.catalogue(session).titles(language.tag),
        categories={key: str(value) for key, value in CATEGORIES.items()},
        sexes={key: str(value) for key, value in SEXES.items()},
        missions=dict(mission_choices()),
        cohorts={NO_COHORT: gettext("No cohort"), **cohorts},
        language=language.tag,
        direction="rtl" if language.direction == "rtl" else "ltr",
        decimal_mark="," if locale and locale.language == "fr" else ".",
    )


def question(
    session: Session,
    country: str | None,
    asked: Asked,
    *,
    audience: Audience = "internal",
    split: Split | None = None,
    own: bool = False,
) -> Question:
    """Ask in the reader's words."""
    return Question(
        country=country,
        asked=asked,
        names=names(session, country),
        say=gettext,
        now=now(),
        audience=audience,
        split=split,
        own=own,
        words={"rank-group": {key: str(value) for key, value in RANK_GROUPS.items()}},
    )


def asked_of(report: Report, given: Mapping[str, str] | None = None) -> tuple[Asked, list[tuple[str, str]]]:
    """Read the filters of the address; gives what is asked, and what cannot be read as (field, sentence)."""
    asked, faulty = read_asked(request.args if given is None else given, report.takes, now().date())
    return asked, [(f"filter-{name}", _unreadable(name)) for name in faulty]


def _unreadable(name: str) -> str:
    if name in {"from", "to", Filter.DAY}:
        return str(gettext("Enter the day as year-month-day, such as 2026-03-31."))
    return str(gettext("Choose one of the list."))


def fields(report: Report, asked: Asked, words: Names, faulty: Sequence[tuple[str, str]] = ()) -> list[FilterField]:
    """List the filters of a report as the page offers them, with what is chosen and with what cannot be read."""
    chosen = asked.stored()
    cohorts = sorted(words.cohorts.items(), key=lambda pair: pair[1])
    offered: dict[Filter, tuple[str, Sequence[tuple[str, str]]]] = {
        Filter.COURSE: (gettext("Course"), list(words.courses.items())),
        Filter.CATEGORY: (gettext("Category"), [(str(key), words.categories[key]) for key in Category]),
        Filter.SEX: (gettext("Sex"), list(words.sexes.items())),
        Filter.COHORT: (gettext("Cohort"), [(key, name) for key, name in cohorts if key != NO_COHORT]),
        Filter.MISSION: (gettext("Mission"), list(words.missions.items())),
        Filter.QUARTER: (gettext("Quarter"), [(each, each) for each in quarters(now().date())]),
    }
    found: list[FilterField] = []
    for each in report.takes:
        if each in offered:
            label, options = offered[each]
            empty = gettext("Last quarter") if each is Filter.QUARTER else gettext("all")
            found.append(FilterField(each, label, chosen.get(each, ""), "choice", options, empty))
        elif each is Filter.DAY:
            found.append(FilterField(each, gettext("On the day"), chosen.get(each, ""), "day"))
        elif each is Filter.PERSON:
            found.append(FilterField(each, gettext("Service number"), chosen.get(each, ""), "word"))
        elif each is Filter.PERIOD:
            spans = [(str(key), str(value)) for key, value in SPANS.items()]
            free = gettext("From and to")
            found.append(FilterField("span", gettext("Period"), chosen.get("span", ""), "choice", spans, free))
            found.append(FilterField("from", gettext("From"), chosen.get("from", ""), "day"))
            found.append(FilterField("to", gettext("To"), chosen.get("to", ""), "day"))
    problems = {name.removeprefix("filter-"): sentence for name, sentence in faulty}
    return [
        replace(each, value=request.args.get(each.name, ""), problem=problems[each.name])
        if each.name in problems
        else each
        for each in found
    ]


def quarters(today: date) -> list[str]:
    """List the last quarters that are over, the newest first."""
    year, number = map(int, last_quarter(today).split("-Q"))
    counted = year * 4 + number - 1
    return [f"{each // 4}-Q{each % 4 + 1}" for each in range(counted, counted - QUARTERS_OFFERED, -1)]
