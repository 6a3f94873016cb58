"""The completion report: page and files agree with each other and with the rows; borders, small counts and the log."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import groupby

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from learning.audit import Act, AuditEntry
from learning.people.models import Person
from learning.records.models import Enrolment
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Visitor

PAGE = "/reports/completions/GHA"
FILTERS = (
    "",
    f"course={SEA}",
    "category=staff-officer",
    "mission=UNIFIL",
    "from=2026-03-02&to=2026-03-31",
    "from=2027-01-01",
    f"course={GENDER}&mission=UNMISS",
)
CONDITIONS = {
    "": (),
    FILTERS[1]: (Enrolment.course == SEA,),
    FILTERS[2]: (Enrolment.category == "staff-officer",),
    FILTERS[3]: (Enrolment.mission == "UNIFIL",),
    FILTERS[4]: (),
    FILTERS[5]: (Enrolment.completed_on.is_(None),),
    FILTERS[6]: (Enrolment.course == GENDER, Enrolment.mission == "UNMISS"),
}


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; Ghana has two courses under way, and Nepal one of its own."""
    life.crowd(cast.ghana_cohort, 23, completed=9)
    life.crowd(cast.cohort(cast.efua, "Ghana Battalion 13"), 8, course=GENDER, completed=3)
    life.crowd(cast.nepal_cohort, 5, completed=5)
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")


def tables_of(reply: TestResponse) -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    """What a CSV file says: its header, and its tables by title, heads first."""
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    blank = rows.index([])
    tables: dict[str, list[list[str]]] = {}
    for is_row, lines in groupby(rows[blank + 1 :], key=bool):
        if is_row:
            (title,), *cells = lines
            tables[title] = cells
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows[:blank]}, tables


def counted(session: Session, query: str) -> tuple[int, int]:
    """How many belong to the report and how many of them completed, counted with plain SQL."""
    row = session.execute(
        select(func.count(), func.count(Enrolment.completed_on)).where(Enrolment.country == "GHA", *CONDITIONS[query])
    ).one()
    return row[0], row[1]


@pytest.mark.parametrize("query", FILTERS)
def test_page_and_files_agree_with_the_rows(
    visitor: Callable[..., Visitor], life: Life, kwame: Player, query: str
) -> None:
    each = visitor(kwame)
    page = each.open(f"{PAGE}?{query}")
    head, tables = tables_of(each.fetch(f"{PAGE}.csv?{query}"))
    with life.database.read() as session:
        people, completed = counted(session, query)
    assert people > 0
    assert head["n"] == str(people)
    assert head["Country"] == "Ghana (GHA)"
    assert head["Made on"] == "2026-03-02"
    assert head["Rule version"] == "completions-1"
    assert f"{completed} of {people} enrolments are completed" in page.words
    for title in ("By course", "By category of personnel", "By sex", "By cohort", "By mission"):
        assert sum(int(row[1]) for row in tables[title][1:]) == people, title
        assert sum(int(row[2]) for row in tables[title][1:]) == completed, title
    roll = tables["Roll"]
    assert len(roll) - 1 == people
    assert sum(bool(row[roll[0].index("Completed on")]) for row in roll[1:]) == completed
    for title, rows in tables.items():
        shown = page.table(title) if len(rows) > 1 else rows
        assert [row[:3] for row in shown] == [row[:3] for row in rows], title


def test_the_workbook_has_the_same_cells_as_the_text_file(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    _, tables = tables_of(each.fetch(f"{PAGE}.csv?course={SEA}"))
    reply = each.fetch(f"{PAGE}.xlsx?course={SEA}")
    book = openpyxl.load_workbook(io.BytesIO(reply.data))
    cells = [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    names = [row[0] for row in tables["Roll"][1:]]
    found = [row for row in cells if row[0] in names]
    assert [row[0] for row in found] == names
    enrolled = tables["Roll"][0].index("Enrolled on")
    assert {row[enrolled].date() for row in found} == {date(2026, 3, 2)}, "dates are dates"
    by_sex = {row[0]: row[1] for row in cells if row[0] in {"Female", "Male"} and isinstance(row[1], int)}
    assert by_sex == {row[0]: int(row[1]) for row in tables["By sex"][1:] if row[0] in {"Female", "Male"}}


def test_the_pdf_says_the_same_counts_and_names_everybody(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    _, tables = tables_of(each.fetch(f"{PAGE}.csv"))
    reply = each.fetch(f"{PAGE}.pdf?audience=internal")
    assert reply.mimetype == "application/pdf"
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(reply.data)).pages)
    for row in tables["Roll"][1:]:
        assert row[0] in words
    assert "Internal: for the country's own staff only." in words


def test_files_for_sharing_hide_small_counts_and_say_nobodys_sex(
    visitor: Callable[..., Visitor], life: Life, kwame: Player
) -> None:
    each = visitor(kwame)
    head, tables = tables_of(each.fetch(f"{PAGE}.csv?audience=share"))
    assert "May be shared" in " ".join(head)
    assert "Sex" not in tables["Roll"][0]
    assert not {"Female", "Male"} & {cell for row in tables["Roll"][1:] for cell in row}
    with life.database.read() as session:
        pairs = Counter[str | None]()
        for sex, done in session.execute(
            select(Enrolment.sex, Enrolment.completed_on).where(Enrolment.country == "GHA")
        ):
            pairs[f"{sex}"] += 1
            pairs[f"{sex} done"] += bool(done)
    assert 0 < pairs["female done"] < 5
    shown = {row[0]: row[1:] for row in tables["By sex"][1:]}
    assert shown["Female"][1] == shown["Female"][2] == "hidden"
    assert sum("hidden" in row for row in shown.values()) > 1, "nor can it be worked out from the total"
    internal_head, internal = tables_of(each.fetch(f"{PAGE}.csv"))
    assert "Internal" in " ".join(internal_head)
    assert {row[0]: row[1:3] for row in internal["By sex"][1:]}["Female"] == [
        str(pairs["female"]),
        str(pairs["female done"]),
    ]


@pytest.mark.parametrize(
    ("form", "asked", "audience"),
    [
        ("csv", "", "internal"),
        ("xlsx", "", "internal"),
        ("pdf", "", "share"),
        ("csv", "share", "share"),
        ("pdf", "internal", "internal"),
    ],
)
def test_each_download_says_for_whom_it_is_and_is_in_the_log(
    visitor: Callable[..., Visitor], life: Life, kwame: Player, form: str, asked: str, audience: str
) -> None:
    reply = visitor(kwame).fetch(f"{PAGE}.{form}?mission=UNMISS" + (f"&audience={asked}" if asked else ""))
    assert reply.status_code == 200
    assert f'filename="completions-GHA-2026-03-02-{audience}.{form}"' in reply.headers["Content-Disposition"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert len(reply.data) > 1000
    with life.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)).one()
    assert (entry.actor_id, entry.actor_name, entry.country) == (kwame.actor.person_id, "Kwame Boateng", "GHA")
    assert (entry.facts["report"], entry.facts["form"]) == ("completions", form)
    assert "mission=UNMISS" in str(entry.facts["filters"])


