"""What can be found by its words: gathered from what is published, and written together with the edition."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

from markdown_it.token import Token
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.modules.folding import fold
from learning.modules.markdown import argument, reader
from learning.modules.models import Passage
from learning.modules.rules import Course, Pack
from learning.modules.shelf import Shelf

_READER = reader(html=False)
_TABLE = table_of(Passage)
_COLUMNS = [column.name for column in _TABLE.columns]
Row = dict[str, Any]


class Kind(StrEnum):
    """What a passage is."""

    LESSON = "lesson"
    TERM = "term"
    DOCUMENT = "document"
    PARAGRAPH = "paragraph"


def store_passages(
    session: Session, packs: Iterable[Pack], courses: Sequence[Course], shelf: Shelf, *, edition: int
) -> None:
    """Write what can be found of an edition in place of what stood there; what is the same is not written again."""
    by_slug = {pack.slug: pack for pack in packs}
    gathered = [*_of_courses(by_slug, courses), *_of_shelf(shelf)]
    wanted = [{"number": number, "edition": edition, **row} for number, row in enumerate(gathered, 1)]
    stored = session.execute(select(_TABLE).order_by(_TABLE.c.number)).all()
    if [row._asdict() for row in stored] == [{name: row[name] for name in _COLUMNS} for row in wanted]:
        return
    session.flush()
    session.execute(delete(_TABLE))
    if wanted:
        session.execute(insert(_TABLE), wanted)


def _row(kind: Kind, part: str, language: str, title: str, text: str, *, course: str = "", module: str = "") -> Row:
    return {
        "kind": kind,
        "course": course,
        "module": module,
        "part": part,
        "language": language,
        "title": title,
        "text": text,
        "title_folded": fold(title),
        "text_folded": fold(text),
    }


def _of_courses(packs: dict[str, Pack], courses: Sequence[Course]) -> Iterator[Row]:
    for course in courses:
        for pack in (packs[slug] for slug in course.modules):
            for language in pack.languages:
                titles = pack.words[language]["lessons"]
                for lesson in pack.lessons:
                    title, text = titles[lesson.id]["title"], plain_text(pack.texts[language, lesson.id])
                    yield _row(Kind.LESSON, lesson.id, language, title, text, course=course.slug, module=pack.slug)


def _of_shelf(shelf: Shelf) -> Iterator[Row]:
    for language in shelf.languages:
        said = shelf.words[language]
        for term in shelf.terms:
            words = said["terms"][term.id]
            text = "\n".join([words["meaning"], *([words["official"]] if "official" in words else ())])
            # Other forms are found too, and not shown: nobody reads a list of plurals.
            row = _row(Kind.TERM, term.id, language, words["term"], text)
            yield row | {"title_folded": fold(" ".join([words["term"], *words["match"]]))}
        for reference in shelf.references:
            words = said["documents"][reference.id]
            title = f"{reference.symbol}: {words['title']}"
            text = "\n".join([words["summary"], *words["means"]])
            yield _row(Kind.DOCUMENT, reference.id, language, title, text)
            for each in reference.paragraphs:
                part, title = f"{reference.id}#{each.id}", f"{reference.symbol}, {each.label}"
                text = words["paragraphs"][each.label]
                # The symbol counts as text, so that who looks for it finds the document before its paragraphs.
                row = _row(Kind.PARAGRAPH, part, language, title, text)
                yield row | {"title_folded": fold(each.label), "text_folded": fold(f"{reference.symbol} {text}")}


@lru_cache(maxsize=256)
def plain_text(markdown: str) -> str:
    """Give the words of a lesson, one line for each of its parts; pictures and questions are left out."""
    lines = (_words(token) for token in _READER.parse(markdown))
    return "\n".join(line for line in lines if line)


def _words(token: Token) -> str:
    if token.type == "container_scenario_open":
        return argument(token)
    if token.type != "inline":
        return ""
    spaces = {"softbreak": " ", "hardbreak": " "}
    return "".join(child.content or spaces.get(child.type, "") for child in token.children or ()).strip()
