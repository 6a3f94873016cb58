"""Finding the item whose key is wrong, in every edition that asks it, and reading what is to be done about it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning import db
from learning.errors import Invalid, NotFound
from learning.modules.folding import fold
from learning.modules.forms import course_item_id
from learning.modules.models import CourseVersion
from learning.modules.queries import Catalogue
from learning.people.rules import choose
from learning.quizzes.marking import Key, key_of, read_key, takes_key
from learning.quizzes.models import QuizVersion
from learning.quizzes.queries import PublishedQuiz, quiz_versions
from learning.quizzes.rules import Item
from learning.records.corrections import Correction, CorrectionTarget
from learning.records.dry_run import Wanted
from learning.records.models import Attempt
from learning.records.remedies import NEEDS_KEY, Remedy

MOST_FOUND = 40


@dataclass(frozen=True)
class FoundItem:
    """One item that the search found, in the module's current edition."""

    module: str
    item: Item
    prompt: str


@dataclass(frozen=True)
class ItemEdition:
    """One edition of a quiz that asks an item.

    Attributes:
        item: the item as it stands there, under the id that it has there.
        of_course: it is the quiz of the whole course: its tests and follow-ups.
        attempts: how many submitted attempts there are at this edition.
        is_alike: kind and key are those of the newest edition of the module.
    """

    version_id: uuid.UUID
    item: Item
    of_course: bool
    published_at: datetime
    attempts: int
    is_alike: bool


def search(catalogue: Catalogue, language: str, *, words: str, module: str) -> list[FoundItem]:
    """Find items by words of their prompts and by their module; the first few."""
    wanted = fold(words).split()
    found: dict[tuple[str, str], FoundItem] = {}
    for course in catalogue.courses.values():
        for each in course.modules:
            if module and each.slug != module:
                continue
            texts = each.words(language)["items"]
            for item in each.pack.quiz.items:
                prompt = str(texts[item.id]["prompt"])
                text = fold(f"{item.id} {prompt}")
                if all(word in text for word in wanted):
                    found[each.slug, item.id] = FoundItem(each.slug, item, prompt)
    return list(found.values())[:MOST_FOUND]


def editions_of(session: Session, module: str, item: str) -> list[ItemEdition]:
    """List the editions that ask an item, the newest first, those of the module before those of whole courses.

    Raises:
        NotFound: no edition asks it.
    """
    rows = session.execute(select(QuizVersion.id, QuizVersion.published_at).where(QuizVersion.module == module))
    published = {row.id: row.published_at for row in rows}
    of_courses = {
        row.test_version_id: row.published_at
        for row in session.execute(
            select(CourseVersion.test_version_id, CourseVersion.modules, CourseVersion.published_at).where(
                CourseVersion.test_version_id.is_not(None)
            )
        )
        if module in row.modules
    }
    quizzes = quiz_versions(session, [*published, *of_courses])
    asking = [
        (version, when, found, version in of_courses)
        for version, when in (published | of_courses).items()
        if (found := _asked(quizzes[version], course_item_id(module, item) if version in of_courses else item))
    ]
    asking.sort(key=lambda each: (each[3], -each[1].timestamp(), str(each[0])))
    if not asking:
        raise NotFound("This page does not exist.")
    counts = _attempts(session, [version for version, *_ in asking])
    newest = asking[0][2]
    return [
        ItemEdition(
            version,
            found,
            of_course,
            when,
            counts.get(version, 0),
            is_alike=(found.kind, found.body) == (newest.kind, newest.body),
        )
        for version, when, found, of_course in asking
    ]


def _asked(quiz: PublishedQuiz, item: str) -> Item | None:
    return next((each for each in quiz.quiz.items if each.id == item), None)


def _attempts(session: Session, versions: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    table = db.table_of(Attempt)
    counted = session.execute(
        select(table.c.quiz_version_id, func.count())
        .where(table.c.quiz_version_id.in_(versions), table.c.submitted_at.is_not(None))
        .group_by(table.c.quiz_version_id)
    )
    return {row[0]: row[1] for row in counted}


def wanted(session: Session, *, module: str, item: str, versions: Sequence[str], remedy: str, key: str) -> Wanted:
    """Read what is to be done about an item's key.

    Args:
        session: a transaction.
        module: the module's slug.
        item: the item's id in the module.
        versions: ids of the editions in which it is corrected.
        remedy: a word of `Remedy`.
        key: the new key as a pack writes it; looked at only where the remedy needs one.

    Raises:
        NotFound: no edition asks the item.
        Invalid: no edition or remedy is chosen, or the key cannot be used in each of the editions.
    """
    what = choose(Remedy, remedy, field="remedy")
    if what is Remedy.UNDO:
        raise Invalid("Choose one of the list.", field="remedy")
    chosen = [each for each in editions_of(session, module, item) if str(each.version_id) in versions]
    if not chosen:
        raise Invalid("Choose at least one edition.", field="versions")
    new: Key | None = None
    if what in NEEDS_KEY:
        for each in chosen:
            if not takes_key(each.item):
                raise Invalid("A question of this kind can be corrected by full credit only.", field="remedy")
            new = read_key(each.item, key)
    return Wanted(module, item, tuple((each.version_id, each.item.id) for each in chosen), what, new)


def undoing(session: Session, correction_id: uuid.UUID) -> Wanted:
    """Say what taking a correction back is.

    Raises:
        NotFound: there is no such correction.
        Invalid: it takes another one back itself.
    """
    found = session.get(Correction, correction_id)
    if found is None:
        raise NotFound("This page does not exist.")
    if found.remedy == Remedy.UNDO:
        raise Invalid("This took a correction back. Make that correction again instead.")
    targets = session.execute(
        select(CorrectionTarget.quiz_version_id, CorrectionTarget.item)
        .where(CorrectionTarget.correction_id == correction_id)
        .order_by(CorrectionTarget.quiz_version_id)
    )
    return Wanted(found.module, found.item, tuple((row[0], row[1]) for row in targets), Remedy.UNDO, None, found.id)


def key_text(item: Item) -> str:
    """Write an item's key as a pack writes it, to be changed."""
    return written(key_of(item))


def written(key: Key) -> str:
    """Write a key as a pack writes it."""
    return "\n".join(_lines(key))


def _lines(key: Key) -> list[str]:
    lines = [f"{name} = {_value(value)}" for name, value in key.items() if name != "parts"]
    for part, inner in key.get("parts", {}).items():
        lines += ["", f"[parts.{part}]", *_lines(inner)]
    return lines


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value).lower()
