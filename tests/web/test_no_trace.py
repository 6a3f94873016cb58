"""Whoever looks for help, or leaves at once, is written down nowhere: not in a row, a header, a cookie or a log."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from learning.db import Base
from learning.people.models import Person, SignIn
from learning.web.sessions import LEAVES_NO_TRACE
from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Clock, Visitor

MODULE = f"/courses/{SEA}/zero-tolerance"
SECRET = sorted(LEAVES_NO_TRACE)
# What every page of a person who is signed in changes, once in ten minutes: that this browser was seen, which ends
# sessions that nobody uses and tells trainers who was here lately. Nothing of it says which page it was.
EVERY_PAGE = {SignIn.__tablename__: {"seen_at"}, Person.__tablename__: {"seen_at"}}


def everything(life: Life) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with life.database.read() as session:
        return {
            name: sorted((dict(row._mapping) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def changed(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    """Which columns of which tables differ; a row more or less counts as all of its columns."""
    found: dict[str, set[str]] = {}
    for name, rows in before.items():
        if len(rows) != len(after[name]):
            found[name] = set(Base.metadata.tables[name].columns.keys())
        for row, other in zip(rows, after[name], strict=False):
            if row != other:
                found.setdefault(name, set()).update(column for column in row if row[column] != other[column])
    return found


@pytest.mark.parametrize("address", [*SECRET, "/help?language=ar"])
def test_opening_it_changes_no_row(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock, address: str
) -> None:
    life.enrol(cast.amina)
    amina, stranger = visitor(cast.amina), visitor()
    amina.open("/courses")
    clock.go_on(hours=1)
    before = everything(life)
    for each in (amina, stranger):
        each.open(address)
    assert everything(life) == before


def test_a_page_with_the_panel_keeps_what_every_page_keeps_and_nothing_of_the_panel(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    amina.open(MODULE)
    clock.go_on(minutes=11)
    before = everything(life)
    amina.open(MODULE)
    after = everything(life)
    assert changed(before, after) == EVERY_PAGE
    amina.open(MODULE)
    assert everything(life) == after


@pytest.mark.parametrize("address", SECRET)
def test_it_sets_no_cookie_and_is_kept_by_nobody(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, address: str
) -> None:
    assert life.database.url
    for each in (visitor(), visitor(cast.amina)):
        headers = each.fetch(address).headers
        assert "Set-Cookie" not in headers
        assert headers["Cache-Control"] == "no-store"
        assert not {"ETag", "Last-Modified", "Refresh", "Link", "Report-To", "Server-Timing"} & set(headers.keys())
        assert "report" not in headers["Content-Security-Policy"]


def test_nothing_is_logged(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    assert life.database.url
    caplog.set_level(logging.INFO)
    for each in (visitor(), visitor(cast.amina)):
        for address in SECRET:
            each.open(address)
    assert caplog.records == []


def test_no_form_stands_there_so_no_cookie_is_ever_needed(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    assert life.database.url
    for each in (visitor(), visitor(cast.amina)):
        for address in SECRET:
            assert not list(each.open(address).root.every("form", "img", "iframe"))


def test_the_help_page_speaks_the_language_of_its_links_and_keeps_none(visitor: Callable[..., Visitor]) -> None:
    stranger = visitor()
    stranger.open("/help")
    assert stranger.follow("العربية").language == "ar"
    assert stranger.follow("Français").language == "fr"
    assert stranger.open("/help?language=tlh").language == "en"
    assert stranger.open("/sign-in").language == "en"


def test_the_quiet_page_says_nothing_of_us(visitor: Callable[..., Visitor], cast: Cast) -> None:
    for each in (visitor(), visitor(cast.amina)):
        page = each.open("/quiet")
        assert page.heading == "Units of measure"
        assert page.links == {"Home": "/"}
        assert page.table("Units of measure")[1] == ["1 kilometre", "0.621 miles"]
        for word in ("1325", "course", "sexual", "peace", cast.amina.actor.name.split()[0]):
            assert word not in page.html
