"""Accounts: the first administrator's link, invitations, and what people may change about themselves and each other."""

import uuid
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning import db, languages
from learning.audit import Act
from learning.errors import Conflict, Invalid, NotFound
from learning.people import rules
from learning.people.countries import is_country
from learning.people.history import keep_person
from learning.people.models import Invitation, Person, Sex
from learning.people.permissions import Permission, Role, in_scope, may
from learning.people.queries import has_administrator
from learning.people.rules import Actor
from learning.people.trail import note_act

INVITED = frozenset({Role.TRAINER, Role.FOCAL_POINT, Role.ADMINISTRATOR})


def make_setup_link(session: Session, *, now: datetime) -> str | None:
    """Make the one-time token that makes the first administrator; an older unused one stops working.

    Returns:
        The token for the link, or None when there is an administrator already.
    """
    if has_administrator(session):
        return None
    session.execute(delete(Invitation).where(Invitation.made_by.is_(None), Invitation.used_at.is_(None)))
    return add_invitation(session, Role.ADMINISTRATOR, None, made_by=None, now=now)


def invite(
    session: Session, actor: Actor, *, role: str, country: str | None, now: datetime, token: str | None = None
) -> str:
    """Make a one-time token, good for 14 days, that makes an account of this role and country.

    Args:
        session: the writing transaction.
        actor: who invites.
        role: of the account.
        country: of the account.
        now: the present moment.
        token: a secret that follows from the form and from nothing that is stored, so that the same press sent twice
            is one link; None: a new one is drawn.

    Returns:
        The token for the link; it is stored nowhere and cannot be shown again.

    Raises:
        Forbidden: the actor may not invite.
        Invalid: the role is not one that is invited (learners join by a code), or the country is missing.
    """
    rules.require(actor, Permission.INVITE)
    chosen = rules.choose(Role, role, field="role")
    if chosen not in INVITED:
        raise Invalid("Learners are not invited: they join by the code of their cohort.", field="role")
    place = _country_for(chosen, country)
    token = token or rules.new_token()
    try:
        with session.begin_nested():
            add_invitation(session, chosen, place, made_by=actor.person_id, now=now, token=token)
    except IntegrityError:
        return token
    note_act(session, Act.PERSON_INVITED, actor, now=now, country=place, role=chosen)
    return token


def withdraw_invitation(session: Session, actor: Actor, invitation_id: uuid.UUID, *, now: datetime) -> None:
    """Make a link stop working that nobody has used yet: any for administrators, a successor's for focal points.

    Raises:
        NotFound: there is no such invitation for this actor.
        Conflict: it was used, or withdrawn, in the meantime.
    """
    found = session.get(Invitation, invitation_id)
    if found is None or not (may(actor.role, Permission.INVITE) or _is_own_successor(actor, found)):
        raise NotFound("This page does not exist.")
    withdrawn = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    if not db.changed(withdrawn):
        raise Conflict("This invitation was used or withdrawn already.")
    note_act(session, Act.INVITATION_WITHDRAWN, actor, now=now, country=found.country, role=found.role)


def _is_own_successor(actor: Actor, found: Invitation) -> bool:
    return (
        found.succeeds is not None
        and may(actor.role, Permission.SET_COUNTRY)
        and in_scope(actor.role, actor.country, found.country)
    )


