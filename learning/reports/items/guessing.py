"""The random-guess score: what share of an item's points chance alone earns. Pure.

Where the share follows from the kind it is said at once; else every answer that a page can send is marked, each as
likely as the others.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import chain, combinations, product
from math import prod

from learning.quizzes.kinds import kind
from learning.quizzes.kinds.casefile import parts_of
from learning.quizzes.rules import Answer, Item

MOST = 10_000
"""An item with more answers than these is not gone through: a passage more makes no difference, and takes time."""


def guess_score(item: Item) -> Fraction | None:
    """Give the share from 0 to 1; None where nobody answers by chance, as in a story, or answers are too many."""
    return GUESSES[item.kind](item)


def _one_of(name: str) -> Callable[[Item], Fraction]:
    return lambda item: Fraction(1, len(item.body[name]))


def _mean(item: Item, answers: Iterable[Answer]) -> Fraction:
    marks = [kind(item.kind).mark(item, answer) for answer in answers]
    return sum(marks, Fraction(0)) / len(marks)


def _ticked(item: Item) -> Fraction | None:
    choices = item.listed("choices")
    if 2 ** len(choices) > MOST:
        return None
    some = (combinations(choices, number) for number in range(1, len(choices) + 1))
    return _mean(item, (list(each) for each in chain.from_iterable(some)))


def _said(item: Item) -> Fraction:
    statements, verdicts = item.body["statements"], item.body["verdicts"]
    every = product(verdicts, repeat=len(statements))
    return _mean(item, (dict(zip(statements, each, strict=True)) for each in every))


def _highlighted(item: Item) -> Fraction | None:
    passages = item.body["passages"]
    labels = (None, *item.body["look_for"])
    if prod(len(labels) for _ in passages) > MOST:
        return None
    every = product(labels, repeat=len(passages))
    marked = ({one: label for one, label in zip(passages, each, strict=True) if label} for each in every)
    return _mean(item, (answer for answer in marked if answer))


def _placed(item: Item) -> Fraction:
    spots = [spot["id"] for spot in item.body["spots"]]
    return _mean(item, (list(each) for each in combinations(spots, item.body["pick"])))


def _case(item: Item) -> Fraction | None:
    parts = parts_of(item)
    shares = [(part.points, share) for part in parts if (share := guess_score(part)) is not None]
    if len(shares) < len(parts):
        return None
    return sum((points * share for points, share in shares), Fraction(0)) / sum(points for points, _ in shares)


def _nobody(_item: Item) -> None:
    return None


GUESSES: dict[str, Callable[[Item], Fraction | None]] = {
    "single": _one_of("choices"),
    "multiple": _ticked,
    "statements": _said,
    "matching": _one_of("right"),
    "ordering": _one_of("steps"),
    "numeric": lambda _: Fraction(0),
    "highlight": _highlighted,
    "sort": _one_of("bins"),
    "hotspot": _placed,
    "casefile": _case,
    "scenario": _nobody,
    "worksheet": _nobody,
}
