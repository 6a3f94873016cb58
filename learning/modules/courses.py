"""The list of courses: which modules make a course, for whom, and how long its completion is valid."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from learning.languages import DEFAULT
from learning.modules import shapes
from learning.modules.documents import Document, read_document
from learning.modules.rules import FORMAT, Course, Fault, FaultyPack

FILE: Mapping[str, shapes.Rule] = {"format": shapes.exactly(FORMAT), "courses": shapes.tables}
COURSE: Mapping[str, shapes.Rule] = {
    "slug": shapes.named(shapes.SLUG, "gender-responsive-conflict-analysis"),
    "modules": shapes.several(shapes.named(shapes.SLUG, "women-peace-security")),
    "audience": shapes.named(shapes.SLUG, "all"),
    "validity_months": shapes.whole(1, 120),
    "design": shapes.named(shapes.SLUG, "field-manual"),
    "words": shapes.table,
}
WORDS: Mapping[str, shapes.Rule] = {"title": shapes.text, "summary": shapes.text}


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
    return tuple(_course(table) for table in document.table["courses"])


def _faults(document: Document) -> Iterator[Fault]:
    yield from shapes.table_faults(document, (), document.table, FILE)
    courses = document.table.get("courses")
    seen: set[object] = set()
    for number, course in enumerate(courses if isinstance(courses, list) else ()):
        yield from shapes.table_faults(document, ("courses", number), course, COURSE, optional=("validity_months",))
        if not isinstance(course, dict):
            continue
        slug = str(course.get("slug"))
        if slug in seen:
            yield document.fault(("courses", number, "slug"), f"“{slug}” stands here a second time")
        seen.add(slug)
        if isinstance(course.get("words"), dict):
            yield from _words_faults(document, number, course["words"])


def _words_faults(document: Document, number: int, words: Mapping[str, Any]) -> Iterator[Fault]:
    path = ("courses", number, "words")
    if DEFAULT.tag not in words:
        yield document.fault(path, f"there are no words in “{DEFAULT.tag}”, the language for readers of any other")
    for language, said in words.items():
        if not shapes.LANGUAGE.fullmatch(language):
            yield document.fault((*path, language), f"“{language}” is no language tag such as “fr”")
        yield from shapes.table_faults(document, (*path, language), said, WORDS)


def _course(table: Mapping[str, Any]) -> Course:
    return Course(
        slug=table["slug"],
        modules=tuple(table["modules"]),
        audience=table["audience"],
        validity_months=table.get("validity_months"),
        design=table["design"],
        words=table["words"],
    )
