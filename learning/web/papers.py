"""Quizzes on paper: printed for a cohort, and what became of each sheet."""

import secrets
import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from learning.errors import Invalid, LearningError
from learning.languages import language
from learning.modules import queries as modules
from learning.modules.queries import Catalogue
from learning.papers import queries, services
from learning.papers.answer_sheets import PrintedSheet, print_answer_sheets
from learning.papers.models import PaperSet, SheetState
from learning.papers.printing import MOST_SPARES
from learning.papers.question_papers import print_question_papers
from learning.people import queries as people
from learning.people.models import Cohort
from learning.people.permissions import Permission
from learning.people.rules import choose_from
from learning.quizzes.queries import quiz_version
from learning.records import queries as records
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.forms import form_key
from learning.web.i18n import page_language
from learning.web.paper_forms import CodeForm, PaperForm
from learning.web.paper_words import (
    HOLDS,
    STATES,
    asked,
    module_title,
    printed_rows,
    question_words,
    sheet_words,
)

blueprint = Blueprint("papers", __name__)


@blueprint.route("/cohorts/<uuid:cohort_id>/papers", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """List what was printed for a cohort, and print another quiz."""
    with database().read() as session:
        found = people.cohort(session, actor(), cohort_id)
        catalogue = modules.catalogue(session)
        courses = records.cohort_courses(session, [cohort_id]).get(cohort_id, [])
        sets = queries.sets_of(session, found)
    form = _paper_form(found, catalogue, courses)
    if form.submitted():
        try:
            made = _make(form, found, catalogue, courses)
        except LearningError as error:
            form.refuse(error)
        else:
            flash(gettext("The papers are ready to be printed."), "done")
            return redirect(f"/papers/{made}", 303)
    tag = page_language().tag
    page = render_template(
        "papers/cohort.html",
        cohort=found,
        form=form,
        sets=[(line, module_title(catalogue, line.paper_set, tag)) for line in sets],
        most=MOST_SPARES,
        key=uuid.uuid4(),
    )
    return page, 422 if request.method == "POST" else 200


def _paper_form(found: Cohort, catalogue: Catalogue, courses: list[str]) -> PaperForm:
    tag = page_language().tag
    offered = [catalogue.courses[slug] for slug in courses if slug in catalogue.courses]
    form = PaperForm(request.form, language=found.language or tag, variants="2", spares="5")
    form.module.choices = [("", gettext("Choose one")), *_offered(catalogue, courses).items()]
    tags = sorted({each for course in offered for module in course.modules for each in module.pack.words})
    form.language.choices = [(each, language(each).own_name) for each in tags]
    form.variants.choices = [
        ("1", gettext("One for all")),
        ("2", gettext("Two, A and B: neighbours have different questions")),
        ("4", gettext("Four, A to D")),
    ]
    return form


def _offered(catalogue: Catalogue, courses: list[str]) -> dict[str, str]:
    """Name every quiz of some courses, by course and module."""
    tag = page_language().tag
    return {
        f"{slug}/{module.slug}": module.words(tag)["title"]
        for slug in courses
        if slug in catalogue.courses
        for module in catalogue.courses[slug].modules
    }


def _make(form: PaperForm, found: Cohort, catalogue: Catalogue, courses: list[str]) -> uuid.UUID:
    course, _, slug = (form.module.data or "").partition("/")
    choose_from(_offered(catalogue, courses), form.module.data or "", field="module")
    typed = (form.spares.data or "").strip()
    if not typed.isdecimal() or len(typed) > 3:  # noqa: PLR2004 - three digits are more than can be printed
        raise Invalid("Enter a number from 0 to %(most)s.", field="spares", most=MOST_SPARES)
    variants = form.variants.data or ""
    order = services.Order(
        course,
        form.language.data or "",
        int(variants) if variants in {"1", "2", "4"} else 0,
        int(typed),
        secrets.randbits(40),
        form_key(),
    )
    module = catalogue.course(course).module(slug)
    with database().begin() as session:
        return services.make_set(session, actor(), found, module, order, now=now()).id


@blueprint.get("/papers/<uuid:set_id>")
@requires(Permission.MAKE_COHORTS)
def show(set_id: uuid.UUID) -> ResponseReturnValue:
    """Show a set: what to print, how to enter, what needs a person, and every sheet."""
    with database().read() as session:
        found = queries.paper_set(session, actor(), set_id)
        cohort = people.cohort(session, actor(), found.cohort_id)
        title = module_title(modules.catalogue(session), found, page_language().tag)
        sheets = queries.sheets_of(session, set_id)
        waiting = queries.waiting_readings(session, set_id, now=now())
    return render_template(
        "papers/set.html",
        paper_set=found,
        cohort=cohort,
        title=title,
        own_name=language(found.language).own_name,
        sheets=sheets,
        waiting=waiting,
        form=CodeForm(None),
        states=STATES,
        holds=HOLDS,
        State=SheetState,
        entered=sum(line.sheet.state == SheetState.ENTERED for line in sheets),
    )


@blueprint.get("/papers/<uuid:set_id>/<any(questions,sheets):which>.pdf")
@requires(Permission.MAKE_COHORTS)
def file(set_id: uuid.UUID, which: str) -> Response:
    """Give the question papers, or the answer sheets, to be printed."""
    with database().read() as session:
        found = queries.paper_set(session, actor(), set_id)
        cohort = people.cohort(session, actor(), found.cohort_id)
        title = module_title(modules.catalogue(session), found, found.language)
        draw = _questions if which == "questions" else _sheets
        drawn = draw(session, found, title, cohort)
    name = f"{found.module}-{which}-{found.made_at:%Y-%m-%d}.pdf"
    disposition = f'attachment; filename="{name}"'
    return Response(drawn, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _questions(session: Session, found: PaperSet, title: str, cohort: Cohort) -> bytes:
    published = quiz_version(session, found.quiz_version_id)
    return print_question_papers(
        (
            question_words(found, variant, title, cohort.name),
            asked(found, published, queries.lines(session, found, variant)),
        )
        for variant in sorted(found.placed)
    )


def _sheets(session: Session, found: PaperSet, title: str, cohort: Cohort) -> bytes:
    rows = {variant: printed_rows(queries.lines(session, found, variant)) for variant in found.placed}
    sheets = [
        PrintedSheet(line.sheet.code, line.sheet.variant, line.name or "", line.service_number or "")
        for line in queries.sheets_of(session, found.id)
    ]
    return print_answer_sheets(sheets, rows, sheet_words(found, title, cohort.name))
