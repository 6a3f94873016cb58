"""Every report of the list: page and files have the same cells, borders hold, and no page asks more for more rows."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import groupby

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from certificates.facts import grouped
from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.people.planning import plan_cohort
from learning.records.models import Attempt
from learning.reports.plug import Report
from learning.reports.plugs import REPORTS
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Visitor

NEEDED = {"person": "GH10234", "course": SEA, "quarter": "2026-Q1"}
ALWAYS = {"quarter"}
"""Asked for although the report would answer without: the quarter in which the tests play."""
Tables = dict[str, list[list[str]]]
EACH = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
LEAVING = pytest.mark.parametrize("report", [each for each in REPORTS if each.leaves], ids=lambda report: report.slug)


def tables_of(data: bytes) -> tuple[dict[str, str], Tables]:
    """What a CSV file says: its header, and its tables by title, heads first."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    blank = rows.index([])
    tables: Tables = {}
    for is_row, lines in groupby(rows[blank + 1 :], key=bool):
        if is_row:
            (title,), *cells = lines
            tables[title] = cells
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows[:blank]}, tables


def spaces(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; people learn in two cohorts with due dates, and some have completed."""
    amina = cast.amina
    for cohort, course in ((cast.ghana_cohort, SEA), (cast.cohort(cast.efua, "Ghana Battalion 13"), GENDER)):
        life.assign(cohort, course)
        with life.database.begin() as session:
            due = (life.now + timedelta(days=2)).date()
            plan_cohort(session, cast.efua.actor, cohort_id=cohort.id, due_on=due, language="", now=life.now)
        life.crowd(cohort, 9, course=course, completed=4)
    life.crowd(cast.nepal_cohort, 5, completed=5)
    life.complete(amina, cohort=cast.ghana_cohort)
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")


def reader_of(report: Report, cast: Cast, kwame: Player) -> tuple[Player, str]:
    """Who reads a report, and where: what speaks of all countries is for who administers."""
    if report.scope == "world":
        return cast.dora, f"/reports/{report.slug}/all"
    return kwame, f"/reports/{report.slug}/GHA"


def query_of(report: Report) -> str:
    """What must be asked so that the report has something to answer."""
    return "&".join(
        f"{name}={value}" for name, value in NEEDED.items() if name in {*report.needs, *ALWAYS} & set(report.takes)
    )


@EACH
def test_page_and_files_have_the_same_cells(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, report: Report
) -> None:
    reader, address = reader_of(report, cast, kwame)
    query = query_of(report)
    each = visitor(reader)
    page = each.open(f"{address}?{query}")
    assert page.heading.startswith(report.title(lambda sentence, **_: sentence))
    head, tables = tables_of(each.fetch(f"{address}.csv?{query}&audience=internal").data)
    assert {"Made on", "Rule version", "n"} <= set(head)
    assert any(len(rows) > 1 for rows in tables.values()), "the test shows something"
    for title, (columns, *rows) in tables.items():
        if rows:
            assert page.table(title) == [columns, *[[spaces(cell) for cell in row] for row in rows]], title
    book = openpyxl.load_workbook(
        io.BytesIO(each.fetch(f"{address}.xlsx?{query}&audience=internal").data), data_only=True
    )
    found = [
        [cell for cell in row if cell not in (None, "")] for sheet in book for row in sheet.iter_rows(values_only=True)
    ]
    for title, (columns, *rows) in tables.items():
        start = next(
            place for place, line in enumerate(found) if line == columns and str(found[place - 1][0]).startswith(title)
        )
        for line, row in zip(found[start + 1 :], rows, strict=False):
            assert len(line) == sum(bool(cell) for cell in row), row
            assert str(line[0]) == row[0]
    pdf = PdfReader(io.BytesIO(each.fetch(f"{address}.pdf?{query}&audience=internal").data))
    words = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    for title, (_, *rows) in tables.items():
        assert "".join(title.split()) in words
        for row in rows:
            assert all("".join(cell.split()) in words for cell in row), row


@EACH
def test_the_number_of_statements_does_not_grow_with_rows(
    app: Flask,
    cast: Cast,
    kwame: Player,
    life: Life,
    report: Report,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
) -> None:
    reader, address = reader_of(report, cast, kwame)
    each = Visitor(app, reader)

    def asked() -> int:
        each.fetch(f"{address}?{query_of(report)}")
        with count_queries(app.extensions["learn1325"].database) as statements:
            assert each.fetch(f"{address}?{query_of(report)}").status_code == 200
        return len(statements)

    few = asked()
    grown = cast.cohort(cast.efua, "Ghana Battalion 14")
    life.assign(grown, SEA, GENDER)
    with life.database.begin() as session:
        due = (life.now + timedelta(days=1)).date()
        plan_cohort(session, cast.efua.actor, cohort_id=grown.id, due_on=due, language="", now=life.now)
    life.crowd(grown, 40, completed=20)
    life.complete(cast.amina, GENDER)
    assert asked() == few <= 14


@EACH
def test_a_report_is_its_countrys_own(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, life: Life, report: Report
) -> None:
    _, address = reader_of(report, cast, kwame)
    query = query_of(report)
    for path in (address, f"{address}.csv", f"{address}.pdf"):
        assert visitor(cast.bruno).fetch(f"{path}?{query}").status_code == 404
        assert visitor(cast.efua).fetch(f"{path}?{query}").status_code == 403
    assert visitor(kwame).fetch(f"/reports/{report.slug}/XXX").status_code == 404
    with life.database.read() as session:
        assert session.scalar(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)) is None


@LEAVING
def test_what_leaves_says_so_and_says_nobodys_sex(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, report: Report
) -> None:
    reader, address = reader_of(report, cast, kwame)
    reply = visitor(reader).fetch(f"{address}.csv?audience=share")
    assert "share.csv" in reply.headers["Content-Disposition"]
    head, tables = tables_of(reply.data)
    assert "May be shared" in " ".join(head)
    for title, rows in tables.items():
        if title != "By sex":
            assert not {"Female", "Male"} & {cell for row in rows for cell in row}, title
    default = visitor(reader).fetch(f"{address}.pdf")
    assert "share.pdf" in default.headers["Content-Disposition"], "a PDF is for others, unless it is asked for"


@pytest.mark.parametrize("report", [each for each in REPORTS if not each.leaves], ids=lambda report: report.slug)
def test_what_is_internal_is_not_made_for_others(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, report: Report
) -> None:
    reader, address = reader_of(report, cast, kwame)
    reply = visitor(reader).fetch(f"{address}.pdf?{query_of(report)}&audience=share")
    assert reply.status_code == 422
    reply = visitor(reader).fetch(f"{address}.pdf?{query_of(report)}")
    assert "internal.pdf" in reply.headers["Content-Disposition"]


def test_the_choice_of_reports_says_which_question_each_answers(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player
) -> None:
    page = visitor(kwame).open("/reports")
    for report in REPORTS:
        if report.speaks_of("GHA"):
            assert report.purpose(lambda sentence, **_: sentence) in page.words
            assert f"/reports/{report.slug}/GHA" in page.links.values()
    for settled in ("", "/certificate", "/public", "/office"):
        assert f"/countries/GHA{settled}" in page.links.values(), "what a focal point settles is one tap away"
    dora = visitor(cast.dora)
    assert "Choose a country" in dora.open("/reports").words
    assert "/reports/overdue/NPL" in dora.open("/reports?country=NPL").links.values()


def test_what_breaks_down_or_explains_is_folded_below_the_figures(
    visitor: Callable[..., Visitor], kwame: Player
) -> None:
    html = visitor(kwame).fetch("/reports/indicators/GHA").get_data(as_text=True)
    figures, folded = html.index("<h2>The whole</h2>"), html.index('<details class="detail">')
    assert figures < folded < html.index("What the indicators mean</h2></summary>")


def test_pages_beside_the_reports_lead_back_to_them(visitor: Callable[..., Visitor], cast: Cast, kwame: Player) -> None:
    for path in ("/countries/GHA", "/overview/GHA", "/readiness/GHA", "/reports/items/GHA"):
        assert visitor(kwame).open(path).links["Reports"] == "/reports"
        assert "/reports?country=GHA" in visitor(cast.dora).open(path).links.values()
    assert "/readiness/GHA" in visitor(kwame).open("/readiness/GHA/letters").links.values()


def test_a_moving_period_follows_the_day(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    assert "2026-02-01 – 2026-02-28" in each.open("/reports/completions/GHA?span=last-month").words
    assert "2026-01-01 – 2026-03-02" in each.open("/reports/completions/GHA?span=this-year").words


def test_who_is_asked_for_and_is_not_there_is_said_beside_the_field(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player
) -> None:
    each = visitor(kwame)
    assert "Nobody in this country has this service number." in each.open("/reports/transcript/GHA?person=X9").words
    foreign = cast.bishnu.actor.person_id
    assert "Nobody in this country" in each.open(f"/reports/transcript/GHA?person={foreign}").words
    assert each.fetch(f"/reports/transcript/GHA.csv?person={foreign}").status_code == 404


def test_a_person_sees_her_own_transcript(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, life: Life
) -> None:
    serial = life.complete(cast.amina, GENDER)
    amina = visitor(cast.amina)
    amina.open("/account")
    page = amina.follow("Transcript")
    assert "Amina Mensah: courses completed: 2 of 2." in page.words
    assert grouped(serial) in page.words, "as the certificate shows it"
    assert [row[2] for row in page.table("Courses")[1:]] == ["2 March 2026"] * 2
    assert "transcript-2" not in page.words
    _, tables = tables_of(amina.fetch("/account/transcript.csv").data)
    assert [row[0] for row in tables["Courses"][1:]] == [row[0] for row in page.table("Courses")[1:]]
    with life.database.read() as session:
        vouched = session.scalars(select(Attempt).where(Attempt.person_id == cast.amina.actor.person_id)).first()
    assert vouched is not None
    with life.database.begin() as session:
        session.execute(
            update(Attempt)
            .where(Attempt.id == vouched.id)
            .values(delivery="paper", vouched_by=cast.efua.actor.person_id)
        )
    staff = visitor(kwame).open("/reports/transcript/GHA?person=GH10234")
    assert ["On paper", "Efua Owusu"] in [row[-2:] for row in staff.table("Attempts")]
    assert ["On paper", "Efua Owusu"] in [row[-2:] for row in staff.table("Modules")]


def test_a_score_reads_the_same_on_the_result_and_on_the_transcript(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    attempt = life.begin(life.enrol(cast.amina, SEA))
    life.submit(attempt)
    with life.database.begin() as session:  # 8.996 of 9 points are 99.96 %: to a tenth that would read 100.0
        found = session.get_one(Attempt, attempt)
        found.earned_numerator, found.earned_denominator, found.out_of = 2249, 250, 9
    amina = visitor(cast.amina)
    page = amina.open("/account/transcript")
    assert [row[5] for row in page.table("Attempts")] == ["Score (%)", "99"]
    _, tables = tables_of(amina.fetch("/account/transcript.csv").data)
    assert [row[5] for row in tables["Attempts"]] == ["Score (%)", "99"]


def test_a_transcript_shows_the_courses_and_folds_the_rest(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.complete(cast.amina, GENDER)
    page = visitor(cast.amina).open("/account/transcript")
    folded = [each.one("summary").words for each in page.root.every("details") if "open" not in each]
    assert folded == ["Modules", "Attempts"]
    assert not any(table.around("details") for table in page.root.every("table") if "Certificate" in table.words)
