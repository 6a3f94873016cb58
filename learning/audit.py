"""Who did what, when: a declared vocabulary of acts, written in the same transaction as the act itself."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, and_, false, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning.db import Base, Keyed


class Act(StrEnum):
    """Everything that the log can speak of."""

    SET_UP = "set-up"
    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGNED_OUT = "signed-out"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word of the vocabulary
    PASSWORD_RESET = "password-reset"  # noqa: S105
    PERSON_ADDED = "person-added"
    PERSON_INVITED = "person-invited"
    INVITATION_ACCEPTED = "invitation-accepted"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    OFFICE_HANDED_OVER = "office-handed-over"
    ACCOUNT_CLOSED = "account-closed"
    ACCOUNT_OPENED = "account-opened"
    PROFILE_CHANGED = "profile-changed"
    ROTATION_BEGUN = "rotation-begun"
    COHORT_MADE = "cohort-made"
    COHORT_PLANNED = "cohort-planned"
    COHORT_JOINED = "cohort-joined"
    COUNTRY_CHANGED = "country-changed"
    PUBLIC_PAGE_ON = "public-page-on"
    PUBLIC_PAGE_OFF = "public-page-off"
    CERTIFICATE_LOOK_CHANGED = "certificate-look-changed"
    CONTENT_PUBLISHED = "content-published"
    CREDENTIAL_ISSUED = "credential-issued"
    CREDENTIAL_REVOKED = "credential-revoked"
    CREDENTIAL_SUPERSEDED = "credential-superseded"
    PROPOSAL_MADE = "proposal-made"
    PROPOSAL_CONFIRMED = "proposal-confirmed"
    PROPOSAL_WITHDRAWN = "proposal-withdrawn"
    KEYS_ROTATED = "keys-rotated"
    ANSWER_KEY_CORRECTED = "answer-key-corrected"
    PASSES_WITHDRAWN = "passes-withdrawn"
    ATTEMPT_GRANTED = "attempt-granted"
    TIME_GRANTED = "time-granted"
    REPORT_DOWNLOADED = "report-downloaded"
    QUARTER_REPORTED = "quarter-reported"
    FILTERS_SAVED = "filters-saved"
    SAVED_FILTERS_DELETED = "saved-filters-deleted"
    REPORT_SCHEDULED = "report-scheduled"
    REPORT_UNSCHEDULED = "report-unscheduled"
    REPORT_MAILED = "report-mailed"
    SCHEDULE_STOPPED = "schedule-stopped"
    LETTER_DRAFTED = "letter-drafted"
    BACKUP_MADE = "backup-made"
    HELP_CONTACT_ADDED = "help-contact-added"
    HELP_CONTACT_CHANGED = "help-contact-changed"
    HELP_CONTACT_RETIRED = "help-contact-retired"
    ROLL_IMPORTED = "roll-imported"
    ROLL_UNDONE = "roll-undone"
    SLIPS_PRINTED = "slips-printed"
    SLIP_USED = "slip-used"
    PICTURES_GIVEN = "pictures-given"
    ROOM_SESSION_PLANNED = "room-session-planned"
    ROOM_SESSION_CANCELLED = "room-session-cancelled"
    ROOM_SESSION_CLOSED = "room-session-closed"
    ATTENDANCE_CORRECTED = "attendance-corrected"
    COHORT_MEMBER_ADDED = "cohort-member-added"
    PAPERS_PRINTED = "papers-printed"
    SHEET_ENTERED = "sheet-entered"
    SHEET_CLAIMED = "sheet-claimed"


class AuditEntry(Keyed, Base):
    """One line of the log; lines are added and never changed.

    `actor_id` is None for acts of the command line. `country` is whose act it is, for readers bound to one country.
    """

    __tablename__ = "audit_entries"

    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str]
    country: Mapped[str | None]
    act: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        Index("ix_audit_entries_at", "at", "id"),
        Index("ix_audit_entries_country_at", "country", "at"),
    )


def note(
    session: Session,
    act: Act,
    *,
    now: datetime,
    actor_id: uuid.UUID | None,
    actor_name: str,
    country: str | None,
    **facts: str | int | None,
) -> None:
    """Write one line into the log, in the caller's transaction."""
    session.add(
        AuditEntry(
            id=uuid.uuid4(), at=now, actor_id=actor_id, actor_name=actor_name, country=country, act=act, facts=facts
        )
    )


def audit_entries(
    session: Session,
    *,
    before: datetime | None,
    limit: int,
    after_id: uuid.UUID | None = None,
    act: Act | None = None,
    country: str | None = None,
) -> Sequence[AuditEntry]:
    """List the newest lines first.

    Args:
        session: a transaction.
        before: only what is older; None: from the newest line on.
        limit: how many lines at most.
        after_id: the line of that very moment that was listed last, so that its neighbours are not passed over; one
            act writes hundreds of lines at one moment.
        act: only lines of this act.
        country: only lines of this country, alpha-3.
    """
    query = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id).limit(limit)
    if before is not None:
        older = AuditEntry.at < before
        beside = and_(AuditEntry.at == before, AuditEntry.id > after_id) if after_id else false()
        query = query.where(or_(older, beside))
    if act is not None:
        query = query.where(AuditEntry.act == act)
    if country is not None:
        query = query.where(AuditEntry.country == country)
    return session.scalars(query).all()
