"""Keys over the web: two administrators change them, old certificates stay green, and their end is said aloud."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.checking import check_pdf
from certificates.pdfkeys import VALID_FOR
from certificates.published import PublishedKeys
from certificates.reporting import Verdict
from certificates.statement import read_statement
from learning.people.permissions import Role
from learning.records.models import Credential
from learning.records.printing import Print
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.visitor import Clock, Visitor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def esi(cast: Cast) -> Player:
    """The second administrator."""
    assert cast.dora
    return cast.invited(Role.ADMINISTRATOR, None, name="Esi Nyarko", email="esi@example.org")


def key_of(app: Flask) -> str:
    return str(app.extensions["learn1325"].keys.key_id)


def change_keys(visitor: Callable[..., Visitor], dora: Player, esi: Player) -> Visitor:
    """Dora proposes, Esi confirms; gives Esi's browser."""
    proposes = visitor(dora)
    proposes.open("/keys")
    proposes.press("Propose a change of keys")
    confirms = visitor(esi)
    confirms.open("/keys")
    confirms.press("Change the keys")
    return confirms


# ── two administrators ──────────────────────────────────────────────────────


def test_two_administrators_change_the_keys(
    app: Flask, visitor: Callable[..., Visitor], dora: Player, esi: Player
) -> None:
    old = key_of(app)
    page = change_keys(visitor, dora, esi).page
    new = key_of(app)
    assert new != old
    assert f"The keys are changed. Certificates issued from now on carry the key {new}." in page.words
    assert f"{old} no certificate" in page.words
    assert "Keys changed" in visitor(dora).open("/audit").words


def test_who_proposed_waits_and_may_withdraw(visitor: Callable[..., Visitor], dora: Player, esi: Player) -> None:
    assert esi
    browser = visitor(dora)
    browser.open("/keys")
    page = browser.press("Propose a change of keys")
    assert "You proposed this: another administrator must confirm it." in page.words
    assert "Propose a change of keys" not in page.words
    action = next(form["action"] for form in page.root.every("form") if "/keys/proposals/" in form["action"])
    assert browser.send(action, {"decision": "confirm"}).status_code == 409
    browser.open("/keys")
    assert "The keys stay as they are." in browser.press("Withdraw").words


def test_an_administrator_alone_is_told_to_invite_a_second_one(visitor: Callable[..., Visitor], dora: Player) -> None:
    page = visitor(dora).open("/keys")
    assert "This takes two administrators, and you are the only one." in page.words
    assert page.links["Invite a second one first"] == "/people/invite"


def test_after_a_day_the_proposal_is_gone(
    visitor: Callable[..., Visitor], dora: Player, esi: Player, clock: Clock
) -> None:
    browser = visitor(dora)
    browser.open("/keys")
    page = browser.press("Propose a change of keys")
    action = next(form["action"] for form in page.root.every("form") if "/keys/proposals/" in form["action"])
    clock.go_on(hours=11)
    other = visitor(esi)
    other.open("/keys")
    clock.go_on(hours=11)
    other.open("/keys")
    clock.go_on(hours=3)
    assert "older than 24 hours" in other.send(action, {"decision": "confirm"}).get_data(as_text=True)
    assert "A change of keys is proposed" not in other.open("/keys").words


def test_keys_that_cannot_be_changed_are_left_as_they_are_in_words(
    app: Flask, visitor: Callable[..., Visitor], dora: Player, esi: Player
) -> None:
    folder = app.extensions["learn1325"].settings.keys
    old = key_of(app)
    (folder / "next").write_text("something in the way")
    browser = visitor(dora)
    browser.open("/keys")
    browser.press("Propose a change of keys")
    other = visitor(esi)
    other.open("/keys")
    assert "The keys could not be changed." in other.press("Change the keys", status=409).words
    assert key_of(app) == old
    (folder / "next").unlink()
    other.open("/keys")
    other.press("Change the keys")
    assert key_of(app) != old


