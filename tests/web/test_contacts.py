"""Focal points and administrators keep the offices right that stand on the help pages."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from learning.people.models import HelpContact
from learning.people.permissions import Role
from tests.cast import Cast, Player
from tests.life import Life
from tests.visitor import Clock, Visitor

CLINIC = {
    "Kind of help": "Doctor",
    "Name of the office": "Level 1 clinic",
    "Phone": "+000 123 456",
    "Place and hours": "Block 4",
    "Who keeps this right": "Force medical cell",
}


@pytest.fixture
def kwame(cast: Cast) -> Player:
    """Is Ghana's focal point."""
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org")


def test_what_a_focal_point_enters_is_what_learners_of_the_country_read(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, life: Life
) -> None:
    focal, amina, bishnu = visitor(kwame), visitor(cast.amina), visitor(cast.bishnu)
    assert "None yet. Learners are told to ask their trainer." in focal.open("/help/contacts").words
    focal.follow("Add an office")
    assert "Country" not in {label.words for label in focal.page.root.every("label")}, "it is her own"
    assert focal.page.standing("Check again by") == "2026-08-29"
    focal.press("Save", CLINIC | {"Mission": "UNMISS"})
    assert (focal.page.url, focal.page.heading) == ("/help/contacts", "Offices that help")
    for said in ("Saved. It stands on the help pages from now on.", "Level 1 clinic Doctor · UNMISS", "+000 123 456"):
        assert said in focal.page.words
    assert "Level 1 clinic" in amina.open("/help").words
    assert "Level 1 clinic" not in bishnu.open("/help").words
    with life.database.read() as session:
        found = session.scalars(select(HelpContact)).one()
    assert (found.country, found.mission, found.made_by) == ("GHA", "UNMISS", kwame.actor.person_id)

    focal.follow("Change or retire: Level 1 clinic")
    assert focal.page.standing("Phone") == "+000 123 456"
    focal.press("Save", {"Phone": "+000 999", "Mission": "Every mission"})
    assert "+000 999" in amina.open("/help").words
    assert "+000 123" not in amina.page.words

    focal.follow("Change or retire: Level 1 clinic")
    focal.press("Retire this entry")
    assert "The contact is retired. No page shows it any more." in focal.page.words
    assert "Level 1 clinic" not in amina.open("/help").words
    focal.open(f"/help/contacts/{found.id}", status=404)


def test_every_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    visitor: Callable[..., Visitor], kwame: Player, life: Life
) -> None:
    focal = visitor(kwame)
    focal.open("/help/contacts/new")
    typed = {"Name of the office": "Clinic", "Phone": "call me", "E-mail address": "no", "Check again by": "soon"}
    focal.press("Save", typed, status=422)
    assert focal.page.errors() == {
        "kind": "Choose one of the list.",
        "phone": "Enter a phone number in digits, with the code of the country.",
        "email": "Enter an e-mail address, such as name@example.org.",
        "owner": "This is missing.",
        "review_on": "Enter the day as year-month-day, such as 2026-03-31.",
    }
    assert focal.page.links["Who keeps this right: this is missing."] == "#owner"
    assert {label: focal.page.standing(label) for label in typed} == typed
    focal.press("Save", {**CLINIC, "Phone": "", "Place and hours": "", "E-mail address": ""}, status=422)
    assert focal.page.errors()["phone"] == "Give a phone number, an e-mail address or a place."
    with life.database.read() as session:
        assert session.scalars(select(HelpContact)).all() == []


def test_an_administrator_enters_offices_for_every_country_and_for_one(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player
) -> None:
    dora, focal = visitor(cast.dora), visitor(kwame)
    for country, office in (
        ("Every country", "Investigators"),
        ("Ghana", "Chaplain of Ghana"),
        ("Nepal", "Doctor of Nepal"),
    ):
        dora.open("/help/contacts/new")
        dora.press("Save", CLINIC | {"Country": country, "Name of the office": office})
    assert [heading.words for heading in dora.page.root.every("h2")] == ["Ghana", "Nepal", "Every country"]
    dora.press("Show", {"Country": "Nepal"})
    assert [heading.words for heading in dora.page.root.every("h2")] == ["Nepal", "Every country"]
    focal.open("/help/contacts")
    assert "Doctor of Nepal" not in focal.page.words
    assert "Change or retire: Chaplain of Ghana" in focal.page.links
    assert "Change or retire: Investigators" not in focal.page.links
    assert "Entered by an administrator." in focal.page.words
    assert {"Chaplain of Ghana", "Investigators"} <= {
        b.words for b in visitor(cast.amina).open("/help").root.every("b")
    }


def test_a_focal_point_cannot_name_another_country_even_by_hand(
    visitor: Callable[..., Visitor], kwame: Player, life: Life
) -> None:
    focal = visitor(kwame)
    focal.open("/help/contacts/new")
    fields = {"kind": "doctor", "office": "Clinic", "place": "Block 4", "owner": "Owner", "review_on": "2026-08-01"}
    for country in ("URY", ""):
        assert focal.send("/help/contacts/new", {**fields, "country": country}).status_code == 303
    with life.database.read() as session:
        assert set(session.scalars(select(HelpContact.country))) == {"GHA"}


def test_what_is_past_its_review_is_flagged_where_the_day_begins(
    visitor: Callable[..., Visitor], cast: Cast, kwame: Player, clock: Clock
) -> None:
    focal = visitor(kwame)
    focal.open("/help/contacts/new")
    focal.press("Save", CLINIC | {"Check again by": "2026-03-20"})
    flag = "1 entry is past its review date. Learners see that."
    assert flag not in focal.open("/").words
    players = (kwame, cast.dora, cast.bruno)
    clock.go_on(days=19)
    cast.now = clock.moment
    focal, dora, bruno = (visitor(cast.sign_in(None, one.sign_in_name)) for one in players)
    for each, address in (
        (focal, "/"),
        (focal, "/help/contacts"),
        (dora, "/reports"),
        (dora, "/reports/completions/GHA"),
    ):
        assert flag in each.open(address).words, address
    for each, address in ((bruno, "/"), (bruno, "/help/contacts"), (dora, "/reports/completions/URY")):
        assert flag not in each.open(address).words, address
    focal.follow("Change or retire: Level 1 clinic")
    assert focal.page.standing("Check again by") == "2026-09-17", "a day that can be accepted"
    focal.press("Save")
    assert "past its review" not in focal.page.words
    assert "Checked on 21 March 2026." in focal.page.words


def test_a_form_that_stayed_open_while_the_entry_was_retired_finds_nothing(
    visitor: Callable[..., Visitor], kwame: Player
) -> None:
    phone, laptop = visitor(kwame), visitor(kwame)
    phone.open("/help/contacts/new")
    phone.press("Save", CLINIC)
    for each in (phone, laptop):
        each.open("/help/contacts")
        each.follow("Change or retire: Level 1 clinic")
    phone.press("Retire this entry")
    laptop.press("Save", {"Phone": "+000 1234"}, status=404)
    laptop.open("/help/contacts")
    laptop.send(f"/help/contacts/{uuid.uuid4()}/retire")
    assert "Level 1 clinic" not in laptop.page.words
