"""What a person was called before: a report as of an earlier moment says what it said then."""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session

from learning.db import Base, Keyed
from learning.people.models import Person


class PersonBefore(Keyed, Base):
    """How a person stood in reports until a moment; the row points at nobody, so that it outlives an undone import."""

    __tablename__ = "people_before"

    person_id: Mapped[uuid.UUID]
    until: Mapped[datetime]
    name: Mapped[str]
    service_number: Mapped[str | None]

    __table_args__ = (Index("ix_people_before_until", "until", "person_id"),)


def keep_person(session: Session, person: Person, *, now: datetime) -> None:
    """Keep how a person stands in reports; called before it changes."""
    session.add(
        PersonBefore(
            id=uuid.uuid4(), person_id=person.id, until=now, name=person.name, service_number=person.service_number
        )
    )
