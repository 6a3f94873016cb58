"""Readiness on a date: the sentence, the list, its files, what is pasted, and whose country it is."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.people.models import Person
from learning.records import services
from learning.records.models import Credential, RevocationReason
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.pages import File
from tests.rolls.files import csv as csv_file
from tests.rolls.files import ods, xlsx
from tests.visitor import Visitor

PAGE = "/readiness/GHA"
EXPIRY = date(2027, 3, 2)
"""The last day of what was completed on the day of the tests, 2 March 2026."""


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point: thirty people in three missions, of whom twelve have completed; Nepal has people too."""
    life.crowd(cast.ghana_cohort, 30, completed=12)
    life.crowd(cast.nepal_cohort, 5, completed=5)
    return cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")


def asked(**changed: object) -> dict[str, object]:
    """What the form sends for people of UNMISS who land two weeks later."""
    return {"mission": "UNMISS", "landing": "2026-03-16", "courses": [SEA], "unit": "", "people": "", **changed}


def rows_of(content: bytes) -> list[list[str]]:
    """The lines of the list in a CSV file."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    start = next(place for place, row in enumerate(rows) if row[:2] == ["Name", "Service number"])
    return [row for row in rows[start + 1 :] if row]


def numbers(life: Life, country: str = "GHA") -> list[str]:
    """The service numbers of a country's people, in the order in which they were made."""
    with life.database.read() as session:
        return [
            number
            for number in session.scalars(
                select(Person.service_number)
                .where(Person.country == country, Person.role == "learner")
                .order_by(Person.service_number)
            )
            if number
        ]


def test_the_answer_stands_first_and_everybody_has_one_action(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    each.open(PAGE)
    page = each.press(
        "Show who is ready",
        {"Mission": "UNMISS", "Landing on": "2026-03-16", "courses": [SEA]},
    )
    assert "4 of 10 are ready on 16 March 2026. 6 lack a certificate." in page.words
    assert page.words.count("Open the cohort") == 6
    assert page.words.count("Open the person") == 4
    assert "Preventing sexual exploitation and abuse: Zero tolerance" in page.words
    assert page.words.index("Missing") < page.words.index("Ready · valid until")


@pytest.mark.parametrize(
    ("landing", "sentence"),
    [
        (EXPIRY, "4 of 10 are ready on 2 March 2027. 6 lack a certificate."),
        (EXPIRY + timedelta(days=1), "0 of 10 are ready on 3 March 2027. 6 lack a certificate. 4 expire before."),
    ],
)
def test_the_last_day_of_validity_is_ready_and_the_day_after_is_not(
    visitor: Callable[..., Visitor], kwame: Player, landing: date, sentence: str
) -> None:
    page = visitor(kwame).open(f"{PAGE}?mission=UNMISS&landing={landing}&courses={SEA}")
    assert sentence in page.words


def test_a_revoked_certificate_makes_nobody_ready(visitor: Callable[..., Visitor], kwame: Player, life: Life) -> None:
    first = numbers(life)[0]
    with life.database.begin() as session:
        serial = session.scalars(
            select(Credential.serial)
            .join(Person, Person.id == Credential.person_id)
            .where(Person.service_number == first)
        ).one()
        services.revoke(session, None, serial, RevocationReason.RESULT_ANNULLED, now=life.now)
    page = visitor(kwame).open(f"{PAGE}?mission=UNMISS&landing=2026-03-16&courses={SEA}")
    assert "3 of 10 are ready" in page.words
    assert "the certificate was revoked" in page.words


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_a_list_is_matched_and_what_cannot_be_matched_is_said(
    visitor: Callable[..., Visitor], kwame: Player, life: Life, form: str
) -> None:
    ours, theirs = numbers(life), numbers(life, "NPL")
    with life.database.read() as session:
        name = session.scalars(select(Person.name).where(Person.service_number == ours[0])).one()
    rows = [
        ("Name", "Service number"),
        (name.upper(), ours[0]),
        ("Kofi Annor", ours[1]),
        *(("", number) for number in (theirs[0], ours[20], ours[20])),
    ]
    sent = File(f"roll.{form}", {"csv": csv_file, "xlsx": xlsx, "ods": ods}[form](rows))
    each = visitor(kwame)
    each.open(PAGE)
    page = each.press(
        "Show who is ready",
        {"Mission": "UNIFIL", "Landing on": "2026-03-16", "courses": [SEA], "file": sent},
    )
    assert "1 of 4 are ready on 16 March 2026." in page.words
    assert "1 lacks a certificate. 1 is not found. 1 has another name." in page.words
    assert "1 line stood there twice and counts once." in page.words
    assert "Your list says: Kofi Annor" in page.words
    assert theirs[0] in page.words
    assert "Give a join code" in page.words
    with life.database.read() as session:
        names = session.scalars(select(Person.name).where(Person.country == "NPL")).all()
    assert not any(each_name in page.words for each_name in names if each_name.startswith("Bishnu"))
    page = each.press("Keep these as the same person", {"same": [ours[1]]})
    assert "2 of 4 are ready" in page.words
    assert "another name" not in page.words
    page = each.press("Show who is ready")
    assert "2 of 4 are ready" in page.words, "what was found to be the same stays so"


def test_the_files_say_what_the_page_says(visitor: Callable[..., Visitor], kwame: Player, life: Life) -> None:
    each = visitor(kwame)
    page = each.open(f"{PAGE}?mission=UNMISS&landing=2026-03-16&courses={SEA}")
    files = {form: each.send(f"{PAGE}/people.{form}", asked()).data for form in ("csv", "xlsx", "pdf")}
    rows = rows_of(files["csv"])
    shown = [line.words for line in page.root.every("li") if "Open the" in line.words]
    assert len(rows) == len(shown) == 10
    for row, line in zip(rows, shown, strict=True):
        assert all(cell in line for cell in row[:4])
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    cells = [[str(cell or "") for cell in row[:4]] for row in book.worksheets[1].iter_rows(min_row=3, values_only=True)]
    assert cells == [row[:4] for row in rows]
    words = " ".join(
        " ".join(each_page.extract_text().split()) for each_page in PdfReader(io.BytesIO(files["pdf"])).pages
    )
    assert all(row[1] in words for row in rows)
    assert "4 of 10 are ready on 16 March 2026." in words
    with life.database.read() as session:
        acts = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)).all()
    assert {(entry.country, entry.facts["report"]) for entry in acts} == {("GHA", "readiness")}
    assert len(acts) == 3


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mission": ""}, "Choose one of the list."),
        ({"landing": "soon"}, "Enter the day as year-month-day, such as 2026-03-31."),
        ({"landing": "2026-03-01"}, "This day has passed. Enter the day of landing."),
        ({"courses": []}, "Choose at least one course."),
        ({"people": "Name,Service number"}, "There is no service number in this list."),
    ],
)
def test_what_cannot_be_answered_is_said_beside_its_field(
    visitor: Callable[..., Visitor], kwame: Player, changed: dict[str, object], words: str
) -> None:
    each = visitor(kwame)
    each.open(PAGE)
    for url in (PAGE, f"{PAGE}/people.csv", f"{PAGE}/letters"):
        reply = each.send(url, asked(**changed))
        assert reply.status_code == 422, url
        assert words in reply.get_data(as_text=True)


