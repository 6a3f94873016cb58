"""What is read about quizzes on paper; another country's are not found."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from learning.errors import NotFound
from learning.papers.codes import normalise_code
from learning.papers.lines import Line, lines_of
from learning.papers.models import AnswerSheet, PaperSet, Seen, SheetReading, SheetState
from learning.people.models import Cohort, Membership, Person
from learning.people.permissions import Permission, Role
from learning.people.queries import still_stands
from learning.people.rules import Actor, require, require_country
from learning.quizzes.queries import quiz_version
from learning.records.models import Attempt

PICTURES_KEPT = timedelta(days=14)
"""How long the marks of a photograph wait for a person's eyes; then they are forgotten, and the sheet is as before."""


@dataclass(frozen=True)
class SetLine:
    """One set of a cohort, and how many of its sheets are how far."""

    paper_set: PaperSet
    sheets: int
    entered: int
    open: int
    """Held, or with marks to look at."""


@dataclass(frozen=True)
class SheetLine:
    """One sheet, whose it is, and what came of it."""

    sheet: AnswerSheet
    name: str | None
    service_number: str | None
    passed: bool | None
    entered_by: str | None


def paper_set(session: Session, actor: Actor, set_id: uuid.UUID) -> PaperSet:
    """Find a set of the actor's country.

    Raises:
        Forbidden: the actor may not print papers.
        NotFound: there is none such.
    """
    require(actor, Permission.MAKE_COHORTS)
    found = session.get(PaperSet, set_id)
    if found is None:
        raise NotFound("This page does not exist.")
    require_country(actor, found.country)
    return found


def sets_of(session: Session, cohort: Cohort) -> list[SetLine]:
    """List a cohort's sets, the latest first, in one statement; ask `people.queries.cohort` first."""
    state = AnswerSheet.state
    waiting = state.in_((SheetState.HELD, SheetState.UNSURE))
    rows = session.execute(
        select(
            PaperSet,
            func.count(AnswerSheet.id),
            func.count(AnswerSheet.id).filter(state == SheetState.ENTERED),
            func.count(AnswerSheet.id).filter(waiting),
        )
        .join(AnswerSheet, AnswerSheet.set_id == PaperSet.id)
        .where(PaperSet.cohort_id == cohort.id)
        .group_by(PaperSet.id)
        .order_by(PaperSet.made_at.desc(), PaperSet.id)
    )
    return [SetLine(*row) for row in rows]


def sheets_of(session: Session, set_id: uuid.UUID) -> list[SheetLine]:
    """List a set's sheets as they were printed, in one statement; ask `paper_set` first."""
    author = select(Person.name).where(Person.id == AnswerSheet.entered_by).correlate(AnswerSheet).scalar_subquery()
    rows = session.execute(
        select(AnswerSheet, Person.name, Person.service_number, Attempt.passed, author)
        .outerjoin(Person, Person.id == AnswerSheet.person_id)
        .outerjoin(Attempt, Attempt.id == AnswerSheet.attempt_id)
        .where(AnswerSheet.set_id == set_id)
        .order_by(AnswerSheet.number)
    )
    return [SheetLine(*row) for row in rows]


def find_sheet(session: Session, actor: Actor, typed: str) -> tuple[AnswerSheet, PaperSet]:
    """Find a sheet of the actor's country by its code.

    Raises:
        Forbidden: the actor may not enter sheets.
        NotFound: there is none such.
    """
    require(actor, Permission.MAKE_COHORTS)
    code = normalise_code(typed)
    row = session.execute(
        select(AnswerSheet, PaperSet)
        .join(PaperSet, PaperSet.id == AnswerSheet.set_id)
        .where(AnswerSheet.code == code, PaperSet.country == actor.country)
    ).first()
    if code is None or row is None:
        raise NotFound("This page does not exist.")
    return row[0], row[1]


def lines(session: Session, of: PaperSet, variant: str) -> list[Line]:
    """Give the questions of one of a set's papers."""
    return lines_of(quiz_version(session, of.quiz_version_id).quiz, of.placed[variant], of.language)


def claimants(session: Session, of: PaperSet) -> Sequence[Person]:
    """List who may have written a sheet without a name: the learners of the set's cohort, by name."""
    return session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.cohort_id == of.cohort_id, Person.role == Role.LEARNER, Person.country == of.country)
        .where(still_stands())
        .order_by(Person.name, Person.id)
    ).all()


def reading(
    session: Session, actor: Actor, reading_id: uuid.UUID, *, now: datetime, pictures: bool = False
) -> tuple[SheetReading, PaperSet]:
    """Find a page that was photographed, of the actor's country, while it waits for a person.

    Raises:
        Forbidden: the actor may not enter sheets.
        NotFound: there is none such, or it waits no more.
    """
    require(actor, Permission.MAKE_COHORTS)
    wanted = (SheetReading.cells, SheetReading.picture, SheetReading.code_picture) if pictures else ()
    found = session.get(SheetReading, reading_id, options=[undefer(each) for each in wanted])
    if found is None or found.seen not in {Seen.UNSURE, Seen.NO_CODE} or found.made_at < now - PICTURES_KEPT:
        raise NotFound("This page does not exist.")
    of = session.get_one(PaperSet, found.set_id)
    require_country(actor, of.country)
    return found, of


@dataclass(frozen=True)
class ReadLine:
    """One photographed page, the sheet it shows, and whose that is."""

    reading: SheetReading
    sheet: AnswerSheet | None
    name: str | None
    passed: bool | None
    entered_by: str | None


def batch(session: Session, actor: Actor, batch_id: uuid.UUID) -> tuple[PaperSet, list[ReadLine]]:
    """List the pages of what was sent at one go, in their order.

    Raises:
        Forbidden: the actor may not enter sheets.
        NotFound: there is nothing such in the actor's country.
    """
    author = select(Person.name).where(Person.id == AnswerSheet.entered_by).correlate(AnswerSheet).scalar_subquery()
    rows = session.execute(
        select(SheetReading, AnswerSheet, Person.name, Attempt.passed, author)
        .outerjoin(AnswerSheet, AnswerSheet.id == SheetReading.sheet_id)
        .outerjoin(Person, Person.id == AnswerSheet.person_id)
        .outerjoin(Attempt, Attempt.id == AnswerSheet.attempt_id)
        .where(SheetReading.batch_id == batch_id)
        .order_by(SheetReading.number)
    ).all()
    if not rows:
        require(actor, Permission.MAKE_COHORTS)
        raise NotFound("This page does not exist.")
    of = paper_set(session, actor, rows[0][0].set_id)
    return of, [ReadLine(*row) for row in rows]


def waiting_readings(session: Session, set_id: uuid.UUID, *, now: datetime) -> Sequence[SheetReading]:
    """List the photographed pages of a set that wait for a person."""
    return session.scalars(
        select(SheetReading)
        .where(
            SheetReading.set_id == set_id,
            SheetReading.seen.in_((Seen.UNSURE, Seen.NO_CODE)),
            SheetReading.made_at >= now - PICTURES_KEPT,
        )
        .order_by(SheetReading.made_at, SheetReading.number)
    ).all()
