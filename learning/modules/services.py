"""Publishing: a new edition beside the old ones, never over them."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning import audit
from learning.modules.models import CourseVersion, Edition, ModuleVersion
from learning.modules.rules import Course, Fault, FaultyPack, Pack, canonical, content_hash
from learning.quizzes.services import publish_quiz


def publish(session: Session, packs: Iterable[Pack], courses: Sequence[Course], *, now: datetime) -> int:
    """Publish checked packs and courses as one edition; what did not change is stored no second time.

    Returns:
        The number of the edition that is current afterwards.

    Raises:
        FaultyPack: a course names a module that is not among the packs; nothing is published.
    """
    by_slug = {pack.slug: pack for pack in packs}
    missing = {slug for course in courses for slug in course.modules} - by_slug.keys()
    if missing:
        raise FaultyPack("courses.toml", [Fault("courses.toml", 1, f"no module “{slug}”") for slug in sorted(missing)])
    modules = [str(_publish_module(session, pack, now).id) for pack in by_slug.values()]
    versions = [str(_publish_course(session, course, place, now).id) for place, course in enumerate(courses)]
    newest = session.scalars(select(Edition).order_by(Edition.number.desc()).limit(1)).first()
    if newest and newest.module_versions == modules and newest.course_versions == versions:
        return newest.number
    edition = Edition(
        number=newest.number + 1 if newest else 1,
        id=uuid.uuid4(),
        module_versions=modules,
        course_versions=versions,
        published_at=now,
    )
    session.add(edition)
    audit.note(
        session,
        audit.Act.CONTENT_PUBLISHED,
        now=now,
        actor_id=None,
        actor_name="command line",
        country=None,
        edition=edition.number,
    )
    return edition.number


def _publish_module(session: Session, pack: Pack, now: datetime) -> ModuleVersion:
    digest = content_hash(pack)
    found = session.scalars(
        select(ModuleVersion).where(ModuleVersion.slug == pack.slug, ModuleVersion.content_hash == digest)
    ).first()
    if found:
        return found
    quiz = publish_quiz(
        session,
        module=pack.slug,
        quiz=pack.quiz,
        words={
            language: {"items": words["items"], "objectives": words["objectives"]}
            for language, words in pack.words.items()
        },
        now=now,
    )
    version = ModuleVersion(
        id=uuid.uuid4(),
        slug=pack.slug,
        number=1 + (session.scalar(select(func.max(ModuleVersion.number)).where(ModuleVersion.slug == pack.slug)) or 0),
        content_hash=digest,
        content=canonical(pack).decode(),
        quiz_version_id=quiz.id,
        published_at=now,
    )
    session.add(version)
    session.flush()
    return version


def _publish_course(session: Session, course: Course, position: int, now: datetime) -> CourseVersion:
    content = {
        "modules": list(course.modules),
        "audience": course.audience,
        "validity_months": course.validity_months,
        "design": course.design,
        "words": {language: dict(words) for language, words in course.words.items()},
        "position": position,
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    newest = session.scalars(
        select(CourseVersion).where(CourseVersion.slug == course.slug).order_by(CourseVersion.number.desc()).limit(1)
    ).first()
    if newest and newest.content_hash == digest:
        return newest
    version = CourseVersion(
        id=uuid.uuid4(),
        slug=course.slug,
        number=newest.number + 1 if newest else 1,
        position=position,
        content_hash=digest,
        modules=content["modules"],
        words=content["words"],
        validity_months=course.validity_months,
        design=course.design,
        published_at=now,
    )
    session.add(version)
    session.flush()
    return version
