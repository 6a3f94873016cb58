"""Entering a sheet: its lines are kept as they come, and a whole sheet becomes an attempt, once, or is held."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning.audit import Act
from learning.errors import Conflict, Invalid, NotFound
from learning.modules.queries import Catalogue
from learning.papers import queries
from learning.papers.bubbles import NOTHING, written
from learning.papers.models import AnswerSheet, PaperSet, Seen, SheetReading, SheetState, Way
from learning.people.models import Membership, Person
from learning.people.permissions import Permission, Role
from learning.people.rules import Actor, require, require_country
from learning.people.trail import note_act
from learning.quizzes.rules import Score, placed_from_json
from learning.records import services as records
from learning.records.models import Attempt
from learning.records.on_paper import Hold, Printed, current_enrolment, take_on_paper
from learning.records.services import Issuing

IssuingIn = Callable[[str, str], Issuing]
"""Gives what is needed to issue in a country, in a person's language."""


@dataclass(frozen=True)
class Terms:
    """What entering needs besides the sheet: what is published, how certificates are issued, and when it is."""

    catalogue: Catalogue
    issuing_in: IssuingIn
    now: datetime


@dataclass(frozen=True)
class Entered:
    """What became of a sheet.

    Attributes:
        name: whose it is, if that is known.
        score: when it counts.
        hold: why it does not, else.
    """

    sheet: AnswerSheet
    name: str | None
    score: Score | None
    hold: Hold | None


