"""Makes the reports that are due and puts each into the outbox, with the rights that its reader has now."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.db import Database
from learning.errors import LearningError
from learning.jobs.models import Every, OutboxMail, SavedReport, Stop
from learning.jobs.rules import next_due
from learning.people.models import Person
from learning.people.permissions import Role, in_scope, may, role_on
from learning.people.rules import Actor
from learning.people.trail import note_act
from learning.reports import sharing
from learning.reports.asking import Asked, read_asked
from learning.reports.completions import Audience
from learning.reports.disclosure import Split
from learning.reports.plug import Question, Report
from learning.reports.plugs import BY_SLUG
from learning.reports.sharing import Chosen
from learning.reports.table import Header

LARGEST: Final = 8 * 1024 * 1024
"""A larger file is not put into a mail: few servers take it."""
TRIES: Final = 5
NOBODY_SIGNED_IN: Final = uuid.UUID(int=0)


class Ask(Protocol):
    """Puts a question together in the language that is spoken now."""

    def __call__(
        self, session: Session, country: str | None, asked: Asked, *, audience: Audience, split: Split | None
    ) -> Question:
        """Give the question."""


@dataclass(frozen=True)
class Clerk:
    """What is needed to make reports for people who are not there.

    Attributes:
        speak: whatever is said inside is said in a language, by its tag.
        ask: puts a question together in that language.
        sexes: every sex that a person may state.
        address: where the reports can be opened; empty: nobody said.
    """

    speak: Callable[[str], AbstractContextManager[object]]
    ask: Ask
    sexes: Sequence[str]
    address: str = ""


class _SharedMeanwhileError(Exception):
    """Somebody shared another report at the same moment: what may be shown is chosen again."""


@dataclass(frozen=True)
class _Written:
    subject: str
    body: str
    file_name: str
    media_type: str
    content: bytes


def may_read(person: Person, report: Report | None, country: str | None, *, today: date) -> bool:
    """Say whether somebody may see a report today: by her role and country of today, and while her account is open."""
    role = _role(person, today)
    return (
        report is not None
        and person.closed_at is None
        and may(role, report.permission)
        and in_scope(role, person.country, country)
        and report.speaks_of(country)
    )


def _role(person: Person, today: date) -> Role:
    """Say what somebody is today: an office that was handed over ends by its date, though nobody signed in since."""
    return role_on(person.role, person.office_until, person.office_then, today)


def make_due(database: Database, clerk: Clerk, *, now: datetime) -> int:
    """Make every report that is due and put it into the outbox; gives how many were made.

    Each is made outside of a writing transaction and kept in one of its own, so that one that cannot be made holds up
    no other, and two that run at once make it once.
    """
    with database.read() as session:
        due = session.scalars(
            select(SavedReport.id)
            .where(SavedReport.due_on <= now.date(), SavedReport.stopped_at.is_(None))
            .order_by(SavedReport.due_on, SavedReport.id)
        ).all()
    return sum(_make(database, clerk, saved_id, now) for saved_id in due)


def _make(database: Database, clerk: Clerk, saved_id: uuid.UUID, now: datetime) -> bool:
    for _ in range(TRIES):
        with database.read() as session:
            saved = session.get_one(SavedReport, saved_id)
            person = session.get_one(Person, saved.person_id)
        report = BY_SLUG.get(saved.report)
        why = _obstacle(saved, person, report, now.date())
        if why is not None or report is None:
            return _stop(database, saved, person, why or Stop.REPORT, now)
        try:
            chosen, written = _written(database, clerk, saved, person, report, now)
        except LearningError:
            return _stop(database, saved, person, Stop.REPORT, now)
        try:
            with database.begin() as session:
                return _keep(session, saved, person, chosen, written, now)
        except _SharedMeanwhileError:
            continue
    return False


def _keep(
    session: Session, saved: SavedReport, person: Person, chosen: Chosen | None, written: _Written, now: datetime
) -> bool:
    """Put a report into the outbox, with the next day on which it is due; False: another run has done so.

    Raises:
        _SharedMeanwhileError: what may be shown must be chosen again; nothing is kept.
    """
    if not _claim(session, saved, now):
        return False
    if chosen and not sharing.keep(session, _as_actor(person, now), chosen, now=now):
        raise _SharedMeanwhileError
    _put(session, saved, person, written, now)
    return True


def _obstacle(saved: SavedReport, person: Person, report: Report | None, today: date) -> Stop | None:
    if report is None or not report.speaks_of(saved.country):
        return Stop.REPORT
    if not may_read(person, report, saved.country, today=today):
        return Stop.RIGHTS
    return None if person.email else Stop.ADDRESS


def _as_actor(person: Person, now: datetime) -> Actor:
    """Let somebody act who asked for it before and is not here: with the role and the country of now."""
    role = _role(person, now.date())
    return Actor(person.id, NOBODY_SIGNED_IN, person.name, role, person.country, person.language, now)


def _written(
    database: Database, clerk: Clerk, saved: SavedReport, person: Person, report: Report, now: datetime
) -> tuple[Chosen | None, _Written]:
    """Draw the report and write its mail, in the language of its reader."""
    asked, _ = read_asked(saved.filters, report.takes, now.date())
    is_shared = saved.audience == "share" and report.may_leave(asked)
    audience: Audience = "share" if is_shared else "internal"
    form = report.form(saved.form)
    chosen: Chosen | None = None
    with clerk.speak(person.language), database.snapshot() as session:
        if is_shared and report.shared_as:
            plain = clerk.ask(session, saved.country, asked, audience=audience, split=None)
            chosen = sharing.choose(session, report.shared_as(plain), clerk.sexes, now=now)
        split = chosen.split if chosen else None
        question = clerk.ask(session, saved.country, asked, audience=audience, split=split)
        sheet = report.sheet(session, question)
        content = b"".join(form.draw(sheet))
        place = saved.country or "all"
        return chosen, _Written(
            f"{saved.name} – {sheet.header.title}",
            _body(sheet.header, saved, question, clerk.address, is_large=len(content) > LARGEST),
            f"{report.slug}-{place}-{now:%Y-%m-%d}-{audience}.{form.name}",
            form.media_type,
            content,
        )


def _body(head: Header, saved: SavedReport, question: Question, address: str, *, is_large: bool) -> str:
    say = question.say
    lines = [f"{label}: {value}" for label, value in head.lines if value != head.answer]
    often = say("each week") if saved.every == Every.WEEK else say("each month")
    here = f"{address}/reports" if address else say("the page of reports")
    parts = [
        f"{head.title}\n{head.answer}".strip(),
        "\n".join(lines),
        head.audience_words,
        say("The file is too large for a mail. Open it here: %(place)s", place=here) if is_large else "",
        say("You asked for this report %(often)s. You can end that here: %(place)s", often=often, place=here),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _claim(session: Session, saved: SavedReport, now: datetime) -> bool:
    """Take a due report for this run; False: another run has it, or its owner changed her mind meanwhile."""
    assert saved.every is not None, "what is due is sent every so often"
    return bool(
        db.changed(
            session.execute(
                update(SavedReport)
                .where(
                    SavedReport.id == saved.id,
                    SavedReport.due_on == saved.due_on,
                    SavedReport.every == saved.every,
                    SavedReport.form == saved.form,
                    SavedReport.audience == saved.audience,
                    SavedReport.stopped_at.is_(None),
                )
                .values(due_on=next_due(Every(saved.every), now.date()))
            )
        )
    )


def _put(session: Session, saved: SavedReport, person: Person, written: _Written, now: datetime) -> None:
    is_large = len(written.content) > LARGEST
    session.add(
        OutboxMail(
            id=uuid.uuid4(),
            person_id=person.id,
            saved_id=saved.id,
            report=saved.report,
            country=saved.country,
            address=person.email,
            subject=written.subject,
            body=written.body,
            file_name="" if is_large else written.file_name,
            media_type="" if is_large else written.media_type,
            content=None if is_large else written.content,
            made_at=now,
            next_at=now,
        )
    )
    note_act(
        session,
        Act.REPORT_MAILED,
        person,
        now=now,
        country=saved.country,
        report=saved.report,
        name=saved.name,
        form=saved.form,
        audience=saved.audience,
    )


def _stop(database: Database, saved: SavedReport, person: Person, why: Stop, now: datetime) -> bool:
    with database.begin() as session:
        stop(session, saved.id, person, why, now=now)
    return False


def stop(session: Session, saved_id: uuid.UUID, person: Person, why: Stop, *, now: datetime) -> None:
    """Send a report no more, and say why to its owner and to the log."""
    saved = session.get(SavedReport, saved_id)
    if saved is None or saved.stopped_at is not None or saved.every is None:
        return
    saved.stopped_at, saved.stopped_why = now, why
    note_act(session, Act.SCHEDULE_STOPPED, person, now=now, country=saved.country, name=saved.name, why=why)
