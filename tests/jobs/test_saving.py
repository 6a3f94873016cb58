"""Filters kept under a name: one's own, opened again as they were, sent when one has an address, deleted."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from learning.audit import Act, AuditEntry
from learning.config import Mail
from learning.db import Database
from learning.jobs.models import SavedReport
from learning.jobs.saving import MOST, save_report
from learning.people.models import Person
from learning.reports.plugs import BY_SLUG
from tests.cast import Cast, Player
from tests.life import Life
from tests.visitor import Visitor

PAGE = "/reports/completions/GHA"
MakeApp = Callable[..., Flask]


@pytest.fixture
def kwames(make_app: MakeApp, life: Life, mail: Mail, kwame: Player) -> Visitor:
    """Kwame's browser, in an installation that sends mail."""
    assert life.database.url
    return Visitor(make_app(mail=mail), kwame)


def keep(each: Visitor, url: str, name: str) -> None:
    each.open(url)
    each.press("Keep", {"Name for it": name})


def acts(life: Life) -> list[str]:
    with life.database.read() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.at)))


def test_what_is_kept_opens_with_its_filters(kwames: Visitor, life: Life) -> None:
    keep(kwames, f"{PAGE}?mission=UNMISS&span=last-month", "UNMISS, last month")
    assert "Kept." in kwames.page.words
    page = kwames.follow("UNMISS, last month")
    assert "2026-02-01 – 2026-02-28" in page.words
    assert "Mission UNMISS" in page.words
    keep(kwames, "/reports/overdue/GHA", "Late")
    assert "/reports/overdue/GHA" in kwames.page.links["Late"]
    assert acts(life).count(Act.FILTERS_SAVED) == 2


def test_a_name_is_given_once_and_is_not_empty(kwames: Visitor, life: Life) -> None:
    keep(kwames, PAGE, "All")
    keep(kwames, f"{PAGE}?mission=UNMISS", "All")
    assert "under this name already" in kwames.page.words
    assert kwames.page.url == f"{PAGE}?mission=UNMISS"
    keep(kwames, PAGE, "  ")
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SavedReport)) == 1


def test_a_report_is_sent_each_week_or_month_until_that_is_ended(kwames: Visitor, life: Life) -> None:
    keep(kwames, PAGE, "All")
    kwames.press("Save", {"By mail": "on the first of each month", "File": "XLSX", "For": "To share"})
    assert "first on 1 April 2026" in kwames.page.words
    with life.database.read() as session:
        saved = session.scalars(select(SavedReport)).one()
        assert (saved.every, saved.form, saved.audience) == ("month", "xlsx", "share")
    kwames.press("Save", {"By mail": "not by mail"})
    assert "is not sent by mail" in kwames.page.words
    assert {Act.REPORT_SCHEDULED, Act.REPORT_UNSCHEDULED} <= set(acts(life))


def test_what_is_deleted_is_gone(kwames: Visitor, life: Life) -> None:
    keep(kwames, PAGE, "All")
    kwames.press("Delete: All")
    with life.database.read() as session:
        assert session.scalar(select(SavedReport)) is None
    assert Act.SAVED_FILTERS_DELETED in acts(life)


def test_nobody_sees_or_touches_what_another_keeps(
    kwames: Visitor, make_app: MakeApp, cast: Cast, life: Life, mail: Mail
) -> None:
    keep(kwames, PAGE, "All of mine")
    with life.database.read() as session:
        saved = session.scalars(select(SavedReport.id)).one()
    for other in (cast.dora, cast.bruno):
        each = Visitor(make_app(mail=mail), other)
        assert "All of mine" not in each.open("/reports").words
        for act in ("delete", "schedule"):
            assert each.send(f"/reports/saved/{saved}/{act}", {"every": "week"}).status_code == 404
    bruno = Visitor(make_app(mail=mail), cast.bruno)
    bruno.open("/reports")
    sent = bruno.send("/reports/saved", {"report": "completions", "place": "GHA", "name": "Ghana's"})
    assert sent.status_code == 404


def test_who_has_no_address_is_told(kwames: Visitor, life: Life, kwame: Player) -> None:
    keep(kwames, PAGE, "All")
    with life.database.begin() as session:
        session.execute(
            update(Person).where(Person.id == kwame.actor.person_id).values(email=None, service_number="GHKWAME")
        )
        saved = session.scalars(select(SavedReport.id)).one()
    assert "you have no e-mail address here" in kwames.open("/reports").words
    kwames.send(f"/reports/saved/{saved}/schedule", {"every": "week"})
    assert "nothing can be sent to you" in kwames.open("/reports").words


def test_an_installation_without_a_mail_server_says_so(visitor: Callable[..., Visitor], kwame: Player) -> None:
    each = visitor(kwame)
    keep(each, PAGE, "All")
    assert "sends no mail yet" in each.page.words


def test_an_internal_report_is_not_sent_to_share(kwames: Visitor, life: Life) -> None:
    keep(kwames, "/reports/overdue/GHA", "Late")
    with life.database.read() as session:
        saved = session.scalars(select(SavedReport.id)).one()
    kwames.send(f"/reports/saved/{saved}/schedule", {"every": "week", "audience": "share"})
    assert "for your own staff only" in kwames.open("/reports").words


def test_the_page_of_reports_asks_as_often_for_many_kept_reports(
    kwames: Visitor, life: Life, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    def asked() -> int:
        with count_queries(kwames.app.extensions["learn1325"].database) as statements:
            assert kwames.fetch("/reports").status_code == 200
        return len(statements)

    keep(kwames, PAGE, "One")
    few = asked()
    for number in range(6):
        keep(kwames, PAGE, f"Another {number}")
    assert asked() == few <= 8
    assert life.now


def test_nobody_keeps_without_end(kwames: Visitor, kwame: Player, life: Life) -> None:
    with life.database.begin() as session:
        for number in range(MOST):
            save_report(
                session, kwame.actor, BY_SLUG["overdue"], "GHA", name=f"Kept {number}", filters={}, now=life.now
            )
    keep(kwames, PAGE, "One too many")
    assert "as many filters as you can" in kwames.page.words
