"""The form of tables in a pack: which keys they have, and what each may hold."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from learning.modules.documents import Document, Path
from learning.modules.rules import Fault

Rule = Callable[[Any], str | None]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OBJECTIVE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
MEMBERS_AT_MOST = 100
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LESSON_FILE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md")
DRAWING = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.svg")


def table_faults(
    document: Document, path: Path, table: Any, rules: Mapping[str, Rule], optional: tuple[str, ...] = ()
) -> Iterator[Fault]:
    """Find what is missing in a table, what is not known, and what has the wrong form."""
    if not isinstance(table, Mapping):
        yield document.fault(path, f"“{path[-1]}” must be a table")
        return
    for key, rule in rules.items():
        if key in table:
            reason = rule(table[key])
            if reason:
                yield document.fault((*path, key), f"“{key}” {reason}")
        elif key not in optional:
            yield document.fault(path, f"“{key}” is missing")
    for key in table:
        if key not in rules:
            yield document.fault((*path, key), f"“{key}” is not a key of this format")


def exactly(wanted: Any) -> Rule:
    """Accept one value only."""
    return lambda value: None if type(value) is type(wanted) and value == wanted else f"must be {wanted}"


def flag(value: Any) -> str | None:
    """Accept true or false."""
    return None if isinstance(value, bool) else "must be true or false"


def whole(lowest: int, highest: int) -> Rule:
    """Accept a whole number within bounds."""

    def rule(value: Any) -> str | None:
        fits = isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest
        return None if fits else f"must be a whole number from {lowest} to {highest}"

    return rule


def named(pattern: re.Pattern[str], example: str, longest: int = 80) -> Rule:
    """Accept a name of one form, such as "what-1325-asks"."""

    def rule(value: Any) -> str | None:
        fits = isinstance(value, str) and len(value) <= longest and pattern.fullmatch(value)
        return None if fits else f"must be a name like “{example}”"

    return rule


def one_of(words: type[StrEnum]) -> Rule:
    """Accept a word of a vocabulary."""
    return lambda value: None if value in set(words) else f"must be one of {', '.join(words)}"


def text(value: Any) -> str | None:
    """Accept text that says something."""
    return None if isinstance(value, str) and value.strip() else "must be text"


def several(rule: Rule, at_least: int = 1) -> Rule:
    """Accept a list without repetition whose members all keep a rule."""

    def of_list(value: Any) -> str | None:
        if not isinstance(value, list) or not at_least <= len(value) <= MEMBERS_AT_MOST:
            return f"must be a list of {at_least} to {MEMBERS_AT_MOST}"
        for member in value:
            reason = rule(member)
            if reason:
                return f"holds “{member}”, which {reason}"
        repeated = [member for member in value if value.count(member) > 1]
        return f"holds “{repeated[0]}” more than once" if repeated else None

    return of_list


def tables(value: Any) -> str | None:
    """Accept an array of tables with at least one member."""
    fits = isinstance(value, list) and 1 <= len(value) <= MEMBERS_AT_MOST
    return None if fits and all(isinstance(member, dict) for member in value) else "must be one or more tables"


def table(value: Any) -> str | None:
    """Accept a table."""
    return None if isinstance(value, dict) else "must be a table"
