"""A guard at a gate: the page was opened once, there is no signal, and a certificate is held into the light."""

import io
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from playwright.sync_api import Browser, Request, expect

from learning.people.models import Cohort
from learning.records import services
from learning.records.models import RevocationReason
from tests.cast import PASSWORD, Cast
from tests.journeys.gate import (
    NAME,
    Paper,
    Travel,
    another_browser,
    check,
    choose_picture,
    fly,
    forgive_offline,
    hand_out,
    ready,
)
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller
from tests.photographs import clean_code, photograph, printed

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def paper(site: Site, cohort: Cohort) -> Paper:
    """Sita's certificate."""
    return hand_out(site, cohort)


def revoke(paper: Paper, reason: RevocationReason = RevocationReason.RESULT_ANNULLED) -> None:
    """Let an administrator revoke it."""
    cast = Cast(paper.site.database, datetime.now(UTC))
    dora = cast.sign_in(None, "dora@example.org")
    with paper.site.database.begin() as session:
        services.revoke(session, dora.actor, paper.facts.serial, reason, now=datetime.now(UTC))


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


def test_the_camera_reads_a_code_that_is_held_in_front_of_it(browser: Browser, paper: Paper, tmp_path: Path) -> None:
    seen = Image.new("L", (1280, 720), 140)
    seen.paste(clean_code(paper.address, 560, 4), (360, 80))
    film = tmp_path / "gate.mjpeg"
    seen.rotate(3, fillcolor=140).convert("RGB").save(film, "JPEG", quality=80)
    film.write_bytes(film.read_bytes() * 3)
    camera = another_browser(
        browser,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
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
