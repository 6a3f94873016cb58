"""A sketch map in a real browser: taps on it tick the list, and the list alone is enough."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from learning.quizzes.kinds import kind
from learning.web.assets import ASSETS
from tests.journeys.traveller import AXE, PHONE
from tests.quizzes import pages
from tests.quizzes.pool import item, item_words, placed_as_written

pytestmark = pytest.mark.xdist_group("journeys")

MAP = item("hotspot")
DRAWING = {"src": "/camp.svg", "width": 100, "height": 75, "alt": "A camp"}
FRAME = """<!doctype html><html lang="en"><head><title>A camp</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/style.css"><link rel="stylesheet" href="/exercises.css">
<script type="module" src="/exercises.js"></script></head>
<body><main class="page"><h1>A camp</h1>%s</main></body></html>"""


def _serve(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    view = kind("hotspot").view(MAP, item_words(MAP), placed_as_written(MAP), ["s4"]) | {"drawing": DRAWING}
    if name in ASSETS:
        route.fulfill(body=ASSETS[name].plain, content_type=ASSETS[name].kind)
    elif name == "camp.svg":
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 75"><path d="M9 9h80v60z"/></svg>'
        route.fulfill(body=svg, content_type="image/svg+xml")
    else:
        route.fulfill(body=FRAME % pages.ask(view), content_type="text/html; charset=utf-8")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give `opened(scripts=False)`: the question on a phone."""
    contexts = []

    def opening(*, scripts: bool = True) -> Page:
        contexts.append(browser.new_context(viewport=PHONE, java_script_enabled=scripts, has_touch=True))
        page = contexts[-1].new_page()
        page.route("**/*", _serve)
        page.goto("http://learn.test/")
        return page

    yield opening
    for context in contexts:
        context.close()


def tap(page: Page, x: float, y: float) -> None:
    """Touch the map at a place, in the map's own units."""
    box = page.locator(".map svg").bounding_box()
    assert box is not None
    unit = box["width"] / 100
    page.touchscreen.tap(box["x"] + x * unit, box["y"] + y * unit)


def test_a_tap_near_a_number_ticks_its_box_and_another_takes_it_away(opened: Callable[..., Page]) -> None:
    page = opened()
    page.evaluate("addEventListener('input', () => { window.told = (window.told ?? 0) + 1 })")
    boxes, count = page.get_by_role("checkbox"), page.get_by_role("status")
    expect(count).to_have_text("Marked: 1 of 3")
    tap(page, 34, 23)
    expect(boxes.nth(1)).to_be_checked()
    expect(count).to_have_text("Marked: 2 of 3")
    expect(page.locator(".tapped")).to_have_text("2. spots text 1 & <more>")
    assert page.evaluate("window.told") == 1, "what saves the answers must hear of it"
    tap(page, 30, 20)
    expect(boxes.nth(1)).not_to_be_checked()
    tap(page, 45, 35)
    expect(count).to_have_text("Marked: 1 of 3")


def test_the_map_follows_the_list(opened: Callable[..., Page]) -> None:
    page = opened()
    spots = page.locator(".spot")
    expect(spots.nth(3)).to_have_class("spot on")
    page.get_by_role("checkbox").nth(3).focus()
    page.keyboard.press("Space")
    expect(spots.nth(3)).to_have_class("spot here")
    for place in range(4):
        page.get_by_role("checkbox").nth(place).check()
    expect(page.get_by_role("status")).to_have_text("Marked: 4. Take some marks away, until 3 are left.")


def test_the_page_is_sound_with_and_without_scripts(opened: Callable[..., Page]) -> None:
    page = opened()
    found = AXE.run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    plain = opened(scripts=False)
    expect(plain.get_by_role("checkbox")).to_have_count(6)
    expect(plain.locator(".taps-too")).to_be_hidden()
    expect(plain.locator(".spot.on")).to_have_count(0)


def test_a_mark_stays_where_it_was_when_it_is_chosen(browser: Browser) -> None:
    asked = item("highlight")
    view = kind("highlight").view(asked, item_words(asked), placed_as_written(asked), None)
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.route(
        "**/*.css",
        lambda route: route.fulfill(body=ASSETS[route.request.url.rpartition("/")[2]].plain, content_type="text/css"),
    )
    page.route(
        "http://learn.test/", lambda route: route.fulfill(body=FRAME % pages.ask(view), content_type="text/html")
    )
    page.goto("http://learn.test/")
    marks = page.locator(".marks").first.locator(".choice")
    assert marks.count() > 2
    for mark in marks.all():
        before = mark.bounding_box()
        mark.locator("input").check()
        assert mark.bounding_box() == before
    context.close()
