"""Many certificates are chosen, counted and proposed by one administrator, and revoked by another."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from learning.people.permissions import Role
from learning.records.models import Credential, Proposal
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.visitor import Visitor


@pytest.fixture
def esi(cast: Cast) -> Player:
    """The second administrator."""
    assert cast.dora
    return cast.invited(Role.ADMINISTRATOR, None, name="Esi Nyarko", email="esi@example.org")


@pytest.fixture
def crowd(app: Flask, life: Life, cast: Cast) -> None:
    """Seven of nine of Ghana's cohort have completed."""
    assert app
    life.crowd(cast.ghana_cohort, 9, completed=7)


@pytest.mark.usefixtures("crowd")
def test_two_administrators_revoke_the_certificates_of_a_cohort(
    visitor: Callable[..., Visitor], cast: Cast, dora: Player, esi: Player, life: Life
) -> None:
    browser = visitor(dora)
    browser.open("/certificates/revocations")
    page = browser.press("Count the certificates of the cohort", {"cohort": str(cast.ghana_cohort.id)})
    assert "7 certificates would be revoked" in page.words
    counted = browser.press("Propose to revoke them", status=422)
    for _ in range(2):  # the button pressed twice
        browser.page = counted
        page = browser.press("Propose to revoke them", {"reason": "result-annulled"})
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Proposal)) == 1
    assert "The result was annulled" in page.words
    assert "Ghana Battalion 12 · GHA" in page.words
    assert "Revoke them" not in page.words
    other = visitor(esi)
    other.open("/certificates/revocations")
    other.follow("Ghana Battalion 12 · GHA")
    assert "7 certificates are revoked." in other.press("Revoke them").words
    with life.database.read() as session:
        reasons = set(session.scalars(select(Credential.revocation_reason)))
        serial = session.scalars(select(Credential.serial)).first()
    assert reasons == {"result-annulled"}
    assert visitor().open(f"/verify/{serial}").heading == "Revoked"


@pytest.mark.usefixtures("crowd")
def test_a_period_is_counted_and_a_proposal_withdrawn(
    visitor: Callable[..., Visitor], dora: Player, esi: Player, now: datetime
) -> None:
    assert esi
    browser = visitor(dora)
    browser.open("/certificates/revocations")
    period = {"country": "GHA", "course": SEA, "first": f"{now:%Y-%m-%d}", "last": f"{now:%Y-%m-%d}"}
    browser.press("Count the certificates of the period", period)
    browser.press("Propose to revoke them", {"reason": "issued-in-error"})
    assert "No certificate was revoked." in browser.press("Withdraw").words


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cohort=", "Choose a cohort, or a country, a course and a period."),
        ("cohort=unknown", "Choose one of the list."),
        ("country=XXX", "Choose a cohort, or a country, a course and a period."),
        ("country=GHA", "Choose one of the list."),
        (f"country=GHA&course={SEA}&first=yesterday", "Enter the day as year-month-day"),
        (f"country=GHA&course={SEA}&first=2026-03-02&last=2026-03-01", "The period ends before it begins."),
        (f"country=URY&course={SEA}&first=2026-03-01&last=2026-03-02", "There is no certificate to revoke"),
    ],
)
def test_a_choice_that_is_none_is_refused_in_words(
    visitor: Callable[..., Visitor], dora: Player, query: str, words: str
) -> None:
    assert words in visitor(dora).open(f"/certificates/revocations?{query}", status=422).words
