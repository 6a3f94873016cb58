"""Quizzes and draws as plain JSON: read from a pack's `quiz.toml`, stored with a version, read back."""

from collections.abc import Iterable, Mapping
from typing import Any

from learning.quizzes.checking import is_id
from learning.quizzes.items import LEVELS, TYPES, Fault, FaultyQuiz, Item, Placed, Quiz, Use

FORMAT = 1
DEFAULT_PASS_MARK = 80
WHOLE = 100

_QUIZ_KEYS = ("format", "pass_mark", "attempts", "wait_minutes", "draw", "items")
_ITEM_KEYS = (
    "id",
    "kind",
    "objective",
    "points",
    "critical",
    "sources",
    "use",
    "type",
    "level",
    "minutes",
    "alternative",
)


def read_quiz(raw: Mapping[str, Any]) -> Quiz:
    """Read a quiz from the tables of `quiz.toml`.

    Only the shape is settled here; whether it may be published is what `faults` says.

    Raises:
        FaultyQuiz: the shape is wrong; every reason is in it.
    """
    found = [Fault(None, reason) for reason in _quiz_shape(raw)]
    items = raw.get("items")
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        found += _item_shape(item, number)
    if found:
        raise FaultyQuiz(found)
    return Quiz(
        pass_mark=raw.get("pass_mark", DEFAULT_PASS_MARK),
        attempts=raw.get("attempts", 0) or None,
        wait_minutes=raw.get("wait_minutes", 0),
        draw=dict(raw["draw"]),
        items=tuple(_item(item) for item in raw["items"]),
    )


def to_json(quiz: Quiz) -> dict[str, Any]:
    """Give a quiz as a JSON value with every term written out: equal quizzes give equal values."""
    return {
        "format": FORMAT,
        "pass_mark": quiz.pass_mark,
        "attempts": quiz.attempts or 0,
        "wait_minutes": quiz.wait_minutes,
        "draw": dict(quiz.draw),
        "items": [_raw_item(item) for item in quiz.items],
    }


def from_json(value: Mapping[str, Any]) -> Quiz:
    """Read back what `to_json` gave.

    Raises:
        FaultyQuiz: it is no quiz.
    """
    return read_quiz(value)


def placed_to_json(placed: Iterable[Placed]) -> list[dict[str, Any]]:
    """Give a draw as a JSON value, to be stored with the attempt."""
    return [{"item_id": place.item_id, "order": dict(place.order)} for place in placed]


def placed_from_json(value: Iterable[Mapping[str, Any]]) -> tuple[Placed, ...]:
    """Read back what `placed_to_json` gave."""
    return tuple(Placed(place["item_id"], place["order"]) for place in value)


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        id=raw["id"],
        kind=raw["kind"],
        objective=raw["objective"],
        points=raw.get("points", 1),
        critical=raw.get("critical", False),
        sources=tuple(raw.get("sources", ())),
        body={name: value for name, value in raw.items() if name not in _ITEM_KEYS},
        use=Use(raw.get("use", Use.QUIZ)),
        type=raw.get("type", ""),
        level=raw.get("level", ""),
        minutes=raw.get("minutes", 0),
        alternative=raw.get("alternative"),
    )


def _raw_item(item: Item) -> dict[str, Any]:
    return {
        **item.body,
        "id": item.id,
        "kind": item.kind,
        "objective": item.objective,
        "points": item.points,
        "critical": item.critical,
        "sources": list(item.sources),
        "use": item.use.value,
        "type": item.type,
        "level": item.level,
        "minutes": item.minutes,
        "alternative": item.alternative,
    }


def _quiz_shape(raw: Mapping[str, Any]) -> list[str]:
    checks = {
        f"“format” must be {FORMAT}": raw.get("format") == FORMAT,
        "“pass_mark” must be a whole number from 1 to 100": _is_whole(
            raw.get("pass_mark", DEFAULT_PASS_MARK), 1, WHOLE
        ),
        "“attempts” must be a whole number; 0 means no limit": _is_whole(raw.get("attempts", 0), 0),
        "“wait_minutes” must be a whole number": _is_whole(raw.get("wait_minutes", 0), 0),
        "[draw] must give a whole number, 1 or more, for each objective": _is_draw(raw.get("draw")),
        "[[items]] is missing": bool(raw.get("items")) and isinstance(raw.get("items"), list),
    }
    unknown = [f"“{name}” is not known" for name in raw if name not in _QUIZ_KEYS]
    return [reason for reason, holds in checks.items() if not holds] + unknown


def _item_shape(raw: object, number: int) -> list[Fault]:
    if not isinstance(raw, Mapping) or not is_id(raw.get("id")):
        return [Fault(None, f"item {number} has no “id” of letters, digits and single hyphens")]
    sources = raw.get("sources", [])
    checks = {
        "“kind” is missing": isinstance(raw.get("kind"), str),
        "“objective” is missing": is_id(raw.get("objective")),
        "“points” must be a whole number, 1 or more": _is_whole(raw.get("points", 1), 1),
        "“critical” must be true or false": isinstance(raw.get("critical", False), bool),
        "“sources” must be a list of texts": isinstance(sources, list)
        and all(isinstance(each, str) for each in sources),
        "“form” must be A or B": raw.get("use", Use.QUIZ) in set(Use),
        f"“type” must be one of {', '.join(TYPES)}": raw.get("type", "") in ("", *TYPES),
        f"“level” must be one of {', '.join(LEVELS)}": raw.get("level", "") in ("", *LEVELS),
        "“minutes” must be a whole number up to 120": _is_whole(raw.get("minutes", 0), 0, 120),
        "“alternative” must be the id of another exercise": raw.get("alternative") is None
        or is_id(raw.get("alternative")),
    }
    return [Fault(raw["id"], reason) for reason, holds in checks.items() if not holds]


def _is_whole(value: object, least: int, most: int | None = None) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return least <= value and (most is None or value <= most)


def _is_draw(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    return all(is_id(objective) and _is_whole(number, 1) for objective, number in value.items())
