"""A guard at a gate: the page was opened once, there is no signal, and a certificate is held into the light."""

import base64
import io
import itertools
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect

from certificates.facts import Facts
from certificates.seal import KeyRing
from certificates.statement import make_statement
from certificates.status import Change, Purpose, StatusList, publish_list_jwt
from learning.people.models import Cohort
from learning.records import services
from learning.records.models import Credential, RevocationReason
from tests.cast import PASSWORD, Cast
from tests.journeys.conftest import BROWSERS
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.life import Life
from tests.photographs import clean_code, photograph, printed

pytestmark = pytest.mark.xdist_group("journeys")

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


@pytest.fixture
def paper(site: Site, cohort: Cohort) -> Paper:
    """Sita's certificate."""
    cast = Cast(site.database, datetime.now(UTC))
    number = f"NA-{next(_numbers)}"
    sita = cast.learner(NAME, number, cohort)
    keys = KeyRing.load(site.folder / "keys")
    serial = Life(site.database, keys, datetime.now(UTC)).complete(sita, cohort=cohort)
    with site.database.read() as session:
        line = session.get_one(Credential, serial)
        facts, place = Facts.from_bytes(line.facts.encode()), (line.status_list, line.status_index)
    return Paper(site, keys, facts, place, make_statement(facts, *place, keys), number)


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
    travel: Travel, paper: Paper, tmp_path: Path
) -> None:
    sita = travel(paper.site)
    sita.sign_in(paper.number, PASSWORD, "NPL")
    pdf = sita.context.request.get(f"/certificates/{paper.facts.serial}.pdf").body()
    guard = travel(paper.site)
    ready(guard)
    page = fly(guard)
    page.goto("/verify")
    choose_picture(guard, photograph(printed(pdf, tmp_path), Random(1325), width=2000))
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid", timeout=30_000)
    facts = page.locator(".facts")
    for said in (NAME, "NPL", paper.keys.key_id, paper.facts.completed_on.isoformat(), paper.facts.authority):
        expect(facts).to_contain_text(said)
    expect(page.locator(".verdict")).to_contain_text("List of revoked certificates of")
    expect(page.locator(".verdict")).to_contain_text(str(datetime.now(UTC).year))
    forgive_offline(guard)
    guard.look()


def revoke(paper: Paper, reason: RevocationReason = RevocationReason.RESULT_ANNULLED) -> None:
    """Let an administrator revoke it."""
    cast = Cast(paper.site.database, datetime.now(UTC))
    dora = cast.sign_in(None, "dora@example.org")
    with paper.site.database.begin() as session:
        services.revoke(session, dora.actor, paper.facts.serial, reason, now=datetime.now(UTC))


def listed(paper: Paper, made_at: datetime, purpose: Purpose, *revoked: int) -> str:
    """Sign a list as the server does."""
    changes = {index: Change(made_at.date(), "issued-in-error") for index in revoked}
    made = StatusList(
        origin=paper.site.address, purpose=purpose, number=paper.place[0], changes=changes, made_at=made_at
    )
    return publish_list_jwt(made, paper.keys)


def answer_lists(page: Page, paper: Paper, made_at: datetime, *revoked: int) -> None:
    """Let the network give lists of another moment."""

    def answer(route: Route) -> None:
        purpose = Purpose.REVOCATION if Purpose.REVOCATION in route.request.url else Purpose.REFRESH
        indexes = revoked if purpose == Purpose.REVOCATION else ()
        route.fulfill(body=listed(paper, made_at, purpose, *indexes), content_type="application/vc+jwt")

    page.context.route("**/status/*/*.jwt", answer)


def check(guard: Traveller, path: str) -> str:
    """Open what a scanned code leads to, and read the word."""
    guard.page.goto("/verify")
    guard.page.goto(path)
    expect(guard.page.locator(".verdict h1")).to_be_visible()
    return guard.heading


def signed(claims: object, paper: Paper, header: dict[str, str] | None = None, keys: KeyRing | None = None) -> str:
    """Sign anything as a statement would be."""
    signer = keys or paper.keys

    def written(content: object) -> str:
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(text).rstrip(b"=").decode()

    message = f"{written(header or {'alg': 'EdDSA', 'kid': signer.key_id})}.{written(claims)}"
    return f"{message}.{base64.urlsafe_b64encode(signer.sign(message.encode())).rstrip(b'=').decode()}"


def claims_of(paper: Paper) -> dict[str, object]:
    """Read what the paper's statement claims."""
    middle = paper.statement.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found


