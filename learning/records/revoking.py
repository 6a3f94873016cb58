"""Revoking many certificates at once: chosen, counted and fixed by one administrator, confirmed by another."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from learning import audit
from learning.errors import Invalid
from learning.people.permissions import Permission
from learning.people.rules import Actor, require
from learning.people.trail import note_act
from learning.records.models import Completion, Credential, Enrolment, Proposal, Proposed, RevocationReason
from learning.records.proposing import confirm, propose

MOST = 5_000
AT_ONCE = 500


@dataclass(frozen=True)
class OfCohort:
    """The certificates of one cohort."""

    cohort_id: uuid.UUID


@dataclass(frozen=True)
class OfPeriod:
    """The certificates of one country and course that were earned in some days; both days count."""

    country: str
    course: str
    first: date
    last: date


Choice = OfCohort | OfPeriod


@dataclass(frozen=True)
class Chosen:
    """What a choice comes to.

    Attributes:
        credentials: those that would be revoked, by the day of completion; replaced ones too.
        revoked: how many are revoked already, and left as they are.
    """

    credentials: Sequence[Credential]
    revoked: int


@dataclass(frozen=True)
class Revoked:
    """What a confirmation did: how many were revoked, and how many had been before."""

    now: int
    before: int


def chosen(session: Session, actor: Actor, choice: Choice) -> Chosen:
    """Count what a choice comes to, without changing anything.

    Raises:
        Forbidden: the actor may not revoke.
        Invalid: there is nothing to revoke, too much at once, or the period ends before it begins.
    """
    require(actor, Permission.REVOKE)
    found = session.scalars(
        select(Credential)
        .join(Completion, Completion.id == Credential.completion_id)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .where(*_where(choice))
        .order_by(Completion.completed_on, Credential.serial)
    ).all()
    standing = [line for line in found if line.revoked_at is None]
    if not standing:
        raise Invalid("There is no certificate to revoke among these.")
    if len(standing) > MOST:
        raise Invalid(
            "These are %(found)s certificates; at most %(most)s can be revoked at once. Choose a shorter period.",
            found=len(standing),
            most=MOST,
        )
    return Chosen(standing, len(found) - len(standing))


def propose_revocation(
    session: Session,
    actor: Actor,
    choice: Choice,
    reason: RevocationReason,
    *,
    words: str,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Proposal:
    """Propose to revoke what a choice comes to now; certificates issued later are not among them.

    Args:
        session: a writing transaction.
        actor: who proposes.
        choice: which certificates.
        reason: a class, never a story.
        words: the choice as the other administrator shall read it.
        now: the present moment.
        key: the proposal's own id, made with the form.

    Raises:
        Forbidden: the actor may not revoke.
        Invalid: there is nothing to revoke, or too much at once.
        Conflict: there is no second administrator.
    """
    serials = [line.serial for line in chosen(session, actor, choice).credentials]
    terms: dict[str, object] = {"serials": serials, "reason": reason, "words": words}
    return propose(session, actor, Proposed.REVOKE_MANY, terms, now=now, key=key)


def proposed_credentials(session: Session, proposal: Proposal, *, first: int, most: int) -> Sequence[Credential]:
    """List a part of what a proposal would revoke, in its order."""
    serials = proposal.terms["serials"][first : first + most]
    found = {line.serial: line for line in session.scalars(select(Credential).where(Credential.serial.in_(serials)))}
    return [found[serial] for serial in serials]


def confirm_revocation(session: Session, actor: Actor, proposal_id: uuid.UUID, *, now: datetime) -> Revoked:
    """Confirm a revocation of many and do it, all in one transaction; what is revoked already is left as it is.

    Raises:
        Forbidden: the actor may not revoke.
        NotFound: there is no such proposal.
        Conflict: it is the actor's own, it is settled, or it is too old.
    """
    proposal = confirm(session, actor, Proposed.REVOKE_MANY, proposal_id, now=now)
    serials, reason = proposal.terms["serials"], RevocationReason(proposal.terms["reason"])
    done = 0
    for place in range(0, len(serials), AT_ONCE):
        revoked = session.execute(
            update(Credential)
            .where(Credential.serial.in_(serials[place : place + AT_ONCE]), Credential.revoked_at.is_(None))
            .values(revoked_at=now, revocation_reason=reason)
            .returning(Credential.serial, Credential.country)
            .execution_options(synchronize_session=False)
        ).all()
        for serial, country in revoked:
            note_act(
                session,
                audit.Act.CREDENTIAL_REVOKED,
                actor,
                now=now,
                country=country,
                serial=serial,
                reason=reason,
                proposal=str(proposal.id),
            )
        session.flush()
        done += len(revoked)
    return Revoked(done, len(serials) - done)


def _where(choice: Choice) -> tuple[ColumnElement[bool], ...]:
    if isinstance(choice, OfCohort):
        return (Enrolment.cohort_id == choice.cohort_id,)
    if choice.last < choice.first:
        raise Invalid("The period ends before it begins.", field="last")
    return (
        Completion.country == choice.country,
        Completion.course == choice.course,
        Completion.completed_on.between(choice.first, choice.last),
    )
