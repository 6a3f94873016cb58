"""The published lists of states: which places say that a credential is revoked, or that there is a newer one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.records.models import Credential, StatusList

REVOCATION, REFRESH = "revocation", "refresh"
"""The purposes of Bitstring Status List v1.0 that are published: revoked, and superseded by a newer one."""
SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One place of the published lists of states that says something: since when, and of which class the reason is.

    A revoked credential says so; one that is superseded says that there is a newer one.
    """

    index: int
    purpose: str
    on: date
    reason: str


def status_lists(session: Session) -> Sequence[int]:
    """List the numbers of the published lists of states."""
    return session.scalars(select(StatusList.number).order_by(StatusList.number)).all()


def status_changes(session: Session, number: int) -> list[StatusChange]:
    """List what one list of states says, by place; most places say nothing."""
    rows = session.execute(
        select(Credential.status_index, Credential.revoked_at, Credential.revocation_reason, Credential.superseded_at)
        .where(
            Credential.status_list == number,
            Credential.revoked_at.is_not(None) | Credential.superseded_at.is_not(None),
        )
        .order_by(Credential.status_index)
    )
    found = []
    for index, revoked_at, reason, superseded_at in rows:
        if revoked_at:
            found.append(StatusChange(index, REVOCATION, revoked_at.date(), str(reason)))
        if superseded_at:
            found.append(StatusChange(index, REFRESH, superseded_at.date(), SUPERSEDED))
    return found
