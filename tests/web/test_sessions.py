"""Signed-in browsers: begun and ended on the server, throttled for all processes, and led nowhere else."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from learning.people.models import SignIn
from tests.cast import PASSWORD, Cast, Player
from tests.life import SEA, Life
from tests.visitor import Clock, Visitor
from tests.web.conftest import Sitting

NEW = "three small boats"


def enter(each: Visitor, name: str, password: str = PASSWORD, *, country: str = "", status: int = 200) -> None:
    """Sign in by the form."""
    each.open("/sign-in" if "next" not in each.page.url else each.page.url)
    given = {"Service number or e-mail address": name, "Password": password} | ({"Country": country} if country else {})
    each.press("Sign in", given, status=status)


def test_a_learner_signs_in_with_country_and_number_in_any_writing(visitor: Callable[..., Visitor], cast: Cast) -> None:
    assert cast.amina.sign_in_name == "GH 10234"
    each = visitor()
    enter(each, "gh-10 234", country="Ghana")
    assert each.page.url == "/courses"
    assert "Amina Mensah" in each.page.words
    each.press("Sign out")
    assert each.page.url == "/"
    each.open("/sign-in")
    assert each.page.standing("Country") == "GHA"


def test_the_refusal_never_says_which_part_was_wrong(visitor: Callable[..., Visitor], cast: Cast) -> None:
    assert cast.amina.token
    each = visitor()
    said = set()
    for name, password, country in (
        ("GH 10234", "wrong", "Ghana"),
        ("GH 99999", PASSWORD, "Ghana"),
        ("GH 10234", PASSWORD, "Nepal"),
        ("nobody@example.org", PASSWORD, ""),
    ):
        enter(each, name, password, country=country, status=422)
        said.add(each.page.by_id["errors"].words)
        assert each.page.standing("Service number or e-mail address") == name
        assert each.page.standing("Password") == ""
    assert len(said) == 1


def test_whoever_forgot_the_country_is_told_where_to_choose_it(visitor: Callable[..., Visitor], cast: Cast) -> None:
    each = visitor()
    enter(each, cast.amina.sign_in_name, status=422)
    assert "Country: choose one of the list." in each.page.by_id["errors"].words
    enter(each, cast.amina.sign_in_name, country="Ghana")
    assert each.page.url == "/courses"


def test_signing_out_ends_the_session_on_the_server(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    amina = visitor(cast.amina)
    stolen = visitor(cast.amina)
    amina.open("/account")
    stolen.open("/account")
    amina.press("Sign out")
    assert stolen.fetch("/account").location == "/sign-in?next=/account"
    with life.database.read() as session:
        assert session.scalar(select(SignIn).where(SignIn.person_id == cast.amina.actor.person_id)) is None


def test_changing_the_password_ends_every_other_session(visitor: Callable[..., Visitor], cast: Cast) -> None:
    here = visitor()
    enter(here, cast.amina.sign_in_name, country="Ghana")
    elsewhere = visitor(cast.amina)
    elsewhere.open("/account")
    here.open("/account")
    here.press("Change my password", {"Your password now": PASSWORD, "Your new password": NEW})
    assert "Your password is changed." in here.page.words
    assert here.open("/account").heading == "My account"
    assert elsewhere.fetch("/account").status_code == 303
    third = visitor()
    enter(third, cast.amina.sign_in_name, country="Ghana", status=422)
    enter(third, cast.amina.sign_in_name, NEW, country="Ghana")


def test_a_trainer_gives_a_new_password_that_ends_every_session(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    amina, efua = visitor(cast.amina), visitor(cast.efua)
    amina.open("/account")
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    efua.press("New password: Amina Mensah")
    assert efua.page.heading == "New password for Amina Mensah"
    temporary = next(p.words for p in efua.page.root.every("p") if p["class"] == "code")
    assert amina.fetch("/account").status_code == 303
    enter(visitor(), cast.amina.sign_in_name, temporary, country="Ghana")


def test_a_session_ends_after_twelve_idle_hours_and_after_thirty_days(
    visitor: Callable[..., Visitor], cast: Cast, clock: Clock
) -> None:
    amina = visitor(cast.amina)
    for _ in range(3):
        clock.go_on(hours=11)
        amina.open("/account")
    clock.go_on(hours=12)
    assert amina.fetch("/account").status_code == 303
    bishnu = visitor(cast.bishnu)
    for _ in range(40):
        clock.go_on(hours=11)
        if bishnu.fetch("/account").status_code == 303:
            break
    assert (clock.moment - cast.now).days <= 31


def test_signing_in_gives_the_browser_a_new_secret(visitor: Callable[..., Visitor], cast: Cast) -> None:
    each = visitor()
    each.open("/sign-in")
    before = each.token
    enter(each, cast.amina.sign_in_name, country="Ghana")
    each.browser.post("/account/profile", data={"csrf_token": before, "language": "fr"})
    assert each.open("/account").language == "en", "a token from before signing in works no more"


def test_guessing_is_slowed_down_in_every_process(
    make_app: Callable[..., Flask], visitor: Callable[..., Visitor], cast: Cast, clock: Clock
) -> None:
    name = cast.amina.sign_in_name
    processes = [visitor(), Visitor(make_app())]
    for number in range(10):
        enter(processes[number % 2], name, "a wrong guess", country="Ghana", status=422)
    for each in processes:
        enter(each, name, country="Ghana", status=429)
        assert "There were too many tries. Try again in 5 min." in each.page.words
    clock.go_on(minutes=5)
    enter(processes[0], name, country="Ghana")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "evil",
        "javascript:1",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(visitor: Callable[..., Visitor], cast: Cast, target: str) -> None:
    each = visitor()
    each.browser.get("/sign-in", query_string={"next": target})
    each.open("/sign-in")
    fields = {"name": cast.dora.sign_in_name, "password": PASSWORD, "next": target}
    assert each.send("/language", {"language": "fr", "next": target}).location == "/"
    assert each.send("/sign-in", fields).location == "/"


def test_a_stranger_is_led_back_to_the_page_that_was_asked_for(visitor: Callable[..., Visitor], cast: Cast) -> None:
    each = visitor()
    each.open("/people?search=amina&page=1")
    assert each.page.heading == "Sign in"
    each.press("Sign in", {"Service number or e-mail address": cast.dora.sign_in_name, "Password": PASSWORD})
    assert each.page.url == "/people?search=amina&page=1"


def test_who_signed_out_on_another_page_is_told_and_led_back(cast: Cast, life: Life, sitting: Sitting) -> None:
    phone = sitting.phone
    before = phone.page
    phone.press("Sign out")
    phone.page = before  # the other page of the same browser, which still shows the questions
    reply = phone.send(f"{sitting.url}/answers", quietly=True)
    assert reply.status_code == 401
    assert reply.json == {"message": "You are signed out, so nothing was changed. Sign in and send it again."}
    page = phone.press("Submit my answers", life.fields(sitting.attempt))
    assert page.heading == "Sign in"
    assert "You are signed out, so nothing was changed. Sign in and send it again." in page.words
    amina = cast.amina.sign_in_name
    phone.press("Sign in", {"Country": "Ghana", "Service number or e-mail address": amina, "Password": PASSWORD})
    assert phone.page.url == sitting.url


def test_what_somebody_before_left_in_the_browser_is_forgotten(visitor: Callable[..., Visitor], cast: Cast) -> None:
    players: list[Player] = [cast.amina, cast.efua]
    each = visitor()
    each.open("/sign-in")
    each.press("Français")
    for player, country in zip(players, ("Ghana", ""), strict=True):
        each.open("/sign-in")
        form = each.page.button(
            "Se connecter" if each.page.language == "fr" and "Se connecter" in each.page.words else "Sign in"
        )
        fields = dict(
            each.page.sent(
                form, {"name": player.sign_in_name, "password": PASSWORD, "country": "GHA" if country else ""}
            )
        )
        assert each.send("/sign-in", fields).status_code == 303
        assert each.open("/account").language == "en", "the person's own language"
    assert "Efua Owusu" in each.page.words
