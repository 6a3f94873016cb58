"""Courses, modules and lessons: what a learner reads."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.languages import BY_TAG, language
from learning.modules import queries as modules
from learning.modules.markdown import Labels, render_lesson
from learning.modules.queries import Catalogue, PublishedModule
from learning.modules.rules import Lesson
from learning.people import queries as people
from learning.people.permissions import Permission, may
from learning.quizzes.queries import quiz_version
from learning.records import queries as records
from learning.records import services
from learning.records.beginning import has_unread_repair, history, open_attempt
from learning.records.certifying import is_waiting
from learning.records.corrected import notices
from learning.records.granting import granted_attempts
from learning.records.models import Enrolment, FollowUp, Task
from learning.records.queries import CourseRecord
from learning.records.rules import AttemptTerms, Begin, attempts_left, may_attempt, may_renew, next_attempt_at
from learning.web.access import requires
from learning.web.context import actor, database, issuing, now
from learning.web.glossary import linked_terms
from learning.web.how_far import (
    exercises_left,
    groups,
    minutes,
    module_state,
    next_url,
    required_modules,
)
from learning.web.i18n import page_language
from learning.web.pictures import picture_url
from learning.web.safety import help_panel

blueprint = Blueprint("courses", __name__)


@dataclass(frozen=True)
class Step:
    """One line of a module's page: a lesson and how far it is."""

    lesson: Lesson
    title: str
    url: str
    read: bool
    opened: bool


_kept: dict[tuple[uuid.UUID, str, str], str] = {}


def _html(module: PublishedModule, lesson_id: str, tag: str) -> str:
    """Make a lesson's HTML once per process: an edition never changes."""
    key = (module.version_id, lesson_id, tag)
    if key not in _kept:
        _kept[key] = render_lesson(module.pack, lesson_id, tag, labels(tag), picture_url, linked_terms(tag))
    return _kept[key]


def labels(tag: str) -> Labels:
    """Give the platform's own words inside a text, in the language of the text."""
    with force_locale(tag if tag in BY_TAG else "en"):
        return Labels(
            scenario=gettext("Scene"),
            check=gettext("Check yourself"),
            right=gettext("Right."),
            not_quite=gettext("Look at this again."),
            skip=gettext("Skip this scene"),
            after=gettext("The scene ends here."),
        )


def steps(course: str, module: PublishedModule, words: Mapping[str, object], record: CourseRecord | None) -> list[Step]:
    """List a module's lessons with how far the learner is."""
    titles = words["lessons"]
    assert isinstance(titles, Mapping)
    read = record.read.get(module.slug, set()) if record else set()
    opened = record.opened.get(module.slug, set()) if record else set()
    return [
        Step(
            lesson,
            titles[lesson.id]["title"],
            f"/courses/{course}/{module.slug}/{lesson.id}",
            lesson.id in read,
            lesson.id in opened,
        )
        for lesson in module.lessons
    ]


@dataclass(frozen=True)
class Practice:
    """One line of a module's page: an exercise, whether it is done, or another one counts for it."""

    id: str
    title: str
    minutes: int
    done: bool
    covered: bool


def exercises(module: PublishedModule, words: Mapping[str, Any], done: Collection[str]) -> list[Practice]:
    """List a module's exercises with what is done of them."""
    covered = {each for group in groups(module) if set(group) & set(done) for each in group}
    return [
        Practice(item.id, words["items"][item.id]["title"], item.minutes, item.id in done, item.id in covered)
        for item in module.pack.exercises
    ]


def course_cards(
    catalogue: Catalogue, found: Mapping[str, CourseRecord], follow_ups: Collection[FollowUp], today: date
) -> list[dict[str, Any]]:
    """Describe every course for the list: how far, where to go on, and whether a follow-up is due."""
    tag = page_language().tag
    cards = []
    for course in catalogue.courses.values():
        record = found.get(course.slug)
        required = required_modules(course, record)
        states = [module_state(module, record) for module in required]
        total = sum(state.total for state in states)
        done = sum(state.done for state in states)
        page = f"/courses/{course.slug}"  # where the test before the course is offered, while it still can be
        cards.append(
            {
                "course": course,
                "words": course.words(tag),
                "lang": course.language(tag),
                "record": record,
                "done": done,
                "total": total,
                "hours": max(1, round(sum(minutes(module) for module in required) / 60)),
                "next_url": next_url(course, record, required) if done or not course.forms else page,
                "due": bool(course.forms)
                and any(
                    one.done_at is None and one.due_on <= today
                    for one in follow_ups
                    if record and one.enrolment_id == record.enrolment.id
                ),
            }
        )
    return cards


