"""Enrolling a whole roll in a cohort's courses: the same rows as one by one, in a number of statements that stays."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from learning import db
from learning.people.models import Cohort, Membership, Person, Rotation
from learning.records import tallies
from learning.records.enrolling import enrol_in_cohort
from learning.records.history import keep_enrolments
from learning.records.models import CohortCourse, Enrolment
from learning.records.rules import may_renew


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who is in the cohort already and is enrolled in its courses, with the facts of the open rotation."""

    person_id: uuid.UUID
    category: str
    rank_group: str
    sex: str | None
    unit: str
    mission: str


def enrol_many(
    session: Session, cohort: Cohort, joining: Sequence[Joining], *, now: datetime
) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Enrol members of a cohort in each of its courses; gives the enrolments that were made, by person.

    Who is enrolled already keeps that enrolment, which gets the cohort where it had none, or is begun again near its
    end: as `enrol_in_cohort` does it.
    """
    courses = sorted(session.scalars(select(CohortCourse.course).where(CohortCourse.cohort_id == cohort.id)))
    current = _current(session, cohort.id)
    made: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    rows = []
    for one in joining:
        held = {found.course: found for found in current.get(one.person_id, ())}
        if any(_needs_a_look(found, now) for found in held.values() if found.course in courses):
            before = {found.id for found in held.values()}
            made[one.person_id] += _one_by_one(session, one.person_id, cohort, now, before)
            continue
        for course in courses:
            if course in held:
                continue
            made[one.person_id].append(uuid.uuid4())
            rows.append(_row(made[one.person_id][-1], one, cohort, course, now))
    if rows:
        session.execute(insert(db.table_of(Enrolment)), rows)
        tallies.change(session, {}, tallies.contributions(Enrolment(**row) for row in rows))
    return made


def withdraw(session: Session, enrolments: Sequence[Enrolment], *, now: datetime) -> None:
    """Take back enrolments that were made by mistake and in which nothing was done, with what they added to tallies."""
    taken_back = tallies.contributions(enrolments)
    keep_enrolments(session, [enrolment.id for enrolment in enrolments], now=now, is_gone=True)
    table = db.table_of(Enrolment)
    for some in db.parts([enrolment.id for enrolment in enrolments]):
        session.execute(delete(table).where(table.c.id.in_(some)))
    tallies.change(session, taken_back, {})


def _current(session: Session, cohort_id: uuid.UUID) -> Mapping[uuid.UUID, list[Enrolment]]:
    found: dict[uuid.UUID, list[Enrolment]] = defaultdict(list)
    members = select(Membership.person_id).where(Membership.cohort_id == cohort_id)
    for enrolment in session.scalars(
        select(Enrolment).where(Enrolment.person_id.in_(members), Enrolment.renewed_at.is_(None))
    ):
        found[enrolment.person_id].append(enrolment)
    return found


def _needs_a_look(enrolment: Enrolment, now: datetime) -> bool:
    if enrolment.completed_on is None:
        return enrolment.cohort_id is None
    return may_renew(enrolment.completed_on, enrolment.valid_until, now.date())


def _one_by_one(
    session: Session, person_id: uuid.UUID, cohort: Cohort, now: datetime, before: set[uuid.UUID]
) -> list[uuid.UUID]:
    person = session.get_one(Person, person_id)
    rotation = session.scalar(select(Rotation).where(Rotation.person_id == person_id, Rotation.ended_on.is_(None)))
    return [each.id for each in enrol_in_cohort(session, person, rotation, cohort, now=now) if each.id not in before]


def _row(enrolment_id: uuid.UUID, one: Joining, cohort: Cohort, course: str, now: datetime) -> dict[str, object]:
    return {
        "id": enrolment_id,
        "person_id": one.person_id,
        "course": course,
        "cohort_id": cohort.id,
        "country": cohort.country,
        "category": one.category,
        "rank_group": one.rank_group,
        "sex": one.sex,
        "unit": one.unit,
        "mission": one.mission,
        "enrolled_at": now,
        "enrolled_on": now.date(),
        "seen_at": None,
        "completed_on": None,
        "valid_until": None,
        "renewed_at": None,
    }
