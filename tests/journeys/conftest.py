"""What the journeys need: a browser, running installations, and people to travel through them."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from learning.people.models import Cohort
from tests.cast import PASSWORD, Cast
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.postgresql import Server

ADMINISTRATOR = "dora@example.org"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIETLY = ("--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: the system's own, else the one that Playwright brought."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    arguments = [*QUIETLY, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=arguments)
        yield running
        running.close()


def _served(folder: Path, url: str, browser: Browser) -> Iterator[Site]:
    site = Site(folder, url)
    try:
        _set_up(site, browser)
        yield site
    finally:
        site.stop()


def _set_up(site: Site, browser: Browser) -> None:
    """Become the first administrator, by the link that `flask prepare` printed."""
    dora = Traveller(browser, site.address)
    dora.open(site.set_up_link)
    dora.fill("Your full name", "Dora Lindqvist")
    dora.fill("E-mail address or service number, to sign in with", ADMINISTRATOR)
    dora.fill("Choose a password", PASSWORD)
    dora.press("Make my account")
    dora.leave()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """An installation on SQLite."""
    folder = tmp_path_factory.mktemp("site")
    yield from _served(folder, f"sqlite:///{folder / 'learn1325.db'}", browser)


@pytest.fixture(scope="session")
def postgresql_site(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, postgresql_server: Server
) -> Iterator[Site]:
    """An installation on PostgreSQL."""
    yield from _served(tmp_path_factory.mktemp("site"), postgresql_server.create("journeys"), browser)


@pytest.fixture
def travel(browser: Browser) -> Iterator[Callable[..., Traveller]]:
    """Give `travel(site, "ar", scripts=False)`: somebody with a browser of her own, who leaves when the test ends."""
    on_the_way: list[Traveller] = []

    def set_out(site: Site, tag: str = "en", *, scripts: bool = True) -> Traveller:
        on_the_way.append(Traveller(browser, site.address, tag, scripts=scripts))
        return on_the_way[-1]

    yield set_out
    for traveller in on_the_way:
        traveller.leave()


@pytest.fixture(scope="session")
def cohort(site: Site) -> Cohort:
    """A cohort of Nepal that learners may be put into without a browser."""
    return _cast(site).nepal_cohort


@pytest.fixture(scope="session")
def learner(site: Site, cohort: Cohort) -> Callable[[str], str]:
    """Give `learner("Sita")`: an account of Nepal; gives its service number."""
    cast = _cast(site)
    numbers = iter(range(7001, 8000))

    def joined(name: str) -> str:
        number = f"NA-{next(numbers)}"
        cast.learner(name, number, cohort)
        return number

    return joined


def _cast(site: Site) -> Cast:
    cast = Cast(site.database, datetime.now(UTC))
    cast.__dict__["dora"] = cast.sign_in(None, ADMINISTRATOR)  # she came by the browser
    return cast
