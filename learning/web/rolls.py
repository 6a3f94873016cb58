"""Nominal rolls: sent, read column by column, tried out, imported, and taken back within a day."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import CombinedMultiDict

from learning.errors import Invalid, LearningError
from learning.people import queries as people
from learning.people.models import Category, Cohort, RankGroup
from learning.people.permissions import Permission
from learning.rolls import queries, services
from learning.rolls.headings import SEARCHED_ROWS, Field
from learning.rolls.models import Roll
from learning.rolls.reading import LARGEST, read_rows
from learning.rolls.rules import UNDO_WITHIN, Decision, Doubt, Terms
from learning.web import vocabulary
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.errors import words
from learning.web.forms import ColumnsForm, RollForm, chosen, mission_choices
from learning.web.security import takes

blueprint = Blueprint("rolls", __name__)

LARGEST_FORM = LARGEST + 64 * 1024
SAMPLES = 5
MOST_FAULTS = 100
MOST_UNCLEAR = 25
"""Decided at one go; the next follow when these are saved."""

FIELDS: dict[Field, object] = {
    Field.NAME: lazy_gettext("Name"),
    Field.FIRST_NAME: lazy_gettext("First name"),
    Field.FAMILY_NAME: lazy_gettext("Family name"),
    Field.SERVICE_NUMBER: lazy_gettext("Service number"),
    Field.RANK: lazy_gettext("Rank"),
    Field.CATEGORY: lazy_gettext("Category of personnel"),
    Field.UNIT: lazy_gettext("Unit"),
    Field.MISSION: lazy_gettext("Mission"),
    Field.SEX: lazy_gettext("Sex"),
    Field.BIRTH_DATE: lazy_gettext("Date of birth"),
}
DOUBTS: dict[Doubt, object] = {
    Doubt.NAME_DIFFERS: lazy_gettext("This service number is known under another name."),
    Doubt.NUMBER_DIFFERS: lazy_gettext("Somebody of this name and unit is known under another service number."),
    Doubt.NO_NUMBER: lazy_gettext("Somebody of this name and unit is known; the roll has no service number here."),
}
DECISIONS: dict[Decision, object] = {
    Decision.SAME: lazy_gettext("The same person"),
    Decision.ANOTHER: lazy_gettext("Another person"),
    Decision.OUT: lazy_gettext("Leave this row out"),
}


@blueprint.route("/cohorts/<uuid:cohort_id>/rolls", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
@takes(LARGEST_FORM)
def send(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Take a roll for a cohort, and list those that were imported."""
    with database().read() as session:
        cohort = people.cohort(session, actor(), cohort_id)
        imported = queries.rolls_of(session, cohort)
    form = RollForm(CombinedMultiDict([request.form, request.files]))
    if form.submitted():
        try:
            return redirect(f"/rolls/{_keep(cohort).id}/columns", 303)
        except LearningError as error:
            form.refuse(error)
    page = render_template("rolls/send.html", form=form, cohort=cohort, imported=imported)
    return page, 422 if request.method == "POST" else 200


def _keep(cohort: Cohort) -> Roll:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("Choose a file.", field="file")
    content = sent.read()
    rows = read_rows(content)
    with database().begin() as session:
        return services.keep_roll(
            session, actor(), cohort, file_name=sent.filename, content=content, rows=rows, now=now()
        )


