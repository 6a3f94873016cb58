"""Sessions in a room in words: what is taught, in the language in which it will be taught."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from learning.languages import language
from learning.modules.queries import Catalogue, PublishedCourse, PublishedModule
from learning.records.rooms import RoomSession
from learning.web.i18n import page_language


@dataclass(frozen=True)
class Part:
    """A lesson or an exercise of a session, in words; `url` is where it is presented, or printed."""

    key: str
    title: str
    minutes: int
    lang: str
    dir: str
    url: str


@dataclass(frozen=True)
class Chapter:
    """A module whose lessons can be chosen; `key` stands for all of them."""

    key: str
    title: str
    lang: str
    dir: str
    parts: list[Part]


def title_of(room: RoomSession, course: PublishedCourse | None) -> tuple[str, str, str]:
    """Name a session by its one module, or by its course; with language and direction of the words."""
    tag = page_language().tag
    slugs = {lesson.partition("/")[0] for lesson in room.lessons}
    if course is None:
        return room.course, "en", "ltr"
    found = [module for module in course.modules if module.slug in slugs]
    if len(found) == 1:
        return found[0].words(tag)["title"], *_spoken(found[0])
    lang = course.language(tag)
    return course.words(tag)["title"], lang, language(lang).direction


def parts_of(course: PublishedCourse | None, lessons: Collection[str]) -> list[Part]:
    """Put the lessons of a session into words, in the order of the course; what is published no more is left out."""
    wanted = set(lessons)
    return [part for module in _modules(course) for part in _lessons(course, module) if part.key in wanted]


def exercises_in_words(course: PublishedCourse | None, exercises: Collection[str]) -> list[Part]:
    """Put exercises into words; each leads to its page to print."""
    wanted = set(exercises)
    return [
        Part(
            f"{module.slug}/{item.id}",
            module.words(page_language().tag)["items"][item.id]["title"],
            item.minutes,
            *_spoken(module),
            f"/courses/{course.slug if course else ''}/{module.slug}/exercises/{item.id}/paper",
        )
        for module in _modules(course)
        for item in module.pack.exercises
        if f"{module.slug}/{item.id}" in wanted
    ]


def guides_of(course: PublishedCourse | None, lessons: Collection[str]) -> list[Part]:
    """List the facilitator's guides of the modules of some lessons."""
    slugs = {lesson.partition("/")[0] for lesson in lessons}
    return [
        Part(
            module.slug,
            module.words(page_language().tag)["title"],
            module.pack.facilitator_minutes,
            *_spoken(module),
            f"/courses/{course.slug if course else ''}/{module.slug}/facilitator",
        )
        for module in _modules(course)
        if module.slug in slugs and module.pack.guides
    ]


def _modules(course: PublishedCourse | None) -> Sequence[PublishedModule]:
    return course.modules if course else ()


def _lessons(course: PublishedCourse | None, module: PublishedModule) -> list[Part]:
    titles = module.words(page_language().tag)["lessons"]
    slug = course.slug if course else ""
    return [
        Part(
            f"{module.slug}/{lesson.id}",
            titles[lesson.id]["title"],
            lesson.minutes,
            *_spoken(module),
            f"/courses/{slug}/{module.slug}/{lesson.id}/present",
        )
        for lesson in module.lessons
    ]


def _spoken(module: PublishedModule) -> tuple[str, str]:
    lang = module.pack.language(page_language().tag)
    return lang, language(lang).direction


def offered_to(catalogue: Catalogue, courses: Sequence[str]) -> list[tuple[str, list[Chapter]]]:
    """List what can be taught to a cohort: its courses, their modules, and the lessons of each."""
    tag = page_language().tag
    found = [catalogue.courses[slug] for slug in courses if slug in catalogue.courses]
    return [
        (
            course.words(tag)["title"],
            [
                Chapter(
                    f"{course.slug}/{module.slug}",
                    module.words(tag)["title"],
                    *_spoken(module),
                    _lessons(course, module),
                )
                for module in course.modules
            ],
        )
        for course in found
    ]
