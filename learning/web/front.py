"""The first page, and the language switch."""

from flask import Blueprint, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue

from learning.languages import BY_TAG
from learning.modules import queries as modules
from learning.people import services as people
from learning.people.permissions import Permission, may
from learning.records import public_pages
from learning.records import queries as records
from learning.web.access import public
from learning.web.context import database, now, visitor
from learning.web.courses import course_cards

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@public
def front() -> ResponseReturnValue:
    """Show a visitor what this is; send whoever is signed in to the day's work."""
    found = visitor()
    if found is None:
        with database().read() as session:
            catalogue = modules.catalogue(session)
            figures = public_pages.is_any_on(session)
        return render_template("front.html", cards=course_cards(catalogue, {}, (), now().date()), figures=figures)
    with database().read() as session:
        learning = bool(records.enrolments(session, found.actor.person_id))
    role = found.actor.role
    if not learning and may(role, Permission.INVITE):
        return redirect("/people", 303)
    if not learning and may(role, Permission.SEE_REPORTS):
        return redirect("/reports", 303)
    if not learning and may(role, Permission.SEE_COHORTS):
        return redirect("/cohorts", 303)
    return redirect("/courses", 303)


@blueprint.post("/language")
@public
def choose() -> ResponseReturnValue:
    """Change the language of the pages, in this browser and for the person who is signed in."""
    tag = request.form.get("language", "")
    if tag in BY_TAG:
        browser["language"] = tag
        found = visitor()
        if found and found.actor.language != tag:
            with database().begin() as session:
                people.change_language(session, found.actor, language=tag)
    return redirect(local(request.form.get("next")), 303)


def local(target: str | None) -> str:
    """Give back an address of our own pages; anything else becomes the first page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(c < " " for c in target):
        return "/"
    return target
