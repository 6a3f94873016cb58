"""What a cohort has learnt in a course: gains, calibration and shared mistakes, with nobody's name in them."""

import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from learning import db
from learning.people.models import Cohort, Membership
from learning.quizzes.queries import PublishedQuiz, quiz_versions
from learning.quizzes.rules import AS_PUBLISHED, Answer, Item, Markings, per_objective, placed_from_json, score
from learning.records.corrections import markings_now
from learning.records.measures import (
    FEWEST,
    Calibrated,
    Gain,
    gain,
    misconceptions,
    shared_calibration,
)
from learning.records.models import Attempt, Confidence, Enrolment, Purpose, Response

_attempts = db.table_of(Attempt)
_responses = db.table_of(Response)
_enrolments = db.table_of(Enrolment)
_members = db.table_of(Membership)
_cohorts = db.table_of(Cohort)
TESTS = (Purpose.PRE_TEST, Purpose.POST_TEST)
Tests = tuple[Fraction, Fraction]
"""Of one person and one objective: the shares right before and after."""


def _submitted(columns: Select[Any], *purposes: Purpose) -> Select[Any]:
    """Narrow to submitted attempts of a cohort's members, in the enrolments that count for the cohort's country."""
    return (
        columns.join_from(_attempts, _enrolments, _enrolments.c.id == _attempts.c.enrolment_id)
        .join(_members, _members.c.person_id == _enrolments.c.person_id)
        .join(_cohorts, (_cohorts.c.id == _members.c.cohort_id) & (_cohorts.c.country == _enrolments.c.country))
        .where(
            _members.c.cohort_id == bindparam("cohort"),
            _enrolments.c.course == bindparam("slug"),
            _attempts.c.purpose.in_(purposes),
            _attempts.c.submitted_at.is_not(None),
        )
        .order_by(_attempts.c.submitted_at, _attempts.c.number, _attempts.c.id)
    )


_TAKEN = _submitted(
    select(
        _attempts.c.id,
        _attempts.c.person_id,
        _attempts.c.purpose,
        _attempts.c.quiz_version_id,
        _attempts.c.placed,
    ),
    *TESTS,
).where(_attempts.c.late.is_(False))
_ANSWERED = _submitted(select(_responses.c.attempt_id, _responses.c.item, _responses.c.answer), *TESTS).join(
    _responses, _responses.c.attempt_id == _attempts.c.id
)
_QUIZZES = _submitted(
    select(
        _attempts.c.person_id,
        _attempts.c.module,
        _attempts.c.quiz_version_id,
        _responses.c.item,
        _responses.c.answer,
        _responses.c.confidence,
    ),
    Purpose.QUIZ,
).join(_responses, _responses.c.attempt_id == _attempts.c.id)


@dataclass(frozen=True)
class ObjectiveGain:
    """What became of one objective.

    Attributes:
        objective: its id.
        quiz: the edition of the tests that has its words.
        gain: before and after; None when fewer than `FEWEST` people took both tests.
    """

    objective: str
    quiz: PublishedQuiz
    gain: Gain | None


@dataclass(frozen=True)
class SharedMistake:
    """A question that several people were sure of and had wrong.

    Attributes:
        module: the module whose quiz asked it.
        item: the question.
        quiz: the edition that has its words.
        sure: how many people were sure.
        wrong: how many of them were wrong.
        chosen: the wrong choice that most of those took; None when no choice has `FEWEST` people.
    """

    module: str
    item: Item
    quiz: PublishedQuiz
    sure: int
    wrong: int
    chosen: str | None


@dataclass(frozen=True)
class CohortLearning:
    """What a cohort has learnt, as far as it can be said without pointing at persons."""

    gains: Sequence[ObjectiveGain]
    calibration: Sequence[Calibrated]
    mistakes: Sequence[SharedMistake]


def cohort_learning(session: Session, cohort_id: uuid.UUID, course: str) -> CohortLearning:
    """Read what a cohort has learnt, with five queries however many people it has.

    Ask `people.queries.cohort` first whether the actor may see it. Each answer is marked by the edition of the quiz
    that it was given under, with the key that holds in it now.

    Args:
        session: a transaction that sees one moment.
        cohort_id: the cohort.
        course: slug of one of its courses.
    """
    keys = {"cohort": cohort_id, "slug": course}
    taken = session.execute(_TAKEN, keys).all()
    answered = session.execute(_ANSWERED, keys).all()
    given = session.execute(_QUIZZES, keys).all()
    quizzes = quiz_versions(session, {row.quiz_version_id for row in (*taken, *given)})
    markings = markings_now(session, quizzes)
    return CohortLearning(_gains(taken, answered, quizzes, markings), *_certainty(given, quizzes, markings))


