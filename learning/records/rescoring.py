"""What follows from changed scores: attempts, progress, short lessons, completions."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.modules.queries import PublishedCourse
from learning.people.models import Person
from learning.records.certifying import Issuing
from learning.records.completing import complete_if_due
from learning.records.models import Attempt, Enrolment, Progress, Purpose, Repair

_attempts, _repairs = db.table_of(Attempt), db.table_of(Repair)
_RESCORE = (
    update(_attempts)
    .where(_attempts.c.id == bindparam("attempt"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("earned_numerator", "earned_denominator", "passed", "critical_missed")
        }
    )
)
_READ = (
    update(_repairs)
    .where(
        _repairs.c.attempt_id == bindparam("attempt"),
        _repairs.c.item == bindparam("what"),
        _repairs.c.read_at.is_(None),
    )
    .values(read_at=bindparam("moment"))
)
_FAILED = case((_attempts.c.passed.is_(False), _attempts.c.submitted_at))
_STANDS = select(
    func.count(_FAILED),
    func.max(_FAILED),
    func.count(case((_attempts.c.passed, 1))),
).where(
    _attempts.c.enrolment_id == bindparam("enrolment"),
    _attempts.c.module == bindparam("slug"),
    _attempts.c.purpose == Purpose.QUIZ,
    _attempts.c.submitted_at.is_not(None),
)


@dataclass(frozen=True)
class Following:
    """What is needed to let a pass have its consequences.

    Attributes:
        courses: the published courses, by slug.
        issuing: what is needed to issue to people of a country, in a language.
    """

    courses: Mapping[str, PublishedCourse]
    issuing: Callable[[str, str], Issuing]


class Rescored(Protocol):
    """A changed score, as far as it is written into the attempt."""

    @property
    def attempt_id(self) -> uuid.UUID:
        """Whose it is."""

    @property
    def after(self) -> Fraction:
        """Points earned."""

    @property
    def passed(self) -> bool:
        """What was stored before."""

    @property
    def passes(self) -> bool:
        """What the new score says."""

    @property
    def missed(self) -> tuple[str, ...]:
        """The critical items that are not right."""


class InModule(Protocol):
    """Something that happened in one module of one enrolment."""

    @property
    def enrolment_id(self) -> uuid.UUID:
        """Which enrolment."""

    @property
    def module(self) -> str:
        """Which module."""


def rescore(session: Session, part: Sequence[Rescored]) -> None:
    """Write new scores; who has passed stays passed."""
    rows = [
        {
            "attempt": each.attempt_id,
            "new_earned_numerator": each.after.numerator,
            "new_earned_denominator": each.after.denominator,
            "new_passed": each.passed or each.passes,
            "new_critical_missed": list(each.missed),
        }
        for each in part
    ]
    session.connection().execute(_RESCORE, rows)


def settle_repairs(session: Session, right: Sequence[tuple[uuid.UUID, str]], *, now: datetime) -> None:
    """Let nobody wait for a short lesson about a mistake that was none."""
    if right:
        rows = [{"attempt": attempt, "what": item, "moment": now} for attempt, item in right]
        session.connection().execute(_READ, rows)


def follow(session: Session, passing: Iterable[InModule], following: Following, *, now: datetime) -> int:
    """Give newly passed attempts their consequences: progress, waiting time, and the course completed when it is due.

    The module counts as passed from this moment on, and so does a course that it completes: what was reported of the
    days before stays true.

    Returns:
        How many courses were completed.
    """
    completed = 0
    for enrolment_id, module in sorted({(each.enrolment_id, each.module) for each in passing}):
        enrolment = session.get_one(Enrolment, enrolment_id, with_for_update=True, populate_existing=True)
        recount(session, enrolment_id, module, now=now)
        course = following.courses.get(enrolment.course)
        if course is not None and enrolment.completed_on is None:
            language = session.scalars(select(Person.language).where(Person.id == enrolment.person_id)).one()
            issuing = following.issuing(enrolment.country, language)
            completed += complete_if_due(session, enrolment_id, course, issuing=issuing, now=now) is not None
        session.flush()
        session.expunge(enrolment)  # there may be many
    return completed


def recount(session: Session, enrolment_id: uuid.UUID, module: str, *, now: datetime) -> None:
    """Set failures, waiting time and pass of a quiz right, from its attempts as they stand now."""
    failures, failed_at, passes = session.execute(_STANDS, {"enrolment": enrolment_id, "slug": module}).one()
    progress = session.get_one(Progress, (enrolment_id, module), with_for_update=True, populate_existing=True)
    progress.failures, progress.failed_at = failures, failed_at
    progress.passed_at = (progress.passed_at or now) if passes else None
    session.flush()
    session.expunge(progress)
