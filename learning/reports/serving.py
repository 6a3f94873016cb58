"""Which recommendations and actions a course serves for whom: by the lessons that each audience must read."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.modules.models import CourseVersion
from learning.modules.queries import PublishedCourse, course_edition

_known: Final[dict[uuid.UUID, Mapping[str, frozenset[str]]]] = {}
"""Editions never change, so what one serves is worked out once: tags by audience."""


def served(
    session: Session, audiences: Mapping[uuid.UUID, Iterable[str]]
) -> dict[tuple[uuid.UUID, str], frozenset[str]]:
    """Say which tags the editions of courses serve, by edition and audience.

    Args:
        session: to read editions that were not asked for before.
        audiences: those of each edition, by its id.
    """
    missing = [version for version in audiences if version not in _known]
    if missing:
        query = select(CourseVersion.id, CourseVersion.slug, CourseVersion.number).where(CourseVersion.id.in_(missing))
        for row in session.execute(query).all():
            _known[row.id] = tags_of(course_edition(session, row.slug, row.number))
    return {
        (version, audience): _known[version].get(audience, _known[version][""])
        for version, each in audiences.items()
        for audience in each
    }


def tags_of(course: PublishedCourse) -> dict[str, frozenset[str]]:
    """Collect the tags of a course's required lessons by audience; "" stands for an audience that nothing names."""
    names = {"", *(name for only in course.only.values() for name in only)}
    return {
        name: frozenset(
            tag
            for module in course.modules
            if module.slug not in course.only or name in course.only[module.slug]
            for lesson in module.lessons
            for tag in lesson.tags
        )
        for name in names
    }
