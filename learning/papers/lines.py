"""One question as it stands on a sheet: its rows, their places, and its line in the typed grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learning.languages import language
from learning.papers import layout
from learning.papers.bubbles import Marks, Row, answer_of, read_line, rows_of
from learning.papers.layout import Slot
from learning.papers.marks import Judged, Measured, judge
from learning.quizzes.items import Answer, Item, Placed, Quiz
from learning.quizzes.rules import placed_from_json


@dataclass(frozen=True)
class Line:
    """One question of one paper.

    Attributes:
        number: from 1.
        slots: the place of each of its rows on the sheet.
    """

    number: int
    item: Item
    placed: Placed
    rows: tuple[Row, ...]
    slots: Sequence[Slot]

    @property
    def example(self) -> str:
        """Show how its line may be typed."""
        if self.item.kind == "numeric":
            return "12.5"
        if len(self.rows) == 1:
            return "bd" if self.rows[0].many else "b"
        signs = self.rows[0].columns
        return "".join(signs[number % len(signs)] for number in range(len(self.rows))).lower()

    def judged(self, cells: Sequence[Sequence[Sequence[int]]]) -> list[Judged]:
        """Decide what was marked, from what was measured of the whole lattice."""
        places = [
            [Measured(*cells[slot.block * layout.ROWS + slot.row][column]) for column in slot.columns]
            for slot in self.slots
        ]
        return judge(self.rows, places, is_number=self.item.kind == "numeric")

    def answer(self, typed: str) -> Answer | None:
        """Say what a line that was kept answers."""
        return answer_of(self.item, self.placed, self.read(typed))

    def read(self, typed: str) -> Marks:
        """Read a line; see `bubbles.read_line`."""
        return read_line(self.item, typed)


def lines_of(quiz: Quiz, placed: Sequence[Mapping[str, Any]], tag: str) -> list[Line]:
    """Give the questions of a paper with their places; a paper that was printed always fits."""
    drawn = placed_from_json(placed)
    items = [quiz.item(each.item_id) for each in drawn]
    rows = [rows_of(item) for item in items]
    slots = fitted(rows, tag)
    assert slots is not None, "only what fits is printed"
    return [Line(number, *each) for number, each in enumerate(zip(items, drawn, rows, slots, strict=True), 1)]


def fitted(rows: Sequence[Sequence[Row]], tag: str) -> list[list[Slot]] | None:
    """Give rows their places on a sheet of a language; None: they do not fit."""
    groups = [[len(row.columns) for row in each] for each in rows]
    return layout.place(groups, rtl=language(tag).direction == "rtl")
