"""The public page of a country: off until it is wanted, in whole tens, the same all quarter long, without any name."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.people.models import Person
from learning.people.permissions import Role
from learning.records import public_pages, services
from learning.records.models import Credential, RevocationReason
from learning.records.public_pages import PublicFigures
from learning.reports import public
from learning.reports.public import quarter_end
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Clock, Visitor

Visiting = Callable[..., Visitor]
PAGE, OFFICE = "/public/GHA", "/countries/GHA/public"


@pytest.fixture
def kwame(cast: Cast, life: Life) -> Player:
    """Ghana's focal point; 34 of its people completed one course and 7 the other, all in the first quarter."""
    life.crowd(cast.ghana_cohort, 40, completed=34)
    life.crowd(cast.cohort(cast.efua, "Ghana Battalion 13"), 9, course=GENDER, completed=7)
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="kwame@example.org")


@pytest.fixture
def april(clock: Clock, kwame: Player, cast: Cast) -> Clock:
    """The first quarter is over."""
    assert kwame
    clock.moment = clock.moment.replace(month=4, day=2)
    cast.now = clock.moment
    return clock


@pytest.fixture
def desk(visitor: Visiting, cast: Cast, april: Clock, kwame: Player) -> Visitor:
    """Kwame's browser in April."""
    assert april
    return visitor(cast.sign_in(None, kwame.sign_in_name))


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 9, 30)),
    ],
)
def test_a_quarter_is_shown_when_it_is_over(today: date, end: date) -> None:
    assert quarter_end(today) == end


def test_a_country_that_is_off_answers_like_one_that_does_not_exist(
    visitor: Visiting, desk: Visitor, kwame: Player
) -> None:
    assert kwame
    guest = visitor()

    def answer(tcc: str) -> tuple[int, str]:
        reply = guest.fetch(f"/public/{tcc}")
        # The token of the form carries the second in which it was made.
        text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", reply.get_data(as_text=True))
        nonce = text.partition('nonce="')[2].partition('"')[0]
        return reply.status_code, text.replace(f"/public/{tcc}", "").replace(f"%2Fpublic%2F{tcc}", "").replace(
            nonce, ""
        )

    assert answer("GHA") == answer("XXX") == answer("gha")
    assert answer("GHA")[0] == 404
    desk.open(OFFICE)
    desk.press("Switch the page on")
    assert answer("GHA")[0] == 200
    desk.open(OFFICE)
    desk.press("Switch the page off")
    assert answer("GHA") == answer("URY") == answer("XXX")


