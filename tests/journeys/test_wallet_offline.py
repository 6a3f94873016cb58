"""A learner at a gate: her phone shows what it kept, and keeps nothing for anybody else."""

import pytest
from playwright.sync_api import Error, Page, expect

from certificates.facts import grouped
from learning.people.models import Cohort
from tests.cast import PASSWORD
from tests.journeys.gate import Paper, Travel, fly, forgive_offline, hand_out, ready
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.xdist_group("journeys")

KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('wallet-')))"
PROMISE = "Your phone keeps this page"
# A slow phone, which begins to write (`begun`) and has not written before `write()`; the worker is as quick as ever.
SLOW = """
    const { put } = Cache.prototype;
    window.begun = new Promise((begin) => {
        Cache.prototype.put = async function (...what) {
            await new Promise((write) => { window.write = write; begin(); });
            return put.apply(this, what);
        };
    });
"""
# A phone that does not say what it keeps (`begun`) before `answer()`.
HESITANT = """() => {
    const { keys } = CacheStorage.prototype;
    window.begun = new Promise((begin) => {
        CacheStorage.prototype.keys = async function () {
            await new Promise((answer) => { window.answer = answer; begin(); });
            return keys.call(this);
        };
    });
}"""
FETCHED = "(path) => fetch(path).then((answer) => answer.text()).then((text) => text.slice(0, 5))"


@pytest.fixture
def paper(site: Site, cohort: Cohort) -> Paper:
    """Sita's certificate."""
    return hand_out(site, cohort)


def open_wallet(traveller: Traveller) -> Page:
    """Open the wallet where there is a network, until it says that it is kept."""
    page = traveller.page
    traveller.open("/certificates")
    expect(page.get_by_text(PROMISE)).to_be_visible(timeout=15_000)
    # Never a promise: wait_for_function takes one for true before it is answered.
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def kept(page: Page) -> list[str]:
    """Whose wallets the phone keeps."""
    names: list[str] = page.evaluate(KEPT)
    return names


@pytest.fixture
def sita(travel: Travel, paper: Paper) -> Traveller:
    """Sita, who has opened her wallet."""
    traveller: Traveller = travel(paper.site)
    traveller.sign_in(paper.number, PASSWORD, "NPL")
    open_wallet(traveller)
    return traveller


def test_the_wallet_and_what_was_opened_from_it_are_there_without_a_network(sita: Traveller, paper: Paper) -> None:
    page, serial = sita.page, paper.facts.serial
    assert page.evaluate(FETCHED, f"/certificates/{serial}.pdf") == "%PDF-"
    expect(page.get_by_text("There is no network.")).to_be_hidden()
    fly(sita)
    page.goto("/certificates")
    expect(page.get_by_text("There is no network.")).to_be_visible()
    expect(page.locator(".certificate-card .serial")).to_have_text(grouped(serial))
    assert page.locator("body").evaluate("(body) => getComputedStyle(body).display") == "flex"  # its style is there too
    assert page.evaluate(FETCHED, f"/certificates/{serial}.pdf") == "%PDF-"
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate(FETCHED, f"/certificates/{serial}.svg")  # was never opened
    sita.faults[:] = [fault for fault in sita.faults if "ERR_FAILED" not in fault]
    forgive_offline(sita)
    sita.look()


def test_what_was_kept_says_so_under_a_network_by_name_only(sita: Traveller, paper: Paper) -> None:
    page = sita.page
    sita.context.route("**/certificates", lambda route: route.fulfill(status=503))
    page.goto("/certificates")
    expect(page.locator(".certificate-card .serial")).to_have_text(grouped(paper.facts.serial))
    expect(page.get_by_text("There is no network.")).to_be_visible()


def test_the_wallet_is_promised_only_once_it_is_kept(travel: Travel, paper: Paper) -> None:
    traveller = travel(paper.site)
    traveller.sign_in(paper.number, PASSWORD, "NPL")
    traveller.context.add_init_script(SLOW)
    page = traveller.page
    traveller.open("/certificates")
    page.evaluate("window.begun")
    expect(page.get_by_text(PROMISE)).to_be_hidden()
    page.evaluate("window.write()")
    expect(page.get_by_text(PROMISE)).to_be_visible()
    fly(traveller)
    page.goto("/certificates")
    expect(page.locator(".certificate-card .serial")).to_have_text(grouped(paper.facts.serial))
    forgive_offline(traveller)


def test_signing_out_empties_the_phone(sita: Traveller) -> None:
    assert len(kept(sita.page)) == 1
    sita.page.get_by_role("button", name="Sign out").click()
    expect(sita.page.get_by_role("link", name="Sign in").first).to_be_visible()
    expect(sita.page.locator("body")).to_have_attribute("data-keeper", "")
    assert kept(sita.page) == []
    fly(sita)
    with pytest.raises(Error):
        sita.page.goto("/certificates")
    forgive_offline(sita)


def test_signing_out_without_a_network_empties_the_phone_too(sita: Traveller) -> None:
    page = fly(sita)
    page.goto("/certificates")
    page.evaluate(HESITANT)
    page.get_by_role("button", name="Sign out").click()
    page.evaluate("window.begun")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/sign-out")):
        page.evaluate("window.answer()")
    sita.context.set_offline(False)
    later = sita.context.new_page()
    later.goto("/help")  # the server heard nothing: to this page she is signed in, and it would leave her wallet alone
    expect(later.locator("body")).not_to_have_attribute("data-keeper", "")
    assert kept(later) == []
    forgive_offline(sita)


def test_a_session_that_was_ended_elsewhere_leaves_nothing_on_the_phone(sita: Traveller) -> None:
    sita.context.clear_cookies()
    sita.page.goto("/certificates")
    expect(sita.page.locator("h1")).to_have_text("Sign in")
    assert kept(sita.page) == []


def test_the_next_person_never_sees_the_wallet_before(sita: Traveller, paper: Paper, cohort: Cohort) -> None:
    rams = hand_out(paper.site, cohort, "Ram Thapa")
    (hers,) = kept(sita.page)
    sita.context.clear_cookies()
    sita.sign_in(rams.number, PASSWORD, "NPL")
    page = open_wallet(sita)
    (his,) = kept(page)
    assert his != hers
    fly(sita)
    page.goto("/certificates")
    expect(page.locator(".certificate-card .serial")).to_have_text(grouped(rams.facts.serial))
    assert paper.facts.serial not in page.content()
    forgive_offline(sita)


def test_the_page_that_checks_certificates_leaves_the_wallet_alone(sita: Traveller, paper: Paper) -> None:
    ready(sita)
    page = fly(sita)
    page.goto("/verify")
    page.goto("/certificates")
    expect(page.locator(".certificate-card .serial")).to_have_text(grouped(paper.facts.serial))
    forgive_offline(sita)
