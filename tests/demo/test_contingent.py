from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from sqlalchemy import select

from learning.demo.contingent import SIZE, make_roll, nominal_roll
from learning.people.models import Person

TODAY = date(2026, 3, 2)


def test_a_contingent_of_850_is_part_known_part_new(demo: Any, tmp_path: Path) -> None:
    with demo.database.read() as session:
        written = make_roll(session, tmp_path, today=TODAY)
        known = set(session.scalars(select(Person.service_number).where(Person.country == "GHA")))
    book = openpyxl.load_workbook(written, read_only=True)
    rows = list(book["Roll"].iter_rows(min_row=5, values_only=True))
    book.close()
    numbers = [row[1] for row in rows]
    assert len(rows) == SIZE
    assert len(set(numbers)) == SIZE - 1, "one stands there twice"
    assert set(numbers) & known
    assert set(numbers) - known


def test_equal_chance_gives_equal_rolls(demo: Any) -> None:
    with demo.database.read() as session:
        one, other = (nominal_roll(session, Random(7), "GHA", size=40, today=TODAY) for _ in range(2))
    assert one == other