# ── what was issued before ──────────────────────────────────────────────────


def test_old_certificates_stay_green_and_new_ones_carry_the_new_key(
    app: Flask, visitor: Callable[..., Visitor], cast: Cast, life: Life, dora: Player, esi: Player, now: datetime
) -> None:
    serial = life.complete(cast.amina)
    holder, stranger = visitor(cast.amina), visitor()
    pdf = holder.fetch(f"/certificates/{serial}.pdf").data
    change_keys(visitor, dora, esi)
    life.keys = app.extensions["learn1325"].keys
    newer = life.complete(cast.bishnu)
    assert "Valid" in stranger.open(f"/verify/{serial}").heading
    assert "Valid" in stranger.open(f"/verify/{newer}").heading
    assert holder.fetch(f"/certificates/{serial}.pdf").data == pdf
    published = PublishedKeys.from_json(stranger.fetch("/verify/keys.json").data)
    new_pdf = visitor(cast.bishnu).fetch(f"/certificates/{newer}.pdf").data
    for each in (pdf, new_pdf):
        report = check_pdf(each, published, now=now)
        assert report.verdict is Verdict.GENUINE, str(report)
    with life.database.read() as session:
        lines = {line.serial: line.key_id for line in session.scalars(select(Credential))}
        kept = session.get_one(Print, newer)
    assert lines[newer] == key_of(app) != lines[serial]
    assert read_statement(kept.statement, published.keys).key_id == lines[newer]


def test_another_process_checks_and_seals_with_the_new_key_at_its_next_request(
    app: Flask,
    make_app: Callable[..., Flask],
    visitor: Callable[..., Visitor],
    life: Life,
    cast: Cast,
    dora: Player,
    esi: Player,
) -> None:
    other = make_app()
    assert key_of(other) == key_of(app)
    change_keys(visitor, dora, esi)
    life.keys = app.extensions["learn1325"].keys
    serial = life.complete(cast.amina)
    assert "Valid" in Visitor(other).open(f"/verify/{serial}").heading
    assert key_of(other) == key_of(app)


# ── the end of the certificate for PDFs ─────────────────────────────────────


def end(clock: Clock, **after: float) -> None:
    """Go to the last moment of the certificate for PDFs, and on."""
    clock.moment += VALID_FOR + timedelta(**after)


def again(cast: Cast, player: Player, clock: Clock) -> Player:
    """Sign somebody in anew, when time has passed."""
    cast.now = clock.moment
    return cast.sign_in(player.actor.country, player.sign_in_name)


def test_ninety_days_before_the_end_administrators_are_warned(
    visitor: Callable[..., Visitor], cast: Cast, clock: Clock
) -> None:
    dora, efua = cast.dora, cast.efua
    end(clock, days=-91)
    assert "The keys end soon" not in visitor(again(cast, dora, clock)).open("/keys").words
    clock.go_on(days=1)
    browser = visitor(again(cast, dora, clock))
    for address in ("/people", "/keys"):
        assert "The keys end soon" in browser.open(address).words
    assert "90 days left" in browser.page.words
    assert "The keys end soon" not in visitor(again(cast, efua, clock)).open("/cohorts").words


