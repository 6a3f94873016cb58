"""What a correction of a wrong key does to an attempt, by when it was begun and submitted. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from learning.quizzes.marking import Marking
from learning.records.models import Delivery


class Remedy(StrEnum):
    """How a wrong key is put right."""

    FULL_CREDIT = "full-credit"
    """Everybody who was asked the question has it right, then and from now on."""
    BOTH_RIGHT = "both-right"
    """The old key and the new one both earn, then and from now on."""
    NEW_KEY = "new-key"
    """The new key earns from now on; what was submitted stays as it is."""
    UNDO = "undo"
    """An earlier correction was wrong: scores are what they would be without it."""


BEFORE_EVERYTHING = datetime.min.replace(tzinfo=UTC)


def begun_at(delivery: str, started_at: datetime) -> datetime:
    """Say when an attempt counts as begun: a sheet of paper was printed nobody knows when, so on it both keys earn."""
    return BEFORE_EVERYTHING if delivery == Delivery.PAPER else started_at


NEEDS_KEY = frozenset({Remedy.BOTH_RIGHT, Remedy.NEW_KEY})


@dataclass(frozen=True)
class Ruling:
    """One correction as marking needs it; `undoes` is the correction that it takes back."""

    id: uuid.UUID
    remedy: Remedy
    key: Mapping[str, Any] | None
    made_at: datetime
    undoes: uuid.UUID | None = None


def marking(rulings: Sequence[Ruling], begun_at: datetime, submitted_at: datetime | None) -> Marking:
    """Say by what one item of an attempt is marked, after every correction of it.

    An attempt that was open when a new key came has its question from before and its answers from after: whoever
    learned the old key and whoever knew better are both right in it.

    Args:
        rulings: the corrections of this item in this edition, oldest first.
        begun_at: when the attempt was begun.
        submitted_at: when it was submitted; None: it is being submitted now.
    """
    undone = {each.undoes for each in rulings if each.undoes}
    found = Marking()
    for each in rulings:
        if each.id in undone or each.remedy is Remedy.UNDO:
            continue
        if each.remedy is Remedy.FULL_CREDIT:
            found = Marking(full=True)
        elif each.remedy is Remedy.BOTH_RIGHT:
            found = Marking(((None,) if found.full else found.keys) + (each.key,))
        elif begun_at > each.made_at:
            found = Marking((each.key,))
        elif submitted_at is None or submitted_at > each.made_at:
            found = found if found.full else Marking((*found.keys, each.key))
    return found


def standing(rulings: Sequence[Ruling]) -> Sequence[Ruling]:
    """List the corrections that hold: neither undone nor taking another one back."""
    undone = {each.undoes for each in rulings if each.undoes}
    return [each for each in rulings if each.id not in undone and each.remedy is not Remedy.UNDO]
