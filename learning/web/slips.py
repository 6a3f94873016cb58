"""Sign-in slips: printed for a cohort, and used once to choose a password."""

import uuid
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import LearningError
from learning.people import queries as people
from learning.people import services, slips
from learning.people.countries import country_name
from learning.people.models import Cohort
from learning.people.permissions import Permission
from learning.people.signing_in import Refused
from learning.people.slips import MOST_AT_ONCE, MOST_WITH_PICTURES, SLIP_LIMIT, PrintedSlip
from learning.rolls.slip_sheets import SlipWords, print_sheets
from learning.web import sessions
from learning.web.access import public, requires
from learning.web.context import actor, address, database, house, now
from learning.web.forms import LostSlipForm, SlipForm
from learning.web.i18n import page_language
from learning.web.vocabulary import day

blueprint = Blueprint("slips", __name__)

WITH_PICTURES = "pictures"


@blueprint.route("/cohorts/<uuid:cohort_id>/slips", methods=["GET", "POST"])
@requires(Permission.RESET_PASSWORDS)
def sheets(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Say who of a cohort needs a slip, and print slips: the next ones, or one for a service number."""
    form = LostSlipForm(request.form)
    with database().read() as session:
        cohort = people.cohort(session, actor(), cohort_id)
        waiting = slips.without_password(session, cohort, now=now())
    kind = request.form.get("next")
    is_next = kind is not None
    if request.method == "POST" and (is_next or form.validate()):
        try:
            if kind == WITH_PICTURES:
                made = services.print_picture_slips(database(), actor(), cohort, secret=house().secret, now=now())
            else:
                number = "" if is_next else form.service_number.data or ""
                with database().begin() as session:
                    made = services.print_slips(
                        session, actor(), cohort, secret=house().secret, now=now(), service_number=number
                    )
        except LearningError as error:
            form.refuse(error)
        else:
            return _printed(cohort, made)
    page = render_template(
        "slips/sheets.html",
        form=form,
        cohort=cohort,
        waiting=waiting,
        most=MOST_AT_ONCE,
        most_with_pictures=MOST_WITH_PICTURES,
    )
    return page, 422 if request.method == "POST" else 200


def _printed(cohort: Cohort, made: list[PrintedSlip]) -> Response:
    tag = page_language()
    place = country_name(cohort.country, tag.tag)
    said = SlipWords(
        title=gettext("Sign-in slips"),
        code=gettext("Your code"),
        number=gettext("Service number"),
        how=gettext(
            "Scan the square, or open %(address)s, and choose a password. The code works once, until %(day)s.",
            address=f"{address()}/slips",
            day=day((now() + SLIP_LIMIT).date()),
        ),
        language=tag.tag,
        direction="rtl" if tag.direction == "rtl" else "ltr",
    )
    named = [replace(each, country=place) for each in made]
    disposition = f'attachment; filename="slips-{cohort.country}-{now():%Y-%m-%d}.pdf"'
    printed = print_sheets(named, said, address=address())
    return Response(printed, content_type="application/pdf", headers={"Content-Disposition": disposition})


@blueprint.route("/slips", methods=["GET", "POST"])
@public
def use() -> ResponseReturnValue:
    """Let a learner choose a password with the code of a slip; a code is looked at only when it is used."""
    form = SlipForm(request.form)
    status = 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            result = services.use_slip(
                database(),
                code=form.code.data or "",
                password=form.password.data or "",
                address=request.remote_addr or "",
                secret=house().secret,
                now=now(),
            )
        except LearningError as error:
            form.refuse(error)
        else:
            if not isinstance(result, Refused):
                sessions.begin(result)
                return redirect("/courses", 303)
            form.refuse(result.refusal)
            status = 429 if "minutes" in result.refusal.values else 422
    return render_template("slips/use.html", form=form), status


@blueprint.get("/slips/<code>")
@public
def use_code(code: str) -> ResponseReturnValue:
    """Show the same page with the code filled in, as the square on a slip opens it."""
    return render_template("slips/use.html", form=SlipForm(None, code=slips.normalise_code(code) or code))
