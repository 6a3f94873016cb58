"""The ledger of grants: what trainers gave to single persons, line by line."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed
from learning.people.models import one_of


class GrantKind(StrEnum):
    """What a trainer can grant to one person."""

    ATTEMPT = "attempt"
    """One more attempt at a quiz, to be begun until the end of the day on which the grant expires."""
    TIME = "time"
    """More time for the course: the day on which the grant expires stands for the cohort's due date."""


class GrantReason(StrEnum):
    """Why something was granted: a class, never a story about a person."""

    ILLNESS = "illness"
    DUTY = "duty"
    TECHNICAL_FAULT = "technical-fault"
    LANGUAGE = "language"
    OTHER = "other"


class Grant(Keyed, Base):
    """One line of the ledger of grants: what a trainer gave to one person, why, and until when; never changed.

    `module` is the quiz that one more attempt is at; empty for more time, which is for the course as a whole.
    """

    __tablename__ = "grants"

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"))
    kind: Mapped[str] = mapped_column(String(20))
    module: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(20))
    expires_on: Mapped[date]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(one_of("kind", GrantKind), name="known_kind"),
        CheckConstraint(one_of("reason", GrantReason), name="known_reason"),
        CheckConstraint("(kind = 'attempt') = (module <> '')", name="attempt_at_a_quiz"),
        Index("ix_grants_enrolment_id_module", "enrolment_id", "module"),
    )
