"""Papers that are not what they seem, lists that are out of date, and phones that cannot know: none is called valid."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from certificates.seal import KeyRing
from certificates.status import Change, Purpose, StatusList, publish_list_jwt
from learning.people.models import Cohort
from tests.journeys.gate import (
    NAME,
    Paper,
    Travel,
    another_browser,
    check,
    fly,
    forgive_offline,
    hand_out,
    ready,
)
from tests.journeys.sites import Site
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def paper(site: Site, cohort: Cohort) -> Paper:
    """Sita's certificate."""
    return hand_out(site, cohort)


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


def test_over_plain_http_the_code_is_not_called_checked(browser: Browser, paper: Paper) -> None:
    port = urlsplit(paper.site.address).port
    elsewhere = another_browser(browser, "--host-resolver-rules=MAP gate.example 127.0.0.1")
    guard = Traveller(elsewhere, f"http://gate.example:{port}")
    page = guard.page
    page.goto(paper.path)
    expect(page.locator("#checking")).to_contain_text("The code on this paper was not checked")
    page.goto("/verify")
    expect(page.locator("#not-secure")).to_contain_text("only on a page that was opened with https")
    guard.faults.clear()
    guard.leave()
    elsewhere.close()
