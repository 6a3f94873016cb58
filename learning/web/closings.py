"""The act that a report offers below its figures, such as keeping a quarter as it was reported."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import NotFound
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.asking import asked_of, question
from learning.web.context import actor, database
from learning.web.plugs import asked_report

blueprint = Blueprint("closings", __name__)


@blueprint.post("/reports/<report>/<place>/closing")
@requires(Permission.SEE_REPORTS)
def close(report: str, place: str) -> ResponseReturnValue:
    """Do what the report offers, for the question of the address, and show the report again."""
    plug, country = asked_report(report, place)
    if plug.closing is None:
        raise NotFound("This page does not exist.")
    asked, _ = asked_of(plug)
    with database().begin() as session:
        plug.closing.run(session, actor(), question(session, country, asked))
    flash(gettext("Done."), "done")
    return redirect(f"/reports/{plug.slug}/{place}?{urlencode(asked.stored())}", 303)
