"""Signing in and out, and passwords that are given to somebody.

Argon2id takes about 20 ms of one processor. Under SQLite's single writer that would let nobody else write, so each
act here has a facade that takes the Database and keeps to this order: read, work on the password with no transaction
open, then write. A refused sign-in is a result and not an exception, because its failure must be committed.
"""

import hashlib
import hmac
import ipaddress
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, false, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from learning import audit
from learning.audit import Act
from learning.db import Database
from learning.errors import Invalid, LearningError, NotFound, Throttled
from learning.people import passwords, rules
from learning.people.countries import is_country
from learning.people.models import Cohort, FailedSignIn, Membership, Person, SignIn
from learning.people.permissions import EVERYWHERE, Permission, Role, role_on
from learning.people.rules import Actor
from learning.people.trail import note_act

UNKNOWN_ACCOUNT = "unknown account"
_LONGEST_SIGN_IN_NAME = 254
_IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class Candidate:
    """Somebody who tries to sign in, before the password was looked at.

    Attributes:
        person_id: the account; None when there is none.
        name: its person's name.
        country: its country.
        password_hash: what the password must fit; None when there is no account.
        account: keyed hash under which refusals of this account are counted.
        address: the same for the address.
        minutes: how many minutes to wait before anything is looked at; 0: none.
    """

    person_id: uuid.UUID | None
    name: str
    country: str | None
    password_hash: str | None
    account: str
    address: str
    minutes: int


@dataclass(frozen=True)
class SignedIn:
    """A sign-in that went well: who it is, and the secret for the browser's cookie."""

    actor: Actor
    token: str


@dataclass(frozen=True)
class Refused:
    """A sign-in that did not go well: Invalid (it never says which part was wrong) or Throttled."""

    refusal: LearningError


def sign_in(
    database: Database,
    *,
    country: str | None,
    sign_in_name: str,
    password: str,
    address: str,
    secret: str,
    now: datetime,
) -> SignedIn | Refused:
    """Sign somebody in: read the candidate, check the password with no transaction open, write what came of it.

    Args:
        database: where.
        country: alpha-3 code; not needed with an e-mail address.
        sign_in_name: service number or e-mail address, as typed.
        password: as typed.
        address: the network address of the browser.
        secret: key of the hashes under which refusals are counted.
        now: the present moment.
    """
    with database.read() as session:
        candidate = sign_in_candidate(
            session, country=country, sign_in_name=sign_in_name, address=address, secret=secret, now=now
        )
    if candidate.minutes:
        return throttled(candidate.minutes)
    if not passwords.verify(candidate.password_hash, password):
        with database.begin() as session:
            return record_failure(session, candidate, now=now)
    outdated = candidate.password_hash is not None and passwords.needs_rehash(candidate.password_hash)
    rehashed = passwords.hash_password(password) if outdated else None
    with database.begin() as session:
        return begin_session(session, candidate, now=now, rehashed=rehashed, with_password=True)


def sign_in_candidate(
    session: Session, *, country: str | None, sign_in_name: str, address: str, secret: str, now: datetime
) -> Candidate:
    """First step, reading: find the account and count its refusals; an unknown account takes the same steps."""
    where, typed = _sign_in_name(country, sign_in_name)
    found = session.execute(
        select(Person.id, Person.name, Person.country, Person.password_hash).where(where)
    ).one_or_none()
    # One person may have two sign-in names; their refusals are counted together.
    account = keyed(secret, f"person {found.id}" if found else f"name {typed}")
    keyed_address = keyed(secret, f"address {network(address)}")
    return Candidate(
        person_id=found.id if found else None,
        name=found.name if found else UNKNOWN_ACCOUNT,
        country=found.country if found else None,
        password_hash=found.password_hash if found else None,
        account=account,
        address=keyed_address,
        minutes=_minutes(session, account, keyed_address, now),
    )


def begin_session(
    session: Session,
    candidate: Candidate,
    *,
    now: datetime,
    rehashed: str | None = None,
    with_password: bool = False,
) -> SignedIn | Refused:
    """Last step after the right password, writing: begin the signed-in browser.

    The refusals are counted again, so that guesses sent all at once do not slip through together; the refusals of
    others stay counted.

    Args:
        session: the writing transaction.
        candidate: from `sign_in_candidate`, whose password was right.
        now: the present moment.
        rehashed: a newer hash of the same password, when its settings were out of date.
        with_password: it was the stored password that was right, so that a given one must be changed; who comes with
            pictures shows nothing that anybody gave as a password.
    """
    minutes = _minutes(session, candidate.account, candidate.address, now)
    if minutes:
        return throttled(minutes)
    # Should the password have been changed since it was checked, no row fits; and who changes it now waits for us.
    person = session.execute(
        update(Person)
        .where(
            Person.id == candidate.person_id,
            Person.password_hash == candidate.password_hash,
            Person.closed_at.is_(None),
        )
        .values(seen_at=now, password_hash=rehashed or candidate.password_hash)
        .returning(
            Person.id,
            Person.name,
            Person.role,
            Person.country,
            Person.language,
            Person.office_until,
            Person.office_then,
            Person.password_given_at,
        )
    ).one_or_none()
    if person is None:
        return record_failure(session, candidate, now=now)
    session.execute(
        delete(SignIn).where(
            SignIn.person_id == person.id,
            or_(SignIn.expires_at <= now, SignIn.seen_at <= now - rules.IDLE_LIMIT),
        )
    )
    token = rules.new_token()
    row = SignIn(
        id=uuid.uuid4(),
        token_hash=rules.token_hash(token),
        person_id=person.id,
        begun_at=now,
        seen_at=now,
        expires_at=now + rules.SESSION_LIMIT,
        must_choose=with_password and person.password_given_at is not None,
    )
    session.add(row)
    role = role_on(person.role, person.office_until, person.office_then, now.date())
    if role != person.role:
        end_office(session, person.id, role)
    actor = Actor(person.id, row.id, person.name, role, person.country, person.language, now, row.must_choose)
    note_act(session, Act.SIGNED_IN, actor, now=now, country=actor.country)
    return SignedIn(actor, token)


