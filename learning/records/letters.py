"""Certification letters of countries: numbered without gaps, kept with both their files, and watched ever after.

A letter keeps what it said on its day. Whether it still holds is asked of the register each time it is opened.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from learning import audit, db
from learning.db import Base, Keyed
from learning.errors import NotFound
from learning.people.permissions import Permission
from learning.people.rules import Actor, require, require_country
from learning.people.trail import note_act
from learning.records.models import Completion, Credential


class Letter(Keyed, Base):
    """One letter as it was drafted: its facts, both files, and the hash of its annex.

    `facts` holds every word of it and the words of every line of the annex; the files are the same bytes for ever.
    """

    __tablename__ = "letters"

    country: Mapped[str] = mapped_column(String(3))
    year: Mapped[int]
    number: Mapped[int]
    landing_on: Mapped[date]
    people: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    annex_hash: Mapped[str] = mapped_column(String(64))
    pdf: Mapped[bytes]
    pdf_hash: Mapped[str] = mapped_column(String(64))
    docx: Mapped[bytes]
    docx_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("country", "year", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )


class LetterLine(Base):
    """One certificate that a letter names: by it the letter finds out that somebody has lost what it states."""

    __tablename__ = "letter_lines"

    letter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("letters.id"), primary_key=True)
    serial: Mapped[str] = mapped_column(ForeignKey("credentials.serial"), primary_key=True)


@dataclass(frozen=True)
class Drafted:
    """A letter that comes from the desk, before it is kept.

    Attributes:
        country: alpha-3 code.
        year: of its document number.
        number: of its document number; the next one when it was drafted.
        landing_on: the day that it speaks of.
        people: how many it names.
        facts: every word.
        annex_hash: SHA-256 of the annex.
        pdf, docx: the files.
        pdf_hash, docx_hash: their SHA-256.
        serials: of the certificates that it names.
    """

    country: str
    year: int
    number: int
    landing_on: date
    people: int
    facts: Mapping[str, Any]
    annex_hash: str
    pdf: bytes
    pdf_hash: str
    docx: bytes
    docx_hash: str
    serials: Sequence[str]


@dataclass(frozen=True)
class LetterOfList:
    """One letter in the list of a country's, and how many people on it have lost what it states."""

    id: uuid.UUID
    name: str
    landing_on: date
    made_at: datetime
    people: int
    lost: int


@dataclass(frozen=True)
class Lost:
    """One certificate on a letter that no longer holds: revoked, replaced by one that is no better, or run out."""

    person_id: uuid.UUID
    name: str
    serial: str
    is_revoked: bool
    valid_until: date | None


def document_number(country: str, year: int, number: int) -> str:
    """Write the number of a letter as it is printed: GHA-2026-0007."""
    return f"{country}-{year}-{number:04d}"


def next_number(session: Session, country: str, year: int) -> int:
    """Say which number a country's next letter of a year will have, if nobody is faster."""
    last = session.scalar(select(func.max(Letter.number)).where(Letter.country == country, Letter.year == year))
    return (last or 0) + 1


def keep_letter(session: Session, actor: Actor, letter_id: uuid.UUID, drafted: Drafted, *, now: datetime) -> bool:
    """Keep a letter; False: its number was taken meanwhile, so that it must be drafted again with the next one.

    The number is printed in the files, which are drawn before this transaction, so that nobody waits for them. A number
    is taken only together with its letter: there are no gaps. A letter that was kept under this id stays as it is.

    Raises:
        Forbidden: the actor may not see reports.
        NotFound: the country is not the actor's.
    """
    require(actor, Permission.SEE_REPORTS)
    require_country(actor, drafted.country)
    if session.get(Letter, letter_id) is not None:
        return True
    row = {
        "id": letter_id,
        "made_by": actor.person_id,
        "made_at": now,
        **{name: getattr(drafted, name) for name in Drafted.__dataclass_fields__ if name != "serials"},
    }
    kept = session.execute(
        db.insert(session, Letter).values(row).on_conflict_do_nothing().returning(Letter.id)
    ).scalar()
    if kept is None:
        return session.get(Letter, letter_id) is not None
    session.execute(
        db.table_of(LetterLine).insert(), [{"letter_id": letter_id, "serial": serial} for serial in drafted.serials]
    )
    note_act(
        session,
        audit.Act.LETTER_DRAFTED,
        actor,
        now=now,
        country=drafted.country,
        letter=document_number(drafted.country, drafted.year, drafted.number),
        people=drafted.people,
        annex=drafted.annex_hash,
    )
    return True


