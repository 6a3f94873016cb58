"""What is published now, read once per edition and kept in memory: editions never change."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.errors import NotFound
from learning.modules.drawings import Picture, picture
from learning.modules.forms import course_item_id, is_of_module
from learning.modules.models import CourseVersion, Edition, ModuleVersion
from learning.modules.rules import Audience, Lesson, Pack, audience_of, from_canonical


@dataclass(frozen=True)
class PublishedModule:
    """One edition of a module, ready to be read and quizzed."""

    version_id: uuid.UUID
    number: int
    quiz_version_id: uuid.UUID
    pack: Pack

    @property
    def slug(self) -> str:
        """The module's name in addresses."""
        return self.pack.slug

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """The lessons, in reading order."""
        return self.pack.lessons

    def words(self, language: str) -> Mapping[str, Any]:
        """The module's words in a reader's language, or in the pack's first one."""
        return self.pack.words[self.pack.language(language)]


@dataclass(frozen=True)
class PublishedCourse:
    """One edition of a course with the current editions of its modules."""

    version_id: uuid.UUID
    slug: str
    number: int
    validity_months: int | None
    design: str
    all_words: Mapping[str, Mapping[str, str]]
    modules: tuple[PublishedModule, ...]
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    audiences: tuple[Audience, ...] = ()
    forms: Mapping[str, int] = field(default_factory=dict)
    test_version_id: uuid.UUID | None = None

    def language(self, wanted: str) -> str:
        """Choose the language of the title and the summary for a reader: the one wanted, or English."""
        return wanted if wanted in self.all_words else "en"

    def words(self, language: str) -> Mapping[str, str]:
        """Title and summary in a reader's language, or in English."""
        return self.all_words[self.language(language)]

    def module(self, slug: str) -> PublishedModule:
        """Find a module of this course.

        Raises:
            NotFound: the course has no such module.
        """
        for module in self.modules:
            if module.slug == slug:
                return module
        raise NotFound("This page does not exist.")

    def required(self, category: str, rank_group: str) -> tuple[PublishedModule, ...]:
        """List the modules that a person must take, by what she serves as; the others she may take."""
        return tuple(module for module in self.modules if self.asks(module, category, rank_group))

    def asks(self, module: PublishedModule, category: str, rank_group: str) -> bool:
        """Say whether a person must take a module of this course, by what she serves as."""
        only = self.only.get(module.slug)
        return only is None or audience_of(self.audiences, category, rank_group) in only

    def item_id(self, module: str, item: str) -> str | None:
        """Say which id an item of a module's quiz has in the quiz of the whole course; None: the module is gone."""
        if not module:
            return item
        known = any(each.slug == module for each in self.modules)
        return course_item_id(module, item) if known else None

    def module_of(self, item: str) -> PublishedModule | None:
        """Say which module an item of the course's quiz comes from; None: the module is gone."""
        return next((each for each in self.modules if is_of_module(item, each.slug)), None)


@dataclass(frozen=True)
class Catalogue:
    """Everything published in one edition."""

    number: int
    courses: Mapping[str, PublishedCourse]

    def course(self, slug: str) -> PublishedCourse:
        """Find a course.

        Raises:
            NotFound: there is no such course.
        """
        try:
            return self.courses[slug]
        except KeyError:
            raise NotFound("This page does not exist.") from None

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """Every picture of every lesson, by its digest."""
        drawings = (
            drawing
            for course in self.courses.values()
            for module in course.modules
            for drawing in module.pack.media.values()
        )
        return {found.digest: found for found in map(picture, drawings)}

    def titles(self, language: str) -> dict[str, str]:
        """The title of every course in a reader's language."""
        return {slug: course.words(language)["title"] for slug, course in self.courses.items()}


_EMPTY = Catalogue(0, {})
_kept: dict[uuid.UUID, Catalogue] = {}
_earlier: dict[tuple[str, int], PublishedCourse] = {}
_EARLIER_KEPT = 4


