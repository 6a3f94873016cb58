"""Finding passages by their words: one way to ask, whichever database answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil

from sqlalchemy import ColumnElement, Select, and_, column, func, literal_column, or_, select, table
from sqlalchemy.orm import Session

from learning.db import dialect_of, table_of
from learning.errors import Invalid
from learning.modules import indexes
from learning.modules.folding import Piece, excerpt, folded_words
from learning.modules.models import Passage

LONGEST = 100
PER_PAGE = 20
TITLE_COUNTS = 10.0
"""How much more a word counts in the title than in the text."""

_passages = table_of(Passage)
_INDEX = table("passages_index", column("rowid"))
_WORDS: ColumnElement[str] = literal_column(indexes.VECTOR)
_BY_LENGTH = 1
"""PostgreSQL's way to let a word count less in a long text, as SQLite's ranking does by itself."""


@dataclass(frozen=True)
class Scope:
    """What a reader may find.

    Attributes:
        courses: the courses whose lessons she may find.
        shown: by language, the modules that she is shown in it; "" stands for the shelf.
    """

    courses: Collection[str]
    shown: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Hit:
    """One passage that was found: what and where it is, and the part of it that holds the words."""

    kind: str
    course: str
    module: str
    part: str
    language: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Hits:
    """A page of what was found.

    Attributes:
        found: at most `PER_PAGE` of them, the best first.
        total: how many there are on all pages.
        page: which page this is, from 1; one beyond the last is the last.
        pages: how many pages there are, at least 1.
    """

    found: tuple[Hit, ...]
    total: int
    page: int
    pages: int


def asked_words(text: str) -> tuple[str, ...]:
    """Read what a reader typed: its words in folded form; signs and operators are no words, so nothing of them is left.

    Raises:
        Invalid: there is no word in it, or it is too long.
    """
    if len(text) > LONGEST:
        raise Invalid("This is too long to search for. Write at most %(most)s characters.", field="q", most=LONGEST)
    words = tuple(word for _, _, word in folded_words(text))
    if not words:
        raise Invalid("Write one word or more to search for.", field="q")
    return words


def search(session: Session, words: tuple[str, ...], scope: Scope, *, page: int = 1) -> Hits:
    """Find the passages that have every word; the last one may be a word's beginning. Two queries, whatever is found.

    Args:
        session: a reading transaction.
        words: what `asked_words` gave.
        scope: what the reader may find.
        page: which page of the result, from 1.
    """
    matching, order = _on_sqlite(words) if dialect_of(session) == "sqlite" else _on_postgresql(words)
    seen = matching.where(_visible(scope))
    total = session.scalar(select(func.count()).select_from(seen.with_only_columns(_passages.c.number).subquery())) or 0
    pages = max(1, ceil(total / PER_PAGE))
    shown = min(max(page, 1), pages)
    rows = session.execute(seen.order_by(order, _passages.c.number).limit(PER_PAGE).offset((shown - 1) * PER_PAGE))
    found = tuple(
        Hit(row.kind, row.course, row.module, row.part, row.language, row.title, tuple(excerpt(row.text, words)))
        for row in rows
    )
    return Hits(found, total, shown, pages)


def _visible(scope: Scope) -> ColumnElement[bool]:
    in_language = [
        and_(_passages.c.language == language, _passages.c.module.in_(sorted(modules)))
        for language, modules in sorted(scope.shown.items())
    ]
    return and_(_passages.c.course.in_(["", *sorted(scope.courses)]), or_(*in_language))


def _on_sqlite(words: tuple[str, ...]) -> tuple[Select[tuple[object, ...]], ColumnElement[float]]:
    # Each word in quotation marks is a word and nothing else; folded words have no quotation marks in them.
    asked = " ".join(f'"{word}"' for word in words) + "*"
    index: ColumnElement[str] = literal_column("passages_index")
    matching = (
        select(_passages)
        .join_from(_passages, _INDEX, _INDEX.c.rowid == _passages.c.number)
        .where(index.op("MATCH")(asked))
    )
    return matching, func.bm25(index, TITLE_COUNTS, 1.0)


def _on_postgresql(words: tuple[str, ...]) -> tuple[Select[tuple[object, ...]], ColumnElement[float]]:
    query = func.to_tsquery(literal_column("'simple'"), " & ".join(f"'{word}'" for word in words) + ":*")
    return select(_passages).where(_WORDS.op("@@")(query)), func.ts_rank(_WORDS, query, _BY_LENGTH).desc()
