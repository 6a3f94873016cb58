"""Completions by group: one chart and one table for each dimension, and by sex what may be shown."""

from collections.abc import Mapping, Sequence

from learning.people.models import Sex
from learning.records.tallies import NOT_STATED
from learning.reports.charts import Bar, Bars
from learning.reports.disclosure import Split
from learning.reports.overview.telling import Section, Teller
from learning.reports.table import Column, Hidden, Row, Table

STATED = (Sex.FEMALE, Sex.MALE, Sex.ANOTHER)
UNSTATED = (Sex.NOT_SAID, NOT_STATED)


def groups(
    teller: Teller, key: str, title: str, heading: str, counts: Mapping[str, int], words: Mapping[str, str]
) -> Section:
    """Set completions by one dimension, the largest group first."""
    say, everybody = teller.say, sum(counts.values())
    rows = sorted(
        ((words.get(value, value), value, number) for value, number in counts.items() if number),
        key=lambda row: (-row[2], row[0]),
    )
    urls = [teller.url({key: [value]}) for _, value, _ in rows]
    bars = [Bar(label, number, teller.number(number), url) for (label, _, number), url in zip(rows, urls, strict=True)]
    columns = (
        Column(key, heading),
        Column("completed", say("Completed"), "number"),
        Column("share", say("Share"), "percent"),
    )
    return Section(
        key,
        title,
        _largest(teller, rows, everybody),
        Bars(bars) if bars else None,
        Table(title, columns, [(label, number, (number, everybody)) for label, _, number in rows]),
        {(place, 1): url for place, url in enumerate(urls) if url},
    )


def _largest(teller: Teller, rows: Sequence[tuple[str, str, int]], everybody: int) -> str:
    """Say what a chart of groups shows."""
    if not rows:
        return teller.say("Nobody yet")
    label, _, number = rows[0]
    if len(rows) == 1:
        return teller.say("All %(number)s: %(group)s.", number=teller.number(number), group=label)
    return teller.say(
        "Most: %(group)s, %(number)s of %(all)s (%(share)s).",
        group=label,
        number=teller.number(number),
        all=teller.number(everybody),
        share=teller.percent((number, everybody)),
    )


def sexes(teller: Teller, split: Split | None) -> Section:
    """Set completions by sex, in the order in which it is asked; `split` is what may be shown of it."""
    say, words = teller.say, teller.words.names.sexes
    title, counts = say("By sex"), teller.found.by["sex"]
    shown: dict[str, int | Hidden] = {
        sex: counts.get(sex, 0) if split is None else split.groups[sex].completed for sex in words
    }
    urls = [teller.url({"sex": [sex]}) if cell else None for sex, cell in shown.items()]
    bars = [
        Bar(words[sex], None, say("hidden"))
        if isinstance(cell, Hidden)
        else Bar(words[sex], cell, teller.number(cell), url)
        for (sex, cell), url in zip(shown.items(), urls, strict=True)
    ]
    rows: list[Row] = [(words[sex], cell) for sex, cell in shown.items()]
    columns = (Column("sex", say("Sex")), Column("completed", say("Completed"), "number"))
    return Section(
        "sex",
        title,
        _of_women(teller, shown),
        Bars(bars) if teller.found.completed else None,
        Table(title, columns, rows),
        {(place, 1): url for place, url in enumerate(urls) if url},
    )


def _of_women(teller: Teller, shown: Mapping[str, int | Hidden]) -> str:
    """Say the share of women among those who state a sex."""
    numbers = [cell for sex in STATED if not isinstance(cell := shown[sex], Hidden)]
    if len(numbers) < len(STATED):
        return teller.say("Small counts by sex are hidden, and some others with them, so that nobody is picked out.")
    if not sum(numbers):
        return teller.say("Nobody stated a sex.")
    return teller.say(
        "Women: %(number)s of %(all)s who stated their sex (%(share)s).",
        number=teller.number(numbers[0]),
        all=teller.number(sum(numbers)),
        share=teller.percent((numbers[0], sum(numbers))),
    )
