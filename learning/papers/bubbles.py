"""What of each kind of question stands on an answer sheet: rows of bubbles, and from their marks back to the answer.

A row is marked once, unless it takes many. What was marked is also written as one short line, as it is typed: `a`,
`bd`, `abba` (a sign a row), `35.5`, and `-` for nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from learning.errors import Invalid
from learning.quizzes.items import Answer, Item, Placed
from learning.quizzes.numbers import is_decimal, readings

MOST_COLUMNS = 10
NOTHING = "-"
DIGITS = tuple("0123456789")
WHOLE_PLACES = 3
"""Digits before the point of a number; one stands behind it."""
NUMBER_LABELS = ("×100", "×10", "×1", "×0.1")
_NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9])?")

Marks = tuple[tuple[int, ...], ...]
"""For each row the columns that are marked, from 0."""


@dataclass(frozen=True)
class Row:
    """One row of bubbles.

    Attributes:
        label: what stands beside it, after the number of the question.
        columns: what stands in each bubble.
        many: any number may be marked.
    """

    label: str
    columns: tuple[str, ...]
    many: bool = False


@dataclass(frozen=True)
class Shape:
    """How a kind of question stands on a sheet."""

    fits: Callable[[Item], bool]
    rows: Callable[[Item], tuple[Row, ...]]
    answer: Callable[[Item, Placed, Marks], Answer | None]


def is_printable(item: Item) -> bool:
    """Say whether bubbles can carry the answer to a question."""
    shape = SHAPES.get(item.kind)
    return shape is not None and shape.fits(item)


def rows_of(item: Item) -> tuple[Row, ...]:
    """List the rows that a question takes.

    Raises:
        KeyError: its kind cannot stand on a sheet.
    """
    return SHAPES[item.kind].rows(item)


def answer_of(item: Item, placed: Placed, marks: Marks) -> Answer | None:
    """Say what was answered with these marks; None: nothing."""
    return SHAPES[item.kind].answer(item, placed, marks) if any(marks) else None


def written(item: Item, marks: Marks) -> str:
    """Write marks as a line, as a person would type it."""
    rows = rows_of(item)
    if not any(marks):
        return NOTHING
    if item.kind == "numeric":
        return _number(marks)
    signs = ["".join(row.columns[column] for column in found).lower() for row, found in zip(rows, marks, strict=True)]
    return "".join(sign or NOTHING for sign in signs)


def read_line(item: Item, typed: str) -> Marks:
    """Read a line as a person types it for one question.

    Raises:
        Invalid: it is none that this question can have; the sentence says what is wanted.
    """
    rows = rows_of(item)
    plain = "".join(typed.split()).upper()
    if plain == NOTHING:
        return ((),) * len(rows)
    if item.kind == "numeric":
        return _digits(plain)
    if len(rows) == 1:
        return (_columns(rows[0], plain),)
    if len(plain) != len(rows):
        raise Invalid(
            "“%(typed)s” has %(given)s signs, and %(rows)s are needed, one for each row; - stands for none.",
            typed=typed,
            given=len(plain),
            rows=len(rows),
        )
    return tuple(() if sign == NOTHING else _columns(row, sign) for row, sign in zip(rows, plain, strict=True))


def _columns(row: Row, signs: str) -> tuple[int, ...]:
    unknown = next((sign for sign in signs if sign not in row.columns), None)
    if unknown is not None or not signs:
        raise Invalid(
            "“%(typed)s” is none of %(first)s to %(last)s.",
            typed=unknown or "",
            first=row.columns[0].lower(),
            last=row.columns[-1].lower(),
        )
    if len(set(signs)) != len(signs):
        raise Invalid("“%(typed)s” names a choice twice.", typed=signs.lower())
    if len(signs) > 1 and not row.many:
        raise Invalid("“%(typed)s” names several choices, and only one can be marked.", typed=signs.lower())
    return tuple(sorted(row.columns.index(sign) for sign in signs))


def _digits(typed: str) -> Marks:
    found = readings(typed)
    if len(found) != 1 or not _NUMBER.fullmatch(found[0]):
        raise Invalid("“%(typed)s” is no number from 0 to 999.9.", typed=typed)
    whole, _, tenths = found[0].partition(".")
    places = whole.rjust(WHOLE_PLACES) + (tenths or " ")
    return tuple(() if sign == " " else (int(sign),) for sign in places)


def _number(marks: Marks) -> str:
    signs = [str(found[0]) if found else "" for found in marks]
    whole = "".join(signs[:WHOLE_PLACES]).lstrip("0") or "0"
    tenths = signs[WHOLE_PLACES].rstrip("0")
    return f"{whole}.{tenths}" if tenths else whole


def has_gap(marks: Marks) -> bool:
    """Say whether the marks of a number leave a digit out: 3 tens and no ones may be 30 or 3."""
    filled = [bool(found) for found in marks]
    return any(filled[:WHOLE_PLACES]) and not all(filled[filled.index(True) : WHOLE_PLACES])


# ── the kinds ───────────────────────────────────────────────────────────────
def letters(count: int) -> tuple[str, ...]:
    """Give the letters of so many choices: Latin ones in every language, as every keyboard has them."""
    return tuple(ascii_uppercase[:count])


def _grid(down: str, columns: Callable[[Item], Sequence[str]]) -> Callable[[Item], tuple[Row, ...]]:
    def rows(item: Item) -> tuple[Row, ...]:
        return tuple(Row(f".{number}", tuple(columns(item))) for number, _ in enumerate(item.body[down], 1))

    return rows


def _fits(down: str, across: str) -> Callable[[Item], bool]:
    return lambda item: len(item.body[across]) <= MOST_COLUMNS and len(item.body[down]) <= MOST_COLUMNS


def _given(keys: Sequence[str], values: Sequence[str], marks: Marks) -> Answer:
    return {key: values[found[0]] for key, found in zip(keys, marks, strict=True) if found}


def _is_short_number(item: Item) -> bool:
    """Say whether a number and what is counted as right beside it can be marked: nothing negative, one decimal."""
    key = item.body["key"]
    return is_decimal(key) and _NUMBER.fullmatch(key) is not None


SHAPES: Mapping[str, Shape] = {
    "single": Shape(
        _fits("choices", "choices"),
        lambda item: (Row("", letters(len(item.body["choices"]))),),
        lambda _, placed, marks: placed.order["choices"][marks[0][0]],
    ),
    "multiple": Shape(
        _fits("choices", "choices"),
        lambda item: (Row("", letters(len(item.body["choices"])), many=True),),
        lambda item, placed, marks: [
            choice for choice in item.body["choices"] if placed.order["choices"].index(choice) in marks[0]
        ],
    ),
    "statements": Shape(
        _fits("statements", "verdicts"),
        _grid("statements", lambda item: letters(len(item.body["verdicts"]))),
        lambda item, placed, marks: _given(placed.order["statements"], item.body["verdicts"], marks),
    ),
    "matching": Shape(
        _fits("left", "right"),
        _grid("left", lambda item: letters(len(item.body["right"]))),
        lambda _, placed, marks: _given(placed.order["left"], placed.order["right"], marks),
    ),
    "sort": Shape(
        _fits("cards", "bins"),
        _grid("cards", lambda item: letters(len(item.body["bins"]))),
        lambda item, placed, marks: _given(placed.order["cards"], item.body["bins"], marks),
    ),
    "ordering": Shape(
        lambda item: len(item.body["steps"]) < MOST_COLUMNS,
        _grid("steps", lambda item: DIGITS[1 : len(item.body["steps"]) + 1]),
        lambda _, placed, marks: {
            step: found[0] + 1 for step, found in zip(placed.order["steps"], marks, strict=True) if found
        },
    ),
    "numeric": Shape(
        _is_short_number,
        lambda _: tuple(Row(label, DIGITS) for label in NUMBER_LABELS),
        lambda _, __, marks: _number(marks),
    ),
}
