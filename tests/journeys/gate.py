"""What journeys to a gate need: a certificate that was handed out, a phone that is ready for it, and flight mode."""

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect

from certificates.facts import Facts
from certificates.seal import KeyRing
from certificates.statement import make_statement
from learning.people.models import Cohort
from learning.records.models import Credential
from tests.cast import Cast
from tests.journeys.conftest import BROWSERS
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import Life

Travel = Callable[..., Traveller]
NAME = "Sita Gurung"
_numbers = itertools.count(6001)


@dataclass(frozen=True)
class Paper:
    """A certificate that was handed out, and the statement that its code holds."""

    site: Site
    keys: KeyRing
    facts: Facts
    place: tuple[int, int]
    statement: str
    number: str

    @property
    def address(self) -> str:
        """What the code on the paper says."""
        return f"{self.site.address}/verify/{self.facts.serial}#{self.statement}"

    @property
    def path(self) -> str:
        """The same without the host."""
        return self.address.removeprefix(self.site.address)


def hand_out(site: Site, cohort: Cohort, name: str = NAME) -> Paper:
    """Let Sita Gurung, or somebody else, complete the course; gives the certificate."""
    cast = Cast(site.database, datetime.now(UTC))
    number = f"NA-{next(_numbers)}"
    holder = cast.learner(name, number, cohort)
    keys = KeyRing.load(site.folder / "keys")
    serial = Life(site.database, keys, datetime.now(UTC)).complete(holder, cohort=cohort)
    with site.database.read() as session:
        line = session.get_one(Credential, serial)
        facts, place = Facts.from_bytes(line.facts.encode()), (line.status_list, line.status_index)
    return Paper(site, keys, facts, place, make_statement(facts, *place, keys), number)


def another_browser(browser: Browser, *arguments: str) -> Browser:
    """Start one more Chromium, with arguments of its own."""
    chromium = next((path for path in map(shutil.which, BROWSERS) if path), None)
    return browser.browser_type.launch(executable_path=chromium, args=["--no-sandbox", *arguments])


def ready(guard: Traveller) -> Page:
    """Open the page once where there is a network, and wait until the phone has everything."""
    guard.open("/verify")
    guard.page.evaluate("navigator.serviceWorker.ready")
    expect(guard.page.locator("#list-of")).to_contain_text("(", timeout=15_000)
    return guard.page


def fly(guard: Traveller) -> Page:
    """Switch to flight mode."""
    guard.context.set_offline(True)
    return guard.page


def forgive_offline(guard: Traveller) -> None:
    """Forget what the browser says of requests that a dead network swallowed."""
    guard.faults[:] = [fault for fault in guard.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def choose_picture(guard: Traveller, picture: bytes, kind: str = "image/jpeg") -> None:
    """Choose a picture of a certificate."""
    with guard.page.expect_file_chooser() as chooser:
        guard.button("Choose a picture").click()
    chooser.value.set_files({"name": "photo", "mimeType": kind, "buffer": picture})


def check(guard: Traveller, path: str) -> str:
    """Open what a scanned code leads to, and read the word."""
    guard.page.goto("/verify")
    guard.page.goto(path)
    expect(guard.page.locator(".verdict h1")).to_be_visible()
    return guard.heading