def end_office(session: Session, person_id: uuid.UUID, role: Role) -> None:
    """Write down that an office whose last day has passed is over; until then every page reckons it."""
    session.execute(update(Person).where(Person.id == person_id).values(role=role, office_until=None, office_then=None))


def record_failure(session: Session, candidate: Candidate, *, now: datetime) -> Refused:
    """Last step after a wrong password, writing: count the refusal, and forget those older than an hour."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - rules.FAILURES_KEPT))
    session.add(FailedSignIn(id=uuid.uuid4(), account=candidate.account, address=candidate.address, at=now))
    audit.note(
        session,
        Act.SIGN_IN_REFUSED,
        now=now,
        actor_id=candidate.person_id,
        actor_name=candidate.name,
        country=candidate.country,
    )
    return Refused(Invalid("The country, the sign-in name or the password is not right."))


def touch_session(session: Session, actor: Actor, *, now: datetime) -> None:
    """Note that the actor was seen, when `rules.needs_touch` says so; twice at once notes it once."""
    touched = session.execute(
        update(SignIn)
        .where(SignIn.id == actor.sign_in_id, SignIn.seen_at <= now - rules.TOUCH_EVERY)
        .values(seen_at=now)
        .returning(SignIn.id)
    ).one_or_none()
    if touched is not None:
        session.execute(update(Person).where(Person.id == actor.person_id).values(seen_at=now))


def sign_out(session: Session, actor: Actor, *, now: datetime) -> None:
    """End the actor's signed-in browser, whatever cookie it still holds."""
    session.execute(delete(SignIn).where(SignIn.id == actor.sign_in_id))
    note_act(session, Act.SIGNED_OUT, actor, now=now, country=actor.country)


def reset_password(database: Database, actor: Actor, *, person_id: uuid.UUID, now: datetime) -> str:
    """Give somebody who forgot the password a temporary one, and end all their signed-in browsers.

    It lets its person in and no further: the first page asks for one of her own. Trainers give it to learners in a
    cohort of their own country, administrators to everybody.

    Returns:
        The temporary password, to be told once; it is stored nowhere.

    Raises:
        Forbidden: the actor may not reset passwords.
        NotFound: there is no such person for this actor.
    """
    temporary = passwords.new_temporary_password()
    password_hash = passwords.hash_password(temporary)
    with database.begin() as session:
        give_password(session, actor, person_id=person_id, password_hash=password_hash, now=now)
    return temporary


def give_password(session: Session, actor: Actor, *, person_id: uuid.UUID, password_hash: str, now: datetime) -> None:
    """Last step of `reset_password`, writing.

    Raises:
        Forbidden, NotFound: as `reset_password`.
    """
    rules.require(actor, Permission.RESET_PASSWORDS)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or not may_reset(session, actor, person):
        raise NotFound("This page does not exist.")
    person.password_hash = password_hash
    person.password_given_at = now
    session.flush()
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))
    note_act(session, Act.PASSWORD_RESET, actor, now=now, country=person.country, person=str(person_id))


def may_reset(session: Session, actor: Actor, person: Person) -> bool:
    """Say whether an actor may give this person a new way in: trainers to learners of their cohorts."""
    if actor.role in EVERYWHERE:
        return True
    if person.role != Role.LEARNER or person.country != actor.country:
        return False
    membership = (
        select(Membership.person_id)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(Membership.person_id == person.id, Cohort.country == actor.country)
        .limit(1)
    )
    return session.scalar(membership) is not None


def _sign_in_name(country: str | None, typed: str) -> tuple[ColumnElement[bool], str]:
    """Say which account is meant, and under which words refusals of a name without account are counted."""
    try:
        if "@" in typed:
            email = rules.normalise_email(typed)
            return Person.email == email, email
        number = rules.normalise_service_number(typed)
    except Invalid:
        return false(), typed[:_LONGEST_SIGN_IN_NAME]
    known = and_(Person.country == country, Person.service_number == number)
    return known if is_country(country) else false(), f"{country} {number}"


def minutes_until_next_try(session: Session, candidate: Candidate, *, now: datetime) -> int:
    """Say after how many minutes a candidate's next try is looked at; 0: at once."""
    return _minutes(session, candidate.account, candidate.address, now)


def _minutes(session: Session, account: str, address: str, now: datetime) -> int:
    return rules.minutes_to_wait(
        _failures(session, FailedSignIn.account, account, now, rules.ACCOUNT_FAILURES),
        _failures(session, FailedSignIn.address, address, now, rules.ADDRESS_FAILURES),
        now,
    )


def _failures(
    session: Session, column: InstrumentedAttribute[str], key: str, now: datetime, limit: int
) -> Sequence[datetime]:
    return session.scalars(
        select(FailedSignIn.at)
        .where(column == key, FailedSignIn.at > now - rules.FAILURE_WINDOW)
        .order_by(FailedSignIn.at.desc())
        .limit(limit)
    ).all()


def throttled(minutes: int) -> Refused:
    """Make somebody wait."""
    return Refused(Throttled("There were too many tries. Try again in %(minutes)s min.", minutes=minutes))


def keyed(secret: str, text: str) -> str:
    """Say under what something is stored that only whoever has the key can recognise."""
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """Count an IPv6 subscriber as one: each holds a network of 64 bits and could change its address at will."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK_BITS), strict=False))
