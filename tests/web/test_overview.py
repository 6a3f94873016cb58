"""A country at a glance: every number opens to as many rows, files say the same, and shared files pick nobody out."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from learning.audit import Act, AuditEntry
from learning.people.models import Category
from learning.records import tallies
from learning.records.models import Delivery, Enrolment
from learning.records.tallies import NO_MISSION
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Visitor

PAGE = "/overview/GHA"
ALL = "Who they are"
SECTIONS = (
    "Over time",
    "By course",
    "By category of personnel",
    "By rank group",
    "By mission",
    "How the course was taken",
    "By sex",
)
OWN = ("Women, beside the targets for 2028", "What is missing", "Is it falling?")


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; two courses over some months, with gaps, and Nepal's rows that are nobody's business."""
    made = life.crowd(cast.ghana_cohort, 30, completed=18)
    made += life.crowd(cast.cohort(cast.efua, "Ghana Battalion 13"), 11, course=GENDER, completed=6)
    life.crowd(cast.nepal_cohort, 5, completed=5)
    with life.database.begin() as session:
        for place, id_ in enumerate(made):
            row = session.get_one(Enrolment, id_)
            row.enrolled_on -= timedelta(days=40 * (place % 5))
            if row.completed_on:
                row.completed_on -= timedelta(days=33 * (place % 4))
                row.delivery = list(Delivery)[place % 3]
            if place % 7 == 0:
                row.unit = ""
            if place % 9 == 0:
                row.mission = NO_MISSION
            if place % 13 == 0:
                row.cohort_id = None
        session.execute(update(Enrolment).where(Enrolment.id == made[0]).values(category=Category.MILITARY_OBSERVER))
        session.flush()
        tallies.rebuild(session)
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")


def tables_of(reply: TestResponse) -> dict[str, list[list[str]]]:
    """The tables of a CSV file by title, heads first."""
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    parts = [list(lines) for is_row, lines in groupby(rows[rows.index([]) + 1 :], key=bool) if is_row]
    return {part[0][0]: part[1:] for part in parts}


def links(visitor: Visitor) -> list[tuple[str, str]]:
    """Every number of the open page that leads to its rows: what is read, and where it leads."""
    return [
        (link["aria-label"] or link.words, link["href"])
        for link in visitor.page.root.every("a")
        if link["href"].startswith(f"{PAGE}/people?")
    ]


@pytest.mark.parametrize("query", ["", f"?course={SEA}", "?from=2026-01-10&to=2026-02-20", "?from=2022-01-01"])
def test_every_number_opens_to_as_many_rows(visitor: Callable[..., Visitor], kwame: Player, query: str) -> None:
    each = visitor(kwame)
    each.open(PAGE + query)
    opened = 0
    # A share has its rows too: "4 of 6" are four.
    counted = [(words.split(" of ")[0], url) for words, url in links(each) if "%" not in words and words != ALL]
    assert len(counted) > 30
    for words, url in counted:
        number = int(re.findall(r"\d+", words)[-1])
        page = each.open(url)
        assert int(re.findall(r"\d+", page.words.split("Behind the number", 2)[-1])[0]) == number, words
        assert len(page.table("Roll")) - 1 == number, f"{words} leads to {url}"
        opened += number
    assert opened > 100


def test_the_page_counts_what_the_rows_say(visitor: Callable[..., Visitor], life: Life, kwame: Player) -> None:
    page = visitor(kwame).open(PAGE)
    assert "24 completions from 1 April 2025 to 2 March 2026" in page.words
    with life.database.read() as session:
        rows = session.scalars(select(Enrolment).where(Enrolment.country == "GHA")).all()
    done = [row for row in rows if row.completed_on]
    assert {row[0]: int(row[1]) for row in page.table("How the course was taken")[1:]} == {
        "On one's own phone or computer": sum(row.delivery == Delivery.OWN_PHONE for row in done),
        "In a room, with a trainer": sum(row.delivery == Delivery.ROOM for row in done),
        "On paper": sum(row.delivery == Delivery.PAPER for row in done),
    }
    gaps = {row[0]: int(row[1]) for row in page.table("What is missing")[1:]}
    assert gaps == {
        "Sex not stated": sum(row.sex is None for row in rows),
        "No unit": sum(not row.unit for row in rows),
        "No mission yet": sum(row.mission == NO_MISSION for row in rows),
        "No cohort": sum(row.cohort_id is None for row in rows),
        "Anything of these": sum(
            row.sex is None or not row.unit or row.mission == NO_MISSION or row.cohort_id is None for row in rows
        ),
    }
    months = {row[0]: int(row[1]) for row in page.table("Over time")[1:]}
    assert len(months) == 12
    assert months["March 2026"] == sum(row.completed_on.month == 3 for row in done if row.completed_on)
    for title in SECTIONS:
        assert sum(int(row[1]) for row in page.table(title)[1:]) == 24, title


def test_women_are_seen_beside_the_targets_of_the_strategy(
    visitor: Callable[..., Visitor], life: Life, kwame: Player
) -> None:
    page = visitor(kwame).open(PAGE)
    table = {row[0]: row[1:] for row in page.table(OWN[0])[1:]}
    assert {name: row[-1] for name, row in table.items()} == {
        "Contingent troop": "15.0",
        "Military observer · Staff officer": "25.0",
        "Formed police unit": "20.0",
        "Individual police officer": "30.0",
        "Justice and corrections": "",
    }
    with life.database.read() as session:
        done = session.scalars(select(Enrolment).where(Enrolment.country == "GHA", Enrolment.completed_on.is_not(None)))
        both = [row.sex for row in done if row.category in {Category.MILITARY_OBSERVER, Category.STAFF_OFFICER}]
    women, stated = both.count("female"), len(both) - both.count(None)
    assert table["Military observer · Staff officer"][:3] == [str(women), str(stated), str(both.count(None))]
    assert "not a mark for anybody" in page.words
    assert "Uniformed Gender Parity Strategy 2018-2028" in page.words


