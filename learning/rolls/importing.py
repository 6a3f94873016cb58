"""Taking a roll in: kept as it came, read on somebody's terms, imported whole or not at all."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid
from learning.people.models import Category, Cohort, Membership, Person, RankGroup, Rotation
from learning.people.passwords import NO_PASSWORD
from learning.people.permissions import Permission, Role
from learning.people.rules import MISSIONS, Actor, choose, choose_from, require, require_country
from learning.people.trail import note_act
from learning.records.enrolling_many import Joining, enrol_many
from learning.rolls import queries
from learning.rolls.headings import SEARCHED_ROWS, Field, folded
from learning.rolls.models import Roll, RollLine, RollMapping
from learning.rolls.reading import Rows
from learning.rolls.rules import DRAFTS_KEPT, Decision, Known, Line, Matched, Terms

LONGEST_FILE_NAME = 120


@dataclass(frozen=True)
class _Taken:
    """One row that is imported, and whose account it belongs to."""

    line: Line
    person_id: uuid.UUID
    known: Known | None
    rotation_id: uuid.UUID | None


def keep_roll(
    session: Session, actor: Actor, cohort: Cohort, *, file_name: str, content: bytes, rows: Rows, now: datetime
) -> Roll:
    """Keep a roll that was sent until it is imported; older ones that nobody imported are forgotten.

    Args:
        session: the writing transaction.
        actor: who sent it.
        cohort: for which it is; of the actor's country.
        file_name: as it was sent.
        content: the file.
        rows: what `read_rows` made of it.
        now: the present moment.

    Raises:
        Forbidden, NotFound: the actor may not bring people into this cohort.
        Conflict: this file was imported into this cohort already.
    """
    require(actor, Permission.MAKE_COHORTS)
    require_country(actor, cohort.country)
    session.execute(delete(Roll).where(Roll.applied_at.is_(None), Roll.made_at < now - DRAFTS_KEPT))
    content_hash = hashlib.sha256(content).hexdigest()
    _refuse_imported(session, cohort.id, content_hash)
    found = Roll(
        id=uuid.uuid4(),
        country=cohort.country,
        cohort_id=cohort.id,
        file_name="".join(sign for sign in file_name if sign.isprintable())[-LONGEST_FILE_NAME:],
        content_hash=content_hash,
        rows=rows,
        terms=None,
        decisions={},
        counts={},
        made_by=actor.person_id,
        made_at=now,
        applied_by=None,
        applied_at=None,
        undone_at=None,
    )
    session.add(found)
    session.flush()
    return found


def read_terms(
    found: Roll, *, heading: int, columns: Mapping[int, str], category: str, rank_group: str, mission: str
) -> Terms:
    """Read what a form says about a roll's columns.

    Raises:
        Invalid: a column is named twice, or none holds names.
    """
    if not 0 <= heading < min(len(found.rows), SEARCHED_ROWS):
        raise Invalid("Choose one of the list.", field="heading")
    chosen = {number: choose(Field, word, field=f"column-{number}") for number, word in columns.items() if word}
    for number, each in chosen.items():
        if any(other != number and chosen[other] is each for other in chosen):
            raise Invalid("Two columns cannot hold the same.", field=f"column-{number}")
    names = {Field.NAME, Field.FIRST_NAME, Field.FAMILY_NAME} & set(chosen.values())
    if not names:
        raise Invalid("Say which column holds the names.")
    return Terms(
        heading,
        chosen,
        choose(Category, category, field="category") if category else "",
        choose(RankGroup, rank_group, field="rank_group") if rank_group else "",
        choose_from(MISSIONS, mission, field="mission"),
    )


def set_terms(session: Session, found: Roll, terms: Terms, *, now: datetime) -> None:
    """Say how a roll is read, and remember it for the country's next one.

    Raises:
        Conflict: it was imported already.
        Invalid: neither a column nor a choice for everybody says the category, or the rank group.
    """
    _require_draft(found)
    held = set(terms.columns.values())
    if not terms.category and Field.CATEGORY not in held:
        raise Invalid("No column holds the category of personnel. Choose one for everybody.", field="category")
    if not terms.rank_group and Field.RANK not in held:
        raise Invalid("No column holds the rank. Choose a rank group for everybody.", field="rank_group")
    found.terms = {
        "heading": terms.heading,
        "columns": {str(number): str(each) for number, each in terms.columns.items()},
        "category": terms.category,
        "rank_group": terms.rank_group,
        "mission": terms.mission,
    }
    found.decisions = {}
    last = queries.remembered(session, found.country)
    heads = {folded(word): str(terms.columns.get(number, "")) for number, word in enumerate(found.rows[terms.heading])}
    heads.pop("", None)
    values = {
        "headings": {**(last.headings if last else {}), **heads},
        "category": terms.category,
        "rank_group": terms.rank_group,
        "changed_at": now,
    }
    session.execute(
        db.insert(session, RollMapping)
        .values(country=found.country, **values)
        .on_conflict_do_update(index_elements=["country"], set_=values)
    )


def decide(found: Roll, said: Mapping[int, str]) -> None:
    """Note what somebody said of unclear rows, beside what was said before.

    Raises:
        Conflict: it was imported already.
        Invalid: a word is none of `Decision`.
    """
    _require_draft(found)
    read = {str(row): str(choose(Decision, word, field=f"row-{row}")) for row, word in said.items() if word}
    found.decisions = {**found.decisions, **read}


def import_roll(session: Session, actor: Actor, roll_id: uuid.UUID, *, now: datetime) -> Roll:
    """Make the accounts, rotations, memberships and enrolments of a roll, all or none; undecided rows are left out.

    Whoever is new has no password and cannot sign in before a slip was used. Who is known keeps name, number and
    rotation.

    Raises:
        Forbidden, NotFound: there is no such roll for the actor.
        Conflict: it was imported already, or somebody on it got an account a moment ago.
        Invalid: nobody on it can be imported.
    """
    found = queries.roll(session, actor, roll_id, with_rows=True)
    claimed = update(Roll).where(Roll.id == roll_id, Roll.applied_at.is_(None))
    try:
        with session.begin_nested():
            first = db.changed(session.execute(claimed.values(applied_at=now, applied_by=actor.person_id)))
    except IntegrityError:
        raise _imported() from None
    if not first:
        raise _imported()
    cohort = session.get_one(Cohort, found.cohort_id)
    run = queries.dry_run(session, found, today=now.date())
    if not run.settled.new and not run.settled.known:
        raise Invalid("Nobody on this roll can be imported yet. Look at the rows below.")
    try:
        with session.begin_nested():
            counts = _take(session, found, cohort, run.settled, cohort.language or actor.language, now)
    except IntegrityError:
        raise Conflict("Somebody on this roll got an account a moment ago. Look at the list again.") from None
    counts["left_out"] = run.left_out
    session.execute(update(Roll).where(Roll.id == roll_id).values(rows=[], decisions={}, counts=counts))
    session.refresh(found)
    facts: dict[str, str | int | None] = {"cohort": str(cohort.id), "roll": str(roll_id), **counts}
    note_act(session, Act.ROLL_IMPORTED, actor, now=now, country=found.country, **facts)
    return found


def _take(
    session: Session, found: Roll, cohort: Cohort, settled: Matched, language: str, now: datetime
) -> dict[str, int]:
    known = _once(settled.known)
    taken = [_Taken(line, uuid.uuid4(), None, uuid.uuid4()) for line in settled.new]
    taken += [_Taken(line, one.person_id, one, None if one.category else uuid.uuid4()) for line, one in known]
    members = set(session.scalars(select(Membership.person_id).where(Membership.cohort_id == cohort.id)))
    _insert(session, Person, [_person(one, cohort.country, language, now) for one in taken if one.known is None])
    _insert(session, Rotation, [_rotation(one, cohort.country, now) for one in taken if one.rotation_id])
    joining = [one.person_id for one in taken if one.person_id not in members]
    _insert(session, Membership, [{"cohort_id": cohort.id, "person_id": one, "joined_at": now} for one in joining])
    enrolments = enrol_many(session, cohort, [_joining(one) for one in taken], now=now)
    lines = [
        {
            "roll_id": found.id,
            "row": one.line.row,
            "person_id": one.person_id,
            "rotation_id": one.rotation_id,
            "made_person": one.known is None,
            "made_membership": one.person_id not in members,
            "enrolments": [str(each) for each in enrolments.get(one.person_id, ())],
        }
        for one in taken
    ]
    _insert(session, RollLine, lines)
    return {"new": len(settled.new), "known": len(known)}


def _once(known: Sequence[tuple[Line, Known]]) -> list[tuple[Line, Known]]:
    """Take each person once, should two rows have been said to be the same person."""
    return list({one.person_id: (line, one) for line, one in reversed(known)}.values())[::-1]


def _insert(session: Session, table: type[db.Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(db.table_of(table)), rows)


def _person(one: _Taken, country: str, language: str, now: datetime) -> dict[str, Any]:
    return {
        "id": one.person_id,
        "role": Role.LEARNER,
        "name": one.line.name,
        "country": country,
        "service_number": one.line.service_number,
        "email": None,
        "password_hash": NO_PASSWORD,
        "language": language,
        "sex": one.line.sex,
        "made_at": now,
        "seen_at": None,
    }


def _rotation(one: _Taken, country: str, now: datetime) -> dict[str, Any]:
    return {
        "id": one.rotation_id,
        "person_id": one.person_id,
        "country": country,
        "category": one.line.category,
        "rank_group": one.line.rank_group,
        "unit": one.line.unit,
        "mission": one.line.mission,
        "begun_on": now.date(),
        "ended_on": None,
    }


def _joining(one: _Taken) -> Joining:
    if one.known is not None and one.known.category and one.known.rank_group:
        known = one.known
        return Joining(
            one.person_id, known.category or "", known.rank_group or "", known.sex, known.unit, known.mission
        )
    line = one.line
    sex = one.known.sex if one.known else line.sex
    return Joining(one.person_id, line.category, line.rank_group, sex, line.unit, line.mission)


def _require_draft(found: Roll) -> None:
    if found.applied_at is not None:
        raise _imported()


def _refuse_imported(session: Session, cohort_id: uuid.UUID, content_hash: str) -> None:
    before = select(Roll.id).where(
        Roll.cohort_id == cohort_id,
        Roll.content_hash == content_hash,
        Roll.applied_at.is_not(None),
        Roll.undone_at.is_(None),
    )
    if session.scalar(before) is not None:
        raise _imported()


def _imported() -> Conflict:
    return Conflict("This roll was imported already.", field="file")
