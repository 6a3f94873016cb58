"""The choice of reports; the filters that a person keeps of one, and has sent to herself."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from learning.errors import LearningError
from learning.jobs.models import Every, SavedReport, Stop
from learning.jobs.saving import Kept, delete_saved, save_report, saved_reports, schedule_report
from learning.people.countries import country_name, is_country
from learning.people.helping import overdue_contacts
from learning.people.models import Person
from learning.people.permissions import Permission
from learning.people.rules import require_country
from learning.reports.asking import read_asked
from learning.reports.plugs import BY_SLUG, REPORTS
from learning.web.access import requires
from learning.web.context import actor, database, house, now
from learning.web.errors import words
from learning.web.forms import country_choices
from learning.web.i18n import page_language
from learning.web.plugs import EVERYWHERE, asked_report
from learning.web.vocabulary import day

blueprint = Blueprint("saved", __name__)
OFTEN: dict[str, object] = {
    "": lazy_gettext("not by mail"),
    Every.WEEK: lazy_gettext("each Monday"),
    Every.MONTH: lazy_gettext("on the first of each month"),
}
STOPS: dict[str, object] = {
    Stop.RIGHTS: lazy_gettext("Not sent any more: you may not see this report now."),
    Stop.ADDRESS: lazy_gettext("Not sent any more: your mail server does not take it. Look at your e-mail address."),
    Stop.REPORT: lazy_gettext("Not sent any more: what it was about is not there now."),
}


@dataclass(frozen=True)
class SavedLine:
    """One saved report as the page shows it.

    Attributes:
        saved: the row.
        title: the report, and the country where it is not the reader's only one.
        url: where it opens with its filters.
        state: whether it is sent, and what became of the last mail.
        often: (value, words) of how often it can be sent. forms: the files. may_leave: it can be made for others.
    """

    saved: SavedReport
    title: str
    url: str
    state: str
    often: list[tuple[str, str]]
    forms: list[tuple[str, str]]
    may_leave: bool


def saved_line(kept: Kept) -> SavedLine:
    """Say one saved report."""
    saved, report = kept.saved, BY_SLUG[kept.saved.report]
    asked, _ = read_asked(saved.filters, report.takes, now().date())
    title = report.title(gettext)
    if actor().country is None:
        place = country_name(saved.country, page_language().tag) if saved.country else gettext("All countries")
        title = f"{title} – {place}"
    return SavedLine(
        saved,
        title,
        f"/reports/{report.slug}/{saved.country or EVERYWHERE}?{urlencode(saved.filters)}".rstrip("?"),
        _state(kept),
        [(value, str(said)) for value, said in OFTEN.items()],
        [(form.name, form.name.upper()) for form in report.forms],
        report.may_leave(asked),
    )


def _state(kept: Kept) -> str:
    saved, last = kept.saved, kept.last
    if saved.stopped_why:
        return str(STOPS[saved.stopped_why])
    if last and last.given_up_at:
        return str(gettext("The last mail could not be delivered: %(reason)s", reason=last.last_error))
    if last and last.last_error:
        return str(gettext("The last mail was not taken yet and is tried again: %(reason)s", reason=last.last_error))
    if saved.every:
        return str(gettext("Sent to you %(often)s; next on %(day)s.", often=OFTEN[saved.every], day=day(saved.due_on)))
    return ""


@blueprint.get("/reports")
@requires(Permission.SEE_REPORTS)
def reports() -> ResponseReturnValue:
    """Offer the reports, each with the question that it answers."""
    chosen = actor().country or request.args.get("country", "")
    country = chosen if is_country(chosen) else None
    if country:
        require_country(actor(), country)
    with database().read() as session:
        late = overdue_contacts(session, actor(), today=now().date(), country=country)
        kept = saved_reports(session, actor())
        address = session.get_one(Person, actor().person_id).email
    return render_template(
        "reports/list.html",
        country=country,
        place=country_name(country, page_language().tag) if country else "",
        countries=() if actor().country else country_choices(),
        offered=[(each, each.title(gettext), each.purpose(gettext)) for each in REPORTS if each.speaks_of(country)],
        worldwide=[
            (each, each.title(gettext), each.purpose(gettext))
            for each in REPORTS
            if actor().country is None and each.speaks_of(None)
        ],
        late_contacts=late,
        saved=[saved_line(each) for each in kept],
        sends=house().settings.mail is not None,
        address=address,
    )


@blueprint.post("/reports/saved")
@requires(Permission.SEE_REPORTS)
def save() -> ResponseReturnValue:
    """Keep the filters of the page that the form stands on."""
    report, country = asked_report(request.form.get("report", ""), request.form.get("place", ""))
    try:
        with database().begin() as session:
            save_report(
                session,
                actor(),
                report,
                country,
                name=request.form.get("name", ""),
                filters=request.form,
                now=now(),
            )
    except LearningError as error:
        flash(words(error), "error")
        asked, _ = read_asked(request.form, report.takes, now().date())
        return redirect(f"/reports/{report.slug}/{country or EVERYWHERE}?{urlencode(asked.stored())}", 303)
    flash(gettext("Kept. You find it here, and can have it sent to you."), "done")
    return redirect("/reports", 303)


@blueprint.post("/reports/saved/<uuid:saved_id>/schedule")
@requires(Permission.SEE_REPORTS)
def schedule(saved_id: uuid.UUID) -> ResponseReturnValue:
    """Have a saved report sent so often, or not any more."""
    given = request.form
    try:
        with database().begin() as session:
            saved = schedule_report(
                session,
                actor(),
                saved_id,
                every=given.get("every", ""),
                form=given.get("form", "pdf"),
                audience=given.get("audience", "internal"),
                now=now(),
            )
    except LearningError as error:
        if error.field is None:
            raise
        flash(words(error), "error")
        return redirect("/reports", 303)
    said = (
        gettext("You get “%(name)s” by mail, first on %(day)s.", name=saved.name, day=day(saved.due_on))
        if saved.every
        else gettext("“%(name)s” is not sent by mail.", name=saved.name)
    )
    flash(said, "done")
    return redirect("/reports", 303)


@blueprint.post("/reports/saved/<uuid:saved_id>/delete")
@requires(Permission.SEE_REPORTS)
def delete(saved_id: uuid.UUID) -> ResponseReturnValue:
    """Forget a saved report."""
    with database().begin() as session:
        delete_saved(session, actor(), saved_id, now=now())
    flash(gettext("Deleted."), "done")
    return redirect("/reports", 303)
