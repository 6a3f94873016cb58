"""Attendance taken back after a session was closed: what it made goes, and nothing else."""

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.people.models import Person
from learning.people.rules import Actor
from learning.records.models import Attempt, Delivery, Enrolment, LessonView
from learning.records.room_counting import count_lessons, split
from learning.records.rooms import Attendance, RoomSession

CORRECTED_FOR = timedelta(days=1)
"""How long after it was closed a session's attendance can be corrected."""


@dataclass(frozen=True)
class TakenBack:
    """How many people were taken off, and whose completion stays although something of it is gone."""

    people: int
    completed: list[str]


def may_correct(closed_at: datetime | None, now: datetime) -> bool:
    """Say whether the attendance of a session can be changed: until it is closed, and for a day after."""
    return closed_at is None or now <= closed_at + CORRECTED_FOR


def take_back(
    session: Session, room: RoomSession, people: Collection[uuid.UUID], by: Actor, *, now: datetime
) -> TakenBack:
    """Take attendance back that was noted by mistake, with the lessons and exercises that it made.

    A lesson that another closed session taught the same person stays, vouched for by whoever closed that one. A
    completion is never taken back here: a credential may stand on it, and revoking has a page of its own.
    """
    completed = []
    number = 0
    for one in session.scalars(
        select(Attendance)
        .where(
            Attendance.room_session_id == room.id,
            Attendance.person_id.in_(people),
            Attendance.taken_back_at.is_(None),
        )
        .order_by(Attendance.person_id)
    ).all():
        number += 1
        one.taken_back_at, one.taken_back_by = now, by.person_id
        if one.made:
            enrolment_id = uuid.UUID(one.made["enrolment"])
            enrolment = session.get_one(Enrolment, enrolment_id, populate_existing=True, with_for_update=True)
            _undo(session, room, one, enrolment)
            if enrolment.completed_on is not None:
                completed.append(session.get_one(Person, one.person_id).name)
        one.made = {}
        session.flush()
    return TakenBack(number, sorted(completed))


def _undo(session: Session, room: RoomSession, attendance: Attendance, enrolment: Enrolment) -> None:
    others = _others(session, room, attendance.person_id)
    gone: Counter[tuple[uuid.UUID, str]] = Counter()
    for lesson, was_opened in attendance.made["lessons"]:
        module, name = split(lesson)
        view = (
            LessonView.enrolment_id == enrolment.id,
            LessonView.module == module,
            LessonView.lesson == name,
            LessonView.delivery == Delivery.ROOM,
        )
        other = next(((each, taught) for each, taught in others if _taught(taught, each, lesson, enrolment)), None)
        if other is not None:
            each, taught = other
            each.made = {**each.made, "lessons": [*each.made["lessons"], [lesson, was_opened]]}
            session.execute(update(LessonView).where(*view).values(vouched_by=taught.closed_by))
        elif was_opened:
            unread = {"read_at": None, "delivery": Delivery.OWN_PHONE, "vouched_by": None}
            gone[enrolment.id, module] -= db.changed(session.execute(update(LessonView).where(*view).values(**unread)))
        else:
            gone[enrolment.id, module] -= db.changed(session.execute(delete(LessonView).where(*view)))
    count_lessons(session, gone)
    exercises = [uuid.UUID(each) for each in attendance.made["exercises"]]
    session.execute(delete(Attempt).where(Attempt.id.in_(exercises), Attempt.delivery == Delivery.ROOM))
    seen_at = attendance.made["seen_at"]
    session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment.id, Enrolment.seen_at == datetime.fromisoformat(attendance.made["at"]))
        .values(seen_at=datetime.fromisoformat(seen_at) if seen_at else None)
    )


def _others(session: Session, room: RoomSession, person_id: uuid.UUID) -> list[tuple[Attendance, RoomSession]]:
    rows = session.execute(
        select(Attendance, RoomSession)
        .join(RoomSession, RoomSession.id == Attendance.room_session_id)
        .where(
            Attendance.person_id == person_id,
            Attendance.room_session_id != room.id,
            Attendance.taken_back_at.is_(None),
            RoomSession.closed_at.is_not(None),
            RoomSession.course == room.course,
        )
        .order_by(RoomSession.closed_at)
    )
    return [(row.Attendance, row.RoomSession) for row in rows]


def _taught(room: RoomSession, attendance: Attendance, lesson: str, enrolment: Enrolment) -> bool:
    return lesson in room.taught and attendance.made.get("enrolment") == str(enrolment.id)
