"""Picture codes: three pictures out of twelve beside the service number, for learners who read little."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed


class PictureCode(Base):
    """The pictures of one learner, as a keyed and slow hash; `wrong` tries since `wrong_since` close it."""

    __tablename__ = "picture_codes"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str]
    wrong: Mapped[int]
    wrong_since: Mapped[datetime | None]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("wrong >= 0", name="counts_from_none"),)


class WrongPictures(Keyed, Base):
    """One wrong try, counted for a day per address, which is kept as a keyed hash, and per country."""

    __tablename__ = "wrong_pictures"

    country: Mapped[str] = mapped_column(String(3))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_wrong_pictures_address_at", "address", "at"),
        Index("ix_wrong_pictures_country_at", "country", "at"),
    )
