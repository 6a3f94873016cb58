"""Right answers of every kind, and plausible wrong ones, each such as a page can send."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from learning.quizzes.kinds.casefile import parts_of
from learning.quizzes.numbers import exact
from learning.quizzes.rules import Answer, Item
from learning.quizzes.stories import story

_WANDERINGS = 50  # through a story, until one of them does not earn everything


def right_answer(item: Item) -> Answer:
    """Give an answer that earns every point."""
    return _RIGHT[item.kind](item)


def wrong_answer(item: Item, rng: Random) -> Answer:
    """Give an answer that does not earn every point."""
    return _WRONG[item.kind](item, rng)


def _right_several(item: Item) -> Answer:
    return [choice for choice in item.listed("choices") if choice in item.body["key"]]


def _right_table(item: Item) -> Answer:
    return dict(item.body["key"])


def _right_order(item: Item) -> Answer:
    places = {step: place for place, step in enumerate(item.listed("key"), 1)}
    return {step: places[step] for step in item.listed("steps")}


def _right_places(item: Item) -> Answer:
    return [spot["id"] for spot in item.body["spots"] if spot["id"] in item.body["key"]]


def _right_parts(item: Item) -> Answer:
    return {name: right_answer(part) for name, part in _parts(item).items()}


def _right_fields(item: Item) -> Answer:
    return {field["id"]: _best(field) for field in _fields(item)}


def _wrong_choice(item: Item, rng: Random) -> Answer:
    return rng.choice([choice for choice in item.listed("choices") if choice != item.body["key"]])


def _wrong_several(item: Item, rng: Random) -> Answer:
    """Tick one box more than is right; there always is one, and it always takes points away."""
    extra = rng.choice([choice for choice in item.listed("choices") if choice not in item.body["key"]])
    return [choice for choice in item.listed("choices") if choice in item.body["key"] or choice == extra]


def _wrong_verdicts(item: Item, rng: Random) -> Answer:
    return _turned(item, item.body["verdicts"], rng, rng.randint(1, 2))


def _wrong_pairs(item: Item, rng: Random) -> Answer:
    return _turned(item, item.body["right"], rng, 1)


def _wrong_bins(item: Item, rng: Random) -> Answer:
    return _turned(item, item.body["bins"], rng, rng.randint(1, 3))


def _wrong_order(item: Item, rng: Random) -> Answer:
    order = item.listed("key")
    one, other = rng.sample(range(len(order)), 2)
    order[one], order[other] = order[other], order[one]
    return {step: order.index(step) + 1 for step in item.listed("steps")}


def _wrong_number(item: Item, rng: Random) -> Answer:
    return exact(Fraction(item.body["key"]) + Fraction(item.body["tolerance"]) + rng.randint(1, 9))


def _wrong_marks(item: Item, rng: Random) -> Answer:
    """Mark one passage more than there is something in; there always is a plain one."""
    key = item.body["key"]
    extra = rng.choice([passage for passage in item.listed("passages") if passage not in key])
    return {**key, extra: rng.choice(item.listed("look_for"))}


def _wrong_places(item: Item, rng: Random) -> Answer:
    """Take one place for another, so that as many are marked as are asked for."""
    missed = rng.choice(item.listed("key"))
    places = [spot["id"] for spot in item.body["spots"]]
    taken = rng.choice([place for place in places if place not in item.body["key"]])
    return [place for place in places if place == taken or (place in item.body["key"] and place != missed)]


def _wrong_path(item: Item, rng: Random) -> Answer:
    """Wander through the story; where every way earned everything, stop after the first step."""
    told = story(item.body)
    ways = (_wandering(item, rng) for _ in range(_WANDERINGS))
    return next((way for way in ways if told.walk(way).points < told.best.points), told.best.path[:1])


def _wandering(item: Item, rng: Random) -> list[str]:
    told = story(item.body)
    here, state, path = told.scenes[told.start], told.state, list[str]()
    while here.choices:
        step = told.step(here, rng.choice(here.choices), state)
        here, state = step.to, step.after
        path.append(step.choice.id)
    return path


def _wrong_parts(item: Item, rng: Random) -> Answer:
    parts = _parts(item)
    missed = rng.sample(list(parts), rng.randint(1, len(parts) // 2))
    return {name: wrong_answer(part, rng) if name in missed else right_answer(part) for name, part in parts.items()}


def _wrong_fields(item: Item, rng: Random) -> Answer:
    fields = list(_fields(item))
    missed = [field["id"] for field in rng.sample(fields, rng.randint(1, (len(fields) + 1) // 2))]
    return {field["id"]: _worse(field, rng) if field["id"] in missed else _best(field) for field in fields}


def _turned(item: Item, values: Sequence[str], rng: Random, number: int) -> Answer:
    """Give some of the entries of a key another value."""
    key: Mapping[str, str] = item.body["key"]
    turned = rng.sample(list(key), number)
    return {
        entry: rng.choice([each for each in values if each != value]) if entry in turned else value
        for entry, value in key.items()
    }


def _parts(item: Item) -> dict[str, Item]:
    """Give the parts of a case, as items of their own, by their ids in the case."""
    return {part["id"]: each for part, each in zip(item.body["parts"], parts_of(item), strict=True)}


def _fields(item: Item) -> Iterable[Mapping[str, Any]]:
    return (field for section in item.body["sections"] for field in section["fields"])


def _best(field: Mapping[str, Any]) -> list[str]:
    """Choose the options of a worksheet's field that earn most, and none that earns nothing."""
    points: Mapping[str, int] = field["points"]
    best = sorted(points, key=lambda option: -points[option])[: field["pick"]]
    return [option for option in field["options"] if option in best]


def _worse(field: Mapping[str, Any], rng: Random) -> list[str]:
    """Take an option that earns less for one of the best; the checks of a worksheet see to it that there is one."""
    points: Mapping[str, int] = field["points"]
    best = _best(field)
    others = [option for option in field["options"] if option not in best]
    pairs = [(one, other) for one in best for other in others if points.get(other, 0) < points[one]]
    missed, taken = rng.choice(pairs)
    return [option for option in field["options"] if option == taken or (option in best and option != missed)]


_RIGHT: dict[str, Callable[[Item], Answer]] = {
    "single": lambda item: str(item.body["key"]),
    "multiple": _right_several,
    "statements": _right_table,
    "matching": _right_table,
    "ordering": _right_order,
    "numeric": lambda item: exact(Fraction(item.body["key"])),
    "highlight": _right_table,
    "sort": _right_table,
    "hotspot": _right_places,
    "scenario": lambda item: story(item.body).best.path,
    "casefile": _right_parts,
    "worksheet": _right_fields,
}
_WRONG: dict[str, Callable[[Item, Random], Answer]] = {
    "single": _wrong_choice,
    "multiple": _wrong_several,
    "statements": _wrong_verdicts,
    "matching": _wrong_pairs,
    "ordering": _wrong_order,
    "numeric": _wrong_number,
    "highlight": _wrong_marks,
    "sort": _wrong_bins,
    "hotspot": _wrong_places,
    "scenario": _wrong_path,
    "casefile": _wrong_parts,
    "worksheet": _wrong_fields,
}
