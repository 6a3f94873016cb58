"""The register of corrections of wrong keys, and the ledger of every score that they changed."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning import db
from learning.db import Base, Keyed
from learning.people.models import one_of
from learning.quizzes.marking import Marking
from learning.records.models import Attempt
from learning.records.remedies import Remedy, Ruling, begun_at, marking


class Correction(Keyed, Base):
    """One correction of one item's key, with its reasons; never changed, and taken back by another correction only.

    `figures` is what it came to when it was applied; `made_by` is None for the command line.
    """

    __tablename__ = "corrections"

    number: Mapped[int] = mapped_column(unique=True)
    module: Mapped[str] = mapped_column(String(80))
    item: Mapped[str] = mapped_column(String(40))
    remedy: Mapped[str] = mapped_column(String(20))
    new_key: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    undoes_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("corrections.id"), unique=True)
    wrong: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(one_of("remedy", Remedy), name="known_remedy"),
        CheckConstraint("(remedy = 'undo') = (undoes_id IS NOT NULL)", name="undoes_something"),
        CheckConstraint("(remedy IN ('both-right', 'new-key')) = (new_key IS NOT NULL)", name="key_when_needed"),
    )


class CorrectionTarget(Base):
    """One edition in which an item is corrected; in the quiz of a whole course the item has an id of its own."""

    __tablename__ = "correction_targets"

    correction_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("corrections.id"), primary_key=True)
    quiz_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz_versions.id"), primary_key=True, index=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)


class Changed(StrEnum):
    """What a line of the ledger changed."""

    SCORE = "score"
    PASS = "pass"  # noqa: S105 - a word of the vocabulary
    """The score was changed before, and a second administrator confirmed that the attempt is not passed any more."""


class ScoreChange(Keyed, Base):
    """One line of the ledger: what one correction made of one attempt's score; only `told_at` is filled in later.

    `would_fail`: by its new score the attempt would not be passed any more; it stays passed until two administrators
    say otherwise. `told_at` is when the learner opened the result and saw the line.
    """

    __tablename__ = "score_changes"

    correction_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("corrections.id"))
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    country: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(10))
    from_numerator: Mapped[int]
    from_denominator: Mapped[int]
    to_numerator: Mapped[int]
    to_denominator: Mapped[int]
    out_of: Mapped[int]
    passed_before: Mapped[bool]
    passed_after: Mapped[bool]
    would_fail: Mapped[bool]
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("proposals.id"))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    told_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("correction_id", "attempt_id", "kind"),
        CheckConstraint(one_of("kind", Changed), name="known_kind"),
        Index(
            "ix_score_changes_untold",
            "person_id",
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
    )


FOR_EVER = datetime.max.replace(tzinfo=UTC)
MARKING_LOCK = 1_325_019
"""Held together by whoever scores, and alone by whoever corrects: no attempt slips through between the two."""

_corrections, _targets = db.table_of(Correction), db.table_of(CorrectionTarget)
# Asked with every submission: prepared once.
_RULINGS = (
    select(
        _targets.c.quiz_version_id,
        _targets.c.item,
        _corrections.c.id,
        _corrections.c.remedy,
        _corrections.c.new_key,
        _corrections.c.made_at,
        _corrections.c.undoes_id,
    )
    .join(_corrections, _corrections.c.id == _targets.c.correction_id)
    .where(_targets.c.quiz_version_id.in_(bindparam("versions", expanding=True)))
    .order_by(_corrections.c.number)
)
Rulings = Mapping[str, Sequence[Ruling]]
"""The corrections of the items of one edition, by the item's id, oldest first."""


def rulings_of(session: Session, versions: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, list[Ruling]]]:
    """Read the corrections of some editions; most have none."""
    found: dict[uuid.UUID, dict[str, list[Ruling]]] = {}
    for version, item, key, remedy, new_key, made_at, undoes in session.execute(_RULINGS, {"versions": list(versions)}):
        ruling = Ruling(key, Remedy(remedy), new_key, made_at, undoes)
        found.setdefault(version, {}).setdefault(item, []).append(ruling)
    return found


def rulings(session: Session, version: uuid.UUID) -> Rulings:
    """Read the corrections of one edition."""
    return rulings_of(session, [version]).get(version, {})


def markings(found: Rulings, begun_at: datetime, submitted_at: datetime | None) -> dict[str, Marking]:
    """Say by what the corrected items of one attempt are marked."""
    return {item: marking(each, begun_at, submitted_at) for item, each in found.items()}


def attempt_markings(session: Session, attempt: Attempt) -> dict[str, Marking]:
    """Say by what the corrected items of an attempt are marked, whether it is submitted or is about to be."""
    found = rulings(session, attempt.quiz_version_id)
    return markings_of(found, attempt) if found else {}


def markings_of(found: Rulings, attempt: Attempt) -> dict[str, Marking]:
    """Say by what the corrected items of an attempt are marked, from the corrections of its edition."""
    return markings(found, begun_at(attempt.delivery, attempt.started_at), attempt.submitted_at)


def markings_now(session: Session, versions: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, Marking]]:
    """Say by what the corrected items of some editions are marked in an attempt that is begun now."""
    found = rulings_of(session, versions)
    return {
        version: {item: marking(each, FOR_EVER, None) for item, each in found.get(version, {}).items()}
        for version in versions
    }
