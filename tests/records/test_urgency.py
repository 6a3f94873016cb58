"""Whom a trainer should look after first: the rules, with the numbers that the page says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.records.urgency import Situation, Why, concern, done_on, has_open_end, urgency

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
NEW = Situation(enrolled_at=NOW, begun_at=None, seen_at=None, done=0, steps=12)
READING = replace(NEW, begun_at=NOW - timedelta(days=3), seen_at=NOW, done=4)


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("situation", "whys", "since"),
    [
        (NEW, (Why.NOT_BEGUN,), 0),
        (replace(NEW, due_on=in_days(3)), (Why.NOT_BEGUN,), 0),
        (replace(NEW, due_on=in_days(2)), (Why.NOT_BEGUN, Why.LATE), 0),
        (replace(NEW, due_on=in_days(-1)), (Why.OVERDUE, Why.NOT_BEGUN), -1),
        (READING, None, 0),
        (replace(READING, due_on=in_days(8)), None, 0),
        (replace(READING, due_on=in_days(7)), (Why.LATE,), 0),
        (replace(READING, due_on=TODAY), (Why.LATE,), 0),
        (replace(READING, due_on=in_days(-2)), (Why.OVERDUE,), -2),
        (replace(READING, failures=2), None, 0),
        (replace(READING, failures=3, failed_at=NOW - timedelta(days=1)), (Why.FAILING,), -1),
        (replace(READING, seen_at=NOW - timedelta(days=7)), None, 0),
        (replace(READING, seen_at=NOW - timedelta(days=8)), (Why.SILENT,), -8),
    ],
)
def test_each_reason_is_said_with_its_day(situation: Situation, whys: tuple[Why, ...] | None, since: int) -> None:
    found = concern(situation, NOW)
    assert (found.whys if found else None) == whys
    assert found is None or found.since == in_days(since)


def test_her_own_pace_says_when_she_will_be_done() -> None:
    assert done_on(READING, TODAY) == in_days(8), "four steps in four days: eight more take eight"
    assert done_on(replace(READING, done=8), TODAY) == in_days(2)
    assert done_on(replace(READING, done=0), TODAY) == in_days(48), "the lesson that is open counts as a step"
    assert done_on(replace(READING, done=12), TODAY) == in_days(1), "an exercise is left"
    assert done_on(NEW, TODAY) == in_days(3), "twelve steps, four a day"


def test_the_fewest_days_to_spare_come_first() -> None:
    far, near = replace(NEW, due_on=in_days(40)), replace(NEW, due_on=in_days(5))
    stuck = replace(READING, failures=3, failed_at=NOW, due_on=in_days(20))
    over = replace(READING, due_on=in_days(-1))
    people = {"far": far, "near": near, "stuck": stuck, "over": over, "no due date": NEW}
    found = {name: concern(each, NOW) for name, each in people.items()}
    order = sorted(people, key=lambda name: urgency(found[name]) if found[name] else (99, 0, TODAY))  # type: ignore[arg-type]
    assert order == ["over", "near", "stuck", "no due date", "far"]


@given(
    done=st.integers(0, 20),
    begun=st.integers(0, 60),
    due=st.integers(-30, 60),
    seen=st.integers(0, 60),
    later=st.integers(1, 60),
)
def test_more_time_never_makes_anybody_more_urgent(done: int, begun: int, due: int, seen: int, later: int) -> None:
    her = Situation(
        enrolled_at=NOW - timedelta(days=61),
        begun_at=NOW - timedelta(days=begun),
        seen_at=NOW - timedelta(days=min(seen, begun)),
        done=done,
        steps=20,
        due_on=in_days(due),
    )
    before, after = concern(her, NOW), concern(replace(her, due_on=in_days(due + later)), NOW)
    assert after is None or (before is not None and after.slack > before.slack)


def test_a_cohort_is_left_out_some_weeks_after_its_end() -> None:
    assert has_open_end(due_on=in_days(-28), made_on=in_days(-400), today=TODAY)
    assert not has_open_end(due_on=in_days(-29), made_on=in_days(-40), today=TODAY)
    assert has_open_end(due_on=None, made_on=in_days(-180), today=TODAY)
    assert not has_open_end(due_on=None, made_on=in_days(-181), today=TODAY)
