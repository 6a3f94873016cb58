"""What a check found: each thing that was looked at with a sentence, and one verdict; written for a terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from certificates.facts import StrangeFacts
from certificates.tampered import Tampered

_Found = TypeVar("_Found")
_SIGNS = {True: "✓", False: "✗", None: "–"}


class NotGenuine(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """What was found wrong, as a sentence for the person who checks."""


class Verdict(StrEnum):
    """What a certificate is worth, in a word; only the first lets somebody through."""

    GENUINE = "Genuine"
    EXPIRED = "Expired"
    REPLACED = "Replaced"
    REVOKED = "Revoked"
    NOT_GENUINE = "Not genuine"
    CANNOT_TELL = "Cannot tell"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what.
        passed: None when it could not be looked at.
        sentence: what was found.
    """

    name: str
    passed: bool | None
    sentence: str


@dataclass(frozen=True)
class Report:
    """The outcome of a check.

    Attributes:
        verdict: in a word.
        facts: what the issuer certifies, as label and text; empty when nothing in the file can be believed.
        checks: everything that was looked at, in order.
    """

    verdict: Verdict
    facts: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]

    def __str__(self) -> str:
        lines = [str(self.verdict), ""]
        if self.facts:
            widest = max(len(label) for label, _ in self.facts)
            lines += [f"  {label:<{widest}}  {_printable(text)}" for label, text in self.facts]
            lines.append("")
        lines += [f"  {_SIGNS[each.passed]} {each.name}: {_printable(each.sentence)}" for each in self.checks]
        return "\n".join(lines)


class Looked:
    """Collects checks; whatever a hostile file does to a parser is a reason not to believe it."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def at(self, name: str, look: Callable[[], _Found], say: Callable[[_Found], str]) -> _Found | None:
        """What was found, or None when it was missing, damaged or refused."""
        try:
            found = look()
        except (NotGenuine, Tampered, StrangeFacts) as error:
            self.note(name, sentence=str(error), passed=False)
        except Exception:  # noqa: BLE001 - see above
            self.note(name, sentence="It cannot be read: it is damaged, or was changed.", passed=False)
        else:
            self.note(name, sentence=say(found), passed=True)
            return found
        return None

    def note(self, name: str, *, sentence: str, passed: bool | None) -> None:
        """Add what was found elsewhere."""
        self.checks.append(Check(name, passed, sentence))

    @property
    def all_passed(self) -> bool:
        """Whether nothing that was looked at is wrong."""
        return all(each.passed is not False for each in self.checks)


def _printable(text: str) -> str:
    """A text without what could command a terminal: some of it was written by whoever made the file."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
