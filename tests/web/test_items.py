"""How the questions of a quiz work, as a trainer sees it: page and files agree, nobody is named, borders hold."""

import csv
import io
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import groupby
from random import Random

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.people.models import Person
from learning.quizzes.rules import Answer, Item
from learning.reports.items.rules import FEWEST
from tests.cast import Cast
from tests.life import SEA, Life, right_answer
from tests.measuring import wrong
from tests.visitor import Visitor

Take = Callable[..., str]


def answers(items: list[Item], knows: float, rng: Random) -> dict[str, Answer]:
    """What somebody answers who knows so much."""
    return {item.id: right_answer(item) if rng.random() < knows else wrong(item) for item in items}


@pytest.fixture
def take(life: Life, cast: Cast) -> Take:
    """Let so many people of Ghana take the quiz, women and men in turn, in some draws; gives the report's address."""
    rng = Random(1325)

    def taking(number: int, *, draws: int = 1, first: int = 0) -> str:
        with life.database.read() as session:
            module = life.course(session, SEA).modules[0]
        for place, enrolment in enumerate(life.crowd(cast.ghana_cohort, number, sexes=("female", "male"), first=first)):
            attempt = life.begin(enrolment, seed=place % draws)
            life.submit(attempt, answers(life.items(attempt), 0.25 + 0.7 * rng.random(), rng))
        return f"/reports/items/GHA/{module.quiz_version_id}"

    return taking


def tables_of(text: str) -> dict[str, list[list[str]]]:
    """The tables of a CSV file by title, heads first."""
    rows = list(csv.reader(io.StringIO(text)))
    tables: dict[str, list[list[str]]] = {}
    for is_row, lines in groupby(rows[rows.index([]) + 1 :], key=bool):
        if is_row:
            (title, *_), *rest = lines
            tables[title] = rest
    return tables


def test_the_trainer_sees_which_questions_to_look_at(
    visitor: Callable[..., Visitor], cast: Cast, take: Take, life: Life
) -> None:
    url = take(210, draws=2)
    efua = visitor(cast.efua)
    efua.open("/reports/items/GHA")
    with life.database.read() as session:
        words = life.course(session, SEA).modules[0].words("en")
    page = efua.follow(words["title"])
    assert page.heading == "How the questions work"
    assert "ask to be looked at" in page.words
    assert "Reliability (Cronbach's alpha) is" in page.words
    heads, *rows = page.table("All questions")
    assert heads[:2] == ["No.", "Verdict"]
    asked = [int(row[heads.index("People asked")]) for row in rows]
    assert min(asked) >= FEWEST
    heads, *compared = page.table("Fairness")
    assert {(row[heads.index("Compared by")], row[heads.index("Effect size")]) for row in compared} <= {
        ("Sex", size) for size in "ABC"
    }
    assert compared
    with life.database.read() as session:
        names = session.scalars(select(Person.name)).all()
    assert [name for name in names if name in page.html and name != cast.efua.actor.name] == []
    assert url in page.html


def test_page_and_files_say_the_same(visitor: Callable[..., Visitor], cast: Cast, take: Take, life: Life) -> None:
    url = take(60)
    efua = visitor(cast.efua)
    page = efua.open(url)
    reply = efua.fetch(f"{url}.csv")
    text = reply.data.decode("utf-8-sig")
    saved = tables_of(text)
    titles = ["The quiz as a whole", "All questions", "Answers chosen"]
    assert list(saved)[:3] == titles
    for title in titles:
        heads, *rows = saved[title]
        kept = [place for place, head in enumerate(heads) if head not in ("Question", "Wrong answer to look at")]
        assert [[row[place] for place in kept] for row in (heads, *rows)] == page.table(title)
    book = openpyxl.load_workbook(io.BytesIO(efua.fetch(f"{url}.xlsx").data))
    cells = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    }
    assert {cell for row in page.table("Answers chosen") for cell in row[:3]} <= cells
    printed = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(efua.fetch(f"{url}.pdf").data)).pages)
    assert all(row[-1] in printed for row in page.table("All questions"))
    with life.database.read() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)).all()
    assert [(entry.country, entry.facts["form"]) for entry in noted] == [
        ("GHA", "csv"),
        ("GHA", "xlsx"),
        ("GHA", "pdf"),
    ]