def test_another_country_is_not_found(visitor: Callable[..., Visitor], kwame: Player, cast: Cast) -> None:
    assert kwame
    each = visitor(cast.bruno)
    each.open("/account")
    assert each.fetch(PAGE).status_code == 404
    for url in (PAGE, f"{PAGE}/people.csv", f"{PAGE}/letters"):
        assert each.send(url, asked()).status_code == 404
    assert each.send("/readiness/XXX", asked()).status_code == 404
    assert each.send("/readiness/URY/people.doc", asked()).status_code == 404


def test_queries_do_not_grow_with_people(
    visitor: Callable[..., Visitor],
    cast: Cast,
    life: Life,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
    app: Flask,
) -> None:
    kwame = cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")
    each, database = visitor(kwame), app.extensions["learn1325"].database
    found = []
    for first, number in ((0, 6), (6, 30)):
        life.crowd(cast.ghana_cohort, number, completed=number // 2, first=first)
        listed = "\n".join(numbers(life))
        each.open(PAGE)
        for people in ("", listed):
            with count_queries(database) as statements:
                assert each.send(PAGE, asked(people=people)).status_code == 200
            found.append(len(statements))
    assert found[:2] == found[2:], found


def test_a_file_that_is_no_list_is_refused_and_what_was_typed_is_kept(
    visitor: Callable[..., Visitor], kwame: Player
) -> None:
    each = visitor(kwame)
    each.open(PAGE)
    typed = {"Mission": "UNIFIL", "Landing on": "2026-03-16", "Unit": "2 Company", "courses": [SEA]}
    page = each.press("Show who is ready", {**typed, "file": File("r.xlsx", b"%PDF-1.7\n\x00")}, status=422)
    assert "This is no table. Send an XLSX, ODS or CSV file." in page.words
    assert page.standing("Unit") == "2 Company"
