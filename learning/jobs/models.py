"""Filters that somebody keeps and may have sent to her, and the mails that wait to be sent."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed
from learning.people.models import one_of


class Every(StrEnum):
    """How often a report is sent: each Monday, or on the first of each month."""

    WEEK = "week"
    MONTH = "month"


class Stop(StrEnum):
    """Why a report is not sent any more."""

    RIGHTS = "rights"
    """The person may not see it any more."""
    ADDRESS = "address"
    """The person has no e-mail address any more, or it does not take mail."""
    REPORT = "report"
    """There is no such report any more, or nothing that it could speak of."""


class SavedReport(Keyed, Base):
    """A report's filters under a name, kept by one person for herself; no country means all of them.

    With `every` it is sent on each `due_on`, to the address that the person has on that day, until `stopped_at`.
    """

    __tablename__ = "saved_reports"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    report: Mapped[str] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(3))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    every: Mapped[str | None] = mapped_column(String(10))
    form: Mapped[str] = mapped_column(String(10), default="pdf")
    audience: Mapped[str] = mapped_column(String(10), default="internal")
    due_on: Mapped[date | None]
    stopped_at: Mapped[datetime | None]
    stopped_why: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("every IS NULL OR " + one_of("every", Every), name="known_every"),
        CheckConstraint("audience IN ('internal', 'share')", name="known_audience"),
        CheckConstraint("(every IS NULL) = (due_on IS NULL)", name="due_when_sent"),
        CheckConstraint("stopped_why IS NULL OR " + one_of("stopped_why", Stop), name="known_stop"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_why IS NULL)", name="stopped_for_a_reason"),
        Index("ix_saved_reports_due_on", "due_on"),
    )


class OutboxMail(Keyed, Base):
    """One mail, written in the transaction of what it tells; `content` is forgotten once it is sent or given up.

    `saved_id` is the saved report that it came from, which may be deleted since. `report` and `country` say what it
    holds, so that the rights of who gets it are looked at again before it leaves.
    """

    __tablename__ = "outbox"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    saved_id: Mapped[uuid.UUID | None]
    report: Mapped[str] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(3))
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes | None]
    made_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        Index(
            "ix_outbox_waiting",
            "next_at",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )
