"""quiz.toml: what the quiz room finds wrong gets its line, and the pool must be large enough for a module."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from learning.modules.documents import Document, Path
from learning.modules.rules import Fault, parsed_quiz
from learning.quizzes import rules as quizzes
from learning.quizzes.rules import FaultyQuiz, Quiz

ITEMS_AT_LEAST = 24
KINDS_AT_LEAST = 5
# Beyond these a quiz makes no sense, and sums of time or points no longer fit where they are stored.
TERMS_AT_MOST = {"attempts": 100, "wait_minutes": 7 * 24 * 60}
POINTS_AT_MOST = 100
NAMED = re.compile(r"“([A-Za-z0-9_.-]+)”")
ITEM_NUMBER = re.compile(r"item (\d+)\b")


def checked_quiz(document: Document, objectives: Sequence[str] | None) -> tuple[Quiz | None, list[Fault]]:
    """Read quiz.toml.

    Args:
        document: quiz.toml.
        objectives: the module's objectives, or None when module.toml could not be read.

    Returns:
        The quiz with the items that are sound (None when its form is wrong), and every fault.
    """
    try:
        quiz = parsed_quiz(document.table, objectives or ())
    except FaultyQuiz as refusal:
        return None, [_placed(document, found) for found in refusal.faults]
    found = quizzes.faults(quiz)
    faulty = {fault.item_id for fault in found}
    sound = replace(quiz, items=tuple(item for item in quiz.items if item.id not in faulty))
    faults = [_placed(document, fault) for fault in found]
    if objectives is not None:
        faults += _objective_faults(document, quiz, objectives)
    return sound, [*faults, *_pool_faults(document, quiz), *_size_faults(document)]


def path_inside(reason: str) -> Path:
    """Find the key that a reason of the quiz room names, such as “choices.d.text”."""
    named = NAMED.search(reason)
    return tuple(named[1].split(".")) if named else ()


def _placed(document: Document, found: quizzes.Fault) -> Fault:
    if found.item_id is None:
        number = ITEM_NUMBER.match(found.reason)
        path: Path = ("items", int(number[1]) - 1) if number else path_inside(found.reason)
        if found.reason.startswith("[draw]"):
            path = ("draw",)
        return document.fault(path, found.reason)
    items = document.table["items"]
    # Of two items with one id, the second is the one to change.
    number_of = {item["id"]: place for place, item in enumerate(items) if isinstance(item, dict) and "id" in item}
    path = ("items", number_of[found.item_id], *path_inside(found.reason))
    return document.fault(path, f"{found.item_id}: {found.reason}")


def _objective_faults(document: Document, quiz: Quiz, objectives: Sequence[str]) -> Iterator[Fault]:
    tested = {item.objective for item in quiz.items}
    for objective in objectives:
        if objective not in quiz.draw and objective not in tested:
            yield document.fault(("draw",), f"objective “{objective}” is never tested: give it items and a number here")
    for objective in quiz.draw:
        if objective not in objectives:
            yield document.fault(("draw", objective), f"“{objective}” is not among the module's objectives")


def _pool_faults(document: Document, quiz: Quiz) -> Iterator[Fault]:
    if len(quiz.items) < ITEMS_AT_LEAST:
        yield document.fault((), f"the pool has {len(quiz.items)} items; a module has at least {ITEMS_AT_LEAST}")
    kinds = {item.kind for item in quiz.items}
    if len(kinds) < KINDS_AT_LEAST:
        yield document.fault((), f"the pool has {len(kinds)} kinds of question; a module has at least {KINDS_AT_LEAST}")


def _size_faults(document: Document) -> Iterator[Fault]:
    for term, most in TERMS_AT_MOST.items():
        if document.table.get(term, 0) > most:
            yield document.fault((term,), f"“{term}” is more than {most}")
    for number, item in enumerate(document.table["items"]):
        if item.get("points", 1) > POINTS_AT_MOST:
            yield document.fault(("items", number, "points"), f"{item['id']}: “points” is more than {POINTS_AT_MOST}")
