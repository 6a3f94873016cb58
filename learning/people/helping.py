"""Where help is: the contacts that a reader sees, and how those who answer for a country keep them right."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select, true, update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import NotFound
from learning.people import rules
from learning.people.contacts import TypedContact, read_contact
from learning.people.models import HelpContact, Rotation
from learning.people.permissions import EVERYWHERE, Permission, in_scope
from learning.people.rules import Actor
from learning.people.trail import note_act

_contacts = db.table_of(HelpContact)
_rotations = db.table_of(Rotation)


class Contact(NamedTuple):
    """One help contact as readers see it."""

    kind: str
    country: str | None
    mission: str | None
    office: str
    phone: str
    email: str
    place: str
    owner: str
    checked_on: date
    review_on: date


_MISSION_NOW = (
    select(_rotations.c.mission)
    .where(_rotations.c.person_id == bindparam("person"), _rotations.c.ended_on.is_(None))
    .scalar_subquery()
)
# Read on every page with a help panel: plain columns, prepared once.
_FOR_READER = select(
    _contacts.c.kind,
    _contacts.c.country,
    _contacts.c.mission,
    _contacts.c.office,
    _contacts.c.phone,
    _contacts.c.email,
    _contacts.c.place,
    _contacts.c.owner,
    _contacts.c.checked_on,
    _contacts.c.review_on,
).where(
    _contacts.c.retired_at.is_(None),
    or_(_contacts.c.country.is_(None), _contacts.c.country == bindparam("country")),
    or_(_contacts.c.mission.is_(None), _contacts.c.mission == _MISSION_NOW),
)


def contacts_of(session: Session, reader: Actor | None) -> tuple[Contact, ...]:
    """Read whom a person can turn to in her country and in the mission of her open rotation, in one statement.

    Args:
        session: a reading or a writing transaction; nothing is written.
        reader: who asks; None for a stranger, who is told what stands for every country and every mission.
    """
    asked = {"person": reader.person_id, "country": reader.country} if reader else {"person": None, "country": None}
    rows = session.execute(_FOR_READER, asked)
    return tuple(Contact._make(row) for row in rows)


def listed_contacts(session: Session, actor: Actor, *, country: str | None = None) -> Sequence[HelpContact]:
    """List the contacts of the actor's country, or all for administrators, and those that stand for every country.

    Args:
        session: a reading transaction.
        actor: who asks.
        country: only this one and those for every country.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the country is not the actor's.
    """
    wanted = _country_in_reach(actor, country)
    where = or_(HelpContact.country.is_(None), HelpContact.country == wanted) if wanted else true()
    return session.scalars(
        select(HelpContact)
        .where(HelpContact.retired_at.is_(None), where)
        .order_by(HelpContact.country, HelpContact.mission, HelpContact.office, HelpContact.id)
    ).all()


def contact(session: Session, actor: Actor, contact_id: uuid.UUID) -> HelpContact:
    """Find a contact that the actor may change.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: there is none such, it is retired, or it is another country's or stands for all of them.
    """
    rules.require(actor, Permission.SET_COUNTRY)
    found = session.get(HelpContact, contact_id)
    if found is None or found.retired_at is not None or not in_scope(actor.role, actor.country, found.country):
        raise NotFound("This page does not exist.")
    return found


def overdue_contacts(session: Session, actor: Actor, *, today: date, country: str | None = None) -> int:
    """Count the contacts past their review that the actor answers for, all of them or one country's.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the country is not the actor's.
    """
    wanted = _country_in_reach(actor, country)
    where = HelpContact.country == wanted if wanted else true()
    late = select(func.count()).where(HelpContact.retired_at.is_(None), HelpContact.review_on < today, where)
    return session.scalar(late) or 0


def add_contact(
    session: Session, actor: Actor, typed: TypedContact, *, now: datetime, key: uuid.UUID | None = None
) -> HelpContact:
    """Add a contact; the log names its kind and its country and nothing else.

    Args:
        session: the writing transaction.
        actor: who adds it.
        typed: what the form says.
        now: the present moment.
        key: the contact's own id, made with the form; the same key again is the same contact.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the country is not the actor's, or it is for every country and the actor is no administrator.
        FaultyContact: a field cannot be accepted.
    """
    columns = _columns(actor, typed, now)
    row = {"id": key or uuid.uuid4(), **columns, "made_by": actor.person_id, "made_at": now, "changed_at": now}
    adding = db.insert(session, HelpContact).values(row).on_conflict_do_nothing().returning(HelpContact.id)
    is_new = session.execute(adding).first() is not None
    found = session.get_one(HelpContact, row["id"])
    if is_new:  # else it is the same press, sent twice
        _note(session, Act.HELP_CONTACT_ADDED, actor, found, now)
    return found


def change_contact(
    session: Session, actor: Actor, contact_id: uuid.UUID, typed: TypedContact, *, now: datetime
) -> HelpContact:
    """Write a contact anew; saving it unchanged but for the review date says that it was checked.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the contact or its new country is not the actor's.
        FaultyContact: a field cannot be accepted.
    """
    found = contact(session, actor, contact_id)
    for name, value in _columns(actor, typed, now).items():
        setattr(found, name, value)
    found.changed_at = now
    _note(session, Act.HELP_CONTACT_CHANGED, actor, found, now)
    return found


def retire_contact(session: Session, actor: Actor, contact_id: uuid.UUID, *, now: datetime) -> None:
    """Take a contact off every page; its row stays.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the contact is not the actor's, or it is retired.
    """
    found = contact(session, actor, contact_id)
    retiring = update(HelpContact).where(HelpContact.id == found.id, HelpContact.retired_at.is_(None))
    if db.changed(session.execute(retiring.values(retired_at=now, changed_at=now))):
        _note(session, Act.HELP_CONTACT_RETIRED, actor, found, now)


def _country_in_reach(actor: Actor, country: str | None) -> str | None:
    """Say which country's contacts are meant; None: every country's, for administrators who named none."""
    rules.require(actor, Permission.SET_COUNTRY)
    if country is not None:
        rules.require_country(actor, country)
    return country if actor.role in EVERYWHERE else actor.country


def _columns(actor: Actor, typed: TypedContact, now: datetime) -> dict[str, object]:
    rules.require(actor, Permission.SET_COUNTRY)
    columns = read_contact(typed, today=now.date())
    rules.require_country(actor, typed.country or None)
    return {**columns, "checked_on": now.date()}


def _note(session: Session, act: Act, actor: Actor, found: HelpContact, now: datetime) -> None:
    note_act(session, act, actor, now=now, country=found.country, kind=found.kind)
