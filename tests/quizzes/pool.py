"""Items of every kind for the tests of this room, by hand and by hypothesis, with words that can be told apart."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from learning.quizzes.items import Answer, Item, Placed, Quiz, Use
from learning.quizzes.numbers import exact
from tests.quizzes import pool_branching, pool_marks
from tests.quizzes.strategies import ITEM_IDS, full, ids, partial, subsets

FEEDBACK = "feedback-words"
RATIONALE = "rationale-words"
VERDICTS = [["permitted", "prohibited"], ["true", "false"]]

BODIES: dict[str, dict[str, Any]] = {
    "single": {"choices": ["a", "b", "c", "d"], "key": "b"},
    "multiple": {"choices": ["a", "b", "c", "d", "e"], "key": ["a", "c", "d"]},
    "statements": {
        "statements": ["s1", "s2", "s3", "s4"],
        "verdicts": ["permitted", "prohibited"],
        "key": {"s1": "permitted", "s2": "prohibited", "s3": "prohibited", "s4": "permitted"},
    },
    "matching": {
        "left": ["l1", "l2", "l3"],
        "right": ["r1", "r2", "r3", "r4"],
        "key": {"l1": "r2", "l2": "r1", "l3": "r4"},
    },
    "ordering": {"steps": ["s1", "s2", "s3", "s4"], "key": ["s1", "s3", "s2", "s4"]},
    "numeric": {"key": "12.5", "tolerance": "0.5"},
    **pool_marks.BODIES,
    **pool_branching.BODIES,
}


def item(kind: str, item_id: str = "q01", *, points: int = 1, critical: bool = False, objective: str = "G1") -> Item:
    """An item of a kind, with a body of its own."""
    sources = ("S/RES/1325 (2000)",)
    made = Item(item_id, kind, objective, points, critical, sources, dict(BODIES[kind]), type="prevent", level="apply")
    return replace(made, **_own_page(kind))


def _own_page(kind: str) -> dict[str, Any]:
    """What an item of a kind has that wants a page and time of its own."""
    return {"use": Use.EXERCISE, "minutes": 10} if kind in pool_branching.EXERCISES_ONLY else {}


def quiz(*items: Item, draw: Mapping[str, int] | None = None) -> Quiz:
    """A quiz that draws all of its items, unless told otherwise."""
    wanted = draw or {each.objective: sum(i.objective == each.objective for i in items) for each in items}
    return Quiz(pass_mark=80, attempts=5, wait_minutes=10, draw=wanted, items=items)


def item_words(of: Item) -> dict[str, Any]:
    """Complete words for one item; every text names its option in a way that its id does not show."""
    words: dict[str, Any] = {"prompt": f"Prompt of {of.id}?", "rationale": RATIONALE}
    if of.use is Use.EXERCISE:
        words["title"] = "A title"
    if of.kind in pool_branching.BODIES:
        return words | pool_branching.words(of, FEEDBACK, item_words)
    for table in ("choices", "statements", "left", "right", "steps", "passages", "cards", "bins", "spots"):
        if table in of.body:
            words[table] = {
                option: {"text": f"{table} text {number} & <more>", "feedback": f"{FEEDBACK} {number}"}
                for number, option in enumerate(pool_marks.places(of) if table == "spots" else of.body[table])
            }
    for table in {"right", "bins"} & words.keys():
        words[table] = {option: {"text": entry["text"]} for option, entry in words[table].items()}
    if of.kind == "numeric":
        words |= {"unit": "patrols", "feedback": {"right": f"{FEEDBACK} yes", "wrong": f"{FEEDBACK} no"}}
    return words


def all_words(of: Quiz) -> dict[str, Any]:
    """The words of a whole quiz, as `words.toml` has them."""
    return {
        "title": "A module",
        "objectives": {objective: f"Objective {objective} in words." for objective in of.draw},
        "items": {each.id: item_words(each) for each in of.items},
    }


def right_answer(of: Item) -> Answer:
    """What the key says, as an answer."""
    if of.kind in pool_marks.BODIES:
        return pool_marks.right_answer(of)
    if of.kind in pool_branching.BODIES:
        return pool_branching.right_answer(of, right_answer)
    key = of.body["key"]
    if of.kind == "multiple":
        return [choice for choice in of.body["choices"] if choice in key]
    if of.kind == "ordering":
        return {step: place for place, step in enumerate(key, start=1)}
    if of.kind in {"statements", "matching"}:
        return dict(key)
    return str(key)


def placed_as_written(of: Item) -> Placed:
    """The item shown in the order in which it is written."""
    if of.kind in pool_branching.BODIES:
        return Placed(of.id, pool_branching.order_as_written(of, placed_as_written))
    tables = ("choices", "statements", "left", "right", "steps", "cards")
    return Placed(of.id, {table: list(of.body[table]) for table in tables if table in of.body})


decimals = st.builds(
    lambda digits, places: exact(Fraction(digits, 10**places)), st.integers(-(10**6), 10**6), st.integers(0, 4)
)


def bodies(kind: str) -> SearchStrategy[dict[str, Any]]:
    """Any body of a kind that may be published."""
    if kind in pool_marks.BODIES:
        return pool_marks.bodies(kind)
    return pool_branching.bodies(kind, bodies) if kind in pool_branching.BODIES else _plain_bodies(kind)


@st.composite
def _plain_bodies(draw: DrawFn, kind: str) -> dict[str, Any]:
    if kind == "single":
        choices = draw(ids(2, 8))
        return {"choices": choices, "key": draw(st.sampled_from(choices))}
    if kind == "multiple":
        choices = draw(ids(3, 8))
        return {"choices": choices, "key": draw(subsets(choices, 1, len(choices) - 1))}
    if kind == "statements":
        statements, verdicts = draw(ids(4, 4)), draw(st.sampled_from(VERDICTS))
        return {"statements": statements, "verdicts": verdicts, "key": draw(full(statements, verdicts))}
    if kind == "matching":
        left, right = draw(ids(2, 6)), draw(ids(2, 8))
        return {"left": left, "right": right, "key": draw(full(left, right))}
    if kind == "ordering":
        steps = draw(ids(3, 7))
        return {"steps": steps, "key": draw(st.permutations(steps))}
    return {"key": draw(decimals), "tolerance": draw(decimals).removeprefix("-")}


@st.composite
def items(draw: DrawFn, kind: str | None = None) -> Item:
    """Any item that may be published."""
    name = kind or draw(st.sampled_from(sorted(BODIES)))
    return Item(
        id=draw(ITEM_IDS),
        kind=name,
        objective=draw(st.sampled_from(["G1", "G2", "G3"])),
        points=draw(st.integers(1, 5)),
        critical=name not in pool_branching.EXERCISES_ONLY and draw(st.booleans()),
        sources=("S/RES/1325 (2000)",),
        body=draw(bodies(name)),
        type="recognise",
        level="analyse",
        **_own_page(name),
    )


@st.composite
def rekeyed(draw: DrawFn, of: Item) -> Item:
    """The same item with any other key: what differs between the two must be seen by nobody."""
    body = dict(of.body)
    if of.kind == "single":
        body["key"] = draw(st.sampled_from(body["choices"]))
    elif of.kind == "multiple":
        body["key"] = draw(subsets(body["choices"], 1, len(body["choices"]) - 1))
    elif of.kind == "statements":
        body["key"] = draw(full(body["statements"], body["verdicts"]))
    elif of.kind == "matching":
        body["key"] = draw(full(body["left"], body["right"]))
    elif of.kind == "ordering":
        body["key"] = draw(st.permutations(body["steps"]))
    elif of.kind in pool_marks.BODIES:
        body["key"] = draw(pool_marks.keys(of))
    elif of.kind in pool_branching.BODIES:
        body = draw(pool_branching.rekeyed(of, rekeyed))
    else:
        body |= {"key": draw(decimals), "tolerance": draw(decimals).removeprefix("-")}
    return replace(of, body=body)


def answers(of: Item) -> SearchStrategy[Answer]:
    """Any answer that a page can send, the partial ones included."""
    if of.kind in pool_marks.BODIES:
        return pool_marks.answers(of)
    return pool_branching.answers(of, answers) if of.kind in pool_branching.BODIES else _plain_answers(of)


def _plain_answers(of: Item) -> SearchStrategy[Answer]:
    body = of.body
    if of.kind == "single":
        return st.sampled_from(body["choices"])
    if of.kind == "multiple":
        ticked = st.sets(st.sampled_from(body["choices"]), min_size=1)
        return ticked.map(lambda chosen: [choice for choice in body["choices"] if choice in chosen])
    if of.kind == "statements":
        return partial(body["statements"], st.sampled_from(body["verdicts"]))
    if of.kind == "matching":
        return partial(body["left"], st.sampled_from(body["right"]))
    if of.kind == "ordering":
        return partial(body["steps"], st.integers(1, len(body["steps"])))
    return decimals


@st.composite
def quizzes(draw: DrawFn) -> Quiz:
    """Any quiz that may be published."""
    drawn = items().filter(lambda each: each.use is Use.QUIZ)
    pool = draw(st.lists(drawn, min_size=1, max_size=8, unique_by=lambda each: each.id))
    counts: dict[str, int] = {}
    for each in pool:
        counts[each.objective] = counts.get(each.objective, 0) + 1
    wanted = {objective: draw(st.integers(1, count)) for objective, count in counts.items()}
    return Quiz(
        pass_mark=draw(st.integers(1, 100)),
        attempts=draw(st.none() | st.integers(1, 10)),
        wait_minutes=draw(st.integers(0, 60)),
        draw=wanted,
        items=tuple(pool),
    )
