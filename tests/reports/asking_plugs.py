"""Asks reports without a page: in plain English, as the figures are stored."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from learning.people.models import Category
from learning.reports.asking import Asked
from learning.reports.completions import Audience, Names
from learning.reports.disclosure import Split
from learning.reports.plug import Question, Report
from learning.reports.table import Cell, Sheet
from learning.web.vocabulary import SEXES
from tests.life import GENDER, SEA, Life

TODAY = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
COURSES = {SEA: "SEA", GENDER: "Gender"}


def say(sentence: str, /, **values: object) -> str:
    return sentence % values if values else sentence


def question(
    country: str | None = "GHA",
    *,
    audience: Audience = "internal",
    split: Split | None = None,
    now: datetime = TODAY,
    **asked: Any,
) -> Question:
    names = Names(
        country="Ghana" if country else "All countries",
        courses=COURSES,
        categories={str(each): str(each) for each in Category},
        sexes={str(each): str(each) for each in SEXES},
        missions={},
        cohorts={},
        language="en",
        direction="ltr",
        decimal_mark=".",
    )
    return Question(country, Asked(**asked), names, say, now, audience, split)


def answered(life: Life, report: Report, asked: Question) -> tuple[Sheet, dict[str, list[list[Cell]]]]:
    """The sheet of a report, and its tables by title."""
    with life.database.snapshot() as session:
        made = report.sheet(session, asked)
        return made, {table.title: [list(row) for row in table.rows] for table in made.tables}


def facts(made: Sheet) -> Mapping[str, str]:
    """The lines of a sheet's header."""
    return dict(made.header.lines)
