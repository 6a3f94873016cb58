"""Printing a quiz for a cohort: the draw by the quiz's own rules, and a sheet for each person and to spare."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Conflict, Invalid
from learning.modules.queries import PublishedModule
from learning.papers.bubbles import is_printable, rows_of
from learning.papers.codes import new_code
from learning.papers.lines import fitted
from learning.papers.models import AnswerSheet, PaperSet, SheetState
from learning.people.models import Cohort, Membership, Person
from learning.people.permissions import Permission, Role
from learning.people.queries import still_stands
from learning.people.rules import Actor, require, require_country
from learning.people.trail import note_act
from learning.quizzes.queries import PublishedQuiz, quiz_version
from learning.quizzes.rules import Placed, Quiz, Use, draw, placed_to_json
from learning.records.models import Enrolment, Progress

VARIANTS = "ABCD"
MOST_SPARES = 60
MOST_SHEETS = 1_000
_TRIES = 40
"""Draws looked at before a quiz is said not to fit on a sheet."""


@dataclass(frozen=True)
class Order:
    """What is to be printed.

    Attributes:
        course: slug.
        language: of the questions.
        variants: how many different papers, so that neighbours differ.
        spares: sheets without a name.
        seed: what decides the draws.
        key: the set's own id, made with the form; the same key again is the same set.
    """

    course: str
    language: str
    variants: int
    spares: int
    seed: int
    key: uuid.UUID = field(default_factory=uuid.uuid4)


def paper_draw(published: PublishedQuiz, seed: int, tag: str) -> tuple[Placed, ...]:
    """Draw a paper by the quiz's own rules, from the questions whose answers bubbles can carry.

    Raises:
        Invalid: an objective has too few of them, or none that must be right though it has such questions.
        Conflict: the answers do not fit on one sheet.
    """
    printable = _printable(published, tag)
    for number in range(_TRIES):
        drawn = draw(printable, seed + number)
        if fitted([rows_of(printable.item(each.item_id)) for each in drawn], tag) is not None:
            return drawn
    raise Conflict("The answers of this quiz do not fit on one sheet.")


def _printable(published: PublishedQuiz, tag: str) -> Quiz:
    quiz = published.quiz
    pool = quiz.used_for(Use.QUIZ)
    kept = tuple(item for item in pool if is_printable(item))
    for objective, wanted in quiz.draw.items():
        asked = [item for item in pool if item.objective == objective]
        left = [item for item in kept if item.objective == objective]
        lost_critical = any(item.critical for item in asked) and not any(item.critical for item in left)
        if len(left) < wanted or lost_critical:
            raise Invalid(
                "This quiz cannot be printed: too few questions on “%(objective)s” can be answered with bubbles.",
                objective=published.words(tag)["objectives"][objective],
            )
    return replace(quiz, items=kept)


def make_set(
    session: Session, actor: Actor, cohort: Cohort, module: PublishedModule, order: Order, *, now: datetime
) -> PaperSet:
    """Make the papers and sheets of a module's quiz for a cohort: a sheet for everybody who has not passed it.

    Args:
        session: the writing transaction.
        actor: who prints.
        cohort: of the actor's country.
        module: whose quiz it is.
        order: what is to be printed.
        now: the present moment.

    Raises:
        Forbidden, NotFound: the actor may not do this for this cohort.
        Invalid: a number is out of its bounds, or the quiz cannot be printed.
        Conflict: it does not fit, there is nobody to print for, or there are too many at one go.
    """
    require(actor, Permission.MAKE_COHORTS)
    require_country(actor, cohort.country)
    if not 1 <= order.variants <= len(VARIANTS):
        raise Invalid("Choose one of the list.", field="variants")
    if not 0 <= order.spares <= MOST_SPARES:
        raise Invalid("Enter a number from 0 to %(most)s.", field="spares", most=MOST_SPARES)
    published = quiz_version(session, module.quiz_version_id)
    tag = published.language(order.language)
    people = _not_passed(session, cohort, order.course, module.slug)
    if len(people) + order.spares > MOST_SHEETS:
        raise Conflict("These are more than %(most)s sheets. Divide the cohort.", most=MOST_SHEETS)
    if not people and not order.spares:
        raise Conflict("Everybody in this cohort has passed this quiz. Print spare sheets, if you need any.")
    letters = VARIANTS[: order.variants]
    placed = {
        letter: placed_to_json(paper_draw(published, order.seed + 1000 * number, tag))
        for number, letter in enumerate(letters)
    }
    row = {
        "id": order.key,
        "country": cohort.country,
        "cohort_id": cohort.id,
        "course": order.course,
        "module": module.slug,
        "quiz_version_id": published.version_id,
        "language": tag,
        "placed": placed,
        "made_by": actor.person_id,
        "made_at": now,
    }
    adding = db.insert(session, PaperSet).values(row).on_conflict_do_nothing().returning(PaperSet.id)
    is_new = session.execute(adding).first() is not None
    made = session.get_one(PaperSet, order.key)
    if not is_new:  # the same press, sent twice
        return made
    session.execute(insert(db.table_of(AnswerSheet)), _sheets(made.id, [*people, *[None] * order.spares], letters))
    note_act(
        session,
        Act.PAPERS_PRINTED,
        actor,
        now=now,
        country=cohort.country,
        cohort=str(cohort.id),
        module=module.slug,
        sheets=len(people) + order.spares,
    )
    return made


def _not_passed(session: Session, cohort: Cohort, course: str, module: str) -> Sequence[uuid.UUID]:
    return session.scalars(
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Progress, (Progress.enrolment_id == Enrolment.id) & (Progress.module == module))
        .where(
            Membership.cohort_id == cohort.id,
            Person.role == Role.LEARNER,
            Enrolment.course == course,
            Enrolment.country == cohort.country,
            Enrolment.renewed_at.is_(None),
            Progress.passed_at.is_(None),
            still_stands(),
        )
        .order_by(Person.name, Person.id)
    ).all()


def _sheets(set_id: uuid.UUID, people: Sequence[uuid.UUID | None], letters: str) -> list[dict[str, object]]:
    return [
        {
            "id": uuid.uuid4(),
            "set_id": set_id,
            "number": number,
            "code": new_code(),
            "variant": letters[number % len(letters)],
            "person_id": person_id,
            "claimed_by": None,
            "claimed_at": None,
            "state": SheetState.PRINTED,
            "hold": None,
            "lines": {},
            "way": None,
            "entered_by": None,
            "entered_at": None,
            "attempt_id": None,
        }
        for number, person_id in enumerate(people)
    ]
