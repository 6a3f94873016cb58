"""A list of people as somebody pastes or uploads it: one service number a line, or a CSV file with a column of them."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.errors import Invalid
from learning.people.rules import normalise_service_number

MOST_LINES: Final = 10_000
LARGEST: Final = 1024 * 1024  # bytes
SEPARATORS: Final = ",;\t"
NUMBERS: Final = frozenset(
    {"servicenumber", "servicenr", "serviceno", "number", "matricule", "numero", "numeromatricule", "numerodeservice"}
    | {"الرقمالعسكري", "رقمالخدمة", "الرقم"}
)
NAMES: Final = frozenset(
    {"name", "fullname", "nom", "nomcomplet", "nometprenom", "nometprenoms", "الاسم", "الاسمالكامل"}
)


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


def decoded(content: bytes) -> str:
    """Read the bytes of a file as text.

    Raises:
        Invalid: it is too large, or no text.
    """
    if len(content) > LARGEST:
        raise Invalid("This list is too large. It may have 1 MB at most.", field="file")
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("This file is no text. Save it as CSV (UTF-8), or paste the service numbers.", field="file")


def read_roll(text: str) -> Roll:
    """Read a list; with a first line of column titles the columns may stand in any order, else the number is first.

    Raises:
        Invalid: it is empty, or too long.
    """
    rows = _rows(text)
    number, name, first = _columns(rows)
    found: dict[str, Listed] = {}
    repeated = 0
    for row in rows[first:]:
        typed = row[number].strip() if number < len(row) else ""
        if not typed:
            continue
        key = _normal(typed)
        if key in found:
            repeated += 1
            continue
        found[key] = Listed(key, " ".join(row[name].split()) if name is not None and name < len(row) else "")
    if not found:
        raise Invalid("There is no service number in this list.", field="people")
    if len(found) > MOST_LINES:
        raise Invalid("This list is too long. It may have %(most)s people at most.", field="people", most=MOST_LINES)
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


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, int | None, int]:
    """Say in which columns numbers and names stand, and on which line people begin."""
    titles = [_plain(cell) for cell in rows[0]] if rows else []
    number = next((place for place, title in enumerate(titles) if title in NUMBERS), None)
    name = next((place for place, title in enumerate(titles) if title in NAMES), None)
    if number is not None:
        return number, name, 1
    return 0, 1 if len(titles) > 1 else None, 0


def _plain(title: str) -> str:
    letters = (letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))
    return "".join(letter for letter in letters if letter.isalnum()).casefold()


def _normal(typed: str) -> str:
    try:
        return normalise_service_number(typed)
    except Invalid:
        return typed[:40]
