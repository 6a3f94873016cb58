"""Revoking many certificates together, for administrators: chosen and counted, proposed, and confirmed by another."""

import uuid
from datetime import date
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from certificates.facts import Facts
from learning.errors import Invalid, LearningError
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.countries import country_name, is_country
from learning.people.permissions import Permission
from learning.records import proposing, revoking, services
from learning.records.models import Proposed, RevocationReason
from learning.records.revoking import Choice, Chosen, OfCohort, OfPeriod
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.forms import RevokeManyForm, country_choices, form_key
from learning.web.i18n import page_language
from learning.web.vocabulary import REASONS, day

blueprint = Blueprint("revocations", __name__)

SHOWN = 20
LINES = 100


@blueprint.get("/certificates/revocations")
@requires(Permission.REVOKE)
def revocations() -> ResponseReturnValue:
    """Ask which certificates, say how many these are, and list what is proposed."""
    form = _form(request.args)
    if "cohort" not in request.args and "country" not in request.args:
        return _page(form, None)
    try:
        with database().read() as session:
            found = revoking.chosen(session, actor(), _choice(form))
    except LearningError as error:
        form.refuse(error)
        return _page(form, None), 422
    return _page(form, found)


@blueprint.post("/certificates/revocations")
@requires(Permission.REVOKE)
def propose() -> ResponseReturnValue:
    """Propose to revoke what was counted."""
    form = _form(request.form)
    found = None
    try:
        choice = _choice(form)
        with database().read() as session:
            found = revoking.chosen(session, actor(), choice)
        if form.reason.data not in list(RevocationReason):
            raise Invalid("Choose one of the list.", field="reason")
        with database().begin() as session:
            proposal = services.propose_revocation(
                session,
                actor(),
                choice,
                RevocationReason(form.reason.data),
                words=_words(form, choice),
                now=now(),
                key=form_key(),
            )
    except LearningError as error:
        form.refuse(error)
        return _page(form, found), 422
    flash(gettext("Proposed. Another administrator must confirm it within 24 hours."), "done")
    return redirect(f"/certificates/revocations/{proposal.id}", 303)


@blueprint.get("/certificates/revocations/<uuid:proposal_id>")
@requires(Permission.REVOKE)
def show(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Show what a proposal would revoke, line by line."""
    page = max(1, request.args.get("page", 1, type=int))
    with database().read() as session:
        waiting = proposing.open_proposal(session, actor(), Proposed.REVOKE_MANY, proposal_id, now=now())
        found = revoking.proposed_credentials(session, waiting.proposal, first=(page - 1) * LINES, most=LINES)
    return render_template(
        "keys/revocation.html",
        waiting=waiting,
        reasons=REASONS,
        lines=[(line, Facts.from_bytes(line.facts.encode())) for line in found],
        page=page,
        pages=-(-len(waiting.proposal.terms["serials"]) // LINES),
        me=actor().person_id,
    )


@blueprint.post("/certificates/revocations/<uuid:proposal_id>")
@requires(Permission.REVOKE)
def settle(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm or withdraw a proposed revocation."""
    if request.form.get("decision") != "confirm":
        with database().begin() as session:
            services.withdraw(session, actor(), Proposed.REVOKE_MANY, proposal_id, now=now())
        flash(gettext("Withdrawn. No certificate was revoked."), "done")
        return redirect("/certificates/revocations", 303)
    with database().begin() as session:
        done = services.confirm_revocation(session, actor(), proposal_id, now=now())
    said = ngettext("%(num)s certificate is revoked.", "%(num)s certificates are revoked.", done.now)
    if done.before:
        before = ngettext("%(num)s was revoked before.", "%(num)s were revoked before.", done.before)
        said = f"{said} {before}"
    flash(said, "done")
    return redirect("/certificates/revocations", 303)


def _form(given: MultiDict[str, str]) -> RevokeManyForm:
    form = RevokeManyForm(given)
    with database().read() as session:
        cohorts = people.cohorts(session, actor())
        titles = modules.catalogue(session).titles(page_language().tag)
    form.cohort.choices = [
        ("", gettext("Choose a cohort")),
        *((str(line.cohort.id), f"{line.cohort.name} · {line.cohort.country}") for line in cohorts),
    ]
    form.country.choices = country_choices()
    form.course.choices = [("", gettext("Choose a course")), *titles.items()]
    form.reason.choices = [(str(key), str(words)) for key, words in REASONS.items()]
    return form


def _choice(form: RevokeManyForm) -> Choice:
    """Read which certificates are meant: those of a cohort, or of a country, course and period.

    Raises:
        Invalid: something is missing, or is no day.
    """
    if form.cohort.data:
        if form.cohort.data not in _listed(form.cohort):
            raise Invalid("Choose one of the list.", field="cohort")
        return OfCohort(uuid.UUID(form.cohort.data))
    if not is_country(form.country.data):
        raise Invalid("Choose a cohort, or a country, a course and a period.", field="country")
    if not form.course.data or form.course.data not in _listed(form.course):
        raise Invalid("Choose one of the list.", field="course")
    return OfPeriod(form.country.data, form.course.data, _day(form, "first"), _day(form, "last"))


def _listed(field: SelectField) -> dict[str, str]:
    return dict(cast("list[tuple[str, str]]", field.choices))


def _day(form: RevokeManyForm, field: str) -> date:
    try:
        return date.fromisoformat(form[field].data or "")
    except ValueError:
        raise Invalid("Enter the day as year-month-day, such as 2026-03-31.", field=field) from None


def _words(form: RevokeManyForm, choice: Choice) -> str:
    if isinstance(choice, OfCohort):
        return _listed(form.cohort)[str(choice.cohort_id)]
    return " · ".join(
        (
            country_name(choice.country, page_language().tag),
            _listed(form.course)[choice.course],
            f"{day(choice.first)} – {day(choice.last)}",
        )
    )


def _page(form: RevokeManyForm, found: Chosen | None) -> str:
    with database().read() as session:
        proposed = proposing.open_proposals(session, actor(), Proposed.REVOKE_MANY, now=now())
        administrators = proposing.administrators(session)
    return render_template(
        "keys/revocations.html",
        form=form,
        key=uuid.uuid4(),
        found=found,
        shown=[(line, Facts.from_bytes(line.facts.encode())) for line in found.credentials[:SHOWN]] if found else (),
        proposed=proposed,
        reasons=REASONS,
        alone=administrators < 2,  # noqa: PLR2004 - it takes two
    )
