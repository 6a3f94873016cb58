"""The office of a focal point: who holds it, how it passes to a successor, and which countries are without one.

What belongs to the office (letters, looks, contacts, columns of rolls) stands under its country and not under a person,
so nothing of it moves. The log keeps who did what under which name.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from learning import db
from learning.audit import Act
from learning.db import Base, Keyed
from learning.errors import Conflict, Invalid, NotFound
from learning.people import queries, rules
from learning.people.accounts import add_invitation
from learning.people.models import Invitation, Person
from learning.people.permissions import EVERYWHERE, Permission, Role
from learning.people.rules import Actor
from learning.people.trail import note_act

SILENT: Final = timedelta(days=90)
"""A focal point who has not been seen for so long does not count as one who can be asked."""
LONGEST_OVERLAP: Final = timedelta(days=90)
"""How long predecessor and successor may hold the office together."""
AFTERWARDS: Final = (Role.LEARNER, Role.TRAINER)
"""What a focal point may become."""


class Handover(Keyed, Base):
    """One office that passed from a person to another; `told` is when each of them read so after signing in."""

    __tablename__ = "handovers"

    country: Mapped[str] = mapped_column(String(3))
    predecessor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    successor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    then: Mapped[str] = mapped_column(String(20))
    last_day: Mapped[date]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    predecessor_told_at: Mapped[datetime | None]
    successor_told_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("predecessor_id <> successor_id", name="two_people"),
        Index("ix_handovers_country_made_at", "country", "made_at"),
    )


@dataclass(frozen=True)
class Holder:
    """Somebody who holds the office now; `last_day`: it is handed over already and ends then."""

    id: uuid.UUID
    name: str
    seen_at: datetime | None
    last_day: date | None
    is_active: bool


@dataclass(frozen=True)
class Passed:
    """One line of the history: who handed over to whom, when, and until when both held the office."""

    predecessor: str
    successor: str
    made_at: datetime
    last_day: date


@dataclass(frozen=True)
class Vacant:
    """A country with learners that nobody answers for; `seen_at`: when one of its focal points was last seen."""

    country: str
    learners: int
    seen_at: datetime | None


@dataclass(frozen=True)
class News:
    """What a person is told of a hand-over after signing in."""

    is_successor: bool
    other: str
    country: str
    last_day: date


def is_active(seen_at: datetime | None, made_at: datetime, now: datetime) -> bool:
    """Say whether a focal point can be asked: seen, or made, within 90 days."""
    return now - (seen_at or made_at) < SILENT


# ── reading ─────────────────────────────────────────────────────────────────
def holders(session: Session, country: str, *, now: datetime) -> list[Holder]:
    """List who holds the office of a country now, by name."""
    found = session.scalars(
        select(Person)
        .where(
            Person.country == country,
            Person.role == Role.FOCAL_POINT,
            Person.closed_at.is_(None),
            or_(Person.office_until.is_(None), Person.office_until >= now.date()),
        )
        .order_by(Person.name, Person.id)
    )
    return [
        Holder(one.id, one.name, one.seen_at, one.office_until, is_active(one.seen_at, one.made_at, now))
        for one in found
    ]


def successors_invited(session: Session, country: str, *, now: datetime) -> Sequence[Invitation]:
    """List the invitations of successors that wait for an answer, newest first."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.country == country,
            Invitation.role == Role.FOCAL_POINT,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.made_at.desc(), Invitation.id)
    ).all()


def history(session: Session, country: str, *, limit: int = 20) -> list[Passed]:
    """List how the office of a country passed on, the latest first."""
    one, other = aliased(Person), aliased(Person)
    rows = session.execute(
        select(one.name, other.name, Handover.made_at, Handover.last_day)
        .join(one, one.id == Handover.predecessor_id)
        .join(other, other.id == Handover.successor_id)
        .where(Handover.country == country)
        .order_by(Handover.made_at.desc(), Handover.id)
        .limit(limit)
    )
    return [Passed(*row) for row in rows]


def vacant(session: Session, actor: Actor, *, now: datetime) -> list[Vacant]:
    """List for administrators the countries that have learners and no active focal point.

    Raises:
        Forbidden: the actor is no administrator.
    """
    rules.require(actor, Permission.INVITE)
    seen: dict[str | None, datetime] = {}
    answered = set()
    offices = select(Person.country, Person.seen_at, Person.made_at, Person.office_until, Person.closed_at)
    for country, seen_at, made_at, until, closed_at in session.execute(offices.where(Person.role == Role.FOCAL_POINT)):
        if seen_at is not None:
            seen[country] = max(seen_at, seen.get(country, seen_at))
        if closed_at is None and (until is None or until >= now.date()) and is_active(seen_at, made_at, now):
            answered.add(country)
    # Only where nobody answers, so that who has learners by the hundred thousand does not wait for their number.
    learners = session.execute(
        select(Person.country, func.count())
        .where(Person.role == Role.LEARNER, Person.closed_at.is_(None), Person.country.not_in(answered))
        .group_by(Person.country)
    )
    return sorted(
        (Vacant(country, number, seen.get(country)) for country, number in learners if country),
        key=lambda each: (-each.learners, each.country),
    )


