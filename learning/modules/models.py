"""What was published: editions of modules and courses, never changed, and which of them is current."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed, table_of
from learning.modules import indexes


class ModuleVersion(Keyed, Base):
    """One edition of a module; `content` is the pack in its canonical form (`rules.canonical`)."""

    __tablename__ = "module_versions"

    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    quiz_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz_versions.id"))
    published_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("slug", "number"), UniqueConstraint("slug", "content_hash"))


class CourseVersion(Keyed, Base):
    """One edition of a course: its ordered modules, for whom, and for how many months a completion is valid.

    `only` says which audiences must take a module that is not for everybody; `audiences` says whom each one has;
    `forms` how many items per objective the course's tests have, which are kept in the quiz edition `test_version_id`.
    """

    __tablename__ = "course_versions"

    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    position: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    modules: Mapped[list[str]] = mapped_column(JSON)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
    validity_months: Mapped[int | None]
    design: Mapped[str] = mapped_column(String(40))
    published_at: Mapped[datetime]
    only: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict, server_default="{}")
    audiences: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    forms: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    test_version_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("quiz_versions.id"))

    __table_args__ = (UniqueConstraint("slug", "number"),)


class Edition(Base):
    """One act of publishing; the newest one says which editions are current."""

    __tablename__ = "editions"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    id: Mapped[uuid.UUID] = mapped_column(unique=True)
    module_versions: Mapped[list[str]] = mapped_column(JSON)
    course_versions: Mapped[list[str]] = mapped_column(JSON)
    published_at: Mapped[datetime]


class Passage(Base):
    """Something to read that is found by its words: a lesson, a term, a document or one of its paragraphs.

    Written anew from what is published, and never changed. What a reader searches is the folded form of title and
    text (`folding.fold`), so that both databases find the same; `course` and `module` are empty for what stands on the
    shelf; `part` is the lesson's id, the term's, the document's, or a document's with "#" and the paragraph's.
    """

    __tablename__ = "passages"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    course: Mapped[str] = mapped_column(String(80))
    module: Mapped[str] = mapped_column(String(80))
    part: Mapped[str] = mapped_column(String(170))
    language: Mapped[str] = mapped_column(String(35))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    title_folded: Mapped[str] = mapped_column(Text)
    text_folded: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(ForeignKey("editions.number"))

    __table_args__ = (UniqueConstraint("kind", "course", "module", "part", "language"),)


for _dialect, _statements in (("sqlite", indexes.ON_SQLITE), ("postgresql", indexes.ON_POSTGRESQL)):
    for _statement in _statements:
        event.listen(
            table_of(Passage),
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
