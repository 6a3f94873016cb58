"""Cohorts: the list, a new one, and one cohort's page with who is where."""

import csv
import io
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from learning.errors import Invalid, LearningError, NotFound
from learning.modules import queries as modules
from learning.modules.queries import Catalogue, PublishedCourse, PublishedModule
from learning.people import queries as people
from learning.people import services as people_services
from learning.people.countries import country_name
from learning.people.models import Cohort
from learning.people.permissions import Permission, may
from learning.records import queries as records
from learning.records import services
from learning.records.cohort_standing import (
    CohortStages,
    Done,
    cohort_progress,
    cohort_stages,
    module_progress,
)
from learning.records.corrected import LATELY, in_cohorts
from learning.records.granting import grants
from learning.records.room_queries import room_sessions
from learning.records.rules import Stage, steps
from learning.records.step_counting import required_of
from learning.reports.export.as_csv import harmless
from learning.web.access import requires
from learning.web.context import actor, address, database, now
from learning.web.forms import CohortForm, cohort_language_choices, mission_choices, read_day
from learning.web.i18n import page_language
from learning.web.room_words import title_of
from learning.web.vocabulary import DELIVERIES, STAGES

blueprint = Blueprint("cohorts", __name__)
LINES = 50
"""People on one page of a cohort; the page of a thousand costs little more than that of fifty."""
Stages = Sequence[tuple[uuid.UUID, Stage]]


@dataclass(frozen=True)
class Line:
    """One learner in one course of the cohort."""

    person_id: uuid.UUID
    enrolment_id: uuid.UUID | None
    name: str
    sign_in_name: str
    seen_at: datetime | None
    completed_on: date | None
    delivery: str | None
    stage: Stage
    cells: list[Done]


@blueprint.get("/cohorts")
@requires(Permission.SEE_COHORTS)
def cohorts() -> ResponseReturnValue:
    """List the cohorts of the actor's country."""
    with database().read() as session:
        lines = people.cohorts(session, actor())
        counts = records.cohort_counts(session, [line.cohort for line in lines])
    return render_template(
        "cohorts/list.html",
        lines=lines,
        counts=counts,
        may_make=may(actor().role, Permission.MAKE_COHORTS),
        country_name=lambda code: country_name(code, page_language().tag),
    )


@blueprint.route("/cohorts/new", methods=["GET", "POST"])
@requires(Permission.MAKE_COHORTS)
def make() -> ResponseReturnValue:
    """Make a cohort of the trainer's country."""
    form = CohortForm(request.form, mission="not-assigned")
    with database().read() as session:
        titles = modules.catalogue(session).titles(page_language().tag)
    form.mission.choices = mission_choices()
    form.language.choices = cohort_language_choices()
    form.courses.choices = list(titles.items())
    if request.method == "GET":
        form.courses.data = list(titles)
    if form.submitted():
        try:
            chosen = [slug for slug in titles if slug in (form.courses.data or [])]
            if not chosen:
                raise Invalid("Choose at least one course.", field="courses")
            with database().begin() as session:
                cohort = people_services.make_cohort(
                    session,
                    actor(),
                    name=form.name.data or "",
                    mission=form.mission.data or "",
                    closes_on=read_day(form.closes_on.data, "closes_on"),
                    due_on=read_day(form.due_on.data, "due_on"),
                    language=form.language.data or "",
                    now=now(),
                )
                services.assign_courses(session, cohort, chosen)
        except LearningError as error:
            form.refuse(error)
        else:
            return redirect(f"/cohorts/{cohort.id}", 303)
    return render_template("cohorts/new.html", form=form), 422 if request.method == "POST" else 200


@blueprint.get("/cohorts/<uuid:cohort_id>")
@requires(Permission.SEE_COHORTS)
def cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Show who finished what, who is stuck, who never started, and when each was last seen."""
    with database().snapshot() as session:
        found = people.cohort(session, actor(), cohort_id)
        catalogue = modules.catalogue(session)
        courses = records.cohort_courses(session, [cohort_id]).get(cohort_id, [])
        chosen = request.args.get("course", "")
        if chosen not in courses:
            chosen = courses[0] if courses else ""
        standing = _stages(session, found, catalogue, chosen) if chosen else CohortStages([], 0)
        stages = standing.stages
        pages = max(1, -(-len(stages) // LINES))
        page = min(max(1, request.args.get("page", 1, type=int)), pages)
        lines = _lines(session, found, catalogue, chosen, stages[(page - 1) * LINES : page * LINES])
        granted = grants(session, cohort_id)
        corrected = in_cohorts(session, [cohort_id], since=now() - LATELY)
        rooms = room_sessions(session, cohort_id)
    course = catalogue.courses.get(chosen)
    tag = page_language().tag
    return render_template(
        "cohorts/cohort.html",
        cohort=found,
        address=address(),
        titles=[(slug, catalogue.titles(tag).get(slug, slug)) for slug in courses],
        chosen=chosen,
        modules=[module.words(tag)["title"] for module in course.modules] if course else [],
        lines=lines,
        page=page,
        pages=pages,
        count=Counter(stage for _, stage in stages),
        closed=standing.closed,
        Stage=Stage,
        grants=granted,
        corrected=corrected,
        rooms=[(line, title_of(line.room, catalogue.courses.get(line.room.course))) for line in rooms],
        quizzes=quiz_titles(catalogue, tag),
        today=now().date(),
        may_help=may(actor().role, Permission.RESET_PASSWORDS),
        may_grant=may(actor().role, Permission.GRANT),
        may_plan=may(actor().role, Permission.MAKE_COHORTS),
        may_import=may(actor().role, Permission.MAKE_COHORTS),
    )


def quiz_titles(catalogue: Catalogue, tag: str) -> dict[str, str]:
    """Name every quiz as the page's reader does: by its module."""
    return {
        module.slug: module.words(tag)["title"] for course in catalogue.courses.values() for module in course.modules
    }


