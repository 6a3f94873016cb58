import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

import pytest

from learning.quizzes.rules import Item
from learning.reports.items.rules import Marked, Taken

ITEMS = 40
PEOPLE = 1200
BIASED = "i17"
BIAS = 0.9  # logits by which the biased item is harder for women who know as much


def single(name: str, choices: Sequence[str] = ("a", "b", "c", "d"), key: str = "a") -> Item:
    """A question with one right choice."""
    return Item(name, "single", "O1", 1, critical=False, sources=(), body={"choices": list(choices), "key": key})


def person(picks: Mapping[str, str], **groups: str) -> Taken:
    """Somebody's first attempt at questions of which "a" is the right answer."""
    marks = {item: Marked(Fraction(pick == "a"), 1, frozenset((pick,))) for item, pick in picks.items()}
    return Taken(marks, groups)


@pytest.fixture(scope="session")
def crowd() -> list[Taken]:
    """1,200 simulated people who answer 40 questions, after a two-parameter item response model.

    Women know a little less on average, which is no bias; one question is harder for them than what they know explains.
    """
    rng = Random(1325)
    hardness = [rng.gauss(-0.3, 0.9) for _ in range(ITEMS)]
    sharpness = [rng.uniform(0.8, 1.6) for _ in range(ITEMS)]
    people = []
    for number in range(PEOPLE):
        sex = ("female", "male")[number % 2]
        knows = rng.gauss(-0.2 if sex == "female" else 0.0, 1.0)
        picks = {}
        for item in range(ITEMS):
            bias = BIAS if f"i{item}" == BIASED and sex == "female" else 0.0
            chance = 1 / (1 + math.exp(-(sharpness[item] * (knows - hardness[item]) - bias)))
            picks[f"i{item}"] = "a" if rng.random() < chance else rng.choice("bcd")
        groups = {"sex": sex, "language": rng.choice(("en", "fr")), "category": rng.choice(("troop", "civilian"))}
        people.append(person(picks, **groups))
    return people
