"""The fact sheet on paper: one page for a usual country, nothing cut off for an unusual one, all of it in text."""

import io
import unicodedata
from datetime import date

import pytest
from pypdf import PdfReader

from learning.reports.facts import paper, text
from learning.reports.table import HIDDEN, Column, Header, Row, Sheet, Table, shown

SHARES = (Column("value", "What"), Column("completed", "Completed", "number"), Column("share", "Share", "percent"))
COURSES = (
    Column("value", "Course"),
    Column("completed", "Completed", "number"),
    Column("valid", "Valid certificates", "number"),
    Column("expiring", "Run out next quarter", "number"),
)
SOURCES = tuple(Column(key, key.title(), "number" if key == "version" else "text") for key in (
    "code", "indicator", "formula", "version", "source",
))  # fmt: skip


def sheet(courses: int = 2, direction: str = "ltr") -> Sheet:
    head = Header(
        title="Fact sheet",
        lines=(
            ("Summary", "1 284 people completed 2 568 courses in quarter 3 of 2026."),
            ("Country", "A country with a long name of its own, as some have (XYZ)"),
            ("Quarter", "2026-Q3"),
            ("Certificates valid on", date(2026, 9, 30).isoformat()),
            ("Made on", "2026-11-29"),
            ("Rule version", "fact-sheet-1"),
            ("n", "2568"),
        ),
        audience="share",
        audience_words="May be shared: small counts by sex are hidden, and the roll does not state anybody's sex.",
        direction="rtl" if direction == "rtl" else "ltr",
    )
    large = {"People trained": 1284, "Courses completed": 2568, "Valid certificates": 10_000, "Run out next quarter": 0}
    glance: list[Row] = list(large.items())
    named: list[Row] = [(f"Course {number}, a title of some words", number, 7 * number, 0) for number in range(courses)]
    seven: list[Row] = [(f"Category of personnel {number}", 300, (300, 2568)) for number in range(7)]
    sexes: list[Row] = [(f"Sex {number}", HIDDEN, HIDDEN) for number in range(4)] + [("Another", 0, (0, 2568))]
    modes: list[Row] = [("Own phone", 2000, (2000, 2568)), ("Room", 568, (568, 2568)), ("Paper", 0, (0, 2568))]
    sources: list[Row] = [
        ("T1", "People trained", "People who completed at least one course. " * 3, 1, "A/RES/49/37")
    ] * 3
    return Sheet(
        head,
        (
            Table("At a glance", (Column("what", "What"), Column("number", "Number", "number")), glance),
            Table("By course", COURSES, named),
            Table("By category of personnel", SHARES, seven),
            Table("By sex", SHARES, sexes),
            Table("By how it was taken", SHARES, modes),
            Table("Definitions and sources", SOURCES, sources),
        ),
    )


def pages(made: Sheet) -> list[str]:
    reader = PdfReader(io.BytesIO(b"".join(paper.draw(made))))
    return ["".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize(("courses", "expected"), [(0, 1), (2, 1), (5, 1), (16, 2)])
def test_every_cell_is_on_the_paper(courses: int, expected: int) -> None:
    made = sheet(courses)
    found = pages(made)
    assert len(found) == expected
    for table in made.tables:
        for row in table.rows:
            for cell, column in zip(row, table.columns, strict=True):
                assert "".join(shown(cell, column, made.header).split()) in "".join(found), (table.title, row)
    assert all("Maybeshared" in page and "Madeon:" in page for page in found), "each page says for whom it is"


def test_nothing_stands_on_the_foot_or_beyond_the_edges() -> None:
    for made in (sheet(5), sheet(16), sheet(5, "rtl")):
        reader = PdfReader(io.BytesIO(b"".join(paper.draw(made))))
        for page in reader.pages:
            places: list[tuple[str, float, float]] = []
            page.extract_text(
                visitor_text=lambda words, _cm, tm, _font, _size, to=places: to.append((words, tm[4], tm[5]))
            )
            written = [place for place in places if place[0].strip()]
            assert all(paper.MARGIN - 1 <= x <= paper.WIDTH - paper.MARGIN + 1 for _, x, _ in written)
            foot = max(y for words, _, y in written if "May be shared" in words)
            assert not [words for words, _, y in written if foot < y < foot + 10]


def test_the_same_sheet_is_the_same_file() -> None:
    assert b"".join(paper.draw(sheet())) == b"".join(paper.draw(sheet()))


def test_the_columns_of_a_text_stand_below_each_other() -> None:
    lines = b"".join(text.draw(sheet(3))).decode().splitlines()
    start = lines.index("By course")
    rows = lines[start + 2 : start + 6]
    ends = {len(line) for line in rows}
    assert len(ends) == 1, "figures end in the same place"
    assert text.width("المجموعّ") == len("المجموعّ") - sum(map(bool, map(unicodedata.combining, "المجموعّ")))
    assert text.width("訓練") == 4
