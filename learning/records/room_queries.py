"""Reading sessions in a room: always those of a cohort that the actor may see."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.people.models import Cohort, Membership, Person
from learning.people.permissions import Role
from learning.people.queries import cohort, still_stands
from learning.people.rules import Actor
from learning.records.rooms import Attendance, RoomSession

_attendees = (
    select(func.count())
    .where(Attendance.room_session_id == RoomSession.id, Attendance.taken_back_at.is_(None))
    .correlate(RoomSession)
    .scalar_subquery()
)
# Read on every page of a cohort: prepared once.
_OF_A_COHORT = (
    select(RoomSession, Person.name, _attendees)
    .join(Person, Person.id == RoomSession.led_by)
    .where(RoomSession.cohort_id == bindparam("cohort"), RoomSession.cancelled_at.is_(None))
    .order_by(RoomSession.held_on, RoomSession.begins_at, RoomSession.id)
)


@dataclass(frozen=True)
class RoomLine:
    """One session of a list: who leads it, and how many were there."""

    room: RoomSession
    leader: str
    present: int


@dataclass(frozen=True)
class RollLine:
    """One person on a session's roll.

    Attributes:
        person_id: who.
        name: the person's name.
        service_number: may be None.
        language: tag of the language in which the person reads.
        attendance: what was noted; None: nothing.
    """

    person_id: uuid.UUID
    name: str
    service_number: str | None
    language: str
    attendance: Attendance | None

    @property
    def is_present(self) -> bool:
        """The person was in the room, as far as is known."""
        return self.attendance is not None and self.attendance.taken_back_at is None


def room_sessions(session: Session, cohort_id: uuid.UUID) -> Sequence[RoomLine]:
    """List a cohort's sessions, those to come and those to close first, then the newest; ask first for the cohort."""
    lines = [RoomLine(*row) for row in session.execute(_OF_A_COHORT, {"cohort": cohort_id})]
    return [one for one in lines if not one.room.closed_at] + [one for one in reversed(lines) if one.room.closed_at]


def room_session(
    session: Session, actor: Actor, room_id: uuid.UUID, *, lock: bool = False
) -> tuple[RoomSession, Cohort]:
    """Find a session of a cohort that the actor may see.

    Args:
        session: a transaction; a writing one with `lock`, which makes others wait who write about this session.
        actor: who asks.
        room_id: the session.
        lock: read it for writing.

    Raises:
        Forbidden: the actor may not see cohorts.
        NotFound: there is none such.
    """
    found = session.get(RoomSession, room_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound("This page does not exist.")
    return found, cohort(session, actor, found.cohort_id)


def room_roll(session: Session, room: RoomSession, country: str) -> Sequence[RollLine]:
    """List a cohort's people and whoever else was noted, by name, in one statement.

    Who serves for another country now is not named; whose account is closed only where something was noted.
    """
    members = select(Membership.person_id).where(Membership.cohort_id == room.cohort_id)
    noted = select(Attendance.person_id).where(Attendance.room_session_id == room.id)
    rows = session.execute(
        select(Person.id, Person.name, Person.service_number, Person.language, Attendance)
        .outerjoin(Attendance, (Attendance.person_id == Person.id) & (Attendance.room_session_id == room.id))
        .where(Person.id.in_(members.union(noted)), Person.country == country)
        .where(still_stands(Attendance.person_id.is_not(None)))
        .order_by(Person.name, Person.id)
    )
    return [RollLine(*row) for row in rows]


def leaders(session: Session, country: str) -> list[tuple[uuid.UUID, str]]:
    """List who can lead a session: the trainers of a country, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.country == country, Person.role == Role.TRAINER, Person.closed_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]
