"""The office of a focal point: who holds it, the invitation of a successor, the hand-over; withdrawing invitations."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from learning.errors import LearningError, NotFound
from learning.people import offices, services
from learning.people.countries import country_name, is_country
from learning.people.offices import AFTERWARDS, News
from learning.people.permissions import EVERYWHERE, Permission
from learning.people.rules import Actor, require_country
from learning.web.access import requires
from learning.web.context import actor, address, database, now
from learning.web.forms import PageForm, one_of_rows, read_day, role_choices, text
from learning.web.i18n import page_language
from learning.web.vocabulary import day

blueprint = Blueprint("offices", __name__)


class HandOverForm(PageForm):
    """To whom an office passes, and what becomes of whoever held it."""

    predecessor = one_of_rows(lazy_gettext("Whose office"), optional=True)
    successor = one_of_rows(lazy_gettext("Successor"))
    then = one_of_rows(lazy_gettext("What the account is afterwards"))
    until = text(lazy_gettext("Last day of the office"), optional=True)


@blueprint.get("/countries/<tcc>/office")
@requires(Permission.SET_COUNTRY)
def office(tcc: str) -> ResponseReturnValue:
    """Show who answers for a country, who is invited, and how the office passed on."""
    return _page(tcc)


@blueprint.post("/countries/<tcc>/office")
@requires(Permission.SET_COUNTRY)
def hand_over(tcc: str) -> ResponseReturnValue:
    """Pass the office on."""
    _require_place(tcc)
    form = HandOverForm(request.form)
    if not form.validate():
        return _page(tcc, form)
    try:
        until = read_day(form.until.data, "until")
        with database().begin() as session:
            made = services.hand_over(
                session,
                actor(),
                country=tcc,
                predecessor_id=_id(form.predecessor.data) if actor().role in EVERYWHERE else actor().person_id,
                successor_id=_id(form.successor.data),
                then=form.then.data or "",
                until=until,
                now=now(),
            )
            is_over = until is None
            own = made.predecessor_id == actor().person_id
    except NotFound:
        raise
    except LearningError as error:
        form.refuse(error)
        return _page(tcc, form)
    if is_over:
        flash(gettext("The office is handed over."), "done")
    else:
        flash(gettext("The office is handed over. Until %(day)s both hold it.", day=day(until)), "done")
    return redirect("/" if own and is_over else f"/countries/{tcc}/office", 303)


@blueprint.post("/countries/<tcc>/office/invitations")
@requires(Permission.SET_COUNTRY)
def invite(tcc: str) -> ResponseReturnValue:
    """Make the one-time link of a successor, shown once."""
    _require_place(tcc)
    with database().begin() as session:
        token = services.invite_successor(session, actor(), country=tcc, now=now())
    return render_template(
        "people/invited.html",
        link=f"{address()}/invitations/{token}",
        back=(f"/countries/{tcc}/office", gettext("Back to the office")),
    )


@blueprint.post("/countries/<tcc>/office/invitations/<uuid:invitation_id>/withdraw")
@requires(Permission.SET_COUNTRY)
def withdraw(tcc: str, invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Make an invitation stop working; whoever was faster than this is told."""
    _require_place(tcc)
    _withdraw(invitation_id)
    return redirect(f"/countries/{tcc}/office", 303)


@blueprint.post("/people/invitations/<uuid:invitation_id>/withdraw")
@requires(Permission.INVITE)
def withdraw_any(invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Do the same for any invitation, from the list of people."""
    _withdraw(invitation_id)
    return redirect("/people", 303)


def _withdraw(invitation_id: uuid.UUID) -> None:
    with database().begin() as session:
        services.withdraw_invitation(session, actor(), invitation_id, now=now())
    flash(gettext("The invitation is withdrawn. Its link does not work any more."), "done")


def _require_place(tcc: str) -> None:
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)


def _id(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise NotFound("This page does not exist.") from None


def _page(tcc: str, refused: HandOverForm | None = None) -> ResponseReturnValue:
    _require_place(tcc)
    with database().read() as session:
        holders = offices.holders(session, tcc, now=now())
        waiting = offices.successors_invited(session, tcc, now=now())
        history = offices.history(session, tcc)
    everywhere = actor().role in EVERYWHERE
    own = next((one for one in holders if one.id == actor().person_id), None)
    giving = [one for one in holders if one.last_day is None] if everywhere else []
    taking = [one for one in holders if one.last_day is None and (everywhere or one != own)]
    form = refused or HandOverForm()
    form.predecessor.choices = [(str(one.id), one.name) for one in giving]
    form.successor.choices = [(str(one.id), one.name) for one in taking]
    form.then.choices = role_choices(AFTERWARDS)
    page = render_template(
        "people/office.html",
        tcc=tcc,
        country=country_name(tcc, page_language().tag),
        holders=holders,
        waiting=[(one, everywhere or one.succeeds is not None) for one in waiting],
        history=history,
        form=form,
        everywhere=everywhere,
        own=own,
        may_hand_over=len(giving) > 1 if everywhere else bool(own and own.last_day is None and taking),
    )
    return page, 422 if refused else 200


def tell(person: Actor) -> None:
    """Tell whoever has just signed in of hand-overs that somebody else made."""
    with database().read() as session:
        news = offices.untold(session, person.person_id)
    if not news:
        return
    with database().begin() as session:
        offices.note_told(session, person.person_id, now=now())
    for each in news:
        flash(_said(each), "note")


def _said(news: News) -> str:
    named = {"name": news.other, "country": country_name(news.country, page_language().tag), "day": day(news.last_day)}
    if news.is_successor:
        words = gettext("%(name)s handed over to you: you answer for %(country)s. Last day together: %(day)s.", **named)
    else:
        words = gettext("Your office for %(country)s was handed over to %(name)s. Your last day: %(day)s.", **named)
    return str(words)
