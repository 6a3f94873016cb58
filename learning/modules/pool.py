"""quiz.toml and exercises.toml: every fault gets its file and line, and the pool must be large enough."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from learning.modules.citations import citation_faults
from learning.modules.documents import Document, Path
from learning.modules.rules import Fault, parsed_quiz
from learning.modules.tells import quiz_place_faults
from learning.quizzes import rules as quizzes
from learning.quizzes.rules import FaultyQuiz, Quiz, Use

ITEMS_AT_LEAST = 12
KINDS_AT_LEAST = 4
POOL_TENTHS = 15
"""Items in the pool for each ten that are drawn, so that a second attempt asks something else."""
# Beyond these a quiz makes no sense, and sums of time or points no longer fit where they are stored.
TERMS_AT_MOST = {"attempts": 100, "wait_minutes": 7 * 24 * 60}
POINTS_AT_MOST = 100
NAMED = re.compile(r"“([A-Za-z0-9_.-]+)”")
ITEM_NUMBER = re.compile(r"item (\d+)\b")


def merged(quiz: Mapping[str, Any], exercises: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Put the items of quiz.toml and exercises.toml into one raw quiz, each with what it is for."""
    items = [_with_use(item, _form(item)) for item in _tables(quiz)]
    items += [_with_use(item, Use.EXERCISE, drop=()) for item in _tables(exercises or {})]
    return {**quiz, "items": items}


def _tables(table: Mapping[str, Any]) -> list[Any]:
    items = table.get("items")
    return items if isinstance(items, list) else []


def item_ids(document: Document) -> set[str]:
    """Name the items of quiz.toml or exercises.toml that have an id."""
    ids = (item.get("id") for item in _tables(document.table) if isinstance(item, Mapping))
    return {item_id for item_id in ids if isinstance(item_id, str)}


def _form(item: Any) -> str:
    """Say what an item of quiz.toml is for; what is neither form A nor B is no use that there is."""
    if not isinstance(item, Mapping) or "form" not in item:
        return Use.QUIZ
    form = item["form"]
    return str(form) if form in (Use.FORM_A, Use.FORM_B) else f"form {form}"


def _with_use(item: Any, use: str, drop: Sequence[str] = ("form",)) -> Any:
    if not isinstance(item, Mapping):
        return item
    return {**{name: value for name, value in item.items() if name not in drop}, "use": str(use)}


def checked_quiz(
    document: Document, exercises: Document | None, objectives: Sequence[str] | None
) -> tuple[Quiz | None, list[Fault]]:
    """Read quiz.toml, and exercises.toml with it.

    Args:
        document: quiz.toml.
        exercises: exercises.toml; None when the pack has none that can be read.
        objectives: the module's objectives, or None when module.toml could not be read.

    Returns:
        The quiz with the items that are sound (None when its form is wrong), and every fault.
    """
    places = _Places(document, exercises)
    try:
        quiz = parsed_quiz(merged(document.table, exercises.table if exercises else None), objectives or ())
    except FaultyQuiz as refusal:
        return None, [places.placed(found) for found in refusal.faults]
    found = quizzes.faults(quiz)
    faulty = {fault.item_id for fault in found}
    sound = replace(quiz, items=tuple(item for item in quiz.items if item.id not in faulty))
    faults = [places.placed(fault) for fault in found]
    faults += _source_faults(places, sound)
    faults += [places.inside(item_id, path, reason) for item_id, path, reason in quiz_place_faults(sound)]
    if objectives is not None:
        faults += _objective_faults(document, quiz, objectives)
        faults += [
            places.of_item(item.id, "objective", f"objective “{item.objective}” is not among the module's objectives")
            for item in quiz.items
            if item.objective not in objectives and item.use is not Use.QUIZ
        ]
    return sound, [*faults, *_pool_faults(document, quiz), *_size_faults(places, quiz)]


def path_inside(reason: str) -> Path:
    """Find the key that a reason of the quiz room names, such as “choices.d.text”."""
    named = NAMED.search(reason)
    return tuple(named[1].split(".")) if named else ()


