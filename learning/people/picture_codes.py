"""Picture codes: three pictures out of twelve beside the service number, for learners who read little.

There are only 1,728 of them, so guessing is stopped by counting, far below what a password allows: five wrong tries in
thirty days close the pictures of an account until its trainer gives new ones, and an address or a country that tries
many accounts waits for a day. A try is counted before it is looked at, so that tries sent all at once count too.
Pictures are drawn, never chosen: people choose the same few.
"""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, case, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from learning import audit, db
from learning.audit import Act
from learning.db import Base, Database, Keyed
from learning.errors import Conflict, Invalid, NotFound
from learning.people import passwords, rules
from learning.people.countries import is_country
from learning.people.models import Person
from learning.people.permissions import Permission, Role
from learning.people.rules import Actor
from learning.people.signing_in import (
    UNKNOWN_ACCOUNT,
    Candidate,
    Refused,
    SignedIn,
    begin_session,
    keyed,
    may_reset,
    network,
    throttled,
)
from learning.people.trail import note_act
from learning.people.twelve import TWELVE

LENGTH: Final = 3
WRONG_OF_ACCOUNT: Final = 5
WRONG_WINDOW: Final = timedelta(days=30)
WRONG_OF_ADDRESS: Final = 30
WRONG_OF_COUNTRY: Final = 100
DAY: Final = timedelta(days=1)
COUNTING_LOCK: Final = 1325_017

Pictures = tuple[int, ...]
"""Places in `twelve.TWELVE`, in the order in which they are tapped."""


class PictureCode(Base):
    """The pictures of one learner, as a keyed and slow hash; `wrong` tries since `wrong_since` close it."""

    __tablename__ = "picture_codes"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str]
    wrong: Mapped[int]
    wrong_since: Mapped[datetime | None]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("wrong >= 0", name="counts_from_none"),)


class WrongPictures(Keyed, Base):
    """One wrong try, counted for a day per address, which is kept as a keyed hash, and per country."""

    __tablename__ = "wrong_pictures"

    country: Mapped[str] = mapped_column(String(3))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_wrong_pictures_address_at", "address", "at"),
        Index("ix_wrong_pictures_country_at", "country", "at"),
    )


@dataclass(frozen=True)
class Drawn:
    """Pictures that were drawn for a person, with the hash that is stored of them."""

    pictures: Pictures
    code_hash: str


def draw(person_id: uuid.UUID, secret: str) -> Drawn:
    """Draw pictures for a person; takes as long as a password, so outside of any transaction."""
    pictures = tuple(secrets.randbelow(len(TWELVE)) for _ in range(LENGTH))
    return Drawn(pictures, passwords.hash_password(_text(person_id, pictures, secret)))


def _text(person_id: uuid.UUID, pictures: Sequence[int], secret: str) -> str:
    # Keyed: whoever has the database alone cannot try out 1,728 codes.
    return keyed(secret, f"pictures {person_id} {' '.join(map(str, pictures))}")


# ── giving ──────────────────────────────────────────────────────────────────
def give_pictures(
    database: Database, actor: Actor, *, person_id: uuid.UUID, secret: str, now: datetime
) -> tuple[Person, Pictures]:
    """Give a learner new pictures, by a trainer with the person beside her; ends older ones, opens closed ones.

    Returns:
        The person, and the pictures to be shown once.

    Raises:
        Forbidden: the actor may not give people a way in.
        NotFound: there is no such learner for this actor.
    """
    drawn = draw(person_id, secret)
    with database.begin() as session:
        rules.require(actor, Permission.RESET_PASSWORDS)
        person = session.get(Person, person_id, with_for_update=True)
        if person is None or not may_reset(session, actor, person):
            raise NotFound("This page does not exist.")
        require_learner(person)
        keep(session, actor, {person_id: drawn}, now=now)
        note_act(session, Act.PICTURES_GIVEN, actor, now=now, country=person.country, person=str(person_id))
    return person, drawn.pictures


def own_pictures(database: Database, actor: Actor, *, password: str, secret: str, now: datetime) -> Pictures:
    """Give the actor new pictures, who shows by the password that it is no borrowed phone.

    Raises:
        Invalid: the password is not right (field `password`).
        NotFound: the actor is no learner with a service number.
        Conflict: the password was changed at the same time.
    """
    rules.require(actor, Permission.CHANGE_OWN_ACCOUNT)
    with database.read() as session:
        person = session.get_one(Person, actor.person_id)
        require_learner(person)
    if not passwords.verify(person.password_hash, password):
        raise Invalid("This is not your password.", field="password")
    drawn = draw(actor.person_id, secret)
    with database.begin() as session:
        stored = session.get_one(Person, actor.person_id, with_for_update=True)
        if stored.password_hash != person.password_hash:
            raise Conflict("Your password was changed somewhere else. Sign in again.")
        keep(session, actor, {actor.person_id: drawn}, now=now)
        note_act(session, Act.PICTURES_GIVEN, actor, now=now, country=actor.country, person=str(actor.person_id))
    return drawn.pictures


def keep(session: Session, actor: Actor, drawn: Mapping[uuid.UUID, Drawn], *, now: datetime) -> None:
    """Store pictures of people whose rows are locked or new to pictures; older ones end."""
    session.execute(delete(PictureCode).where(PictureCode.person_id.in_(drawn)))
    session.add_all(
        PictureCode(
            person_id=person_id,
            code_hash=each.code_hash,
            wrong=0,
            wrong_since=None,
            made_by=actor.person_id,
            made_at=now,
        )
        for person_id, each in drawn.items()
    )
    session.flush()


