"""The register of indicators: what each of them means, read from `definitions.toml` once."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from learning.languages import DEFAULT

FILE: Final = Path(__file__).parent / "definitions.toml"
UNITS: Final = ("people", "courses", "share")
MOMENTS: Final = ("quarter", "last-day")
DIMENSIONS: Final = ("category", "course")
WORDS: Final = ("name", "formula", "numerator", "denominator")


@dataclass(frozen=True)
class Definition:
    """What one indicator means, in one version.

    Attributes:
        code: its name for ever.
        version: grows with each change of what it counts or says.
        unit: one of `UNITS`.
        on: one of `MOMENTS`: whether it counts what happened in the quarter, or what stood on its last day.
        by: one of `DIMENSIONS`, by which it is broken down.
        source: the document that asks for it; empty: it is ours alone.
        words: by language: name, formula, numerator and denominator.
    """

    code: str
    version: int
    unit: str
    on: str
    by: str
    source: str
    words: Mapping[str, Mapping[str, str]]

    def word(self, word: str, language: str) -> str:
        """Say one of `WORDS` in a reader's language."""
        return (self.words.get(language) or self.words[DEFAULT.tag])[word]

    def stored(self) -> dict[str, Any]:
        """Give it as it is kept with the figures that were reported under it."""
        return asdict(self)

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> Self:
        """Read it back."""
        return cls(**kept)


@cache
def definitions() -> tuple[Definition, ...]:
    """Read the register, in its order."""
    return tuple(Definition(**table) for table in tomllib.loads(FILE.read_text(encoding="utf-8"))["indicators"])
