"""A trainer plans a session, shows its lesson on the wall, notes who is there, closes it; learners see what counts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from learning.modules.queries import catalogue
from learning.records import services
from tests.cast import PASSWORD, Cast
from tests.journeys.gate import another_browser
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import SEA
from tests.photographs import clean_code

pytestmark = pytest.mark.xdist_group("journeys")
PEOPLE = {"Sita Gurung": "RM-9001", "Hari Thapa": "RM-9002", "Maya Lama": "RM-9003"}


@pytest.fixture(scope="module")
def company(site: Site) -> str:
    """A cohort of Nepal of its own; gives its address."""
    cast = Cast(site.database, datetime.now(UTC))
    cast.__dict__["dora"] = cast.sign_in(None, "dora@example.org")
    trainer = cast.invited("trainer", "NPL", name="Kamala Hall", email="kamala@example.org")
    cohort = cast.cohort(trainer, "Hall Company")
    with site.database.begin() as session:
        services.assign_courses(session, cohort, [SEA])
    for name, number in PEOPLE.items():
        cast.learner(name, number, cohort)
    return f"/cohorts/{cohort.id}"


def screen(page: Page) -> int:
    """Which screen is shown, and that it is the only one."""
    number = int(page.locator("body").get_attribute("data-at") or 0)
    assert page.locator("[data-screen]:not([hidden])").evaluate_all("all => all.map(one => +one.dataset.screen)") == [
        number
    ]
    return number


def on_the_wall(trainer: Traveller) -> None:
    """Go through a lesson as a clicker does, back and forth, and leave it with Escape."""
    page = trainer.page
    total = int(page.locator("body").get_attribute("data-total") or 0)
    for key, number in (("PageDown", 2), ("ArrowRight", 3), (" ", 4), ("PageUp", 3), ("End", total), ("Home", 1)):
        page.keyboard.press(key)
        assert screen(page) == number, key
    for _ in range(total - 1):
        page.keyboard.press("PageDown")
        trainer.examine()
    assert page.get_by_role("status").inner_text() == f"Screen {total} of {total}"
    with page.expect_navigation():
        page.keyboard.press("Escape")
    trainer.look()


def test_a_session_is_planned_presented_attended_and_closed(
    site: Site, company: str, travel: Callable[..., Traveller]
) -> None:
    kamala = travel(site)
    kamala.sign_in("kamala@example.org", PASSWORD)
    kamala.open(company)
    kamala.follow("Plan a session in a room")
    kamala.fill("Place", "Drill hall")
    kamala.page.locator("summary").first.click()
    kamala.page.get_by_label("All lessons of this module").first.check()
    kamala.press("Plan it")
    room = kamala.page.url
    kamala.follow("Present")
    on_the_wall(kamala)
    assert kamala.page.url == room

    page = kamala.page
    kamala.go(kamala.link("Scan slips"))
    page.keyboard.type("rm 9001")  # the field has the focus already
    with page.expect_navigation():
        page.keyboard.press("Enter")
    kamala.look()
    assert "Sita Gurung is present." in kamala.words
    kamala.follow("To the roll")
    kamala.link("Everybody is present").click()
    assert page.locator("[data-count]").inner_text() == "3 of 3"
    page.get_by_label(re.compile("^Maya Lama")).uncheck()
    assert page.locator("[data-count]").inner_text() == "2 of 3"
    kamala.press("Save and close the session")
    assert "2 people are present." in kamala.words
    page.locator("[name=taught]").first.check()
    kamala.press("Close the session")
    assert "2 people were present." in kamala.words

    for name, sees in (("Sita Gurung", True), ("Maya Lama", False)):
        learner = travel(site)
        learner.sign_in(PEOPLE[name], PASSWORD, "NPL")
        learner.open(f"/courses/{SEA}/zero-tolerance")
        assert ("in a room" in learner.words) is sees
        assert ("Kamala Hall" in learner.words) is sees


def test_a_lesson_is_presented_in_arabic_with_the_arrows_turned_and_without_scripts_by_links(
    site: Site, company: str, travel: Callable[..., Traveller]
) -> None:
    kamala = travel(site)
    kamala.sign_in("kamala@example.org", PASSWORD)
    kamala.open(company)
    kamala.speak("ar")
    with site.database.read() as session:
        lesson = catalogue(session).course(SEA).module("zero-tolerance").lessons[0].id
    kamala.open(f"/courses/{SEA}/zero-tolerance/{lesson}/present")
    kamala.page.keyboard.press("ArrowLeft")
    assert screen(kamala.page) == 2
    kamala.page.keyboard.press("ArrowRight")
    assert screen(kamala.page) == 1

    plain = travel(site, scripts=False)
    plain.sign_in("kamala@example.org", PASSWORD)
    plain.open(f"/courses/{SEA}/zero-tolerance/{lesson}/present")
    plain.go(plain.page.locator("nav .next"))
    assert screen(plain.page) == 2
    kamala.open(company)
    kamala.speak("en")  # the account keeps the language that it spoke last


def test_the_camera_notes_whose_code_is_held_in_front_of_it(
    site: Site, company: str, browser: Browser, tmp_path: Path
) -> None:
    seen = Image.new("L", (1280, 720), 140)
    seen.paste(clean_code(PEOPLE["Hari Thapa"], 480, 4), (400, 120))
    film = tmp_path / "hall.mjpeg"
    seen.convert("RGB").save(film, "JPEG", quality=80)
    film.write_bytes(film.read_bytes() * 3)
    camera = another_browser(
        browser,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    kamala = Traveller(camera, site.address)
    kamala.sign_in("kamala@example.org", PASSWORD)
    kamala.open(company)
    kamala.follow("Plan a session in a room")
    kamala.page.locator("summary").first.click()
    kamala.page.get_by_label("All lessons of this module").first.check()
    kamala.press("Plan it")
    kamala.follow("Scan slips")
    kamala.button("Scan with the camera").click()
    expect(kamala.page.locator("#newest")).to_contain_text("Hari Thapa is present.", timeout=30_000)
    expect(kamala.page.locator("#count")).to_have_text("1 person is present.")
    kamala.button("Stop").click()
    kamala.look()
    kamala.leave()
    camera.close()
