"""A cohort straight from a roll, and a roll's faults as a file for the unit."""

import csv as tables
import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from learning.audit import Act, AuditEntry
from learning.people.models import Cohort
from learning.records.models import CohortCourse
from learning.rolls.models import Roll
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.pages import File
from tests.rolls.files import HEADINGS, csv, people, xlsx
from tests.visitor import Visitor

Visiting = Callable[..., Visitor]
NEW = {"Name of the cohort": "Ghana Battalion 14", "Mission": "UNMISS"}
FAULTY = (3, "", "GH 9", "Corporel", "troops", "=1+1", "", "2035-01-01")


def cohorts(life: Life) -> int:
    with life.database.read() as session:
        return session.scalar(select(func.count()).select_from(Cohort)) or 0


def test_a_roll_makes_its_cohort(visitor: Visiting, cast: Cast, life: Life) -> None:
    trainer = visitor(cast.efua)
    trainer.open("/cohorts")
    trainer.follow("Make one from a nominal roll")
    page = trainer.press(
        "Make the cohort and send the list",
        NEW | {"file": File("roll.xlsx", xlsx([HEADINGS, *people(12)])), "courses": [SEA]},
    )
    assert page.heading == "What the columns hold"
    trainer.press("Try it out")
    trainer.press("Import 12 people")
    assert trainer.page.heading == "The roll was imported"
    page = trainer.follow("Ghana Battalion 14")
    assert "Kofi Mensah Ab12" in page.words
    with life.database.read() as session:
        made = session.scalars(select(Cohort).where(Cohort.name == "Ghana Battalion 14")).one()
        assert (made.country, made.mission) == ("GHA", "UNMISS")
        assert session.scalars(select(CohortCourse.course).where(CohortCourse.cohort_id == made.id)).all() == [SEA]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"file": File("roll.pdf", b"%PDF-1.7\n\x00")}, "This is no table. Send an XLSX, ODS or CSV file."),
        ({}, "Choose a file."),
        ({"file": File("roll.csv", csv([HEADINGS, *people(1)])), "courses": []}, "Choose at least one course."),
        ({"file": File("roll.csv", csv([HEADINGS, *people(1)])), "Name of the cohort": ""}, "This is missing."),
    ],
)
def test_what_is_refused_makes_no_cohort(
    visitor: Visiting, cast: Cast, life: Life, given: dict[str, str | File | list[str]], sentence: str
) -> None:
    trainer = visitor(cast.efua)
    before = cohorts(life)
    trainer.open("/rolls/new")
    page = trainer.press("Make the cohort and send the list", NEW | {"courses": [GENDER]} | given, status=422)
    assert sentence in page.words
    assert cohorts(life) == before


def test_a_name_that_is_taken_is_said_beside_it(visitor: Visiting, cast: Cast, life: Life) -> None:
    name = cast.ghana_cohort.name
    trainer = visitor(cast.efua)
    trainer.open("/rolls/new")
    sent = {"Name of the cohort": name, "file": File("roll.csv", csv([HEADINGS, *people(1)]))}
    page = trainer.press("Make the cohort and send the list", NEW | sent, status=422)
    assert page.errors
    with life.database.read() as session:
        assert session.scalars(select(Roll.id)).all() == []


def test_faults_leave_as_a_file_with_the_rows_as_the_unit_wrote_them(visitor: Visiting, cast: Cast, life: Life) -> None:
    trainer = visitor(cast.efua)
    trainer.open("/rolls/new")
    roll = File("roll.csv", csv([("Roll",), HEADINGS, *people(2), FAULTY]))
    trainer.press("Make the cohort and send the list", NEW | {"file": roll})
    page = trainer.press("Try it out")
    url = page.links["All faults as a file for the unit (CSV)"]
    reply = trainer.fetch(url)
    assert reply.mimetype == "text/csv"
    head, *rows = tables.reader(io.StringIO(reply.data.decode("utf-8-sig")))
    assert head == ["Row", "What is wrong", *HEADINGS]
    ((row, said, *cells),) = rows
    assert row == "5"
    assert "The name is missing." in said
    assert "The date of birth is in the future." in said
    assert cells[2] == "GH 9"
    assert "'=1+1" in cells
    with life.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)).one()
    assert (entry.country, entry.facts["report"]) == ("GHA", "roll-faults")
    other = visitor(cast.chandra)
    other.open("/account")
    assert other.fetch(url).status_code == 404


def test_slips_with_pictures_that_nobody_used_do_not_keep_an_import(visitor: Visiting, cast: Cast) -> None:
    trainer = visitor(cast.efua)
    trainer.open("/rolls/new")
    trainer.press("Make the cohort and send the list", NEW | {"file": File("roll.csv", csv([HEADINGS, *people(3)]))})
    trainer.press("Try it out")
    result = trainer.press("Import 3 people").url
    trainer.follow("Print sign-in slips")
    reply = trainer.send(trainer.page.url, {"next": "pictures"})
    assert reply.mimetype == "application/pdf"
    trainer.open(result)
    assert "3 accounts were removed." in trainer.press("Undo this import").words
