"""Reports by mail follow the office: to the successor, and not to whoever may not see them any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from learning.config import Mail
from learning.jobs.models import SavedReport, Stop
from learning.jobs.saving import save_report, schedule_report
from learning.people import services as people
from learning.people.permissions import Role
from learning.reports.plugs import BY_SLUG
from tests.cast import Cast, Player
from tests.jobs.conftest import PostOffice
from tests.life import Life
from tests.visitor import Clock, Visitor


@pytest.fixture
def app(make_app: Callable[..., Flask], life: Life, mail: Mail) -> Flask:
    """An installation that sends mail."""
    assert life.database.url
    return make_app(mail=mail)


@pytest.fixture
def abla(cast: Cast) -> Player:
    """Follows Kwame."""
    return cast.invited(Role.FOCAL_POINT, "GHA", name="Abla Mensah", email="abla@example.org")


def keep(life: Life, player: Player, name: str) -> None:
    """Keep a report, and have it sent each week."""
    with life.database.begin() as session:
        saved = save_report(session, player.actor, BY_SLUG["completions"], "GHA", name=name, filters={}, now=life.now)
        schedule_report(session, player.actor, saved, every="week", form="csv", audience="internal", now=life.now)


def kept(life: Life, player: Player) -> list[tuple[str, str | None, str | None]]:
    """What somebody keeps: name, how often it is sent, why it is not any more."""
    with life.database.read() as session:
        rows = session.scalars(
            select(SavedReport).where(SavedReport.person_id == player.actor.person_id).order_by(SavedReport.name)
        )
        return [(row.name, row.every, row.stopped_why) for row in rows]


def test_reports_by_mail_pass_to_the_successor(
    app: Flask, life: Life, kwame: Player, abla: Player, clock: Clock, post_office: PostOffice
) -> None:
    for name in ("Every Monday", "Both"):
        keep(life, kwame, name)
    keep(life, abla, "Both")
    desk = Visitor(app, kwame)
    desk.open("/countries/GHA/office")
    desk.press("Hand over the office", {"successor": str(abla.actor.person_id), "then": "learner"})
    assert kept(life, abla) == [("Both", "week", None), ("Every Monday", "week", None)]
    clock.go_on(days=7)
    app.test_cli_runner().invoke(args=["jobs", "run"])
    assert sorted(to for (to,), _ in post_office.taken) == ["abla@example.org", "abla@example.org"]
    assert kept(life, kwame) == [("Both", "week", Stop.RIGHTS), ("Every Monday", "week", Stop.RIGHTS)]


def test_an_office_that_ends_later_gets_its_mail_until_then(
    app: Flask, life: Life, kwame: Player, abla: Player, clock: Clock, post_office: PostOffice
) -> None:
    keep(life, kwame, "Every Monday")
    with life.database.begin() as session:
        people.hand_over(
            session,
            kwame.actor,
            country="GHA",
            predecessor_id=kwame.actor.person_id,
            successor_id=abla.actor.person_id,
            then="learner",
            until=(life.now + timedelta(days=8)).date(),
            now=life.now,
        )
    for _ in range(2):
        clock.go_on(days=7)
        app.test_cli_runner().invoke(args=["jobs", "run"])
    assert [to for (to,), _ in post_office.taken] == ["kwame@example.org"]
    assert kept(life, kwame) == [("Every Monday", "week", Stop.RIGHTS)]


def test_a_closed_account_gets_no_mail(
    app: Flask, life: Life, kwame: Player, cast: Cast, clock: Clock, post_office: PostOffice
) -> None:
    keep(life, kwame, "Every Monday")
    with life.database.begin() as session:
        people.close_account(session, cast.dora.actor, person_id=kwame.actor.person_id, now=life.now)
    clock.go_on(days=7)
    app.test_cli_runner().invoke(args=["jobs", "run"])
    assert post_office.taken == []
    assert kept(life, kwame) == [("Every Monday", "week", Stop.RIGHTS)]
