"""What is kept of a roll: the rows until they are imported, then only who came of them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed


class Roll(Keyed, Base):
    """One nominal roll that somebody sent for a cohort.

    `rows` is emptied when it is imported: a roll holds more than we need. `terms` says how it is read, `decisions` what
    was said of unclear rows, `counts` what came of it. The same file is imported into a cohort once.
    """

    __tablename__ = "rolls"

    country: Mapped[str] = mapped_column(String(3))
    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"))
    file_name: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[list[str]]] = mapped_column(JSON, deferred=True)
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    decisions: Mapped[dict[str, str]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    applied_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(applied_by IS NULL) = (applied_at IS NULL)", name="applied_by_somebody"),
        CheckConstraint("undone_at IS NULL OR applied_at IS NOT NULL", name="undone_after_applied"),
        Index("ix_rolls_cohort_id", "cohort_id"),
        Index(
            "uq_rolls_applied",
            "cohort_id",
            "content_hash",
            unique=True,
            sqlite_where=text("applied_at IS NOT NULL AND undone_at IS NULL"),
            postgresql_where=text("applied_at IS NOT NULL AND undone_at IS NULL"),
        ),
    )


class RollLine(Base):
    """What the import of one row made, so that it can be undone; nothing else is undone."""

    __tablename__ = "roll_lines"

    roll_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rolls.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    rotation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("rotations.id"), index=True)
    made_person: Mapped[bool]
    made_membership: Mapped[bool]
    enrolments: Mapped[list[str]] = mapped_column(JSON)


class RollMapping(Base):
    """How a country's rolls are read, as it was said last time: folded headings and what stands below them."""

    __tablename__ = "roll_mappings"

    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    headings: Mapped[dict[str, str]] = mapped_column(JSON)
    category: Mapped[str] = mapped_column(String(40))
    rank_group: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]
