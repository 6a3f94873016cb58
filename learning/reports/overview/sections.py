"""All questions of an overview in their order, once for the page and for every file.

What leaves a country's own staff shows by sex what `sharing` allows, and nothing that could be put beside it: neither
the targets nor what is missing.
"""

from learning.reports.completions import Say
from learning.reports.disclosure import Split
from learning.reports.overview.by_group import groups, sexes
from learning.reports.overview.by_month import gaps_over_time, over_time
from learning.reports.overview.counting import Overview
from learning.reports.overview.missing import missing
from learning.reports.overview.parity import parity
from learning.reports.overview.telling import Link, Section, Teller, Words


def sections(
    found: Overview, words: Words, say: Say, *, link: Link | None = None, split: Split | None = None
) -> list[Section]:
    """Say what an overview comes to.

    Args:
        found: the counts.
        words: the reader's words.
        say: says a sentence in the reader's language.
        link: where a number opens to its rows; None for files.
        split: what may be shown by sex in what leaves the country's own staff; None: it is for them.
    """
    teller = Teller(found, words, say, link)
    names, by = words.names, found.by
    shared = [
        over_time(teller),
        groups(teller, "course", say("By course"), say("Course"), found.courses, names.courses),
        groups(teller, "category", say("By category of personnel"), say("Category"), by["category"], names.categories),
        groups(teller, "rank-group", say("By rank group"), say("Rank group"), by["rank-group"], words.ranks),
        groups(teller, "mission", say("By mission"), say("Mission"), by["mission"], names.missions),
        groups(teller, "delivery", say("How the course was taken"), say("Taken"), by["delivery"], words.deliveries),
        sexes(teller, split),
    ]
    return shared if split else [*shared, parity(teller), missing(teller), gaps_over_time(teller)]
