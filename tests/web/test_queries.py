"""No page asks the database more often because there is more in it."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from learning.db import Database
from learning.modules.queries import catalogue
from learning.records.room_planning import Plan, plan_session
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Visitor

CountQueries = Callable[[Database], AbstractContextManager[list[str]]]
MOST = 14  # more than this for one page is no accident


def asked(app: Flask, each: Visitor, address: str, count_queries: CountQueries) -> int:
    """How many statements a page needs, when everything that is kept in memory is there."""
    each.fetch(address)
    with count_queries(app.extensions["learn1325"].database) as statements:
        assert each.fetch(address).status_code == 200, address
    return len(statements)


@pytest.fixture
def addresses(cast: Cast, life: Life) -> dict[str, tuple[Player, str]]:
    """The pages whose rows grow, and who opens each."""
    life.assign(cast.ghana_cohort, SEA)
    enrolment = life.enrol(cast.amina, cohort=cast.ghana_cohort)
    with life.database.read() as session:
        lesson = life.course(session, SEA).modules[0].lessons[1].id
    attempt = life.begin(enrolment)
    amina, cohort = cast.amina, cast.ghana_cohort.id
    return {
        "courses": (amina, "/courses"),
        "course": (amina, f"/courses/{SEA}"),
        "module": (amina, f"/courses/{SEA}/zero-tolerance"),
        "lesson": (amina, f"/courses/{SEA}/zero-tolerance/{lesson}"),
        "questions": (amina, f"/attempts/{attempt}"),
        "certificates": (amina, "/certificates"),
        "account": (amina, "/account"),
        "cohorts": (cast.efua, "/cohorts"),
        "cohort": (cast.efua, f"/cohorts/{cohort}"),
        "cohort's learning": (cast.efua, f"/cohorts/{cohort}/learning"),
        "session in a room": (cast.efua, f"/sessions/{_session(cast, life)}"),
        "slips": (cast.efua, f"/sessions/{_session(cast, life)}/slips"),
        "Monday list": (cast.efua, f"/cohorts/{cohort}/monday"),
        "Monday list of all cohorts": (cast.efua, "/monday"),
        "cohort file": (cast.efua, f"/cohorts/{cohort}.csv"),
        "report": (cast.dora, "/reports/completions/GHA"),
        "narrow report": (cast.dora, "/reports/completions/GHA?mission=UNMISS"),
        "report file": (cast.dora, "/reports/completions/GHA.csv"),
        "overview": (cast.dora, "/overview/GHA"),
        "overview file": (cast.dora, "/overview/GHA.csv"),
        "people behind a number": (cast.dora, "/overview/GHA/people"),
        "people": (cast.dora, "/people"),
        "person": (cast.dora, f"/people/{amina.actor.person_id}"),
        "log": (cast.dora, "/audit"),
    }


def _session(cast: Cast, life: Life) -> uuid.UUID:
    plan = Plan([f"{SEA}/zero-tolerance"], life.now.date(), "", "", str(cast.efua.actor.person_id))
    with life.database.begin() as session:
        return plan_session(
            session,
            cast.efua.actor,
            key=uuid.uuid4(),
            cohort=cast.ghana_cohort,
            plan=plan,
            catalogue=catalogue(session),
            now=life.now,
        )


def test_the_number_of_statements_does_not_grow_with_rows(
    app: Flask, cast: Cast, life: Life, addresses: dict[str, tuple[Player, str]], count_queries: CountQueries
) -> None:
    visitors = {player: Visitor(app, player) for player, _ in addresses.values()}

    def all_asked() -> dict[str, int]:
        return {
            name: asked(app, visitors[player], address, count_queries) for name, (player, address) in addresses.items()
        }

    life.crowd(cast.ghana_cohort, 5, completed=2)
    few = all_asked()
    life.crowd(cast.cohort(cast.efua, "Ghana Battalion 13"), 30, course=GENDER, completed=10)
    for number in range(8):
        cast.cohort(cast.efua, f"Cohort {number}")
    grown = cast.ghana_cohort
    life.crowd(grown, 45, completed=20, first=5)
    life.read_lessons(life.enrol(cast.amina))
    life.complete(cast.amina, GENDER)
    assert all_asked() == few
    assert {name: number for name, number in few.items() if number > MOST} == {}


def test_the_pages_of_every_visit_ask_little(
    app: Flask, addresses: dict[str, tuple[Player, str]], count_queries: CountQueries
) -> None:
    player, address = addresses["lesson"]
    amina = Visitor(app, player)
    assert asked(app, amina, address, count_queries) <= 6
    player, address = addresses["questions"]
    assert asked(app, amina, address, count_queries) <= 6
    assert asked(app, Visitor(app), "/sign-in", count_queries) == 0
    assert asked(app, Visitor(app), "/help", count_queries) == 1
    assert asked(app, Visitor(app), "/quiet", count_queries) == 0
