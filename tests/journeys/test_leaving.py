"""Leaving at once, in a real browser: the screen is cleared, Back shows nothing, and the server sees one plain page."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.cast import PASSWORD
from tests.journeys.sites import Site
from tests.journeys.traveller import PATIENCE, Traveller
from tests.life import SEA

pytestmark = pytest.mark.xdist_group("journeys")

MODULE = f"/courses/{SEA}/zero-tolerance"
LESSON = f"{MODULE}/two-definitions"
OUTSIDE = "/certificates"

Learns = Callable[..., Traveller]


@pytest.fixture
def learns(site: Site, travel: Callable[..., Traveller], learner: Callable[[str], str]) -> Learns:
    """Give `learns(scripts=False)`: somebody who is signed in, and came to a lesson by the course and the module."""

    def begins(tag: str = "en", *, scripts: bool = True) -> Traveller:
        sita = travel(site, tag, scripts=scripts)
        sita.sign_in(learner("Sita Gurung"), PASSWORD, country="NPL")
        for path in (OUTSIDE, f"/courses/{SEA}", MODULE, LESSON):
            sita.open(path)
        return sita

    return begins


def heard(page: Page) -> list[Request]:
    """Listen to what the browser asks for from now on, but for files that it keeps."""
    requests: list[Request] = []
    page.on("request", lambda one: None if "/static/" in one.url else requests.append(one))
    return requests


def path(page: Page) -> str:
    """Where the browser says it is."""
    return urlsplit(page.url).path


def arrive(page: Page) -> None:
    """Wait for the quiet page itself: the page that is left calls itself so before."""
    expect(page.get_by_role("heading", name="Units of measure")).to_be_visible(timeout=PATIENCE)
    assert path(page) == "/quiet"


def leave(page: Page) -> None:
    """Choose the way out."""
    page.get_by_role("link", name="Leave this page").click()
    arrive(page)


def go(page: Page, way: str, asked: str) -> None:
    """Go where a page with a notice stands, or stood; what is shown is the quiet page all the same."""
    with page.expect_response(f"**{asked}"):
        page.evaluate(f"() => {{ {way} }}")
    page.wait_for_timeout(300)
    arrive(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_way_out_is_one_tap_away_and_one_plain_page_is_asked_for(learns: Learns, *, scripts: bool) -> None:
    sita = learns(scripts=scripts)
    page = sita.page
    page.mouse.wheel(0, 3000)
    expect(page.get_by_role("link", name="Leave this page")).to_be_in_viewport()
    requests = heard(page)
    leave(page)
    assert [(one.method, urlsplit(one.url).path) for one in requests] == [("GET", "/quiet")]
    # With scripts the page has called itself so already.
    assert urlsplit(requests[0].headers.get("referer", "")).path == ("/quiet" if scripts else "")
    sita.look()
    assert sita.heading == "Units of measure"
    assert page.title() == "Units of measure"
    assert "1325" not in page.content()
    assert "sexual" not in page.content()


def test_back_shows_no_page_with_a_notice_until_she_chooses_to_come_home(learns: Learns) -> None:
    sita = learns()
    page = sita.page
    length = page.evaluate("history.length")
    leave(page)
    assert page.evaluate("history.length") == length, "the lesson gave its place to the quiet page"
    for before in (MODULE, f"/courses/{SEA}"):
        go(page, "history.back()", before)
    page.evaluate("history.back()")
    page.wait_for_url(f"**{OUTSIDE}")
    go(page, "history.forward()", "/quiet")
    go(page, f"location.href = '{LESSON}'", LESSON)
    page.get_by_role("link", name="Home").click()
    page.wait_for_url("**/courses")
    sita.open(LESSON)
    assert sita.heading == "Two definitions that reach far"


def test_escape_three_times_in_a_row_leaves(learns: Learns) -> None:
    page = learns().page
    for key in ("Escape", "Escape", "Tab", "Escape", "Escape"):
        page.keyboard.press(key)
    page.wait_for_timeout(2100)
    page.keyboard.press("Escape")
    assert path(page) == LESSON
    for _ in range(2):
        page.keyboard.press("Escape")
    arrive(page)


def test_the_screen_is_clear_at_once_before_anything_has_come(learns: Learns) -> None:
    page = learns().page
    page.evaluate("""() => document.addEventListener("click", () => {
        const { hidden } = document.documentElement;
        const { title, body } = document;
        sessionStorage.seen = JSON.stringify([hidden, body.childElementCount, title, location.pathname]);
    })""")
    leave(page)
    assert page.evaluate("JSON.parse(sessionStorage.seen)") == [True, 0, "", "/quiet"]


def test_a_page_that_the_browser_kept_whole_is_hidden_while_it_is_kept(learns: Learns) -> None:
    page = learns().page
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert page.locator("html").is_hidden()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.locator("html").is_visible()
    page.evaluate("sessionStorage.setItem('left', '1')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    arrive(page)


def test_the_way_out_comes_first_by_keyboard_and_hides_nothing_that_has_the_focus(learns: Learns) -> None:
    page = learns().page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "leave"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    strip = page.locator(".exit").bounding_box()
    assert strip is not None
    page.get_by_role("button", name="I have read this").focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        top = page.evaluate("""() => {
            const one = document.activeElement;
            return one.closest(".exit, .skip") || one === document.body ? Infinity : one.getBoundingClientRect().top;
        }""")
        assert top >= strip["height"] - 1, page.evaluate("document.activeElement.outerHTML")


def test_a_scene_can_be_skipped_by_keyboard(learns: Learns) -> None:
    page = learns().page
    skip = page.get_by_role("link", name="Skip this scene")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#after-scene-1")).to_be_focused()
    expect(page.locator("#after-scene-1")).to_be_in_viewport()
    behind = (
        "after => Boolean(after.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    page.keyboard.press("Tab")
    assert page.locator("#after-scene-1").evaluate(behind)
