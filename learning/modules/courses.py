"""The list of courses: which modules make a course, for whom, and how long its completion is valid."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from learning.languages import DEFAULT
from learning.modules import shapes
from learning.modules.documents import Document, read_document
from learning.modules.rules import FORMAT, Audience, Course, Fault, FaultyPack
from learning.people.models import Category, RankGroup

FILE: Mapping[str, shapes.Rule] = {
    "format": shapes.exactly(FORMAT),
    "audiences": shapes.tables,
    "courses": shapes.tables,
}
NAME = shapes.named(shapes.SLUG, "commanders")
AUDIENCE: Mapping[str, shapes.Rule] = {
    "name": NAME,
    "categories": shapes.several(shapes.one_of(Category)),
    "rank_groups": shapes.several(shapes.one_of(RankGroup)),
}
COURSE: Mapping[str, shapes.Rule] = {
    "slug": shapes.named(shapes.SLUG, "gender-responsive-conflict-analysis"),
    "modules": shapes.several(shapes.named(shapes.SLUG, "women-peace-security")),
    "only": shapes.table,
    "forms": shapes.table,
    "validity_months": shapes.whole(1, 120),
    "design": shapes.named(shapes.SLUG, "field-manual"),
    "words": shapes.table,
}
OPTIONAL = ("validity_months", "only", "forms")
WORDS: Mapping[str, shapes.Rule] = {"title": shapes.text, "summary": shapes.text}
ITEMS_PER_OBJECTIVE = shapes.whole(1, 10)


def read_courses(path: Path) -> tuple[Course, ...]:
    """Read and check the list of courses.

    Args:
        path: courses.toml. A course without `validity_months` stays valid for ever.

    Raises:
        FaultyPack: the list is refused whole; `faults` names each reason with its line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FaultyPack(path.name, [Fault(path.name, 1, "cannot be read")]) from error
    document = read_document(path.name, content)
    if isinstance(document, Fault):
        raise FaultyPack(path.name, [document])
    faults = list(_faults(document))
    if faults:
        raise FaultyPack(path.name, faults)
    audiences = tuple(map(_audience, document.table.get("audiences", ())))
    return tuple(_course(table, audiences) for table in document.table["courses"])


def _faults(document: Document) -> Iterator[Fault]:
    yield from shapes.table_faults(document, (), document.table, FILE, optional=("audiences",))
    audiences = {str(table.get("name")) for table in _tables(document, "audiences")}
    for number, table in enumerate(_tables(document, "audiences")):
        path = ("audiences", number)
        yield from shapes.table_faults(document, path, table, AUDIENCE, optional=("categories", "rank_groups"))
    courses = document.table.get("courses")
    seen: set[object] = set()
    for number, course in enumerate(courses if isinstance(courses, list) else ()):
        yield from shapes.table_faults(document, ("courses", number), course, COURSE, optional=OPTIONAL)
        if not isinstance(course, dict):
            continue
        slug = str(course.get("slug"))
        if slug in seen:
            yield document.fault(("courses", number, "slug"), f"“{slug}” stands here a second time")
        seen.add(slug)
        if isinstance(course.get("words"), dict):
            yield from _words_faults(document, number, course["words"])
        yield from _only_faults(document, number, course, audiences)
        for objective, items in _table(course, "forms").items():
            reason = ITEMS_PER_OBJECTIVE(items)
            if reason:
                yield document.fault(("courses", number, "forms", objective), f"“{objective}” {reason}")


def _words_faults(document: Document, number: int, words: Mapping[str, Any]) -> Iterator[Fault]:
    path = ("courses", number, "words")
    if DEFAULT.tag not in words:
        yield document.fault(path, f"there are no words in “{DEFAULT.tag}”, the language for readers of any other")
    for language, said in words.items():
        if not shapes.LANGUAGE.fullmatch(language):
            yield document.fault((*path, language), f"“{language}” is no language tag such as “fr”")
        yield from shapes.table_faults(document, (*path, language), said, WORDS)


def _only_faults(document: Document, number: int, course: Mapping[str, Any], audiences: set[str]) -> Iterator[Fault]:
    for module, names in _table(course, "only").items():
        path = ("courses", number, "only", module)
        if module not in course.get("modules", ()):
            yield document.fault(path, f"“{module}” is not among the modules of this course")
        reason = shapes.several(NAME)(names)
        if reason:
            yield document.fault(path, f"“{module}” {reason}")
            continue
        for name in names:
            if name not in audiences:
                yield document.fault(path, f"“{name}” is not among the audiences")


def _tables(document: Document, name: str) -> list[Mapping[str, Any]]:
    members = document.table.get(name)
    return [each for each in members if isinstance(each, dict)] if isinstance(members, list) else []


def _table(course: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = course.get(name)
    return found if isinstance(found, dict) else {}


def _audience(table: Mapping[str, Any]) -> Audience:
    return Audience(table["name"], tuple(table.get("categories", ())), tuple(table.get("rank_groups", ())))


def _course(table: Mapping[str, Any], audiences: tuple[Audience, ...]) -> Course:
    return Course(
        slug=table["slug"],
        modules=tuple(table["modules"]),
        only={module: tuple(names) for module, names in table.get("only", {}).items()},
        audiences=audiences,
        forms=table.get("forms", {}),
        validity_months=table.get("validity_months"),
        design=table["design"],
        words=table["words"],
    )
