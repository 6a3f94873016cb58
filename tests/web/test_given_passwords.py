"""Who comes in with a password that a trainer gave chooses her own first, and then is where she wanted to go."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from learning.db import Database
from learning.people import picture_codes, services
from learning.web.assets import static
from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Visitor

Visiting = Callable[..., Visitor]
CountQueries = Callable[[Database], AbstractContextManager[list[str]]]
OWN = "three small boats"
CHOOSING = "Choose your own password"


@pytest.fixture
def given(cast: Cast, life: Life) -> str:
    """The password that Efua gave Amina, who learns in her cohort."""
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    return services.reset_password(life.database, cast.efua.actor, person_id=cast.amina.actor.person_id, now=cast.now)


def enter(each: Visitor, name: str, password: str, *, wanted: str = "", status: int = 200) -> None:
    """Sign in by the form, which is where opening a page without being signed in ends."""
    each.open(wanted or "/sign-in")
    given = {"Service number or e-mail address": name, "Password": password, "Country": "Ghana"}
    each.press("Sign in", given, status=status)


def test_she_chooses_once_and_is_where_she_wanted_to_go(visitor: Visiting, cast: Cast, given: str) -> None:
    amina = visitor()
    enter(amina, cast.amina.sign_in_name, given, wanted=f"/courses/{SEA}?x=1")
    assert amina.page.heading == CHOOSING
    fields = [field for field in amina.page.root.every("input") if field["type"] != "hidden"]
    assert [amina.page.label(field) for field in fields] == ["Choose a password"]
    amina.press("Go on", {"Choose a password": OWN})
    assert amina.page.url == f"/courses/{SEA}?x=1"
    assert "Your password is changed." in amina.page.words
    assert amina.open("/account").heading == "My account"
    again = visitor()
    enter(again, cast.amina.sign_in_name, given, status=422)
    enter(again, cast.amina.sign_in_name, OWN)
    assert again.page.url == "/courses"


def test_until_then_every_page_of_hers_leads_there(visitor: Visiting, cast: Cast, given: str) -> None:
    amina = visitor()
    enter(amina, cast.amina.sign_in_name, given)
    for path in (
        "/courses",
        f"/courses/{SEA}",
        "/certificates",
        "/account",
        "/account/pictures",
        "/account/transcript",
    ):
        assert amina.fetch(path).location == f"/account/own-password?next={path}"
    for path in ("/account/password", "/account/profile", f"/join/{cast.ghana_cohort.join_code}/as-myself"):
        assert amina.send(path).location == "/account/own-password?next=/"
    assert amina.open("/").heading == CHOOSING
    for path in ("/help", "/quiet", "/verify", "/public", "/healthz", static("style.css")):
        assert amina.fetch(path).status_code == 200


def test_help_another_language_and_the_way_out_stay_open(visitor: Visiting, cast: Cast, given: str) -> None:
    amina = visitor()
    enter(amina, cast.amina.sign_in_name, given, wanted="/certificates")
    assert amina.page.heading == CHOOSING
    amina.press("Français")
    assert amina.page.root.one("html")["lang"] == "fr"
    amina.press("English")
    assert amina.page.heading == CHOOSING
    assert amina.page.sent(amina.page.button("Go on"), {})[1] == ("next", "/certificates")
    amina.follow("Help and real channels")
    amina.open("/courses")
    amina.press("Sign out")
    assert amina.page.url == "/"
    assert amina.fetch("/courses").location == "/sign-in?next=/courses"


def test_a_refused_password_is_said_beside_the_field_and_the_place_is_kept(
    visitor: Visiting, cast: Cast, given: str
) -> None:
    amina = visitor()
    enter(amina, cast.amina.sign_in_name, given, wanted="/certificates")
    for typed, said in (
        ("", "This is missing."),
        ("short", "at least 8 characters"),
        ("GH-10234", "like your name"),
        (given, "This is the password that was given to you."),
    ):
        amina.press("Go on", {"Choose a password": typed}, status=422)
        assert said in amina.page.words
    amina.press("Go on", {"Choose a password": OWN})
    assert amina.page.url == "/certificates"


def test_sent_twice_it_is_chosen_once(visitor: Visiting, cast: Cast, given: str) -> None:
    amina = visitor()
    enter(amina, cast.amina.sign_in_name, given)
    sent = {"password": OWN, "next": "/courses"}
    amina.send("/account/own-password", sent)
    assert amina.send("/account/own-password", sent | {"password": "nine slow rivers"}).location == "/courses"
    enter(visitor(), cast.amina.sign_in_name, OWN)
    enter(visitor(), cast.amina.sign_in_name, "nine slow rivers", status=422)


def test_who_chose_her_password_is_not_asked_and_cannot_change_it_without_the_old_one(
    visitor: Visiting, cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    amina.open("/courses")
    assert amina.send("/account/own-password", {"password": OWN}).location == "/"
    enter(visitor(), cast.amina.sign_in_name, OWN, status=422)
    assert amina.fetch("/account/own-password").location == "/"
    assert amina.fetch("/account/own-password?next=//evil.example/").location == "/"


def test_pictures_let_her_in_though_her_password_was_given(
    app: Flask, visitor: Visiting, cast: Cast, database: Database, given: str
) -> None:
    assert given
    house = app.extensions["learn1325"]
    _, pictures = picture_codes.give_pictures(
        database, cast.efua.actor, person_id=cast.amina.actor.person_id, secret=house.secret, now=cast.now
    )
    amina = visitor()
    amina.open("/sign-in/pictures")
    places = dict(zip(("first", "second", "third"), map(str, pictures), strict=True))
    amina.send("/sign-in/pictures", {"country": "GHA", "number": cast.amina.sign_in_name, **places})
    assert amina.open("/courses").heading == "Courses"


def test_being_led_there_asks_the_database_only_who_it_is(
    app: Flask, cast: Cast, visitor: Visiting, count_queries: CountQueries, given: str
) -> None:
    amina = visitor()
    enter(amina, cast.amina.sign_in_name, given)
    with count_queries(app.extensions["learn1325"].database) as statements:
        amina.fetch("/courses")
    assert len(statements) == 1
