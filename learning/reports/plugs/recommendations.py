"""Who was trained in what is recommended on women, peace and security: the coverage matrix times the people trained."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.modules.coverage import Row as Served
from learning.modules.coverage import coverage
from learning.modules.queries import catalogue
from learning.modules.shelving import own_shelf
from learning.records.models import Completion
from learning.reports.asking import Filter
from learning.reports.plug import Question, Report, header
from learning.reports.serving import served
from learning.reports.standing import completed_as_asked
from learning.reports.table import Column, Row, Sheet, Table

RULE_VERSION: Final = "recommendations-1"
_completions = table_of(Completion)
Taught = Mapping[str, frozenset[tuple[uuid.UUID, str]]]
"""By tag: the editions of courses that serve it, each with an audience that must read the lessons."""


def sheet(session: Session, question: Question) -> Sheet:
    """Count for each recommendation, action and pillar its lessons, and who completed a course that holds them."""
    say = question.say
    published = catalogue(session)
    shelf = own_shelf()
    titles = {
        "recommendations": say("Recommendations of the issue brief"),
        "actions": say("Actions of the Call to Action"),
        "pillars": say("Pillars"),
    }
    matrix = coverage(published.courses.values(), shelf)
    sections = {each.name: each.rows for each in matrix.sections if each.name in titles}
    of_column = {column.place: column.course.slug for column in matrix.columns}
    people, everybody = _people(session, question, _taught(session, question))
    words = shelf.words[shelf.language(question.names.language)]["rows"]
    asked = [row.tag for name in ("recommendations", "actions") for row in sections[name]]
    answer = say(
        "%(people)s people completed a course; %(taught)s of %(all)s recommendations and actions were part of it.",
        people=everybody,
        taught=sum(people.get(tag, 0) > 0 for tag in asked),
        all=len(asked),
    )
    return Sheet(
        header(REPORT, question, n=everybody, rule_version=RULE_VERSION, answer=answer),
        tuple(
            Table(
                titles[name],
                _columns(question),
                [_line(row, people.get(row.tag, 0), everybody, words, of_column, question) for row in rows],
            )
            for name, rows in sections.items()
        ),
    )


def _columns(question: Question) -> tuple[Column, ...]:
    say = question.say
    return (
        Column("tag", say("No.")),
        Column("words", say("What it asks for")),
        Column("courses", say("Courses")),
        Column("lessons", say("Lessons"), "number"),
        Column("people", say("People trained"), "number"),
        Column("share", say("Share of those trained"), "percent"),
    )


def _line(
    row: Served,
    people: int,
    everybody: int,
    words: Mapping[str, str],
    of_column: Mapping[str, str],
    question: Question,
) -> Row:
    say, titles = question.say, question.names.courses
    courses = dict.fromkeys(of_column[place] for place in row.lessons)
    if courses:
        named = ", ".join(titles.get(course, course) for course in courses)
    else:
        named = say("For governments and the United Nations") if row.beyond else say("No lesson yet")
    tag = "–" if row.tag.islower() else row.tag
    return (tag, words.get(row.tag, row.tag), named, row.count, people, (people, everybody))


def _taught(session: Session, question: Question) -> Taught:
    """Find what the courses that were completed served, in the edition in which each was completed."""
    pairs = session.execute(
        select(_completions.c.course_version_id, _completions.c.audience)
        .where(*completed_as_asked(question))
        .distinct()
    ).all()
    audiences: dict[uuid.UUID, list[str]] = {}
    for version, audience in pairs:
        audiences.setdefault(version, []).append(audience)
    found: dict[str, set[tuple[uuid.UUID, str]]] = {}
    for pair, tags in served(session, audiences).items():
        for tag in tags:
            found.setdefault(tag, set()).add(pair)
    return {tag: frozenset(each) for tag, each in found.items()}


def _people(session: Session, question: Question, taught: Taught) -> tuple[dict[str, int], int]:
    """Count the people of each tag, each once, and everybody, with one statement; tags of one kind are counted once."""
    kinds = list(dict.fromkeys(taught.values()))
    person = _completions.c.person_id
    counts = [func.count(distinct(case((_one_of(each), person)))) for each in kinds]
    everybody, *numbers = session.execute(
        select(func.count(distinct(person)), *counts).where(*completed_as_asked(question))
    ).one()
    by_kind = dict(zip(kinds, map(int, numbers), strict=True))
    return {tag: by_kind[each] for tag, each in taught.items()}, int(everybody)


def _one_of(pairs: Iterable[tuple[uuid.UUID, str]]) -> ColumnElement[bool]:
    version, audience = _completions.c.course_version_id, _completions.c.audience
    return or_(*(and_(version == one, audience == other) for one, other in sorted(pairs)))


REPORT = Report(
    slug="recommendations",
    title=lambda say: say("Recommendations and people trained"),
    purpose=lambda say: say("How many people were trained in what each recommendation and action asks for?"),
    takes=(Filter.CATEGORY, Filter.PERIOD),
    sheet=sheet,
    scope="both",
    leaves=True,
)
