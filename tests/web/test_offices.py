"""Pages of the office: a successor is invited, accepts, takes over; administrators see countries without anybody."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from learning.db import Database
from learning.people.permissions import Role
from tests.cast import PASSWORD, Cast, Player
from tests.life import Life
from tests.visitor import Clock, Visitor

Visiting = Callable[..., Visitor]
PAGE = "/countries/GHA/office"


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point."""
    assert life
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org")


def accept(guest: Visitor, link: str, name: str, email: str) -> None:
    """Follow a one-time link."""
    guest.open(link.removeprefix("http://localhost"))
    guest.press(
        "Make my account",
        {
            "Your full name": name,
            "E-mail address or service number, to sign in with": email,
            "Choose a password": PASSWORD,
        },
    )


def test_an_office_passes_from_invitation_to_hand_over(visitor: Visiting, kwame: Player) -> None:
    desk = visitor(kwame)
    desk.open("/countries/GHA")
    page = desk.follow("Focal points and hand-over")
    assert page.heading == "Who answers for Ghana"
    assert "As soon as somebody else has accepted" in page.words
    page = desk.press("Invite a successor")
    link = page.by_id["link"].words
    page = desk.follow("Back to the office")
    assert "the link works until 16 March 2026" in page.words
    guest = visitor()
    accept(guest, link, "Abla Mensah", "abla@example.org")
    page = desk.open(PAGE)
    assert "Invited" not in page.words
    successor = next(c for c in page.root.every("input") if c["name"] == "successor")["value"]
    page = desk.press("Hand over the office", {"then": "trainer", "successor": successor}, status=200)
    assert "The office is handed over." in page.words
    desk.open(PAGE, status=403)
    desk.open("/cohorts")
    assert "from Kwame Boateng to Abla Mensah" in guest.open(PAGE).words


def test_somebody_with_an_account_takes_the_office_with_it(visitor: Visiting, kwame: Player, cast: Cast) -> None:
    desk = visitor(kwame)
    desk.open(PAGE)
    link = desk.press("Invite a successor").by_id["link"].words.removeprefix("http://localhost")
    assert "Take it with my account" not in visitor(cast.chandra).open(link).words
    trainer = visitor(cast.efua)
    trainer.open(link)
    assert trainer.press("Take it with my account").heading.startswith("Completion report")
    assert "Efua Owusu" in desk.open(PAGE).words


def test_both_hold_the_office_until_its_last_day(visitor: Visiting, kwame: Player, cast: Cast, clock: Clock) -> None:
    abla = cast.invited(Role.FOCAL_POINT, "GHA", name="Abla Mensah", email="abla@example.org")
    desk = visitor(kwame)
    desk.open(PAGE)
    given = {"then": "learner", "successor": str(abla.actor.person_id), "until": "2026-03-01"}
    assert "This day has passed" in desk.press("Hand over the office", given, status=422).words
    assert desk.page.standing("successor") == str(abla.actor.person_id)
    page = desk.press("Hand over the office", given | {"until": "2026-03-02"})
    assert "Until 2 March 2026 both hold it." in page.words
    assert "You have handed over." in page.words
    clock.go_on(hours=11)
    desk.open(PAGE)
    clock.go_on(hours=4, minutes=1)
    assert clock().day == 3
    desk.open("/sign-in")


def test_an_administrator_sees_countries_without_a_focal_point_and_hands_over(
    visitor: Visiting, kwame: Player, cast: Cast, clock: Clock
) -> None:
    assert cast.amina
    desk = visitor(cast.dora)
    assert "Countries without a focal point" not in desk.open("/people").words
    abla = cast.invited(Role.FOCAL_POINT, "GHA", name="Abla Mensah", email="abla@example.org")
    page = desk.open(PAGE)
    page = desk.press(
        "Hand over the office",
        {"predecessor": str(kwame.actor.person_id), "successor": str(abla.actor.person_id), "then": "learner"},
    )
    assert page.heading == "Who answers for Ghana"
    told = visitor()
    told.open("/sign-in")
    page = told.press("Sign in", {"Service number or e-mail address": "abla@example.org", "Password": PASSWORD})
    assert "Kwame Boateng handed over to you: you answer for Ghana." in page.words
    assert "handed over to you" not in told.open("/reports/completions/GHA").words
    clock.go_on(days=91)
    told = visitor()
    told.open("/sign-in")
    page = told.press("Sign in", {"Service number or e-mail address": "dora@example.org", "Password": PASSWORD})
    assert page.heading == "People"
    assert "Countries without a focal point" in page.words
    page = told.follow("Ghana")
    assert "silent for 90 days" in page.words


def test_an_invitation_is_withdrawn_from_the_list_of_people(visitor: Visiting, cast: Cast) -> None:
    desk = visitor(cast.dora)
    desk.open("/people/invite")
    page = desk.press("Make the link", {"role": "trainer", "Country": "GHA"})
    link = page.by_id["link"].words.removeprefix("http://localhost")
    desk.open("/people")
    assert "The invitation is withdrawn." in desk.press("Withdraw the invitation: Trainer, Ghana").words
    visitor().open(link, status=404)


def test_an_account_is_closed_and_opened_again(visitor: Visiting, cast: Cast) -> None:
    phone, desk = visitor(cast.efua), visitor(cast.dora)
    phone.open("/cohorts")
    desk.open(f"/people/{cast.efua.actor.person_id}")
    page = desk.press("Close the account")
    assert "closed on 2 March 2026" in page.words
    assert phone.open("/cohorts").heading == "Sign in"
    assert "Close the account" not in desk.open(f"/people/{cast.dora.actor.person_id}").words
    assert desk.send(f"/people/{cast.dora.actor.person_id}/close").status_code == 409
    desk.open(f"/people/{cast.efua.actor.person_id}")
    assert "closed on" not in desk.press("Open the account again").words


def test_the_list_of_people_asks_no_more_for_more_countries(
    visitor: Visiting, cast: Cast, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    desk = visitor(cast.dora)
    database = desk.app.extensions["learn1325"].database
    desk.open("/people")
    with count_queries(database) as few:
        desk.open("/people")
    assert cast.amina
    assert cast.bishnu
    with count_queries(database) as many:
        assert "Nepal" in desk.open("/people").words
    assert len(many) == len(few)
