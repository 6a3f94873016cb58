"""Marking an item whose key was found wrong: by other keys too, or as right for everybody who was asked it. Pure."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from learning.errors import Invalid, Reason, Reasons
from learning.quizzes.items import Answer, Item, Quiz
from learning.quizzes.kinds import kind

KEYS = ("key", "tolerance")
"""What of an item's body is its key; all the rest is what was shown, and stays what it was."""
PARTS = "parts"
LONGEST_KEY = 4_000
_AS_IT_STANDS = "%(place)s"
_LINE = re.compile(r"at line (\d+)")

Key = Mapping[str, Any]
"""A key as a pack writes it: `key` and `tolerance`, or `parts` with the same for some of its parts."""


@dataclass(frozen=True)
class Marking:
    """By what one item is marked.

    Attributes:
        keys: any of these keys earns; None is the key that the item was published with.
        full: everybody who was asked the item has it right, whatever was answered.
    """

    keys: tuple[Key | None, ...] = (None,)
    full: bool = False

    def share(self, item: Item, answer: Answer | None) -> Fraction:
        """Say how much of the item is right, from 0 to 1: by the key that is best for the learner."""
        if self.full:
            return Fraction(1)
        if answer is None:
            return Fraction(0)
        return max(kind(item.kind).mark(with_key(item, key), answer) for key in self.keys)

    def shown(self, item: Item, answer: Answer | None) -> Item:
        """Give the item with the key that is best for the learner; the newest one, when several are."""
        best = self.keys[-1]
        if answer is not None:
            ranked = [(kind(item.kind).mark(with_key(item, key), answer), place) for place, key in enumerate(self.keys)]
            best = self.keys[max(ranked)[1]]
        return with_key(item, best)


Markings = Mapping[str, Marking]
"""The markings of an edition's items by their ids; an item that is not named is marked as it was published."""


def takes_key(item: Item) -> bool:
    """Say whether a new key can be given for an item; the others can be counted as right for everybody."""
    return "key" in item.body or any("key" in part for part in _parts(item))


def with_key(item: Item, key: Key | None) -> Item:
    """Give the item with another key; everything that is shown stays."""
    if key is None:
        return item
    body = {**item.body, **{name: key[name] for name in KEYS if name in key}}
    if PARTS in key:
        body[PARTS] = [{**part, **key[PARTS].get(part["id"], {})} for part in _parts(item)]
    return replace(item, body=body)


def key_of(item: Item) -> Key:
    """Give the key that an item has, as a pack writes it."""
    key: dict[str, Any] = {name: item.body[name] for name in KEYS if name in item.body}
    parts = {part["id"]: {name: part[name] for name in KEYS if name in part} for part in _parts(item)}
    if any(parts.values()):
        key[PARTS] = {name: each for name, each in parts.items() if each}
    return key


def read_key(item: Item, text: str) -> Key:
    """Read a new key as a pack writes it, and check the item with it by the rules that check packs.

    Raises:
        Invalid: it cannot be read, says something else than a key, is the key that the item has, or is no key for it.
    """
    try:
        key = tomllib.loads(text[:LONGEST_KEY])
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = int(place[1]) if place else len(text.splitlines())
        raise Invalid(
            "Line %(line)s of this key cannot be read. Write it as the key was written before.", field="key", line=line
        ) from None
    faults: list[str] = [*_shape_faults(item, key)]
    changed = item if faults else with_key(item, key)
    faults = faults or kind(item.kind).faults(changed)
    if faults:
        raise Invalid("This key cannot be used: %(reasons)s.", field="key", reasons=Reasons(map(_reason, faults)))
    if key_of(changed) == key_of(item):
        raise Invalid("This is the key that the question has already.", field="key")
    return key


def with_markings(quiz: Quiz, markings: Markings, answers: Mapping[str, Answer | None]) -> Quiz:
    """Give a quiz whose corrected items have the key that is best for these answers, to be shown beside them."""
    if not markings:
        return quiz
    items = tuple(
        markings[item.id].shown(item, answers.get(item.id)) if item.id in markings else item for item in quiz.items
    )
    return replace(quiz, items=items)


def _parts(item: Item) -> list[dict[str, Any]]:
    parts = item.body.get(PARTS)
    return parts if isinstance(parts, list) else []


def _shape_faults(item: Item, key: Key) -> list[Reason]:
    if not key:
        return [Reason("it is empty")]
    known = key_of(item)
    found = [_foreign(name) for name in key if name not in known]
    parts = key.get(PARTS, {})
    if found or not isinstance(parts, dict):
        return found or [Reason("“%(place)s” must be tables", PARTS)]
    for name, part in parts.items():
        if name not in known[PARTS] or not isinstance(part, dict):
            found.append(_foreign(f"{PARTS}.{name}"))
        else:
            surplus = [each for each in part if each not in known[PARTS][name]]
            found += [Reason("“%(place)s” is no key", f"{PARTS}.{name}.{each}") for each in surplus]
    return found


def _foreign(place: str) -> Reason:
    return Reason("“%(place)s” is no part of this question's key", place)


def _reason(fault: str) -> Reason:
    """Take a fault that a new key does not make, and that only contributors read, as it stands."""
    return fault if isinstance(fault, Reason) else Reason(_AS_IT_STANDS, fault)
