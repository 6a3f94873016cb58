"""Classical item statistics: difficulty, discrimination, choices, and the reliability of a quiz. Pure.

Everything counts one attempt a person, the first one: later ones are made after reading why an answer was wrong.
Difficulty is the mean share of an item's points that people earn. Discrimination is the correlation of that share with
the share that they earn of the other items that they were asked (the point-biserial, corrected for the item itself).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from statistics import StatisticsError, correlation, fmean, pstdev

from learning.quizzes.rules import Item
from learning.reports.items.guessing import guess_score
from learning.reports.items.picks import Pick, is_right, shown_picks

FEWEST = 30
"""Below this many people nothing is shown of an item or a quiz: the figures would be chance."""
FEWEST_PICKS = 5
"""A wrong pair or number that fewer people gave is not listed; choices that stand on the page always are."""
BEST = Fraction(1, 3)
"""The people who do well: the best third by what they earn elsewhere, and a few fewer or more where many earn alike."""


@dataclass(frozen=True)
class Marked:
    """What one person's answer to one item earned.

    Attributes:
        share: how much of the item is right, from 0 to 1.
        points: what the whole item is worth.
        picks: what was chosen; empty when nothing was, or when the kind has no choices.
        answered: False if nothing was given, which earns nothing.
    """

    share: Fraction
    points: int
    picks: frozenset[Pick] = frozenset()
    answered: bool = True

    @cached_property
    def earned(self) -> float:
        """The points earned."""
        return float(self.share) * self.points

    @property
    def is_right(self) -> bool:
        """Whether the item is fully right."""
        return self.share == 1


@dataclass(frozen=True)
class Taken:
    """One person's first attempt at a quiz: what each item earned, and the groups that the person belongs to."""

    marks: Mapping[str, Marked]
    groups: Mapping[str, str]

    @cached_property
    def earned(self) -> float:
        """The points earned in all."""
        return sum(mark.earned for mark in self.marks.values())

    @cached_property
    def level(self) -> float:
        """The share of all points, by which people are matched who know as much."""
        return self.level_without(frozenset())

    def level_without(self, items: frozenset[str]) -> float:
        """The share of the points of all items but these."""
        left = [mark for item, mark in self.marks.items() if item not in items]
        out_of = sum(mark.points for mark in left)
        return round(sum(mark.earned for mark in left) / out_of, 6) if out_of else 0.0

    @cached_property
    def out_of(self) -> int:
        """The points that could be earned."""
        return sum(mark.points for mark in self.marks.values())

    def rest(self, item: str) -> float:
        """The share of the points of all items but this one; 0 when nothing else was asked."""
        mark = self.marks[item]
        others = self.out_of - mark.points
        return (self.earned - mark.earned) / others if others else 0.0


@dataclass(frozen=True)
class Choice:
    """One choice of an item.

    Attributes:
        pick: its id.
        is_right: whether it belongs to the right answer.
        taken: how many people took it.
        discrimination: correlation of taking it with what people earn elsewhere; None when all or nobody took it.
        taken_by_best: how many of those who do well took it.
    """

    pick: Pick
    is_right: bool
    taken: int
    discrimination: float | None
    taken_by_best: int


@dataclass(frozen=True)
class Analysis:
    """How one item works.

    Attributes:
        item: the item.
        asked: how many people were asked it.
        answered: how many of them gave an answer.
        right: how many were fully right.
        difficulty: mean share of its points, exactly, from 0 (hard) to 1 (easy).
        discrimination: from -1 to 1; None when everybody earned the same.
        guess: the share of its points that chance alone earns; None where that cannot be said.
        choices: what was chosen.
        best: how many people do well.
    """

    item: Item
    asked: int
    answered: int
    right: int
    difficulty: Fraction
    discrimination: float | None
    guess: Fraction | None
    choices: tuple[Choice, ...]
    best: int


def analyse(item: Item, taken: Iterable[Taken]) -> Analysis | None:
    """Look at one item in all attempts that asked it; None for fewer than `FEWEST` people."""
    asked = [(each.marks[item.id], each.rest(item.id)) for each in taken if item.id in each.marks]
    if len(asked) < FEWEST:
        return None
    marks, rests = [mark for mark, _ in asked], [rest for _, rest in asked]
    shares = [float(mark.share) for mark in marks]
    good = _best(rests)
    return Analysis(
        item=item,
        asked=len(asked),
        answered=sum(mark.answered for mark in marks),
        right=sum(mark.is_right for mark in marks),
        difficulty=_mean(mark.share for mark in marks),
        discrimination=_correlation(shares, rests),
        guess=guess_score(item),
        choices=tuple(_choices(item, marks, rests, good)),
        best=sum(good),
    )


