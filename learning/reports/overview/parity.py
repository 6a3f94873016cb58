"""The share of women beside the targets of the United Nations: context with its source, never a mark for anybody.

Targets for 2028 of the Uniformed Gender Parity Strategy 2018-2028, as the Elsie Initiative Fund and United Nations
Peacekeeping publish them: contingents 15 %, military observers and staff officers together 25 %, formed police units
20 %, individual police officers 30 %. The strategy has a target for justice and corrections too; no figure of it was
confirmed, so none is given. Civilians are not part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.people.models import Category, Sex
from learning.records.tallies import AND
from learning.reports.charts import Bar, Bars, Mark
from learning.reports.disclosure import SMALL
from learning.reports.overview.by_group import STATED, UNSTATED
from learning.reports.overview.telling import Section, Teller
from learning.reports.table import Column, Row, Table


@dataclass(frozen=True)
class Target:
    """One target: the categories it is for, together, and the share of women in percent; None: not confirmed."""

    categories: tuple[Category, ...]
    percent: int | None


TARGETS: Final = (
    Target((Category.TROOP,), 15),
    Target((Category.MILITARY_OBSERVER, Category.STAFF_OFFICER), 25),
    Target((Category.FORMED_POLICE,), 20),
    Target((Category.INDIVIDUAL_POLICE,), 30),
    Target((Category.JUSTICE_CORRECTIONS,), None),
)
YEAR: Final = 2028
HALF: Final = 50
SEXES: Final[tuple[tuple[str, ...], ...]] = ((Sex.FEMALE,), STATED, UNSTATED)
"""What is counted of each category: women, all who stated a sex, those who did not."""


def parity(teller: Teller) -> Section:
    """Set the share of women among those who completed beside the target of their category, in the strategy's order."""
    say, title = teller.say, teller.say("Women, beside the targets for %(year)s", year=YEAR)
    bars: list[Bar] = []
    rows: list[Row] = []
    urls: dict[tuple[int, int], str] = {}
    for target in TARGETS:
        label = " · ".join(teller.words.names.categories[each] for each in target.categories)
        counts = [_count(teller, target, sexes) for sexes in SEXES]
        women, stated, _ = counts
        for place, (number, sexes) in enumerate(zip(counts, SEXES, strict=True), 1):
            url = teller.url({"category": target.categories, "sex": sexes}) if number else None
            if url:
                urls[len(rows), place] = url
        percent = target.percent
        mark = Mark(percent, say("target %(share)s", share=teller.whole_percent(percent))) if percent else None
        share = 100 * women / stated if stated >= SMALL else None
        bars.append(Bar(label, share, _written(teller, women, stated), urls.get((len(rows), 1)), mark))
        rate = (women, stated) if stated >= SMALL else None
        rows.append((label, *counts, rate, (percent, 100) if percent else None))
    columns = (
        Column("category", say("Category")),
        Column("women", say("Women"), "number"),
        Column("stated", say("Stated their sex"), "number"),
        Column("unstated", say("Did not"), "number"),
        Column("rate", say("Share of women"), "percent"),
        Column("target", say("Target"), "percent"),
    )
    is_half = all((bar.value or 0) <= HALF for bar in bars)
    return Section(
        "parity",
        title,
        say(
            "A line is the share of women that the United Nations aim for among those who are deployed. A bar is their "
            "share among those who completed a course: context, not a mark for anybody."
        ),
        Bars(bars, most=HALF if is_half else 100),
        Table(title, columns, rows),
        urls,
        say(
            "Source: Uniformed Gender Parity Strategy 2018-2028 of the United Nations, end targets as published by the "
            "Elsie Initiative Fund. For justice and corrections no figure was confirmed; civilians are not part of it."
        ),
    )


def _count(teller: Teller, target: Target, sexes: Sequence[str]) -> int:
    counts = teller.found.by["category-sex"]
    return sum(counts.get(f"{each}{AND}{sex}", 0) for each in target.categories for sex in sexes)


def _written(teller: Teller, women: int, stated: int) -> str:
    if not stated:
        return teller.say("nobody yet")
    part, whole = teller.number(women), teller.number(stated)
    if stated < SMALL:
        return teller.say("%(part)s of %(whole)s", part=part, whole=whole)
    return teller.say(
        "%(share)s (%(part)s of %(whole)s)", share=teller.percent((women, stated)), part=part, whole=whole
    )