def test_no_figure_appears_of_fewer_than_thirty(visitor: Callable[..., Visitor], cast: Cast, take: Take) -> None:
    url = take(FEWEST - 1)
    efua = visitor(cast.efua)
    assert url not in efua.open("/reports/items/GHA").html
    page = efua.open(url)
    assert "Nothing is shown yet: each question needs 30 people who were asked it." in page.words
    assert [table for table in ("All questions", "Answers chosen") if table in page.words] == []
    assert "alpha" not in page.words.partition("How to read this")[0]
    saved = efua.fetch(f"{url}.csv").data.decode("utf-8-sig")
    assert "fewer than 30" in saved
    assert "29" not in saved
    assert [row for rows in tables_of(saved).values() for row in rows[1:] if len(row) > 1] == []


def test_only_the_first_attempt_of_each_person_counts(
    visitor: Callable[..., Visitor], cast: Cast, take: Take, life: Life
) -> None:
    url = take(FEWEST)
    (again,) = life.crowd(cast.ghana_cohort, 1, first=500)
    attempt = life.begin(again, seed=0)
    life.submit(attempt, {item.id: wrong(item) for item in life.items(attempt)})
    efua = visitor(cast.efua)
    before = efua.open(url).table("All questions")
    later = life.now + timedelta(hours=1)
    attempt = life.begin(again, seed=0, now=later)
    life.submit(attempt, now=later)
    assert efua.open(url).table("All questions") == before
    assert {row[2] for row in before[1:]} == {str(FEWEST + 1)}


def test_the_page_says_how_fairness_is_added(
    visitor: Callable[..., Visitor], cast: Cast, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = take(FEWEST)
    monkeypatch.setitem(sys.modules, "statsmodels", None)  # as where it is not installed
    page = visitor(cast.efua).open(url)
    assert "pip install statsmodels" in page.words
    assert page.table("All questions")


def test_people_of_another_country_are_not_counted(
    visitor: Callable[..., Visitor], cast: Cast, take: Take, life: Life
) -> None:
    url = take(FEWEST)
    for place, enrolment in enumerate(life.crowd(cast.nepal_cohort, 4)):
        attempt = life.begin(enrolment, seed=place)
        life.submit(attempt, {item.id: wrong(item) for item in life.items(attempt)})
    dora = visitor(cast.dora)
    assert f"n {FEWEST} " in f"{dora.open(url).words} "
    assert f"n {FEWEST + 4} " in f"{dora.open(url.replace('GHA', 'all')).words} "
    assert "n fewer than 30" in dora.open(url.replace("GHA", "NPL")).words


def test_queries_do_not_grow_with_people(
    app: Flask,
    visitor: Callable[..., Visitor],
    cast: Cast,
    take: Take,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
) -> None:
    efua, database = visitor(cast.efua), app.extensions["learn1325"].database
    counts = []
    for first, number in ((0, 1), (1, FEWEST)):
        url = take(number, first=first)
        efua.open(url)
        with count_queries(database) as statements:
            efua.open(url)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


def test_the_report_on_a_course_says_the_same_of_each_question(
    visitor: Callable[..., Visitor], cast: Cast, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = take(FEWEST + 10)
    heads, *rows = tables_of(visitor(cast.efua).fetch(f"{url}.csv").data.decode("utf-8-sig"))["All questions"]
    kwame = visitor(cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org"))
    course = f"/reports/item-quality/GHA.csv?course={SEA}"
    tables = tables_of(kwame.fetch(course).data.decode("utf-8-sig"))
    course_heads, *course_rows = tables["All questions"]
    both = [head for head in heads if head in course_heads]
    assert {"No.", "Question", "Verdict", "People asked", "Answered", "Fully right", "Discrimination"} <= set(both)

    def shared(columns: list[str], lines: list[list[str]]) -> list[list[str]]:
        return [[line[columns.index(head)] for head in both] for line in lines]

    assert rows
    assert shared(course_heads, course_rows) == shared(heads, rows)
    ((_, _, people, questions, look, *_),) = tables["By module"][1:]
    assert (people, questions) == (str(FEWEST + 10), str(len(rows)))
    assert int(look) == sum(line[heads.index("Verdict")] != "It works." for line in rows)
    monkeypatch.setitem(sys.modules, "statsmodels", None)  # as where it is not installed
    page = kwame.open(course.replace(".csv", ""))
    assert "the extra “statistics” is not installed" in page.words
