"""Help contacts, for focal points and administrators: the list, adding, changing, retiring."""

import uuid
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import NotFound
from learning.people import helping, services
from learning.people.contacts import FaultyContact, TypedContact, dialled, is_past_review
from learning.people.countries import country_name, is_country
from learning.people.models import HelpContact
from learning.people.permissions import EVERYWHERE, Permission
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.forms import ContactForm, country_choices, form_key, mission_choices
from learning.web.i18n import page_language
from learning.web.vocabulary import CONTACT_KINDS

blueprint = Blueprint("contacts", __name__)

USUAL_REVIEW = timedelta(days=180)


@blueprint.get("/help/contacts")
@requires(Permission.SET_COUNTRY)
def contacts() -> ResponseReturnValue:
    """List the contacts that the actor answers for, those past their review first to be seen."""
    country = request.args.get("country") or None
    if country is not None and not is_country(country):
        raise NotFound("This page does not exist.")
    today = now().date()
    with database().read() as session:
        found = helping.listed_contacts(session, actor(), country=country)
        late = helping.overdue_contacts(session, actor(), today=today, country=country)
    tag = page_language().tag
    groups: dict[str | None, list[HelpContact]] = {} if country is None else {country: []}
    if actor().role not in EVERYWHERE:
        groups[actor().country] = []
    for contact in found:
        groups.setdefault(contact.country, []).append(contact)
    named = [(code, country_name(code, tag) if code else "", listed) for code, listed in groups.items()]
    return render_template(
        "contacts/list.html",
        groups=sorted(named, key=lambda group: (group[0] is None, group[1])),
        late=late,
        everywhere=actor().role in EVERYWHERE,
        country=country or "",
        countries=country_choices() if actor().role in EVERYWHERE else (),
        contact_kinds=CONTACT_KINDS,
        is_late=lambda contact: is_past_review(contact.review_on, today),
        dialled=dialled,
    )


@blueprint.route("/help/contacts/new", methods=["GET", "POST"])
@requires(Permission.SET_COUNTRY)
def add() -> ResponseReturnValue:
    """Add a contact."""
    form = _form(None)
    if form.submitted():
        try:
            with database().begin() as session:
                services.add_contact(session, actor(), _typed(form), now=now(), key=form_key())
        except FaultyContact as error:
            _refuse(form, error)
        else:
            flash(gettext("Saved. It stands on the help pages from now on."), "done")
            return redirect("/help/contacts", 303)
    return _page(form, None)


@blueprint.route("/help/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@requires(Permission.SET_COUNTRY)
def change(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Change a contact, or say that it was checked."""
    with database().read() as session:
        found = helping.contact(session, actor(), contact_id)
    form = _form(found)
    if form.submitted():
        try:
            with database().begin() as session:
                services.change_contact(session, actor(), contact_id, _typed(form), now=now())
        except FaultyContact as error:
            _refuse(form, error)
        else:
            flash(gettext("Saved. It stands on the help pages from now on."), "done")
            return redirect("/help/contacts", 303)
    return _page(form, found)


@blueprint.post("/help/contacts/<uuid:contact_id>/retire")
@requires(Permission.SET_COUNTRY)
def retire(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Take a contact off every page."""
    with database().begin() as session:
        services.retire_contact(session, actor(), contact_id, now=now())
    flash(gettext("The contact is retired. No page shows it any more."), "done")
    return redirect("/help/contacts", 303)


def _form(found: HelpContact | None) -> ContactForm:
    """Make the form: what was typed, else what is stored, with a day for the review that can be accepted."""
    today = now().date()
    usual = today + USUAL_REVIEW
    stored = {} if found is None else {name: getattr(found, name) or "" for name in TypedContact.__annotations__}
    stored["review_on"] = (usual if found is None or found.review_on <= today else found.review_on).isoformat()
    form = ContactForm(request.form, data=stored)
    form.kind.choices = [("", gettext("Choose one")), *((str(key), str(words)) for key, words in CONTACT_KINDS.items())]
    form.mission.choices = [("", gettext("Every mission")), *mission_choices()]
    form.country.choices = [("", gettext("Every country")), *country_choices(empty=False)]
    return form


def _typed(form: ContactForm) -> TypedContact:
    """Read the form; who answers for one country can mean no other."""
    given = {name: str(form[name].data or "") for name in TypedContact.__annotations__}
    if actor().role not in EVERYWHERE:
        given["country"] = actor().country or ""
    return TypedContact(**given)


def _refuse(form: ContactForm, error: FaultyContact) -> None:
    for fault in error.faults:
        form.refuse(fault)


def _page(form: ContactForm, found: HelpContact | None) -> ResponseReturnValue:
    everywhere = actor().role in EVERYWHERE
    page = render_template("contacts/edit.html", form=form, contact=found, everywhere=everywhere, key=uuid.uuid4())
    return page, 422 if request.method == "POST" else 200
