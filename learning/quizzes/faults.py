"""What may not be published: every fault of a quiz and of its words, found before any learner meets it."""

from collections import Counter
from collections.abc import Mapping

from learning.quizzes import checking
from learning.quizzes.items import Fault, Item, Quiz, Use, Words
from learning.quizzes.kinds import BY_NAME

EXERCISES_ONLY = frozenset({"scenario", "worksheet"})
"""Kinds that want a page and time of their own."""


def faults(quiz: Quiz) -> list[Fault]:
    """Say every reason why a quiz may not be published, the quiz's own first, then item by item."""
    counts = Counter(item.id for item in quiz.items)
    found = [Fault(item_id, "this id is used twice") for item_id, count in counts.items() if count > 1]
    found += draw_faults(quiz)
    for item in quiz.items:
        found += [Fault(item.id, reason) for reason in _item_faults(quiz, item)]
    return found


def draw_faults(quiz: Quiz) -> list[Fault]:
    """Say for which objectives the pool has too few items, or that nothing is drawn at all."""
    pool = Counter(item.objective for item in quiz.used_for(Use.QUIZ))
    found = [] if quiz.draw else [Fault(None, "[draw] names no objective, so nothing would be asked")]
    found += [
        Fault(None, f"[draw] wants {number} items for {objective}, and the pool has {pool[objective]}")
        for objective, number in quiz.draw.items()
        if pool[objective] < number
    ]
    return found


def words_faults(quiz: Quiz, words: Words) -> list[Fault]:
    """Say every word of one language that is missing or too many.

    Args:
        quiz: a quiz without faults.
        words: the whole of one `words.toml`.
    """
    objectives, items = words.get("objectives"), words.get("items")
    if not isinstance(objectives, Mapping) or not isinstance(items, Mapping):
        return [Fault(None, "the tables “objectives” and “items” are both needed")]
    found = [Fault(None, reason) for reason in checking.text_faults(objectives, *quiz.draw, where="objectives.")]
    ids = [item.id for item in quiz.items]
    found += [Fault(None, reason) for reason in checking.surplus_faults(items, ids, "items.")]
    for item in quiz.items:
        found += [Fault(item.id, reason) for reason in _item_words_faults(item, items.get(item.id))]
    return found


def _item_faults(quiz: Quiz, item: Item) -> list[str]:
    found = [f"“{name}” is missing" for name in ("type", "level") if not getattr(item, name)]
    if item.use is Use.QUIZ and item.objective not in quiz.draw:
        found.append(f"its objective {item.objective} is not in [draw], so it would never be asked")
    found += _exercise_faults(quiz, item) if item.use is Use.EXERCISE else _question_faults(item)
    if not item.sources:
        found.append("“sources” is empty: say what the key rests on")
    if item.kind not in BY_NAME:
        return [*found, f"“kind” is {item.kind}, and must be one of {', '.join(BY_NAME)}"]
    return found + BY_NAME[item.kind].faults(item)


def _question_faults(item: Item) -> list[str]:
    found = [f"“{name}” belongs to exercises" for name in ("minutes", "alternative") if getattr(item, name)]
    if item.critical and item.use is not Use.QUIZ:
        found.append("an item of the course's tests cannot be critical: they are not passed or failed")
    if item.kind in EXERCISES_ONLY:
        found.append(f"the kind {item.kind} belongs into exercises.toml")
    return found


def _exercise_faults(quiz: Quiz, item: Item) -> list[str]:
    found = [] if item.minutes else ["“minutes” is missing: say how long it takes"]
    if item.critical:
        found.append("an exercise cannot be critical")
    if item.alternative is None:
        return found
    other = next((each for each in quiz.used_for(Use.EXERCISE) if each.id == item.alternative), None)
    if other is None or other.id == item.id:
        found.append(f"“alternative” is {item.alternative}, and there is no other exercise of that id")
    elif other.points != item.points:
        found.append(f"“alternative” {other.id} earns {other.points} points, and this one {item.points}")
    return found


def _item_words_faults(item: Item, words: object) -> list[str]:
    if not isinstance(words, Mapping):
        return ["its words are missing"]
    kind = BY_NAME[item.kind]
    frame = ("title", "prompt", "rationale") if item.use is Use.EXERCISE else ("prompt", "rationale")
    found = checking.text_faults(words, *frame)
    found += checking.surplus_faults(words, (*frame, *kind.words))
    return found + kind.words_faults(item, words)
