"""Files for spreadsheets and word processors, opened with LibreOffice: they say what the page says, and run nothing."""

import uuid
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from learning.db import Database
from learning.people import services as people
from learning.people.models import Person, Rotation
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.office import AS_TEXT, COMMA, SEMICOLON, TAB, Rows, convert, open_tables, rows_of
from tests.pages import Element, File, Page
from tests.rolls.files import csv
from tests.visitor import Visitor

REPORT = "/reports/completions/GHA"
LANDING = {
    "mission": "UNMISS",
    "landing": "2026-03-16",
    "courses": [SEA],
    "addressee": "Department of Peace Operations",
}
HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;2)",
    "+cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example";"y")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "a;=1+1",
    "a\t=1+1",
    "a,=1+1",
    "'=1+1",
    '"=1+1',
    " =1+1",
    "＝1+1",
    '=WEBSERVICE("http://x.example")',
)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What is opened is the same from either kind of database."""
    return sqlite_database


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; half of his people have completed."""
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, 24, completed=12)
    found = cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")
    with life.database.begin() as session:
        people.set_authority(session, found.actor, country="GHA", authority="Ghana Training Command", now=life.now)
    return found


@pytest.fixture
def desk(visitor: Callable[..., Visitor], kwame: Player) -> Visitor:
    """Kwame's browser."""
    each = visitor(kwame)
    each.open(REPORT)
    return each


def saved(folder: Path, name: str, content: bytes) -> Path:
    """Keep a download."""
    path = folder / name
    path.write_bytes(content)
    return path


def after(rows: Rows, title: str) -> list[list[str]]:
    """The cells that stand below a title, down to the next empty row."""
    shown = [[cell.shown for cell in row] for row in rows]
    start = next(place for place, row in enumerate(shown) if row and row[0].partition(" · ")[0] == title)
    found = []
    for row in shown[start + 1 :]:
        if not row:
            break
        found.append(row)
    return found


def plain(rows: list[list[str]]) -> list[list[str]]:
    """Cells without what page and spreadsheet write in their own ways: percent signs, and hidden blanks at the end."""
    found = [[cell.removesuffix("%").strip() for cell in row] for row in rows]
    for row in found:
        while row and not row[-1]:
            row.pop()
    return found


def test_the_reader_of_this_test_runs_formulas_where_a_file_has_them(tmp_path: Path) -> None:
    path = saved(tmp_path, "raw.csv", b"=1+1;x\n")
    for reading in (COMMA, SEMICOLON):
        (((first, *_), *_),) = open_tables([path], tmp_path, reading=reading)
        assert first.formula.startswith("of:=1+1")


def test_the_completion_report_opens_with_the_tables_of_the_page(desk: Visitor, tmp_path: Path) -> None:
    page = desk.page
    text = saved(tmp_path, "report.csv", desk.fetch(f"{REPORT}.csv").data)
    book = saved(tmp_path, "book.xlsx", desk.fetch(f"{REPORT}.xlsx").data)
    (in_text,) = open_tables([text], tmp_path, reading=AS_TEXT)
    (in_book,) = open_tables([book], tmp_path)
    for title in ("By course", "By category of personnel", "By sex", "By cohort", "By mission", "Roll"):
        shown = plain(page.table(title))
        assert plain(after(in_text, title)) == shown
        assert plain(after(in_book, title)) == shown
    dated = [cell for row in in_book for cell in row if cell.shown == "2026-03-02" and cell.kind == "date"]
    assert len(dated) >= 24, "dates are dates"


def test_the_answer_about_readiness_opens_with_the_lines_of_the_page(desk: Visitor, tmp_path: Path) -> None:
    desk.open("/readiness/GHA")
    page = desk.press("Show who is ready", {"Mission": "UNMISS", "Landing on": "2026-03-16", "courses": [SEA]})
    text, book = (
        saved(tmp_path, f"ready-{form}.{form}", desk.send(f"/readiness/GHA/people.{form}", LANDING).data)
        for form in ("csv", "xlsx")
    )
    (in_text,) = open_tables([text], tmp_path, reading=AS_TEXT)
    (in_book,) = open_tables([book], tmp_path)
    table = after(in_text, "People")
    assert plain(after(in_book, "People")) == plain(table)
    lines = [each.words for each in page.root.every("li") if each.around("ul") in folk(page)]
    assert len(lines) == len(table) - 1 == 8
    for line, (name, number, verdict, to_do, *_) in zip(lines, table[1:], strict=True):
        assert line.startswith(f"{name} {number} {verdict}")
        assert to_do in line


