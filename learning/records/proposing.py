"""Acts that take two administrators: one proposes, another one confirms within a day, and it is done once."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from learning import audit, db
from learning.errors import Conflict, NotFound
from learning.people.models import Person
from learning.people.permissions import Permission, Role
from learning.people.rules import Actor, require
from learning.people.trail import note_act
from learning.records.models import Proposal, Proposed

LIMIT = timedelta(hours=24)
NEEDS = {
    Proposed.ROTATE_KEYS: Permission.ROTATE_KEYS,
    Proposed.REVOKE_MANY: Permission.REVOKE,
    Proposed.WITHDRAW_PASSES: Permission.CORRECT_KEYS,
}


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for another administrator, and whose it is."""

    proposal: Proposal
    proposer: str

    @property
    def until(self) -> datetime:
        """Until when it can be confirmed."""
        return self.proposal.made_at + LIMIT


def administrators(session: Session) -> int:
    """Count the administrators: with one only, nothing can be proposed."""
    return (
        session.scalar(select(func.count()).where(Person.role == Role.ADMINISTRATOR, Person.closed_at.is_(None))) or 0
    )


def rotated_at(session: Session) -> datetime | None:
    """Say when the keys were last changed; None: they are the first ones."""
    return session.scalar(
        select(func.max(Proposal.settled_at)).where(Proposal.act == Proposed.ROTATE_KEYS, Proposal.is_done)
    )


def propose_rotation(session: Session, actor: Actor, *, key_id: str, now: datetime) -> Proposal:
    """Propose a change of keys; `key_id` names the key that is to be replaced.

    Raises:
        Forbidden: the actor may not change keys.
        Conflict: there is no second administrator, or a change of keys is proposed already.
    """
    if open_proposals(session, actor, Proposed.ROTATE_KEYS, now=now):
        raise Conflict("A change of keys is proposed already. Confirm or withdraw it first.")
    return propose(session, actor, Proposed.ROTATE_KEYS, {"key_id": key_id}, now=now)


def propose(
    session: Session,
    actor: Actor,
    act: Proposed,
    terms: dict[str, object],
    *,
    now: datetime,
    key: uuid.UUID | None = None,
) -> Proposal:
    """Propose an act, with everything that is to be done.

    `key` is the proposal's own id, made with the form; the same key again is the same proposal.

    Raises:
        Forbidden: the actor may not do this either alone or with another one.
        Conflict: there is no second administrator.
    """
    require(actor, NEEDS[act])
    if administrators(session) < 2:  # noqa: PLR2004 - it takes two
        raise Conflict("This takes two administrators, and you are the only one. Invite a second one first.")
    row = {"id": key or uuid.uuid4(), "act": act, "terms": terms, "made_by": actor.person_id, "made_at": now}
    adding = db.insert(session, Proposal).values(row).on_conflict_do_nothing().returning(Proposal.id)
    is_new = session.execute(adding).first() is not None
    made = session.get_one(Proposal, row["id"])
    if is_new:  # else it is the same press, sent twice
        _note(session, audit.Act.PROPOSAL_MADE, actor, made, now)
    return made


def open_proposals(session: Session, actor: Actor, act: Proposed, *, now: datetime) -> Sequence[Waiting]:
    """List the proposals of one kind that can still be confirmed, newest first.

    Raises:
        Forbidden: the actor may not do what they propose.
    """
    require(actor, NEEDS[act])
    rows = session.execute(
        select(Proposal, Person.name)
        .join(Person, Person.id == Proposal.made_by)
        .where(Proposal.act == act, *_is_open(now))
        .order_by(Proposal.made_at.desc(), Proposal.id)
    )
    return [Waiting(*row) for row in rows]


def open_proposal(session: Session, actor: Actor, act: Proposed, proposal_id: uuid.UUID, *, now: datetime) -> Waiting:
    """Find a proposal that can still be confirmed.

    Raises:
        Forbidden: the actor may not do what it proposes.
        NotFound: there is none such, it is settled, or it is too old.
    """
    for waiting in open_proposals(session, actor, act, now=now):
        if waiting.proposal.id == proposal_id:
            return waiting
    raise NotFound("This page does not exist.")