@blueprint.route("/rolls/<uuid:roll_id>/columns", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def columns(roll_id: uuid.UUID) -> ResponseReturnValue:
    """Show the first rows of a roll, and ask what each column holds."""
    with database().read() as session:
        found = queries.roll(session, actor(), roll_id, with_rows=True)
        cohort = people.cohort(session, actor(), found.cohort_id)
        asked = request.args.get("heading", "")
        heading = int(asked) - 1 if asked.isascii() and asked.isdigit() and 0 < int(asked) <= SEARCHED_ROWS else None
        terms = queries.proposed_terms(session, found, cohort, heading=heading)
    if found.applied_at is not None:
        return redirect(f"/rolls/{roll_id}", 303)
    form = _columns_form(found, terms)
    held = {number: str(field) for number, field in terms.columns.items()}
    if request.method == "POST":
        if "again" in request.form:
            return redirect(f"/rolls/{roll_id}/columns?heading={_row_number(form)}", 303)
        held = _held(found)
        if form.validate():
            try:
                _set_terms(form, roll_id, held)
            except LearningError as error:
                form.refuse(error)
            else:
                return redirect(f"/rolls/{roll_id}", 303)
    page = render_template(
        "rolls/columns.html",
        form=form,
        roll=found,
        cohort=cohort,
        columns=_samples(found, _row_number(form) - 1),
        held=held,
        fields=FIELDS.items(),
    )
    return page, 422 if request.method == "POST" else 200


def _columns_form(found: Roll, terms: Terms) -> ColumnsForm:
    form = ColumnsForm(
        request.form,
        heading=str(terms.heading + 1),
        category=terms.category,
        rank_group=terms.rank_group,
        mission=terms.mission,
    )
    rows = range(1, min(SEARCHED_ROWS, len(found.rows)) + 1)
    form.heading.choices = [(str(row), gettext("Row %(row)s", row=row)) for row in rows]
    form.category.choices = chosen(vocabulary.CATEGORIES, Category)
    form.rank_group.choices = chosen(vocabulary.RANK_GROUPS, RankGroup)
    form.mission.choices = mission_choices()
    return form


def _row_number(form: ColumnsForm) -> int:
    typed = str(form.heading.data or "")
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < int(typed) <= SEARCHED_ROWS else 1


def _held(found: Roll) -> dict[int, str]:
    width = max(map(len, found.rows))
    return {number: request.form.get(f"column-{number}", "") for number in range(width)}


def _set_terms(form: ColumnsForm, roll_id: uuid.UUID, held: dict[int, str]) -> None:
    with database().begin() as session:
        found = queries.roll(session, actor(), roll_id, with_rows=True)
        terms = services.read_terms(
            found,
            heading=_row_number(form) - 1,
            columns=held,
            category=form.category.data or "",
            rank_group=form.rank_group.data or "",
            mission=form.mission.data or "",
        )
        services.set_terms(session, found, terms, now=now())


def _samples(found: Roll, heading: int) -> list[tuple[int, str, list[str]]]:
    """Give each column with its heading and its first five cells; those without anything are passed over."""
    below = [row for row in found.rows[heading + 1 :] if any(row)][:SAMPLES]
    shown = [found.rows[heading] if heading < len(found.rows) else [], *below]
    cells = [[row[number] if number < len(row) else "" for row in shown] for number in range(max(map(len, shown)))]
    return [(number, column[0], column[1:]) for number, column in enumerate(cells) if any(column)]


@blueprint.route("/rolls/<uuid:roll_id>", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def roll(roll_id: uuid.UUID) -> ResponseReturnValue:
    """Show what an import would do and ask about unclear rows; afterwards, what it did."""
    if request.method == "POST":
        with database().begin() as session:
            found = queries.roll(session, actor(), roll_id)
            services.decide(found, _decisions())
        return redirect(f"/rolls/{roll_id}", 303)
    with database().read() as session:
        found = queries.roll(session, actor(), roll_id, with_rows=True)
        cohort = people.cohort(session, actor(), found.cohort_id)
        if found.applied_at is not None:
            return _result(found, cohort)
        if found.terms is None:
            return redirect(f"/rolls/{roll_id}/columns", 303)
        run = queries.dry_run(session, found, today=now().date())
    return render_template(
        "rolls/dry_run.html",
        roll=found,
        cohort=cohort,
        run=run,
        faults=[(fault.row, words(fault.refusal)) for fault in run.faults[:MOST_FAULTS]],
        unclear=run.settled.unclear[:MOST_UNCLEAR],
        doubts=DOUBTS,
        decisions=DECISIONS,
        Decision=Decision,
        rank_groups=vocabulary.RANK_GROUPS,
        samples=[*run.settled.new, *(line for line, _ in run.settled.known)][:SAMPLES],
    )


def _decisions() -> dict[int, str]:
    given = ((name.removeprefix("row-"), word) for name, word in request.form.items() if name.startswith("row-"))
    return {int(row): word for row, word in given if row.isascii() and row.isdigit()}


def _result(found: Roll, cohort: Cohort) -> ResponseReturnValue:
    assert found.applied_at is not None
    return render_template(
        "rolls/result.html",
        roll=found,
        cohort=cohort,
        may_undo=queries.may_undo(found, now()),
        until=found.applied_at + UNDO_WITHIN,
    )


@blueprint.post("/rolls/<uuid:roll_id>/import")
@requires(Permission.MAKE_COHORTS)
def take_in(roll_id: uuid.UUID) -> ResponseReturnValue:
    """Import a roll."""
    with database().begin() as session:
        services.import_roll(session, actor(), roll_id, now=now())
    return redirect(f"/rolls/{roll_id}", 303)


@blueprint.post("/rolls/<uuid:roll_id>/undo")
@requires(Permission.MAKE_COHORTS)
def undo(roll_id: uuid.UUID) -> ResponseReturnValue:
    """Take an import back."""
    with database().begin() as session:
        services.undo_import(session, actor(), roll_id, now=now())
    flash(gettext("The import was undone."), "done")
    return redirect(f"/rolls/{roll_id}", 303)
