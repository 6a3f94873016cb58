"""Planning sessions in a room: what is to be taught, when, where, by whom; changed or cancelled until they close."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid
from learning.modules.queries import Catalogue, PublishedCourse
from learning.people.models import Cohort
from learning.people.permissions import Permission
from learning.people.rules import Actor, normalise_text, require, require_country
from learning.people.trail import note_act
from learning.records.queries import cohort_courses
from learning.records.room_queries import leaders, room_session
from learning.records.rooms import RoomSession

PAST = timedelta(days=60)
"""How long ago a session may have been that is noted afterwards: a course of a few weeks without a network."""
FUTURE = timedelta(days=366)
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})")
LATEST_HOUR, LATEST_MINUTE = 23, 59


@dataclass(frozen=True)
class Plan:
    """What a form says about a session, as typed.

    Attributes:
        lessons: "course/module/lesson" of single lessons, "course/module" of whole modules.
        held_on: the day.
        begins_at: the hour, or "".
        place: words, or "".
        led_by: the id of a trainer of the country.
    """

    lessons: Sequence[str]
    held_on: date
    begins_at: str
    place: str
    led_by: str


@dataclass(frozen=True)
class _Read:
    course: str
    lessons: list[str]
    held_on: date
    begins_at: str
    place: str
    led_by: uuid.UUID


def plan_session(
    session: Session, actor: Actor, *, key: uuid.UUID, cohort: Cohort, plan: Plan, catalogue: Catalogue, now: datetime
) -> uuid.UUID:
    """Plan a session of a cohort; gives its id.

    Args:
        session: the writing transaction.
        actor: who plans it.
        key: the session's own id, made with the form; the same key again is the same session.
        cohort: from `people.queries.cohort`, which says whether the actor may see it.
        plan: as typed.
        catalogue: what is published.
        now: the present moment.

    Raises:
        Forbidden: the actor may not plan.
        Invalid: a field cannot be accepted.
    """
    require(actor, Permission.MAKE_COHORTS)
    require_country(actor, cohort.country)
    found = _read(session, cohort, plan, catalogue, now.date())
    row = {
        "id": key,
        "cohort_id": cohort.id,
        **vars(found),
        "made_by": actor.person_id,
        "made_at": now,
        "taught": [],
        "practised": [],
    }
    table = db.table_of(RoomSession)
    adding = db.insert(session, RoomSession).values(row).on_conflict_do_nothing().returning(table.c.id)
    if session.execute(adding).first() is not None:  # else it is the same press, sent twice
        _note(session, Act.ROOM_SESSION_PLANNED, actor, cohort, key, now)
    return key


def change_session(
    session: Session, actor: Actor, room_id: uuid.UUID, *, plan: Plan, catalogue: Catalogue, now: datetime
) -> None:
    """Change what is planned of a session that is open.

    Raises:
        Forbidden: the actor may not plan.
        NotFound: there is no such session where the actor's role reaches.
        Invalid: a field cannot be accepted.
        Conflict: it is closed or cancelled.
    """
    require(actor, Permission.MAKE_COHORTS)
    room, cohort = room_session(session, actor, room_id, lock=True)
    require_open(room)
    found = _read(session, cohort, plan, catalogue, now.date(), was=room.held_on)
    session.execute(update(RoomSession).where(RoomSession.id == room_id).values(**vars(found)))
    _note(session, Act.ROOM_SESSION_PLANNED, actor, cohort, room_id, now)


def cancel_session(session: Session, actor: Actor, room_id: uuid.UUID, *, now: datetime) -> Cohort:
    """Cancel a session that is open; cancelling it again changes nothing.

    Raises:
        Forbidden: the actor may not plan.
        NotFound: there is no such session where the actor's role reaches.
        Conflict: it is closed.
    """
    require(actor, Permission.MAKE_COHORTS)
    room, cohort = room_session(session, actor, room_id, lock=True)
    if room.closed_at is not None:
        raise Conflict("This session is closed.")
    waiting = update(RoomSession).where(RoomSession.id == room_id, RoomSession.cancelled_at.is_(None))
    if db.changed(session.execute(waiting.values(cancelled_at=now))):
        _note(session, Act.ROOM_SESSION_CANCELLED, actor, cohort, room_id, now)
    return cohort


def require_open(room: RoomSession) -> None:
    """Let somebody change a session only that is neither closed nor cancelled.

    Raises:
        Conflict: it is.
    """
    if room.closed_at is not None:
        raise Conflict("This session is closed.")
    if room.cancelled_at is not None:
        raise Conflict("This session was cancelled.")


def _read(
    session: Session, cohort: Cohort, plan: Plan, catalogue: Catalogue, today: date, *, was: date | None = None
) -> _Read:
    course, lessons = _lessons(plan.lessons, catalogue, cohort_courses(session, [cohort.id]).get(cohort.id, []))
    if plan.held_on != was and not today - PAST <= plan.held_on <= today + FUTURE:
        raise Invalid("Choose a day from two months ago to a year from now.", field="held_on")
    known = {str(person_id): person_id for person_id, _ in leaders(session, cohort.country)}
    if plan.led_by not in known:
        raise Invalid("Choose one of the list.", field="led_by")
    place = normalise_text(plan.place, field="place", required=False)
    return _Read(course, lessons, plan.held_on, read_hour(plan.begins_at), place, known[plan.led_by])


def _lessons(chosen: Sequence[str], catalogue: Catalogue, courses: Sequence[str]) -> tuple[str, list[str]]:
    """Read lessons and whole modules into the order in which they are taught; all must be of one course."""
    offered = [catalogue.courses[slug] for slug in courses if slug in catalogue.courses]
    found = {course.slug: _of(course, set(chosen)) for course in offered}
    found = {slug: lessons for slug, lessons in found.items() if lessons}
    if not found:
        raise Invalid("Choose at least one lesson.", field="lessons")
    if len(found) > 1:
        raise Invalid("Choose lessons of one course.", field="lessons")
    return next(iter(found.items()))


def _of(course: PublishedCourse, chosen: set[str]) -> list[str]:
    return [
        f"{module.slug}/{lesson.id}"
        for module in course.modules
        for lesson in module.lessons
        if {f"{course.slug}/{module.slug}", f"{course.slug}/{module.slug}/{lesson.id}"} & chosen
    ]


def read_hour(text: str) -> str:
    """Read an hour as people type it (9.30, 09:30, 9h30) into 09:30; "" stays as it is.

    Raises:
        Invalid: it is no hour of the day (field `begins_at`).
    """
    plain = text.strip()
    if not plain:
        return ""
    found = _TIME.fullmatch(plain)
    if found is None or int(found[1]) > LATEST_HOUR or int(found[2]) > LATEST_MINUTE:
        raise Invalid("Enter the time as hours and minutes, such as 09:30.", field="begins_at")
    return f"{int(found[1]):02d}:{int(found[2]):02d}"


def _note(session: Session, act: Act, actor: Actor, cohort: Cohort, room_id: uuid.UUID, now: datetime) -> None:
    note_act(session, act, actor, now=now, country=cohort.country, cohort=str(cohort.id), room_session=str(room_id))
