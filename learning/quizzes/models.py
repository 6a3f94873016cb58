"""The published editions of each quiz: never changed, so an attempt is always marked by the one it began on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed


class QuizVersion(Keyed, Base):
    """One edition of a module's quiz.

    `definition` is the canonical JSON of `rules.Quiz`; `words` holds, per language, the words of every item;
    `content_hash` is the SHA-256 of both, so that publishing the same quiz again stores nothing.
    """

    __tablename__ = "quiz_versions"

    module: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("module", "content_hash"),)
