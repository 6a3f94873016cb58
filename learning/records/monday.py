"""The Monday list: whom a trainer should look after in her cohorts, with four queries however many people they have."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from learning import db
from learning.modules.queries import Catalogue
from learning.people.models import Cohort, Membership, Person
from learning.people.queries import cohorts, still_stands
from learning.people.rules import Actor
from learning.records.ledger import Grant, GrantKind
from learning.records.models import CohortCourse, Enrolment, Progress
from learning.records.rules import STUCK_AFTER_FAILURES
from learning.records.step_counting import begun_at, steps_done, steps_of
from learning.records.urgency import Concern, Situation, concern, has_open_end, urgency

_memberships, _persons, _cohorts = db.table_of(Membership), db.table_of(Person), db.table_of(Cohort)
_cohort_courses, _enrolments, _progress = db.table_of(CohortCourse), db.table_of(Enrolment), db.table_of(Progress)
Failing = dict[uuid.UUID, Row[*tuple[Any, ...]]]
"""Of each enrolment the quiz with the most failed attempts that is not passed yet, if they are enough to be stuck."""


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
    lines: dict[uuid.UUID, MondayLine] = {}
    watch = Watch(session, chosen, catalogue, now=now)
    for row in watch.rows:
        case = watch.case(row)
        if case is None:
            continue
        line = lines.get(row.person_id)
        if line is None:
            names = (row.person_id, row.name, row.service_number or row.email or "", row.email, row.language)
            line = lines[row.person_id] = MondayLine(*names)
        line.cases.append(case)
    for line in lines.values():
        line.cases.sort(key=lambda case: (urgency(case.concern), case.course))
    ranked = sorted(lines.values(), key=lambda line: (urgency(line.first.concern), line.name, str(line.person_id)))
    return MondayList(ranked, people_in(session, chosen))


class Watch:
    """Looks at everybody in some cohorts who has not completed a course; the database counts what each has done.

    Of a whole country that is many people: their rows are read at once, and a case is made of a row when it is wanted.

    Args:
        session: a transaction that sees one moment.
        chosen: the cohorts.
        catalogue: what is published.
        now: the present moment.
    """

    def __init__(self, session: Session, chosen: Sequence[Cohort], catalogue: Catalogue, *, now: datetime) -> None:
        self.cohorts = {cohort.id: cohort for cohort in chosen}
        self.catalogue = catalogue
        self.now = now
        ids = list(self.cohorts)
        self._failing = _failing(session, ids)
        self._granted = _granted(session, ids)
        self._steps: dict[tuple[str, str, str], int] = {}
        self.rows = _unfinished(session, ids, catalogue)
        """Each with cohort_id, course, person_id, name, service_number, email and language."""

    def case(self, row: Row[*tuple[Any, ...]]) -> Case | None:
        """Say why the person of a row should be looked after in its course; None: she goes on well."""
        cohort, failing = self.cohorts[row.cohort_id], self._failing.get(row.enrolment_id)
        grants = self._granted.get((cohort.id, row.enrolment_id), ())
        situation = Situation(
            enrolled_at=row.enrolled_at or row.joined_at,
            begun_at=(row.begun_at or row.enrolled_at) if row.seen_at else None,
            seen_at=row.seen_at,
            done=row.done,
            steps=self._steps_of(row),
            failures=failing.failures if failing else 0,
            failed_at=failing.failed_at if failing else None,
            due_on=own_due(cohort.due_on, grants),
        )
        found = concern(situation, self.now)
        if found is None:
            return None
        standing = [one for one in grants if one.expires_on >= self.now.date()]
        module = failing.module if failing else ""
        return Case(cohort, row.course, row.enrolment_id, situation, found, module, standing)

    def _steps_of(self, row: Row[*tuple[Any, ...]]) -> int:
        """Count the steps of a course for somebody; few kinds of people are many people."""
        key = (row.course, row.category, row.rank_group)
        found = self._steps.get(key)
        if found is None:
            course = self.catalogue.courses[row.course]
            # Some modules are for some people only: who need not take them is not late with them.
            asked = course.required(row.category, row.rank_group) if row.enrolment_id else course.modules
            found = self._steps[key] = steps_of(asked)
        return found


def people_in(session: Session, chosen: Sequence[Cohort]) -> int:
    """Count who is in some cohorts and serves for their country, each person once."""
    return session.scalar(_members(select(func.count(_persons.c.id.distinct())), [one.id for one in chosen])) or 0


def _members(columns: Select[Any], ids: Sequence[uuid.UUID]) -> Select[Any]:
    """Narrow to who is in some cohorts and serves for their country, with her current enrolment in each course."""
    return (
        columns.join_from(_memberships, _persons, _persons.c.id == _memberships.c.person_id)
        .join(_cohorts, _cohorts.c.id == _memberships.c.cohort_id)
        .join(_cohort_courses, _cohort_courses.c.cohort_id == _cohorts.c.id)
        .outerjoin(
            _enrolments,
            (_enrolments.c.person_id == _persons.c.id)
            & (_enrolments.c.course == _cohort_courses.c.course)
            & (_enrolments.c.country == _cohorts.c.country)
            & _enrolments.c.renewed_at.is_(None),
        )
        .where(_memberships.c.cohort_id.in_(ids))
        .where(_persons.c.country == _cohorts.c.country, still_stands())
    )


def _unfinished(session: Session, ids: Sequence[uuid.UUID], catalogue: Catalogue) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read who has not completed a course of her cohort, and what she has done of it, counted by the database."""
    courses = catalogue.courses.values()
    # Plain columns: of a whole country there are tens of thousands, and each object would cost as much as its row.
    return session.execute(
        _members(
            select(
                _memberships.c.cohort_id,
                _memberships.c.joined_at,
                _cohort_courses.c.course,
                _persons.c.id.label("person_id"),
                _persons.c.name,
                _persons.c.service_number,
                _persons.c.email,
                _persons.c.language,
                _enrolments.c.id.label("enrolment_id"),
                _enrolments.c.category,
                _enrolments.c.rank_group,
                _enrolments.c.enrolled_at,
                _enrolments.c.seen_at,
                begun_at().label("begun_at"),
                steps_done(courses).label("done"),
            ),
            ids,
        ).where(_enrolments.c.completed_on.is_(None), _cohort_courses.c.course.in_(list(catalogue.courses)))
    ).all()