def test_at_the_end_issuing_stops_aloud_and_checking_goes_on(
    app: Flask, visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    serial = life.complete(cast.amina)
    dora, bishnu = cast.dora, cast.bishnu
    end(clock, seconds=1)
    life.now, life.closed = clock.moment, True
    browser = visitor(again(cast, dora, clock))
    for address in ("/people", "/audit", "/reports", "/keys"):
        assert "No certificate is issued" in browser.open(address).words
    assert app.test_client().get("/readyz").json["issuing"] == "stopped"
    assert app.test_client().get("/healthz").status_code == 200
    visitor().open(f"/verify/{serial}")
    learner = visitor(again(cast, bishnu, clock))
    assert "No certificate is issued" not in learner.open("/courses").words
    life.complete_without(bishnu, now=clock.moment)
    page = learner.open(f"/courses/{SEA}")
    assert "Your certificate comes as soon as certificates can be issued again." in page.words


def test_a_course_completed_on_the_page_waits_and_a_change_of_keys_issues_it(
    app: Flask, visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock, dora: Player, esi: Player
) -> None:
    bishnu = cast.bishnu
    enrolment = life.enrol(bishnu)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    end(clock, days=1)
    learner = visitor(again(cast, bishnu, clock))
    learner.open(f"/attempts/{attempt}")
    learner.press("Submit my answers", life.fields(attempt))
    assert "comes as soon as" in learner.open(f"/courses/{SEA}").words
    dora, esi = again(cast, dora, clock), again(cast, esi, clock)
    assert "1 completed course has no certificate yet." in visitor(dora).open("/keys").words
    page = change_keys(visitor, dora, esi).page
    assert "1 certificate was issued." in page.words
    assert "No certificate is issued" not in page.words
    assert "See your certificate" in learner.open(f"/courses/{SEA}").words
    with life.database.read() as session:
        line = session.scalars(select(Credential)).one()
    assert line.key_id == key_of(app)
    assert learner.fetch(f"/certificates/{line.serial}.pdf").data.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["pdf.crt", "signing.key", "pdf.key"])
def test_whatever_is_spoilt_while_running_everything_that_checks_is_served(
    app: Flask, visitor: Callable[..., Visitor], cast: Cast, life: Life, name: str
) -> None:
    serial = life.complete(cast.amina)
    stranger = visitor()
    public = ("/verify/keys.json", "/.well-known/did.json", "/status/revocation/1.jwt")
    before = [stranger.fetch(address).data for address in public]
    (app.extensions["learn1325"].settings.keys / name).write_text("spoilt")
    assert app.test_client().get("/readyz").json["issuing"] == "stopped"
    assert [stranger.fetch(address).data for address in public] == before
    assert "Valid" in stranger.open(f"/verify/{serial}").heading


def test_a_key_that_is_lost_while_running_stops_issuing_until_it_is_restored(
    app: Flask, visitor: Callable[..., Visitor], dora: Player, cast: Cast, life: Life
) -> None:
    serial = life.complete(cast.amina)
    file = app.extensions["learn1325"].settings.keys / "pdf.key"
    file.rename(file.with_suffix(".away"))
    browser = visitor(dora)
    page = browser.open("/keys")
    assert "A file of keys cannot be read any more." in page.words
    assert str(file) in page.words
    assert visitor(cast.amina).fetch(f"/certificates/{serial}.pdf").status_code == 409
    assert "Valid" in visitor().open(f"/verify/{serial}").heading
    file.with_suffix(".away").rename(file)
    life.closed = True
    life.complete_without(cast.bishnu, now=life.now)
    browser.open("/keys")
    assert "1 certificate was issued." in browser.press("Issue them now").words


def test_no_name_is_corrected_while_nothing_can_be_issued(
    app: Flask, visitor: Callable[..., Visitor], dora: Player, cast: Cast, life: Life
) -> None:
    life.complete(cast.amina)
    (app.extensions["learn1325"].settings.keys / "pdf.key").unlink()
    browser = visitor(dora)
    browser.open(f"/people/{cast.amina.actor.person_id}")
    page = browser.press("Correct the name", {"Full name": "Amina Owusu"}, status=422)
    assert "the name is left as it is" in page.words
    assert "Amina Mensah" in browser.open(f"/people/{cast.amina.actor.person_id}").heading


def test_the_start_says_in_the_log_that_nothing_is_issued(
    make_app: Callable[..., Flask], life: Life, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    assert life
    with caplog.at_level(logging.ERROR):
        make_app()
        assert not caplog.records
        end(clock, days=1)
        make_app()
    assert [line.getMessage().partition(":")[0] for line in caplog.records] == ["No certificate is issued"]
