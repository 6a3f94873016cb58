"""What is read about rolls; another country's are not found."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, undefer

from learning.errors import Conflict, NotFound
from learning.people.models import Cohort, Person, Rotation
from learning.people.permissions import Permission
from learning.people.rules import Actor, require, require_country
from learning.rolls import headings, rules
from learning.rolls.headings import Field
from learning.rolls.models import Roll, RollMapping
from learning.rolls.rules import Decision, Fault, Known, Matched, Terms


@dataclass(frozen=True)
class DryRun:
    """What an import would do.

    Attributes:
        matched: whose account would be made, who has one, and what is unclear, before any decision.
        settled: the same after the decisions.
        faults: by row; those rows are left out.
        decisions: what was said of unclear rows.
    """

    matched: Matched
    settled: Matched
    faults: Sequence[Fault]
    decisions: Mapping[int, Decision]

    @property
    def faulty_rows(self) -> int:
        """How many rows have a fault."""
        return len({fault.row for fault in self.faults})

    @property
    def left_out(self) -> int:
        """How many rows would not be imported: with a fault, undecided, or left out by decision."""
        taken = len(self.settled.new) + len(self.settled.known) - len(self.matched.new) - len(self.matched.known)
        return self.faulty_rows + len(self.matched.unclear) - taken


def roll(session: Session, actor: Actor, roll_id: uuid.UUID, *, with_rows: bool = False) -> Roll:
    """Find a roll of the actor's country.

    Raises:
        Forbidden: the actor may not make cohorts.
        NotFound: there is none such.
    """
    require(actor, Permission.MAKE_COHORTS)
    found = session.get(Roll, roll_id, options=[undefer(Roll.rows)] if with_rows else [])
    if found is None:
        raise NotFound("This page does not exist.")
    require_country(actor, found.country)
    return found


def rolls_of(session: Session, cohort: Cohort) -> Sequence[Roll]:
    """List what was imported into a cohort, the latest first; ask `people.queries.cohort` first."""
    return session.scalars(
        select(Roll).where(Roll.cohort_id == cohort.id, Roll.applied_at.is_not(None)).order_by(Roll.applied_at.desc())
    ).all()


def remembered(session: Session, country: str) -> RollMapping | None:
    """Give how the country's last roll was read."""
    return session.get(RollMapping, country)


def remembered_headings(session: Session, country: str) -> headings.Remembered:
    """Give what the country's own lists called their columns."""
    last = remembered(session, country)
    return last.headings if last else {}


def proposed_terms(session: Session, found: Roll, cohort: Cohort, *, heading: int | None = None) -> Terms:
    """Say how a roll is read as long as nobody has said it: as the last one, else as its headings tell."""
    if found.terms is not None and heading is None:
        return terms_of(found)
    last = remembered(session, found.country)
    known = remembered_headings(session, found.country)
    row = headings.heading_row(found.rows, known) if heading is None else heading
    columns = headings.columns(found.rows[row] if row < len(found.rows) else [], known)
    return Terms(row, columns, last.category if last else "", last.rank_group if last else "", cohort.mission)


def terms_of(found: Roll) -> Terms:
    """Give how a roll is read.

    Raises:
        Conflict: nobody has said it yet.
    """
    if found.terms is None:
        raise Conflict("Say first what the columns of this roll hold.")
    columns = {int(number): Field(word) for number, word in found.terms["columns"].items()}
    said = found.terms
    return Terms(said["heading"], columns, said["category"], said["rank_group"], said["mission"])


def dry_run(session: Session, found: Roll, *, today: date) -> DryRun:
    """Say what an import would do, in one statement whatever the length of the roll."""
    lines, faults = rules.read_lines(found.rows, terms_of(found), today=today)
    matched = rules.match(lines, _everybody(session, found.country))
    faults += rules.without_number(matched)
    decisions = {int(row): Decision(word) for row, word in found.decisions.items()}
    settled = rules.settle(matched, decisions)
    return DryRun(matched, settled, sorted(faults, key=lambda fault: fault.row), decisions)


def _everybody(session: Session, country: str) -> list[Known]:
    rows = session.execute(
        select(
            Person.id,
            Person.name,
            Person.service_number,
            Person.sex,
            Rotation.id,
            Rotation.unit,
            Rotation.mission,
            Rotation.category,
            Rotation.rank_group,
        )
        .outerjoin(Rotation, and_(Rotation.person_id == Person.id, Rotation.ended_on.is_(None)))
        .where(Person.country == country)
        .order_by(Person.name, Person.id)
    )
    return [
        Known(person_id, name, number, unit or "", mission or "", sex, category, rank)
        if rotation
        else Known(person_id, name, number, "", "", sex, None, None)
        for person_id, name, number, sex, rotation, unit, mission, category, rank in rows
    ]


def may_undo(found: Roll, now: datetime) -> bool:
    """Say whether an import can be undone now."""
    return rules.may_undo(found.applied_at, found.undone_at, now)
