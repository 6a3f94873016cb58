"""What is planned for a cohort: its due date and its language."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from learning.errors import LearningError, NotFound
from learning.people import queries as people
from learning.people import services
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.forms import PlanForm, cohort_language_choices, read_day

blueprint = Blueprint("planning", __name__)


@blueprint.route("/cohorts/<uuid:cohort_id>/plan", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def plan(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Change by when a cohort should be done, and what its new members read first."""
    with database().read() as session:
        found = people.cohort(session, actor(), cohort_id)
    form = PlanForm(
        request.form, due_on=found.due_on.isoformat() if found.due_on else "", language=found.language or ""
    )
    form.language.choices = cohort_language_choices()
    if form.submitted():
        try:
            with database().begin() as session:
                services.plan_cohort(
                    session,
                    actor(),
                    cohort_id=cohort_id,
                    due_on=read_day(form.due_on.data, "due_on"),
                    language=form.language.data or "",
                    now=now(),
                )
        except NotFound:
            raise
        except LearningError as error:
            form.refuse(error)
        else:
            flash(gettext("Saved."), "done")
            return redirect(f"/cohorts/{cohort_id}", 303)
    return render_template("cohorts/plan.html", cohort=found, form=form), 422 if request.method == "POST" else 200
