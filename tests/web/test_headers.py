"""What comes with every page: guards, cookies, packed bytes, and health for the machines that watch."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from learning.db import Database
from learning.migrations.steps import migrate
from learning.web.assets import ASSETS, static
from tests.cast import PASSWORD, Cast
from tests.life import Life
from tests.visitor import Visitor


def test_every_answer_carries_the_guards(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    serial = life.complete(cast.amina)
    amina = visitor(cast.amina)
    for address in (
        "/",
        "/account",
        "/nothing",
        f"/certificates/{serial}.pdf",
        static("app.js"),
        "/healthz",
        "/sign-out",
    ):
        headers = amina.fetch(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Server" not in headers


def test_a_nonce_is_used_once(visitor: Callable[..., Visitor]) -> None:
    each = visitor()
    assert len({each.fetch("/sign-in").headers["Content-Security-Policy"] for _ in range(3)}) == 3


def test_behind_https_cookies_are_bound_to_the_host(make_app: Callable[..., Flask], cast: Cast, life: Life) -> None:
    app = make_app(https=True, address="https://train.example.org")
    browser = app.test_client()
    reply = browser.get("/sign-in", base_url="https://train.example.org")
    (cookie,) = reply.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-learn1325=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert cast.dora.actor.name
    assert life.database.url


def test_the_cookie_holds_no_name_and_no_number(visitor: Callable[..., Visitor], cast: Cast) -> None:
    each = visitor()
    each.open("/sign-in")
    each.press("Sign in", {"Country": "Ghana", "name": cast.amina.sign_in_name, "password": PASSWORD})
    with each.browser.session_transaction() as cookie:
        kept = dict(cookie)
    assert set(kept) <= {"_user_id", "_fresh", "_id", "_permanent", "country", "language", "csrf"}
    assert "10234" not in str(kept)


def test_only_trusted_hosts_are_answered(make_app: Callable[..., Flask], life: Life) -> None:
    app = make_app(trusted_hosts=("train.example.org",))
    browser = app.test_client()
    assert browser.get("/healthz", base_url="http://train.example.org").status_code == 200
    assert browser.get("/healthz", base_url="http://evil.example").status_code == 400
    assert browser.get("/", base_url="http://evil.example").status_code == 400
    assert life.database.url


def test_our_own_files_are_kept_for_ever_and_asked_for_by_their_hash(visitor: Callable[..., Visitor]) -> None:
    each = visitor()
    for name, asset in ASSETS.items():
        plain = each.fetch(static(name))
        assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        packed = each.browser.get(static(name), headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data == asset.plain
        assert "Accept-Encoding" in packed.headers["Vary"]
    assert each.fetch("/static/000000000000/style.css").status_code == 404


def test_pages_are_packed_when_the_browser_can_unpack_them(visitor: Callable[..., Visitor]) -> None:
    each = visitor()
    packed = each.browser.get("/sign-in", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert b"<h1>Sign in</h1>" in gzip.decompress(packed.data)
    assert "Content-Encoding" not in each.fetch("/sign-in").headers


def test_the_product_is_small_on_the_wire() -> None:
    assert len(ASSETS["style.css"].packed) <= 6 * 1024
    assert len(ASSETS["app.js"].packed) <= 3 * 1024
    assert len(ASSETS["exit.js"].packed) + len(ASSETS["exit.css"].packed) <= 2 * 1024


@pytest.mark.parametrize(
    ("wish", "tag"), [("ar-EG,ar;q=0.9", "ar"), ("fr-CA", "fr"), ("sw, pt;q=0.5", "en"), ("", "en")]
)
def test_a_stranger_reads_in_the_language_the_browser_wishes(
    visitor: Callable[..., Visitor], wish: str, tag: str
) -> None:
    each = visitor()
    reply = each.browser.get("/sign-in", headers={"Accept-Language": wish} if wish else {})
    assert f'<html lang="{tag}"' in reply.get_data(as_text=True)


def test_the_language_that_was_chosen_stays(visitor: Callable[..., Visitor], cast: Cast) -> None:
    each = visitor()
    each.open("/verify?serial=abc", status=422)
    each.press("العربية", status=422)
    assert (each.page.url, each.page.language) == ("/verify?serial=abc", "ar")
    assert each.open("/sign-in").language == "ar"
    amina = visitor(cast.amina)
    amina.open("/account")
    amina.press("Français")
    assert amina.page.language == "fr"
    with amina.browser.session_transaction() as cookie:
        del cookie["language"]
    assert amina.open("/account").language == "fr", "the person's own language follows to the next browser"


@pytest.mark.parametrize("tag", ["en", "fr", "ar"])
def test_every_page_of_the_journey_is_whole_in_every_language(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, tag: str
) -> None:
    serial = life.complete(cast.amina)
    attempt = life.begin(life.enrol(cast.amina, "gender-responsive-conflict-analysis"))
    strange, amina, dora = visitor(), visitor(cast.amina), visitor(cast.dora)
    pages = {
        strange: (
            "/",
            "/sign-in",
            "/join",
            f"/join/{cast.ghana_cohort.join_code}",
            "/verify",
            f"/verify/{serial}",
            "/help",
        ),
        amina: ("/courses", "/certificates", "/account", f"/attempts/{attempt}"),
        dora: (
            "/people",
            "/people/invite",
            "/cohorts",
            "/reports",
            "/reports/completions/GHA",
            "/audit",
            "/countries/GHA",
        ),
    }
    for each, addresses in pages.items():
        with each.browser.session_transaction() as cookie:
            cookie["language"] = tag
        for address in addresses:
            assert each.open(address).language == tag


def test_the_process_and_its_readiness_are_told_apart(make_app: Callable[..., Flask], empty_database_url: str) -> None:
    database = Database(empty_database_url)
    app = make_app()
    house = app.extensions["learn1325"]
    app.extensions["learn1325"] = type(house)(house.settings, database, house.keyroom, house.secret, house.clock)
    browser = app.test_client()
    assert browser.get("/healthz").json == {"status": "ok"}
    reply = browser.get("/readyz")
    assert (reply.status_code, reply.json) == (
        503,
        {
            "status": "failing",
            "checks": {"database": True, "migrations": False, "disk": True, "clock": True},
            "issuing": "open",
        },
    )
    migrate(database)
    reply = browser.get("/readyz")
    assert (reply.status_code, reply.json and reply.json["status"]) == (200, "ok")
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert browser.get("/readyz").status_code == 503
    database.dispose()