def has_pictures(session: Session, person_id: uuid.UUID) -> bool:
    """Say whether a person can sign in with pictures, or could before they were closed."""
    return session.get(PictureCode, person_id) is not None


def may_have_pictures(person: Person) -> bool:
    """Say whether an account can be signed in to with pictures: learners with a service number only."""
    return person.role == Role.LEARNER and person.service_number is not None


def require_learner(person: Person) -> None:
    """Let only learners with a service number go on.

    Raises:
        NotFound: the account has another role, or no number.
    """
    if not may_have_pictures(person):
        raise NotFound("This page does not exist.")


# ── signing in ──────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class _Try:
    """One try, counted as wrong until it proves right; without a candidate it cannot."""

    id: uuid.UUID
    person_id: uuid.UUID | None
    code_hash: str | None
    candidate: Candidate


def sign_in_by_pictures(
    database: Database,
    *,
    country: str | None,
    service_number: str,
    pictures: Sequence[int],
    address: str,
    secret: str,
    now: datetime,
) -> SignedIn | Refused:
    """Sign a learner in: count the try, look at the pictures with no transaction open, then let in or leave it counted.

    Args:
        database: where.
        country: alpha-3 code.
        service_number: as typed.
        pictures: places of the pictures, in order.
        address: the network address of the browser.
        secret: key of the hashes.
        now: the present moment.
    """
    place = country if country is not None and is_country(country) else ""
    keyed_address = keyed(secret, f"pictures from {network(address)}")
    with database.begin() as session:
        db.alone(session, COUNTING_LOCK)  # of tries at the same moment each sees those before it
        minutes = minutes_to_wait(session, keyed_address, place, now=now)
        if minutes:
            return throttled(minutes)
        one = _count(session, place, service_number, keyed_address, secret, now)
    fits = passwords.verify(one.code_hash, _text(one.person_id or one.id, pictures, secret))
    with database.begin() as session:
        result = _enter(session, one, now) if fits and one.code_hash is not None else None
        if result is None:
            return _refuse(session, one, now)
        return result


def minutes_to_wait(session: Session, address: str, country: str, *, now: datetime) -> int:
    """Say after how many minutes the next try from an address or in a country is looked at; 0: at once."""
    frees = [
        moment
        for column, key, limit in (
            (WrongPictures.address, address, WRONG_OF_ADDRESS),
            (WrongPictures.country, country, WRONG_OF_COUNTRY),
        )
        if (moment := _limiting(session, column, key, limit, now)) is not None
    ]
    return max((max(1, -(-int((each + DAY - now).total_seconds()) // 60)) for each in frees), default=0)


def _limiting(
    session: Session, column: InstrumentedAttribute[str], key: str, limit: int, now: datetime
) -> datetime | None:
    """Give the wrong try that must grow a day old before the limit is no longer reached."""
    return session.scalar(
        select(WrongPictures.at)
        .where(column == key, WrongPictures.at > now - DAY)
        .order_by(WrongPictures.at.desc())
        .offset(limit - 1)
        .limit(1)
    )


def _count(session: Session, country: str, typed: str, address: str, secret: str, now: datetime) -> _Try:
    session.execute(delete(WrongPictures).where(WrongPictures.at <= now - DAY))
    one = uuid.uuid4()
    session.add(WrongPictures(id=one, country=country, address=address, at=now))
    try:
        number = rules.normalise_service_number(typed)
    except Invalid:
        number = ""
    found = session.execute(
        select(Person.id, Person.name, Person.country, Person.password_hash, PictureCode.code_hash)
        .join(PictureCode, PictureCode.person_id == Person.id)
        .where(Person.country == country, Person.service_number == number, Person.role == Role.LEARNER)
    ).one_or_none()
    if found is None:
        return _Try(one, None, None, Candidate(None, UNKNOWN_ACCOUNT, country or None, None, "", address, 0))
    candidate = Candidate(
        person_id=found.id,
        name=found.name,
        country=found.country,
        password_hash=found.password_hash,
        account=keyed(secret, f"person {found.id}"),
        address=address,
        minutes=0,
    )
    is_old = or_(PictureCode.wrong_since.is_(None), PictureCode.wrong_since <= now - WRONG_WINDOW)
    counted = session.execute(
        update(PictureCode)
        .where(PictureCode.person_id == found.id, or_(PictureCode.wrong < WRONG_OF_ACCOUNT, is_old))
        .values(
            wrong=case((is_old, 1), else_=PictureCode.wrong + 1),
            wrong_since=case((is_old, now), else_=PictureCode.wrong_since),
        )
    )
    # What is closed takes the same steps, and nothing fits it.
    return _Try(one, found.id, found.code_hash if db.changed(counted) else None, candidate)


def _enter(session: Session, one: _Try, now: datetime) -> SignedIn | None:
    """Let somebody in whose pictures were right, and take the counted try back; None: they are others now."""
    undone = session.execute(
        update(PictureCode)
        .where(PictureCode.person_id == one.person_id, PictureCode.code_hash == one.code_hash, PictureCode.wrong > 0)
        .values(wrong=PictureCode.wrong - 1)
    )
    if not db.changed(undone):
        return None
    result = begin_session(session, one.candidate, now=now)
    if isinstance(result, Refused):
        return None
    session.execute(delete(WrongPictures).where(WrongPictures.id == one.id))
    return result


def _refuse(session: Session, one: _Try, now: datetime) -> Refused:
    audit.note(
        session,
        Act.SIGN_IN_REFUSED,
        now=now,
        actor_id=one.person_id,
        actor_name=one.candidate.name,
        country=one.candidate.country,
        by="pictures",
    )
    return Refused(Invalid("The number or the pictures are not right. Look again, or ask your trainer."))
