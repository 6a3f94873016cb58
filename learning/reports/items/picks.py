"""What was chosen: an answer of any kind as a set of picks, so that wrong ones can be counted. Pure.

A pick is the id of a choice or a place; of kinds that bring two things together "left=right"; of numbers the number.
Kinds without picks (an order, passages, a whole case) are judged by their points alone.
"""

from learning.quizzes.kinds import kind
from learning.quizzes.rules import Answer, Item

Pick = str
BETWEEN = "="
_PAIRED = {"statements": "statements", "matching": "left", "sort": "cards"}


def picks(item: Item, answer: Answer | None) -> frozenset[Pick]:
    """Say what an answer picks; nothing for no answer and for kinds without picks."""
    if item.kind in {"single", "numeric"} and isinstance(answer, str):
        return frozenset((answer,))
    if item.kind in {"multiple", "hotspot"} and isinstance(answer, list):
        return frozenset(answer)
    if item.kind in _PAIRED and isinstance(answer, dict):
        return frozenset(f"{one}{BETWEEN}{other}" for one, other in answer.items())
    return frozenset()


def is_right(item: Item, pick: Pick) -> bool:
    """Say whether a pick belongs to the right answer."""
    if item.kind in _PAIRED:
        return pick in picks(item, item.body["key"])
    if item.kind in {"multiple", "hotspot"}:
        return pick in item.body["key"]
    return kind(item.kind).mark(item, pick) == 1


def are_rivals(item: Item, one: Pick, other: Pick) -> bool:
    """Say whether an answer can hold only one of two picks."""
    if item.kind in _PAIRED:
        return one.partition(BETWEEN)[0] == other.partition(BETWEEN)[0]
    return item.kind in {"single", "numeric"}


def shown_picks(item: Item) -> tuple[Pick, ...]:
    """List the picks that stand on the page one by one: they are counted even when nobody took them."""
    if item.kind in {"single", "multiple"}:
        return tuple(item.listed("choices"))
    if item.kind == "hotspot":
        return tuple(spot["id"] for spot in item.body["spots"])
    return ()
