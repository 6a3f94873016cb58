"""How wide the columns of a printed table are, and where its texts break: measured before anything is drawn.

Lengths are points. Figures and dates never break; texts break between words, and within a word only when the word
alone is wider than its column: nothing is cut off.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from certificates import type as typeset
from learning.reports.table import Column, Header, Row, Table, shown

GAP: Final = 12.0  # between neighbouring columns
SIZE: Final = 8.5
SMALLEST: Final = 7.0  # still legible on paper
STEP: Final = 0.5
LEADING: Final = 1.5  # distance of base lines, in sizes: room for the marks of every script
AIR: Final = 5.0  # of a row, shared above and below its lines
FIGURES: Final = ("number", "percent")
COUNTS_TEXT: Final = 210.0  # the least width of a text column in a table of counts, and
COUNTS_FIGURES: Final = 68.0  # of a column of figures, so that the tables of a page line up
LONGEST_WORD: Final = 130.0  # the serial of a certificate; no column is kept wider for the sake of one word
SAMPLE: Final = 200  # rows that are looked at before the widths are settled


@dataclass(frozen=True)
class Widths:
    """The measures of one table.

    Attributes:
        size: type size of its cells.
        starts: distance of each column from the table's start edge.
        widths: room for the text of each column.
        total: width of the whole table.
        leading: distance of base lines, in sizes.
        air: of a row, shared above and below its lines.
    """

    size: float
    starts: tuple[float, ...]
    widths: tuple[float, ...]
    total: float
    leading: float = LEADING
    air: float = AIR

    @property
    def step(self) -> float:
        """Distance of base lines."""
        return self.size * self.leading

    def height(self, lines: int) -> float:
        """Room for a row of so many lines."""
        return lines * self.step + self.air


@dataclass(frozen=True)
class Measured:
    """A table whose first rows were read to measure it.

    Attributes:
        sample: the first rows, as text.
        rest: the rows after them, as text, to be read once.
        is_whole: the sample is the whole table.
        widths: where its columns stand.
    """

    sample: tuple[tuple[str, ...], ...]
    rest: Iterator[tuple[str, ...]]
    is_whole: bool
    widths: Widths


Settle = Callable[[Sequence[Column], Sequence[Sequence[str]], float], Widths]
"""Gives columns their widths, by some rows, within a room."""


def measured(table: Table, header: Header, room: float, settled: Settle) -> Measured:
    """Read the first rows of a table and settle its columns within a room."""
    rows = as_texts(table, header)
    sample = tuple(islice(rows, SAMPLE))
    widths = settled(table.columns, sample, room)
    return Measured(sample, rows, len(sample) < SAMPLE, widths)


def as_texts(table: Table, header: Header) -> Iterator[tuple[str, ...]]:
    """Say how each row reads; characters of scripts that cannot be printed become a replacement sign."""

    def text(column: Column, row: Row, number: int) -> str:
        reading = shown(row[number], column, header)
        return reading if reading.isascii() else typeset.with_substitutes(reading)

    for row in table.rows:
        if len(row) != len(table.columns):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(table.columns)} columns")
        yield tuple(text(column, row, number) for number, column in enumerate(table.columns))


def settle(columns: Sequence[Column], sample: Sequence[Sequence[str]], room: float, *, is_spread: bool) -> Widths:
    """Give each column its width: its natural one if all fit, else texts give way, then the size does.

    Args:
        columns: the columns.
        sample: rows to judge by.
        room: width of the paper between the margins.
        is_spread: the table takes the whole width even when it needs less.
    """
    size = SIZE
    while True:
        natural = [natural_width(number, column, sample, size) for number, column in enumerate(columns)]
        least = [least_width(number, column, sample, size) for number, column in enumerate(columns)]
        free = room - GAP * (len(columns) - 1)
        if sum(least) <= free or size <= SMALLEST:
            break
        size -= STEP
    if not is_spread:
        usual = [COUNTS_FIGURES if column.kind in FIGURES else COUNTS_TEXT for column in columns]
        natural = list(map(max, natural, usual))
    widths = shared_out(natural, least, free)
    if is_spread and sum(widths) < free:
        takers = [column.kind == "text" for column in columns]
        extra = (free - sum(widths)) / (sum(takers) or len(widths))
        widths = [width + extra * (takes or not any(takers)) for width, takes in zip(widths, takers, strict=True)]
    starts = tuple(sum(widths[:number]) + GAP * number for number in range(len(widths)))
    return Widths(size, starts, tuple(widths), starts[-1] + widths[-1])


def shared_out(natural: list[float], least: list[float], free: float) -> list[float]:
    """Share the free width: everyone gets the least, the rest goes where texts are longer."""
    if sum(natural) <= free:
        return natural
    wishes = [wish - base for wish, base in zip(natural, least, strict=True)]
    left = free - sum(least)
    if left <= 0 or not sum(wishes):
        return [base * free / sum(least) for base in least]
    return [base + wish * left / sum(wishes) for base, wish in zip(least, wishes, strict=True)]


def natural_width(number: int, column: Column, sample: Sequence[Sequence[str]], size: float) -> float:
    """Width that no line break is needed for; a heading may take two lines."""
    cells = max((typeset.measure(row[number], size) for row in sample), default=0.0)
    heading = typeset.measure(column.heading, size, style=typeset.Style.BOLD) / 2
    return max(cells, heading, heading_word(column, size)) + STEP


def least_width(number: int, column: Column, sample: Sequence[Sequence[str]], size: float) -> float:
    """Width that no word is broken for, within reason; figures and dates are kept on one line."""
    if column.kind == "text":
        words = {word for row in sample for word in row[number].split()}
    else:
        words = {row[number] for row in sample}
    widest = max((typeset.measure(word, size) for word in words), default=0.0)
    if column.kind == "text":
        widest = min(widest, LONGEST_WORD)
    return max(widest, min(heading_word(column, size), LONGEST_WORD)) + STEP


def heading_word(column: Column, size: float) -> float:
    """Width of the longest word of a column's heading."""
    return max((typeset.measure(word, size, style=typeset.Style.BOLD) for word in column.heading.split()), default=0.0)


@lru_cache(maxsize=8192)
def lines_of(
    text: str, width: float, size: float, style: typeset.Style = typeset.Style.TEXT, base: typeset.Base = "auto"
) -> tuple[str, ...]:
    """Break a text into the lines of its column; kept for a while, because rolls repeat most of their texts."""
    if not text:
        return ()
    if typeset.measure(text, size, style=style, base=base) <= width:
        return (text,)
    try:
        return typeset.wrap(text, width, size, style=style, base=base)
    except typeset.DoesNotFit:
        return tuple(pieces(text, width, size, style))


def pieces(text: str, width: float, size: float, style: typeset.Style) -> Iterator[str]:
    """Break lines between words, and within words that are wider than their column: no space gets into a serial."""
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if typeset.measure(joined, size, style=style) <= width:
            line = joined
            continue
        if line:
            yield line
        line = ""
        for letter in word:
            if line and typeset.measure(line + letter, size, style=style) > width:
                yield line
                line = ""
            line += letter
    if line:
        yield line
