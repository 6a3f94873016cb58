"""Help contacts: what may be entered, by whom, for which country; and what the log says of it."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from learning import audit
from learning.db import Database
from learning.errors import Forbidden, NotFound
from learning.people.contacts import FaultyContact, TypedContact, dialled, is_past_review, read_contact
from learning.people.helping import (
    add_contact,
    change_contact,
    contact,
    contacts_of,
    listed_contacts,
    overdue_contacts,
    retire_contact,
)
from learning.people.models import HelpContact
from learning.people.permissions import Role
from tests.cast import Cast, Player

TODAY = date(2026, 3, 2)
CLINIC = TypedContact(
    country="GHA",
    mission="UNMISS",
    kind="doctor",
    office="Level 1 clinic",
    phone="+000 123 456",
    email="Clinic@Example.org",
    place="Block 4. Every day from 08:00 to 17:00",
    owner="Force medical cell",
    review_on="2026-08-01",
)


@pytest.fixture
def kwame(cast: Cast) -> Player:
    """Is Ghana's focal point."""
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org")


def added(database: Database, player: Player, now: datetime, **fields: str) -> uuid.UUID:
    """Add the clinic, with other words for some of its fields."""
    with database.begin() as session:
        return add_contact(session, player.actor, replace(CLINIC, **fields), now=now).id


def faults(**fields: str) -> dict[str | None, str]:
    """What is wrong with the clinic when some of its fields say something else."""
    with pytest.raises(FaultyContact) as caught:
        read_contact(replace(CLINIC, **fields), today=TODAY)
    return {fault.field: str(fault) for fault in caught.value.faults}


def test_what_is_typed_is_written_in_one_way() -> None:
    read = read_contact(replace(CLINIC, phone=" +٠٠٠ ١٢٣ ext. 4 ", office="  Level  1 clinic "), today=TODAY)
    assert read == {
        "country": "GHA",
        "mission": "UNMISS",
        "kind": "doctor",
        "office": "Level 1 clinic",
        "phone": "+000 123 ext. 4",
        "email": "clinic@example.org",
        "place": "Block 4. Every day from 08:00 to 17:00",
        "owner": "Force medical cell",
        "review_on": date(2026, 8, 1),
    }
    anywhere = read_contact(replace(CLINIC, country="", mission="", phone="", email=" "), today=TODAY)
    assert [anywhere[name] for name in ("country", "mission", "phone", "email")] == [None, None, "", ""]


def test_every_fault_is_told_at_once_in_one_sentence_beside_its_field() -> None:
    nothing = dict.fromkeys(TypedContact.__annotations__, "")
    assert faults(**nothing) == {
        "kind": "Choose one of the list.",
        "office": "This is missing.",
        "phone": "Give a phone number, an e-mail address or a place.",
        "owner": "This is missing.",
        "review_on": "This is missing.",
    }
    assert faults(country="XXX", mission="UNXYZ", email="clinic", place="x" * 161) == {
        "country": "Choose a country.",
        "mission": "Choose one of the list.",
        "email": "Enter an e-mail address, such as name@example.org.",
        "place": "This has more than 160 characters.",
    }


@pytest.mark.parametrize("phone", ["call me", "12", "+", "<b>1234</b>", "12345; 67890", "tel:12345", "0 1 2 3 x"])
def test_a_phone_number_has_digits(phone: str) -> None:
    assert faults(phone=phone) == {"phone": "Enter a phone number in digits, with the code of the country."}


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+000 123-456", "+000123456"),
        ("+00 (0)12/34.5", "+0012345"),
        ("(0)12 345", "012345"),
        ("+000 123 ext. 45", "+000123"),
        ("1234x9", "1234"),
    ],
)
def test_a_telephone_dials_what_is_meant(phone: str, number: str) -> None:
    assert read_contact(replace(CLINIC, phone=phone), today=TODAY)["phone"] == phone
    assert dialled(phone) == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", "Enter the day as year-month-day, such as 2026-03-31."),
        ("2026-02-30", "Enter the day as year-month-day, such as 2026-03-31."),
        ("2026-03-02", "Choose a day after today and within a year, so that an old number is noticed."),
        ("2027-03-04", "Choose a day after today and within a year, so that an old number is noticed."),
    ],
)
def test_the_next_review_is_within_a_year(typed: str, sentence: str) -> None:
    assert faults(review_on=typed) == {"review_on": sentence}


def test_the_last_day_of_a_review_is_still_in_time() -> None:
    assert read_contact(replace(CLINIC, review_on="2026-03-03"), today=TODAY)["review_on"] == date(2026, 3, 3)
    assert not is_past_review(TODAY, TODAY)
    assert is_past_review(TODAY, TODAY + timedelta(days=1))