# Read on every page: plain columns, prepared once.
_NEWEST = (
    select(Edition.__table__.c.id, Edition.__table__.c.number).order_by(Edition.__table__.c.number.desc()).limit(1)
)


def catalogue(session: Session) -> Catalogue:
    """Read what is published now: one small query, and the rest from memory unless an edition is new."""
    newest = session.execute(_NEWEST).first()
    if newest is None:
        return _EMPTY
    found = _kept.get(newest.id)
    if found is None:
        before = {
            module.version_id: module
            for earlier in _kept.values()
            for course in earlier.courses.values()
            for module in course.modules
        }
        found = _read(session, newest.number, before)
        _kept.clear()
        _kept[newest.id] = found
    return found


def newest_edition(session: Session) -> tuple[uuid.UUID, int] | None:
    """Give the id and the number of what is published now; None: nothing is."""
    newest = session.execute(_NEWEST).first()
    return (newest.id, newest.number) if newest else None


def course_edition(session: Session, slug: str, number: int) -> PublishedCourse:
    """Read a course as it was in one of its editions, with the modules that it had then.

    Raises:
        NotFound: there was no such edition of the course.
    """
    current = catalogue(session)
    found = current.courses.get(slug)
    if found is not None and found.number == number:
        return found
    key = (slug, number)
    if key not in _earlier:
        version = session.scalar(
            select(CourseVersion.id).where(CourseVersion.slug == slug, CourseVersion.number == number)
        )
        editions = session.execute(select(Edition.number, Edition.course_versions).order_by(Edition.number.desc()))
        edition = next((row.number for row in editions if str(version) in row.course_versions), None)
        if edition is None:
            raise NotFound("This page does not exist.")
        while len(_earlier) >= _EARLIER_KEPT:
            _earlier.pop(next(iter(_earlier)))
        _earlier[key] = _read(session, edition, {}).courses[slug]
    return _earlier[key]


def dates(session: Session, found: Catalogue) -> dict[uuid.UUID, datetime]:
    """Say when each module's current edition was published, by its version's id."""
    versions = [module.version_id for course in found.courses.values() for module in course.modules]
    rows = session.execute(select(ModuleVersion.id, ModuleVersion.published_at).where(ModuleVersion.id.in_(versions)))
    return {row.id: row.published_at for row in rows}


def _read(session: Session, number: int, before: Mapping[uuid.UUID, PublishedModule]) -> Catalogue:
    edition = session.get_one(Edition, number)
    versions = [uuid.UUID(key) for key in edition.module_versions]
    modules = {
        version.slug: _module(version, before)
        for version in session.scalars(select(ModuleVersion).where(ModuleVersion.id.in_(versions)))
    }
    courses = session.scalars(
        select(CourseVersion)
        .where(CourseVersion.id.in_([uuid.UUID(key) for key in edition.course_versions]))
        .order_by(CourseVersion.position)
    )
    return Catalogue(
        number,
        {
            course.slug: PublishedCourse(
                version_id=course.id,
                slug=course.slug,
                number=course.number,
                validity_months=course.validity_months,
                design=course.design,
                all_words=course.words,
                modules=tuple(modules[slug] for slug in course.modules),
                only=course.only,
                audiences=tuple(_audience(raw) for raw in course.audiences),
                forms=course.forms,
                test_version_id=course.test_version_id,
            )
            for course in courses
        },
    )


def _audience(raw: Mapping[str, Any]) -> Audience:
    return Audience(raw["name"], tuple(raw["categories"]), tuple(raw["rank_groups"]))


def _module(version: ModuleVersion, kept: Mapping[uuid.UUID, PublishedModule]) -> PublishedModule:
    """Give a module that was read for an earlier edition of the whole, or read it now."""
    return kept.get(version.id) or PublishedModule(
        version.id, version.number, version.quiz_version_id, from_canonical(version.content.encode())
    )
