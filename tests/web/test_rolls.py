"""A trainer brings a roll in, prints slips, and a learner begins with one: as they do it, page by page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import PdfDocument
from sqlalchemy import select

from learning.db import Database
from learning.people.models import Cohort
from learning.rolls.models import Roll
from tests.cast import PASSWORD, Cast
from tests.life import GENDER, SEA, Life
from tests.pages import File
from tests.rolls.files import HEADINGS, csv, ods, people, xlsx
from tests.visitor import Clock, Visitor

Visiting = Callable[..., Visitor]
Counting = Callable[[Database], AbstractContextManager[list[str]]]


@pytest.fixture
def cohort(cast: Cast, life: Life) -> Cohort:
    """Efua's cohort, which takes two courses."""
    life.assign(cast.ghana_cohort, SEA, GENDER)
    return cast.ghana_cohort


def send(trainer: Visitor, cohort: Cohort, content: bytes, name: str = "roll.xlsx", *, status: int = 200) -> None:
    trainer.open(f"/cohorts/{cohort.id}/rolls")
    trainer.press("Send the list", {"file": File(name, content)}, status=status)


def test_a_roll_is_sent_tried_out_imported_and_undone(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    trainer.open(f"/cohorts/{cohort.id}")
    trainer.follow("Bring in a nominal roll")
    rows = [
        ("Nominal roll 2026",),
        (),
        HEADINGS,
        *people(30),
        (31, "", "GH 9", "Corporel", "troops", "", "", "2035-01-01"),
    ]
    send(trainer, cohort, xlsx(rows))
    assert "Kofi Mensah Ab1" in trainer.page.words
    trainer.press("Try it out")
    assert "New accounts30" in trainer.page.words
    for sentence in ("The name is missing.", "Is it “corporal”?", "The date of birth is in the future."):
        assert f"Row 34: {sentence}" in trainer.page.words or sentence in trainer.page.words
    trainer.press("Import 30 people")
    assert trainer.page.heading == "The roll was imported"
    roll = trainer.page.url
    trainer.open(f"/cohorts/{cohort.id}")
    assert "Kofi Mensah Ab30" in trainer.page.words
    trainer.open(roll)
    trainer.press("Undo this import")
    assert "30 accounts were removed." in trainer.page.words
    trainer.open(f"/cohorts/{cohort.id}")
    assert "Kofi Mensah" not in trainer.page.words


@pytest.mark.parametrize(
    ("name", "sent"), [("roll.ods", ods([HEADINGS, *people(2)])), ("roll.csv", csv([HEADINGS, *people(2)]))]
)
def test_other_files_are_read_too(visitor: Visiting, cast: Cast, cohort: Cohort, name: str, sent: bytes) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, sent, name)
    trainer.press("Try it out")
    assert "New accounts2" in trainer.page.words


