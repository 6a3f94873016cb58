"""Decisions about records, each told by its facts alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.records.models import Delivery
from learning.records.rules import (
    AttemptHistory,
    AttemptTerms,
    Begin,
    Granted,
    Required,
    Stage,
    Standing,
    attempts_left,
    delivery_of,
    grants_left,
    is_complete,
    may_attempt,
    next_attempt_at,
    stage,
    standing,
    valid_until,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TERMS = AttemptTerms(attempts=3, wait_minutes=10)
JUST_NOW = NOW - timedelta(minutes=9, seconds=59)
LONG_AGO = NOW - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("history", "begin"),
    [
        (AttemptHistory(), Begin.START),
        (AttemptHistory(begun=1, has_open=True), Begin.RESUME),
        (AttemptHistory(begun=3, has_open=True), Begin.RESUME),
        (AttemptHistory(begun=1, failed_at=JUST_NOW), Begin.WAIT),
        (AttemptHistory(begun=1, failed_at=LONG_AGO), Begin.START),
        (AttemptHistory(begun=3, failed_at=LONG_AGO), Begin.NONE_LEFT),
        (AttemptHistory(begun=3, failed_at=JUST_NOW), Begin.NONE_LEFT),
        (AttemptHistory(begun=3, failed_at=LONG_AGO, extra=1), Begin.START),
        (AttemptHistory(begun=3, failed_at=JUST_NOW, extra=1), Begin.WAIT),
        (AttemptHistory(begun=4, failed_at=LONG_AGO, extra=1), Begin.NONE_LEFT),
        (AttemptHistory(begun=1, passed=True), Begin.PASSED),
        (AttemptHistory(begun=3, passed=True, failed_at=JUST_NOW), Begin.PASSED),
    ],
)
def test_an_attempt_may_begin_when_nothing_stands_against_it(history: AttemptHistory, begin: Begin) -> None:
    assert may_attempt(TERMS, history, NOW) is begin


def test_without_a_limit_attempts_never_run_out() -> None:
    terms = AttemptTerms(attempts=None, wait_minutes=0)
    assert may_attempt(terms, AttemptHistory(begun=10_000, failed_at=NOW), NOW) is Begin.START
    assert attempts_left(terms, AttemptHistory(begun=10_000)) is None


@given(begun=st.integers(0, 20), extra=st.integers(0, 20), allowed=st.integers(1, 10))
def test_attempts_are_left_exactly_when_one_may_begin(begun: int, extra: int, allowed: int) -> None:
    terms = AttemptTerms(attempts=allowed, wait_minutes=0)
    history = AttemptHistory(begun=begun, extra=extra)
    left = attempts_left(terms, history)
    assert left is not None
    assert (left > 0) == (may_attempt(terms, history, NOW) is Begin.START)
    assert left == max(0, allowed + extra - begun)


@given(minutes=st.integers(0, 10_000), passed=st.integers(-20_000, 20_000))
def test_the_wait_ends_on_the_minute_that_is_announced(minutes: int, passed: int) -> None:
    terms = AttemptTerms(attempts=None, wait_minutes=minutes)
    history = AttemptHistory(begun=1, failed_at=NOW)
    ready_at = next_attempt_at(terms, history)
    moment = NOW + timedelta(minutes=passed)
    assert ready_at is not None
    assert (may_attempt(terms, history, moment) is Begin.START) == (moment >= ready_at)


@pytest.mark.parametrize(
    ("completed_on", "months", "until"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 3, 2), 24, date(2028, 3, 2)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2026, 3, 2), None, None),
    ],
)
def test_validity_is_counted_in_calendar_months(completed_on: date, months: int | None, until: date | None) -> None:
    assert valid_until(completed_on, months) == until


@given(day=st.dates(date(1990, 1, 1), date(2200, 1, 1)), months=st.integers(1, 120))
def test_validity_always_ends_so_many_months_later(day: date, months: int) -> None:
    until = valid_until(day, months)
    assert until is not None
    assert (until.year * 12 + until.month) - (day.year * 12 + day.month) == months
    assert until.day <= day.day


def test_what_a_certificate_is_worth_is_said_in_one_order() -> None:
    today, past = date(2026, 3, 2), date(2026, 3, 1)
    assert standing(revoked=True, superseded=True, valid_until=past, today=today) is Standing.REVOKED
    assert standing(revoked=False, superseded=True, valid_until=past, today=today) is Standing.SUPERSEDED
    assert standing(revoked=False, superseded=False, valid_until=past, today=today) is Standing.EXPIRED
    assert standing(revoked=False, superseded=False, valid_until=today, today=today) is Standing.VALID
    assert standing(revoked=False, superseded=False, valid_until=None, today=date.max) is Standing.VALID


def test_a_course_is_complete_when_lessons_are_read_exercises_done_and_quizzes_passed() -> None:
    required = {"one": Required(["a", "b"], [("x01",), ("x02", "x03")]), "two": Required(["c"])}
    read = {"one": {"a", "b"}, "two": {"c"}}
    done = {"one": {"x01", "x03"}}
    assert is_complete(required, read, done, {"one", "two"})
    assert is_complete(required, {**read, "one": {"a", "b", "withdrawn"}}, done, {"one", "two", "three"})
    assert is_complete(required, read, {"one": {"x01", "x02", "x03"}}, {"one", "two"})
    assert not is_complete(required, read, done, {"one"})
    assert not is_complete(required, {**read, "one": {"a"}}, done, {"one", "two"})
    assert not is_complete(required, {}, done, {"one", "two"})
    assert not is_complete(required, read, {"one": {"x01"}}, {"one", "two"})
    assert not is_complete(required, read, {}, {"one", "two"})
    assert not is_complete({}, {}, {}, set()), "a course of nothing is never complete"


@pytest.mark.parametrize(
    ("completed", "seen", "failures", "expected"),
    [
        (True, None, 9, Stage.COMPLETED),
        (False, None, 0, Stage.NOT_BEGUN),
        (False, NOW, 2, Stage.UNDER_WAY),
        (False, NOW, 3, Stage.STUCK),
        (False, NOW - timedelta(days=7), 0, Stage.UNDER_WAY),
        (False, NOW - timedelta(days=7, seconds=1), 0, Stage.STUCK),
    ],
)
def test_stuck_means_three_failures_or_a_week_without_a_step(
    *, completed: bool, seen: datetime | None, failures: int, expected: Stage
) -> None:
    assert stage(completed=completed, seen_at=seen, failures=failures, now=NOW) is expected


def granted(made: int, until: int) -> Granted:
    """A grant by the day on which it was made and the last one of it."""
    return Granted(NOW + timedelta(days=made), (NOW + timedelta(days=until)).date())


@pytest.mark.parametrize(
    ("grants", "begun", "left"),
    [
        ([], [], 0),
        ([granted(-5, 0)], [], 1),
        ([granted(-5, -1)], [], 0),
        ([granted(-5, 3)], [-2], 0),
        ([granted(-9, -5), granted(-1, 5)], [-7], 1),
        ([granted(-9, -5), granted(-1, 5)], [], 1),
        ([granted(-9, 9), granted(-9, 2)], [-3], 1),
        ([granted(-2, 9)], [-3], 1),
    ],
)
def test_a_granted_attempt_is_used_or_expires_and_never_eats_another(
    grants: list[Granted], begun: list[int], left: int
) -> None:
    assert grants_left(grants, [NOW + timedelta(days=day) for day in begun], NOW) == left


def test_what_is_granted_may_be_begun_when_the_terms_are_used_up() -> None:
    terms = AttemptTerms(3, 10)
    assert may_attempt(terms, AttemptHistory(begun=7, failed_at=LONG_AGO, granted=1), NOW) is Begin.START
    assert may_attempt(terms, AttemptHistory(begun=7, failed_at=LONG_AGO), NOW) is Begin.NONE_LEFT
    assert attempts_left(terms, AttemptHistory(begun=7, granted=2)) == 2


@pytest.mark.parametrize(
    ("taken", "way"),
    [
        ([], Delivery.OWN_PHONE),
        (["own-phone"], Delivery.OWN_PHONE),
        (["own-phone", "room"], Delivery.ROOM),
        (["room", "paper", "own-phone"], Delivery.PAPER),
    ],
)
def test_a_course_was_taken_as_its_least_lonely_part_was(taken: list[str], way: Delivery) -> None:
    assert delivery_of(taken) is way
