"""Pages about a hard subject: the way out, the help panel, titles that tell nobody, another way to the same credit."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from learning.people.contacts import TypedContact
from learning.people.helping import add_contact
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.pages import Element
from tests.visitor import Clock, Visitor

MODULE = f"/courses/{SEA}/zero-tolerance"
OTHER_MODULE = f"/courses/{GENDER}/women-peace-security"


def enter(life: Life, by: Player, office: str, *, country: str = "", mission: str = "", days: int = 30) -> None:
    """Enter an office that helps, to be checked again after so many days."""
    review_on = (life.now + timedelta(days=days)).date().isoformat()
    typed = TypedContact(country, mission, "doctor", office, "+000 (0) 12 ext. 3", "", "Block 4", "Owner", review_on)
    with life.database.begin() as session:
        add_contact(session, by.actor, typed, now=life.now)


@pytest.fixture
def hard(cast: Cast, life: Life) -> list[str]:
    """Every page of a module with a notice, of which Amina has one of each."""
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment)
    done = life.begin(enrolment)
    life.submit(done, {})
    later = life.now + timedelta(hours=2)
    attempt = life.begin(enrolment, now=later)
    return [
        f"/courses/{SEA}",
        MODULE,
        f"{MODULE}/two-definitions",
        f"{MODULE}/checklist",
        f"/attempts/{attempt}",
        f"/attempts/{done}/result",
        "/help",
    ]


def panel(each: Visitor) -> Element:
    """The help panel of the open page."""
    return next(one for one in each.page.root.every("details") if one["class"] == "help")


def test_the_way_out_comes_first_after_the_skip_link_on_every_page_with_a_notice(
    visitor: Callable[..., Visitor], cast: Cast, hard: list[str]
) -> None:
    amina = visitor(cast.amina)
    for address in hard:
        skip, leave = list(amina.open(address).root.one("body").every("a", "button", "input", "summary"))[:2]
        assert (skip["class"], leave["href"], leave.words) == ("skip", "/quiet", "Leave this page"), address
        assert leave["referrerpolicy"] == "no-referrer"
    for address in ("/courses", f"/courses/{GENDER}", OTHER_MODULE, "/account"):
        assert "Leave this page" not in amina.open(address).words, address


def test_titles_of_pages_with_a_notice_say_where_one_is_and_not_what_it_is_about(
    visitor: Callable[..., Visitor], cast: Cast, hard: list[str]
) -> None:
    amina = visitor(cast.amina)
    titles = [amina.open(address).root.one("title").words.removesuffix(" – learn1325") for address in hard]
    assert titles == ["Course", "Module 1", "Lesson 2 of 8", "Checklist", "Quiz", "Result", "Help"]
    assert amina.open(OTHER_MODULE).root.one("title").words.startswith(amina.page.heading)


def test_the_help_panel_stands_on_pages_with_a_notice_and_asks_the_server_for_nothing(
    visitor: Callable[..., Visitor], cast: Cast, hard: list[str], life: Life
) -> None:
    enter(life, cast.dora, "Clinic")
    amina = visitor(cast.amina)
    for address in (address for address in hard[1:-1] if not address.endswith("checklist")):
        amina.open(address)
        found = panel(amina)
        assert "Conduct and Discipline Team" in found.words
        assert not list(found.every("form", "img", "button", "iframe", "script"))
        assert [link["href"] for link in found.every("a")] == ["tel:+00012"]


def test_the_reader_sees_the_offices_of_her_country_and_of_the_mission_where_she_serves(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    for office, country, mission in (
        ("Everywhere", "", ""),
        ("In South Sudan", "", "UNMISS"),
        ("In Lebanon", "", "UNIFIL"),
        ("Of Ghana", "GHA", ""),
        ("Of Ghana in South Sudan", "GHA", "UNMISS"),
        ("Of Ghana in Lebanon", "GHA", "UNIFIL"),
        ("Of Nepal in South Sudan", "NPL", "UNMISS"),
    ):
        enter(life, cast.dora, f"{office}.", country=country, mission=mission)
    seen = {"Everywhere.", "In South Sudan.", "Of Ghana.", "Of Ghana in South Sudan."}
    amina, stranger, dora = visitor(cast.amina), visitor(), visitor(cast.dora)
    for address in ("/help", MODULE, f"{MODULE}/two-definitions"):
        offices = {bold.words for bold in amina.open(address).root.every("b") if bold.words.endswith(".")}
        assert offices == seen, address
        assert "Nobody has entered an office" not in amina.page.words
    for each in (stranger, dora):
        each.open("/help")
        assert {bold.words for bold in each.page.root.every("b") if bold.words.endswith(".")} == {"Everywhere."}


def test_each_office_says_who_keeps_it_right_and_when_it_was_checked(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    enter(life, cast.dora, "Clinic", days=30)
    late = "This entry is past its review date, 1 April 2026."
    for days, is_late in ((0, False), (30, False), (1, True), (400, True)):
        clock.go_on(days=days)
        words = visitor().open("/help").words
        for said in (
            "Clinic Doctor",
            "+000 (0) 12 ext. 3",
            "Block 4",
            "Kept right by: Owner. Checked on 2 March 2026.",
        ):
            assert said in words
        assert (late in words) == is_late


def test_without_an_office_the_words_say_whom_to_ask(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    assert life.database.url
    assert "Nobody has entered an office for your country and mission yet. Ask your trainer" in (
        visitor(cast.amina).open("/help").words
    )


def test_what_is_typed_is_shown_as_text(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    enter(life, cast.dora, "<b>Clinic</b> & {{ 7 * 7 }}")
    amina = visitor(cast.amina)
    amina.open(MODULE)
    assert "<b>Clinic</b> & {{ 7 * 7 }}" in panel(amina).words


def test_an_open_exercise_can_be_left_for_another_one_at_any_time(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina, GENDER)
    amina = visitor(cast.amina)
    titles = {}
    for exercise, other in (("x01", "x02"), ("x02", "x01")):
        titles[exercise] = amina.open(f"{OTHER_MODULE}/exercises/{exercise}").heading
        amina.press("Begin")
        assert amina.page.url.startswith("/attempts/")
        assert f"{OTHER_MODULE}/exercises/{other}" in amina.page.links.values()
    assert amina.follow(titles["x01"]).heading == titles["x01"]
    amina.press("Go on with the exercise")
    assert "Would you rather do another one?" in amina.page.words


def test_scenes_can_be_skipped_where_a_notice_stands(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    page = amina.open(f"{MODULE}/two-definitions")
    assert page.links["Skip this scene"] == "#after-scene-1"
    assert page.by_id["after-scene-1"].words == "The scene ends here."
    assert page.by_id["after-scene-1"]["tabindex"] == "-1"
    with life.database.read() as session:
        lesson = life.course(session, GENDER).modules[0].lessons[0].id
    assert "Skip this scene" not in amina.open(f"{OTHER_MODULE}/{lesson}").words
