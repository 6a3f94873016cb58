"""What is read about people; another country's rows are not found."""

import contextlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from learning import db
from learning.errors import Invalid, NotFound
from learning.people import rules
from learning.people.models import (
    CertificateLook,
    Cohort,
    CountrySetting,
    Invitation,
    Membership,
    Person,
    Rotation,
    SignIn,
)
from learning.people.permissions import EVERYWHERE, Permission, Role, in_scope, may, role_on
from learning.people.rules import Actor

PEOPLE_PER_PAGE = 50

# Read on every page: plain columns and one row, prepared once.
_SIGNED_IN = (
    select(
        Person.__table__.c.id,
        SignIn.__table__.c.id,
        Person.__table__.c.name,
        Person.__table__.c.role,
        Person.__table__.c.country,
        Person.__table__.c.language,
        SignIn.__table__.c.seen_at,
        SignIn.__table__.c.expires_at,
        Person.__table__.c.office_until,
        Person.__table__.c.office_then,
        SignIn.__table__.c.must_choose,
    )
    .join_from(SignIn.__table__, Person.__table__)
    .where(SignIn.__table__.c.token_hash == bindparam("token_hash"), Person.__table__.c.closed_at.is_(None))
)


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list of people; `page` counts from 1 to `pages`, which is 1 when nobody is found."""

    people: Sequence[Person]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class CohortLine:
    """One cohort of the list, and how many people are in it."""

    cohort: Cohort
    members: int


@dataclass(frozen=True)
class Member:
    """One person in a cohort, and how that person serves now; None: not said yet."""

    person: Person
    joined_at: datetime
    rotation: Rotation | None


def signed_in(reading: Connection | Session, token: str, *, now: datetime) -> Actor | None:
    """Say whom a cookie's token stands for, in one statement; None when it was ended, is too old, or never was."""
    row = reading.execute(_SIGNED_IN, {"token_hash": rules.token_hash(token)}).one_or_none()
    if row is None:
        return None
    person_id, sign_in_id, name, role, country, language, seen_at, expires_at, until, then, must_choose = row
    if not rules.is_alive(seen_at, expires_at, now):
        return None
    today = role_on(role, until, then, now.date())
    return Actor(person_id, sign_in_id, name, today, country, language, seen_at, must_choose)


def role_now(person: Person, today: date) -> Role | None:
    """Say what somebody may do who is not signed in; None: the account is closed."""
    if person.closed_at is not None:
        return None
    return role_on(person.role, person.office_until, person.office_then, today)


def has_administrator(session: Session) -> bool:
    """Say whether the first administrator is there."""
    return bool(session.scalar(select(exists().where(Person.role == Role.ADMINISTRATOR))))


def invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Find the open invitation of a link.

    Raises:
        NotFound: there is none, it was used, or it is too old.
    """
    found = session.scalar(_open_invitations(now).where(Invitation.token_hash == rules.token_hash(token)))
    if found is None:
        raise NotFound("This link does not work any more. Ask for a new one.")
    return found


def open_invitations(session: Session, actor: Actor, *, now: datetime) -> Sequence[Invitation]:
    """List the invitations that wait for an answer, newest first.

    Raises:
        Forbidden: the actor may not invite.
    """
    rules.require(actor, Permission.INVITE)
    return session.scalars(_open_invitations(now).order_by(Invitation.made_at.desc(), Invitation.id)).all()


def names(session: Session, *people: uuid.UUID | None) -> dict[uuid.UUID | None, str]:
    """Name people, whoever may see them, in one statement; for pages that may tell who did something, and to whom."""
    wanted = [one for one in people if one]
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}


def cohort_names(session: Session, *cohorts: uuid.UUID | None) -> dict[uuid.UUID | None, str]:
    """Name cohorts, whoever may see them, in one statement; for the log."""
    wanted = [one for one in cohorts if one]
    return {row.id: row.name for row in session.execute(select(Cohort.id, Cohort.name).where(Cohort.id.in_(wanted)))}


def person(session: Session, actor: Actor, person_id: uuid.UUID) -> Person:
    """Find a person whom the actor may see: oneself, learners for trainers, everybody in reach for the others.

    Raises:
        NotFound: there is none such.
    """
    found = session.get(Person, person_id)
    if found is None or not _may_see(actor, found):
        raise NotFound("This page does not exist.")
    return found


def people(
    session: Session, actor: Actor, *, search: str = "", country: str | None = None, page: int = 1
) -> PeoplePage:
    """List people by name, one page at a time, in two statements whatever their number.

    Args:
        session: a reading transaction.
        actor: who asks; sees the own country only, or everybody.
        search: a part of the name, the beginning of the service number, or an e-mail address.
        country: only this one.
        page: from 1; a page that is not there gives the nearest one.

    Raises:
        Forbidden: the actor may not see people.
        NotFound: the country is not the actor's.
    """
    rules.require(actor, Permission.SEE_PEOPLE)
    if country is not None:
        rules.require_country(actor, country)
    where = and_(_in_reach(actor, Person.country, country), _like(search))
    total = session.scalar(select(func.count()).select_from(Person).where(where)) or 0
    pages = max(1, -(-total // PEOPLE_PER_PAGE))
    number = min(max(1, page), pages)
    found = session.scalars(
        select(Person)
        .where(where)
        .order_by(Person.name, Person.id)
        .limit(PEOPLE_PER_PAGE)
        .offset((number - 1) * PEOPLE_PER_PAGE)
    ).all()
    return PeoplePage(found, total, number, pages)


def current_rotation(session: Session, person_id: uuid.UUID) -> Rotation | None:
    """Find how a person serves now; None: not said yet."""
    return session.scalar(select(Rotation).where(Rotation.person_id == person_id, Rotation.ended_on.is_(None)))


def rotations(session: Session, person_id: uuid.UUID) -> Sequence[Rotation]:
    """List how a person has served, the newest first."""
    return session.scalars(
        select(Rotation)
        .where(Rotation.person_id == person_id)
        .order_by(Rotation.ended_on.is_not(None), Rotation.begun_on.desc(), Rotation.ended_on.desc())
    ).all()


def cohort(session: Session, actor: Actor, cohort_id: uuid.UUID) -> Cohort:
    """Find a cohort where the actor's role reaches.

    Raises:
        Forbidden: the actor may not see cohorts.
        NotFound: there is none such.
    """
    rules.require(actor, Permission.SEE_COHORTS)
    found = session.get(Cohort, cohort_id)
    if found is None or not in_scope(actor.role, actor.country, found.country):
        raise NotFound("This page does not exist.")
    return found


def cohorts(session: Session, actor: Actor, *, country: str | None = None) -> Sequence[CohortLine]:
    """List the cohorts where the actor's role reaches, newest first, in one statement.

    Raises:
        Forbidden: the actor may not see cohorts.
        NotFound: the country is not the actor's.
    """
    rules.require(actor, Permission.SEE_COHORTS)
    if country is not None:
        rules.require_country(actor, country)
    members = select(func.count()).where(Membership.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    rows = session.execute(
        select(Cohort, members)
        .where(_in_reach(actor, Cohort.country, country))
        .order_by(Cohort.made_at.desc(), Cohort.name)
    )
    return [CohortLine(found, number) for found, number in rows]


def cohort_by_code(session: Session, join_code: str, *, country: str | None = None) -> Cohort:
    """Find the cohort of a join code as typed, of one country when it is given; it may have closed.

    Raises:
        NotFound: no cohort has this code (field `join_code`).
    """
    code = rules.normalise_join_code(join_code)
    found = session.scalar(select(Cohort).where(Cohort.join_code == code)) if code else None
    if found is None or country not in {None, found.country}:
        raise NotFound("No cohort has this join code. Look at it again, or ask your trainer.", field="join_code")
    return found


def own_cohorts(session: Session, person_id: uuid.UUID) -> Sequence[Cohort]:
    """List the cohorts that a person has joined, the latest first."""
    return session.scalars(
        select(Cohort)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.joined_at.desc(), Cohort.name)
    ).all()


def members(session: Session, cohort_id: uuid.UUID) -> Sequence[Member]:
    """List a cohort's people by name, in one statement; ask `cohort` first whether the actor may see it."""
    rows = session.execute(
        select(Person, Membership.joined_at, Rotation)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Rotation, and_(Rotation.person_id == Person.id, Rotation.ended_on.is_(None)))
        .where(Membership.cohort_id == cohort_id)
        .order_by(Person.name, Person.id)
    )
    return [Member(found, joined_at, rotation) for found, joined_at, rotation in rows]


def still_stands(recorded: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Say who still stands among a cohort's people, on its page, its rolls and its papers: whoever can come.

    Nobody can help a closed account on; it stands only where something of it is recorded, as the record does.

    Args:
        recorded: whether something of the person is recorded on what is read; None: nothing ever is.
    """
    is_open = db.table_of(Person).c.closed_at.is_(None)
    return is_open if recorded is None else is_open | recorded


def authority(session: Session, country: str) -> str | None:
    """Say which national authority a country's certificates name; None: the country has not said."""
    return session.scalar(select(CountrySetting.authority).where(CountrySetting.country == country))


def certificate_look(session: Session, country: str) -> CertificateLook | None:
    """Give how a country's certificates look since it was last changed; None: the country has set nothing."""
    return session.scalars(
        select(CertificateLook)
        .where(CertificateLook.country == country)
        .order_by(CertificateLook.number.desc())
        .limit(1)
    ).first()


def look_by_id(session: Session, look_id: uuid.UUID | None) -> CertificateLook | None:
    """Give the look that a credential was issued under; None: the house's own."""
    return session.get(CertificateLook, look_id) if look_id else None


def _open_invitations(now: datetime) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now
    )


def _may_see(actor: Actor, found: Person) -> bool:
    if found.id == actor.person_id:
        return True
    if not in_scope(actor.role, actor.country, found.country):
        return False
    return may(actor.role, Permission.SEE_PEOPLE) or (
        may(actor.role, Permission.SEE_COHORTS) and found.role == Role.LEARNER
    )


def _in_reach(
    actor: Actor, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], country: str | None
) -> ColumnElement[bool]:
    if country is not None:
        return column == country
    return true() if actor.role in EVERYWHERE else column == actor.country


def _like(search: str) -> ColumnElement[bool]:
    words = " ".join(search.split())
    if not words:
        return true()
    if not rules.is_printable(words):
        return false()
    ways = [Person.name.icontains(words, autoescape=True), Person.email == words.lower()]
    with contextlib.suppress(Invalid):
        ways.append(Person.service_number.startswith(rules.normalise_service_number(words), autoescape=True))
    return or_(*ways)
