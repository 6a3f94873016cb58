"""Plain text: a report as it is read in a mail or on any screen, its columns in line."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from learning.reports.table import Column, Sheet, Table, shown

GAP: Final = "   "
WIDEST: Final = 46
"""A longer text goes on in the line below."""


def draw(sheet: Sheet) -> Iterator[bytes]:
    """Write a report as UTF-8 text, one table below the other."""
    head = sheet.header
    lines = [head.title, "=" * width(head.title), ""]
    lines += [f"{label}: {value}" for label, value in head.lines]
    lines += ["", head.audience_words]
    for table in sheet.tables:
        lines += ["", "", table.title, "-" * width(table.title), *_table(table, sheet)]
    yield ("\n".join(line.rstrip() for line in lines) + "\n").encode()


def _table(table: Table, sheet: Sheet) -> Iterator[str]:
    rows = [
        [_text(shown(cell, column, sheet.header), column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    if not rows:
        yield sheet.header.empty_words
        return
    broken = [[_broken(cell) for cell in row] for row in [[column.heading for column in table.columns], *rows]]
    widths = [max(width(line) for row in broken for line in row[place]) for place in range(len(table.columns))]
    for row in broken:
        for number in range(max(map(len, row))):
            cells = [cell[number] if number < len(cell) else "" for cell in row]
            yield GAP.join(
                _padded(cell, wide, column) for cell, wide, column in zip(cells, widths, table.columns, strict=True)
            )


def _text(cell: str, column: Column) -> str:
    return f"{cell} %" if column.kind == "percent" and cell[:1].isdigit() else cell


def _broken(words: str) -> Sequence[str]:
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer) > WIDEST and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _padded(cell: str, wide: int, column: Column) -> str:
    room = " " * (wide - width(cell))
    return cell + room if column.kind in {"text", "date"} else room + cell


def width(words: str) -> int:
    """Count the places that words take on a screen: signs over a letter take none, letters of East Asia two."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in words
    )
