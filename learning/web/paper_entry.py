"""Entering answer sheets by keyboard: a code, a line a question, Enter; and saying whose a sheet is."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from learning.errors import Conflict, LearningError, NotFound
from learning.modules import queries as modules
from learning.papers import queries, services
from learning.papers.codes import normalise_code
from learning.papers.lines import Line
from learning.papers.models import PaperSet, SheetState
from learning.papers.services import Entered, Terms
from learning.people.models import Person
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.cohorts import read_id
from learning.web.context import actor, database, issuing_in, now
from learning.web.errors import words as in_words
from learning.web.i18n import page_language
from learning.web.paper_forms import ClaimForm, CodeForm
from learning.web.paper_words import HOLDS, module_title

blueprint = Blueprint("paper_entry", __name__)


@blueprint.route("/sheets", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def ask() -> ResponseReturnValue:
    """Ask for the code of the next sheet."""
    form = CodeForm(request.form)
    if form.submitted():
        try:
            code = _known(form.code.data or "")
        except LearningError as error:
            form.refuse(error)
        else:
            return redirect(f"/sheets/{code}", 303)
    page = render_template("papers/ask.html", form=form, after=_after())
    return page, 422 if request.method == "POST" else 200


def _after() -> uuid.UUID | None:
    """Say from which set the last sheet was, to find the way back."""
    try:
        return uuid.UUID(request.args.get("after", ""))
    except ValueError:
        return None


def _known(typed: str) -> str:
    if normalise_code(typed) is None:
        raise Conflict("This code has a mistake in it. Look at it again.", field="code")
    try:
        with database().read() as session:
            return queries.find_sheet(session, actor(), typed)[0].code
    except NotFound:
        raise Conflict("No sheet has this code. Look at it again.", field="code") from None


@blueprint.route("/sheets/<code>", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def sheet(code: str) -> ResponseReturnValue:
    """Show the lines of a sheet, keep what is typed, and enter the sheet when every line is there."""
    if request.method == "GET":
        return _page(code, {}, {})
    typed = {name.removeprefix("line-"): text for name, text in request.form.items() if name.startswith("line-")}
    try:
        with database().begin() as session:
            found, of = queries.find_sheet(session, actor(), code)
            wrong = services.keep_lines(session, actor(), found.id, typed)
            complete = {line.item.id for line in queries.lines(session, of, found.variant)} <= set(found.lines)
            if not wrong and (complete or "enter" in request.form):
                return _entered(services.enter(session, actor(), found.id, terms(session)), of)
    except Conflict as error:
        return _page(code, {}, {}, refused=in_words(error))
    if wrong:
        return _page(code, typed, {item: in_words(error) for item, error in wrong.items()})
    return redirect(f"/sheets/{code}", 303)


def _page(code: str, typed: dict[str, str], wrong: dict[str, str], *, refused: str = "") -> ResponseReturnValue:
    with database().read() as session:
        found, of = queries.find_sheet(session, actor(), code)
        lines = queries.lines(session, of, found.variant)
        title = module_title(modules.catalogue(session), of, page_language().tag)
        person = session.get(Person, found.person_id) if found.person_id else None
        author = session.get(Person, found.entered_by) if found.entered_by else None
        people = queries.claimants(session, of) if found.person_id is None else ()
    shown = {line.item.id: typed.get(line.item.id, found.lines.get(line.item.id, "")) for line in lines}
    claim = ClaimForm(None)
    claim.person.choices = [("", gettext("Choose one")), *((str(one.id), _called(one)) for one in people)]
    page = render_template(
        "papers/sheet.html",
        sheet=found,
        paper_set=of,
        title=title,
        writer=person,
        author=author,
        lines=[(line, shown[line.item.id], wrong.get(line.item.id, ""), _wanted(line)) for line in lines],
        focus=next((one.item.id for one in lines if wrong.get(one.item.id) or not shown[one.item.id]), ""),
        wrong=[(f"line-{item}", sentence) for item, sentence in wrong.items()],
        refused=refused,
        claim=claim,
        holds=HOLDS,
        State=SheetState,
    )
    return page, 409 if refused else 422 if wrong else 200


def _called(person: Person) -> str:
    return f"{person.name} · {person.service_number}" if person.service_number else person.name


def _wanted(line: Line) -> str:
    """Say what may stand in a line."""
    columns = line.rows[0].columns
    if line.item.kind == "numeric":
        return str(gettext("a number"))
    span = f"{columns[0]}–{columns[-1]}".lower()
    if len(line.rows) > 1:
        return str(gettext("%(rows)s signs, %(span)s", rows=len(line.rows), span=span))
    return str(gettext("any of %(span)s", span=span) if line.rows[0].many else gettext("one of %(span)s", span=span))


@blueprint.post("/sheets/<code>/claim")
@requires(Permission.MAKE_COHORTS)
def claim(code: str) -> ResponseReturnValue:
    """Say whose sheet it is."""
    with database().begin() as session:
        found, of = queries.find_sheet(session, actor(), code)
        person_id = read_id(request.form.get("person", ""))
        made = services.claim(session, actor(), found.id, person_id, terms(session))
        if made.score is None and made.hold is None:  # its answers are still to come
            return redirect(f"/sheets/{code}", 303)
        return _entered(made, of)


@blueprint.post("/sheets/<code>/again")
@requires(Permission.MAKE_COHORTS)
def again(code: str) -> ResponseReturnValue:
    """Look again whether a held sheet may count."""
    with database().begin() as session:
        found, of = queries.find_sheet(session, actor(), code)
        return _entered(services.try_again(session, actor(), found.id, terms(session)), of)


def terms(session: Session) -> Terms:
    """Put together what entering a sheet needs."""
    return Terms(modules.catalogue(session), issuing_in, now())


def _entered(entered: Entered, of: PaperSet) -> ResponseReturnValue:
    say(entered)
    if entered.hold is not None:
        return redirect(f"/sheets/{entered.sheet.code}", 303)
    return redirect(f"/sheets?after={of.id}", 303)


def say(entered: Entered) -> None:
    """Say what became of a sheet, on the next page."""
    if entered.score is None:
        flash(gettext("The sheet %(code)s is held.", code=entered.sheet.code), "warning")
        return
    flash(result_of(entered.name or "", entered.score.percent), "done")


def result_of(name: str, percent: int) -> str:
    """Say whose sheet was entered, and what it earned."""
    return str(gettext("%(name)s: %(percent)s %%", name=name, percent=percent))
