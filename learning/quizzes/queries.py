"""Reading an edition of a quiz, once per process: an edition never changes."""

import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from learning.quizzes.models import QuizVersion
from learning.quizzes.rules import Quiz, from_json

KEPT = 200


@dataclass(frozen=True)
class PublishedQuiz:
    """One edition of a quiz with its words per language."""

    version_id: uuid.UUID
    quiz: Quiz
    all_words: Mapping[str, Mapping[str, Any]]

    def words(self, language: str) -> Mapping[str, Any]:
        """The words of every item in a reader's language, or in the first one that the edition has."""
        return self.all_words.get(language) or next(iter(self.all_words.values()))


_kept: OrderedDict[uuid.UUID, PublishedQuiz] = OrderedDict()


def quiz_version(session: Session, version_id: uuid.UUID) -> PublishedQuiz:
    """Read one edition of a quiz by its id."""
    found = _kept.get(version_id)
    if found is None:
        row = session.get_one(QuizVersion, version_id)
        found = PublishedQuiz(row.id, from_json(row.definition), row.words)
        _kept[version_id] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
