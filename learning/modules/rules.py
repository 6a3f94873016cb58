"""What a content pack is, and when two packs are the same: facts in, decision out."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from learning.errors import Invalid
from learning.quizzes.rules import Item, Quiz, Use, read_quiz

FORMAT = 1


@dataclass(frozen=True, order=True)
class Fault:
    """One reason why a pack is refused, as an author can act on it.

    Attributes:
        file: the file's name inside the pack, such as "en/words.toml".
        line: the line in that file, from 1; a fault of the whole file stands at line 1.
        reason: what is wrong, in plain English.
    """

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class FaultyPack(Invalid):
    """A pack or list of courses that is refused whole; `faults` holds every reason, in order of file and line."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name = name
        self.faults = tuple(sorted(set(faults)))
        listed = "\n".join(str(fault) for fault in self.faults)
        super().__init__(
            "%(name)s is refused, faults: %(count)s\n%(faults)s", name=name, count=len(self.faults), faults=listed
        )


@dataclass(frozen=True)
class Lesson:
    """One page to read: where its text stands, how long it takes, what it teaches and what it rests on."""

    id: str
    file: str
    minutes: int
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    checks: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A "check yourself" question inside a lesson: never scored, so its key may be on the page."""

    id: str
    choices: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class Pack:
    """A whole module that passed every check: structure, words, texts, drawings and quiz.

    Attributes:
        slug: the module's name in addresses, and its folder's name.
        languages: tags of the languages that are complete.
        content_notice: whether a notice page stands before the lessons.
        objectives: ids, in order; their words are in `words[language]["objectives"]`.
        lessons: in reading order.
        checks: the questions that lessons show.
        media: drawings by file name, as UTF-8 SVG.
        checklist: ids of the take-away checklist, in order.
        raw_quiz: quiz.toml and exercises.toml in one, of JSON values only.
        words: all short words by language tag, in the shape of words.toml, with those of exercises.toml.
        texts: lesson texts in Markdown by (language tag, lesson id).
        quiz: `raw_quiz` as the quiz room understands it.
        further_checklists: the items of others that it also hands out, by their ids; none in most modules.
        facilitator_minutes: how long the module takes with a class of 20.
        guides: the facilitator's guide in Markdown, by language tag.
    """

    slug: str
    languages: tuple[str, ...]
    content_notice: bool
    objectives: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    checks: tuple[Check, ...]
    media: Mapping[str, bytes]
    checklist: tuple[str, ...]
    raw_quiz: Mapping[str, Any]
    words: Mapping[str, Mapping[str, Any]]
    texts: Mapping[tuple[str, str], str]
    quiz: Quiz = field(compare=False)
    further_checklists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facilitator_minutes: int = 0
    guides: Mapping[str, str] = field(default_factory=dict)

    @property
    def exercises(self) -> tuple[Item, ...]:
        """The exercises, in the order of exercises.toml."""
        return self.quiz.used_for(Use.EXERCISE)

    def lesson(self, lesson_id: str) -> Lesson | None:
        """Find a lesson by its id, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def check(self, check_id: str) -> Check:
        """Find a check-yourself question by its id (KeyError for one that the pack does not have)."""
        return {check.id: check for check in self.checks}[check_id]

    def language(self, wanted: str) -> str:
        """Choose the content language for a reader: the one wanted when it is complete, else the pack's first."""
        return wanted if wanted in self.languages else self.languages[0]


EVERYBODY = "all"
"""The audience of whoever belongs to no other."""


@dataclass(frozen=True)
class Audience:
    """People for whom a course asks more: found by what they serve as, never by name.

    Attributes:
        name: as courses.toml calls it, such as "commanders".
        categories: categories of personnel; empty: any.
        rank_groups: rank groups; empty: any.
    """

    name: str
    categories: tuple[str, ...] = ()
    rank_groups: tuple[str, ...] = ()

    def has(self, category: str, rank_group: str) -> bool:
        """Say whether a person of this category and rank group belongs to it."""
        return category in (self.categories or (category,)) and rank_group in (self.rank_groups or (rank_group,))


def audience_of(audiences: Iterable[Audience], category: str, rank_group: str) -> str:
    """Find a person's audience: the first in the list that has her, else everybody."""
    return next((each.name for each in audiences if each.has(category, rank_group)), EVERYBODY)


