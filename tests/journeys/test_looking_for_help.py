"""Looking for help leaves no trace: database, files and log of a real server are compared before and after."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Request
from sqlalchemy import select

from learning.db import Base
from learning.people.contacts import TypedContact
from learning.people.helping import add_contact, listed_contacts
from learning.people.models import Person, SignIn
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import ADMINISTRATOR
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import SEA

pytestmark = pytest.mark.xdist_group("journeys")

MODULE = f"/courses/{SEA}/zero-tolerance"
# Which parts of the database file lie in memory at the moment: SQLite keeps it beside the file, and makes it anew
# whenever it starts. No word of a page stands in it.
WITHOUT_WORDS = "-shm"


def rows(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with site.database.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def files(site: Site) -> dict[str, str]:
    """Every file of the installation and what is in it: the database and its log, keys, what the server says."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.folder.rglob("*"))
        if path.is_file() and not path.name.endswith(WITHOUT_WORDS)
    }


def let_half_an_hour_go_by(site: Site) -> None:
    """Move what is noted of every browser into the past: the next page of any other kind notes it anew."""
    with site.database.begin() as session:
        for found in session.scalars(select(SignIn)):
            found.seen_at -= timedelta(minutes=30)


@pytest.fixture(params=["site", "postgresql_site"])
def any_site(request: pytest.FixtureRequest) -> Site:
    """An installation on each kind of database, where an office that helps every country was entered."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Site)
    now = datetime.now(UTC)
    dora = Cast(found.database, now).sign_in(None, ADMINISTRATOR).actor
    with found.database.begin() as session:
        if not listed_contacts(session, dora):
            review_on = (now + timedelta(days=30)).date().isoformat()
            office = TypedContact(
                "", "", "counsellor", "Welfare office", "", "", "Building 3", "Headquarters", review_on
            )
            add_contact(session, dora, office, now=now)
    return found


@pytest.mark.parametrize("scripts", [True, False])
def test_help_and_the_quiet_page_leave_no_trace(
    any_site: Site, travel: Callable[..., Traveller], *, scripts: bool
) -> None:
    dora = travel(any_site, scripts=scripts)
    dora.sign_in(ADMINISTRATOR, PASSWORD)
    dora.open("/account")
    let_half_an_hour_go_by(any_site)
    stranger = travel(any_site, scripts=scripts)
    before = rows(any_site), files(any_site)
    for each in (dora, stranger):
        cookies = each.context.cookies()
        for path in ("/help", "/help?language=ar", "/quiet"):
            each.page.goto(path)
            assert each.page.get_by_role("heading", level=1).is_visible()
        assert each.context.cookies() == cookies
    assert (rows(any_site), files(any_site)) == before
    assert stranger.context.cookies() == []


@pytest.mark.parametrize("scripts", [True, False])
def test_opening_the_panel_asks_the_server_for_nothing(
    any_site: Site, travel: Callable[..., Traveller], *, scripts: bool
) -> None:
    dora = travel(any_site, scripts=scripts)
    dora.sign_in(ADMINISTRATOR, PASSWORD)
    dora.open(MODULE)
    page = dora.page
    before = rows(any_site), files(any_site)
    requests: list[Request] = []
    page.on("request", lambda one: requests.append(one))  # noqa: PLW0108 - Playwright marks what it is given
    panel = page.locator("details.help")
    for _ in range(3):
        panel.locator("summary").click()
    for words in ("Conduct and Discipline Team", "Welfare office"):
        assert panel.get_by_text(words).first.is_visible()
    page.wait_for_timeout(700)  # longer than any answer waits before it is saved
    assert requests == []
    assert (rows(any_site), files(any_site)) == before


def test_any_other_page_notes_when_a_browser_was_seen_and_nothing_else(
    any_site: Site, travel: Callable[..., Traveller]
) -> None:
    dora = travel(any_site)
    dora.sign_in(ADMINISTRATOR, PASSWORD)
    let_half_an_hour_go_by(any_site)
    before = rows(any_site)
    dora.open("/account")
    after = rows(any_site)
    assert {name for name in before if before[name] != after[name]} == {SignIn.__tablename__, Person.__tablename__}
