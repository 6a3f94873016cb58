"""Certificates as they were printed: each one once, the same bytes for ever."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning import db
from learning.db import Base


class Print(Base):
    """A certificate as it was printed the first time: the same bytes for ever, whatever changes around it.

    `statement` is what its code holds behind the address, `badge` the Open Badge as JSON, `pdf` the signed file.
    """

    __tablename__ = "prints"

    serial: Mapped[str] = mapped_column(ForeignKey("credentials.serial"), primary_key=True)
    statement: Mapped[str]
    badge: Mapped[str]
    pdf: Mapped[bytes]
    pdf_hash: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime]


@dataclass(frozen=True)
class Printed:
    """A certificate that comes from the press, before it is kept.

    Attributes:
        statement: what its code holds behind the address.
        badge: the Open Badge, as JSON.
        pdf: the signed file.
    """

    statement: str
    badge: str
    pdf: bytes


def kept_print(session: Session, serial: str) -> Print | None:
    """Find a certificate as it was printed; None: it was not printed yet."""
    return session.get(Print, serial)


def kept_statements(session: Session, serials: Collection[str]) -> dict[str, str]:
    """Read the statements of those of some certificates that were printed."""
    found = session.execute(select(Print.serial, Print.statement).where(Print.serial.in_(serials)))
    return {row.serial: row.statement for row in found}


def keep_print(session: Session, serial: str, printed: Printed, *, now: datetime) -> Print:
    """Keep what was printed first, and give it back: whoever printed the same at the same moment gets that one too."""
    row = {
        "serial": serial,
        "statement": printed.statement,
        "badge": printed.badge,
        "pdf": printed.pdf,
        "pdf_hash": hashlib.sha256(printed.pdf).hexdigest(),
        "printed_at": now,
    }
    session.execute(db.insert(session, Print).values(row).on_conflict_do_nothing())
    return session.get_one(Print, serial)