def test_a_focal_point_answers_for_the_own_country_only(
    database: Database, cast: Cast, kwame: Player, now: datetime
) -> None:
    clinic = added(database, kwame, now)
    everywhere = added(database, cast.dora, now, country="")
    for wrong in ("URY", ""):
        with pytest.raises(NotFound):
            added(database, kwame, now, country=wrong)
    for player, one in ((cast.bruno, clinic), (kwame, everywhere), (cast.bruno, everywhere)):
        with database.begin() as session:
            with pytest.raises(NotFound):
                contact(session, player.actor, one)
            with pytest.raises(NotFound):
                change_contact(session, player.actor, one, CLINIC, now=now)
            with pytest.raises(NotFound):
                retire_contact(session, player.actor, one, now=now)
    with database.read() as session:
        assert {one.id for one in listed_contacts(session, kwame.actor)} == {clinic, everywhere}
        assert {one.id for one in listed_contacts(session, cast.bruno.actor)} == {everywhere}
        assert {one.id for one in listed_contacts(session, cast.dora.actor)} == {clinic, everywhere}
        assert {one.id for one in listed_contacts(session, cast.dora.actor, country="URY")} == {everywhere}
        with pytest.raises(NotFound):
            listed_contacts(session, kwame.actor, country="URY")


def test_a_focal_point_cannot_give_a_contact_to_another_country(
    database: Database, kwame: Player, now: datetime
) -> None:
    clinic = added(database, kwame, now)
    with database.begin() as session, pytest.raises(NotFound):
        change_contact(session, kwame.actor, clinic, replace(CLINIC, country="URY"), now=now)
    with database.read() as session:
        assert session.get_one(HelpContact, clinic).country == "GHA"


def test_learners_and_trainers_change_nothing(database: Database, cast: Cast, kwame: Player, now: datetime) -> None:
    clinic = added(database, kwame, now)
    for player in (cast.amina, cast.efua):
        with database.begin() as session:
            for act in (
                lambda actor: add_contact(session, actor, CLINIC, now=now),
                lambda actor: change_contact(session, actor, clinic, CLINIC, now=now),
                lambda actor: retire_contact(session, actor, clinic, now=now),
                lambda actor: listed_contacts(session, actor),
                lambda actor: overdue_contacts(session, actor, today=TODAY),
            ):
                with pytest.raises(Forbidden):
                    act(player.actor)


def test_saving_says_that_it_was_checked(database: Database, cast: Cast, kwame: Player, now: datetime) -> None:
    clinic = added(database, kwame, now)
    later = now + timedelta(days=200)
    with database.read() as session:
        assert overdue_contacts(session, kwame.actor, today=later.date()) == 1
        assert overdue_contacts(session, cast.dora.actor, today=later.date(), country="URY") == 0
        assert overdue_contacts(session, cast.bruno.actor, today=later.date()) == 0
        assert overdue_contacts(session, kwame.actor, today=date(2026, 8, 1)) == 0
    with database.begin() as session:
        change_contact(session, kwame.actor, clinic, replace(CLINIC, review_on="2026-12-01"), now=later)
    with database.read() as session:
        (shown,) = contacts_of(session, cast.amina.actor)
        assert (shown.checked_on, shown.review_on) == (later.date(), date(2026, 12, 1))
        assert overdue_contacts(session, cast.dora.actor, today=later.date()) == 0


def test_a_retired_contact_is_on_no_page_and_its_row_stays(
    database: Database, cast: Cast, kwame: Player, now: datetime
) -> None:
    clinic, amina = added(database, kwame, now), cast.amina
    with database.begin() as session:
        retire_contact(session, kwame.actor, clinic, now=now)
    with database.begin() as session:
        assert contacts_of(session, amina.actor) == ()
        assert list(listed_contacts(session, kwame.actor)) == []
        assert overdue_contacts(session, kwame.actor, today=date(2027, 1, 1)) == 0
        assert session.get_one(HelpContact, clinic).retired_at == now
        with pytest.raises(NotFound):
            retire_contact(session, kwame.actor, clinic, now=now)


def test_the_log_names_kind_and_country_and_nothing_that_was_typed(
    database: Database, kwame: Player, now: datetime
) -> None:
    with database.begin() as session:
        found = add_contact(session, kwame.actor, CLINIC, now=now)
        change_contact(session, kwame.actor, found.id, replace(CLINIC, kind="chaplain"), now=now)
        retire_contact(session, kwame.actor, found.id, now=now)
    with database.read() as session:
        lines = [
            (line.act, line.country, line.facts)
            for line in audit.audit_entries(session, before=None, limit=50)
            if line.act.startswith("help-contact")
        ]
    assert sorted(lines, key=repr) == [
        ("help-contact-added", "GHA", {"kind": "doctor"}),
        ("help-contact-changed", "GHA", {"kind": "chaplain"}),
        ("help-contact-retired", "GHA", {"kind": "chaplain"}),
    ]
