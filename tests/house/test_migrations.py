"""The steps between editions of the database: they make what the models say, and go down and up again with data."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text, update

from certificates.seal import KeyRing
from learning.db import Base, Database
from learning.migrations.revisions import current_revision, newest_revision
from learning.migrations.steps import config, migrate
from learning.migrations.tables import is_described
from learning.modules.rules import Course, Pack
from learning.people.models import Person, RankGroup, Rotation, SignIn
from learning.people.queries import signed_in
from learning.records import tallies
from learning.records.models import Attempt, Enrolment, Purpose
from tests.cast import Cast
from tests.conftest import NOW
from tests.life import SEA, Life
from tests.measuring import Measured

STEPS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(empty_database_url)
    yield database
    database.dispose()


def described(database: Database) -> dict[str, Any]:
    """Everything that a database says of its tables."""
    look = inspect(database.engine)
    where = f"{look.dialect.name}_where"
    return {
        table: {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)),
            "key": look.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (k["name"] or "", *k["constrained_columns"], k["referred_table"]) for k in look.get_foreign_keys(table)
            ),
            "unique": sorted((u["name"] or "", *u["column_names"]) for u in look.get_unique_constraints(table)),
            "checks": sorted(
                (c["name"] or "", " ".join(c["sqltext"].split())) for c in look.get_check_constraints(table)
            ),
            "indexes": sorted(
                (
                    i["name"] or "",
                    *map(str, i["column_names"]),
                    i["unique"],
                    str(i.get("dialect_options", {}).get(where)),
                )
                for i in look.get_indexes(table)
            ),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def fill(database: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]) -> None:
    """Somebody who has done everything, so that nearly every table holds something."""
    life = Life(database, keys, NOW)
    life.publish(*content)
    cast = Cast(database, NOW)
    life.assign(cast.ghana_cohort, SEA)
    life.complete(cast.amina, cohort=cast.ghana_cohort)


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(t)) or 0
            for name, t in Base.metadata.tables.items()
        }


def test_the_steps_make_what_the_models_say(empty: Database, request: pytest.FixtureRequest) -> None:
    made: Database = request.getfixturevalue(f"{empty.engine.dialect.name}_database")
    migrate(empty)
    opts = {"compare_type": True, "include_name": is_described}
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), Base.metadata) == []
    assert described(empty) == described(made)


def test_the_steps_go_down_and_up_again_with_rows_in_the_tables(
    empty: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    migrate(empty)
    at_first = described(empty)
    fill(empty, keys, content)
    assert counts(empty)["credentials"] == 1
    for revision in [*STEPS[:-1][::-1], "base"]:
        migrate(empty, revision)
    assert described(empty) == {}
    for revision in STEPS:
        migrate(empty, revision)
        with empty.engine.connect() as connection:
            assert current_revision(connection) == revision
    assert described(empty) == at_first
    fill(empty, keys, content)


def test_a_late_test_is_found_late_and_a_civilian_manager_is_a_civilian_before_they_were_known(
    empty: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    migrate(empty)
    life = Life(empty, keys, NOW)
    life.publish(*content)
    cast = Cast(empty, NOW)
    measured = Measured(life)
    late, early = life.enrol(cast.amina), life.enrol(cast.bishnu)
    left_open = measured.begin(late, Purpose.PRE_TEST)
    in_time = measured.take_test(early, Purpose.PRE_TEST, {"S2": 1, "S4": 1})
    hour = timedelta(hours=1)
    life.now += hour
    for enrolment in (late, early):
        life.read_lessons(enrolment, leave=7)
    measured.submit(left_open, measured.answered(left_open), now=life.now + hour)
    with empty.begin() as session:
        session.execute(update(Rotation).values(rank_group=RankGroup.CIVILIAN_MANAGER))
    migrate(empty, "0005")
    migrate(empty)
    with empty.read() as session:
        assert {id_: session.get_one(Attempt, id_).late for id_ in (left_open, in_time)} == {
            left_open: True,
            in_time: False,
        }
        assert set(session.scalars(select(Rotation.rank_group))) == {RankGroup.CIVILIAN}


def test_tallies_are_filled_for_what_was_there_before(
    empty: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    migrate(empty)
    life = Life(empty, keys, NOW)
    life.publish(*content)
    cast = Cast(empty, NOW)
    life.crowd(cast.ghana_cohort, 9, completed=3)
    with empty.begin() as session:
        gone = session.scalars(select(Enrolment)).all()
        gone[0].unit, gone[1].mission, gone[2].cohort_id = "", tallies.NO_MISSION, None
        gone[3].enrolled_on -= timedelta(days=40)
        session.flush()
        tallies.rebuild(session)
    migrate(empty, "0012")
    with empty.read() as session:
        assert set(session.scalars(select(tallies.Tally.dimension))) == {"all", "category", "sex", "mission", "cohort"}
    migrate(empty)
    with empty.read() as session:
        assert tallies.differing(session) == 0


def test_passwords_and_browsers_from_before_given_ones_were_known_are_left_alone(empty: Database) -> None:
    migrate(empty)
    cast = Cast(empty, NOW)
    amina = cast.amina
    with empty.begin() as session:
        session.execute(update(Person).values(password_given_at=NOW))
        session.execute(update(SignIn).values(must_choose=True))
    migrate(empty, "0019")
    migrate(empty)
    with empty.read() as session:
        assert set(session.scalars(select(Person.password_given_at))) == {None}
        found = signed_in(session, amina.token, now=NOW)
    assert found is not None
    assert not found.must_choose


def test_running_the_steps_again_changes_nothing(
    empty: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    migrate(empty)
    fill(empty, keys, content)
    before = counts(empty)
    migrate(empty)
    assert counts(empty) == before
    with empty.engine.connect() as connection:
        assert current_revision(connection) == newest_revision() == STEPS[-1]


def test_the_pages_know_the_newest_step_without_the_tool() -> None:
    assert newest_revision() == ScriptDirectory.from_config(config()).get_current_head()


def test_steps_are_numbered() -> None:
    assert [f"{number:04d}" for number in range(1, len(STEPS) + 1)] == STEPS


def test_a_step_that_fails_leaves_the_database_as_it_was(empty: Database) -> None:
    with empty.begin() as session:
        session.execute(text("CREATE TABLE people (id INTEGER)"))
    with pytest.raises(Exception, match="people"):
        migrate(empty)
    assert set(inspect(empty.engine).get_table_names()) <= {"people"}