# ── writing ─────────────────────────────────────────────────────────────────
def invite_successor(session: Session, actor: Actor, *, country: str, now: datetime) -> str:
    """Make the one-time link for a successor; an older one of the same person that waits stops working.

    Returns:
        The token for the link; it is stored nowhere and cannot be shown again.

    Raises:
        Forbidden, NotFound: the actor does not answer for this country.
    """
    rules.require(actor, Permission.SET_COUNTRY)
    rules.require_country(actor, country)
    session.execute(
        update(Invitation)
        .where(Invitation.succeeds == actor.person_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    token = add_invitation(
        session, Role.FOCAL_POINT, country, made_by=actor.person_id, now=now, succeeds=actor.person_id
    )
    note_act(session, Act.PERSON_INVITED, actor, now=now, country=country, role=Role.FOCAL_POINT)
    return token


def may_take(actor: Actor, invitation: Invitation) -> bool:
    """Say whether somebody with an account can take the office that an invitation stands for: of the own country."""
    return invitation.role == Role.FOCAL_POINT and invitation.country == actor.country and actor.role in AFTERWARDS


def take_office(session: Session, actor: Actor, token: str, *, now: datetime) -> None:
    """Become a focal point with the account that one has, by a one-time link: it keeps names, courses, certificates.

    Raises:
        NotFound: the link does not work any more, or is not for this account.
        Conflict: the account changed in the meantime.
    """
    rules.require(actor, Permission.CHANGE_OWN_ACCOUNT)
    found = queries.invitation(session, token, now=now)
    if not may_take(actor, found):
        raise NotFound("This page does not exist.")
    used = session.execute(
        update(Invitation)
        .where(Invitation.id == found.id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(used_at=now)
    )
    if not db.changed(used):
        raise NotFound("This link does not work any more. Ask for a new one.")
    taken = session.execute(
        update(Person)
        .where(Person.id == actor.person_id, Person.country == found.country, Person.closed_at.is_(None))
        .values(role=Role.FOCAL_POINT, office_until=None, office_then=None)
    )
    if not db.changed(taken):
        raise Conflict("Your account was changed in the meantime. Sign in again.")
    note_act(session, Act.INVITATION_ACCEPTED, actor, now=now, country=found.country, role=Role.FOCAL_POINT)


def read_end(until: date | None, today: date) -> date:
    """Read the last day of the office; none means today.

    Raises:
        Invalid: it is past, or too far away (field `until`).
    """
    if until is None:
        return today
    if until < today:
        raise Invalid("This day has passed. Enter the last day of the office.", field="until")
    if until > today + LONGEST_OVERLAP:
        raise Invalid("Enter a day within the next %(days)s days.", field="until", days=LONGEST_OVERLAP.days)
    return until


def hand_over(
    session: Session,
    actor: Actor,
    *,
    country: str,
    predecessor_id: uuid.UUID,
    successor_id: uuid.UUID,
    then: str,
    until: date | None,
    now: datetime,
) -> Handover:
    """Pass an office on: the predecessor's own act, or an administrator's when the focal point is gone.

    Both rows are locked in one order, so that two people who hand over to each other at once do not leave the country
    with nobody; of two hand-overs of one office the first counts.

    Raises:
        Forbidden, NotFound: the office is not the actor's to hand over, or one of the two does not hold it.
        Invalid: role or day cannot be accepted.
        Conflict: the office was handed over already, or the successor gives it up.
    """
    rules.require(actor, Permission.SET_COUNTRY)
    rules.require_country(actor, country)
    if actor.role not in EVERYWHERE and actor.person_id != predecessor_id:
        raise NotFound("This page does not exist.")
    role = rules.choose(Role, then, field="then")
    if role not in AFTERWARDS:
        raise Invalid("Choose one of the list.", field="then")
    last_day = read_end(until, now.date())
    both = {
        one.id: one
        for one in session.scalars(
            select(Person)
            .where(Person.id.in_((predecessor_id, successor_id)), Person.country == country)
            .order_by(Person.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    predecessor, successor = both.get(predecessor_id), both.get(successor_id)
    if predecessor is None or successor is None or predecessor_id == successor_id:
        raise NotFound("This page does not exist.")
    if predecessor.role != Role.FOCAL_POINT or predecessor.office_until is not None:
        raise Conflict("This office was handed over already.")
    if successor.role != Role.FOCAL_POINT or successor.office_until is not None or successor.closed_at is not None:
        raise Conflict("Your successor does not hold the office any more. Choose somebody else.")
    if until is None:
        predecessor.role = role
    else:
        predecessor.office_until, predecessor.office_then = last_day, role
    made = Handover(
        id=uuid.uuid4(),
        country=country,
        predecessor_id=predecessor_id,
        successor_id=successor_id,
        then=role,
        last_day=last_day,
        made_by=actor.person_id,
        made_at=now,
        predecessor_told_at=now if actor.person_id == predecessor_id else None,
        successor_told_at=now if actor.person_id == successor_id else None,
    )
    session.add(made)
    note_act(
        session,
        Act.OFFICE_HANDED_OVER,
        actor,
        now=now,
        country=country,
        predecessor=predecessor.name,
        successor=successor.name,
        role=role,
        last_day=last_day.isoformat(),
    )
    return made


def untold(session: Session, person_id: uuid.UUID) -> list[News]:
    """List what a person has not been told of yet, the earliest first; one statement when there is nothing."""
    found = session.scalars(
        select(Handover)
        .where(
            or_(
                (Handover.predecessor_id == person_id) & Handover.predecessor_told_at.is_(None),
                (Handover.successor_id == person_id) & Handover.successor_told_at.is_(None),
            )
        )
        .order_by(Handover.made_at, Handover.id)
    ).all()
    news = []
    for each in found:
        is_successor = each.successor_id == person_id
        other = session.get_one(Person, each.predecessor_id if is_successor else each.successor_id)
        news.append(News(is_successor, other.name, each.country, each.last_day))
    return news


def note_told(session: Session, person_id: uuid.UUID, *, now: datetime) -> None:
    """Note that a person was told of everything."""
    table = db.table_of(Handover)
    for who, told in (("predecessor_id", "predecessor_told_at"), ("successor_id", "successor_told_at")):
        session.execute(update(table).where(table.c[who] == person_id, table.c[told].is_(None)).values({told: now}))
