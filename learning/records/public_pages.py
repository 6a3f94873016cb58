"""The public page of a country: whether it is switched on, and the figures that it shows, kept once a quarter."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning.audit import Act
from learning.db import Base, Keyed
from learning.people.permissions import Permission
from learning.people.rules import Actor, require, require_country
from learning.people.trail import note_act


class PublicPage(Base):
    """Whether a country shows a page to everybody; a country that never said so has no row."""

    __tablename__ = "public_pages"

    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    is_on: Mapped[bool]
    changed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]


class PublicFigures(Keyed, Base):
    """What the page shows of a quarter, in tens; written once and never changed, and no exact count is in it."""

    __tablename__ = "public_figures"

    country: Mapped[str] = mapped_column(String(3))
    ends_on: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("country", "ends_on"),)


def is_on(session: Session, country: str) -> bool:
    """Say whether a country shows its page; what is no country does not."""
    return bool(session.scalar(select(PublicPage.is_on).where(PublicPage.country == country)))


def countries_on(session: Session) -> Sequence[str]:
    """List the countries that show their page."""
    return session.scalars(select(PublicPage.country).where(PublicPage.is_on)).all()


def is_any_on(session: Session) -> bool:
    """Say whether there is a page to see at all."""
    return bool(session.scalar(select(exists().where(PublicPage.is_on))))


def switch(session: Session, actor: Actor, *, country: str, on: bool, now: datetime) -> None:
    """Switch a country's page on or off; of two who do it at once the later one counts, and both are in the log.

    Raises:
        Forbidden, NotFound: the actor does not answer for this country.
    """
    require(actor, Permission.SET_COUNTRY)
    require_country(actor, country)
    found = session.get(PublicPage, country, with_for_update=True)
    if found is None:
        try:
            with session.begin_nested():
                session.add(PublicPage(country=country, is_on=on, changed_by=actor.person_id, changed_at=now))
        except IntegrityError:
            found = session.get_one(PublicPage, country, with_for_update=True)
    if found is not None:
        found.is_on, found.changed_by, found.changed_at = on, actor.person_id, now
    act = Act.PUBLIC_PAGE_ON if on else Act.PUBLIC_PAGE_OFF
    note_act(session, act, actor, now=now, country=country)


def stored(session: Session, country: str, ends_on: date) -> Mapping[str, Any] | None:
    """Give what was kept of a quarter; None: nothing yet."""
    return session.scalar(
        select(PublicFigures.figures).where(PublicFigures.country == country, PublicFigures.ends_on == ends_on)
    )


def store(
    session: Session, country: str, ends_on: date, figures: Mapping[str, Any], *, now: datetime
) -> Mapping[str, Any]:
    """Keep the figures of a quarter, once: gives what is kept, which may be what somebody else counted first."""
    try:
        with session.begin_nested():
            session.add(PublicFigures(country=country, ends_on=ends_on, figures=dict(figures), made_at=now))
    except IntegrityError:
        kept = stored(session, country, ends_on)
        assert kept is not None
        return kept
    return figures
