"""The Monday list: whom a trainer should look after in her cohorts, with five queries however many people they have."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from learning.modules.queries import Catalogue
from learning.people.models import Cohort, Membership, Person
from learning.people.queries import cohorts, still_stands
from learning.people.rules import Actor
from learning.records.ledger import Grant, GrantKind
from learning.records.models import CohortCourse, Enrolment, LessonView, Progress
from learning.records.urgency import Concern, Situation, concern, has_open_end, urgency

Learning = dict[uuid.UUID, list[Row[*tuple[Any, ...]]]]
"""What was done in each enrolment, module by module."""


@dataclass(frozen=True)
class Case:
    """One person in one course who should be looked after.

    Attributes:
        cohort: the cohort in which she takes it.
        course: its slug.
        enrolment_id: None for a member who is not enrolled in it.
        situation: where she stands.
        concern: why she is on the list.
        failing: the quiz with the most failed attempts, if that is why.
        grants: what was granted and is not over.
    """

    cohort: Cohort
    course: str
    enrolment_id: uuid.UUID | None
    situation: Situation
    concern: Concern
    failing: str = ""
    grants: Sequence[Grant] = ()


@dataclass(frozen=True)
class MondayLine:
    """One person of the list: who she is, and her cases, the most urgent first."""

    person_id: uuid.UUID
    name: str
    sign_in_name: str
    email: str | None
    language: str
    cases: list[Case] = field(default_factory=list)

    @property
    def first(self) -> Case:
        """The most urgent case."""
        return self.cases[0]


@dataclass(frozen=True)
class MondayList:
    """Whom to look after, the most urgent first, and among how many people."""

    lines: Sequence[MondayLine]
    people: int


def open_cohorts(session: Session, actor: Actor, *, today: date) -> list[Cohort]:
    """List the cohorts that the actor made and that are still going on.

    Raises:
        Forbidden: the actor may not see cohorts.
    """
    return [
        line.cohort
        for line in cohorts(session, actor)
        if line.cohort.made_by == actor.person_id
        and has_open_end(due_on=line.cohort.due_on, made_on=line.cohort.made_at.date(), today=today)
    ]


def monday_list(session: Session, chosen: Sequence[Cohort], catalogue: Catalogue, *, now: datetime) -> MondayList:
    """Say whom to look after in some cohorts; ask `people.queries` first whether the actor may see them.

    Who is in two of them, or takes two courses, is one line.

    Args:
        session: a transaction that sees one moment.
        chosen: the cohorts.
        catalogue: what is published, which says how many steps a course has.
        now: the present moment.
    """
    by_id = {cohort.id: cohort for cohort in chosen}
    ids = list(by_id)
    learning = _learning(session, ids)
    begun = _begun(session, ids)
    granted = _granted(session, ids)
    people: set[uuid.UUID] = set()
    lines: dict[uuid.UUID, MondayLine] = {}
    for row in _members(session, ids):
        people.add(row.person_id)
        if row.completed_on is not None:
            continue
        case = _case(row, by_id[row.cohort_id], catalogue, learning, begun, granted, now)
        if case is None:
            continue
        line = lines.setdefault(
            row.person_id,
            MondayLine(row.person_id, row.name, row.service_number or row.email or "", row.email, row.language),
        )
        line.cases.append(case)
    for line in lines.values():
        line.cases.sort(key=lambda case: (urgency(case.concern), case.course))
    ranked = sorted(lines.values(), key=lambda line: (urgency(line.first.concern), line.name, str(line.person_id)))
    return MondayList(ranked, len(people))


def _members(session: Session, ids: Sequence[uuid.UUID]) -> Sequence[Row[*tuple[Any, ...]]]:
    return session.execute(
        select(
            Membership.cohort_id,
            Membership.joined_at,
            CohortCourse.course,
            Person.id.label("person_id"),
            Person.name,
            Person.service_number,
            Person.email,
            Person.language,
            Enrolment.id.label("enrolment_id"),
            Enrolment.category,
            Enrolment.rank_group,
            Enrolment.enrolled_at,
            Enrolment.seen_at,
            Enrolment.completed_on,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .join(CohortCourse, CohortCourse.cohort_id == Cohort.id)
        .outerjoin(
            Enrolment,
            (Enrolment.person_id == Person.id)
            & (Enrolment.course == CohortCourse.course)
            & (Enrolment.country == Cohort.country)
            & Enrolment.renewed_at.is_(None),
        )
        .where(Membership.cohort_id.in_(ids))
        .where(Person.country == Cohort.country, still_stands())
    ).all()


def _learning(session: Session, ids: Sequence[uuid.UUID]) -> Learning:
    found: Learning = {}
    for row in session.execute(
        # Plain columns: of a whole country there are tens of thousands, and each object would cost as much as its row.
        select(
            Progress.enrolment_id,
            Progress.module,
            Progress.lessons_read,
            Progress.failures,
            Progress.failed_at,
            Progress.passed_at,
        )
        .join(Enrolment, Enrolment.id == Progress.enrolment_id)
        .where(Enrolment.completed_on.is_(None), Enrolment.person_id.in_(_people(ids)))
    ):
        found.setdefault(row.enrolment_id, []).append(row)
    return found


def _begun(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    rows = session.execute(
        select(LessonView.enrolment_id, func.min(LessonView.opened_at))
        .join(Enrolment, Enrolment.id == LessonView.enrolment_id)
        .where(Enrolment.completed_on.is_(None), Enrolment.person_id.in_(_people(ids)))
        .group_by(LessonView.enrolment_id)
    )
    return {row[0]: row[1] for row in rows}


def _granted(session: Session, ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], list[Grant]]:
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Grant]] = {}
    for row in session.scalars(select(Grant).where(Grant.cohort_id.in_(ids)).order_by(Grant.expires_on, Grant.id)):
        found.setdefault((row.cohort_id, row.enrolment_id), []).append(row)
    return found


def _people(ids: Sequence[uuid.UUID]) -> Any:
    return select(Membership.person_id).where(Membership.cohort_id.in_(ids))


def _case(
    row: Row[*tuple[Any, ...]],
    cohort: Cohort,
    catalogue: Catalogue,
    learning: Learning,
    begun: dict[uuid.UUID, datetime],
    granted: dict[tuple[uuid.UUID, uuid.UUID], list[Grant]],
    now: datetime,
) -> Case | None:
    course = catalogue.courses.get(row.course)
    if course is None:
        return None
    # Some modules are for some people only: who need not take them is not late with them.
    asked = course.required(row.category, row.rank_group) if row.enrolment_id else course.modules
    done = {one.module: one for one in learning.get(row.enrolment_id, ())}
    grants = granted.get((cohort.id, row.enrolment_id), [])
    lessons = sum(min(done[module.slug].lessons_read, len(module.lessons)) for module in asked if module.slug in done)
    open_quizzes = [one for one in done.values() if one.passed_at is None and one.failures]
    worst = max(open_quizzes, key=lambda one: one.failures, default=None)
    situation = Situation(
        enrolled_at=row.enrolled_at or row.joined_at,
        begun_at=begun.get(row.enrolment_id, row.enrolled_at) if row.seen_at else None,
        seen_at=row.seen_at,
        done=lessons + sum(module.slug in done and bool(done[module.slug].passed_at) for module in asked),
        steps=sum(len(module.lessons) + 1 for module in asked),
        failures=worst.failures if worst else 0,
        failed_at=worst.failed_at if worst else None,
        due_on=own_due(cohort.due_on, grants),
    )
    found = concern(situation, now)
    if found is None:
        return None
    standing = [one for one in grants if one.expires_on >= now.date()]
    failing = worst.module if worst else ""
    return Case(cohort, row.course, row.enrolment_id, situation, found, failing, standing)


def own_due(due_on: date | None, grants: Sequence[Grant]) -> date | None:
    """Say by when one person should be done: the cohort's day, or the last one until which she was given more time."""
    if due_on is None:
        return None
    return max([due_on, *(one.expires_on for one in grants if one.kind == GrantKind.TIME)])