def _mean(shares: Iterable[Fraction]) -> Fraction:
    """Give the exact mean; of thousands of shares few differ, and adding fractions one by one would take long."""
    counts = Counter(shares)
    return sum((share * number for share, number in counts.items()), Fraction(0)) / counts.total()


def _best(rests: Sequence[float]) -> list[bool]:
    """Say who does well; people who earn alike stay together, in it or, when they are too many, out of it."""
    place = int(len(rests) * BEST)
    least = sorted(rests, reverse=True)[place - 1]
    good = [rest >= least for rest in rests]
    return good if sum(good) <= 2 * place else [rest > least for rest in rests]


def _choices(item: Item, marks: Sequence[Marked], rests: Sequence[float], good: Sequence[bool]) -> Iterable[Choice]:
    counts: Counter[Pick] = Counter()
    best: Counter[Pick] = Counter()
    sums: dict[Pick, float] = {}
    for mark, rest, is_good in zip(marks, rests, good, strict=True):
        for pick in mark.picks:
            counts[pick] += 1
            best[pick] += is_good
            sums[pick] = sums.get(pick, 0.0) + rest
    shown = shown_picks(item)
    others = sorted(pick for pick in counts if pick not in shown)
    listed = [*shown, *(pick for pick in others if is_right(item, pick) or counts[pick] >= FEWEST_PICKS)]
    mean, deviation = fmean(rests), pstdev(rests)
    for pick in listed:
        taken, rest = counts[pick], len(rests) - counts[pick]
        known = None
        if taken and rest and deviation:  # the point-biserial, from the mean of those who took it
            known = (sums[pick] / taken - mean) / deviation * math.sqrt(taken / rest)
        yield Choice(pick, is_right(item, pick), taken, known, best[pick])


def _correlation(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's correlation; None when a column is constant."""
    try:
        return correlation(ones, others)
    except StatisticsError:
        return None


@dataclass(frozen=True)
class Reliability:
    """How far the score of a quiz can be relied on.

    Attributes:
        people: whose attempts were counted.
        alpha: Cronbach's alpha of an attempt of average length.
        error: the standard error of measurement, as a share of the points of an attempt.
        items: how many items an attempt has on average.
    """

    people: int
    alpha: float
    error: float
    items: float


def reliability(taken: Sequence[Taken]) -> Reliability | None:
    """Compute Cronbach's alpha where each person was asked some items of a pool; None for fewer than `FEWEST` people.

    Alpha compares what two items share (their mean covariance c) with how much one varies (its mean variance v): for
    an attempt of m items it is m·c / (v + (m-1)·c). With the same items for everybody that is the usual formula. With
    items drawn at random, v and c are means over the answers and pairs of answers that there are, around the mean of
    each item over everybody who was asked it, so that a pair counts as often as it was asked together.

    The limit: what is missing must be missing by chance alone, as a draw is; and it is the reliability of an average
    draw, not of any single one. The standard error of measurement is the deviation of scores times √(1 - alpha).
    """
    people = [each for each in taken if each.marks]
    if len(people) < FEWEST:
        return None
    means = _means(people)
    squares = products = 0.0
    answers = pairs = 0
    for each in people:
        deviations = [mark.earned - means[item] for item, mark in each.marks.items()]
        own = sum(one * one for one in deviations)
        squares, products = squares + own, products + sum(deviations) ** 2 - own
        answers, pairs = answers + len(deviations), pairs + len(deviations) * (len(deviations) - 1)
    if not pairs:
        return None
    length, variance, covariance = answers / len(people), squares / answers, products / pairs
    of_total = length * (variance + (length - 1) * covariance)
    if of_total <= 0:
        return None
    alpha = min(1.0, length * length * covariance / of_total)  # attempts of unequal length can carry it beyond
    deviation = math.sqrt(of_total * len(people) / (len(people) - 1))
    out_of = fmean(each.out_of for each in people)
    return Reliability(len(people), alpha, deviation * math.sqrt(1 - alpha) / out_of, length)


def _means(people: Iterable[Taken]) -> dict[str, float]:
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for each in people:
        for item, mark in each.marks.items():
            sums[item] += mark.earned  # type: ignore[assignment]  # a counter of points, which may be halves
            counts[item] += 1
    return {item: sums[item] / counts[item] for item in counts}
