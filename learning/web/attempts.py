"""Attempts: begin, answer, save, submit, see the result."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh
from sqlalchemy.orm import Session

from learning.errors import Conflict, Invalid
from learning.languages import BY_TAG, language
from learning.modules import queries as modules
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.modules.rules import Pack
from learning.people.permissions import Permission
from learning.quizzes.kinds import kind
from learning.quizzes.queries import PublishedQuiz, quiz_version
from learning.quizzes.rules import (
    Placed,
    StrangeAnswer,
    per_objective,
    placed_from_json,
    question,
)
from learning.records import queries as records
from learning.records import services
from learning.records.attempting import keep_strange, own_attempt
from learning.records.attempting import scored as scored_attempt
from learning.records.beginning import has_unread_repair
from learning.records.corrected import tell
from learning.records.measures import calibration
from learning.records.models import Attempt, Confidence, Outcome, Purpose
from learning.records.queries import Whereabouts
from learning.records.services import Given
from learning.web.access import requires
from learning.web.context import actor, database, issuing, now
from learning.web.courses import enrolled
from learning.web.dressing import dress
from learning.web.errors import words as in_words
from learning.web.how_far import exercises_left, instead_of
from learning.web.i18n import page_language
from learning.web.reviews import corrected_since, reviews, score_of
from learning.web.safety import help_panel

blueprint = Blueprint("attempts", __name__)


@dataclass
class Page:
    """What a page of answers sent.

    Attributes:
        given: the answers that can be stored.
        errors: per item, the refusal of what was typed.
        typed: per item, what was typed and refused.
        kept: per item, what was chosen and refused, in the shape of an answer.
    """

    given: dict[str, Given] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)


def _read(quiz: PublishedQuiz, placed: tuple[Placed, ...]) -> Page:
    """Read the answers of a page; only items whose revision came with them are on the page.

    Raises:
        StrangeAnswer: the page cannot have sent this.
    """
    page = Page()
    for place in placed:
        seen = request.form.get(f"revision-{place.item_id}", "")
        if not seen.isdecimal() or len(seen) > 9:  # noqa: PLR2004 - a revision is a small number
            continue
        item = quiz.quiz.item(place.item_id)
        try:
            answer = kind(item.kind).read(item, request.form)
        except StrangeAnswer:
            raise
        except Invalid as error:
            page.errors[item.id] = in_words(error)
            page.typed[item.id] = str(error.values.get("typed", ""))
            if "kept" in error.values:
                page.kept[item.id] = error.values["kept"]
        else:
            page.given[item.id] = Given(answer, int(seen), _confidence(item.id))
    return page


def _confidence(item_id: str) -> Confidence | None:
    """Read how sure the learner says she is.

    Raises:
        StrangeAnswer: the page cannot have sent this.
    """
    said = request.form.get(f"confidence-{item_id}", "")
    if said and said not in set(Confidence):
        raise StrangeAnswer("The page cannot have sent this.")
    return Confidence(said) if said else None


@blueprint.post("/courses/<course>/<module>/attempts")
@requires(Permission.LEARN)
def start(course: str, module: str) -> ResponseReturnValue:
    """Begin an attempt, or go back to the one that is open."""
    moment = now()
    with database().begin() as session:
        published = modules.catalogue(session).course(course)
        found = published.module(module)
        enrolment = enrolled(session, published.slug, moment)
        attempt = services.start_attempt(
            session,
            enrolment,
            found,
            language=found.pack.language(page_language().tag),
            seed=secrets.randbits(62),
            now=moment,
        )
    return redirect(f"/attempts/{attempt.id}", 303)


@blueprint.get("/attempts/<uuid:attempt_id>")
@requires(Permission.LEARN)
def attempt(attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Show the questions with the answers saved so far."""
    with database().read() as session:
        found = own_attempt(session, attempt_id, actor().person_id)
        if found.submitted_at is not None:
            return redirect(f"/attempts/{attempt_id}/result", 303)
        return _questions(session, found, Page(), ())


