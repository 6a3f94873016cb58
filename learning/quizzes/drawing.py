"""The draw: which items of the pool an attempt asks, and in which order everything is shown."""

from collections.abc import Iterable
from random import Random

from learning.quizzes.faults import draw_faults
from learning.quizzes.items import FaultyQuiz, Item, Placed, Quiz, Use
from learning.quizzes.kinds import kind


def draw(quiz: Quiz, seed: int) -> tuple[Placed, ...]:
    """Draw the items of one attempt: the same seed always gives the same draw of equal quizzes.

    Every objective gets its full number. An objective with critical items always has at least one of them drawn,
    so that luck cannot spare anyone the questions that must be right.

    Raises:
        FaultyQuiz: the pool has too few items for an objective.
    """
    short = draw_faults(quiz)
    if short:
        raise FaultyQuiz(short)
    rng = Random(seed)  # noqa: S311 - a draw must be repeatable; it keeps no secret
    # Sorted, because a quiz read back from storage may name its objectives in another order.
    items = [item for objective in sorted(quiz.draw) for item in _drawn(quiz, objective, rng)]
    return _placed(items, rng)


def place(items: Iterable[Item], seed: int) -> tuple[Placed, ...]:
    """Place chosen items in one attempt, all of them, in an order that the seed decides."""
    return _placed(list(items), Random(seed))  # noqa: S311 - as above


def _placed(items: list[Item], rng: Random) -> tuple[Placed, ...]:
    rng.shuffle(items)
    return tuple(Placed(item.id, kind(item.kind).arrange(item, rng)) for item in items)


def _drawn(quiz: Quiz, objective: str, rng: Random) -> list[Item]:
    pool = [item for item in quiz.used_for(Use.QUIZ) if item.objective == objective]
    critical = [item for item in pool if item.critical]
    first = [rng.choice(critical)] if critical else []
    rest = [item for item in pool if item not in first]
    return first + rng.sample(rest, quiz.draw[objective] - len(first))