def test_without_a_list_or_without_keys_nothing_is_called_valid(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site)
    guard.context.route("**/status", lambda route: route.abort())
    guard.context.route("**/status/**", lambda route: route.abort())
    guard.page.goto("/verify")
    guard.page.evaluate("navigator.serviceWorker.ready")
    expect(guard.page.locator("#list-of")).to_contain_text("no list of revoked certificates yet")
    fly(guard)
    assert check(guard, paper.path) == "Genuine, state unknown"
    assert "this phone has no list yet" in guard.words
    guard.page.evaluate("caches.delete('verify-kept')")
    assert check(guard, paper.path) == "Cannot be checked yet"
    assert NAME not in guard.words
    assert check(guard, f"/verify/{paper.facts.serial}") == "Cannot be checked yet"
    assert "Scan the square code" in guard.words
    guard.faults.clear()


def test_an_old_list_is_said_and_an_older_one_is_refused(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site)
    page = ready(guard)
    answer_lists(page, paper, datetime.now(UTC) - timedelta(days=3))
    guard.button("Fetch the newest list").click()
    expect(page.locator("#list-of")).to_contain_text("older than the one seen before. It was refused.")
    page.context.unroute("**/status/*/*.jwt")
    page.evaluate("caches.delete('verify-kept')")
    answer_lists(page, paper, datetime.now(UTC) - timedelta(days=31))
    page.reload()
    expect(page.locator("#list-of")).to_contain_text("31 days ago")
    fly(guard)
    assert check(guard, paper.path) == "Genuine, state unknown"
    assert "out of date. Fetch the newest list." in guard.words
    forgive_offline(guard)


