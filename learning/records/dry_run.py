"""What a correction of a wrong key would change: counted attempt by attempt, with nothing written.

The rules stand in docs/decisions/0029-corrections.md.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Text, and_, cast, func, select
from sqlalchemy.orm import Session

from learning import db
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Item
from learning.records.corrections import rulings_of
from learning.records.models import Attempt, Enrolment, Response
from learning.records.remedies import Remedy, Ruling, begun_at, marking

AT_ONCE = 1_000
"""Attempts that are read or written in one part: memory stays what it is."""
SHOWN = 50
"""How many changed attempts a dry run lists by itself; the file lists all."""
_attempts, _enrolments, _responses = db.table_of(Attempt), db.table_of(Enrolment), db.table_of(Response)


@dataclass(frozen=True)
class Wanted:
    """A correction that is thought of.

    Attributes:
        module: the module whose item it is.
        item: the item's id in the module.
        targets: the editions in which it is corrected, each with the item's id there.
        remedy: how.
        key: the new key, for the remedies that need one.
        undoes: the correction that is taken back.
    """

    module: str
    item: str
    targets: tuple[tuple[uuid.UUID, str], ...]
    remedy: Remedy
    key: Mapping[str, Any] | None = None
    undoes: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction makes of one attempt.

    Attributes:
        before, after: points earned.
        passed: what is stored of it now.
        passes: what its new score says.
        missed: ids of the critical items that are not right afterwards.
        is_right: the item is fully right afterwards.
    """

    attempt_id: uuid.UUID
    enrolment_id: uuid.UUID
    person_id: uuid.UUID
    country: str
    module: str
    purpose: str
    submitted_at: datetime
    item: str
    before: Fraction
    after: Fraction
    out_of: int
    passed: bool
    passes: bool
    missed: tuple[str, ...]
    is_right: bool

    @property
    def newly_passes(self) -> bool:
        """Say whether it is passed by the correction."""
        return self.passes and not self.passed

    @property
    def would_fail(self) -> bool:
        """Say whether it is passed and would not be by its new score; it stays passed."""
        return self.passed and not self.passes

    def line(self) -> str:
        """Write what is changed, the same way each time: what is applied must be what was counted."""
        return f"{self.attempt_id} {self.before} {self.after} {self.out_of} {self.passed:d} {self.passes:d}\n"


@dataclass
class Figures:
    """How many scores change, how many go up, how many attempts newly pass, and how many would newly fail."""

    scores: int = 0
    up: int = 0
    passes: int = 0
    fails: int = 0

    def add(self, change: Change) -> None:
        """Count one change."""
        self.scores += 1
        self.up += change.after > change.before
        self.passes += change.newly_passes
        self.fails += change.would_fail


@dataclass
class DryRun:
    """What a correction would change, with nothing written.

    Attributes:
        figures: of all countries together.
        countries: by country.
        first: the first few changes.
        digest: what these figures are bound to.
    """

    figures: Figures = field(default_factory=Figures)
    countries: dict[str, Figures] = field(default_factory=dict)
    first: list[Change] = field(default_factory=list)
    digest: str = ""


def items_of(session: Session, wanted: Wanted) -> list[Item]:
    """Read the item in each edition in which it is corrected."""
    return [quiz_version(session, version).quiz.item(item) for version, item in wanted.targets]


def asked_attempts(session: Session, wanted: Wanted) -> int:
    """Count the submitted attempts at the editions: how much there is to look at."""
    versions = {version for version, _ in wanted.targets}
    return (
        session.scalar(
            select(func.count())
            .select_from(_attempts)
            .where(_attempts.c.quiz_version_id.in_(versions), _attempts.c.submitted_at.is_not(None))
        )
        or 0
    )


def dry_run(session: Session, wanted: Wanted, *, now: datetime, seen: Iterable[Change] | None = None) -> DryRun:
    """Count what a correction would change; its attempts are read one part after the other.

    Args:
        session: a transaction that sees one moment.
        wanted: the correction.
        now: the present moment.
        seen: its `changes`, when the caller shows progress over them.
    """
    found = DryRun()
    digest = hashlib.sha256(_terms(session, wanted).encode())
    for change in changes(session, wanted, now=now) if seen is None else seen:
        digest.update(change.line().encode())
        found.figures.add(change)
        found.countries.setdefault(change.country, Figures()).add(change)
        if len(found.first) < SHOWN:
            found.first.append(change)
    found.countries = dict(sorted(found.countries.items()))
    found.digest = digest.hexdigest()
    return found