def test_columns_are_corrected_and_remembered(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    odd = [("who", "ref"), *((row[1], row[2]) for row in people(2))]
    send(trainer, cohort, csv(odd))
    chosen = {"column-0": "name", "column-1": "name", "category": "contingent-troop", "rank_group": "enlisted"}
    trainer.press("Try it out", chosen, status=422)
    assert "Two columns cannot hold the same." in trainer.page.words
    trainer.press("Try it out", {"column-1": "service-number"})
    assert "New accounts2" in trainer.page.words
    trainer.follow("Change what the columns hold")
    trainer.press("Try it out")
    send(trainer, cohort, csv([*odd, ("Yaw Boateng", "GH 5")]))
    trainer.press("Try it out")
    assert "New accounts3" in trainer.page.words


def test_a_roll_that_says_no_category_asks_for_one(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, csv([("Name", "Service number"), ("Kofi Mensah", "GH 20001")]))
    assert "(optional)" not in trainer.page.words, "what no column holds must be chosen"
    trainer.press("Try it out", status=422)
    assert "No column holds the category of personnel." in trainer.page.words
    trainer.press("Try it out", {"category": "contingent-troop"}, status=422)
    assert "No column holds the rank." in trainer.page.words
    trainer.press("Try it out", {"rank_group": "enlisted"})
    assert "New accounts1" in trainer.page.words


def test_the_row_of_headings_can_be_chosen(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, csv([("name", "rank"), ("a", "b"), HEADINGS, *people(2)]))
    trainer.press("Read again from this row", {"heading": "1"})
    assert "Kofi Mensah Ab1" in trainer.page.words
    trainer.press("Read again from this row", {"heading": "3"})
    trainer.press("Try it out")
    assert "New accounts2" in trainer.page.words


def test_unclear_rows_are_decided_side_by_side(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    assert cast.amina
    cast.learner("Esi Owusu", "GH777", cohort)
    trainer = visitor(cast.efua)
    rows = [
        (1, "Amina Mensah", "GH 8", "Cpl", "troops", "2 Company", "F", ""),
        (2, "Yaw Boateng", "GH777", "Cpl", "troops", "", "M", ""),
    ]
    send(trainer, cohort, xlsx([HEADINGS, *rows, *people(1)]))
    trainer.press("Try it out")
    assert "Unclear2" in trainer.page.words
    assert "GH10234" in trainer.page.words
    trainer.press("Save these decisions", {"row-2": "another"})
    assert "Unclear1" in trainer.page.words
    trainer.press("Save these decisions", {"row-3": "out"})
    assert "1 row is left out." in trainer.page.words
    trainer.press("Import 2 people")
    assert "Rows left out1" in trainer.page.words


def test_what_cannot_be_read_is_refused_beside_the_field(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, b"%PDF-1.7\n\x00", status=422)
    assert "This is no table. Send an XLSX, ODS or CSV file." in trainer.page.words
    trainer.press("Send the list", status=422)
    assert "Choose a file." in trainer.page.words


def test_a_file_that_is_far_too_large_is_not_read(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    trainer.open(f"/cohorts/{cohort.id}/rolls")
    reply = trainer.browser.post(
        f"/cohorts/{cohort.id}/rolls",
        data=b"--x\r\n" + bytes(9 << 20),
        content_type="multipart/form-data; boundary=x",
    )
    assert reply.status_code == 413


def test_a_name_that_is_a_formula_or_a_script_is_shown_as_it_is(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    rows = [
        (1, "=Cmd Pipe Calc", "GH 1", "Cpl", "troops", "=1+1", "M", ""),
        (2, "<b>Ama</b>", "GH 2", "Cpl", "troops", "", "F", ""),
    ]
    send(trainer, cohort, csv([HEADINGS, *rows]), "roll.csv")
    trainer.press("Try it out")
    trainer.press("Import 2 people")
    trainer.open(f"/cohorts/{cohort.id}")
    assert "<b>Ama</b>" in trainer.page.words
    table = trainer.fetch(f"/cohorts/{cohort.id}.csv").get_data(as_text=True)
    assert "\n=Cmd" not in table
    assert "'=Cmd Pipe Calc" in table


def test_another_countrys_roll_is_not_found(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, xlsx([HEADINGS, *people(1)]))
    trainer.press("Try it out")
    foreign = visitor(cast.chandra)
    foreign.open(trainer.page.url, status=404)
    foreign.open(f"{trainer.page.url}/columns", status=404)
    foreign.open(f"/cohorts/{cohort.id}/rolls", status=404)
    foreign.open(f"/cohorts/{cohort.id}/slips", status=404)
    foreign.open("/account")
    assert foreign.send(f"{trainer.page.url}/import").status_code == 404


def test_a_longer_roll_takes_no_more_statements(
    visitor: Visiting, cast: Cast, cohort: Cohort, count_queries: Counting, database: Database
) -> None:
    trainer = visitor(cast.efua)
    counts = []
    for number in (5, 60):
        send(trainer, cohort, csv([HEADINGS, *people(number)]))
        trainer.press("Try it out")
        with count_queries(database) as statements:
            trainer.open(trainer.page.url)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_learner_begins_with_the_square_on_her_slip(
    visitor: Visiting, cast: Cast, cohort: Cohort, clock: Clock, database: Database
) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, xlsx([HEADINGS, *people(12)]))
    trainer.press("Try it out")
    trainer.press("Import 12 people")
    trainer.follow("Print sign-in slips")
    assert "Without a slip12" in trainer.page.words
    reply = trainer.send(trainer.page.url, {"next": "1"})
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    book = PdfDocument(reply.get_data())
    assert len(book) == 2
    said = book[0].get_textpage().get_text_range()
    assert "Kofi Mensah Ab1" in said
    assert "GH20001" in said
    picture = book[0].render(scale=2).to_pil()
    assert isinstance(picture, Image.Image)
    squares = [found.text for found in zxingcpp.read_barcodes(picture)]
    assert len(squares) == 10
    path = re.sub(r"^https?://[^/]+", "", squares[0])
    assert path.removeprefix("/slips/") in said

    learner = visitor()
    learner.open(path)
    learner.press("Begin", {"Choose a password": "short"}, status=422)
    learner.press("Begin", {"Choose a password": PASSWORD})
    assert learner.page.url == "/courses"
    again = visitor()
    again.open(path)
    again.press("Begin", {"Choose a password": PASSWORD}, status=422)
    assert "This code does not work. Ask your trainer for a new slip." in again.page.words

    trainer.open(f"/cohorts/{cohort.id}/slips")
    assert "No password yet11" in trainer.page.words
    clock.go_on(hours=1)
    with database.read() as session:
        roll = session.scalars(select(Roll.id)).one()
    trainer.open(f"/rolls/{roll}")
    trainer.press("Undo this import")
    assert "11 accounts were removed. 1 account stayed, because it is in use by now." in trainer.page.words


def test_a_lost_slip_is_printed_again(visitor: Visiting, cast: Cast, cohort: Cohort) -> None:
    trainer = visitor(cast.efua)
    send(trainer, cohort, xlsx([HEADINGS, *people(2)]))
    trainer.press("Try it out")
    trainer.press("Import 2 people")
    trainer.open(f"/cohorts/{cohort.id}/slips")
    trainer.press("Print a new slip", {"Service number": "GH 1"}, status=422)
    assert "Nobody in this cohort waits for a slip under this number." in trainer.page.words
    reply = trainer.send(f"/cohorts/{cohort.id}/slips", {"service_number": "GH 20002"})
    assert reply.mimetype == "application/pdf"


def test_the_sign_in_page_leads_to_the_slip(visitor: Visiting, cohort: Cohort) -> None:
    assert cohort
    stranger = visitor()
    stranger.open("/sign-in")
    stranger.follow("Begin with the code on your slip")
    stranger.press("Begin", {"Code on your slip": "abc", "Choose a password": PASSWORD}, status=422)
    assert "This code does not work." in stranger.page.words
