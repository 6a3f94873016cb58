"""Closing an account, and opening it again: nobody signs in to a closed one, and everything that it did stays."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, NotFound
from learning.people import rules
from learning.people.models import Person, SignIn
from learning.people.permissions import Permission
from learning.people.rules import Actor
from learning.people.trail import note_act


def close_account(session: Session, actor: Actor, *, person_id: uuid.UUID, now: datetime) -> None:
    """Close an account at once: every browser that is signed in there is signed out.

    Nobody closes the own account, and whoever closes one must still have an account when it happens: so two
    administrators who close each other at the same moment leave one of them.

    Raises:
        Forbidden: the actor may not change people.
        NotFound: there is no such person where the actor's role reaches.
        Conflict: it is the actor's own, or closed already, or the actor's was closed in the meantime.
    """
    person = _reached(session, actor, person_id)
    if person_id == actor.person_id:
        raise Conflict("You cannot close your own account. Ask another administrator.")
    if person.closed_at is not None:
        raise Conflict("This account is closed already.")
    person.closed_at = now
    session.flush()
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))
    note_act(session, Act.ACCOUNT_CLOSED, actor, now=now, country=person.country, person=str(person_id))


def open_account(session: Session, actor: Actor, *, person_id: uuid.UUID, now: datetime) -> None:
    """Open a closed account again, with the password that it had.

    Raises:
        Forbidden, NotFound: as `close_account`.
        Conflict: it is open.
    """
    person = _reached(session, actor, person_id)
    opened = session.execute(
        update(Person).where(Person.id == person_id, Person.closed_at.is_not(None)).values(closed_at=None)
    )
    if not db.changed(opened):
        raise Conflict("This account is open.")
    note_act(session, Act.ACCOUNT_OPENED, actor, now=now, country=person.country, person=str(person_id))


def _reached(session: Session, actor: Actor, person_id: uuid.UUID) -> Person:
    """Lock actor and person in one order, and give the person as stored now."""
    rules.require(actor, Permission.CHANGE_PEOPLE)
    both = {
        one.id: one
        for one in session.scalars(
            select(Person)
            .where(Person.id.in_((actor.person_id, person_id)))
            .order_by(Person.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    found = both.get(person_id)
    if found is None:
        raise NotFound("This page does not exist.")
    rules.require_country(actor, found.country)
    if both[actor.person_id].closed_at is not None:
        raise Conflict("Your own account was closed in the meantime.")
    return found
