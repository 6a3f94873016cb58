"""Items of the kinds in which something is marked: highlight, sort, hotspot."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from learning.quizzes.items import Answer, Item
from learning.quizzes.kinds.highlight import LOOK_FOR
from tests.quizzes.strategies import full, ids, partial, subsets

PLACES = [("s1", 12, 40), ("s2", 30, 20.5), ("s3", 30, 50), ("s4", 60, 20), ("s5", 60, 50), ("s6", 88, 40)]

BODIES: dict[str, dict[str, Any]] = {
    "highlight": {
        "look_for": ["gender-missing", "red-flag"],
        "passages": ["p1", "p2", "p3", "p4", "p5", "p6"],
        "key": {"p2": "gender-missing", "p3": "red-flag", "p5": "red-flag"},
    },
    "sort": {
        "cards": ["c1", "c2", "c3", "c4", "c5"],
        "bins": ["b1", "b2", "b3"],
        "key": {"c1": "b1", "c2": "b3", "c3": "b1", "c4": "b2", "c5": "b1"},
    },
    "hotspot": {
        "map": "camp-at-dusk.svg",
        "pick": 3,
        "spots": [{"id": place, "x": x, "y": y} for place, x, y in PLACES],
        "key": ["s2", "s5", "s6"],
    },
}


def places(of: Item) -> list[str]:
    """The ids of the places on a map."""
    return [spot["id"] for spot in of.body["spots"]]


def is_ticked(of: Item) -> bool:
    """Whether the whole answer is one group of checkboxes."""
    return of.kind in {"multiple", "hotspot"} or (of.kind == "highlight" and len(of.body["look_for"]) == 1)


def right_answer(of: Item) -> Answer:
    """What the key says, as an answer."""
    key = of.body["key"]
    return [place for place in places(of) if place in key] if of.kind == "hotspot" else dict(key)


@st.composite
def bodies(draw: DrawFn, kind: str) -> dict[str, Any]:
    """Any body of one of these kinds that may be published."""
    if kind == "highlight":
        look_for, passages = draw(subsets(list(LOOK_FOR), 1, 2)), draw(ids(6, 12))
        return {"look_for": look_for, "passages": passages, "key": draw(_labelled(passages, look_for))}
    if kind == "sort":
        cards, bins = draw(ids(5, 10)), draw(ids(2, 4))
        return {"cards": cards, "bins": bins, "key": draw(_sorted_cards(cards, bins))}
    names = draw(ids(6, 10))
    cells = st.tuples(st.integers(0, 7), st.integers(0, 4))
    spread = draw(st.lists(cells, min_size=len(names), max_size=len(names), unique=True))
    spots = [{"id": name, "x": 6 + 12.5 * x, "y": 6 + 12 * y} for name, (x, y) in zip(names, spread, strict=True)]
    key = draw(subsets(names, 1, len(names) - 1))
    return {"map": "camp.svg", "pick": len(key), "spots": spots, "key": key}


def keys(of: Item) -> SearchStrategy[Any]:
    """Any other key that the same page could have."""
    if of.kind == "highlight":
        return _labelled(of.body["passages"], of.body["look_for"])
    if of.kind == "sort":
        return _sorted_cards(of.body["cards"], of.body["bins"])
    return subsets(places(of), of.body["pick"], of.body["pick"])


def answers(of: Item) -> SearchStrategy[Answer]:
    """Any answer that a page can send, the partial ones included."""
    if of.kind == "highlight":
        return partial(of.body["passages"], st.sampled_from(of.body["look_for"]))
    if of.kind == "sort":
        return partial(of.body["cards"], st.sampled_from(of.body["bins"]))
    picked = st.sets(st.sampled_from(places(of)), min_size=1, max_size=of.body["pick"])
    return picked.map(lambda chosen: [place for place in places(of) if place in chosen])


@st.composite
def _labelled(draw: DrawFn, passages: list[str], look_for: list[str]) -> dict[str, str]:
    marked = draw(subsets(passages, len(look_for), len(passages) - 1))
    others = draw(st.lists(st.sampled_from(look_for), min_size=len(marked), max_size=len(marked)))
    return dict(zip(marked, [*look_for, *others], strict=False))


def _sorted_cards(cards: list[str], bins: list[str]) -> SearchStrategy[dict[str, str]]:
    return full(cards, bins).filter(lambda key: len(set(key.values())) > 1)
