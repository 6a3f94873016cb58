"""Where to turn: the help page, the help panel of pages with a notice, and the quiet page to leave to.

Nothing about these requests is kept: no row changes, no cookie is set, and no form of theirs needs one. So the help
page changes its language by a link, and nobody signs out there.
"""

from contextlib import nullcontext
from datetime import date
from functools import lru_cache

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.orm import Session

from learning.languages import BY_TAG
from learning.people.contacts import dialled, is_past_review
from learning.people.helping import Contact, contacts_of
from learning.people.models import ContactKind
from learning.people.permissions import Permission, may
from learning.web.access import public
from learning.web.context import actor, database, now, visitor
from learning.web.i18n import page_language
from learning.web.vocabulary import CONTACT_KINDS

blueprint = Blueprint("safety", __name__)

ORDER = {kind: place for place, kind in enumerate(ContactKind)}


@blueprint.get("/help")
@public
def help_page() -> ResponseReturnValue:
    """Say where to turn."""
    found = visitor()
    reader = found.actor if found else None
    with database().read() as session:
        contacts = contacts_of(session, reader)
    asked = request.args.get("language", "")
    with force_locale(asked) if asked in BY_TAG else nullcontext():
        return render_template(
            "help/page.html",
            **shown(contacts, now().date()),
            may_change=reader is not None and may(reader.role, Permission.SET_COUNTRY),
        )


@blueprint.get("/quiet")
@public
def quiet() -> ResponseReturnValue:
    """Show a page that means nothing, for whoever must leave another one at once."""
    return render_template("help/quiet.html")


def help_panel(session: Session) -> Markup:
    """Write the help panel for whoever reads, in one statement; the same contacts are put into words once.

    Args:
        session: the page's own transaction.
    """
    return _panel(contacts_of(session, actor()), page_language().tag, now().date())


@lru_cache(maxsize=512)
def _panel(contacts: tuple[Contact, ...], _tag: str, today: date) -> Markup:
    """Write the panel; the key holds all that it says, so what is kept is never out of date."""
    html = render_template("help/panel.html", **shown(contacts, today))
    return Markup(html)  # noqa: S704 - made by a template, which has escaped what was typed


def shown(contacts: tuple[Contact, ...], today: date) -> dict[str, object]:
    """Give a template what it needs to show contacts, the first to turn to first."""
    return {
        "contacts": sorted(contacts, key=lambda contact: (ORDER[ContactKind(contact.kind)], contact.office)),
        "contact_kinds": CONTACT_KINDS,
        "is_late": lambda contact: is_past_review(contact.review_on, today),
        "dialled": dialled,
    }
