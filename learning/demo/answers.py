"""How made-up learners answer: right when they know it, plausibly wrong when they do not."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

from learning.quizzes.numbers import exact
from learning.quizzes.rules import Answer, Item

SHARE_UNANSWERED = 0.08


def answer(item: Item, rng: Random, *, knows: bool) -> Answer | None:
    """Answer an item; who does not know it sometimes gives no answer (None)."""
    if knows:
        return right(item)
    return None if rng.random() < SHARE_UNANSWERED else wrong(item, rng)


def right(item: Item) -> Answer:
    """Give the answer that earns every point."""
    return _RIGHT[item.kind](item)


def wrong(item: Item, rng: Random) -> Answer:
    """Give an answer that does not earn every point."""
    return _WRONG[item.kind](item, rng)


def _right_several(item: Item) -> Answer:
    return [choice for choice in item.listed("choices") if choice in item.body["key"]]


def _right_order(item: Item) -> Answer:
    places = {step: place for place, step in enumerate(item.listed("key"), 1)}
    return {step: places[step] for step in item.listed("steps")}


def _wrong_choice(item: Item, rng: Random) -> Answer:
    return rng.choice([choice for choice in item.listed("choices") if choice != item.body["key"]])


def _wrong_several(item: Item, rng: Random) -> Answer:
    """Tick one box more than is right; there always is one, and it always takes points away."""
    extra = rng.choice([choice for choice in item.listed("choices") if choice not in item.body["key"]])
    return [choice for choice in item.listed("choices") if choice in item.body["key"] or choice == extra]


def _wrong_verdicts(item: Item, rng: Random) -> Answer:
    first, second = item.body["verdicts"]
    turned = rng.sample(item.listed("statements"), rng.randint(1, 2))
    return {
        statement: (second if verdict == first else first) if statement in turned else verdict
        for statement, verdict in ((one, item.body["key"][one]) for one in item.listed("statements"))
    }


def _wrong_pairs(item: Item, rng: Random) -> Answer:
    turned = rng.choice(item.listed("left"))
    other = rng.choice([entry for entry in item.listed("right") if entry != item.body["key"][turned]])
    return {left: other if left == turned else item.body["key"][left] for left in item.listed("left")}


def _wrong_order(item: Item, rng: Random) -> Answer:
    order = item.listed("key")
    one, other = rng.sample(range(len(order)), 2)
    order[one], order[other] = order[other], order[one]
    return {step: order.index(step) + 1 for step in item.listed("steps")}


def _wrong_number(item: Item, rng: Random) -> Answer:
    return exact(Fraction(item.body["key"]) + Fraction(item.body["tolerance"]) + rng.randint(1, 9))


_RIGHT: dict[str, Callable[[Item], Answer]] = {
    "single": lambda item: str(item.body["key"]),
    "multiple": _right_several,
    "statements": lambda item: {one: item.body["key"][one] for one in item.listed("statements")},
    "matching": lambda item: {one: item.body["key"][one] for one in item.listed("left")},
    "ordering": _right_order,
    "numeric": lambda item: exact(Fraction(item.body["key"])),
}
_WRONG: dict[str, Callable[[Item, Random], Answer]] = {
    "single": _wrong_choice,
    "multiple": _wrong_several,
    "statements": _wrong_verdicts,
    "matching": _wrong_pairs,
    "ordering": _wrong_order,
    "numeric": _wrong_number,
}
