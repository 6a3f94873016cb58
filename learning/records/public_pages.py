"""The public page of a country: whether it is switched on, and the figures that it shows, kept once a quarter."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed


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
