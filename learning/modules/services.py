"""Publishing: a new edition beside the old ones, never over them."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning import audit
from learning.modules.forms import course_quiz, form_faults
from learning.modules.models import CourseVersion, Edition, ModuleVersion
from learning.modules.passages import store_passages
from learning.modules.rules import Course, Fault, FaultyPack, Pack, canonical, content_hash
from learning.modules.shelving import own_shelf
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
    refuse_unequal_forms(packs := list(by_slug.values()), courses)
    modules = [str(_publish_module(session, pack, now).id) for pack in by_slug.values()]
    versions = [
        str(_publish_course(session, course, [by_slug[slug] for slug in course.modules], place, now).id)
        for place, course in enumerate(courses)
    ]
    newest = session.scalars(select(Edition).order_by(Edition.number.desc()).limit(1)).first()
    if newest and newest.module_versions == modules and newest.course_versions == versions:
        # The shelf changes with the program, so what can be found of the same edition may have changed.
        store_passages(session, packs, courses, own_shelf(), edition=newest.number)
        return newest.number
    edition = Edition(
        number=newest.number + 1 if newest else 1,
        id=uuid.uuid4(),
        module_versions=modules,
        course_versions=versions,
        published_at=now,
    )
    session.add(edition)
    store_passages(session, packs, courses, own_shelf(), edition=edition.number)
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


def refuse_unequal_forms(packs: Iterable[Pack], courses: Iterable[Course]) -> None:
    """Check that the two forms of every course's tests are equal.

    Raises:
        FaultyPack: they are not; every reason is in it.
    """
    by_slug = {pack.slug: pack for pack in packs}
    faults = [
        Fault("courses.toml", 1, f"{course.slug}: {reason}")
        for course in courses
        for reason in form_faults(course, [by_slug[slug] for slug in course.modules if slug in by_slug])
    ]
    if faults:
        raise FaultyPack("courses.toml", faults)


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
            language: {name: words[name] for name in ("items", "objectives", "repairs") if name in words}
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


def _publish_course(
    session: Session, course: Course, packs: Sequence[Pack], position: int, now: datetime
) -> CourseVersion:
    test = None
    if course.forms:
        quiz, words = course_quiz(course, packs)
        test = publish_quiz(session, module=course.slug, quiz=quiz, words=words, now=now)
    content = {
        "modules": list(course.modules),
        "only": {module: list(names) for module, names in course.only.items()},
        "audiences": [asdict(audience) for audience in course.audiences],
        "forms": dict(course.forms),
        "validity_months": course.validity_months,
        "design": course.design,
        "words": {language: dict(words) for language, words in course.words.items()},
        "position": position,
    }
    hashed = {**content, "test": test.content_hash if test else None}
    digest = hashlib.sha256(json.dumps(hashed, sort_keys=True).encode()).hexdigest()
    newest = session.scalars(
        select(CourseVersion).where(CourseVersion.slug == course.slug).order_by(CourseVersion.number.desc()).limit(1)
    ).first()
    if newest and newest.content_hash == digest:
        return newest
    version = CourseVersion(
        id=uuid.uuid4(),
        slug=course.slug,
        number=newest.number + 1 if newest else 1,
        content_hash=digest,
        test_version_id=test.id if test else None,
        published_at=now,
        **content,
    )
    session.add(version)
    session.flush()
    return version