def _stages(session: Session, cohort: Cohort, catalogue: Catalogue, chosen: str) -> CohortStages:
    course = catalogue.courses.get(chosen)
    slugs = [module.slug for module in course.modules] if course else []
    return cohort_stages(session, cohort.id, chosen, slugs, now=now())


def _lines(
    session: Session, cohort: Cohort, catalogue: Catalogue, chosen: str, stages: Stages, *, everybody: bool = False
) -> list[Line]:
    """Read what is shown of some members, in their order."""
    course = catalogue.courses.get(chosen)
    people = None if everybody else [person_id for person_id, _ in stages]
    rows = {row.person_id: row for row in cohort_progress(session, cohort.id, chosen, people)}
    enrolments = None if everybody else [row.enrolment_id for row in rows.values() if row.enrolment_id]
    progress = module_progress(session, cohort.id, course, enrolments) if course else {}
    nothing = [(module.slug, Done(steps(required_of(module), (), (), passed=False))) for module in _modules(course)]
    return [
        Line(
            row.person_id,
            row.enrolment_id,
            row.name,
            row.service_number or row.email or "",
            row.seen_at,
            row.completed_on,
            row.delivery,
            stage,
            [progress.get((row.enrolment_id, module), empty) for module, empty in nothing],
        )
        for row, stage in ((rows[person_id], stage) for person_id, stage in stages)
    ]


def _everybody(session: Session, cohort: Cohort, catalogue: Catalogue, chosen: str) -> list[Line]:
    stages = _stages(session, cohort, catalogue, chosen).stages
    return _lines(session, cohort, catalogue, chosen, stages, everybody=True)


def _modules(course: PublishedCourse | None) -> Sequence[PublishedModule]:
    return course.modules if course else ()


@blueprint.get("/cohorts/<uuid:cohort_id>.csv")
@requires(Permission.SEE_COHORTS)
def download(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Download the progress grid of a cohort, one line a learner and course."""
    with database().begin() as session:
        found = people.cohort(session, actor(), cohort_id)
        catalogue = modules.catalogue(session)
        courses = records.cohort_courses(session, [cohort_id]).get(cohort_id, [])
        rows = [(slug, line) for slug in courses for line in _everybody(session, found, catalogue, slug)]
        services.note_download(session, actor(), found.country, report="cohort", form="csv", now=now())
    tag = page_language().tag
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            gettext("Name"),
            gettext("Sign-in name"),
            gettext("Course"),
            gettext("Where"),
            gettext("Last seen"),
            gettext("Completed on"),
            gettext("How it was taken"),
            gettext("Lessons read"),
            gettext("Exercises done"),
            gettext("Quizzes passed"),
        ]
    )
    titles = catalogue.titles(tag)
    for slug, line in rows:
        writer.writerow(
            [
                harmless(line.name),
                harmless(line.sign_in_name),
                harmless(titles.get(slug, slug)),
                str(STAGES[line.stage]),
                line.seen_at.date().isoformat() if line.seen_at else "",
                line.completed_on.isoformat() if line.completed_on else "",
                str(DELIVERIES[line.delivery]) if line.delivery else "",
                sum(cell.steps.read for cell in line.cells),
                sum(cell.steps.practised for cell in line.cells),
                sum(cell.steps.passed for cell in line.cells),
            ]
        )
    return Response(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="cohort-{found.country}-{now():%Y-%m-%d}.csv"'},
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/passwords")
@requires(Permission.RESET_PASSWORDS)
def reset(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Give a learner of the cohort a temporary password, shown once."""
    with database().read() as session:
        found = people.cohort(session, actor(), cohort_id)
        person = people.person(session, actor(), read_id(request.form.get("person", "")))
    temporary = people_services.reset_password(database(), actor(), person_id=person.id, now=now())
    return render_template("cohorts/password.html", cohort=found, member=person, temporary=temporary)


def read_id(text: str) -> uuid.UUID:
    """Read an id that a form carries; what is none is not found."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound("This page does not exist.") from None
