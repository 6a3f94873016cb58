"""New keys that are refused: each reason can be said in every language of the interface, wherever it stands."""

from typing import Any

import pytest

from learning.errors import Invalid, Reason
from learning.quizzes.items import Item
from learning.quizzes.marking import key_of, read_key, takes_key
from tests.quizzes.pool import BODIES, item

WRONG = ("5", '""', '"zz"', "[]", '["zz"]', '["a", "a"]', "{}", '{ zz = "zz" }')
KINDS = [kind for kind in BODIES if takes_key(item(kind))]


def reasons(of: Item, key: str) -> tuple[Reason, ...]:
    """Why a key is refused; nothing when it is not, or for a reason of the whole key."""
    try:
        read_key(of, key)
    except Invalid as refusal:
        found: tuple[Reason, ...] = refusal.values.get("reasons", ())  # type: ignore[assignment]
        return found
    return ()


def broken(of: Item) -> list[str]:
    """Keys for an item of which none can be used, as somebody types them."""
    key = key_of(of)
    lines = [f"{name} = {value}" for name in key if name != "parts" for value in WRONG]
    parts: dict[str, Any] = key.get("parts", {})
    lines += [f"parts.{part}.{name} = {value}" for part, names in parts.items() for name in names for value in WRONG]
    return [*lines, "choices = []", "parts = 5", "parts.zz.key = 5", "parts.p1.zz = 5", ""]


@pytest.mark.parametrize("kind", KINDS)
def test_every_reason_against_a_new_key_can_be_said_in_other_languages(kind: str) -> None:
    found = [reason for key in broken(item(kind)) for reason in reasons(item(kind), key)]
    assert len(found) > len(WRONG) // 2
    assert [reason for reason in found if reason.sentence == "%(place)s"] == []


def test_a_reason_inside_of_a_part_names_the_part() -> None:
    of = item("casefile")
    part, names = next(iter(key_of(of)["parts"].items()))
    (reason, *_) = reasons(of, f"parts.{part}.{next(iter(names))} = 5")
    assert reason.values["place"] == f"parts.{part}.key"
    assert reason.startswith(f"“parts.{part}.key” ")
