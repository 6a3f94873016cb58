"""Withdrawing passes that a correction has shown to be none: proposed by one administrator, confirmed by another.

Who does nothing lets everybody keep what they have.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from learning import audit, db
from learning.errors import Conflict, NotFound
from learning.people.models import Person
from learning.people.permissions import Permission
from learning.people.rules import Actor, require
from learning.people.trail import note_act
from learning.records import rescoring
from learning.records.certifying import revoke
from learning.records.corrections import Changed, Correction, ScoreChange
from learning.records.models import Attempt, Completion, Credential, Progress, Proposal, Proposed, RevocationReason
from learning.records.proposing import Waiting, confirm, open_proposals, propose

MOST = 2_000
_changes, _attempts = db.table_of(ScoreChange), db.table_of(Attempt)


@dataclass(frozen=True)
class Withdrawn:
    """What a confirmation did: how many passes were withdrawn, and how many certificates revoked with them."""

    passes: int
    certificates: int


@dataclass(frozen=True)
class Kept:
    """One attempt that is passed though its corrected score says otherwise."""

    attempt_id: uuid.UUID
    name: str
    country: str


def kept_passes(session: Session, correction_id: uuid.UUID, *, most: int = MOST) -> list[Kept]:
    """List the attempts that stayed passed though a correction took their score below the pass mark.

    A later correction may have raised it again: then they are not listed any more.
    """
    number = select(Correction.number).where(Correction.id == correction_id).scalar_subquery()
    later = (
        select(_changes.c.id)
        .join(Correction, Correction.id == _changes.c.correction_id)
        .where(_changes.c.attempt_id == ScoreChange.attempt_id, Correction.number > number)
        .exists()
    )
    rows = session.execute(
        select(ScoreChange.attempt_id, Person.name, ScoreChange.country)
        .join(Attempt, Attempt.id == ScoreChange.attempt_id)
        .join(Person, Person.id == ScoreChange.person_id)
        .where(
            ScoreChange.correction_id == correction_id,
            ScoreChange.kind == Changed.SCORE,
            ScoreChange.would_fail,
            Attempt.passed.is_(True),
            ~later,
        )
        .order_by(ScoreChange.country, Person.name, ScoreChange.attempt_id)
        .limit(most)
    )
    return [Kept(*row) for row in rows]


def propose_withdrawal(session: Session, actor: Actor, correction_id: uuid.UUID, *, now: datetime) -> Proposal:
    """Propose that attempts which a correction took below the pass mark are not passed any more.

    Raises:
        Forbidden: the actor may not correct keys.
        NotFound: there is no such correction.
        Conflict: there is nothing to withdraw, it is proposed already, or there is no second administrator.
    """
    require(actor, Permission.CORRECT_KEYS)
    correction = session.get(Correction, correction_id)
    if correction is None:
        raise NotFound("This page does not exist.")
    attempts = [str(each.attempt_id) for each in kept_passes(session, correction_id)]
    if not attempts:
        raise Conflict("This correction leaves no pass to withdraw.")
    if open_withdrawal(session, actor, correction_id, now=now):
        raise Conflict("This is proposed already. Confirm or withdraw it first.")
    terms: dict[str, object] = {"correction": str(correction_id), "attempts": attempts}
    return propose(session, actor, Proposed.WITHDRAW_PASSES, terms, now=now)


def open_withdrawal(session: Session, actor: Actor, correction_id: uuid.UUID, *, now: datetime) -> Waiting | None:
    """Find what is proposed for a correction and waits for another administrator."""
    found = open_proposals(session, actor, Proposed.WITHDRAW_PASSES, now=now)
    return next((each for each in found if each.proposal.terms["correction"] == str(correction_id)), None)


def confirm_withdrawal(session: Session, actor: Actor, proposal_id: uuid.UUID, *, now: datetime) -> Withdrawn:
    """Confirm it and do it, all in one transaction: passes, progress, and the certificates that rested on them.

    An attempt that is passed by its score again is left as it is, and so is a certificate whose quiz is passed by
    another attempt.

    Raises:
        Forbidden: the actor may not correct keys.
        NotFound: there is no such proposal.
        Conflict: it is the actor's own, it is settled, or it is too old.
    """
    proposal = confirm(session, actor, Proposed.WITHDRAW_PASSES, proposal_id, now=now)
    correction_id = uuid.UUID(proposal.terms["correction"])
    still = {each.attempt_id for each in kept_passes(session, correction_id)}
    passes = certificates = 0
    for attempt_id in sorted(still & {uuid.UUID(each) for each in proposal.terms["attempts"]}):
        attempt = session.get_one(Attempt, attempt_id, with_for_update=True, populate_existing=True)
        line = session.execute(
            select(_changes).where(
                _changes.c.correction_id == correction_id,
                _changes.c.attempt_id == attempt_id,
                _changes.c.kind == Changed.SCORE,
            )
        ).one()
        session.execute(update(_attempts).where(_attempts.c.id == attempt_id).values(passed=False))
        session.add(_line(line, actor, proposal, now))
        rescoring.recount(session, attempt.enrolment_id, attempt.module, now=now)
        passes += 1
        progress = session.get_one(Progress, (attempt.enrolment_id, attempt.module), populate_existing=True)
        if progress.passed_at is None:
            certificates += _revoke(session, actor, attempt.enrolment_id, now)
    note_act(
        session,
        audit.Act.PASSES_WITHDRAWN,
        actor,
        now=now,
        country=None,
        correction=str(correction_id),
        proposal=str(proposal.id),
        passes=passes,
        certificates=certificates,
    )
    return Withdrawn(passes, certificates)


def _revoke(session: Session, actor: Actor, enrolment_id: uuid.UUID, now: datetime) -> int:
    serials: Sequence[str] = session.scalars(
        select(Credential.serial)
        .join(Completion, Completion.id == Credential.completion_id)
        .where(
            Completion.enrolment_id == enrolment_id,
            Credential.revoked_at.is_(None),
            Credential.superseded_at.is_(None),
        )
    ).all()
    for serial in serials:
        revoke(session, actor, serial, RevocationReason.RESULT_ANNULLED, now=now)
    return len(serials)


def _line(score: Row[tuple[object, ...]], actor: Actor, proposal: Proposal, now: datetime) -> ScoreChange:
    """Write into the ledger that a pass was withdrawn: the score stays what the correction made of it."""
    return ScoreChange(
        id=uuid.uuid4(),
        correction_id=score.correction_id,
        attempt_id=score.attempt_id,
        person_id=score.person_id,
        country=score.country,
        kind=Changed.PASS,
        from_numerator=score.to_numerator,
        from_denominator=score.to_denominator,
        to_numerator=score.to_numerator,
        to_denominator=score.to_denominator,
        out_of=score.out_of,
        passed_before=True,
        passed_after=False,
        would_fail=True,
        proposal_id=proposal.id,
        made_by=actor.person_id,
        made_at=now,
        told_at=None,
    )
