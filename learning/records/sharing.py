"""What was shared of a country's counts by sex, kept so that the difference of two reports names nobody."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning import db
from learning.db import Base, Keyed
from learning.people.permissions import Permission
from learning.people.rules import Actor, require, require_country


class SharedTable(Keyed, Base):
    """One table by sex as it left the country's own staff: what it was about, and the cells that it showed.

    `filters` holds what the report was narrowed to; `cells` holds for each sex people, completed and not completed, or
    null where they were hidden. `number` counts the tables of a country, so that nobody shares one without having seen
    the last. Nobody made it who used the command line.
    """

    __tablename__ = "shared_tables"

    country: Mapped[str] = mapped_column(String(3))
    number: Mapped[int]
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_on: Mapped[date]
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("country", "number"), CheckConstraint("number > 0", name="counts_from_one"))


def shared_tables(session: Session, country: str) -> Sequence[SharedTable]:
    """List what was shared of a country, in order; ask first whether the actor may see it."""
    return session.scalars(select(SharedTable).where(SharedTable.country == country).order_by(SharedTable.number)).all()


def keep_shared(
    session: Session,
    actor: Actor | None,
    country: str,
    number: int,
    filters: Mapping[str, Any],
    cells: Mapping[str, Sequence[int | None]],
    *,
    now: datetime,
) -> bool:
    """Keep what leaves now; False: another table was shared meanwhile, so that this one must be looked at again.

    Args:
        session: a writing transaction.
        actor: who shares; None for the command line.
        country: whose figures.
        number: one more than the tables that were looked at.
        filters: what the report is narrowed to.
        cells: what it shows, by sex.
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
        "country": country,
        "number": number,
        "filters": dict(filters),
        "cells": {sex: list(each) for sex, each in cells.items()},
        "made_on": now.date(),
        "made_by": actor.person_id if actor else None,
        "made_at": now,
    }
    kept = db.insert(session, SharedTable).values(row).on_conflict_do_nothing().returning(SharedTable.id)
    return session.execute(kept).scalar() is not None
