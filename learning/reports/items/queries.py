"""Reads what an item analysis counts: each person's first attempt at one edition of a module's quiz."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from learning import db
from learning.errors import NotFound
from learning.people.models import Sex
from learning.quizzes.models import QuizVersion
from learning.quizzes.queries import PublishedQuiz, quiz_version
from learning.quizzes.rules import AS_PUBLISHED, Answer, Item, Markings, placed_from_json, with_markings
from learning.records.corrections import markings_now
from learning.records.models import Attempt, Enrolment, Purpose, Response
from learning.reports.items.picks import picks
from learning.reports.items.rules import Marked, Taken

MOST = 5_000
"""So many people's attempts are counted, the newest: more change no figure by a point, and the page must come."""
_attempts, _enrolments, _responses = db.table_of(Attempt), db.table_of(Enrolment), db.table_of(Response)
_quizzes = db.table_of(QuizVersion)


@dataclass(frozen=True)
class EditionLine:
    """One edition of a module's quiz that people have taken.

    Attributes:
        version_id: the edition.
        module: the module's slug.
        published_at: since when it is asked.
        people: how many took it first in this edition.
    """

    version_id: uuid.UUID
    module: str
    published_at: datetime
    people: int


@dataclass(frozen=True)
class Counted:
    """What one analysis rests on.

    Attributes:
        module: the module's slug.
        published_at: since when this edition is asked.
        quiz: the edition, with its words.
        taken: one first attempt for each person.
    """

    module: str
    published_at: datetime
    quiz: PublishedQuiz
    taken: Sequence[Taken]


def _firsts(country: str | None, module: str | None = None) -> Select[Any]:
    """Say in SQL which attempts count: of each person the first submitted one at a module's quiz, in any edition."""
    first = (
        select(
            _attempts.c.id,
            _attempts.c.module,
            _attempts.c.quiz_version_id,
            _attempts.c.placed,
            _attempts.c.language,
            _attempts.c.submitted_at,
            _enrolments.c.country,
            _enrolments.c.category,
            _enrolments.c.sex,
            func.row_number()
            .over(
                partition_by=(_attempts.c.person_id, _attempts.c.module),
                order_by=(_attempts.c.submitted_at, _attempts.c.number, _attempts.c.id),
            )
            .label("turn"),
        )
        .join(_enrolments, _enrolments.c.id == _attempts.c.enrolment_id)
        .where(_attempts.c.purpose == Purpose.QUIZ, _attempts.c.submitted_at.is_not(None))
    )
    if module is not None:
        first = first.where(_attempts.c.module == module)
    found = first.subquery()
    counted = select(found).where(found.c.turn == 1)
    return counted if country is None else counted.where(found.c.country == country)


def editions(session: Session, country: str | None) -> list[EditionLine]:
    """List the editions that people of a country took first, or of all countries; by module, the newest first."""
    first = _firsts(country).subquery()
    rows = session.execute(
        select(_quizzes.c.id, _quizzes.c.module, _quizzes.c.published_at, func.count())
        .join(first, first.c.quiz_version_id == _quizzes.c.id)
        .group_by(_quizzes.c.id, _quizzes.c.module, _quizzes.c.published_at)
        .order_by(_quizzes.c.module, _quizzes.c.published_at.desc(), _quizzes.c.id)
    )
    return [EditionLine(*row) for row in rows]


def counted(session: Session, version_id: uuid.UUID, country: str | None) -> Counted:
    """Read what was answered in one edition, with four queries however many people there are.

    Raises:
        NotFound: there is no such edition of a module's quiz.
    """
    edition = session.execute(
        select(_quizzes.c.module, _quizzes.c.published_at).where(_quizzes.c.id == version_id)
    ).first()
    if edition is None or not edition.module:
        raise NotFound("This page does not exist.")
    chosen = _newest(country, edition.module, version_id)
    attempts = session.execute(chosen).all()
    ids = chosen.subquery()
    answers: dict[uuid.UUID, dict[str, Answer | None]] = {}
    given = select(_responses.c.attempt_id, _responses.c.item, _responses.c.answer)
    for attempt, item, answer in session.execute(given.join(ids, ids.c.id == _responses.c.attempt_id)):
        answers.setdefault(attempt, {})[item] = answer
    published = quiz_version(session, version_id)
    # Whatever key was in force when it was answered: a question is judged by the one that holds now.
    markings = {item: each for item, each in markings_now(session, [version_id])[version_id].items() if not each.full}
    quiz = replace(published, quiz=with_markings(published.quiz, markings, {}))
    marking = _Marking({item.id: item for item in published.quiz.items}, markings)
    return Counted(
        edition.module,
        edition.published_at,
        quiz,
        [marking.taken(row, answers.get(row.id, {})) for row in attempts],
    )


def _newest(country: str | None, module: str, version_id: uuid.UUID) -> Select[Any]:
    found = _firsts(country, module).subquery()
    return (
        select(found)
        .where(found.c.quiz_version_id == version_id)
        .order_by(found.c.submitted_at.desc(), found.c.id)
        .limit(MOST)
    )


class _Marking:
    """Marks each different answer once: thousands of people give the same few."""

    def __init__(self, items: Mapping[str, Item], markings: Markings) -> None:
        self.items = items
        self.markings = markings
        self._marked: dict[tuple[str, str], Marked] = {}

    def taken(self, row: Any, answers: dict[str, Answer | None]) -> Taken:
        """Mark one attempt; what was drawn and not answered earns nothing."""
        asked = (placed.item_id for placed in placed_from_json(row.placed))
        return Taken(
            {item: self.mark(item, answers.get(item)) for item in asked},
            dict(_groups(row)),
        )

    def mark(self, item_id: str, answer: Answer | None) -> Marked:
        """Mark one answer."""
        known = (item_id, json.dumps(answer, sort_keys=True))
        if known not in self._marked:
            item = self.items[item_id]
            share = self.markings.get(item_id, AS_PUBLISHED).share(item, answer)
            self._marked[known] = Marked(share, item.points, picks(item, answer), answered=answer is not None)
        return self._marked[known]


def _groups(row: Any) -> Iterable[tuple[str, str]]:
    """Say which groups a person belongs to; what a person did not say makes no group."""
    if row.sex is not None and row.sex != Sex.NOT_SAID:
        yield "sex", row.sex
    yield "language", row.language
    yield "category", row.category
