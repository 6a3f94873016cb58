"""What is kept of quizzes on paper: what was printed, each sheet, and what a photograph showed while it is unsure."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed
from learning.people.models import one_of
from learning.records.on_paper import Hold


class PaperSet(Keyed, Base):
    """What was printed at one go: a quiz's edition for a cohort; `placed` has each paper's draw by its letter."""

    __tablename__ = "paper_sets"

    country: Mapped[str] = mapped_column(String(3))
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), index=True)
    course: Mapped[str] = mapped_column(String(80))
    module: Mapped[str] = mapped_column(String(80))
    quiz_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz_versions.id"))
    language: Mapped[str] = mapped_column(String(10))
    placed: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class SheetState(StrEnum):
    """How far an answer sheet is."""

    PRINTED = "printed"
    """Nothing of it is known, or a part of its lines."""
    UNSURE = "unsure"
    """A photograph was read, and a person must look at some marks."""
    HELD = "held"
    """Its answers are known, and do not count yet; `hold` says why."""
    ENTERED = "entered"
    """It is an attempt."""


class Way(StrEnum):
    """How the answers of a sheet came in."""

    TYPED = "typed"
    READ = "read"


class AnswerSheet(Keyed, Base):
    """One sheet of paper. A spare one has no `person_id` until somebody claims it.

    `lines` has what was marked, by item, as it is typed (see `bubbles`). `entered_by` and `entered_at` say who gave the
    whole sheet, whether it counts or is held.
    """

    __tablename__ = "answer_sheets"

    set_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper_sets.id"))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(11), unique=True)
    variant: Mapped[str] = mapped_column(String(1))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    claimed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    claimed_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(20))
    hold: Mapped[str | None] = mapped_column(String(20))
    lines: Mapped[dict[str, str]] = mapped_column(JSON)
    way: Mapped[str | None] = mapped_column(String(10))
    entered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime | None]
    attempt_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attempts.id"), unique=True)

    __table_args__ = (
        UniqueConstraint("set_id", "number"),
        CheckConstraint(one_of("state", SheetState), name="known_state"),
        CheckConstraint("hold IS NULL OR " + one_of("hold", Hold), name="known_hold"),
        CheckConstraint("way IS NULL OR " + one_of("way", Way), name="known_way"),
        CheckConstraint("(state = 'held') = (hold IS NOT NULL)", name="held_for_a_reason"),
        CheckConstraint("(state = 'entered') = (attempt_id IS NOT NULL)", name="entered_as_an_attempt"),
        CheckConstraint("(state IN ('held', 'entered')) = (entered_at IS NOT NULL)", name="entered_at_a_time"),
        CheckConstraint("(entered_at IS NULL) = (entered_by IS NULL)", name="entered_by_somebody"),
        CheckConstraint("(claimed_at IS NULL) = (claimed_by IS NULL)", name="claimed_by_somebody"),
    )


class Seen(StrEnum):
    """What became of one photographed page."""

    ENTERED = "entered"
    HELD = "held"
    UNSURE = "unsure"
    NO_CODE = "no-code"
    """It is a sheet; which one, a person must say."""
    AGAIN = "again"
    """The sheet was entered before."""
    UNKNOWN_CODE = "unknown-code"
    REFUSED = "refused"
    """It is no sheet, or cannot be read; `reason` says why."""
    SETTLED = "settled"
    """A person has looked at it."""


class SheetReading(Keyed, Base):
    """One page of what somebody sent; `batch_id` is what was sent at one go.

    The photograph itself is never kept. While a mark is unsure, `picture` holds the field of the marks, `code_picture`
    the code alone, `cells` what was measured; all three are emptied when a person has looked, and after 14 days.
    """

    __tablename__ = "sheet_readings"

    batch_id: Mapped[uuid.UUID]
    number: Mapped[int]
    set_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper_sets.id"), index=True)
    sheet_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("answer_sheets.id"), index=True)
    file_name: Mapped[str]
    page: Mapped[int]
    seen: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(20))
    unsure: Mapped[int]
    cells: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    picture: Mapped[bytes | None] = mapped_column(deferred=True)
    code_picture: Mapped[bytes | None] = mapped_column(deferred=True)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(one_of("seen", Seen), name="known_seen"),
        Index("ix_sheet_readings_batch_id", "batch_id", "number"),
    )
