"""A list of people as somebody pastes or uploads it: one service number a line, or a table with a column of them."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from learning.errors import Invalid
from learning.people.rules import normalise_service_number
from learning.rolls.headings import Field, Remembered, columns, heading_row

MOST_LINES: Final = 10_000
LARGEST: Final = 1024 * 1024  # bytes
SEPARATORS: Final = ",;\t"


@dataclass(frozen=True)
class Listed:
    """One person of a list: the service number as it is stored (as typed, if it can be none), and the name, if any."""

    number: str
    name: str


@dataclass(frozen=True)
class Roll:
    """A list that was read.

    Attributes:
        people: each number once, in the order of the list.
        repeated: how many further lines had a number that stood before.
    """

    people: tuple[Listed, ...]
    repeated: int


def read_roll(text: str, remembered: Remembered = MappingProxyType({})) -> Roll:
    """Read a list that was pasted; see `listed`.

    Raises:
        Invalid: it is empty, or too long (field `people`).
    """
    return listed(_rows(text), remembered, field="people")


def listed(rows: Sequence[Sequence[str]], remembered: Remembered, *, field: str = "file") -> Roll:
    """Find numbers and names in the rows of a list as it comes: titles above, columns in any order, in our languages.

    Without headings the first column holds the numbers, and the second the names.

    Args:
        rows: of a file or a text.
        remembered: what the country's own lists called their columns.
        field: where the list was given, beside which it is refused.

    Raises:
        Invalid: it names columns but none of service numbers, is empty, or too long.
    """
    people, at = _columns(rows, remembered, field)
    found: dict[str, Listed] = {}
    repeated = 0
    for row in people:
        typed = _said(row, at, Field.SERVICE_NUMBER)
        if not typed:
            continue
        key = _normal(typed)
        if key in found:
            repeated += 1
            continue
        parts = (_said(row, at, each) for each in (Field.FIRST_NAME, Field.NAME, Field.FAMILY_NAME))
        found[key] = Listed(key, " ".join(part for part in parts if part))
    if not found:
        raise Invalid("There is no service number in this list.", field=field)
    if len(found) > MOST_LINES:
        raise Invalid("This list is too long. It may have %(most)s people at most.", field=field, most=MOST_LINES)
    return Roll(tuple(found.values()), repeated)


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    separator = max(SEPARATORS, key=lines[0].count) if lines else ","
    if len(text) > LARGEST:
        raise Invalid("This list is too large. It may have 1 MB at most.", field="people")
    try:
        return list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    except csv.Error as error:
        raise Invalid("This list cannot be read as CSV.", field="people") from error


def _columns(
    rows: Sequence[Sequence[str]], remembered: Remembered, field: str
) -> tuple[Sequence[Sequence[str]], dict[Field, int]]:
    """Say which rows are people, and in which columns number and name stand."""
    top = heading_row(rows, remembered)
    at = {held: place for place, held in columns(rows[top], remembered).items()} if rows else {}
    if Field.SERVICE_NUMBER in at:
        return rows[top + 1 :], at
    if len(at) > 1:
        raise Invalid("No column of this list is called “service number”. Name one so.", field=field)
    return rows, {Field.SERVICE_NUMBER: 0, Field.NAME: 1}


def _said(row: Sequence[str], at: Mapping[Field, int], field: Field) -> str:
    place = at.get(field)
    return " ".join(row[place].split()) if place is not None and place < len(row) else ""


def _normal(typed: str) -> str:
    try:
        return normalise_service_number(typed)
    except Invalid:
        return typed[:40]
