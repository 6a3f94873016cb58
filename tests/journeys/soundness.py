"""What must hold on a page whatever is asked there: axe-core finds nothing, it fits a phone, a thumb can hit things."""

from playwright.sync_api import Page

from tests.journeys.traveller import AXE, PHONE

RULES = """(contrast) => axe
    .run("main", {
        resultTypes: ["violations"],
        rules: { "target-size": { enabled: true }, "color-contrast": { enabled: contrast } },
    })
    .then((found) => found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(" | ")}`))"""
SMALLEST = 24  # px
# A control is hit on its whole row; a link inside a sentence is as high as its line.
SMALL = """(smallest) => [...document.querySelectorAll("main :is(a, button, select, summary, input, label)")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).display !== "inline")
    .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < smallest)
    .map(([one]) => one.outerHTML.slice(0, 120))"""


def examine(page: Page, *, contrast: bool = True) -> None:
    """Examine what is asked on the page that is open, from its top, where the way out covers nothing.

    Args:
        page: the page.
        contrast: colours too; that takes longer than everything else together.
    """
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    measure(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(RULES, contrast)
    assert not found, f"{page.url}: {found}"


def measure(page: Page) -> None:
    """See that the page that is open fits a phone, and that a thumb can hit what is to be hit."""
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE["width"], f"{page.url} is {width} px wide on a phone of {PHONE['width']}"
    small = page.evaluate(SMALL, SMALLEST)
    assert not small, f"{page.url}: too small for a thumb: {small}"


def unfold(page: Page) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