def open_sheet(session: Session, actor: Actor, sheet_id: uuid.UUID) -> tuple[AnswerSheet, PaperSet]:
    """Find a sheet under lock, so that two who enter it queue.

    Raises:
        Forbidden: the actor may not enter sheets.
        NotFound: there is none such in the actor's country.
    """
    require(actor, Permission.MAKE_COHORTS)
    found = session.get(AnswerSheet, sheet_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("This page does not exist.")
    of = session.get_one(PaperSet, found.set_id)
    require_country(actor, of.country)
    return found, of


def require_new(session: Session, sheet: AnswerSheet) -> None:
    """Let nobody enter a sheet twice.

    Raises:
        Conflict: it was entered; the sentence says when and by whom.
    """
    if sheet.entered_at is not None:
        author = session.scalar(select(Person.name).where(Person.id == sheet.entered_by))
        raise Conflict(
            "This sheet was entered on %(day)s by %(name)s.", day=sheet.entered_at.date().isoformat(), name=author
        )


def keep_lines(session: Session, actor: Actor, sheet_id: uuid.UUID, typed: Mapping[str, str]) -> dict[str, Invalid]:
    """Keep the lines of a sheet as far as they can be read; give what is wrong with the others, by item.

    An empty line takes back what was kept.

    Raises:
        Forbidden, NotFound: there is no such sheet for the actor.
        Conflict: it was entered already.
    """
    sheet, of = open_sheet(session, actor, sheet_id)
    require_new(session, sheet)
    kept, wrong = dict(sheet.lines), {}
    for line in queries.lines(session, of, sheet.variant):
        given = typed.get(line.item.id)
        if given is None:
            continue
        kept.pop(line.item.id, None)
        if given.strip():
            try:
                kept[line.item.id] = written(line.item, line.read(given))
            except Invalid as error:
                wrong[line.item.id] = error
    sheet.lines = kept
    session.flush()
    return wrong


def enter(session: Session, actor: Actor, sheet_id: uuid.UUID, terms: Terms, *, way: Way = Way.TYPED) -> Entered:
    """Enter a sheet with the lines that were kept; lines that are missing were not answered.

    Raises:
        Forbidden, NotFound: there is no such sheet for the actor.
        Conflict: it was entered already.
    """
    sheet, of = open_sheet(session, actor, sheet_id)
    require_new(session, sheet)
    sheet.lines = {
        line.item.id: sheet.lines.get(line.item.id, NOTHING) for line in queries.lines(session, of, sheet.variant)
    }
    let_go_of_photographs(session, sheet.id)
    return _count(session, actor, sheet, of, terms, way)


def let_go_of_photographs(session: Session, sheet_id: uuid.UUID) -> None:
    """Let go of what is kept of a sheet's photographs: it was entered, or a newer one is read."""
    session.execute(
        update(SheetReading)
        .where(SheetReading.sheet_id == sheet_id, SheetReading.seen == Seen.UNSURE)
        .values(seen=Seen.SETTLED, cells=None, picture=None, code_picture=None)
        .execution_options(synchronize_session=False)
    )


def claim(session: Session, actor: Actor, sheet_id: uuid.UUID, person_id: uuid.UUID, terms: Terms) -> Entered:
    """Say whose sheet one without a name is; if its answers are there, they count now, or are held for another reason.

    Raises:
        Forbidden, NotFound: there is no such sheet for the actor, or the person is not of its cohort.
        Conflict: it has a name already.
    """
    sheet, of = open_sheet(session, actor, sheet_id)
    person = session.get(Person, person_id)
    is_member = session.get(Membership, (of.cohort_id, person_id)) is not None
    if person is None or not is_member or person.role != Role.LEARNER or person.country != of.country:
        raise NotFound("This page does not exist.")
    if sheet.person_id is not None:
        raise Conflict("This sheet has a name already.")
    sheet.person_id = person_id
    sheet.claimed_by, sheet.claimed_at = actor.person_id, terms.now
    note_act(session, Act.SHEET_CLAIMED, actor, now=terms.now, country=of.country, **_facts(sheet, of))
    if sheet.state != SheetState.HELD:
        session.flush()
        return Entered(sheet, person.name, None, None)
    return _count(session, actor, sheet, of, terms)


def try_again(session: Session, actor: Actor, sheet_id: uuid.UUID, terms: Terms) -> Entered:
    """Look again whether a held sheet may count now.

    Raises:
        Forbidden, NotFound: there is no such sheet for the actor.
        Conflict: it is not held any more.
    """
    sheet, of = open_sheet(session, actor, sheet_id)
    if sheet.state != SheetState.HELD:
        require_new(session, sheet)
        raise Conflict("This sheet was not entered yet.")
    return _count(session, actor, sheet, of, terms)


def _count(
    session: Session, actor: Actor, sheet: AnswerSheet, of: PaperSet, terms: Terms, way: Way | None = None
) -> Entered:
    """Make a whole sheet an attempt, or hold it and say why; `way` says how it comes in just now."""
    person = session.get(Person, sheet.person_id) if sheet.person_id else None
    outcome = _outcome(session, actor, sheet, of, terms)
    name = person.name if person else None
    if way is not None:
        sheet.way, sheet.entered_by, sheet.entered_at = way, actor.person_id, terms.now
    if isinstance(outcome, Hold):
        sheet.state, sheet.hold = SheetState.HELD, outcome
        session.flush()
        return Entered(sheet, name, None, outcome)
    attempt, score = outcome
    sheet.state, sheet.hold, sheet.attempt_id = SheetState.ENTERED, None, attempt.id
    session.flush()
    course = terms.catalogue.courses.get(of.course)
    records.after_submission(session, attempt, score, course, now=terms.now)
    if course is not None and attempt.passed:
        assert person is not None, "only somebody's sheet counts"
        issuing = terms.issuing_in(of.country, person.language)
        records.complete_if_due(session, attempt.enrolment_id, course, issuing=issuing, now=terms.now)
    note_act(session, Act.SHEET_ENTERED, actor, now=terms.now, country=of.country, **_facts(sheet, of))
    return Entered(sheet, name, score, None)


def _outcome(
    session: Session, actor: Actor, sheet: AnswerSheet, of: PaperSet, terms: Terms
) -> tuple[Attempt, Score] | Hold:
    if sheet.person_id is None:
        return Hold.UNKNOWN
    enrolment = current_enrolment(session, sheet.person_id, of.course, of.country)
    if enrolment is None:
        return Hold.NOT_ENROLLED
    answers = {
        line.item.id: line.answer(sheet.lines[line.item.id]) for line in queries.lines(session, of, sheet.variant)
    }
    printed = Printed(of.module, of.quiz_version_id, placed_from_json(of.placed[sheet.variant]), of.language)
    return take_on_paper(session, enrolment, printed, answers, key=sheet.id, vouched_by=actor.person_id, now=terms.now)


def _facts(sheet: AnswerSheet, of: PaperSet) -> dict[str, str | int | None]:
    person = str(sheet.person_id) if sheet.person_id else None
    return {"sheet": sheet.code, "module": of.module, "person": person}
