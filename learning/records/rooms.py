"""Sessions in a room: what is planned to be taught where and when, who was there, and what that made."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed


class RoomSession(Keyed, Base):
    """One session of a cohort in a room: lessons of one course, on a day, led by somebody.

    Lessons and exercises are written as "module/id". `lessons` is what is planned; `taught` and `practised` are what
    the trainer who closed it said was presented to the end and done. Closing gives it a result, once.
    """

    __tablename__ = "room_sessions"

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    course: Mapped[str] = mapped_column(String(80))
    lessons: Mapped[list[str]] = mapped_column(JSON)
    held_on: Mapped[date]
    begins_at: Mapped[str] = mapped_column(String(5))
    place: Mapped[str]
    led_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    taught: Mapped[list[str]] = mapped_column(JSON, default=list)
    practised: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        CheckConstraint("closed_at IS NULL OR cancelled_at IS NULL", name="held_or_cancelled"),
        Index("ix_room_sessions_cohort_id_held_on", "cohort_id", "held_on"),
    )


class Attendance(Base):
    """One person who was in the room, who noted it, and what it made when the session was closed.

    `made` names the enrolment, the lessons that were not read before, the exercises that were not done before and when
    the person was last seen until then: taking it back takes back that and nothing else.
    """

    __tablename__ = "attendances"

    room_session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("room_sessions.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    noted_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]
    made: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    taken_back_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    taken_back_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="taken_back_by_somebody"),
    )
