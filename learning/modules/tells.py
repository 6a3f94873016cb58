"""What gives an answer away to somebody who knows nothing: a key that is always B or the longest, words that tell.

Places and lengths are compared in every language, words in those whose words are known.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from learning.modules.documents import Document, Path
from learning.modules.questions import Question, check_questions, quiz_questions, scenes
from learning.modules.rules import Fault
from learning.modules.telling_words import choice_faults, stem_faults
from learning.quizzes.rules import Quiz

ENOUGH, ENOUGH_SCENES = 8, 6
"""From how many questions on a share says something. A story is met scene by scene, and tells sooner."""
ALWAYS_FROM = 4
"""From how many questions on "always" says something."""

LONGEST_IN_HUNDRED = 60
COMPARED_FROM = 40
"""Characters of the longest choice from which lengths are compared: of short answers one may be twice another."""

LENGTHS_IN_TEN = 16
"""The longest choice may have 16 characters for each ten of the shortest.

Half of the 457 questions and scenes that we ship stay under 1.1, all but one in twenty under 1.3, and none passes 1.6.
Twice as long is seen at a glance; at 1.6 both choices still fill about as many lines on a phone.
"""

ASKING = frozenset({"single", "multiple", "statements", "matching", "ordering", "numeric"})
"""Kinds whose prompt asks one question; to mark what is missing or unsafe is the whole point of some others."""


def place_reason(questions: Sequence[Question], enough: int = ENOUGH) -> str | None:
    """Say that the key stands in one place always, or in more than half of enough questions; None when it does not.

    The page shuffles choices, paper does not.
    """
    places = [question.place for question in questions if question.place is not None]
    if len(places) < ALWAYS_FROM:
        return None
    place, count = Counter(places).most_common(1)[0]
    if count < len(places) and (len(places) < enough or 2 * count <= len(places)):
        return None
    return f"the key is choice number {place + 1} in {count} of {len(places)} questions; spread the keys"


def quiz_place_faults(quiz: Quiz) -> Iterator[tuple[str, Path, str]]:
    """Find keys that stand in one place too often: the item, the path inside it, and the reason."""
    singles = [question for question in quiz_questions(quiz) if question.place is not None]
    reason = place_reason(singles)
    if reason:
        yield str(singles[0].where[0]), (*singles[0].where[1:], "key"), reason
    for item in quiz.items:
        reason = place_reason(scenes(item), ENOUGH_SCENES) if item.kind == "scenario" else None
        if reason:
            yield item.id, ("scenes",), reason


def quiz_tells(document: Document, quiz: Quiz, language: str) -> Iterator[Fault]:
    """Find what gives answers away in the words of items.

    Scenes are judged by length alone: their choices are acts and speech, where "we all leave now" tells nothing.

    Args:
        document: words.toml or exercises.toml of the language.
        quiz: the items whose words stand in it, without faults.
        language: its tag.
    """
    questions = _worded(document, quiz_questions(quiz))
    yield from _longest_faults(document, questions, ENOUGH)
    for item in quiz.items:
        told = _worded(document, scenes(item) if item.kind == "scenario" else ())
        yield from _longest_faults(document, told, ENOUGH_SCENES)
        for question, texts in told:
            yield from _length_faults(document, question, texts)
    for question, texts in questions:
        yield from _length_faults(document, question, texts)
        yield from _word_faults(document, question, texts, language)
    for path in _asking(quiz):
        yield from _stem_faults(document, path, language)


def _asking(quiz: Quiz) -> Iterator[Path]:
    for item in quiz.items:
        if item.kind in ASKING:
            yield ("items", item.id)
        for part in item.body["parts"] if item.kind == "casefile" else ():
            if part["kind"] in ASKING:
                yield ("items", item.id, "parts", part["id"])


def check_tells(document: Document, checks: Sequence[Mapping[str, Any]], language: str) -> Iterator[Fault]:
    """Find what gives answers away in the check-yourself questions of a well-formed module.toml."""
    questions = _worded(document, check_questions(checks))
    yield from _longest_faults(document, questions, ENOUGH)
    for question, texts in questions:
        yield from _length_faults(document, question, texts)
        yield from _word_faults(document, question, texts, language)
        yield from _stem_faults(document, question.words, language)


Worded = tuple[Question, Mapping[str, str]]
"""A question and the texts of its choices."""


def _worded(document: Document, questions: Iterator[Question] | Sequence[Question]) -> list[Worded]:
    """Give the questions whose words are whole; the others are reported as such."""
    found: list[Worded] = []
    for question in questions:
        said = _at(document, (*question.words, "choices"))
        texts = {choice: _at(document, (*question.words, "choices", choice, "text")) for choice in question.choices}
        if isinstance(said, dict) and all(isinstance(text, str) and text.strip() for text in texts.values()):
            found.append((question, {choice: str(text) for choice, text in texts.items()}))
    return found


def _at(document: Document, path: Path) -> object:
    found: Any = document.table
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _longest_faults(document: Document, worded: Sequence[Worded], enough: int) -> Iterator[Fault]:
    asked = [(question, texts) for question, texts in worded if question.place is not None]
    longest = [question for question, texts in asked if _is_longest(texts, *question.key)]
    often = len(asked) >= enough and len(longest) * 100 > len(asked) * LONGEST_IN_HUNDRED
    if not often and not ALWAYS_FROM <= len(longest) == len(asked):
        return
    reason = f"the key is the longest choice in {len(longest)} of {len(asked)} questions; lengthen others or shorten it"
    yield document.fault((*longest[0].words, "choices", *longest[0].key), reason)


def _is_longest(texts: Mapping[str, str], key: str) -> bool:
    return all(len(texts[key]) > len(text) for choice, text in texts.items() if choice != key)


def _length_faults(document: Document, question: Question, texts: Mapping[str, str]) -> Iterator[Fault]:
    longest = max(texts, key=lambda choice: len(texts[choice]))
    shortest = min(map(len, texts.values()))
    if len(texts[longest]) > COMPARED_FROM and len(texts[longest]) * 10 > shortest * LENGTHS_IN_TEN:
        reason = f"{question.name}: choice “{longest}” has {len(texts[longest])} characters, the shortest {shortest}"
        yield document.fault((*question.words, "choices", longest), f"{reason}; balance the choices")


def _word_faults(document: Document, question: Question, texts: Mapping[str, str], language: str) -> Iterator[Fault]:
    for choice, reason in choice_faults(texts, question.key, language):
        yield document.fault((*question.words, "choices", choice), f"{question.name}: {reason}")


def _stem_faults(document: Document, path: Path, language: str) -> Iterator[Fault]:
    prompt = _at(document, (*path, "prompt"))
    for line, reason in stem_faults(prompt, language) if isinstance(prompt, str) else ():
        yield Fault(document.file, document.text_line((*path, "prompt")) + line, f"{path[-1]}: {reason}")
