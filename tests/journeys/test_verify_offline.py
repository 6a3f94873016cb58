"""A guard at a gate: the page was opened once, there is no signal, and a certificate is held into the light."""

import base64
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from playwright.sync_api import Page, Route, expect

from certificates.facts import Facts
from certificates.seal import KeyRing
from certificates.statement import make_statement
from certificates.status import Change, Purpose, StatusList, publish_list_jwt
from learning.people.models import Cohort
from learning.records import services
from learning.records.models import Credential, RevocationReason
from tests.cast import Cast
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import Life
from tests.photographs import page_with_code, photograph

pytestmark = pytest.mark.xdist_group("journeys")

Travel = Callable[..., Traveller]
NAME = "Sita Gurung"
KEPT = "caches.open('verify-kept').then((c) => c.keys()).then((k) => k.length)"
_numbers = itertools.count(6001)


@dataclass(frozen=True)
class Paper:
    """A certificate that was handed out, and the statement that its code holds."""

    site: Site
    keys: KeyRing
    facts: Facts
    place: tuple[int, int]
    statement: str

    @property
    def address(self) -> str:
        """What the code on the paper says."""
        return f"{self.site.address}/verify/{self.facts.serial}#{self.statement}"

    @property
    def path(self) -> str:
        """The same without the host."""
        return self.address.removeprefix(self.site.address)

    def photographed(self) -> bytes:
        """The whole page as a phone takes it."""
        random = Random(1325)
        return photograph(page_with_code(self.address, side=130, random=random), random, width=2000)


@pytest.fixture
def paper(site: Site, cohort: Cohort) -> Paper:
    """Sita's certificate."""
    cast = Cast(site.database, datetime.now(UTC))
    sita = cast.learner(NAME, f"NA-{next(_numbers)}", cohort)
    keys = KeyRing.load(site.folder / "keys")
    serial = Life(site.database, keys, datetime.now(UTC)).complete(sita, cohort=cohort)
    with site.database.read() as session:
        line = session.get_one(Credential, serial)
        facts, place = Facts.from_bytes(line.facts.encode()), (line.status_list, line.status_index)
    return Paper(site, keys, facts, place, make_statement(facts, *place, keys))


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


def test_a_photographed_certificate_is_valid_in_flight_mode_and_revoked_after_the_list_came(
    travel: Travel, paper: Paper
) -> None:
    guard = travel(paper.site)
    ready(guard)
    page = fly(guard)
    page.goto("/verify")
    choose_picture(guard, paper.photographed())
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid", timeout=30_000)
    facts = page.locator(".facts")
    for said in (NAME, "NPL", paper.keys.key_id, paper.facts.completed_on.isoformat(), paper.facts.authority):
        expect(facts).to_contain_text(said)
    expect(page.locator(".verdict")).to_contain_text("List of revoked certificates of")
    expect(page.locator(".verdict")).to_contain_text(str(datetime.now(UTC).year))
    forgive_offline(guard)
    guard.look()
