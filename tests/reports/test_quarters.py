from datetime import date

import pytest

from learning.reports.quarters import Quarter, latest_closed, recent


def test_a_quarter_has_its_days_and_neighbours() -> None:
    last = Quarter(2026, 4)
    assert (last.first, last.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (str(last.next), str(last.previous)) == ("2027-Q1", "2026-Q3")
    assert str(Quarter(2026, 1).previous) == "2025-Q4"
    assert Quarter(2028, 1).last == date(2028, 3, 31)


@pytest.mark.parametrize("month", range(1, 13))
def test_each_day_belongs_to_the_quarter_around_it(month: int) -> None:
    day = date(2026, month, 28)
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert Quarter.read(str(quarter)) == quarter


@pytest.mark.parametrize("text", [None, "", "2026-Q0", "2026-Q5", "2026Q1", "9999-Q4", "2026-Q1 ", "٢٠٢٦-Q1"])
def test_what_is_no_quarter_is_not_read(text: str | None) -> None:
    assert Quarter.read(text) is None


def test_a_quarter_is_closed_the_day_after_its_last() -> None:
    assert not Quarter(2026, 3).is_closed(date(2026, 9, 30))
    assert Quarter(2026, 3).is_closed(date(2026, 10, 1))
    assert str(latest_closed(date(2026, 11, 29))) == "2026-Q3"
    assert [str(each) for each in recent(date(2026, 2, 1), 3)] == ["2026-Q1", "2025-Q4", "2025-Q3"]
