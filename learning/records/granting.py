"""Grants: one more attempt or more time for one person, as lines of a ledger that is never changed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid, NotFound
from learning.people.models import Cohort, Membership, Person
from learning.people.permissions import Permission
from learning.people.rules import Actor, choose, require, require_country
from learning.people.trail import note_act
from learning.records.ledger import Grant, GrantKind, GrantReason
from learning.records.models import Attempt, Enrolment, Progress, Purpose
from learning.records.rules import AttemptTerms, Granted, grants_left

LONGEST = timedelta(days=366)
"""For how long something can be granted: a mistyped year is found, a tour of duty is not."""

_grants = db.table_of(Grant)
_attempts = db.table_of(Attempt)
_OF_A_QUIZ = select(_grants.c.made_at, _grants.c.expires_on).where(
    _grants.c.enrolment_id == bindparam("enrolment"), _grants.c.module == bindparam("slug")
)
_BEYOND = (
    select(_attempts.c.started_at)
    .where(
        _attempts.c.enrolment_id == bindparam("enrolment"),
        _attempts.c.module == bindparam("slug"),
        _attempts.c.purpose == Purpose.QUIZ,
        _attempts.c.number > bindparam("allowed"),
    )
    .order_by(_attempts.c.number)
)


@dataclass(frozen=True)
class GrantLine:
    """One grant as a reader needs it: to whom, in which course, by whom."""

    grant: Grant
    name: str
    course: str
    author: str


def granted_attempts(session: Session, progress: Progress | Row[Any] | None, terms: AttemptTerms, now: datetime) -> int:
    """Count the granted attempts that may be begun now; asks the ledger only when those of the terms are used up."""
    if progress is None or terms.attempts is None:
        return 0
    allowed = terms.attempts + progress.extra_attempts
    if progress.attempts < allowed:
        return 0
    keys = {"enrolment": progress.enrolment_id, "slug": progress.module}
    granted = [Granted(*row) for row in session.execute(_OF_A_QUIZ, keys)]
    if not granted:
        return 0
    begun_at = session.scalars(_BEYOND, {**keys, "allowed": allowed}).all()
    return grants_left(granted, begun_at, now)


def grants(session: Session, cohort_id: uuid.UUID, *, enrolment_id: uuid.UUID | None = None) -> Sequence[GrantLine]:
    """List a cohort's grants, newest first, or those of one enrolment; ask first whether the actor may see the cohort.

    Who has left the cohort's country since is not named.
    """
    author = select(Person.name).where(Person.id == Grant.made_by).correlate(Grant).scalar_subquery()
    query = (
        select(Grant, Person.name, Enrolment.course, author)
        .join(Enrolment, Enrolment.id == Grant.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Cohort, Cohort.id == Grant.cohort_id)
        .where(Grant.cohort_id == cohort_id, Enrolment.country == Cohort.country)
        .order_by(Grant.made_at.desc(), Grant.id)
    )
    if enrolment_id is not None:
        query = query.where(Grant.enrolment_id == enrolment_id)
    return [GrantLine(*row) for row in session.execute(query)]


def member(session: Session, actor: Actor, cohort_id: uuid.UUID, enrolment_id: uuid.UUID) -> tuple[Enrolment, Person]:
    """Find the current enrolment of a cohort's member, and who it is.

    Raises:
        NotFound: nobody of this cohort has it, or it belongs to another country.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or session.get(Membership, (cohort_id, enrolment.person_id)) is None:
        raise NotFound("This page does not exist.")
    require_country(actor, enrolment.country)
    return enrolment, session.get_one(Person, enrolment.person_id)


def grant(
    session: Session,
    actor: Actor,
    *,
    key: uuid.UUID,
    cohort: Cohort,
    enrolment_id: uuid.UUID,
    kind: str,
    module: str,
    reason: str,
    expires_on: date,
    now: datetime,
) -> None:
    """Grant one member of a cohort one more attempt at a quiz, or more time for the course.

    Args:
        session: the writing transaction.
        actor: who grants it.
        key: the grant's own id, made with the form; the same key again is the same grant.
        cohort: from `people.queries.cohort`, which says whether the actor may see it.
        enrolment_id: the member's enrolment in the course.
        kind: a word of `GrantKind`.
        module: the quiz; looked at for an attempt only.
        reason: a word of `GrantReason`.
        expires_on: the last day of it.
        now: the present moment.

    Raises:
        Forbidden: the actor may not grant.
        NotFound: nobody of this cohort has this enrolment, or has begun that quiz.
        Invalid: a field cannot be accepted.
        Conflict: the course is completed or the quiz passed.
    """
    require(actor, Permission.GRANT)
    what = choose(GrantKind, kind, field="kind")
    why = choose(GrantReason, reason, field="reason")
    enrolment, person = member(session, actor, cohort.id, enrolment_id)
    _refuse_day(what, cohort.due_on, expires_on, now.date())
    if enrolment.completed_on is not None or enrolment.renewed_at is not None:
        raise Conflict("This person has completed the course.")
    if what is GrantKind.ATTEMPT:
        progress = session.get(Progress, (enrolment_id, module))
        if progress is None or not progress.attempts:
            raise NotFound("This page does not exist.")
        if progress.passed_at is not None:
            raise Conflict("This person has passed the quiz.")
    quiz = module if what is GrantKind.ATTEMPT else ""
    row = {
        "id": key,
        "cohort_id": cohort.id,
        "enrolment_id": enrolment_id,
        "kind": what,
        "module": quiz,
        "reason": why,
        "expires_on": expires_on,
        "made_by": actor.person_id,
        "made_at": now,
    }
    adding = db.insert(session, Grant).values(row).on_conflict_do_nothing().returning(_grants.c.id)
    if session.execute(adding).first() is None:
        return  # the same press, sent twice
    note_act(
        session,
        Act.ATTEMPT_GRANTED if what is GrantKind.ATTEMPT else Act.TIME_GRANTED,
        actor,
        now=now,
        country=enrolment.country,
        person=str(person.id),
        course=enrolment.course,
        module=quiz or None,
        reason=why,
        until=expires_on.isoformat(),
    )


def _refuse_day(kind: GrantKind, due_on: date | None, expires_on: date, today: date) -> None:
    if expires_on < today:
        raise Invalid("This day is in the past.", field="expires_on")
    if expires_on > today + LONGEST:
        raise Invalid("Choose a day within one year.", field="expires_on")
    if kind is GrantKind.TIME:
        if due_on is None:
            raise Invalid("This cohort has no due date. Set one first.", field="kind")
        if expires_on <= due_on:
            raise Invalid("Choose a day after the due date of the cohort.", field="expires_on")
