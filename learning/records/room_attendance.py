"""Who was in the room: noted by roll or slip, counted when the session is closed, corrected for a day."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid
from learning.modules.queries import Catalogue, PublishedCourse
from learning.people.models import Cohort, Membership
from learning.people.permissions import Permission
from learning.people.rules import Actor, require
from learning.people.trail import note_act
from learning.quizzes.rules import credit_groups
from learning.records.room_correcting import TakenBack, may_correct, take_back
from learning.records.room_counting import Counted, IssuingFor, count_present
from learning.records.room_planning import require_open
from learning.records.room_queries import room_roll, room_session
from learning.records.rooms import Attendance, RoomSession

EARLY = timedelta(days=1)
"""How long before its day, in UTC, a session can be closed: east of Greenwich the day has begun."""


@dataclass(frozen=True)
class Noted:
    """What a change of the roll made: who was added, who was taken off, and what either changed in records."""

    added: int
    taken_back: TakenBack
    counted: Counted | None


@dataclass(frozen=True)
class Told:
    """What the trainer who closes a session says was taught to the end and done ("module/id")."""

    lessons: Collection[str]
    exercises: Collection[str]


def note_roll(
    session: Session,
    actor: Actor,
    room_id: uuid.UUID,
    *,
    present: Collection[uuid.UUID],
    absent: Collection[uuid.UUID],
    catalogue: Catalogue,
    issuing: IssuingFor,
    now: datetime,
) -> Noted:
    """Note who was there and who was not; whoever is in neither stays as it is, so that two can note at once.

    In a closed session, for a day, whoever is added gets what was taught, and whoever is taken off loses it again.

    Args:
        session: the writing transaction.
        actor: who notes it.
        room_id: the session.
        present: people of the cohort who were there.
        absent: people who were noted and were not there.
        catalogue: what is published.
        issuing: what is needed to issue to people of a country, in a language.
        now: the present moment.

    Raises:
        Forbidden: the actor may not note attendance.
        NotFound: there is no such session where the actor's role reaches.
        Conflict: it was cancelled, or closed more than a day ago.
    """
    require(actor, Permission.MAKE_COHORTS)
    room, cohort = room_session(session, actor, room_id, lock=True)
    if not may_correct(room.closed_at, now):
        raise Conflict("The attendance of a closed session can be corrected for a day.")
    if room.closed_at is None:
        require_open(room)
    roll = {line.person_id: line for line in room_roll(session, room, cohort.country)}
    added = [one for one in sorted(set(present)) if one in roll and not roll[one].is_present]
    removed = [one for one in sorted(set(absent) - set(present)) if one in roll and roll[one].is_present]
    _add(session, room, actor, added, now)
    if room.closed_at is None:
        _remove(session, room, removed)
        return Noted(len(added), TakenBack(len(removed), []), None)
    taken_back = take_back(session, room, removed, actor, now=now)
    course = catalogue.course(room.course)
    counted = count_present(session, room, cohort, added, course=course, issuing=issuing, now=now)
    if added or removed:
        note_act(
            session,
            Act.ATTENDANCE_CORRECTED,
            actor,
            now=now,
            country=cohort.country,
            room_session=str(room_id),
            added=len(added),
            taken_back=len(removed),
        )
    return Noted(len(added), taken_back, counted)


def close_session(
    session: Session,
    actor: Actor,
    room_id: uuid.UUID,
    *,
    told: Told,
    catalogue: Catalogue,
    issuing: IssuingFor,
    now: datetime,
) -> Counted | None:
    """Close a session: what was taught counts for everybody present; None when it was closed before.

    Two trainers who close at the same moment make one result: the conditional UPDATE lets one through.

    Raises:
        Forbidden: the actor may not close it.
        NotFound: there is no such session where the actor's role reaches.
        Invalid: nothing was taught (field `taught`).
        Conflict: it was cancelled, its day has not come, or nobody is noted as present.
    """
    require(actor, Permission.MAKE_COHORTS)
    room, cohort = room_session(session, actor, room_id, lock=True)
    if room.closed_at is not None:
        return None
    require_open(room)
    if room.held_on > now.date() + EARLY:
        raise Conflict("This session is planned for a later day.")
    course = catalogue.course(room.course)
    taught = [lesson for lesson in room.lessons if lesson in set(told.lessons)]
    practised = [each for each in exercises_of(course, room.lessons) if each in set(told.exercises)]
    if not taught and not practised:
        raise Invalid("Tick at least one lesson that was taught to its end.", field="taught")
    people = session.scalars(
        select(Attendance.person_id).where(Attendance.room_session_id == room_id, Attendance.taken_back_at.is_(None))
    ).all()
    if not people:
        raise Conflict("Nobody is noted as present yet.")
    closing = update(RoomSession).where(
        RoomSession.id == room_id, RoomSession.closed_at.is_(None), RoomSession.cancelled_at.is_(None)
    )
    values = {"closed_at": now, "closed_by": actor.person_id, "taught": taught, "practised": practised}
    if not db.changed(session.execute(closing.values(**values))):
        return None
    session.refresh(room)
    counted = count_present(session, room, cohort, people, course=course, issuing=issuing, now=now)
    note_act(
        session,
        Act.ROOM_SESSION_CLOSED,
        actor,
        now=now,
        country=cohort.country,
        cohort=str(cohort.id),
        room_session=str(room_id),
        people=len(people),
        lessons=len(taught),
        exercises=len(practised),
    )
    return counted


def exercises_of(course: PublishedCourse, lessons: Collection[str]) -> list[str]:
    """List the exercises of the modules of some lessons; of those that stand for each other, the first."""
    modules = {lesson.partition("/")[0] for lesson in lessons}
    return [
        f"{module.slug}/{group[0]}"
        for module in course.modules
        if module.slug in modules
        for group in credit_groups(module.pack.exercises)
    ]


def present_count(session: Session, room_id: uuid.UUID) -> int:
    """Count who is noted as present."""
    query = select(func.count()).where(Attendance.room_session_id == room_id, Attendance.taken_back_at.is_(None))
    return session.scalar(query) or 0


def is_member(session: Session, cohort: Cohort, person_id: uuid.UUID) -> bool:
    """Say whether somebody belongs to a cohort."""
    return session.get(Membership, (cohort.id, person_id)) is not None


def _add(session: Session, room: RoomSession, actor: Actor, people: Collection[uuid.UUID], now: datetime) -> None:
    if not people:
        return
    again = {"noted_by": actor.person_id, "noted_at": now, "made": {}, "taken_back_by": None, "taken_back_at": None}
    rows = [{"room_session_id": room.id, "person_id": one, **again} for one in people]
    adding = db.insert(session, Attendance)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["room_session_id", "person_id"],
            set_={name: adding.excluded[name] for name in again},
        ),
        rows,
    )


def _remove(session: Session, room: RoomSession, people: Collection[uuid.UUID]) -> None:
    for some in db.parts(list(people)):
        session.execute(delete(Attendance).where(Attendance.room_session_id == room.id, Attendance.person_id.in_(some)))