def test_the_files_say_what_the_page_says(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    page = each.open(PAGE)
    tables = tables_of(each.fetch(f"{PAGE}.csv"))
    assert tuple(tables) == (*SECTIONS, *OWN)
    for title, rows in tables.items():
        assert [row[:2] for row in page.table(title)] == [row[:2] for row in rows], title
    book = openpyxl.load_workbook(io.BytesIO(each.fetch(f"{PAGE}.xlsx").data))
    cells = [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    for row in tables["By mission"][1:]:
        assert [row[0], int(row[1])] in [cell[:2] for cell in cells]
    pdf = PdfReader(io.BytesIO(each.fetch(f"{PAGE}.pdf?audience=internal").data))
    words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    for title in (*SECTIONS, *OWN):
        assert words.count(title) >= 2, f"{title}: as a chart and as a table"
    for row in tables["What is missing"][1:]:
        assert f"{row[0]} {row[1]}" in words


def test_what_is_shared_hides_small_counts_and_leaves_out_what_gives_them_away(
    visitor: Callable[..., Visitor], kwame: Player
) -> None:
    each = visitor(kwame)
    inside = {row[0]: row[1] for row in tables_of(each.fetch(f"{PAGE}.csv?from=2026-02-20"))["By sex"][1:]}
    assert any(0 < int(number) < 5 for number in inside.values())
    reply = each.fetch(f"{PAGE}.csv?from=2026-02-20&audience=share")
    tables = tables_of(reply)
    assert tuple(tables) == SECTIONS
    shared = {row[0]: row[1] for row in tables["By sex"][1:]}
    assert list(shared.values()).count("hidden") > 1
    assert all(shared[sex] in {number, "hidden"} for sex, number in inside.items())
    assert all(shared[sex] == "hidden" for sex, number in inside.items() if 0 < int(number) < 5)
    assert "May be shared" in reply.get_data(as_text=True)
    pdf = PdfReader(io.BytesIO(each.fetch(f"{PAGE}.pdf?from=2026-02-20").data))
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert words.count("hidden") >= 2 * list(shared.values()).count("hidden"), "in the chart and in the table"
    assert not any(title in words for title in (*OWN, "Sex not stated"))


def test_what_was_shared_counts_for_the_next_report(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    each.fetch(f"{PAGE}.csv?audience=share&to=2026-02-28")
    text = each.fetch("/reports/completions/GHA.csv?audience=share&from=2025-04-01").get_data(as_text=True)
    assert "together with a report shared before" in text


@pytest.mark.parametrize(("form", "audience"), [("csv", "internal"), ("pdf", "share")])
def test_a_download_says_for_whom_it_is_and_is_in_the_log(
    visitor: Callable[..., Visitor], life: Life, kwame: Player, form: str, audience: str
) -> None:
    reply = visitor(kwame).fetch(f"{PAGE}.{form}?course={SEA}")
    assert f'filename="overview-GHA-2026-03-02-{audience}.{form}"' in reply.headers["Content-Disposition"]
    with life.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)).one()
    assert (entry.facts["report"], entry.facts["form"], entry.country) == ("overview", form, "GHA")


def test_a_country_without_rows_says_so(visitor: Callable[..., Visitor], dora: Player) -> None:
    page = visitor(dora).open("/overview/URY")
    assert "0 completions" in page.words
    assert "Nobody yet" in page.words
    reply = visitor(dora).fetch("/overview/URY.pdf")
    assert reply.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "query",
    ["from=never", "to=2026-13-01", "from=2026-03-01&to=2026-01-01", "course=unknown", "from=0001-01-01&to=9999-12-31"],
)
def test_strange_filters_are_a_page_all_the_same(visitor: Callable[..., Visitor], kwame: Player, query: str) -> None:
    page = visitor(kwame).open(f"{PAGE}?{query}")
    assert page.heading == "Overview – Ghana"
    assert ("year-month-day" in page.words) == (query in {"from=never", "to=2026-13-01"})


@pytest.mark.parametrize("query", ["missing=nothing", "category=x&category=y", "sex=", "page=0", "page=99999999999999"])
def test_strange_numbers_find_nobody_or_everybody(visitor: Callable[..., Visitor], kwame: Player, query: str) -> None:
    assert visitor(kwame).open(f"{PAGE}/people?{query}").heading == "Behind the number"


def test_the_charts_are_mirrored_in_arabic_and_lead_to_the_same_rows(
    visitor: Callable[..., Visitor], kwame: Player
) -> None:
    each = visitor(kwame)
    each.open(PAGE)
    english = sorted(url for _, url in links(each))
    each.browser.post("/language", data={"csrf_token": each.token, "language": "ar", "next": PAGE})
    page = each.open(PAGE)
    assert page.language == "ar"
    assert sorted(url for _, url in links(each)) == english
    bars = [rect for rect in page.root.every("rect") if rect["class"] == "solid" and rect["height"] == "9"]
    assert bars
    assert all(float(bar["x"]) + float(bar["width"]) == pytest.approx(320, abs=0.11) for bar in bars)


@pytest.mark.parametrize("path", ["/reports", "/reports/completions/GHA"])
def test_the_reports_lead_to_the_overview(visitor: Callable[..., Visitor], kwame: Player, path: str) -> None:
    assert PAGE in visitor(kwame).open(path).links.values()
