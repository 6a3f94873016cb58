"""Taking an import back within a day: what it made and nobody has touched since goes, everything else stays."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, delete, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.db import Base
from learning.errors import Conflict
from learning.people.models import Membership, Person, Rotation, Slip
from learning.people.passwords import NO_PASSWORD
from learning.people.picture_codes import PictureCode
from learning.people.rules import Actor
from learning.people.trail import note_act
from learning.records.enrolling_many import withdraw
from learning.records.models import Enrolment
from learning.rolls import queries
from learning.rolls.models import Roll, RollLine
from learning.rolls.rules import may_undo

Ids = set[uuid.UUID]


def undo_import(session: Session, actor: Actor, roll_id: uuid.UUID, *, now: datetime) -> Roll:
    """Take an import back; `counts` then says how many accounts are gone, and how many stayed because they are used.

    Raises:
        Forbidden, NotFound: there is no such roll for the actor.
        Conflict: it was not imported, was undone already, or is more than a day old.
    """
    found = queries.roll(session, actor, roll_id)
    first = update(Roll).where(Roll.id == roll_id, Roll.applied_at.is_not(None), Roll.undone_at.is_(None))
    if not may_undo(found.applied_at, None, now) or not db.changed(session.execute(first.values(undone_at=now))):
        raise Conflict("This import cannot be undone any more.")
    lines = session.scalars(select(RollLine).where(RollLine.roll_id == roll_id)).all()
    enrolments = _untouched_enrolments(session, lines)
    fresh = {one.id for one in enrolments}
    people = _untouched_people(session, found, lines, fresh)
    # Who was known before loses what the import added, unless something was done in it; who is new goes, or keeps all.
    known = [line for line in lines if not line.made_person and fresh.issuperset(map(uuid.UUID, line.enrolments))]
    leaving = people | {line.person_id for line in known if line.made_membership}
    rotations = {line.rotation_id for line in known if line.rotation_id}
    going = people | {line.person_id for line in lines if not line.made_person}
    withdraw(session, [one for one in enrolments if one.person_id in going], now=now)
    for some in db.parts(sorted(leaving)):
        session.execute(
            delete(Membership).where(Membership.cohort_id == found.cohort_id, Membership.person_id.in_(some))
        )
    session.execute(delete(RollLine).where(RollLine.roll_id == roll_id))
    _delete(session, db.table_of(Rotation).c.id, rotations)
    _delete(session, db.table_of(Rotation).c.person_id, people)
    _delete(session, db.table_of(Slip).c.person_id, people)
    _delete(session, db.table_of(PictureCode).c.person_id, people)
    _delete(session, db.table_of(Person).c.id, people)
    stayed = sum(line.made_person for line in lines) - len(people)
    counts = {**found.counts, "removed": len(people), "stayed": stayed}
    session.execute(update(Roll).where(Roll.id == roll_id).values(counts=counts))
    session.refresh(found)
    note_act(session, Act.ROLL_UNDONE, actor, now=now, country=found.country, roll=str(roll_id), removed=len(people))
    return found


def _untouched_enrolments(session: Session, lines: Sequence[RollLine]) -> list[Enrolment]:
    """Find the enrolments that the import made and that nothing points at: no lesson, attempt, sheet or certificate."""
    made = {uuid.UUID(each) for line in lines for each in line.enrolments}
    used = _pointed_at(session, "enrolments", made, but=())
    found: list[Enrolment] = []
    for some in db.parts(sorted(made - used)):
        found += session.scalars(
            select(Enrolment).where(
                Enrolment.id.in_(some),
                Enrolment.seen_at.is_(None),
                Enrolment.completed_on.is_(None),
                Enrolment.renewed_at.is_(None),
            )
        )
    return found


def _untouched_people(session: Session, roll: Roll, lines: Sequence[RollLine], enrolments: Ids) -> Ids:
    """Find who was made by the import, never signed in, and has nothing but what the import made."""
    made = {line.person_id for line in lines if line.made_person}
    found: Ids = set()
    for some in db.parts(sorted(made)):
        found |= set(
            session.scalars(
                select(Person.id).where(
                    Person.id.in_(some), Person.seen_at.is_(None), Person.password_hash == NO_PASSWORD
                )
            )
        )
    own_rotations = {line.rotation_id for line in lines}
    for some in db.parts(sorted(found)):
        other = [
            select(Enrolment.person_id, Enrolment.id).where(Enrolment.person_id.in_(some)),
            select(Rotation.person_id, Rotation.id).where(Rotation.person_id.in_(some)),
            select(Membership.person_id, Membership.cohort_id).where(Membership.person_id.in_(some)),
            select(RollLine.person_id, RollLine.roll_id).where(RollLine.person_id.in_(some)),
        ]
        own = enrolments | own_rotations | {roll.cohort_id, roll.id}
        found -= {person for each in other for person, row in session.execute(each) if row not in own}
    ours = (Enrolment, Rotation, Membership, RollLine, Slip, PictureCode)
    return found - _pointed_at(session, "people", found, but=[f"{model.__tablename__}.person_id" for model in ours])


def _pointed_at(session: Session, table: str, ids: Ids, *, but: Iterable[str]) -> Ids:
    """Say which rows of a table any other table points at, whichever tables there are."""
    columns = [
        column
        for other in Base.metadata.sorted_tables
        for column in other.columns
        if str(column) not in but and any(key.column.table.name == table for key in column.foreign_keys)
    ]
    found: Ids = set()
    for some in db.parts(sorted(ids)):
        # One list of values for each table: PostgreSQL takes fewer than all of them together.
        for column in columns:
            found |= set(session.scalars(select(column).where(column.in_(some)).distinct()))
    return found


def _delete(session: Session, column: Column[uuid.UUID], ids: Ids) -> None:
    for some in db.parts(sorted(ids)):
        session.execute(delete(column.table).where(column.in_(some)))