def _failing(session: Session, ids: Sequence[uuid.UUID]) -> Failing:
    place = func.row_number().over(
        partition_by=_progress.c.enrolment_id, order_by=(_progress.c.failures.desc(), _progress.c.module)
    )
    each = (
        select(
            _progress.c.enrolment_id,
            _progress.c.module,
            _progress.c.failures,
            _progress.c.failed_at,
            place.label("place"),
        )
        .join(_enrolments, _enrolments.c.id == _progress.c.enrolment_id)
        .where(_progress.c.passed_at.is_(None), _progress.c.failures >= STUCK_AFTER_FAILURES)
        .where(_enrolments.c.completed_on.is_(None))
        .where(_enrolments.c.person_id.in_(select(_memberships.c.person_id).where(_memberships.c.cohort_id.in_(ids))))
        .subquery()
    )
    return {row.enrolment_id: row for row in session.execute(select(each).where(each.c.place == 1))}


def _granted(session: Session, ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], list[Grant]]:
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Grant]] = {}
    for row in session.scalars(select(Grant).where(Grant.cohort_id.in_(ids)).order_by(Grant.expires_on, Grant.id)):
        found.setdefault((row.cohort_id, row.enrolment_id), []).append(row)
    return found


def own_due(due_on: date | None, grants: Sequence[Grant]) -> date | None:
    """Say by when one person should be done: the cohort's day, or the last one until which she was given more time."""
    if due_on is None:
        return None
    return max([due_on, *(one.expires_on for one in grants if one.kind == GrantKind.TIME)])
