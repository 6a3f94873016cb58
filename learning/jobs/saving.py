"""Keeping a report's filters under a name, having them sent, and forgetting them: each person her own."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid, NotFound
from learning.jobs.models import Every, OutboxMail, SavedReport
from learning.jobs.rules import next_due
from learning.people.models import Person
from learning.people.rules import Actor, normalise_text, require, require_country
from learning.people.trail import note_act
from learning.reports.asking import read_asked
from learning.reports.plug import Report
from learning.reports.plugs import BY_SLUG

MOST = 50


@dataclass(frozen=True)
class Kept:
    """One saved report as its owner sees it, and what became of its last mail, if there was one."""

    saved: SavedReport
    last: OutboxMail | None


def saved_reports(session: Session, actor: Actor) -> list[Kept]:
    """List what the actor keeps, by name, in two statements; what is no report any more is left out."""
    rows = session.scalars(
        select(SavedReport)
        .where(SavedReport.person_id == actor.person_id, SavedReport.report.in_(BY_SLUG))
        .order_by(SavedReport.name)
    ).all()
    newest = (
        select(OutboxMail.saved_id, func.max(OutboxMail.made_at).label("made_at"))
        .where(OutboxMail.person_id == actor.person_id)
        .group_by(OutboxMail.saved_id)
        .subquery()
    )
    mails = session.scalars(
        select(OutboxMail)
        .join(newest, (newest.c.saved_id == OutboxMail.saved_id) & (newest.c.made_at == OutboxMail.made_at))
        .where(OutboxMail.person_id == actor.person_id)
    )
    last = {mail.saved_id: mail for mail in mails}
    return [Kept(row, last.get(row.id)) for row in rows]


def save_report(
    session: Session,
    actor: Actor,
    report: Report,
    country: str | None,
    *,
    name: str,
    filters: Mapping[str, str],
    now: datetime,
) -> uuid.UUID:
    """Keep a report's filters under a name; gives the id.

    Raises:
        Conflict: the actor keeps something under this name, or too many already.
        Forbidden: the actor may not see this report.
        Invalid: the name is missing or cannot be used, or the filters cannot be read.
        NotFound: the country is not the actor's.
    """
    require(actor, report.permission)
    require_country(actor, country)
    written = normalise_text(name, field="name")
    asked, faulty = read_asked(filters, report.takes, now.date())
    if faulty or report.lacks(asked):
        raise Invalid("These filters cannot be kept. Look at the report first.")
    number = session.scalar(select(func.count()).where(SavedReport.person_id == actor.person_id)) or 0
    if number >= MOST:
        raise Conflict("You keep as many filters as you can. Delete some of them first.", field="name")
    row = {
        "id": uuid.uuid4(),
        "person_id": actor.person_id,
        "name": written,
        "report": report.slug,
        "country": country,
        "filters": asked.stored(),
        "made_at": now,
    }
    kept = session.execute(
        db.insert(session, SavedReport).values(row).on_conflict_do_nothing().returning(SavedReport.id)
    ).scalar()
    if kept is None:
        raise Conflict("You keep filters under this name already. Choose another name.", field="name")
    note_act(session, Act.FILTERS_SAVED, actor, now=now, country=country, report=report.slug, name=written)
    return kept


def schedule_report(
    session: Session, actor: Actor, saved_id: uuid.UUID, *, every: str, form: str, audience: str, now: datetime
) -> SavedReport:
    """Have a saved report sent each week or month to the actor's own address; `every` empty: not any more.

    Raises:
        Forbidden: the actor may not see this report any more.
        Invalid: there is no address to send it to, no such file, or the report is for the own staff only.
        NotFound: the actor keeps none such.
    """
    saved = _own(session, actor, saved_id)
    report = BY_SLUG[saved.report]
    require(actor, report.permission)
    require_country(actor, saved.country)
    if not every:
        _set(saved, None, now)
        note_act(session, Act.REPORT_UNSCHEDULED, actor, now=now, country=saved.country, name=saved.name)
        return saved
    if every not in set(Every):
        raise Invalid("Choose how often the report is sent.", field="every")
    if form not in {each.name for each in report.forms}:
        raise Invalid("Choose one of the files.", field="form")
    person = session.get_one(Person, actor.person_id)
    if not person.email:
        raise Invalid("You have no e-mail address here, so nothing can be sent to you.", field="every")
    asked, _ = read_asked(saved.filters, report.takes, now.date())
    if audience not in {"internal", "share"} or (audience == "share" and not report.may_leave(asked)):
        raise Invalid("This report is for your own staff only.", field="audience")
    saved.form, saved.audience = form, audience
    _set(saved, Every(every), now)
    note_act(
        session,
        Act.REPORT_SCHEDULED,
        actor,
        now=now,
        country=saved.country,
        report=saved.report,
        name=saved.name,
        every=every,
        form=form,
        audience=audience,
    )
    return saved


def _set(saved: SavedReport, every: Every | None, now: datetime) -> None:
    saved.every = every
    saved.due_on = next_due(every, now.date()) if every else None
    saved.stopped_at = saved.stopped_why = None


def delete_saved(session: Session, actor: Actor, saved_id: uuid.UUID, *, now: datetime) -> None:
    """Forget a saved report, and with it what waits to be sent of it.

    Raises:
        NotFound: the actor keeps none such.
    """
    saved = _own(session, actor, saved_id)
    session.execute(
        delete(OutboxMail).where(
            OutboxMail.saved_id == saved_id, OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None)
        )
    )
    note_act(session, Act.SAVED_FILTERS_DELETED, actor, now=now, country=saved.country, name=saved.name)
    session.delete(saved)


def _own(session: Session, actor: Actor, saved_id: uuid.UUID) -> SavedReport:
    found = session.get(SavedReport, saved_id)
    if found is None or found.person_id != actor.person_id or found.report not in BY_SLUG:
        raise NotFound("This page does not exist.")
    return found