def test_every_tampering_is_called_not_genuine_with_its_sentence(
    travel: Travel, paper: Paper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    guard = travel(paper.site)
    ready(guard)
    fly(guard)
    header, claims, signature = paper.statement.split(".")
    told = claims_of(paper)
    stranger = KeyRing.create(tmp_path_factory.mktemp("stranger") / "keys")
    other = f"{'A' if claims[40] != 'A' else 'B'}"
    faults = {
        f"{header}.{claims[:40]}{other}{claims[41:]}.{signature}": "something was changed after signing",
        f"{header}.{claims}.{signature[:-2]}": "it was cut off",
        f"{header}.{claims}": "it was cut off",
        signed(told, paper, {"alg": "none", "kid": paper.keys.key_id}): "claims to need no signature",
        signed(told, paper, {"alg": "HS256", "kid": paper.keys.key_id}): "in a way that we do not use",
        signed(told, paper, {"kid": paper.keys.key_id, "alg": "EdDSA"}): "not written in the one form",
        signed({**told, "x": 1}, paper): "not written in the one form",
        signed({**told, "d": "2026-02-30"}, paper): "A date is none",
        signed({**told, "u": "2001-01-01"}, paper): "dates are in the wrong order",
        signed({**told, "n": 7}, paper): "A fact has a form that it cannot have",
        signed({**told, "s": "0" * 27}, paper): "a certificate with another number",
        paper.statement + "=": "cannot have",
        "A" * 5000: "longer than anything",
    }
    for statement, sentence in faults.items():
        assert check(guard, f"/verify/{paper.facts.serial}#{statement}") == "Not genuine", sentence
        assert sentence in guard.words
        assert NAME not in guard.words
    forged = signed({**told, "n": "Somebody Else"}, paper, keys=stranger)
    assert check(guard, f"/verify/{paper.facts.serial}#{forged}") == "Cannot be checked yet"
    assert "a key that this phone does not know" in guard.words
    forgive_offline(guard)


def test_with_a_network_the_paper_is_compared_with_the_register(
    travel: Travel, paper: Paper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    guard = travel(paper.site)
    asked: list[str] = []
    guard.context.on("request", lambda request: asked.extend([request.url, request.headers.get("referer", "")]))
    guard.open(paper.path)
    expect(guard.page.locator("#checking")).to_contain_text("says the same as the register")
    stranger = KeyRing.create(tmp_path_factory.mktemp("stranger") / "keys")
    for statement in (
        signed({**claims_of(paper), "n": "Somebody Else"}, paper),
        signed(claims_of(paper), paper, keys=stranger),
        paper.statement[:-4],
    ):
        guard.page.goto("/verify")
        guard.page.goto(f"/verify/{paper.facts.serial}#{statement}")
        expect(guard.page.get_by_role("alert")).to_contain_text("does not fit the register")
        guard.look()
    fragment = paper.statement.split(".")[1]
    assert not [url for url in asked if fragment in url.partition("#")[0]]
    assert not [url for url in asked if "#" in url and not url.startswith(f"{paper.site.address}/verify/")]


def test_what_is_kept_names_nobody(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site)
    page = ready(guard)
    page.goto(paper.path)
    expect(page.locator("#checking")).to_contain_text("says the same")
    kept = page.evaluate("""async () => {
        const found = [];
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const one of await cache.keys()) found.push([one.url, await (await cache.match(one)).text()]);
        }
        return found;
    }""")
    assert len(kept) > 15
    assert not [
        url for url, text in kept if NAME in text or paper.facts.serial in url + text or 'name="csrf_token"' in text
    ]
    assert not page.evaluate("Object.keys(localStorage).length")


def test_a_first_visit_is_small(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site)
    guard.context.new_cdp_session(guard.page).send("Network.clearBrowserCache")
    received: dict[str, int] = {}

    def note(request: Request) -> None:
        sizes = request.sizes()
        size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        received[request.url] = max(size, received.get(request.url, 0))  # the worker finds most in the browser's cache

    guard.context.on("requestfinished", note)
    page = ready(guard)
    page.evaluate("fetch('/verify/manifest.webmanifest').then((response) => response.text())")
    pages = {url: size for url, size in received.items() if "/status/" not in url}
    assert any("qr.js" in url for url in pages)
    assert any("/verify/shell" in url for url in pages), sorted(pages)
    assert min(pages.values()) > 0, pages
    assert sum(pages.values()) <= 60 * 1024, pages


def test_a_browser_without_ed25519_uses_the_library(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site)
    guard.context.add_init_script("""
        crypto.subtle.importKey = () => Promise.reject(new DOMException("", "NotSupportedError"));
    """)
    ready(guard)
    fly(guard)
    assert check(guard, paper.path) == "Valid"
    tampered = paper.statement[:-6] + ("A" if paper.statement[-6] != "A" else "B") + paper.statement[-5:]
    assert check(guard, f"/verify/{paper.facts.serial}#{tampered}") == "Not genuine"
    forgive_offline(guard)


def test_it_is_done_by_keyboard_and_in_arabic(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site, "ar")
    page = ready(guard)
    fly(guard)
    page.goto("/verify")
    page.get_by_label(guard.say("Number of the certificate")).focus()
    page.keyboard.insert_text(paper.address)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict h1")).to_have_text(guard.say("Valid"))
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert NAME in guard.words
    forgive_offline(guard)
    guard.look()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(guard.say("Check a certificate"))
    forgive_offline(guard)


def test_a_picture_without_a_code_and_one_with_another_code_are_said(travel: Travel, paper: Paper) -> None:
    guard = travel(paper.site)
    page = ready(guard)
    for text, sentence in (
        ("https://example.org/", "not the code of a certificate"),
        (None, "No square code was found"),
    ):
        picture = clean_code(text, 600, 4) if text else Image.new("L", (300, 300), 200)
        taken = io.BytesIO()
        picture.save(taken, "PNG")
        choose_picture(guard, taken.getvalue(), "image/png")
        expect(page.locator("#scan-status")).to_contain_text(sentence, timeout=60_000)
    choose_picture(guard, b"no picture", "image/png")
    expect(page.locator("#scan-status")).to_contain_text("This picture cannot be read.")


def test_the_camera_reads_a_code_that_is_held_in_front_of_it(browser: Browser, paper: Paper, tmp_path: Path) -> None:
    seen = Image.new("L", (1280, 720), 140)
    seen.paste(clean_code(paper.address, 560, 4), (360, 80))
    film = tmp_path / "gate.mjpeg"
    seen.rotate(3, fillcolor=140).convert("RGB").save(film, "JPEG", quality=80)
    film.write_bytes(film.read_bytes() * 3)
    chromium = next((path for path in map(shutil.which, BROWSERS) if path), None)
    camera = browser.browser_type.launch(
        executable_path=chromium,
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    guard = Traveller(camera, paper.site.address)
    page = ready(guard)
    found = guard.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    # The only thing against installing is that this browser forgets everything when it is closed.
    assert [each["errorId"] for each in found["installabilityErrors"]] == ["in-incognito"]
    fly(guard)
    page.goto("/verify")
    guard.button("Scan with the camera").click()
    expect(page.locator(".verdict h1")).to_have_text("Valid", timeout=30_000)
    forgive_offline(guard)
    guard.leave()
    camera.close()
