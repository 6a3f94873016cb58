"""The public page of a country: for everybody when it is switched on, with preview and switch for the focal point."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.modules import queries as modules
from learning.people import queries as people
from learning.people.countries import country_name, is_country
from learning.people.permissions import Permission
from learning.people.rules import require_country
from learning.records import public_pages as records
from learning.reports import public as reports
from learning.reports.public import Figures
from learning.web.access import public, requires
from learning.web.context import actor, address, database, now
from learning.web.i18n import page_language

blueprint = Blueprint("public_pages", __name__)


@blueprint.get("/public")
@public
def countries() -> ResponseReturnValue:
    """List the countries that show their page."""
    with database().read() as session:
        shown = records.countries_on(session)
    tag = page_language().tag
    named = sorted(((country_name(each, tag), each) for each in shown), key=lambda pair: pair[0])
    return render_template("public/list.html", countries=named)


@blueprint.get("/public/<tcc>")
@public
def page(tcc: str) -> ResponseReturnValue:
    """Show a country's figures; a country that does not show them answers like one that does not exist."""
    ends_on = reports.quarter_end(now().date())
    with database().read() as session:
        if not records.is_on(session, tcc):
            raise NotFound("This page does not exist.")
        kept = records.stored(session, tcc, ends_on)
        shown = _shown(session, tcc, Figures.from_json(ends_on, kept) if kept is not None else None)
    if kept is None:
        shown |= {"figures": _first(tcc)}
    return render_template("public/page.html", **shown)


def _first(tcc: str) -> Figures:
    """Count and keep the figures of the last quarter: whoever opens the page first after its end does it for all."""
    ends_on = reports.quarter_end(now().date())
    with database().read() as session:
        counted = reports.count(session, tcc, ends_on)
    with database().begin() as session:
        kept = records.store(session, tcc, ends_on, counted.to_json(), now=now())
        return Figures.from_json(ends_on, kept)


def _shown(session: Session, tcc: str, figures: Figures | None) -> dict[str, object]:
    tag = page_language().tag
    return {
        "tcc": tcc,
        "country": country_name(tcc, tag),
        "figures": figures,
        "titles": modules.catalogue(session).titles(tag),
        "authority": people.authority(session, tcc),
    }


@blueprint.get("/countries/<tcc>/public")
@requires(Permission.SET_COUNTRY)
def preview(tcc: str) -> ResponseReturnValue:
    """Show the focal point what everybody would see, before it is switched on."""
    _require_place(tcc)
    ends_on = reports.quarter_end(now().date())
    with database().read() as session:
        kept = records.stored(session, tcc, ends_on)
        figures = Figures.from_json(ends_on, kept) if kept is not None else reports.count(session, tcc, ends_on)
        shown = _shown(session, tcc, figures)
        on = records.is_on(session, tcc)
    return render_template("public/preview.html", **shown, is_on=on, link=f"{address()}/public/{tcc}")


@blueprint.post("/countries/<tcc>/public")
@requires(Permission.SET_COUNTRY)
def switch(tcc: str) -> ResponseReturnValue:
    """Switch the page on or off."""
    _require_place(tcc)
    on = request.form.get("on") == "1"
    with database().begin() as session:
        records.switch(session, actor(), country=tcc, on=on, now=now())
    flash(gettext("Everybody can open the page now.") if on else gettext("The page is switched off."), "done")
    return redirect(f"/countries/{tcc}/public", 303)


def _require_place(tcc: str) -> None:
    if not is_country(tcc):
        raise NotFound("This page does not exist.")
    require_country(actor(), tcc)