def test_a_refused_download_is_not_in_the_log(visitor: Callable[..., Visitor], life: Life, kwame: Player) -> None:
    each = visitor(kwame)
    for path in ("NPL.csv", "NPL.pdf", "GHA.doc"):
        assert each.fetch(f"/reports/completions/{path}").status_code == 404
    with life.database.read() as session:
        assert session.scalar(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)) is None


def test_no_other_country_is_in_the_report(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, kwame: Player
) -> None:
    each = visitor(kwame)
    with life.database.read() as session:
        foreign = set(session.scalars(select(Person.service_number).where(Person.country == "NPL")))
        foreign.discard(None)
    said = each.open(PAGE).words + each.fetch(f"{PAGE}.csv").get_data(as_text=True)
    assert not [number for number in foreign if number and number in said]
    assert "Nepal" not in said
    assert each.open(f"{PAGE}?cohort={cast.nepal_cohort.id}").words.count("Nepal Company 3") == 0


def test_the_roll_is_shown_page_by_page(visitor: Callable[..., Visitor], cast: Cast, life: Life, kwame: Player) -> None:
    life.crowd(cast.cohort(cast.efua, "A third"), 60)
    each = visitor(kwame)
    rolls = [each.open(PAGE).table("Roll")]
    while "Next" in each.page.links:
        rolls.append(each.follow("Next").table("Roll"))
    numbers = [row[1] for roll in rolls for row in roll[1:]]
    assert [len(roll) - 1 for roll in rolls] == [50, 41]
    assert len(set(numbers)) == 91
    assert each.follow("Previous").table("Roll") == rolls[0]


def test_what_nobody_knows_narrows_the_report_and_is_named(visitor: Callable[..., Visitor], kwame: Player) -> None:
    head, tables = tables_of(visitor(kwame).fetch(f"{PAGE}.csv?course=no-such-course"))
    assert (head["Course"], head["n"], tables["Roll"][1:]) == ("no-such-course", "0", [])


def test_a_period_is_the_same_whichever_end_is_named_first(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    files = [
        each.fetch(f"{PAGE}.csv?{period}").data
        for period in ("from=2026-01-01&to=2026-04-01", "from=2026-04-01&to=2026-01-01")
    ]
    assert files[0] == files[1]


def test_counts_and_roll_of_a_file_are_of_one_moment(life: Life, kwame: Player) -> None:
    assert kwame.country == "GHA"
    with life.database.snapshot() as session:
        before = session.scalar(select(func.count()).select_from(Enrolment))
        with life.database.begin() as writing:
            for enrolment in writing.scalars(select(Enrolment).limit(3)):
                enrolment.country = "URY"
        ghana = select(func.count()).select_from(Enrolment).where(Enrolment.country == "URY")
        assert (before, session.scalar(ghana)) == (36, 0)
    with life.database.read() as session:
        assert session.scalar(ghana) == 3


def test_the_report_in_arabic_runs_from_right_to_left(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    with each.browser.session_transaction() as cookie:
        cookie["language"] = "ar"
    assert each.open(PAGE).root.one("html")["dir"] == "rtl"
    book = openpyxl.load_workbook(io.BytesIO(each.fetch(f"{PAGE}.xlsx").data))
    assert book.worksheets[0].sheet_view.rightToLeft
    assert each.fetch(f"{PAGE}.pdf").data.startswith(b"%PDF-")
