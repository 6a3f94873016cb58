"""Answering a quiz by hand: each field of an item gets what it shall send."""

from collections.abc import Iterable

from playwright.sync_api import Locator, Page


def control(page: Page, name: str, value: str) -> Locator:
    """Find the control that sends this value under this name: a radio, a box, a list or a line of text."""
    ticked = page.locator(f'input[name="{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
    return ticked if ticked.count() else page.locator(f'[name="{name}"]')


def answer(page: Page, sent: Iterable[tuple[str, str]]) -> None:
    """Answer one item."""
    for name, value in sent:
        target = control(page, name, value)
        kind = target.evaluate("field => field.type")
        if kind in {"radio", "checkbox"}:
            target.check()
        elif kind == "select-one":
            target.select_option(value)
        else:
            target.fill(value)


def answered(page: Page, sent: Iterable[tuple[str, str]]) -> bool:
    """Say whether the page shows this answer."""
    return all(_shows(control(page, name, value), value) for name, value in sent)


def _shows(target: Locator, value: str) -> bool:
    if target.get_attribute("type") in {"radio", "checkbox"}:
        return target.is_checked()
    return target.input_value() == value
