"""The lines of the page about questions, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale, gettext

from learning.languages import LANGUAGES
from learning.people.countries import country_name
from learning.reports.items.fairness import Difference
from learning.reports.items.queries import Counted
from learning.reports.items.rules import Choice, Reliability
from learning.reports.items.verdicts import Judged, Verdict
from learning.reports.items.wording import Wording
from learning.reports.table import percent_text
from learning.web.i18n import page_language
from learning.web.vocabulary import CATEGORIES, SEXES


@dataclass(frozen=True)
class Line:
    """One question as the page shows it."""

    id: str
    prompt: str
    verdict: str
    is_fine: bool
    wrong: str | None
    figures: str
    choices: Sequence[tuple[str, int, str]]
    asked: int


@dataclass(frozen=True)
class Flag:
    """One question that treats a group otherwise than others who know as much."""

    prompt: str
    verdict: str
    groups: str


def place(country: str | None) -> str:
    """Name the country whose answers are counted; None: all of them."""
    return country_name(country, page_language().tag) if country else str(gettext("All countries"))


def wording_of(counted: Counted, country: str | None, titles: Mapping[str, str]) -> Wording:
    """Put together how this page's reader is told."""
    page, locale = page_language(), get_locale()
    words: Mapping[str, Any] = counted.quiz.words(page.tag)
    return Wording(
        module=titles.get(counted.module, counted.module),
        scope=place(country),
        items=words["items"],
        dimensions={"sex": gettext("Sex"), "language": gettext("Language"), "category": gettext("Category")},
        groups={
            "sex": {key: str(value) for key, value in SEXES.items()},
            "language": {each.tag: each.own_name for each in LANGUAGES},
            "category": {key: str(value) for key, value in CATEGORIES.items()},
        },
        language=page.tag,
        direction="rtl" if page.direction == "rtl" else "ltr",
        decimal_mark="," if locale and locale.language == "fr" else ".",
        say=gettext,
    )


def reliability_words(known: Reliability | None, wording: Wording) -> str | None:
    """Say in a sentence how far the score can be relied on."""
    if known is None:
        return None
    return str(
        gettext(
            "Reliability (Cronbach's alpha) is %(alpha)s: of three people, two have a score within %(error)s "
            "percentage points of what they know.",
            alpha=wording.decimal(known.alpha),
            error=wording.decimal(100 * known.error, places=0),
        )
    )


def line(one: Judged, wording: Wording) -> Line:
    """Say how one question works."""
    about = one.analysis
    parts = [about.item.id, gettext("Fully right: %(right)s of %(asked)s", right=about.right, asked=about.asked)]
    if about.guess is not None:
        parts.append(gettext("by chance %(share)s %%", share=percent_text(about.guess, wording.decimal_mark)))
    if about.discrimination is not None:
        parts.append(gettext("discrimination %(figure)s", figure=wording.decimal(about.discrimination)))
    return Line(
        id=about.item.id,
        prompt=wording.question(about.item.id),
        verdict=wording.verdict(one),
        is_fine=one.verdict is Verdict.FINE,
        wrong=wording.pick(about.item, one.choice.pick) if one.choice else None,
        figures=" · ".join(parts),
        choices=[
            (wording.pick(about.item, each.pick), each.taken, _chosen(each, about.asked)) for each in about.choices
        ],
        asked=about.asked,
    )


def _chosen(choice: Choice, asked: int) -> str:
    """Say of a bar how many it stands for, and whether it is the right answer: colour alone would not."""
    right = gettext("%(taken)s of %(asked)s, right", taken=choice.taken, asked=asked)
    return str(right if choice.is_right else gettext("%(taken)s of %(asked)s", taken=choice.taken, asked=asked))


def flag(one: Difference, wording: Wording) -> Flag:
    """Say of which group a question asks more, or less, than of others who know as much."""
    return Flag(
        prompt=wording.question(one.item),
        verdict=wording.fairness(one),
        groups=gettext(
            "%(group)s (%(people)s people) compared with %(other)s (%(others)s people) · effect size %(size)s, "
            "delta %(delta)s",
            group=wording.group(one.dimension, one.focal[0]),
            people=one.focal[1],
            other=wording.group(one.dimension, one.reference[0]),
            others=one.reference[1],
            size=one.size,
            delta=wording.decimal(one.delta),
        ),
    )
