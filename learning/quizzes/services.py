"""Keeping an edition of a quiz."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.quizzes.models import QuizVersion
from learning.quizzes.rules import Quiz, to_json


def publish_quiz(session: Session, *, module: str, quiz: Quiz, words: Mapping[str, Any], now: datetime) -> QuizVersion:
    """Store one edition of a module's quiz, or give back the one that says the same.

    Args:
        session: the caller's transaction.
        module: slug of the module that the quiz belongs to.
        quiz: the checked quiz.
        words: per language tag, the words of every item.
        now: when it is published.
    """
    definition = to_json(quiz)
    content = json.dumps([definition, words], sort_keys=True, ensure_ascii=False, default=dict)
    digest = hashlib.sha256(content.encode()).hexdigest()
    found = session.scalars(
        select(QuizVersion).where(QuizVersion.module == module, QuizVersion.content_hash == digest)
    ).first()
    if found:
        return found
    stored_definition, stored_words = json.loads(content)
    version = QuizVersion(
        id=uuid.uuid4(),
        module=module,
        content_hash=digest,
        definition=stored_definition,
        words=stored_words,
        published_at=now,
    )
    session.add(version)
    session.flush()
    return version
