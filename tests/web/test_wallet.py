"""The wallet: every certificate with its state, what proves it, and what a phone may keep."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import select, update

from certificates.statement import read_statement
from learning.people.models import Person
from learning.records import services
from learning.records.models import Completion, Credential, RevocationReason
from learning.records.printing import Print
from learning.web.keeping import HEADER
from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Visitor


@pytest.fixture
def serial(cast: Cast, life: Life) -> str:
    """Amina's certificate."""
    return life.complete(cast.amina)


@pytest.fixture
def amina(visitor: Callable[..., Visitor], cast: Cast, serial: str) -> Visitor:  # noqa: ARG001 - she has one
    found = visitor(cast.amina)
    found.open("/certificates")
    return found


def drawn(svg: str) -> Image.Image:
    """Draw the picture of a code: its side in modules, then one dark box after another."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    picture = Image.new("L", (side * 4, side * 4), 255)
    pen = ImageDraw.Draw(picture)
    for box in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-", svg):
        left, top, width, height = (int(number) * 4 for number in box)
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=0)
    return picture


def test_a_certificate_is_a_card_with_its_state_and_what_can_be_done_with_it(amina: Visitor, serial: str) -> None:
    page = amina.page
    assert "Valid" in page.words
    assert f"/certificates/{serial}.pdf" == page.links["Open the certificate (PDF)"]
    assert f"/certificates/{serial}.json" == page.links["Open Badge (JSON)"]
    assert f"/certificates/{serial}.svg" == page.links["Code as a picture"]


def test_the_link_proves_the_certificate_without_us(amina: Visitor, serial: str, life: Life) -> None:
    (button,) = [each for each in amina.page.root.every("button") if each["data-copy"]]
    address, _, statement = button["data-copy"].partition("#")
    assert address == f"http://localhost/verify/{serial}"
    stated = read_statement(statement, life.keys.public_keys)
    assert (stated.serial, stated.name) == (serial, "Amina Mensah")
    assert amina.page.links["What a stranger sees"] == f"/verify/{serial}#{statement}"
    amina.fetch(f"/certificates/{serial}.pdf")
    amina.open("/certificates")
    assert amina.page.links["What a stranger sees"] == f"/verify/{serial}#{statement}"


def test_the_picture_of_the_code_says_what_the_link_says(amina: Visitor, serial: str) -> None:
    reply = amina.fetch(f"/certificates/{serial}.svg")
    assert reply.mimetype == "image/svg+xml"
    (read,) = zxingcpp.read_barcodes(drawn(reply.text))
    assert read.text == "http://localhost" + amina.page.links["What a stranger sees"]


def test_the_badge_is_the_one_inside_the_certificate(amina: Visitor, serial: str, life: Life) -> None:
    reply = amina.fetch(f"/certificates/{serial}.json")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="badge-{serial}.json"'
    with life.database.read() as session:
        assert session.get_one(Print, serial).badge == reply.text
    assert json.loads(reply.text)["id"] == f"http://localhost/verify/{serial}"


def test_a_replaced_certificate_is_folded_below_the_new_one(
    amina: Visitor, cast: Cast, life: Life, serial: str
) -> None:
    with life.database.begin() as session:
        person = cast.amina.actor.person_id
        session.execute(update(Person).where(Person.id == person).values(name="Amina Addo"))
        (new,) = services.supersede_for_name(
            session, cast.dora.actor, person, "Amina Addo", keys=life.keys, now=life.now
        )
    page = amina.open("/certificates")
    assert "1 certificate was replaced by a newer one" in page.words
    folded = [link["href"] for each in page.root.every("details") for link in each.every("a")]
    assert f"/certificates/{serial}.pdf" in folded
    assert f"/certificates/{new.serial}.pdf" not in folded
    assert f"/certificates/{new.serial}.pdf" in page.links_under("/certificates/")


def test_a_revoked_certificate_says_so(amina: Visitor, cast: Cast, life: Life, serial: str) -> None:
    with life.database.begin() as session:
        services.revoke(session, cast.dora.actor, serial, RevocationReason.ISSUED_IN_ERROR, now=life.now)
    assert "Revoked" in amina.open("/certificates").words


def test_a_completion_that_waits_for_its_certificate_is_named(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    class Closed(Life):
        @property
        def issuing(self) -> services.Issuing:
            return replace(super().issuing, is_open=False)

    closed = Closed(life.database, life.keys, life.now)
    enrolment = closed.enrol(cast.amina)
    closed.read_lessons(enrolment)
    closed.submit(closed.begin(enrolment))
    page = visitor(cast.amina).open("/certificates")
    with life.database.read() as session:
        assert session.scalars(select(Completion.course)).all() == [SEA]
        assert session.scalars(select(Credential)).all() == []
    assert "Its certificate comes as soon as certificates can be signed again" in page.words
    assert "You have no certificate yet" not in page.words


def test_a_phone_may_keep_ones_own_and_nothing_of_anybody_else(
    amina: Visitor, visitor: Callable[..., Visitor], cast: Cast, serial: str
) -> None:
    name = amina.fetch("/certificates").headers[HEADER]
    assert re.fullmatch(r"[0-9a-f]{16}", name)
    assert amina.page.root.one("body")["data-keeper"] == name
    for form in ("pdf", "json", "svg"):
        assert amina.fetch(f"/certificates/{serial}.{form}").headers[HEADER] == name
    dora = visitor(cast.dora)
    assert dora.fetch("/certificates").headers[HEADER] != name
    assert HEADER not in dora.fetch(f"/certificates/{serial}.pdf").headers
    assert HEADER not in amina.fetch("/courses").headers
    stranger = visitor()
    assert stranger.open("/").root.one("body")["data-keeper"] == ""


def test_the_worker_holds_nothing_of_anybody(amina: Visitor, app: Flask) -> None:
    reply = amina.fetch("/certificates/sw.js")
    assert reply.headers["Service-Worker-Allowed"] == "/certificates"
    assert reply.data == app.test_client().get("/certificates/sw.js").data
    policy = amina.fetch("/certificates").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "worker-src" not in amina.fetch("/courses").headers["Content-Security-Policy"]
