import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from learning.db import Database
from learning.errors import Forbidden, LearningError
from learning.people import queries, services
from learning.people.permissions import EVERYWHERE, MAY, Permission, Role, in_scope, may
from learning.people.rules import Actor
from tests.cast import Cast, Player

ROOT = Path(__file__).resolve().parents[2]
NOBODY = uuid4()

Ask = Callable[[Session, Actor], object]

# What this room asks for each permission; the reason for a refusal other than Forbidden is that nobody is there.
ASKED: dict[Permission, list[Ask]] = {
    Permission.LEARN: [lambda s, a: services.join_cohort(s, a, join_code="", now=a.seen_at)],
    Permission.CHANGE_OWN_ACCOUNT: [
        lambda s, a: services.change_profile(s, a, language="en", sex=None, now=a.seen_at),
        lambda s, a: services.replace_password(s, a, old_hash="", new_hash="", now=a.seen_at),
    ],
    Permission.SEE_COHORTS: [queries.cohorts, lambda s, a: queries.cohort(s, a, NOBODY)],
    Permission.MAKE_COHORTS: [
        lambda s, a: services.make_cohort(s, a, name="", mission="", closes_on=None, now=a.seen_at)
    ],
    Permission.SEE_PEOPLE: [queries.people],
    Permission.CHANGE_PEOPLE: [
        lambda s, a: services.begin_rotation(
            s,
            a,
            person_id=NOBODY,
            country="",
            category="",
            rank_group="",
            unit="",
            mission="",
            now=a.seen_at,
        )
    ],
    Permission.RESET_PASSWORDS: [
        lambda s, a: services.give_password(s, a, person_id=NOBODY, password_hash="", now=a.seen_at)
    ],
    Permission.CORRECT_NAMES: [lambda s, a: services.correct_name(s, a, person_id=NOBODY, name="", now=a.seen_at)],
    Permission.INVITE: [
        lambda s, a: services.invite(s, a, role="", country=None, now=a.seen_at),
        lambda s, a: queries.open_invitations(s, a, now=a.seen_at),
    ],
    Permission.SET_COUNTRY: [lambda s, a: services.set_authority(s, a, country="", authority="", now=a.seen_at)],
}


@pytest.fixture
def players(sqlite_database: Database, amina: Player, efua: Player, bruno: Player, dora: Player) -> list[Player]:
    """One of each role."""
    assert sqlite_database
    return [amina, efua, bruno, dora]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The table is the same on both databases; one is enough."""
    return sqlite_database


@pytest.mark.parametrize("permission", ASKED)
def test_each_act_is_open_to_the_roles_of_the_table_and_to_no_other(
    database: Database, players: list[Player], permission: Permission
) -> None:
    for player in players:
        for ask in ASKED[permission]:
            refused = False
            with database.read() as session:
                try:
                    ask(session, player.actor)
                except Forbidden:
                    refused = True
                except LearningError:
                    pass
            assert refused is not may(player.actor.role, permission), (player.actor.role, permission)


def test_every_permission_is_held_by_somebody() -> None:
    assert frozenset().union(*MAY.values()) == frozenset(Permission)
    assert set(MAY) == set(Role)


def test_every_permission_of_the_table_is_asked_for_somewhere() -> None:
    sources = [path for path in ROOT.glob("learning/**/*.py") if path.name != "permissions.py"]
    asked = {name for path in sources for name in re.findall(r"\bPermission\.([A-Z_]+)\b", path.read_text())}
    assert {permission.name for permission in Permission} - asked == set()


def test_only_administrators_reach_beyond_their_country() -> None:
    assert {Role.ADMINISTRATOR} == EVERYWHERE
    for role in Role:
        assert in_scope(role, "GHA", "GHA")
        assert in_scope(role, "GHA", "NPL") is (role in EVERYWHERE)
        assert in_scope(role, None, None) is (role in EVERYWHERE)


def test_an_actor_is_what_the_person_is_now(cast: Cast, efua: Player, dora: Player) -> None:
    with cast.database.begin() as session:
        services.begin_rotation(
            session,
            dora.actor,
            person_id=efua.actor.person_id,
            country="NPL",
            category="civilian",
            rank_group="civilian",
            unit="",
            mission="other",
            now=cast.now,
        )
    with cast.database.read() as session:
        actor = queries.signed_in(session, efua.token, now=cast.now)
    assert actor is not None
    assert actor.country == "NPL"