def _gains(
    taken: Sequence[Any],
    answered: Sequence[Any],
    quizzes: dict[uuid.UUID, PublishedQuiz],
    markings: Mapping[uuid.UUID, Markings],
) -> list[ObjectiveGain]:
    """Compare each person's first test before the course with her first one after that; late ones are left out.

    Who has taken the course again counts once.
    """
    firsts: dict[uuid.UUID, dict[str, Any]] = {}
    for row in taken:
        first = firsts.setdefault(row.person_id, {})
        if row.purpose == Purpose.PRE_TEST or first:
            first.setdefault(row.purpose, row)
    answers: dict[uuid.UUID, dict[str, Answer | None]] = {}
    for row in answered:
        answers.setdefault(row.attempt_id, {})[row.item] = row.answer
    pairs: dict[str, list[Tests]] = {}
    editions: dict[str, PublishedQuiz] = {}
    for first in firsts.values():
        if len(first) < len(TESTS):
            continue
        before, after = (_shares(first[purpose], answers, quizzes, markings) for purpose in TESTS)
        for objective in before.keys() & after.keys():
            pairs.setdefault(objective, []).append((before[objective], after[objective]))
            editions[objective] = quizzes[first[Purpose.POST_TEST].quiz_version_id]
    return [ObjectiveGain(each, editions[each], gain(pairs[each])) for each in sorted(pairs)]


def _shares(
    attempt: Any,
    answers: dict[uuid.UUID, dict[str, Answer | None]],
    quizzes: dict[uuid.UUID, PublishedQuiz],
    markings: Mapping[uuid.UUID, Markings],
) -> dict[str, Fraction]:
    quiz = quizzes[attempt.quiz_version_id].quiz
    corrected = markings[attempt.quiz_version_id]
    result = score(quiz, placed_from_json(attempt.placed), answers.get(attempt.id, {}), corrected)
    return {objective: earned / out_of for objective, (earned, out_of) in per_objective(result).items()}


def _certainty(
    given: Sequence[Any], quizzes: dict[uuid.UUID, PublishedQuiz], markings: Mapping[uuid.UUID, Markings]
) -> tuple[list[Calibrated], list[SharedMistake]]:
    """Look at each person's first answer to each question: later ones were given after reading why."""
    questions = _Questions(quizzes)
    marked: list[tuple[uuid.UUID, str, str | None, bool]] = []
    wrongly: dict[str, Counter[str]] = {}
    seen: set[tuple[uuid.UUID, str, str]] = set()
    for row in given:
        first = (row.person_id, row.module, row.item)
        is_first = first not in seen
        seen.add(first)
        if row.answer is None or not is_first:
            continue
        question, item = questions.of(row.module, row.quiz_version_id, row.item)
        is_right = markings[row.quiz_version_id].get(row.item, AS_PUBLISHED).share(item, row.answer) == 1
        marked.append((row.person_id, question, row.confidence, is_right))
        if row.confidence == Confidence.SURE and not is_right:
            wrongly.setdefault(question, Counter()).update(_wrong_choices(item, row.answer))
    return (
        shared_calibration((person, confidence, is_right) for person, _, confidence, is_right in marked),
        [
            SharedMistake(*questions.newest[found.item], found.sure, found.wrong, _most_chosen(wrongly[found.item]))
            for found in misconceptions((question, confidence, right) for _, question, confidence, right in marked)
        ],
    )


class _Questions:
    """Tells questions apart: an id that has got another key or other words in a newer edition is another question."""

    def __init__(self, quizzes: dict[uuid.UUID, PublishedQuiz]) -> None:
        self.quizzes = quizzes
        self.newest: dict[str, tuple[str, Item, PublishedQuiz]] = {}
        self._known: dict[tuple[uuid.UUID, str], tuple[str, Item]] = {}

    def of(self, module: str, version_id: uuid.UUID, item_id: str) -> tuple[str, Item]:
        """Give the name that a question has in all editions that ask the same, and the question itself."""
        found = self._known.get((version_id, item_id))
        if found is None:
            quiz = self.quizzes[version_id]
            item = quiz.quiz.item(item_id)
            words = quiz.words(quiz.language())["items"][item_id]
            name = json.dumps([module, item_id, item.kind, item.body, words], sort_keys=True)
            found = self._known[version_id, item_id] = (name, item)
            self.newest[name] = (module, item, quiz)
        return found


def _wrong_choices(item: Item, answer: Answer) -> Iterator[str]:
    """List what was chosen and is not right, of the kinds that are made of choices."""
    if item.kind == "single" and isinstance(answer, str):
        yield answer
    elif item.kind == "multiple" and isinstance(answer, list):
        yield from set(answer) - set(item.listed("key"))


def _most_chosen(choices: Counter[str]) -> str | None:
    found = [(-number, choice) for choice, number in choices.items() if number >= FEWEST]
    return min(found)[1] if found else None