class _Places:
    """Where each item of a merged quiz stands: in which file, as which of its items."""

    def __init__(self, quiz: Document, exercises: Document | None) -> None:
        self.quiz = quiz
        self.numbered = [(quiz, number) for number in range(len(_tables(quiz.table)))]
        self.numbered += [(exercises, number) for number in range(len(_tables(exercises.table)))] if exercises else []
        # Of two items with one id, the second is the one to change.
        self.by_id = {
            item["id"]: place
            for place in self.numbered
            if isinstance(item := place[0].table["items"][place[1]], dict) and isinstance(item.get("id"), str)
        }

    def of_item(self, item_id: str, key: str, reason: str) -> Fault:
        """Say what is wrong with a key of an item."""
        document, number = self.by_id[item_id]
        return document.fault(("items", number, key), f"{item_id}: {reason}")

    def inside(self, item_id: str, path: Path, reason: str) -> Fault:
        """Say what is wrong at a path inside an item."""
        document, number = self.by_id[item_id]
        return document.fault(("items", number, *path), reason)

    def placed(self, found: quizzes.Fault) -> Fault:
        """Give a fault of the quiz room its file and line."""
        if found.item_id is not None:
            document, number = self.by_id[found.item_id]
            inside = _numbered(document.table["items"][number], path_inside(found.reason))
            return document.fault(("items", number, *inside), f"{found.item_id}: {found.reason}")
        numbered = ITEM_NUMBER.match(found.reason)
        if numbered:
            document, number = self.numbered[int(numbered[1]) - 1]
            return document.fault(("items", number), found.reason)
        path: Path = ("draw",) if found.reason.startswith("[draw]") else path_inside(found.reason)
        return self.quiz.fault(path, found.reason)


def _numbered(table: Any, path: Path) -> Path:
    """Turn the ids of scenes, choices and parts on a path into their places, by which a file knows them."""
    numbered: list[str | int] = []
    for part in path:
        place: str | int = part
        if isinstance(table, list):
            ids = [member.get("id") if isinstance(member, Mapping) else None for member in table]
            place = ids.index(part) if part in ids else 0
            table = table[place] if table else None
        else:
            table = table.get(part) if isinstance(table, Mapping) else None
        numbered.append(place)
    return tuple(numbered)


def _objective_faults(document: Document, quiz: Quiz, objectives: Sequence[str]) -> Iterator[Fault]:
    tested = {item.objective for item in quiz.used_for(Use.QUIZ)}
    for objective in objectives:
        if objective not in quiz.draw and objective not in tested:
            yield document.fault(("draw",), f"objective “{objective}” is never tested: give it items and a number here")
    for objective in quiz.draw:
        if objective not in objectives:
            yield document.fault(("draw", objective), f"“{objective}” is not among the module's objectives")


def _source_faults(places: _Places, quiz: Quiz) -> Iterator[Fault]:
    for item in quiz.items:
        for number, source in enumerate(item.sources):
            for _, reason in citation_faults(source):
                yield places.inside(item.id, ("sources", number), f"{item.id}: {reason}")


def _pool_faults(document: Document, quiz: Quiz) -> Iterator[Fault]:
    pool = quiz.used_for(Use.QUIZ)
    if len(pool) < ITEMS_AT_LEAST:
        yield document.fault((), f"the pool has {len(pool)} items; a module has at least {ITEMS_AT_LEAST}")
    kinds = {item.kind for item in pool}
    if len(kinds) < KINDS_AT_LEAST:
        yield document.fault((), f"the pool has {len(kinds)} kinds of question; a module has at least {KINDS_AT_LEAST}")
    counts = Counter(item.objective for item in pool)
    for objective, drawn in quiz.draw.items():
        wanted = -(-drawn * POOL_TENTHS // 10)
        if drawn <= counts[objective] < wanted:
            reason = f"{drawn} of {counts[objective]} items are drawn; have {wanted} or a second attempt asks the same"
            yield document.fault(("draw", objective), reason)


def _size_faults(places: _Places, quiz: Quiz) -> Iterator[Fault]:
    for term, most in TERMS_AT_MOST.items():
        if places.quiz.table.get(term, 0) > most:
            yield places.quiz.fault((term,), f"“{term}” is more than {most}")
    for item in quiz.items:
        if item.points > POINTS_AT_MOST:
            yield places.of_item(item.id, "points", f"“points” is more than {POINTS_AT_MOST}")
