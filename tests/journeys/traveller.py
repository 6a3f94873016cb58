"""A person in a real browser, who looks at every page: its language, its fit on a phone, and what axe-core finds."""

import gettext
import re
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, ViewportSize

from learning.config import ROOT
from learning.languages import BY_TAG

PHONE: ViewportSize = {"width": 360, "height": 740}
AXE = Axe()
# Chromium writes this line for every page whose status says that a form was refused or a page is not there.
STATUS_LINE = re.compile(r"Failed to load resource: the server responded with a status of (404|409|422)")
NUMBERS = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Z]{27}|[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}|[\w-]{40,}"
)  # ids, serials, codes
PATIENCE = 15_000  # ms
_examined: set[tuple[str, str, str]] = set()


class Traveller:
    """One person, one browser context, one page at a time; what goes wrong behind the page is in `faults`."""

    def __init__(self, browser: Browser, address: str, tag: str = "en", *, scripts: bool = True) -> None:
        self.scripts = scripts
        self.faults: list[str] = []
        self._host = urlsplit(address).netloc
        self._listen(tag)
        self.context = browser.new_context(
            base_url=address, locale=tag, viewport=PHONE, java_script_enabled=scripts, accept_downloads=True
        )
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.context.on("request", self._watch)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()

    def _listen(self, tag: str) -> None:
        self.tag = tag
        self._catalogue = gettext.translation("messages", ROOT / "learning" / "translations", [tag], fallback=True)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not STATUS_LINE.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _watch(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self._host:
            self.faults.append(f"request to a third party: {request.url}")

    def say(self, words: str, **values: object) -> str:
        """Say words of the interface in the language of this person's pages."""
        said = self._catalogue.gettext(words)
        return said % values if values else said

    def open(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)
        self.look()

    def link(self, words: str, **values: object) -> Locator:
        """Find the link that begins with these words."""
        return self._named("link", words, values)

    def button(self, words: str, **values: object) -> Locator:
        """Find the button that begins with these words."""
        return self._named("button", words, values)

    def _named(self, role: Literal["link", "button"], words: str, values: dict[str, Any]) -> Locator:
        begins = re.compile("^" + re.escape(self.say(words, **values)))
        return self.page.get_by_role(role, name=begins)

    def follow(self, words: str, **values: object) -> None:
        """Follow a link of the page."""
        self.go(self.link(words, **values).first)

    def press(self, words: str, **values: object) -> None:
        """Press a button of the page; the one inside the page's main part, when several say the same."""
        self.go(self.button(words, **values).last)

    def go(self, target: Locator) -> None:
        """Click what leads to another page, and look at that page."""
        with self.page.expect_navigation():
            target.click()
        self.look()

    def fill(self, label: str, value: str) -> None:
        """Fill the field with this label."""
        self.page.get_by_label(re.compile("^" + re.escape(self.say(label)))).fill(value)

    def choose(self, label: str, value: str) -> None:
        """Choose from the list with this label, by the value that it sends."""
        self.page.get_by_label(self.say(label), exact=True).select_option(value)

    def tick(self, words: str) -> None:
        """Tick a box or choose a row that says this."""
        self.page.get_by_label(self.say(words), exact=True).check()

    @property
    def heading(self) -> str:
        """What the page is about."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def words(self) -> str:
        """Everything that the main part of the page says."""
        return self.page.get_by_role("main").inner_text()

    def speak(self, tag: str) -> None:
        """Switch the language of the pages with the button that names it in itself; nothing if it is theirs already."""
        if tag != self.tag:
            self._listen(tag)
            self.go(self.page.get_by_role("button", name=BY_TAG[tag].own_name, exact=True))

    def sign_in(self, name: str, password: str, country: str | None = None) -> None:
        """Sign in; the pages are then in the language that the account spoke last."""
        self.open("/sign-in")
        if country:
            self.choose("Country", country)
        self.fill("Service number or e-mail address", name)
        self.fill("Password", password)
        with self.page.expect_navigation():
            self.button("Sign in").last.click()
        self._listen(self.page.locator("html").get_attribute("lang") or "")
        self.look()

    def look(self) -> None:
        """Check what must hold on every page."""
        page = self.page
        language = BY_TAG[self.tag]
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language.tag, language.direction), page.url
        assert page.get_by_role("heading", level=1).count() == 1, page.url
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{page.url} is {width} px wide on a phone of {PHONE['width']}"
        if self.scripts:
            self._examine()
        assert not self.faults, f"{page.url}: {self.faults}"

    def _examine(self) -> None:
        """Let axe-core look at a page: once in each language at those that differ by a number only."""
        path = NUMBERS.sub("…", urlsplit(self.page.url).path)
        kind = (self.tag, path, NUMBERS.sub("…", self.page.title()))
        if kind not in _examined:
            self.examine()
            _examined.add(kind)

    def examine(self) -> None:
        """Let axe-core look at this page, whatever it has seen before; without scripts it cannot."""
        if self.scripts:
            found = AXE.run(self.page)
            assert not found.violations_count, f"{self.page.url}\n{found.generate_report()}"

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong behind the pages until the end."""
        self.context.close()
        assert not self.faults, self.faults
