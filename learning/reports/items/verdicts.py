"""What the figures of an item say, as one verdict: what to look at first. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from learning.reports.items.picks import are_rivals
from learning.reports.items.rules import Analysis, Choice

TICKED = {"multiple", "hotspot"}
"""The kinds in which a wrong choice may stand beside the right one."""
EASY = 0.95
HARD = 0.30
WEAK = 0.10
CLEAR = 2
"""How many standard errors a figure must be away from what chance gives; of a correlation one is 1/√n."""
CLEARER = 3
"""The same where one of many choices is looked for: among many, chance alone reaches 2."""
ENOUGH_FOR_UNUSED = 100
UNUSED = 0.01
"""A choice that fewer than so many of `ENOUGH_FOR_UNUSED` or more people took misleads nobody."""


class Verdict(IntEnum):
    """What is to be done about an item, the most urgent first."""

    KEY = 1
    """Those who do well take a wrong answer rather than the right one."""
    TICKED = 2
    """Those who do well tick a wrong answer more often than the others."""
    BACKWARDS = 3
    """Those who do well have it wrong more often than the others."""
    BELOW_GUESS = 4
    """People earn less than chance would."""
    WEAK = 5
    """It says little about who knows more."""
    HARD = 6
    EASY = 7
    UNUSED = 8
    """A wrong answer that nobody takes."""
    FINE = 9


@dataclass(frozen=True)
class Judged:
    """An item with its verdict; `choice` is the wrong one that it is about, if it is about one."""

    analysis: Analysis
    verdict: Verdict
    choice: Choice | None = None


def judged(found: Analysis) -> Judged:
    """Judge an item; of several verdicts the most urgent one is said."""
    if (wrong := _misleading(found)) is not None:
        return Judged(found, Verdict.TICKED if found.item.kind in TICKED else Verdict.KEY, wrong)
    if (verdict := _of_figures(found)) is not None:
        return Judged(found, verdict)
    unused = _unused(found)
    return Judged(found, Verdict.UNUSED, unused) if unused else Judged(found, Verdict.FINE)


def by_urgency(found: Iterable[Judged]) -> list[Judged]:
    """Sort items by what to look at first: by verdict, then those that tell least about who knows more."""
    return sorted(found, key=_urgency)


def _urgency(one: Judged) -> tuple[Verdict, float, str]:
    known = one.analysis.discrimination
    return one.verdict, -1.0 if known is None else known, one.analysis.item.id


def _of_figures(found: Analysis) -> Verdict | None:
    error = 1 / math.sqrt(found.asked)
    known = found.discrimination
    deviation = math.sqrt(found.difficulty * (1 - found.difficulty)) * error
    if known is not None and known < -CLEAR * error:
        return Verdict.BACKWARDS
    if found.guess is not None and found.difficulty + CLEAR * deviation < found.guess:
        return Verdict.BELOW_GUESS
    share = found.right / found.asked  # what the sentence says
    if share >= EASY:
        return Verdict.EASY
    if known is not None and known < WEAK:
        return Verdict.WEAK
    return Verdict.HARD if share < HARD else None


def _misleading(found: Analysis) -> Choice | None:
    """Find the wrong choice that speaks against the key, the most telling first."""
    against = [each for each in found.choices if not each.is_right and _is_against(found, each)]
    return max(against, key=lambda each: each.discrimination or 0.0, default=None)


def _is_against(found: Analysis, wrong: Choice) -> bool:
    """Say whether those who do well take a wrong choice: rather than the right one, where it is one or the other."""
    if wrong.discrimination is None:
        return False
    rivals = [each for each in found.choices if each.is_right and are_rivals(found.item, wrong.pick, each.pick)]
    limit = max(WEAK, (CLEAR if rivals else CLEARER) / math.sqrt(found.asked))
    return wrong.discrimination > limit and all(wrong.taken_by_best > each.taken_by_best for each in rivals)


def _unused(found: Analysis) -> Choice | None:
    if found.item.kind != "single" or found.asked < ENOUGH_FOR_UNUSED:
        return None
    wrong = [each for each in found.choices if not each.is_right and each.taken < UNUSED * found.asked]
    return min(wrong, key=lambda each: each.taken, default=None)