@dataclass(frozen=True)
class Course:
    """A course: modules in order, for whom, how long its completion stays valid, and how its certificate looks.

    Attributes:
        slug: the course's name in addresses.
        modules: slugs of its modules, in order.
        only: modules that some audiences must take; every other module is for everybody.
        audiences: the audiences of all courses, in the order in which they are tried.
        forms: how many items per objective each of the two forms of the pre-test and post-test has; empty: no tests.
        validity_months: how long a completion counts; None means for ever.
        design: the certificate design's name.
        words: title and summary by language tag.
    """

    slug: str
    modules: tuple[str, ...]
    validity_months: int | None
    design: str
    words: Mapping[str, Mapping[str, str]]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: tuple[Audience, ...] = ()
    forms: Mapping[str, int] = field(default_factory=dict)


def parsed_quiz(raw: Mapping[str, Any], objectives: Sequence[str]) -> Quiz:
    """Read a raw quiz with its draw in the order of the objectives, so that no store can change the order.

    Raises:
        FaultyQuiz: the form of the quiz is wrong.
    """
    quiz = read_quiz(raw)
    places = {objective: place for place, objective in enumerate(objectives)}
    draw = sorted(quiz.draw.items(), key=lambda drawn: (places.get(drawn[0], len(places)), drawn[0]))
    return replace(quiz, draw=dict(draw))


def canonical(pack: Pack) -> bytes:
    """Write a pack as one JSON text: the same content gives the same bytes, however it was zipped or checked out."""
    content = {
        "format": FORMAT,
        "slug": pack.slug,
        "languages": pack.languages,
        "content_notice": pack.content_notice,
        "objectives": pack.objectives,
        "lessons": [asdict(lesson) for lesson in pack.lessons],
        "checks": [asdict(check) for check in pack.checks],
        "media": {name: drawing.decode() for name, drawing in pack.media.items()},
        "checklist": pack.checklist,
        # Left out where there are none, so that packs from before there were any keep their names.
        **({"further_checklists": pack.further_checklists} if pack.further_checklists else {}),
        "quiz": pack.raw_quiz,
        "words": pack.words,
        "texts": {
            language: {lesson.id: pack.texts[language, lesson.id] for lesson in pack.lessons}
            for language in pack.languages
        },
        "facilitator_minutes": pack.facilitator_minutes,
        "guides": pack.guides,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def from_canonical(content: bytes) -> Pack:
    """Give back the pack that `canonical` wrote; it was checked before it was stored, so it is not checked again."""
    stored = json.loads(content)
    objectives = tuple(stored["objectives"])
    return Pack(
        slug=stored["slug"],
        languages=tuple(stored["languages"]),
        content_notice=stored["content_notice"],
        objectives=objectives,
        lessons=tuple(read_lesson(lesson) for lesson in stored["lessons"]),
        checks=tuple(read_check(check) for check in stored["checks"]),
        media={name: drawing.encode() for name, drawing in stored["media"].items()},
        checklist=tuple(stored["checklist"]),
        further_checklists={name: tuple(items) for name, items in stored.get("further_checklists", {}).items()},
        raw_quiz=stored["quiz"],
        words=stored["words"],
        texts={
            (language, lesson_id): text
            for language, texts in stored["texts"].items()
            for lesson_id, text in texts.items()
        },
        quiz=parsed_quiz(stored["quiz"], objectives),
        facilitator_minutes=stored.get("facilitator_minutes", 0),
        guides=stored.get("guides", {}),
    )


def content_hash(pack: Pack) -> str:
    """Name a pack's content: the SHA-256 of its canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(pack)).hexdigest()


def read_lesson(table: Mapping[str, Any]) -> Lesson:
    """Read one well-formed [[lessons]] table."""
    return Lesson(
        id=table["id"],
        file=table["file"],
        minutes=table["minutes"],
        objectives=tuple(table["objectives"]),
        sources=tuple(table["sources"]),
        checks=tuple(table["checks"]),
        tags=tuple(table.get("tags", ())),
    )


def read_check(table: Mapping[str, Any]) -> Check:
    """Read one well-formed [[checks]] table."""
    return Check(id=table["id"], choices=tuple(table["choices"]), key=table["key"])
