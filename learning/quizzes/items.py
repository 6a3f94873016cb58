"""The shapes that a quiz is made of: items, the quiz, an item's place in an attempt, answers and forms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from learning.errors import Invalid

Answer = str | list[str] | dict[str, str] | dict[str, int] | dict[str, Any]
"""What a learner answered, as a JSON value in its kind's one stable form: equal answers compare equal."""

Words = Mapping[str, Any]
"""A table of `words.toml`: of one item for a kind, of the whole file for a quiz."""


class Form(Protocol):
    """What a page sent, as web frameworks give it: every value sent under a name."""

    def getlist(self, key: str, /) -> Sequence[str]:
        """Give every value sent under this name, in order; none if the name was not sent."""


class StrangeAnswer(Invalid):
    """What was sent cannot come from the page that was shown: an unknown choice, two values for one radio."""


@dataclass(frozen=True)
class Fault:
    """One reason why a quiz or its words may not be published.

    Attributes:
        item_id: the item that it concerns, or None for the quiz as a whole.
        reason: one English sentence for the author of the pack.
    """

    item_id: str | None
    reason: str


class FaultyQuiz(Invalid):
    """A quiz cannot be read or drawn as it is written; `faults` says every reason found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        reasons = "; ".join(f"{fault.item_id}: {fault.reason}" if fault.item_id else fault.reason for fault in faults)
        super().__init__("This quiz has faults: %(reasons)s", reasons=reasons)


class Use(StrEnum):
    """What an item is for."""

    QUIZ = "quiz"
    """Drawn by the module's quiz."""
    FORM_A = "A"
    FORM_B = "B"
    """Kept for the course's pre-test and post-test, in one of its two equal forms."""
    EXERCISE = "exercise"
    """Done on a page of its own, as often as one likes."""


TYPES = ("prevent", "recognise", "respond")
"""What an item asks of a peacekeeper."""

LEVELS = ("remember", "understand", "apply", "analyse")
"""The cognitive level, from naming to taking apart."""


@dataclass(frozen=True)
class Item:
    """One question of a quiz's pool, without its words.

    Attributes:
        id: letters, digits and single hyphens, unique in its quiz.
        kind: the name of one of `kinds.KINDS`.
        objective: the learning objective that it tests.
        points: what a full answer earns, 1 or more.
        critical: must be fully right to pass, whatever the total.
        sources: document symbols or titles that the key rests on.
        body: the kind's own keys (choices, key and so on).
        use: what it is for.
        type: one of TYPES; "" in editions from before there were types.
        level: one of LEVELS; "" likewise.
        minutes: how long an exercise takes.
        alternative: the exercise that may be done instead, for the same credit.
    """

    id: str
    kind: str
    objective: str
    points: int
    critical: bool
    sources: tuple[str, ...]
    body: Mapping[str, Any]
    use: Use = Use.QUIZ
    type: str = ""
    level: str = ""
    minutes: int = 0
    alternative: str | None = None

    def listed(self, name: str) -> list[str]:
        """Give a list of ids from the body, as a list of its own."""
        return list(self.body[name])


@dataclass(frozen=True)
class Quiz:
    """What one version of a module asks, and on which terms.

    Attributes:
        pass_mark: percent needed, 1 to 100.
        attempts: allowed in all, or None for no limit.
        wait_minutes: between a failed attempt and the next.
        draw: how many items are drawn for each objective.
        items: the pool; with what it draws, the items of the course's tests, and the exercises.
    """

    pass_mark: int
    attempts: int | None
    wait_minutes: int
    draw: Mapping[str, int]
    items: tuple[Item, ...]

    def item(self, item_id: str) -> Item:
        """Find an item by its id.

        Raises:
            KeyError: if the pool has no such item.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def used_for(self, *uses: Use) -> tuple[Item, ...]:
        """List the items that are for one of these uses, in the order of the pool."""
        return tuple(item for item in self.items if item.use in uses)


@dataclass(frozen=True)
class Placed:
    """An item as it was drawn for one attempt, with the order in which its parts are shown.

    Attributes:
        item_id: the item of the quiz.
        order: for each shown list (choices, steps, …) the ids from first to last.
    """

    item_id: str
    order: Mapping[str, list[str]]


def drawings_of(item: Item) -> tuple[str, ...]:
    """Name the drawings of the module that an item shows: its map, and the pictures of its case."""
    names = [item.body.get("map"), *(media if isinstance(media := item.body.get("media"), list) else ())]
    return tuple(name for name in names if isinstance(name, str))


def credit_groups(exercises: Iterable[Item]) -> list[tuple[str, ...]]:
    """Group exercises that stand for each other: of each group one is enough, and earns the same credit.

    An exercise that others name as their alternative is in their group, and asked for by nobody else.
    """
    groups: list[set[str]] = []
    for item in exercises:
        together = {item.id} | ({item.alternative} if item.alternative else set())
        apart = [group for group in groups if not group & together]
        groups = [*apart, together.union(*(group for group in groups if group & together))]
    return [tuple(sorted(group)) for group in groups]
