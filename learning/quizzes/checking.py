"""What every kind checks before it is published: lists of ids, and words for each of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from learning.errors import Reason
from learning.quizzes.items import Item, Words

MOST = 10
"""More options than this do not fit a phone, nor a tired mind."""

_ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_ID_LENGTH = 40


def is_id(value: object) -> bool:
    """Say whether this may name an item or an option: letters, digits, single hyphens, at most 40 characters."""
    return isinstance(value, str) and len(value) <= _ID_LENGTH and _ID.fullmatch(value) is not None


def key_faults(item: Item, *names: str) -> list[str]:
    """Say which of the kind's own keys are missing, and which are not known."""
    missing = [f"“{name}” is missing" for name in names if name not in item.body]
    unknown = [f"“{name}” is not known for the kind {item.kind}" for name in item.body if name not in names]
    return missing + unknown


def list_faults(item: Item, name: str, *, least: int, most: int = MOST) -> list[str]:
    """Say why a list of option ids cannot be used."""
    ids = item.body.get(name)
    if not isinstance(ids, list) or not all(is_id(each) for each in ids):
        return [Reason("“%(place)s” must be a list of ids (letters, digits, hyphens)", name)]
    found: list[str] = []
    if len(set(ids)) != len(ids):
        found.append(Reason("“%(place)s” has an id twice", name))
    if least == most != len(ids):
        found.append(Reason("“%(place)s” has %(number)s ids, and must have %(most)s", name, number=len(ids), most=most))
    elif not least <= len(ids) <= most:
        sentence = Reason(
            "“%(place)s” has %(number)s ids, and must have %(least)s to %(most)s",
            name,
            number=len(ids),
            least=least,
            most=most,
        )
        found.append(sentence)
    return found


def table_faults(body: Mapping[str, Any], name: str, *, least: int, most: int) -> list[str]:
    """Say why a list of tables that each have an id (scenes, parts, fields) cannot be used."""
    tables = body.get(name)
    if not isinstance(tables, list) or not all(isinstance(each, Mapping) and is_id(each.get("id")) for each in tables):
        return [f"“{name}” must be tables that each have an “id” (letters, digits, hyphens)"]
    found = []
    if len({each["id"] for each in tables}) != len(tables):
        found.append(f"“{name}” has an id twice")
    if not least <= len(tables) <= most:
        found.append(f"“{name}” has {len(tables)} tables, and must have {least} to {most}")
    return found


def is_whole(value: object, least: int, most: int | None = None) -> bool:
    """Say whether this is a whole number within its limits."""
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return least <= value and (most is None or value <= most)


def within(where: str, reasons: Iterable[str]) -> list[str]:
    """Say reasons of a part with the place of the part: “key” becomes “parts.p1.key”."""
    return [_within(where, reason) for reason in reasons]


def _within(where: str, reason: str) -> str:
    if isinstance(reason, Reason):
        return reason.within(where)
    return reason.replace("“", f"“{where}.", 1) if "“" in reason else f"“{where}”: {reason}"


def text_faults(words: Words, *names: str, where: str = "") -> list[str]:
    """Say which texts are missing or empty in a table of words."""
    return [f"“{where}{name}” is missing or empty" for name in names if not is_text(words.get(name))]


def is_text(value: object) -> bool:
    """Say whether this is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def surplus_faults(words: Words, known: Iterable[str], where: str = "") -> list[str]:
    """Say which words belong to nothing in the quiz."""
    allowed = set(known)
    return [f"“{where}{name}” belongs to nothing in the quiz" for name in words if name not in allowed]


def option_faults(words: Words, table: str, ids: list[str], *, feedback: bool = True) -> list[str]:
    """Say which options have no words, no feedback, or the same words as another."""
    options = words.get(table)
    if not isinstance(options, Mapping):
        return [f"the table “{table}” is missing"]
    found = surplus_faults(options, ids, f"{table}.")
    names = ("text", "feedback") if feedback else ("text",)
    for option in ids:
        found += _one_option_faults(options.get(option), f"{table}.{option}", names)
    if not found and len({str(options[option]["text"]).strip().casefold() for option in ids}) != len(ids):
        found.append(f"two of “{table}” have the same text")
    return found


def _one_option_faults(option: Any, where: str, names: tuple[str, ...]) -> list[str]:
    if not isinstance(option, Mapping):
        return [f"“{where}” is missing"]
    return text_faults(option, *names, where=f"{where}.") + surplus_faults(option, names, f"{where}.")
