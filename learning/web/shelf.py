"""The reference shelf and the library: documents in our own words, what the courses cover, what is published."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from learning.errors import NotFound
from learning.languages import language
from learning.modules import queries as modules
from learning.modules.coverage import Column, Row, coverage
from learning.modules.queries import Catalogue, PublishedCourse, PublishedModule
from learning.modules.rules import Lesson
from learning.modules.shelf import Reference
from learning.modules.shelving import own_shelf
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.addresses import document_url, term_url
from learning.web.context import database
from learning.web.i18n import page_language

blueprint = Blueprint("shelf", __name__)


@dataclass(frozen=True)
class Found:
    """A lesson as a link: where it is, what it is called, in which language."""

    url: str
    title: str
    lang: str


def found(course: PublishedCourse, module: PublishedModule, lesson: Lesson) -> Found:
    """Make a link to a lesson, in the language in which the reader is shown it."""
    tag = page_language().tag
    title = module.words(tag)["lessons"][lesson.id]["title"]
    return Found(f"/courses/{course.slug}/{module.slug}/{lesson.id}", title, module.pack.language(tag))


@blueprint.get("/library")
@requires(Permission.LEARN)
def library() -> ResponseReturnValue:
    """Show what there is to read: the shelf, the glossary, the matrix, and every published module with its date."""
    with database().read() as session:
        catalogue = modules.catalogue(session)
        dates = modules.dates(session, catalogue)
    shelf = own_shelf()
    return render_template(
        "shelf/library.html",
        courses=catalogue.courses.values(),
        dates=dates,
        documents=len(shelf.references),
        terms=len(shelf.terms),
        tag=page_language().tag,
        language_of=language,
    )


@blueprint.get("/shelf")
@requires(Permission.LEARN)
def shelf() -> ResponseReturnValue:
    """List the documents in groups, each with its year and one line."""
    shelf = own_shelf()
    lang = shelf.language(page_language().tag)
    groups = [(group, [each for each in shelf.references if each.group == group]) for group in shelf.groups]
    return render_template(
        "shelf/shelf.html",
        groups=groups,
        words=shelf.words[lang],
        document_url=document_url,
        lang=lang,
        dir=language(lang).direction,
    )


@blueprint.get("/shelf/<document>")
@requires(Permission.LEARN)
def document(document: str) -> ResponseReturnValue:
    """Show a document: what it says in one line, what it means for a peacekeeper, its paragraphs, who rests on it."""
    shelf = own_shelf()
    reference = shelf.by_id.get(document)
    if reference is None:
        raise NotFound("This page does not exist.")
    with database().read() as session:
        catalogue = modules.catalogue(session)
    lang = shelf.language(page_language().tag)
    return render_template(
        "shelf/document.html",
        reference=reference,
        words=shelf.words[lang]["documents"][document],
        lessons=list(_resting_on(catalogue, reference)),
        terms=[
            (term_url(term.id), shelf.words[lang]["terms"][term.id]["term"])
            for term in shelf.terms
            if term.source and reference.rest_of(term.source) is not None
        ],
        lang=lang,
        dir=language(lang).direction,
    )


def _resting_on(catalogue: Catalogue, reference: Reference) -> Iterator[Found]:
    """Find the lessons that name a document among their sources."""
    for course in catalogue.courses.values():
        for module in course.modules:
            for lesson in module.lessons:
                if any(reference.rest_of(source) is not None for source in lesson.sources):
                    yield found(course, module, lesson)


@dataclass(frozen=True)
class Line:
    """One row of the matrix as its page shows it.

    Attributes:
        row: the tag and its lessons.
        id: its name on the page.
        name: a short name, such as "R3" or "CPTM 2017, 2.4"; empty when the words begin with it.
        words: the row in words, as far as the shelf has any.
        links: the lessons, under the place of their module.
    """

    row: Row
    id: str
    name: str
    words: str
    links: dict[str, list[Found]]


@blueprint.get("/shelf/coverage")
@requires(Permission.LEARN)
def matrix() -> ResponseReturnValue:
    """Show which lessons serve which recommendation, action, pillar and lesson of the core training, and the gaps."""
    with database().read() as session:
        catalogue = modules.catalogue(session)
    shelf = own_shelf()
    tag = page_language().tag
    lang = shelf.language(tag)
    covered = coverage(catalogue.courses.values(), shelf)
    columns = {column.place: column for column in covered.columns}
    sections = [
        (section.name, [_line(row, columns, shelf.words[lang]["rows"].get(row.tag, "")) for row in section.rows])
        for section in covered.sections
    ]
    return render_template(
        "shelf/coverage.html",
        coverage=covered,
        sections=sections,
        opened=request.args.get("row"),
        gaps=[line for _, lines in sections for line in lines if not line.row.count],
        tag=tag,
        lang=lang,
        dir=language(lang).direction,
    )


def _line(row: Row, columns: dict[str, Column], words: str) -> Line:
    name = row.tag
    if name.startswith("cptm-"):
        edition, _, lesson = name.removeprefix("cptm-").partition(":")
        name = f"CPTM {edition}, {lesson}"
    links = {
        place: [found(columns[place].course, columns[place].module, lesson) for lesson in lessons]
        for place, lessons in row.lessons.items()
    }
    is_word = name.islower()
    return Line(row, row.tag.replace(":", "-").replace(".", "-").lower(), "" if is_word else name, words, links)
