"""Around a roll: a new cohort made straight from one, and its faults as a file for the unit that wrote it."""

import csv
import io
import uuid

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import CombinedMultiDict
from wtforms import FileField

from learning.errors import Conflict, Invalid, LearningError
from learning.modules import queries as modules
from learning.people import services as people_services
from learning.people.permissions import Permission
from learning.records import services as records
from learning.reports.export.as_csv import harmless
from learning.rolls import queries, services
from learning.rolls.reading import read_rows
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.errors import words
from learning.web.forms import Boxes, PageForm, mission_choices, one_of_list, text
from learning.web.i18n import page_language
from learning.web.rolls import LARGEST_FORM
from learning.web.security import takes

blueprint = Blueprint("roll_starts", __name__)


class NewCohortForm(PageForm):
    """A roll, and the cohort that it makes."""

    file = FileField(lazy_gettext("File"))
    name = text(lazy_gettext("Name of the cohort"))
    mission = one_of_list(lazy_gettext("Mission"))
    courses = Boxes(lazy_gettext("Courses"), validate_choice=False)


@blueprint.route("/rolls/new", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
@takes(LARGEST_FORM)
def new_cohort() -> ResponseReturnValue:
    """Make a cohort and keep its roll, together or not at all; then the columns are asked as for any roll."""
    form = NewCohortForm(CombinedMultiDict([request.form, request.files]), mission="not-assigned")
    with database().read() as session:
        titles = modules.catalogue(session).titles(page_language().tag)
    form.mission.choices = mission_choices()
    form.courses.choices = list(titles.items())
    if request.method == "GET":
        form.courses.data = list(titles)
    if form.submitted():
        try:
            return redirect(f"/rolls/{_make(form, list(titles))}/columns", 303)
        except LearningError as error:
            form.refuse(error)
    return render_template("rolls/new.html", form=form), 422 if request.method == "POST" else 200


def _make(form: NewCohortForm, offered: list[str]) -> uuid.UUID:
    chosen = [slug for slug in offered if slug in (form.courses.data or [])]
    if not chosen:
        raise Invalid("Choose at least one course.", field="courses")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("Choose a file.", field="file")
    content = sent.read()
    rows = read_rows(content)  # a program of its own: not inside the transaction
    with database().begin() as session:
        cohort = people_services.make_cohort(
            session, actor(), name=form.name.data or "", mission=form.mission.data or "", closes_on=None, now=now()
        )
        records.assign_courses(session, cohort, chosen)
        kept = services.keep_roll(
            session, actor(), cohort, file_name=sent.filename, content=content, rows=rows, now=now()
        )
        return kept.id


@blueprint.get("/rolls/<uuid:roll_id>/faults.csv")
@requires(Permission.MAKE_COHORTS)
def faults(roll_id: uuid.UUID) -> Response:
    """Give the rows that cannot be taken, each with what is wrong and as the unit wrote it."""
    with database().begin() as session:
        found = queries.roll(session, actor(), roll_id, with_rows=True)
        if found.applied_at is not None:
            raise Conflict("This roll was imported already.")
        run = queries.dry_run(session, found, today=now().date())
        heading = queries.terms_of(found).heading
        records.note_download(session, actor(), found.country, report="roll-faults", form="csv", now=now())
    said: dict[int, list[str]] = {}
    for fault in run.faults:
        said.setdefault(fault.row, []).append(words(fault.refusal))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([gettext("Row"), gettext("What is wrong"), *map(harmless, found.rows[heading])])
    writer.writerows([row, " ".join(told), *map(harmless, found.rows[row - 1])] for row, told in said.items())
    return Response(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="roll-faults-{now():%Y-%m-%d}.csv"'},
    )