@blueprint.post("/attempts/<uuid:attempt_id>/answers")
@requires(Permission.LEARN)
def save(attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Save the answers of a page: in the background, or when "Save" or a language is pressed."""
    quiet = request.accept_mimetypes.best == "application/json"
    chosen = request.form.get("language")
    if chosen in BY_TAG and not quiet:  # before the answers are read: what is refused is refused in this language
        browser["language"] = chosen
        refresh()
    try:
        page, saved = _save(attempt_id)
    except Conflict as error:
        if quiet:
            return {"message": in_words(error)}, 409
        return redirect(f"/attempts/{attempt_id}/result", 303)
    except StrangeAnswer as error:
        _note_strange(attempt_id)
        if quiet:
            return {"message": in_words(error)}, 422
        raise
    if quiet:
        stale = list(saved.stale)
        kept = {item: revision for item, revision in saved.revisions.items() if item not in stale}
        message = "; ".join(page.errors.values()) or (_stale_words() if stale else "")
        return {"saved": kept, "stale": stale, "message": message}
    if page.errors or saved.stale:
        with database().read() as session:
            found = own_attempt(session, attempt_id, actor().person_id)
            return _questions(session, found, page, saved.stale), 422 if page.errors else 409
    following = request.form.get("then", "")
    return redirect(f"/attempts/{attempt_id}" + (f"#{following}" if following.isalnum() else ""), 303)


def _save(attempt_id: uuid.UUID) -> tuple[Page, services.Saved]:
    with database().begin() as session:
        found = own_attempt(session, attempt_id, actor().person_id, lock=True)
        quiz = quiz_version(session, found.quiz_version_id)
        page = _read(quiz, placed_from_json(found.placed))
        saved = services.save_into(session, found, page.given, now=now())
    return page, saved


@blueprint.post("/attempts/<uuid:attempt_id>")
@requires(Permission.LEARN)
def submit(attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Submit the attempt: scored once, whatever is pressed twice."""
    moment = now()
    try:
        key = uuid.UUID(request.form.get("key", ""))
    except ValueError:
        key = uuid.uuid4()
    try:
        with database().begin() as session:
            found = own_attempt(session, attempt_id, actor().person_id, lock=True)
            quiz = quiz_version(session, found.quiz_version_id)
            page = _read(quiz, placed_from_json(found.placed))
            if page.errors and found.submitted_at is None:
                stale = services.save_into(session, found, page.given, now=moment).stale
                submitted = None
            else:
                submitted = services.submit_into(session, found, page.given, key=key, now=moment)
                stale = submitted.saved.stale
                _follow(session, found, submitted, moment)
    except StrangeAnswer:
        _note_strange(attempt_id)
        raise
    if submitted is None or submitted.outcome is Outcome.STALE:
        with database().read() as session:
            found = own_attempt(session, attempt_id, actor().person_id)
            return _questions(session, found, page, stale), 409 if submitted else 422
    return redirect(f"/attempts/{attempt_id}/result", 303)


def _follow(session: Session, attempt: Attempt, submitted: services.Submitted, moment: datetime) -> None:
    """Do what follows from a score, in its transaction: review, and complete the course if this was the last thing."""
    if submitted.score is None:
        return
    where = records.whereabouts(session, attempt.enrolment_id)
    course = modules.catalogue(session).courses.get(where.course)
    services.after_submission(session, attempt, submitted.score, course, now=moment)
    if course and attempt.passed and attempt.purpose in {Purpose.QUIZ, Purpose.EXERCISE}:
        terms = issuing(where.country, actor().language)
        services.complete_if_due(session, attempt.enrolment_id, course, issuing=terms, now=moment)


def _note_strange(attempt_id: uuid.UUID) -> None:
    """Keep what no page of ours can have sent, labelled as such."""
    with database().begin() as session:
        keep_strange(session, attempt_id, actor().person_id, request.form.to_dict(flat=False), now=now())


def _stale_words() -> str:
    return str(gettext("You gave a newer answer on another page or device. It was kept."))


def _questions(session: Session, found: Attempt, page: Page, stale: Sequence[str]) -> str:
    """Show the questions of an open attempt: stored answers, and what was typed and refused."""
    quiz = quiz_version(session, found.quiz_version_id)
    stored = records.responses(session, found.id)
    lang = quiz.language(page_language().tag, found.language)
    words = quiz.words(lang)
    placed = placed_from_json(found.placed)
    where = _place(session, found)
    module = where.module
    questions = []
    for number, place in enumerate(placed, 1):
        item = place.item_id
        row = stored.get(item)
        error = page.errors.get(item) or (_stale_words() if item in stale else None)
        view = question(
            quiz.quiz,
            words,
            place,
            page.kept.get(item, row.answer if row else None),
            number=number if len(placed) > 1 else None,
            lang=lang,
            error=error,
            typed=page.typed.get(item),
        )
        dress(view, where.pack_of(found, item), lang)
        view["save_url"] = f"/attempts/{found.id}/answers"
        view["revision"] = row.revision if row else 0
        view["confidence"] = row.confidence if row else None
        questions.append(view)
    return render_template(
        "attempts/questions.html",
        attempt=found,
        course=where.enrolment.course,
        module=module,
        help_panel=help_panel(session) if where.has_notice else None,
        instead=instead_of(module, found.part) if module and found.purpose == Purpose.EXERCISE else (),
        instead_words=module.words(lang)["items"] if module else {},
        title=_title(found, where, lang),
        title_lang=_title_lang(where, lang),
        lang=lang,
        dir=language(lang).direction,
        questions=questions,
        asks_confidence=found.purpose != Purpose.EXERCISE,
        answered=sum(1 for row in stored.values() if row.answer is not None),
        errors=[(f"question-{view['item_id']}", view["error"]) for view in questions if view["error"]],
        key=uuid.uuid4(),
    )


@dataclass(frozen=True)
class _Place:
    """To what an attempt belongs; course and module are None when they are published no more."""

    enrolment: Whereabouts
    course: PublishedCourse | None
    module: PublishedModule | None

    @property
    def has_notice(self) -> bool:
        """Say whether something of it stands under a notice; what is published no more may have."""
        if self.module is not None:
            return self.module.pack.content_notice
        return self.course is None or any(module.pack.content_notice for module in self.course.modules)

    def pack_of(self, attempt: Attempt, item: str) -> Pack | None:
        """Find the pack whose drawings an item may show."""
        if self.module is not None:
            return self.module.pack
        if self.course is None or attempt.module or attempt.purpose in {Purpose.QUIZ, Purpose.EXERCISE}:
            return None
        module = self.course.module_of(item)
        return module.pack if module else None


def _place(session: Session, found: Attempt) -> _Place:
    where = records.whereabouts(session, found.enrolment_id)
    course = modules.catalogue(session).courses.get(where.course)
    by_slug = {module.slug: module for module in course.modules} if course else {}
    return _Place(where, course, by_slug.get(found.module))


@blueprint.get("/attempts/<uuid:attempt_id>/result")
@requires(Permission.LEARN)
def result(attempt_id: uuid.UUID) -> ResponseReturnValue:
    """Show the score, the result per objective, and why each answer is right."""
    with database().read() as session:
        found = own_attempt(session, attempt_id, actor().person_id)
        if found.submitted_at is None:
            return redirect(f"/attempts/{attempt_id}", 303)
        quiz = quiz_version(session, found.quiz_version_id)
        stored = records.responses(session, found.id)
        where = _place(session, found)
        module = where.module
        is_quiz = found.purpose == Purpose.QUIZ
        read = records.lessons_read(session, found.enrolment_id, found.module) if is_quiz else set()
        practised = records.exercises_done(session, found.enrolment_id) if is_quiz else {}
        repairs = is_quiz and not found.passed and has_unread_repair(session, found.enrolment_id, found.module)
        before = _earlier_test(session, found) if found.purpose == Purpose.POST_TEST else {}
        panel = help_panel(session) if where.has_notice else None
        voucher = records.voucher(session, found)
        since = corrected_since(session, found)
    if since.changes:
        with database().begin() as session:
            tell(session, attempt_id, now=now())
    score = score_of(found, quiz, stored, since)
    lang = quiz.language(page_language().tag, found.language)
    words = quiz.words(lang)
    return render_template(
        "attempts/result.html",
        attempt=found,
        course=where.enrolment.course,
        module=module,
        enrolment=where.enrolment,
        help_panel=panel,
        title=_title(found, where, lang),
        title_lang=_title_lang(where, lang),
        lang=lang,
        dir=language(lang).direction,
        score=score,
        calibration=calibration(
            (stored[mark.item_id].confidence, mark.share == 1) for mark in score.marks if mark.answered
        ),
        before=before,
        repairs=repairs,
        passed=found.passed,
        voucher=voucher,
        objectives=[
            (words["objectives"][objective], earned, out_of, before.get(objective))
            for objective, (earned, out_of) in per_objective(score).items()
        ],
        unread=[lesson for lesson in module.lessons if lesson.id not in read] if module and is_quiz else [],
        undone=exercises_left(module, practised.get(found.module, ())) if module and is_quiz else [],
        module_words=module.words(lang) if module else {},
        ready_at=found.submitted_at + timedelta(minutes=found.wait_minutes),
        changes=since.changes,
        reviews=reviews(found, lambda item: where.pack_of(found, item), quiz, stored, since, lang),
    )


def _title(found: Attempt, where: _Place, lang: str) -> str:
    """Name the module, the exercise or the course that an attempt is at."""
    if where.module is None:
        return where.course.words(page_language().tag)["title"] if where.course else found.module
    words = where.module.words(lang)
    exercise = words["items"].get(found.part) if found.purpose == Purpose.EXERCISE else None
    return str(exercise["title"] if exercise else words["title"])


def _title_lang(where: _Place, lang: str) -> str:
    """Say in which language that name is: a course is named in the language of the pages, whatever its texts speak."""
    if where.module is not None or where.course is None:
        return lang
    return where.course.language(page_language().tag)


def _earlier_test(session: Session, found: Attempt) -> dict[str, tuple[Fraction, int]]:
    """Read the result per objective of the test before the course, to stand beside the one after it."""
    tests = records.course_tests(session, found.enrolment_id)
    first = next((test for test in tests if test.purpose == Purpose.PRE_TEST and not test.late), None)
    return per_objective(scored_attempt(session, first)) if first else {}
