"""Decisions about records: may this attempt begin, is this course complete, until when is it valid. Pure."""

import calendar
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

from learning.records.models import Delivery


class Begin(Enum):
    """What may happen when a learner asks for an attempt."""

    RESUME = "resume"
    START = "start"
    WAIT = "wait"
    NONE_LEFT = "none-left"
    PASSED = "passed"


@dataclass(frozen=True)
class AttemptTerms:
    """The terms of a quiz that decide whether an attempt may begin.

    Attributes:
        attempts: how many are allowed in all; None: no limit.
        wait_minutes: minutes between a failed attempt and the next.
    """

    attempts: int | None
    wait_minutes: int


@dataclass(frozen=True)
class AttemptHistory:
    """What a learner has done so far at one quiz.

    Attributes:
        begun: attempts begun so far, the open one included.
        has_open: one attempt is begun and not submitted.
        failed_at: when the last failed attempt was submitted.
        passed: the quiz is passed.
        extra: attempts granted by a trainer on top of the terms, with no end.
        granted: granted attempts that are neither used nor expired; see `grants_left`.
    """

    begun: int = 0
    has_open: bool = False
    failed_at: datetime | None = None
    passed: bool = False
    extra: int = 0
    granted: int = 0


@dataclass(frozen=True)
class Granted:
    """One more attempt that a trainer granted: from when on, and the last day on which it may be begun."""

    made_at: datetime
    expires_on: date


def grants_left(grants: Collection[Granted], begun_at: Collection[datetime], now: datetime) -> int:
    """Count the granted attempts that are neither used nor expired.

    An attempt uses the grant that would have expired first, of those that were open when it began; what was used stays
    used after its day, so that a later grant is not eaten up by an earlier attempt.

    Args:
        grants: every attempt that was granted for one quiz.
        begun_at: when the attempts beyond those of the terms were begun, oldest first.
        now: the present moment.
    """
    left = sorted(grants, key=lambda each: (each.expires_on, each.made_at))
    for moment in begun_at:
        used = next((each for each in left if each.made_at <= moment and moment.date() <= each.expires_on), None)
        if used is not None:
            left.remove(used)
    return sum(now.date() <= each.expires_on for each in left)


def next_attempt_at(terms: AttemptTerms, history: AttemptHistory) -> datetime | None:
    """Say when the waiting time after the last failed attempt is over; None: there is nothing to wait for."""
    if history.failed_at is None:
        return None
    return history.failed_at + timedelta(minutes=terms.wait_minutes)


def may_attempt(terms: AttemptTerms, history: AttemptHistory, now: datetime) -> Begin:
    """Decide whether an attempt may begin now."""
    if history.has_open:
        return Begin.RESUME
    if history.passed:
        return Begin.PASSED
    if attempts_left(terms, history) == 0:
        return Begin.NONE_LEFT
    ready_at = next_attempt_at(terms, history)
    if ready_at is not None and now < ready_at:
        return Begin.WAIT
    return Begin.START


def attempts_left(terms: AttemptTerms, history: AttemptHistory) -> int | None:
    """Count the attempts that may still begin; None: no limit."""
    if terms.attempts is None:
        return None
    return max(0, terms.attempts + history.extra - history.begun) + history.granted


@dataclass(frozen=True)
class Required:
    """What one module asks before it is complete.

    Attributes:
        lessons: ids of the lessons to read to the end.
        exercises: groups of exercises; of each group one is to be done.
    """

    lessons: Collection[str]
    exercises: Collection[Collection[str]] = ()


class Steps(NamedTuple):
    """How far somebody is with a module: everything that completes it, so that what looks done is done.

    Attributes:
        read: lessons read to the end, of those that the module has now.
        lessons: how many it has.
        practised: groups of exercises of which one is done.
        exercises: how many groups it asks for.
        passed: its quiz is passed.
    """

    read: int
    lessons: int
    practised: int
    exercises: int
    passed: bool

    @property
    def done(self) -> int:
        """Count the steps that are done."""
        return self.read + self.practised + self.passed

    @property
    def total(self) -> int:
        """Count the steps: lessons, exercises and the quiz."""
        return self.lessons + self.exercises + 1

    @property
    def is_done(self) -> bool:
        """Everything of the module is done."""
        return self.done == self.total