def confirm(session: Session, actor: Actor, act: Proposed, proposal_id: uuid.UUID, *, now: datetime) -> Proposal:
    """Let a proposal be done; what it proposes is done by the caller, in the same transaction.

    Of any number who confirm at the same moment, one goes on: the conditional UPDATE lets one through.

    Raises:
        Forbidden: the actor may not do what it proposes.
        NotFound: there is none such.
        Conflict: it is the actor's own, it is settled, or it is too old.
    """
    require(actor, NEEDS[act])
    if not _settle(session, actor, act, proposal_id, Proposal.made_by != actor.person_id, is_done=True, now=now):
        _refuse(_found(session, act, proposal_id), actor)
    done = _found(session, act, proposal_id)
    _note(session, audit.Act.PROPOSAL_CONFIRMED, actor, done, now)
    return done


def withdraw(session: Session, actor: Actor, act: Proposed, proposal_id: uuid.UUID, *, now: datetime) -> None:
    """End a proposal without doing it, by whoever made it or by another administrator.

    Raises:
        Forbidden: the actor may not do what it proposes.
        NotFound: there is none such.
        Conflict: it is settled, or too old.
    """
    require(actor, NEEDS[act])
    if not _settle(session, actor, act, proposal_id, is_done=False, now=now):
        _refuse(_found(session, act, proposal_id), None)
    _note(session, audit.Act.PROPOSAL_WITHDRAWN, actor, _found(session, act, proposal_id), now)


def confirm_rotation(
    session: Session,
    actor: Actor,
    proposal_id: uuid.UUID,
    *,
    key_id: str,
    rotate: Callable[[], str],
    now: datetime,
) -> str | None:
    """Confirm a change of keys, do it, and give the id of the new key; None: it was done before.

    The files are changed before the transaction ends. Who is killed in between leaves the proposal open, and whoever
    confirms it then changes nothing, because the key that it names is not there any more.

    Args:
        session: a writing transaction.
        actor: who confirms.
        proposal_id: which proposal.
        key_id: the key that seals now.
        rotate: changes the keys, and gives the id of the new one.
        now: the present moment.

    Raises:
        Forbidden: the actor may not change keys.
        NotFound: there is no such proposal.
        Conflict: it is the actor's own, it is settled, or it is too old.
    """
    done = confirm(session, actor, Proposed.ROTATE_KEYS, proposal_id, now=now)
    if done.terms["key_id"] != key_id:
        return None
    new = rotate()
    note_act(session, audit.Act.KEYS_ROTATED, actor, now=now, country=None, old=key_id, new=new)
    return new


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Proposal.settled_at.is_(None), Proposal.made_at >= now - LIMIT


def _settle(
    session: Session,
    actor: Actor,
    act: Proposed,
    proposal_id: uuid.UUID,
    *further: ColumnElement[bool],
    is_done: bool,
    now: datetime,
) -> bool:
    settled = session.execute(
        update(Proposal)
        .where(Proposal.id == proposal_id, Proposal.act == act, *_is_open(now), *further)
        .values(settled_by=actor.person_id, settled_at=now, is_done=is_done)
        .execution_options(synchronize_session=False)
    )
    return bool(db.changed(settled))


def _found(session: Session, act: Proposed, proposal_id: uuid.UUID) -> Proposal:
    found = session.get(Proposal, proposal_id, populate_existing=True)
    if found is None or found.act != act:
        raise NotFound("This page does not exist.")
    return found


def _refuse(found: Proposal, actor: Actor | None) -> None:
    if found.settled_at is not None:
        raise Conflict("This proposal is settled already.")
    if actor is not None and found.made_by == actor.person_id:
        raise Conflict("Another administrator must confirm what you proposed.")
    raise Conflict("This proposal is older than 24 hours. Propose it again.")


def _note(session: Session, act: audit.Act, actor: Actor, proposal: Proposal, now: datetime) -> None:
    facts: dict[str, str | int] = {"proposal": str(proposal.id), "what": proposal.act}
    if proposal.act == Proposed.REVOKE_MANY:
        facts |= {"certificates": len(proposal.terms["serials"]), "reason": proposal.terms["reason"]}
    note_act(session, act, actor, now=now, country=None, **facts)