def next_card(cards: Collection[dict[str, Any]]) -> dict[str, Any] | None:
    """Choose the one course that is the next step: one under way, else a follow-up that is due, else one not begun."""
    open_ones = [card for card in cards if card["record"] and card["record"].enrolment.completed_on is None]
    in_turn = [
        *(card for card in open_ones if card["done"]),
        *(card for card in cards if card["due"]),
        *open_ones,
    ]
    return in_turn[0] if in_turn else None


def enrolled(session: Session, course: str, moment: datetime) -> Enrolment:
    """Give the enrolment of the person who acts, made now if there was none."""
    found = records.enrolment(session, actor().person_id, course)
    if found is not None:
        return found
    person = people.person(session, actor(), actor().person_id)
    rotation = people.current_rotation(session, person.id)
    return services.enrol(session, person, rotation, course, cohort=None, now=moment)


@blueprint.get("/courses")
@requires(Permission.LEARN)
def courses() -> ResponseReturnValue:
    """List the courses, those of the learner with how far she is."""
    with database().read() as session:
        catalogue = modules.catalogue(session)
        found = records.course_records(session, records.enrolments(session, actor().person_id))
        follow_ups = records.follow_ups(session, [record.enrolment.id for record in found.values()])
        corrected = notices(session, actor().person_id)
    cards = course_cards(catalogue, found, follow_ups, now().date())
    return render_template("courses/list.html", cards=cards, next_card=next_card(cards), notices=corrected)


@blueprint.get("/courses/<course>")
@requires(Permission.LEARN)
def course(course: str) -> ResponseReturnValue:
    """Show a course: its modules and how far the learner is."""
    with database().read() as session:
        published = modules.catalogue(session).course(course)
        record = records.course_record(session, actor().person_id, course)
        tests = records.course_tests(session, record.enrolment.id) if record else ()
        follow_ups = records.follow_ups(session, [record.enrolment.id]) if record else ()
        rotation = people.current_rotation(session, actor().person_id)
        waits = bool(record and record.enrolment.completed_on and is_waiting(session, record.enrolment.id))
    required = published.required(rotation.category, rotation.rank_group) if rotation else published.modules
    states = {module.slug: module_state(module, record) for module in published.modules}
    tag = page_language().tag
    return render_template(
        "courses/course.html",
        course=published,
        words=published.words(tag),
        lang=published.language(tag),
        record=record,
        next_url=next_url(published, record, required),
        begun=any(state.done for state in states.values()),
        modules=[
            (module, module.words(tag), module.pack.language(tag), states[module.slug], module in required)
            for module in published.modules
        ],
        test_questions=sum(published.forms.values()),
        due=next((one for one in follow_ups if one.done_at is None and one.due_on <= now().date()), None),
        tests=tests,
        follow_ups=follow_ups,
        may_renew=record is not None
        and may_renew(record.enrolment.completed_on, record.enrolment.valid_until, now().date()),
        waits_for_certificate=waits,
    )


@blueprint.post("/courses/<course>")
@requires(Permission.LEARN)
def enrol(course: str) -> ResponseReturnValue:
    """Enrol the person who asks."""
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        enrolled(session, published.slug, now())
    return redirect(f"/courses/{course}", 303)


@blueprint.post("/courses/<course>/renewals")
@requires(Permission.LEARN)
def renew(course: str) -> ResponseReturnValue:
    """Begin a course again whose certificate runs out."""
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        person = people.person(session, actor(), actor().person_id)
        rotation = people.current_rotation(session, person.id)
        services.renew(session, person, rotation, published.slug, cohort=None, now=now())
    return redirect(f"/courses/{course}", 303)


