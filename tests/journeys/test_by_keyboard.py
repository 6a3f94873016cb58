"""Nothing needs a mouse or a finger: sign in, read, answer and submit with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.cast import PASSWORD
from tests.journeys.answering import control
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import SEA

pytestmark = pytest.mark.xdist_group("journeys")

FARTHEST = 150
RING = """() => {
    const field = document.activeElement;
    return [field, field.closest(".choice")].some((one) => one && getComputedStyle(one).outlineStyle !== "none");
}"""


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; whoever looks can see where it is."""
    wanted = target.element_handle()
    for _ in range(FARTHEST):
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            assert page.evaluate(RING), "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {target}")


def enter(traveller: Traveller, target: Locator) -> None:
    """Go to a link or a button and press Enter, which leads to another page."""
    reach(traveller.page, target)
    with traveller.page.expect_navigation():
        traveller.page.keyboard.press("Enter")
    traveller.look()


def choose_radio(page: Page, target: Locator) -> None:
    """Go to a group of radios and move inside it with the arrows."""
    name = target.get_attribute("name")
    group = page.locator(f'input[name="{name}"]')
    reach(page, group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail("the arrows do not lead to the choice")


def choose_option(page: Page, target: Locator, value: str) -> None:
    """Go to a list and move down to the option."""
    reach(page, target)
    for _ in range(target.locator("option").count()):
        if target.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail("the arrows do not lead to the option")


def give(page: Page, name: str, value: str) -> None:
    """Answer one field of a quiz."""
    target = control(page, name, value)
    kind = target.evaluate("field => field.type")
    if kind == "radio":
        choose_radio(page, target)
    elif kind == "select-one":
        choose_option(page, target, value)
    else:
        reach(page, target)
        page.keyboard.press("Space") if kind == "checkbox" else page.keyboard.type(value)


def in_page_order(page: Page, sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put the fields of an item in the order in which Tab comes to them."""
    order = "field => [...document.querySelectorAll('input, select')].indexOf(field)"
    return sorted(sent, key=lambda pair: control(page, *pair).evaluate(order))


def test_a_quiz_is_reached_answered_and_passed_by_keyboard(
    site: Site, travel: Callable[..., Traveller], learner: Callable[[str], str]
) -> None:
    number = learner("Bishnu Rai")
    bishnu = travel(site)
    page = bishnu.page
    bishnu.open("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    choose_option(page, page.get_by_label("Country", exact=True), "NPL")
    reach(page, page.get_by_label("Service number or e-mail address"))
    page.keyboard.type(number)
    reach(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert bishnu.heading == "Courses"

    for path in (f"/courses/{SEA}", f"/courses/{SEA}/zero-tolerance"):
        enter(bishnu, page.get_by_role("main").locator(f'a[href="{path}"]').first)
    enter(bishnu, bishnu.link("Begin reading"))
    check = page.locator(".check summary").first
    reach(page, check)
    page.keyboard.press("Space")
    assert page.locator(".check .feedback").first.is_visible()
    enter(bishnu, bishnu.button("I have read this"))
    enter(bishnu, page.locator(".where a"))
    enter(bishnu, bishnu.button("Begin the quiz"))

    for item, sent in site.right_answers(page.url).items():
        for name, value in [*in_page_order(page, sent), (f"confidence-{item}", "fairly-sure")]:
            if value:
                give(page, name, value)
    enter(bishnu, bishnu.button("Submit my answers"))
    assert bishnu.heading == "Passed"


def test_a_refused_form_takes_the_keyboard_to_what_is_wrong(site: Site, travel: Callable[..., Traveller]) -> None:
    visitor = travel(site)
    page = visitor.page
    visitor.open("/sign-in")
    enter(visitor, visitor.button("Sign in"))
    summary = page.get_by_role("alert")
    assert summary.evaluate("box => document.activeElement === box")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_label("Service number or e-mail address").evaluate("field => document.activeElement === field")
