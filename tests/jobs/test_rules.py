from datetime import date, timedelta

import pytest

from learning.jobs.models import Every
from learning.jobs.rules import LONGEST_WAIT, MOST_ATTEMPTS, next_due, next_try
from learning.reports.asking import Span, days_of, days_of_quarter, last_quarter
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("every", "today", "due"),
    [
        (Every.WEEK, date(2026, 3, 2), date(2026, 3, 9)),
        (Every.WEEK, date(2026, 3, 8), date(2026, 3, 9)),
        (Every.MONTH, date(2026, 3, 2), date(2026, 4, 1)),
        (Every.MONTH, date(2026, 12, 1), date(2027, 1, 1)),
        (Every.MONTH, date(2026, 11, 30), date(2026, 12, 1)),
    ],
)
def test_a_report_is_due_on_the_next_monday_or_first(every: Every, today: date, due: date) -> None:
    assert next_due(every, today) == due


def test_each_wait_is_twice_the_last_up_to_half_a_day_and_all_together_some_days() -> None:
    waits = [next_try(number, NOW) - NOW for number in range(1, MOST_ATTEMPTS)]
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert max(waits) == LONGEST_WAIT
    assert timedelta(days=1.5) < sum(waits, timedelta()) < timedelta(days=4)


@pytest.mark.parametrize(
    ("span", "today", "first", "last"),
    [
        (Span.LAST_WEEK, date(2026, 3, 2), date(2026, 2, 23), date(2026, 3, 1)),
        (Span.LAST_MONTH, date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        (Span.LAST_QUARTER, date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (Span.LAST_QUARTER, date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
        (Span.LAST_YEAR, date(2026, 2, 28), date(2025, 1, 1), date(2025, 12, 31)),
        (Span.THIS_YEAR, date(2026, 2, 28), date(2026, 1, 1), date(2026, 2, 28)),
    ],
)
def test_a_moving_period_is_counted_from_the_day(span: Span, today: date, first: date, last: date) -> None:
    assert days_of(span, today) == (first, last)


def test_quarters_are_named_and_have_their_days() -> None:
    assert [last_quarter(date(2026, month, 15)) for month in (1, 4, 12)] == ["2025-Q4", "2026-Q1", "2026-Q3"]
    assert days_of_quarter("2026-Q1") == (date(2026, 1, 1), date(2026, 3, 31))
    assert days_of_quarter("2025-Q4") == (date(2025, 10, 1), date(2025, 12, 31))
