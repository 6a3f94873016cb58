"""The words of a pack: every id has its words in every language, and no words stand without an id."""

from collections.abc import Iterator, Mapping
from typing import Any

from learning.modules import shapes
from learning.modules.documents import Document, Path
from learning.modules.phrasing import Style, phrasing_faults
from learning.modules.pool import path_inside
from learning.modules.rules import Fault
from learning.modules.stimuli import stimulus_faults
from learning.modules.tells import check_tells, quiz_tells
from learning.quizzes.rules import Quiz, words_faults

MISTAKES = frozenset({"choices", "statements", "passages", "cards"})
"""What may say something that is wrong on purpose."""


def expected_words(module: Mapping[str, Any]) -> dict[str, Any]:
    """Say which words a well-formed module.toml asks for: the shape of words.toml, with a rule at each leaf."""
    text = shapes.text
    choice = {"text": text, "feedback": text}
    further = module.get("further_checklists", ())
    return {
        "title": text,
        "summary": text,
        **({"notice": text} if module["content_notice"] else {}),
        "objectives": dict.fromkeys(module["objectives"], text),
        "lessons": {lesson["id"]: {"title": text} for lesson in module["lessons"]},
        "media": {drawing["file"]: {"alt": text, "caption": text} for drawing in module["media"]},
        "checks": {
            check["id"]: {"prompt": text, "choices": dict.fromkeys(check["choices"], choice)}
            for check in module["checks"]
        },
        "checklist": _listed(module["checklist"]),
        **({"further_checklists": {each["id"]: _listed(each) for each in further}} if further else {}),
        "items": shapes.table,
        "repairs": shapes.table,
    }


def _listed(checklist: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": shapes.text, "intro": shapes.text, "items": dict.fromkeys(checklist["items"], shapes.text)}


def wording_faults(
    document: Document, style: Style, module: Mapping[str, Any] | None, quiz: Quiz | None
) -> Iterator[Fault]:
    """Find words that are missing, too many, empty or to be avoided in one language.

    Args:
        document: the words.toml of the language.
        style: of the pack in that language.
        module: what module.toml says, or None when its form is wrong.
        quiz: the items of the quiz that are sound, or None when they cannot be told.
    """
    if module is not None:
        table = {"repairs": {}, **document.table}  # a module without critical items needs none
        yield from _differences(document, (), expected_words(module), table)
        yield from check_tells(document, module["checks"], style.language)
    if quiz is not None:
        yield from _item_faults(document, quiz)
        yield from _repair_faults(document, quiz)
        yield from quiz_tells(document, quiz, style.language)
    yield from _phrasing_faults(document, style)


def exercise_wording_faults(document: Document, style: Style, quiz: Quiz) -> Iterator[Fault]:
    """Find words of exercises that are missing, too many, empty or to be avoided in one language.

    Args:
        document: the exercises.toml of the language.
        style: of the pack in that language.
        quiz: the exercises that are sound.
    """
    for key in document.table:
        if key != "items":
            yield document.fault((key,), f"“{key}” is not a key of this format")
    yield from _item_faults(document, quiz)
    yield from quiz_tells(document, quiz, style.language)
    yield from _phrasing_faults(document, style)


def _phrasing_faults(document: Document, style: Style) -> Iterator[Fault]:
    for path, text in _leaves((), document.table):
        wrongly_said = path[-1] == "text" and not MISTAKES.isdisjoint(path)
        for line, reason in phrasing_faults(text, style, wrongly_said=wrongly_said):
            yield Fault(document.file, document.text_line(path) + line, reason)


def surplus_faults(document: Document, item_ids: set[str], structure: str) -> Iterator[Fault]:
    """Find the words of items that the file of their structure does not have."""
    for item_id in items_of(document):
        if item_id not in item_ids:
            yield document.fault(("items", item_id), f"“items.{item_id}” has words, and {structure} does not name it")


def _repair_faults(document: Document, quiz: Quiz) -> Iterator[Fault]:
    """Want a short lesson for every item that must be right, to be read after a confident mistake."""
    critical = [item.id for item in quiz.items if item.critical]
    repairs = document.table.get("repairs", {})
    expected = {item_id: {"title": shapes.text, "text": shapes.text} for item_id in critical}
    if isinstance(repairs, dict):
        for item_id in critical:
            if item_id not in repairs:
                yield document.fault(("items", item_id), f"{item_id} must be right: give it a “repairs.{item_id}”")
        known = {item_id: words for item_id, words in expected.items() if item_id in repairs}
        yield from _differences(document, ("repairs",), known, repairs)


def _item_faults(document: Document, quiz: Quiz) -> Iterator[Fault]:
    known = {item.id for item in quiz.items}
    # The quiz room judges the words of its items; everything else in the file was judged here.
    words = {
        "objectives": dict.fromkeys(quiz.draw, "judged above"),
        "items": {item_id: said for item_id, said in items_of(document).items() if item_id in known},
    }
    for found in words_faults(quiz, words):
        path = () if found.item_id is None else ("items", found.item_id, *path_inside(found.reason))
        yield document.fault(path, f"{found.item_id}: {found.reason}" if found.item_id else found.reason)
    for item_id, said in words["items"].items():
        path = ("items", item_id, "stimulus")
        stimulus = said.get("stimulus") if isinstance(said, dict) else None
        for line, reason in stimulus_faults(stimulus) if isinstance(stimulus, str) else ():
            yield Fault(document.file, document.text_line(path) + line, f"{item_id}: {reason}")


def items_of(document: Document) -> Mapping[str, Any]:
    """Give the words of items by id; none where they are no table."""
    items = document.table.get("items")
    return items if isinstance(items, dict) else {}


def _differences(
    document: Document, path: Path, expected: Mapping[str, Any], actual: Mapping[str, Any]
) -> Iterator[Fault]:
    for key, wanted in expected.items():
        here = (*path, key)
        if key not in actual:
            yield document.fault(path, f"“{_dotted(here)}” has no words")
        elif isinstance(wanted, Mapping):
            if isinstance(actual[key], dict):
                yield from _differences(document, here, wanted, actual[key])
            else:
                yield document.fault(here, f"“{_dotted(here)}” must be a table")
        else:
            reason = wanted(actual[key])
            if reason:
                yield document.fault(here, f"“{_dotted(here)}” {reason}")
    for key in actual:
        if key not in expected:
            here = (*path, key)
            yield document.fault(here, f"“{_dotted(here)}” has words, and module.toml does not name it")


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves((*path, key), member)
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _leaves((*path, number), member)