@blueprint.get("/courses/<course>/<module>")
@requires(Permission.LEARN)
def module(course: str, module: str) -> ResponseReturnValue:
    """Show a module: notice, objectives, lessons, the quiz and its terms, the checklist."""
    moment = now()
    with database().read() as session:
        published = modules.catalogue(session).course(course)
        found = published.module(module)
        record = records.course_record(session, actor().person_id, course)
        terms = quiz_version(session, found.quiz_version_id).quiz
        opened = open_attempt(session, record.enrolment.id, Task(module)) if record else None
        past = records.attempts(session, record.enrolment.id, module) if record else ()
        repairs = has_unread_repair(session, record.enrolment.id, module) if record and past else False
        panel = help_panel(session) if found.pack.content_notice else None
        progress = record.progress.get(module) if record else None
        quiz_terms = AttemptTerms(terms.attempts, terms.wait_minutes)
        granted = granted_attempts(session, progress, quiz_terms, moment)
    made = history(progress, has_open=opened is not None, granted=granted)
    tag = page_language().tag
    words = found.words(tag)
    return render_template(
        "courses/module.html",
        course=published,
        course_words=published.words(tag),
        module=found,
        words=words,
        lang=found.pack.language(tag),
        dir=language(found.pack.language(tag)).direction,
        record=record,
        steps=steps(course, found, words, record),
        exercises=exercises(found, words, record.exercises.get(module, ()) if record else ()),
        stand_ins=len(groups(found)) < len(found.pack.exercises),
        help_panel=panel,
        guides=may(actor().role, Permission.SEE_COHORTS),
        repairs=repairs,
        quiz=terms,
        drawn=sum(terms.draw.values()),
        opened=opened,
        past=[attempt for attempt in past if attempt.submitted_at],
        begin=may_attempt(quiz_terms, made, moment),
        Begin=Begin,
        attempts_left=attempts_left(quiz_terms, made),
        ready_at=next_attempt_at(quiz_terms, made),
    )


@blueprint.get("/courses/<course>/<module>/<lesson>")
@requires(Permission.LEARN)
def lesson(course: str, module: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson, and note that the learner opened it."""
    moment = now()
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        found = published.module(module)
        here = _lesson(found, lesson)
        enrolment_id = services.open_own_lesson(session, actor().person_id, course, module, lesson, now=moment)
        is_last = here is found.lessons[-1]
        done = records.exercises_done(session, enrolment_id) if is_last and enrolment_id else {}
        panel = help_panel(session) if found.pack.content_notice else None
    place = found.lessons.index(here)
    tag = page_language().tag
    content_tag = found.pack.language(tag)
    words = found.words(tag)
    return render_template(
        "courses/lesson.html",
        course=published,
        module=found,
        words=words,
        lang=content_tag,
        dir=language(content_tag).direction,
        lesson=here,
        title=words["lessons"][lesson]["title"],
        html=_html(found, lesson, content_tag),
        place=place,
        total=len(found.lessons),
        previous=found.lessons[place - 1] if place else None,
        following=found.lessons[place + 1] if place + 1 < len(found.lessons) else None,
        enrolled=enrolment_id is not None,
        practice=is_last and bool(exercises_left(found, done.get(module, ()))),
        help_panel=panel,
    )


@blueprint.post("/courses/<course>/<module>/<lesson>")
@requires(Permission.LEARN)
def finish(course: str, module: str, lesson: str) -> ResponseReturnValue:
    """Note that a lesson was read to the end, and go on to the next one, to the exercises or to the quiz."""
    moment = now()
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        found = published.module(module)
        here = _lesson(found, lesson)
        enrolment = enrolled(session, published.slug, moment)
        services.finish_lesson(session, enrolment.id, module, lesson, now=moment)
        done = records.exercises_done(session, enrolment.id).get(module, set())
        completed = services.complete_if_due(
            session, enrolment.id, published, issuing=issuing(enrolment.country, actor().language), now=moment
        )
    if completed:
        return redirect("/certificates", 303)
    place = found.lessons.index(here) + 1
    if place < len(found.lessons):
        return redirect(f"/courses/{course}/{module}/{found.lessons[place].id}", 303)
    following = "exercises" if exercises_left(found, done) else "quiz"
    return redirect(f"/courses/{course}/{module}#{following}", 303)


def _lesson(module: PublishedModule, lesson_id: str) -> Lesson:
    found = module.pack.lesson(lesson_id)
    if found is None:
        raise NotFound("This page does not exist.")
    return found
