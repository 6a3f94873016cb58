"""How long a course takes somebody who reads in a second language: what it promises is counted, not guessed.

One measure for everything: 180 words a minute, about three quarters of what people read in their own language (238 in
M. Brysbaert, "How many words do we read per minute?", 2019), and half a minute for each decision.
"""

import math
from collections.abc import Iterator
from typing import Any

from learning.modules.documents import Document
from learning.modules.rules import Fault, Lesson, Pack
from learning.modules.texts import word_count

WORDS_A_MINUTE = 180
MINUTES_TO_DECIDE = 0.5
MINUTES_A_QUESTION = 4 / 3
"""The 345 questions that we ship have 139 words on average, with their choices, the feedback and the rationale."""
MAY_DIFFER = 1
COUNTED = "en"


def minutes(words: int, decisions: int) -> int:
    """Say how many whole minutes words and decisions take; one at least."""
    return max(1, round(words / WORDS_A_MINUTE + decisions * MINUTES_TO_DECIDE))


def quiz_minutes(questions: int) -> int:
    """Say how many whole minutes the questions of a quiz take, with the reading of why."""
    return math.ceil(questions * MINUTES_A_QUESTION)


def lesson_minutes(pack: Pack, lesson: Lesson) -> int:
    """Say how many minutes a lesson takes in English: its text, and each check-yourself question with all it says."""
    checks = sum(_words_in(pack.words[COUNTED]["checks"][check]) for check in lesson.checks)
    return minutes(word_count(pack.texts[COUNTED, lesson.id]) + checks, len(lesson.checks))


def pace_faults(module: Document, pack: Pack) -> Iterator[Fault]:
    """Find lessons that promise to be longer or shorter than they are; English only.

    Args:
        module: module.toml.
        pack: the pack, without other faults.
    """
    if COUNTED not in pack.languages:
        return
    for number, lesson in enumerate(pack.lessons):
        counted = lesson_minutes(pack, lesson)
        if abs(lesson.minutes - counted) > MAY_DIFFER:
            reason = f"“{lesson.id}” takes about {counted} minutes by its words and checks, not {lesson.minutes}"
            yield module.fault(("lessons", number, "minutes"), reason)


def _words_in(said: Any) -> int:
    """Count the words of a table of words, whatever is nested in it."""
    if isinstance(said, str):
        return len(said.split())
    return sum(map(_words_in, said.values())) if isinstance(said, dict) else 0