def accept_invitation(
    session: Session,
    token: str,
    *,
    name: str,
    service_number: str | None,
    email: str | None,
    password_hash: str,
    language: str,
    now: datetime,
    country: str | None = None,
) -> Person:
    """Make the account that an invitation or the set-up link stands for; each works once.

    Args:
        session: the writing transaction.
        token: from the link.
        name: as it is printed on certificates.
        service_number: sign-in name within the country; this or the e-mail must be there.
        email: the other sign-in name.
        password_hash: from `passwords.new_hash`, made before the transaction began.
        language: tag of the interface's language.
        now: the present moment.
        country: only for administrators whose invitation names none.

    Raises:
        NotFound: there is no such link, it was used, or it is too old.
        Invalid: a field cannot be accepted; the link can be used again.
    """
    used = session.execute(
        update(Invitation)
        .where(
            Invitation.token_hash == rules.token_hash(token),
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(Invitation.role, Invitation.country, Invitation.made_by)
    ).one_or_none()
    if used is None or (used.made_by is None and has_administrator(session)):
        raise NotFound("This link does not work any more. Ask for a new one.")
    person = insert_person(
        session,
        role=used.role,
        name=name,
        country=used.country or country,
        service_number=service_number,
        email=email,
        password_hash=password_hash,
        language=language,
        sex=None,
        now=now,
    )
    act = Act.SET_UP if used.made_by is None else Act.INVITATION_ACCEPTED
    note_act(session, act, person, now=now, country=person.country, role=person.role)
    return person


def add_person(
    session: Session,
    *,
    role: str,
    name: str,
    country: str | None,
    service_number: str | None,
    email: str | None,
    password_hash: str,
    language: str,
    now: datetime,
    is_given: bool = False,
) -> Person:
    """Make an account from the command line; whoever may run it may do everything.

    Args:
        session: the writing transaction.
        role: such as "trainer".
        name: as it is printed on certificates.
        country: None only for those who work for all countries.
        service_number: sign-in name within the country; this or the e-mail must be there.
        email: the other sign-in name.
        password_hash: from `passwords.new_hash`, made before the transaction began.
        language: tag of the interface's language.
        now: the present moment.
        is_given: somebody else typed the password, so that the person chooses her own when she first signs in.

    Raises:
        Invalid: a field cannot be accepted.
    """
    person = insert_person(
        session,
        role=role,
        name=name,
        country=country,
        service_number=service_number,
        email=email,
        password_hash=password_hash,
        language=language,
        sex=None,
        now=now,
    )
    person.password_given_at = now if is_given else None
    note_act(session, Act.PERSON_ADDED, None, now=now, country=person.country, person=str(person.id), role=person.role)
    return person


def change_profile(session: Session, actor: Actor, *, language: str, sex: str | None, now: datetime) -> None:
    """Change what people say about themselves: the language of the pages, and the sex they state or do not state.

    Records made before keep what they were made with.

    Raises:
        Invalid: a choice is not one of the list.
    """
    rules.require(actor, Permission.CHANGE_OWN_ACCOUNT)
    session.execute(
        update(Person).where(Person.id == actor.person_id).values(language=_language(language), sex=_sex(sex))
    )
    note_act(session, Act.PROFILE_CHANGED, actor, now=now, country=actor.country, person=str(actor.person_id))


def change_language(session: Session, actor: Actor, *, language: str) -> None:
    """Keep the language that the actor switched to; the log is not told, because it says nothing of weight.

    Raises:
        Invalid: the language is not offered.
    """
    session.execute(update(Person).where(Person.id == actor.person_id).values(language=_language(language)))


def correct_name(session: Session, actor: Actor, *, person_id: uuid.UUID, name: str, now: datetime) -> Person:
    """Correct a person's name; the log keeps the old one. A name that is right already changes nothing.

    Raises:
        Forbidden: the actor may not correct names.
        NotFound: there is no such person where the actor's role reaches.
        Invalid: the name cannot be accepted.
    """
    rules.require(actor, Permission.CORRECT_NAMES)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("This page does not exist.")
    rules.require_country(actor, person.country)
    corrected = rules.normalise_name(name)
    if corrected == person.name:  # the same press, sent twice
        return person
    keep_person(session, person, now=now)
    before, person.name = person.name, corrected
    note_act(
        session,
        Act.PROFILE_CHANGED,
        actor,
        now=now,
        country=person.country,
        person=str(person.id),
        name_before=before,
        name=person.name,
    )
    return person


def insert_person(
    session: Session,
    *,
    role: str,
    name: str,
    country: str | None,
    service_number: str | None,
    email: str | None,
    password_hash: str,
    language: str,
    sex: str | None,
    now: datetime,
) -> Person:
    """Store a person, with every field written the one way in which it is stored; the log is the caller's work.

    Raises:
        Invalid: a field cannot be accepted, or the sign-in name has an account already.
    """
    chosen = rules.choose(Role, role, field="role")
    place = _country_for(chosen, country)
    number = rules.normalise_service_number(service_number) if service_number else None
    mail = rules.normalise_email(email) if email else None
    if number is not None and place is None:
        raise Invalid("A service number needs its country.", field="country")
    if number is None and mail is None:
        raise Invalid("Enter a service number or an e-mail address.", field="service_number")
    person = Person(
        id=uuid.uuid4(),
        role=chosen,
        name=rules.normalise_name(name),
        country=place,
        service_number=number,
        email=mail,
        password_hash=password_hash,
        language=_language(language),
        sex=_sex(sex),
        made_at=now,
        seen_at=None,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        refuse_taken(session, country=place, service_number=number, email=mail)
        raise
    return person


def refuse_taken(session: Session, *, country: str | None, service_number: str | None, email: str | None) -> None:
    """Say which sign-in name is taken, after the database refused one.

    Raises:
        Invalid: beside the field that holds it.
    """
    if email and session.scalar(select(exists().where(Person.email == email))):
        raise Invalid("This e-mail address has an account already.", field="email")
    if service_number and session.scalar(
        select(exists().where(Person.country == country, Person.service_number == service_number))
    ):
        raise Invalid("This service number has an account in this country already.", field="service_number")


def add_invitation(
    session: Session,
    role: Role,
    country: str | None,
    *,
    made_by: uuid.UUID | None,
    now: datetime,
    succeeds: uuid.UUID | None = None,
    token: str | None = None,
) -> str:
    """Store an invitation, with every field as it must be; who may, and the log, are the caller's work."""
    token = token or rules.new_token()
    session.add(
        Invitation(
            id=uuid.uuid4(),
            token_hash=rules.token_hash(token),
            role=role,
            country=country,
            made_by=made_by,
            made_at=now,
            expires_at=now + rules.INVITATION_LIMIT,
            used_at=None,
            succeeds=succeeds,
        )
    )
    return token


def _country_for(role: Role, country: str | None) -> str | None:
    if not country and role is Role.ADMINISTRATOR:
        return None
    if not is_country(country):
        raise Invalid("Choose a country.", field="country")
    return country


def _language(tag: str) -> str:
    return rules.choose_from(languages.BY_TAG, tag, field="language")


def _sex(sex: str | None) -> Sex | None:
    return rules.choose(Sex, sex, field="sex") if sex else None
