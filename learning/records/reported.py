"""Quarters as they were reported: their indicators and what these meant then, the same for ever."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning import audit, db
from learning.db import Base, Keyed
from learning.people.permissions import Permission
from learning.people.rules import Actor, require, require_country
from learning.people.trail import note_act

EVERYWHERE: Final = ""
"""In the place of a country: all of them together."""


class ReportedQuarter(Keyed, Base):
    """The indicators of one country in one quarter that was over, as they were when they were first reported.

    `facts` holds each indicator with its definition of then and its figures. A country of "" means all of them. Nobody
    made it whose row was written by the command line.
    """

    __tablename__ = "reported_quarters"

    country: Mapped[str] = mapped_column(String(3))
    quarter: Mapped[str] = mapped_column(String(7))
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("country", "quarter"),)


def reported_quarter(session: Session, country: str | None, quarter: str) -> ReportedQuarter | None:
    """Read a quarter as it was reported; ask first whether the actor may see the country."""
    return session.scalar(
        select(ReportedQuarter).where(
            ReportedQuarter.country == (country or EVERYWHERE), ReportedQuarter.quarter == quarter
        )
    )


def keep_reported(
    session: Session,
    actor: Actor | None,
    country: str | None,
    quarter: str,
    facts: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
) -> bool:
    """Keep the figures of a quarter that is over, if nobody reported it before; False: it stays as it was reported.

    Args:
        session: a writing transaction.
        actor: who reports; None for the command line.
        country: whose figures; None: all countries together.
        quarter: as it is written.
        facts: the indicators, as they are kept.
        now: the moment.

    Raises:
        Forbidden: the actor may not see reports.
        NotFound: the country is not the actor's.
    """
    if actor:
        require(actor, Permission.SEE_REPORTS)
        require_country(actor, country)
    row = {
        "id": uuid.uuid4(),
        "country": country or EVERYWHERE,
        "quarter": quarter,
        "facts": [dict(each) for each in facts],
        "made_by": actor.person_id if actor else None,
        "made_at": now,
    }
    kept = db.insert(session, ReportedQuarter).values(row).on_conflict_do_nothing().returning(ReportedQuarter.id)
    if session.execute(kept).scalar() is None:
        return False
    note_act(session, audit.Act.QUARTER_REPORTED, actor, now=now, country=country, quarter=quarter)
    return True