def letter(session: Session, actor: Actor, country: str, letter_id: uuid.UUID) -> Letter:
    """Find a country's letter.

    Raises:
        Forbidden: the actor may not see reports.
        NotFound: there is none such, or the country is not the actor's.
    """
    require(actor, Permission.SEE_REPORTS)
    require_country(actor, country)
    found = session.get(Letter, letter_id)
    if found is None or found.country != country:
        raise NotFound("This page does not exist.")
    return found


def letters(session: Session, country: str) -> list[LetterOfList]:
    """List a country's letters, the newest first, in one statement; ask first whether the actor may see them."""
    lost = (
        select(func.count(Completion.person_id.distinct()))
        .select_from(LetterLine)
        .join(Credential, Credential.serial == LetterLine.serial)
        .join(Completion, Completion.id == Credential.completion_id)
        .where(LetterLine.letter_id == Letter.id, _is_lost())
        .correlate(Letter)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Letter.id, Letter.year, Letter.number, Letter.landing_on, Letter.made_at, Letter.people, lost)
        .where(Letter.country == country)
        .order_by(Letter.year.desc(), Letter.number.desc())
    )
    return [
        LetterOfList(key, document_number(country, year, number), landing_on, made_at, people, gone)
        for key, year, number, landing_on, made_at, people, gone in rows
    ]


def lost(session: Session, letter_id: uuid.UUID) -> list[Lost]:
    """List what a letter states and what holds no longer, by name, in one statement.

    A certificate that was replaced by one that is valid on the day of landing still holds.
    """
    rows = session.execute(
        select(Completion.person_id, Completion.name, Credential.serial, Credential.revoked_at, Completion.valid_until)
        .select_from(LetterLine)
        .join(Letter, Letter.id == LetterLine.letter_id)
        .join(Credential, Credential.serial == LetterLine.serial)
        .join(Completion, Completion.id == Credential.completion_id)
        .where(LetterLine.letter_id == letter_id, _is_lost())
        .order_by(Completion.name, Credential.serial)
    )
    return [Lost(person, name, serial, gone_at is not None, until) for person, name, serial, gone_at, until in rows]


def _is_lost() -> ColumnElement[bool]:
    """Say in SQL that nobody could state this line again today: no certificate stands that is valid on the day."""
    completion, credential = aliased(Completion), aliased(Credential)
    return ~(
        select(credential.serial)
        .join(completion, completion.id == credential.completion_id)
        .where(
            completion.person_id == Completion.person_id,
            completion.course == Completion.course,
            completion.country == Letter.country,
            credential.revoked_at.is_(None),
            credential.superseded_at.is_(None),
            or_(completion.valid_until.is_(None), completion.valid_until >= Letter.landing_on),
        )
        .correlate(Completion, Letter)
        .exists()
    )


@dataclass(frozen=True)
class Held:
    """One certificate that a letter can name."""

    person_id: uuid.UUID
    course: str
    category: str
    sex: str | None
    serial: str
    completed_on: date
    valid_until: date | None


def certificates_held(
    session: Session, country: str, people: Sequence[uuid.UUID], courses: Sequence[str], landing_on: date
) -> dict[tuple[uuid.UUID, str], Held]:
    """Give for each person and course the certificate that lasts longest and is valid on a day, in one statement."""
    rows = session.execute(
        select(
            Completion.person_id,
            Completion.course,
            Completion.category,
            Completion.sex,
            Credential.serial,
            Completion.completed_on,
            Completion.valid_until,
        )
        .join(Credential, Credential.completion_id == Completion.id)
        .where(
            Completion.country == country,
            Completion.course.in_(courses),
            Completion.person_id.in_(people),
            Credential.revoked_at.is_(None),
            Credential.superseded_at.is_(None),
            or_(Completion.valid_until.is_(None), Completion.valid_until >= landing_on),
        )
        .order_by(Completion.valid_until.is_(None), Completion.valid_until, Completion.completed_on)
    )
    return {(row[0], row[1]): Held(*row) for row in rows}
