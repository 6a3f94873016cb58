"""Pages of picture codes: a trainer gives pictures, a learner taps them; everything has a name for screen readers."""

from collections.abc import Callable

from sqlalchemy import select

from learning.people.models import Person
from learning.people.passwords import NO_PASSWORD
from learning.web.vocabulary import PICTURES
from tests.cast import PASSWORD, Cast
from tests.life import SEA, Life
from tests.pages import Page
from tests.visitor import Visitor

Visiting = Callable[..., Visitor]
PAGE = "/sign-in/pictures"


def shown(page: Page) -> list[str]:
    """The places of the pictures that a page shows, by their names."""
    names = [str(name) for name in PICTURES.values()]
    return [str(names.index(item.words)) for item in page.root.one("ol").every("li")]


def tap(guest: Visitor, places: list[str], *, status: int = 200) -> Page:
    """Sign in with pictures."""
    given = {
        "Country": "GHA",
        "Service number": "gh 10234",
        "first": places[0],
        "second": places[1],
        "third": places[2],
    }
    return guest.press("Sign in", given, status=status)


def test_a_trainer_gives_pictures_and_the_learner_comes_in(visitor: Visiting, cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    assert cast.amina
    desk = visitor(cast.efua)
    desk.open(f"/cohorts/{cast.ghana_cohort.id}")
    page = desk.press("Pictures: Amina Mensah")
    assert page.heading == "Pictures for Amina Mensah"
    places = shown(page)
    phone = visitor()
    phone.open("/sign-in")
    page = phone.follow("Sign in with pictures")
    assert tap(phone, places).heading == "Courses"
    other = [str((int(places[0]) + 1) % 12), *places[1:]]
    phone = visitor()
    phone.open(PAGE)
    page = tap(phone, other, status=422)
    assert "The number or the pictures are not right." in page.words
    assert not [box for box in page.root.every("input") if box["type"] == "radio" and "checked" in box]
    new = shown(desk.press("Draw other pictures"))
    assert len(new) == 3


def test_a_picture_that_is_not_tapped_is_asked_for(visitor: Visiting) -> None:
    guest = visitor()
    guest.open(PAGE)
    page = guest.press("Sign in", {"Country": "GHA", "Service number": "GH 1", "first": "3"}, status=422)
    assert "Second picture: choose one of the list." in page.words
    assert "First picture: choose" not in page.words


def test_each_picture_has_a_name_for_those_who_do_not_see_it(visitor: Visiting) -> None:
    page = visitor().open(PAGE)
    labels = [label.words for label in page.root.every("label") if label["class"] == "tap"]
    assert labels == [str(name) for name in PICTURES.values()] * 3


def test_a_learner_draws_pictures_on_her_account_page(visitor: Visiting, cast: Cast) -> None:
    phone = visitor(cast.amina)
    phone.open("/account")
    phone.follow("Get my pictures")
    page = phone.press("Draw my pictures", {"Your password now": "nothing"}, status=422)
    assert "This is not your password." in page.words
    places = shown(phone.press("Draw my pictures", {"Your password now": PASSWORD}))
    guest = visitor()
    guest.open(f"{PAGE}?next=/certificates")
    assert tap(guest, places).heading == "My certificates"
    assert "Get my pictures" not in visitor(cast.efua).open("/account").links


def test_a_learner_without_a_password_gets_pictures(visitor: Visiting, cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    assert cast.amina
    with life.database.begin() as session:
        session.scalars(select(Person).where(Person.name == "Amina Mensah")).one().password_hash = NO_PASSWORD
    desk = visitor(cast.efua)
    desk.open(f"/cohorts/{cast.ghana_cohort.id}")
    places = shown(desk.press("Pictures: Amina Mensah"))
    guest = visitor()
    guest.open(PAGE)
    assert tap(guest, places).heading == "Courses"
