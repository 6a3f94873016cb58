"""What an open enrolment said before it followed its person, and what was taken back: reports look up earlier days."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Index, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning import db
from learning.db import Base, Keyed
from learning.people.models import Person
from learning.records.models import Enrolment


class EnrolmentBefore(Keyed, Base):
    """How an open enrolment stood until a moment; `is_gone`: it was taken back then, and its person perhaps too.

    The rows point at nothing, so that they outlive what an undone import takes away.
    """

    __tablename__ = "enrolments_before"

    enrolment_id: Mapped[uuid.UUID]
    until: Mapped[datetime]
    is_gone: Mapped[bool]
    person_id: Mapped[uuid.UUID]
    name: Mapped[str]
    service_number: Mapped[str | None]
    course: Mapped[str] = mapped_column(String(80))
    cohort_id: Mapped[uuid.UUID | None]
    country: Mapped[str] = mapped_column(String(3))
    category: Mapped[str] = mapped_column(String(40))
    sex: Mapped[str | None] = mapped_column(String(20))
    unit: Mapped[str]
    mission: Mapped[str]
    enrolled_at: Mapped[datetime]
    enrolled_on: Mapped[date]

    __table_args__ = (Index("ix_enrolments_before_until", "until", "enrolment_id"),)


_enrolments, _people = db.table_of(Enrolment), db.table_of(Person)
KEPT = ("course", "cohort_id", "country", "category", "sex", "unit", "mission", "enrolled_at", "enrolled_on")


def keep_enrolments(session: Session, ids: Iterable[uuid.UUID], *, now: datetime, is_gone: bool = False) -> None:
    """Keep how some open enrolments stand; called before they change or are taken back."""
    session.flush()
    columns = (_enrolments.c[name] for name in KEPT)
    own = (_enrolments.c.id.label("enrolment_id"), _enrolments.c.person_id)
    query = select(*own, _people.c.name, _people.c.service_number, *columns).join(
        _people, _people.c.id == _enrolments.c.person_id
    )
    for some in db.parts(list(ids)):
        found = session.execute(query.where(_enrolments.c.id.in_(some))).mappings().all()
        rows = [{**row, "id": uuid.uuid4(), "until": now, "is_gone": is_gone} for row in found]
        if rows:
            session.execute(insert(db.table_of(EnrolmentBefore)), rows)
