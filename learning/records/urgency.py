"""Whom a trainer should look after first: who has not begun, is stuck or will be late. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from learning.records.rules import STUCK_AFTER_FAILURES, Stage, stage

USUAL_PACE = 4
"""Steps a day (lessons, exercises and quizzes) that are asked of who has not begun: about half an hour beside duty."""
UNHURRIED = 30
"""Who has no due date is ranked as if it were so many days away."""
STILL_OPEN = timedelta(days=28)
"""How long after its due date a cohort stays on the list."""
FORGOTTEN = timedelta(days=180)
"""How long after it was made a cohort without a due date stays on the list."""


class Why(StrEnum):
    """Why somebody stands on the list, the most pressing first."""

    OVERDUE = "overdue"
    FAILING = "failing"
    NOT_BEGUN = "not-begun"
    SILENT = "silent"
    LATE = "late"


_RANK = {why: rank for rank, why in enumerate(Why)}


@dataclass(frozen=True)
class Situation:
    """Where one learner stands in one course.

    Attributes:
        enrolled_at: when she was enrolled.
        begun_at: when she opened her first lesson, or began her first quiz; None: not yet.
        seen_at: her last step in the course.
        done: steps done, by `rules.steps`: lessons read to the end, exercises done and quizzes passed.
        steps: steps of the course.
        failures: the most failed attempts at one quiz that is not passed yet.
        failed_at: when the last of them was submitted.
        due_on: by when she should be done; None: no such day.
    """

    enrolled_at: datetime
    begun_at: datetime | None
    seen_at: datetime | None
    done: int
    steps: int
    failures: int = 0
    failed_at: datetime | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Concern:
    """Why somebody should be looked after, and how soon.

    Attributes:
        whys: the reasons, the most pressing first; never empty.
        since: since when the first one holds.
        done_on: the day on which she will be done at her pace, or at the usual one if she has not begun.
        slack: days between that day and the due date; negative: so many days too late.
    """

    whys: tuple[Why, ...]
    since: date
    done_on: date
    slack: int


def done_on(situation: Situation, today: date) -> date:
    """Say on which day somebody will be done if she goes on as so far.

    Her pace is the steps done, divided by the days since her first one, today included; a lesson that is open counts as
    a step, so that nobody stands still for ever. Who has not begun is given `USUAL_PACE`. Who has done every
    step and is not through, because a newer edition asks for less than hers did, is given one step.
    """
    left = max(1, situation.steps - situation.done)
    if situation.begun_at is None:
        return today + timedelta(days=-(-left // USUAL_PACE))
    days = max(1, (today - situation.begun_at.date()).days + 1)
    return today + timedelta(days=-(-left * days // max(1, situation.done)))


def concern(situation: Situation, now: datetime) -> Concern | None:
    """Say why somebody who has not completed the course should be looked after; None: she goes on well.

    Not begun and stuck are what the page of the cohort calls so (`rules.stage`); late is who will be done after the
    due date (`done_on`); overdue is who is not done when it is past.
    """
    today = now.date()
    where = stage(completed=False, seen_at=situation.seen_at, failures=situation.failures, now=now)
    ready = done_on(situation, today)
    due = situation.due_on
    last = situation.seen_at or situation.enrolled_at
    found: dict[Why, date] = {}
    if due is not None and today > due:
        found[Why.OVERDUE] = due
    if where is Stage.NOT_BEGUN:
        found[Why.NOT_BEGUN] = situation.enrolled_at.date()
    elif situation.failures >= STUCK_AFTER_FAILURES:
        found[Why.FAILING] = (situation.failed_at or last).date()
    elif where is Stage.STUCK:
        found[Why.SILENT] = last.date()
    if due is not None and today <= due < ready:
        found[Why.LATE] = last.date()
    if not found:
        return None
    slack = UNHURRIED - (ready - today).days if due is None else (due - ready).days
    return Concern(tuple(found), next(iter(found.values())), ready, slack)


def urgency(found: Concern) -> tuple[int, int, date]:
    """Rank by the days that are left when the work is done, fewest first; then by reason, then by since when."""
    return found.slack, _RANK[found.whys[0]], found.since


def has_open_end(*, due_on: date | None, made_on: date, today: date) -> bool:
    """Decide whether a cohort is still going on, so that its people belong on its trainer's list of all cohorts."""
    return today <= (due_on + STILL_OPEN if due_on else made_on + FORGOTTEN)