def changes(session: Session, wanted: Wanted, *, now: datetime) -> Iterator[Change]:
    """Say attempt by attempt what a correction would change, in one order; attempts that stay are left out."""
    if wanted.remedy is Remedy.NEW_KEY:
        return  # from now on: what was submitted stays
    known = rulings_of(session, [version for version, _ in wanted.targets])
    coming = Ruling(uuid.UUID(int=0), wanted.remedy, wanted.key, now, wanted.undoes)
    for (version, item_id), item in zip(wanted.targets, items_of(session, wanted), strict=True):
        before = known.get(version, {}).get(item_id, [])
        after = [*before, coming]
        for row in _submitted(session, version, item_id):
            if not any(place["item_id"] == item_id for place in row.placed):
                continue
            begun = begun_at(row.delivery, row.started_at)
            was = marking(before, begun, row.submitted_at).share(item, row.answer)
            becomes = marking(after, begun, row.submitted_at).share(item, row.answer)
            if was != becomes:
                yield _change(row, item, was, becomes)


def _submitted(session: Session, version: uuid.UUID, item: str) -> Iterator[Any]:
    """Read the submitted attempts at an edition in parts, with their answer to one item: memory stays what it is."""
    query = (
        select(
            _attempts.c.id,
            _attempts.c.enrolment_id,
            _attempts.c.person_id,
            _enrolments.c.country,
            _attempts.c.module,
            _attempts.c.purpose,
            _attempts.c.placed,
            _attempts.c.pass_mark,
            _attempts.c.started_at,
            _attempts.c.delivery,
            _attempts.c.submitted_at,
            _attempts.c.earned_numerator,
            _attempts.c.earned_denominator,
            _attempts.c.out_of,
            _attempts.c.passed,
            _attempts.c.critical_missed,
            _responses.c.answer,
        )
        .join(_enrolments, _enrolments.c.id == _attempts.c.enrolment_id)
        .outerjoin(_responses, and_(_responses.c.attempt_id == _attempts.c.id, _responses.c.item == item))
        .where(_attempts.c.quiz_version_id == version, _attempts.c.submitted_at.is_not(None))
        # Reading draws takes most of the time: those that do not name the item are left in the database.
        .where(cast(_attempts.c.placed, Text).like(f'%"{item}"%'))
        .order_by(_attempts.c.id)
        .limit(AT_ONCE)
    )
    last = uuid.UUID(int=0)
    while rows := session.execute(query.where(_attempts.c.id > last)).all():
        yield from rows
        last = rows[-1].id


def _change(row: Any, item: Item, was: Fraction, becomes: Fraction) -> Change:
    before = Fraction(row.earned_numerator, row.earned_denominator)
    after = before + (becomes - was) * item.points
    missed = [each for each in row.critical_missed or () if each != item.id]
    if item.critical and becomes < 1:
        missed = [*missed, item.id]
    return Change(
        attempt_id=row.id,
        enrolment_id=row.enrolment_id,
        person_id=row.person_id,
        country=row.country,
        module=row.module,
        purpose=row.purpose,
        submitted_at=row.submitted_at,
        item=item.id,
        before=before,
        after=after,
        out_of=row.out_of,
        passed=row.passed,
        passes=row.out_of > 0 and after * 100 >= row.pass_mark * row.out_of and not missed,
        missed=tuple(missed),
        is_right=becomes == 1,
    )


def _terms(session: Session, wanted: Wanted) -> str:
    """Write what is wanted, and which corrections there are already: of two made at once, one is counted anew."""
    known = rulings_of(session, [version for version, _ in wanted.targets])
    targets = sorted(
        [str(version), item, [str(each.id) for each in known.get(version, {}).get(item, ())]]
        for version, item in wanted.targets
    )
    return json.dumps(
        [wanted.module, wanted.item, targets, wanted.remedy, wanted.key, str(wanted.undoes)], sort_keys=True
    )
