"""Reading an edition of a quiz, once per process: an edition never changes."""

import uuid
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.languages import DEFAULT
from learning.quizzes.models import QuizVersion
from learning.quizzes.rules import Quiz, from_json

KEPT = 200


@dataclass(frozen=True)
class PublishedQuiz:
    """One edition of a quiz with its words per language."""

    version_id: uuid.UUID
    quiz: Quiz
    all_words: Mapping[str, Mapping[str, Any]]

    def language(self, *wanted: str) -> str:
        """Choose the language of the words: the first one wanted that the edition has, else English, else any."""
        return next(tag for tag in (*wanted, DEFAULT.tag, *self.all_words) if tag in self.all_words)

    def words(self, language: str) -> Mapping[str, Any]:
        """The words of every item in a reader's language, or in the one that stands for it."""
        return self.all_words[self.language(language)]


_kept: OrderedDict[uuid.UUID, PublishedQuiz] = OrderedDict()


def quiz_version(session: Session, version_id: uuid.UUID) -> PublishedQuiz:
    """Read one edition of a quiz by its id."""
    return _kept.get(version_id) or _keep(session.get_one(QuizVersion, version_id))


def quiz_versions(session: Session, version_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PublishedQuiz]:
    """Read several editions by their ids, those not yet in memory with one query."""
    found = {each: kept for each in version_ids if (kept := _kept.get(each))}
    missing = [each for each in version_ids if each not in found]
    if missing:
        rows = session.scalars(select(QuizVersion).where(QuizVersion.id.in_(missing)))
        found |= {row.id: _keep(row) for row in rows}
    return found


def _keep(row: QuizVersion) -> PublishedQuiz:
    read = _kept[row.id] = PublishedQuiz(row.id, from_json(row.definition), row.words)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return read
