"""Exercises, the course's tests before and after, follow-ups, and the short lessons after confident mistakes."""

import secrets
from datetime import datetime

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.modules.queries import PublishedModule
from learning.people.permissions import Permission
from learning.quizzes.kinds import scenario
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Item, place, question
from learning.records import queries as records
from learning.records import services
from learning.records.models import Purpose
from learning.records.services import Start, Task
from learning.web.access import requires
from learning.web.context import actor, database, now
from learning.web.courses import enrolled
from learning.web.dressing import dress
from learning.web.how_far import instead_of
from learning.web.i18n import page_language
from learning.web.safety import help_panel

blueprint = Blueprint("exercises", __name__)


def _exercise(module: PublishedModule, exercise_id: str) -> Item:
    for item in module.pack.exercises:
        if item.id == exercise_id:
            return item
    raise NotFound("This page does not exist.")


@blueprint.get("/courses/<course>/<module>/exercises/<exercise>")
@requires(Permission.LEARN)
def exercise(course: str, module: str, exercise: str) -> ResponseReturnValue:
    """Show what an exercise is about, how long it takes, what else earns the same credit, and earlier results."""
    with database().read() as session:
        found = modules.catalogue(session).course(course).module(module)
        item = _exercise(found, exercise)
        enrolment = records.enrolment(session, actor().person_id, course)
        task = Task(module, Purpose.EXERCISE, exercise)
        past = records.task_attempts(session, enrolment.id, task) if enrolment else ()
        panel = help_panel(session) if found.pack.content_notice else None
    tag = found.pack.language(page_language().tag)
    words = found.words(tag)
    return render_template(
        "courses/exercise.html",
        course=course,
        module=found,
        words=words,
        lang=tag,
        dir=language(tag).direction,
        exercise=item,
        exercise_words=words["items"][exercise],
        instead=instead_of(found, exercise),
        help_panel=panel,
        open=any(attempt.submitted_at is None for attempt in past),
        past=[attempt for attempt in past if attempt.submitted_at],
    )


@blueprint.post("/courses/<course>/<module>/exercises/<exercise>")
@requires(Permission.LEARN)
def begin(course: str, module: str, exercise: str) -> ResponseReturnValue:
    """Begin an exercise, or go back to it."""
    moment = now()
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        found = published.module(module)
        item = _exercise(found, exercise)
        attempt = services.start_task(
            session,
            enrolled(session, published.slug, moment),
            Task(module, Purpose.EXERCISE, item.id),
            found.quiz_version_id,
            [item.id],
            _start(found.pack.language(page_language().tag), moment),
        )
    return redirect(f"/attempts/{attempt.id}", 303)


@blueprint.post("/courses/<course>/tests/<purpose>")
@requires(Permission.LEARN)
def begin_test(course: str, purpose: str) -> ResponseReturnValue:
    """Begin the course's test before or after it, in the form that is due."""
    if purpose not in {Purpose.PRE_TEST, Purpose.POST_TEST}:
        raise NotFound("This page does not exist.")
    moment = now()
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        attempt = services.start_test(
            session,
            enrolled(session, published.slug, moment),
            published,
            Purpose(purpose),
            _start(page_language().tag, moment),
        )
    return redirect(f"/attempts/{attempt.id}", 303)


@blueprint.post("/courses/<course>/follow-ups/<int:number>")
@requires(Permission.LEARN)
def begin_follow_up(course: str, number: int) -> ResponseReturnValue:
    """Begin a follow-up that is due, or go back to it."""
    moment = now()
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        attempt = services.start_follow_up(
            session,
            enrolled(session, published.slug, moment),
            published,
            number,
            _start(page_language().tag, moment),
        )
    return redirect(f"/attempts/{attempt.id}", 303)


@blueprint.get("/courses/<course>/<module>/repairs")
@requires(Permission.LEARN)
def repairs(course: str, module: str) -> ResponseReturnValue:
    """Show the short lessons that confident mistakes ask for before the next attempt."""
    with database().read() as session:
        found = modules.catalogue(session).course(course).module(module)
        enrolment = records.enrolment(session, actor().person_id, course)
        wanted = records.unread_repairs(session, enrolment.id, module) if enrolment else ()
        shown = _lessons(session, wanted)
        panel = help_panel(session) if found.pack.content_notice else None
    if not shown:
        return redirect(f"/courses/{course}/{module}#quiz", 303)
    tag = found.pack.language(page_language().tag)
    return render_template(
        "courses/repairs.html",
        course=course,
        module=found,
        words=found.words(tag),
        lang=tag,
        dir=language(tag).direction,
        repairs=shown,
        help_panel=panel,
    )


def _lessons(session: Session, wanted: records.Repairs) -> list[dict[str, object]]:
    """Give title and paragraphs of each short lesson, in the words of the edition that the attempt was made under."""
    shown = []
    for attempt, item in wanted:
        words = quiz_version(session, attempt.quiz_version_id).words(page_language().tag)
        repair = words["repairs"][item]
        shown.append({"title": repair["title"], "paragraphs": repair["text"].strip().split("\n\n")})
    return shown


@blueprint.post("/courses/<course>/<module>/repairs")
@requires(Permission.LEARN)
def repaired(course: str, module: str) -> ResponseReturnValue:
    """Note that the short lessons were read."""
    with database().begin() as session:
        modules.catalogue(session).course(course).module(module)
        enrolment = records.enrolment(session, actor().person_id, course)
        if enrolment:
            services.finish_repairs(session, enrolment.id, module, now=now())
    return redirect(f"/courses/{course}/{module}#quiz", 303)


@blueprint.get("/courses/<course>/<module>/exercises/<exercise>/paper")
@requires(Permission.SEE_COHORTS)
def paper(course: str, module: str, exercise: str) -> ResponseReturnValue:
    """Show an exercise as it is printed and done with a pen."""
    with database().read() as session:
        found = modules.catalogue(session).course(course).module(module)
        quiz = quiz_version(session, found.quiz_version_id)
    item = _exercise(found, exercise)
    tag = found.pack.language(page_language().tag)
    words = quiz.words(tag)
    (placed,) = place([item], seed=0)
    view = question(quiz.quiz, words, placed, None, number=1, lang=tag) | {"number": None, "save_url": ""}
    dress(view, found.pack, tag)
    book = scenario.KIND.paper_view(item, words["items"][exercise]) if item.kind == scenario.KIND.name else None
    return render_template(
        "courses/paper.html",
        course=course,
        module=found,
        words=found.words(tag),
        exercise=item,
        title=words["items"][exercise]["title"],
        lang=tag,
        dir=language(tag).direction,
        view=view,
        book=book and {**book, "lang": tag, "dir": language(tag).direction},
    )


def _start(tag: str, moment: datetime) -> Start:
    return Start(tag, secrets.randbits(62), moment)
