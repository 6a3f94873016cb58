"""What a course changed: gain per objective with its uncertainty, calibration, confident misconceptions. Pure."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean, stdev

from learning.records.models import Confidence

FEWEST = 5
"""Below this many people nothing is said of a group: neither an average nor whom it would point at."""

# Quantiles of Student's t for 95 % in the middle, by degrees of freedom 1 to 30; beyond, the next lower one named.
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_T_BEYOND = ((120, 1.980), (60, 2.000), (40, 2.021))


@dataclass(frozen=True)
class Gain:
    """How much more a group knew after the course than before.

    Attributes:
        people: how many took both tests.
        before: mean share right before, from 0 to 1.
        after: mean share right after.
        mean: mean of the differences, from -1 to 1.
        margin: half the width of its 95 % confidence interval.
    """

    people: int
    before: float
    after: float
    mean: float
    margin: float

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves out zero."""
        return abs(self.mean) > self.margin

    @property
    def least(self) -> float:
        """The lower end of the interval; nobody can lose more than everything."""
        return max(-1.0, self.mean - self.margin)

    @property
    def most(self) -> float:
        """The upper end of the interval."""
        return min(1.0, self.mean + self.margin)


def gain(pairs: Sequence[tuple[Fraction, Fraction]]) -> Gain | None:
    """Compare the shares right before and after, person by person; None for fewer than `FEWEST` people.

    The interval is Student's for paired differences: mean ± t · s / √n.
    """
    if len(pairs) < FEWEST:
        return None
    differences = [float(after - before) for before, after in pairs]
    return Gain(
        people=len(pairs),
        before=fmean(float(before) for before, _ in pairs),
        after=fmean(float(after) for _, after in pairs),
        mean=fmean(differences),
        margin=t_quantile(len(pairs) - 1) * stdev(differences) / math.sqrt(len(pairs)),
    )


def t_quantile(freedom: int) -> float:
    """Give the 97.5 % quantile of Student's t for 1 or more degrees of freedom, never too small."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    return next((value for least, value in _T_BEYOND if freedom >= least), _T[-1])


@dataclass(frozen=True)
class Calibrated:
    """How often answers of one confidence were right."""

    confidence: Confidence
    right: int
    given: int


def calibration(answers: Iterable[tuple[str | None, bool]]) -> list[Calibrated]:
    """Count the right answers of each confidence, the surest first; answers without one are left out.

    Args:
        answers: how sure the learner said she was, and whether the answer was fully right.
    """
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for confidence, is_right in answers:
        if confidence:
            given[confidence] += 1
            right[confidence] += is_right
    return [Calibrated(each, right[each], given[each]) for each in Confidence if given[each]]


def shared_calibration(answers: Iterable[tuple[Hashable, str | None, bool]]) -> list[Calibrated]:
    """Count the right answers of a group, as `calibration` does for one person.

    Args:
        answers: who gave it, how sure she said she was, and whether it was fully right. A confidence that fewer than
            `FEWEST` people gave is left out: it would point at persons.
    """
    listed = [answer for answer in answers if answer[1]]
    people: dict[str | None, set[Hashable]] = {}
    for person, confidence, _ in listed:
        people.setdefault(confidence, set()).add(person)
    counted = calibration((confidence, is_right) for _, confidence, is_right in listed)
    return [each for each in counted if len(people[each.confidence]) >= FEWEST]


@dataclass(frozen=True)
class Misconception:
    """An item that people of a group were sure of and had wrong.

    Attributes:
        item: its id.
        sure: how many were sure.
        wrong: how many of them were wrong.
    """

    item: str
    sure: int
    wrong: int


def misconceptions(answers: Iterable[tuple[str, str | None, bool]]) -> list[Misconception]:
    """Find what a group is confidently wrong about, the most frequent first.

    Args:
        answers: item, confidence and whether it was right, of each person's first answer. Items that fewer than
            `FEWEST` people were sure of and had wrong are left out: they would point at persons.
    """
    sure: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for item, confidence, is_right in answers:
        if confidence == Confidence.SURE:
            sure[item] += 1
            wrong[item] += not is_right
    found = [Misconception(item, sure[item], wrong[item]) for item in sure if wrong[item] >= FEWEST]
    return sorted(found, key=lambda one: (-Fraction(one.wrong, one.sure), -one.wrong, one.item))