def folk(page: Page) -> list[Element]:
    """The lists of people of a page."""
    return [each for each in page.root.every("ul") if "line-list" in each["class"].split()]


def test_the_letter_opens_as_a_document_with_the_tables_of_the_page(desk: Visitor, tmp_path: Path) -> None:
    assert desk.send("/readiness/GHA/letters", LANDING | {"key": str(uuid.uuid4())}).status_code == 303
    desk.open("/readiness/GHA/letters")
    page = desk.follow("GHA-2026-0001")
    titles = [table.one("caption").words for table in page.root.every("table")]
    shown = [row for title in titles for row in page.table(title)]
    docx, annex = (saved(tmp_path, f"{form}.{form}", desk.fetch(f"{page.url}/{form}").data) for form in ("docx", "csv"))
    (document,) = convert([docx], "fodt", tmp_path)
    assert [[cell.shown for cell in row] for row in rows_of(document)] == shown
    assert plain([[cell.shown for cell in row] for row in open_tables([annex], tmp_path, reading=AS_TEXT)[0]]) == plain(
        page.table(titles[-1])
    )
    written = "".join("".join(ET.parse(document).getroot().itertext()).split())
    for text in page.root.one("article")._texts():
        assert "".join(text.split()) in written


@pytest.fixture
def hostile(desk: Visitor, life: Life) -> Visitor:
    """Kwame's browser, when the names, units and numbers of his people are formulas: written past every check."""
    with life.database.begin() as session:
        learners = session.scalars(select(Person).where(Person.service_number.is_not(None))).all()
        for place, person in enumerate(learners):
            person.name = HOSTILE[place % len(HOSTILE)]
            person.service_number = f"{HOSTILE[place % len(HOSTILE)]}{place}"
        for place, rotation in enumerate(session.scalars(select(Rotation))):
            rotation.unit = HOSTILE[place % len(HOSTILE)]
    return desk


def faults(trainer: Visitor, cast: Cast) -> bytes:
    """The faults of a roll whose cells are formulas, as the file for its unit."""
    rows = [("Name", "Number", "Born"), *((text, f"{text}{row}", "2035-01-01") for row, text in enumerate(HOSTILE))]
    trainer.open(f"/cohorts/{cast.ghana_cohort.id}/rolls")
    trainer.press("Send the list", {"file": File("roll.csv", csv(rows))})
    held = {"column-0": "name", "column-1": "service-number", "column-2": "birth-date"}
    page = trainer.press("Try it out", held | {"category": "civilian", "rank_group": "civilian"})
    return trainer.fetch(page.links["All faults as a file for the unit (CSV)"]).data


def test_no_name_runs_as_a_formula_in_any_file(
    hostile: Visitor, visitor: Callable[..., Visitor], cast: Cast, tmp_path: Path
) -> None:
    downloads = {f"report.{form}": hostile.fetch(f"{REPORT}.{form}").data for form in ("csv", "xlsx")}
    for form in ("csv", "xlsx"):
        downloads[f"ready.{form}"] = hostile.send(f"/readiness/GHA/people.{form}", LANDING).data
    downloads["cohort.csv"] = hostile.fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").data
    hostile.send("/readiness/GHA/letters", LANDING | {"key": str(uuid.uuid4())})
    hostile.open("/readiness/GHA/letters")
    letter = hostile.follow("GHA-2026-0001").url
    downloads["faults.csv"] = faults(visitor(cast.efua), cast)
    downloads["annex.csv"] = hostile.fetch(f"{letter}/csv").data
    for name, content in downloads.items():
        (folder := tmp_path / name).mkdir()
        path = saved(folder, name, content)
        for reading in (COMMA, SEMICOLON, TAB) if name.endswith("csv") else ("",):
            cells = [cell for row in open_tables([path], folder, reading=reading)[0] for cell in row]
            assert sum("1+1" in cell.shown for cell in cells) >= 1, f"{name}: the names are not in it"
            assert [cell for cell in cells if cell.formula or cell.link] == [], f"{name}, read by {reading}"