def test_the_first_page_leads_to_the_countries_when_there_is_one_to_see(
    visitor: Visiting, desk: Visitor, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    guest = visitor()
    guest.open("/")
    assert "/public" not in guest.page.links.values()
    desk.open(OFFICE)
    desk.press("Switch the page on")
    guest.open("/")
    guest.follow("Countries that show their figures")
    assert guest.page.url == "/public"
    guest.follow("Ghana")
    with count_queries(guest.app.extensions["learn1325"].database) as statements:
        guest.fetch("/")
    assert len(statements) == 2, "what is published, and whether there is a page to see"
    desk.open(OFFICE)
    desk.press("Switch the page off")
    assert "/public" not in guest.open("/").links.values()


def test_everybody_sees_what_the_preview_showed(visitor: Visiting, desk: Visitor, life: Life) -> None:
    page = desk.open("/countries/GHA")
    page = desk.follow("Public page")
    assert "It is switched off." in page.words
    rows = page.table("People trained in each year")
    titles = {row[0]: row[1:] for row in rows}
    assert sorted(titles.values()) == [["2026"], ["at least 30"], ["fewer than 10"]]
    assert "At least 30 people held a valid certificate on 31 March 2026." in page.words
    assert visitor().open("/public").words.count("Ghana") == 0
    desk.press("Switch the page on")
    guest = visitor()
    guest.open("/public")
    shown = guest.follow("Ghana")
    assert shown.table("People trained in each year") == rows
    assert "34" not in shown.html.replace(shown.url, "").partition("<main")[2]
    assert "neither certified nor checked" in shown.words
    with life.database.read() as session:
        assert session.scalars(select(AuditEntry.act).where(AuditEntry.act == Act.PUBLIC_PAGE_ON)).all()
        names = session.scalars(select(Person.name)).all()
    assert [name for name in names if name in shown.html] == []


def test_nothing_changes_before_the_next_quarter_has_ended(
    visitor: Visiting, desk: Visitor, april: Clock, life: Life, cast: Cast
) -> None:
    desk.open(OFFICE)
    desk.press("Switch the page on")
    guest = visitor()
    before = guest.open(PAGE).root.one("main").words
    life.now = april()
    life.crowd(cast.ghana_cohort, 20, completed=20, first=40)
    with life.database.begin() as session:
        serial = session.scalars(select(Credential.serial)).first()
        assert serial is not None
        services.revoke(session, cast.dora.actor, serial, RevocationReason.ISSUED_IN_ERROR, now=april())
    april.go_on(days=80)
    assert guest.open(PAGE).root.one("main").words == before
    april.go_on(days=20)
    after = guest.open(PAGE).words
    assert "At least 50 people held a valid certificate on 30 June 2026." in after
    with life.database.read() as session:
        kept = session.scalars(select(PublicFigures).order_by(PublicFigures.ends_on)).all()
    assert [each.ends_on for each in kept] == [date(2026, 3, 31), date(2026, 6, 30)]
    assert all(each["valid"] % 10 == 0 for figures in kept for each in figures.figures.values())


def test_revoked_and_expired_certificates_are_not_valid_and_their_people_were_trained(
    life: Life, kwame: Player, cast: Cast
) -> None:
    assert kwame
    with life.database.begin() as session:
        serials = session.scalars(select(Credential.serial).where(Credential.country == "GHA")).all()
        for serial in serials:
            services.revoke(session, cast.dora.actor, serial, RevocationReason.ISSUED_IN_ERROR, now=life.now)
    with life.database.read() as session:
        for end, years, valid in ((date(2026, 3, 31), {2026: 30}, 0), (date(2025, 12, 31), {}, 0)):
            found = {each.course: each for each in public.count(session, "GHA", end).courses}
            assert (found[SEA].years if found else {}) == years
            assert (found[SEA].valid if found else 0) == valid
        assert public.count(session, "NPL", date(2026, 3, 31)).courses == ()


def test_of_two_who_count_first_one_is_kept(life: Life, kwame: Player) -> None:
    assert kwame
    end = date(2026, 3, 31)
    with life.database.begin() as session:
        first = public_pages.store(session, "GHA", end, {"a": {"years": {}, "valid": 10}}, now=life.now)
        second = public_pages.store(session, "GHA", end, {"b": {"years": {}, "valid": 20}}, now=life.now)
        assert second == first
        assert session.scalars(select(PublicFigures.id)).one() != uuid.UUID(int=0)


def test_the_page_asks_no_more_for_more_people(
    visitor: Visiting,
    desk: Visitor,
    life: Life,
    cast: Cast,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
) -> None:
    desk.open(OFFICE)
    database = desk.app.extensions["learn1325"].database
    with count_queries(database) as few:
        desk.open(OFFICE)
    life.crowd(cast.ghana_cohort, 30, completed=30, first=40)
    with count_queries(database) as many:
        desk.open(OFFICE)
    assert len(many) == len(few)
    desk.press("Switch the page on")
    guest = visitor()
    guest.open(PAGE)
    with count_queries(database) as statements:
        guest.open(PAGE)
    assert len([each for each in statements if "completions" in each]) == 0


def test_others_do_not_switch_it(visitor: Visiting, cast: Cast, desk: Visitor) -> None:
    assert desk
    for player, status in ((cast.bruno, 404), (cast.efua, 403)):
        each = visitor(cast.sign_in(None, player.sign_in_name))
        each.open("/account")
        assert each.send(OFFICE, {"on": "1"}).status_code == status
    visitor().open(PAGE, status=404)