def steps(asked: Required, read: Collection[str], done: Collection[str], *, passed: bool) -> Steps:
    """Count the steps of a module; the one rule for the learner's pages, the trainer's, the reports and the completion.

    Args:
        asked: what the module asks.
        read: lessons read to the end; one that the module has no more does not count.
        done: exercises submitted.
        passed: its quiz is passed.
    """
    return Steps(
        read=len(set(asked.lessons) & set(read)),
        lessons=len(asked.lessons),
        practised=sum(not set(done).isdisjoint(group) for group in asked.exercises),
        exercises=len(asked.exercises),
        passed=passed,
    )


def is_complete(
    required: Mapping[str, Required],
    read: Mapping[str, Collection[str]],
    done: Mapping[str, Collection[str]],
    passed: Collection[str],
) -> bool:
    """Decide whether a course is complete: lessons read to the end, exercises done, quizzes passed.

    Args:
        required: what is asked, per module that the person must take.
        read: lessons read to the end, per module.
        done: exercises submitted, per module.
        passed: modules whose quiz is passed.
    """
    return bool(required) and all(
        steps(asked, read.get(module, ()), done.get(module, ()), passed=module in passed).is_done
        for module, asked in required.items()
    )


FOLLOW_UP_MONTHS = (3, 6)
"""How long after a completion the follow-ups are due: in the mission."""


def delivery_of(taken: Iterable[str]) -> Delivery:
    """Say how a course was taken, from how its lessons were read and its quizzes passed: what was least alone counts.

    >>> delivery_of(["own-phone", "room"])
    <Delivery.ROOM: 'room'>
    """
    ways = set(taken)
    return next((way for way in (Delivery.PAPER, Delivery.ROOM) if way in ways), Delivery.OWN_PHONE)


def months_after(day: date, months: int) -> date:
    """Count in calendar months; the last day of a shorter month stands for a day it lacks."""
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def valid_until(completed_on: date, validity_months: int | None) -> date | None:
    """Say until when a completion counts; None: for ever."""
    return None if validity_months is None else months_after(completed_on, validity_months)


RENEWAL_DAYS = 90
"""How long before a completion runs out the course may be taken again: a deployment is prepared in this time."""


def may_renew(completed_on: date | None, valid_until: date | None, today: date) -> bool:
    """Decide whether a completed course may be taken again: near its end or after it; one that never ends, never."""
    return completed_on is not None and valid_until is not None and today >= valid_until - timedelta(days=RENEWAL_DAYS)


FORMS = ("A", "B")


def next_form(last: str | None, enrolment_id: uuid.UUID) -> str:
    """Choose the form of a test: the other one than last time, else by chance, but for one enrolment the same one.

    Args:
        last: the form of the test taken last; None: none was taken.
        enrolment_id: whose test it is.
    """
    return FORMS[enrolment_id.int % 2] if last is None else FORMS[1 - FORMS.index(last)]


class Standing(Enum):
    """What a stranger is told about a credential."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


def standing(*, revoked: bool, superseded: bool, valid_until: date | None, today: date) -> Standing:
    """Say what a credential is worth today: revoked before superseded before expired.

    The last day of validity is still valid.
    """
    if revoked:
        return Standing.REVOKED
    if superseded:
        return Standing.SUPERSEDED
    if valid_until is not None and today > valid_until:
        return Standing.EXPIRED
    return Standing.VALID


class Stage(Enum):
    """Where a learner stands in a course, for the trainer's cohort page."""

    COMPLETED = "completed"
    STUCK = "stuck"
    UNDER_WAY = "under-way"
    NOT_BEGUN = "not-begun"


STUCK_AFTER_FAILURES = 3
STUCK_AFTER_DAYS = 7


def stage(*, completed: bool, seen_at: datetime | None, failures: int, now: datetime) -> Stage:
    """Say where a learner stands: stuck means three failed attempts at a quiz, or no step for a week.

    Args:
        completed: the course is complete.
        seen_at: the learner's last step in the course.
        failures: the most failed attempts at one quiz that is not passed yet.
        now: the present moment.
    """
    if completed:
        return Stage.COMPLETED
    if seen_at is None:
        return Stage.NOT_BEGUN
    if failures >= STUCK_AFTER_FAILURES or now - seen_at > timedelta(days=STUCK_AFTER_DAYS):
        return Stage.STUCK
    return Stage.UNDER_WAY
