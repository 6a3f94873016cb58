"""What a cohort has learnt: the page that tells a trainer what to teach again, and names nobody."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from learning.languages import language
from learning.modules import queries as modules
from learning.modules.queries import PublishedCourse
from learning.people import queries as people
from learning.people.permissions import Permission
from learning.records import queries as records
from learning.records.cohort_learning import ObjectiveGain, SharedMistake, cohort_learning
from learning.records.measures import FEWEST, Calibrated, Gain
from learning.records.models import Confidence
from learning.web.access import requires
from learning.web.context import actor, database
from learning.web.i18n import page_language
from learning.web.vocabulary import CONFIDENCES

blueprint = Blueprint("cohort_learning", __name__)
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Said:
    """Words of a course, with the language and the direction that they are in."""

    words: str
    lang: str

    @property
    def dir(self) -> str:
        """The direction of the words."""
        return language(self.lang).direction


@dataclass(frozen=True)
class Row:
    """One objective: its words, and before and after in figures; `gain` is None when too few took both tests."""

    objective: Said
    gain: Gain | None

    @property
    def before(self) -> int:
        """Percent right before the course."""
        return round(100 * self.gain.before) if self.gain else 0

    @property
    def after(self) -> int:
        """Percent right after it."""
        return round(100 * self.gain.after) if self.gain else 0

    @property
    def difference(self) -> str:
        """The mean difference in percentage points, with its sign."""
        return signed(self.gain.mean) if self.gain else ""

    @property
    def span(self) -> tuple[str, str]:
        """Between which two numbers the difference lies, with 95 % confidence."""
        return (signed(self.gain.least), signed(self.gain.most)) if self.gain else ("", "")

    @property
    def verdict(self) -> str:
        """What the figures say: "more", "less", "same"; nothing for too few people."""
        if self.gain is None:
            return ""
        return "same" if not self.gain.is_clear else ("more" if self.gain.mean > 0 else "less")


@dataclass(frozen=True)
class Mistake:
    """One question that people were sure of and had wrong, and where its answer is taught."""

    prompt: Said
    chosen: Said | None
    sure: int
    wrong: int
    lessons: Sequence[tuple[str, Said]]


def signed(share: float) -> str:
    """Write a difference of shares in whole percentage points: +20, 0, or a minus sign and 5."""
    points = round(100 * share)
    return f"{MINUS}{-points}" if points < 0 else (f"+{points}" if points else "0")


@blueprint.get("/cohorts/<uuid:cohort_id>/learning")
@requires(Permission.SEE_COHORTS)
def learning(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Show gain per objective, calibration and shared mistakes of a cohort in one course."""
    with database().snapshot() as session:
        cohort = people.cohort(session, actor(), cohort_id)
        catalogue = modules.catalogue(session)
        courses = records.cohort_courses(session, [cohort_id]).get(cohort_id, [])
        chosen = request.args.get("course", "")
        if chosen not in courses:
            chosen = courses[0] if courses else ""
        found = cohort_learning(session, cohort_id, chosen)
    course = catalogue.courses.get(chosen)
    titles = catalogue.titles(page_language().tag)
    rows = _rows(found.gains, course)
    return render_template(
        "cohorts/learning.html",
        cohort=cohort,
        titles=[(slug, titles.get(slug, slug)) for slug in courses],
        chosen=chosen,
        has_tests=bool(course and course.forms) or bool(rows),
        rows=rows if any(row.gain for row in rows) else [],
        calibration=_bars(found.calibration),
        sure_share=next((_share(each) for each in found.calibration if each.confidence is Confidence.SURE), None),
        mistakes=[_mistake(each, course) for each in found.mistakes],
        fewest=FEWEST,
    )


def _rows(gains: Sequence[ObjectiveGain], course: PublishedCourse | None) -> list[Row]:
    """Put the objectives in the order of the course, then those that it has no more."""
    order = {objective: place for place, objective in enumerate(course.forms if course else ())}
    rows = []
    for each in sorted(gains, key=lambda one: (order.get(one.objective, len(order)), one.objective)):
        tag = each.quiz.language(page_language().tag)
        rows.append(Row(Said(each.quiz.words(tag)["objectives"][each.objective], tag), each.gain))
    return rows


def _bars(calibration: Sequence[Calibrated]) -> list[tuple[str, float, str]]:
    """Say for each confidence how many of its answers were right."""
    return [
        (
            str(CONFIDENCES[each.confidence]),
            each.right / each.given,
            ngettext(
                "%(share)s %% of %(num)s answer", "%(share)s %% of %(num)s answers", each.given, share=_share(each)
            ),
        )
        for each in calibration
    ]


def _share(each: Calibrated) -> int:
    """Say the share right in whole percent, rounded down, so that 100 means all."""
    return 100 * each.right // each.given


def _mistake(found: SharedMistake, course: PublishedCourse | None) -> Mistake:
    tag = found.quiz.language(page_language().tag)
    words: Mapping[str, Any] = found.quiz.words(tag)["items"][found.item.id]
    return Mistake(
        prompt=Said(words["prompt"], tag),
        chosen=Said(words["choices"][found.chosen]["text"], tag) if found.chosen else None,
        sure=found.sure,
        wrong=found.wrong,
        lessons=_lessons(found, course),
    )


def _lessons(found: SharedMistake, course: PublishedCourse | None) -> list[tuple[str, Said]]:
    """List the lessons that teach a question's objective, as they are published now."""
    module = next((each for each in course.modules if each.slug == found.module), None) if course else None
    if course is None or module is None:
        return []
    tag = module.pack.language(page_language().tag)
    titles = module.words(tag)["lessons"]
    return [
        (f"/courses/{course.slug}/{module.slug}/{lesson.id}", Said(titles[lesson.id]["title"], tag))
        for lesson in module.lessons
        if found.item.objective in lesson.objectives
    ]
