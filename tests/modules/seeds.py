"""Seeded faults: one thing spoilt in a sound pack, and the one fault that it must give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from learning.modules.rules import Fault

FaultsOf = Callable[[Mapping[str, str | bytes]], tuple[Fault, ...]]
WORDS, LESSON, DRAWING = "en/words.toml", "en/10-the-ford.md", "media/ford.svg"
EXERCISES, EXERCISE_WORDS, GUIDE = "exercises.toml", "en/exercises.toml", "en/facilitator.md"


@dataclass(frozen=True)
class Seed:
    """One thing spoilt in a sound pack, and the one fault it gives; `at` is part of the line that is named.

    A table inside an item is named at its head, and `at` stands directly below. Only the first `old` is spoilt, or
    every one.
    """

    file: str
    old: str
    new: str
    at: str
    reason: str
    every: bool = False


def gives_one_fault(seed: Seed, faults_of: FaultsOf, files: Mapping[str, str]) -> None:
    """Spoil the pack and look for the one fault, in its place."""
    assert seed.old in files[seed.file], "the seed fits the sound pack"
    spoilt = {**files, seed.file: files[seed.file].replace(seed.old, seed.new, -1 if seed.every else 1)}

    found = faults_of(spoilt)

    assert len(found) == 1, [str(fault) for fault in found]
    (fault,) = found
    assert fault.file == seed.file
    named = spoilt[seed.file].split("\n")[fault.line - 1 :][:2]
    assert seed.at in (named[1] if named[0].startswith("[[items.") else named[0]), fault
    assert seed.reason in fault.reason, fault
