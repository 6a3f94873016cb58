import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from sqlalchemy import inspect, select

from learning.db import Base, Database
from learning.migrations.tables import is_described
from learning.people.models import CountrySetting


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_finds_a_clean_database(database: Database, now: datetime, turn: int) -> None:
    with database.begin() as session:
        assert session.scalars(select(CountrySetting)).all() == []
        session.add(CountrySetting(country="GHA", authority=f"Authority {turn}", changed_at=now))


def test_both_databases_hold_the_whole_schema(database: Database) -> None:
    found = inspect(database.engine).get_table_names()
    assert {name for name in found if is_described(name, "table", None)} == set(Base.metadata.tables)


def test_an_empty_database_holds_nothing(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.dispose()


def test_times_come_back_with_their_zone_whatever_zone_the_server_keeps(database: Database, now: datetime) -> None:
    with database.begin() as session:
        session.add(CountrySetting(country="GHA", authority="Ghana Armed Forces", changed_at=now))
    with database.read() as session:
        assert session.get_one(CountrySetting, "GHA").changed_at.isoformat() == "2026-03-02T09:00:00+00:00"


def test_statements_can_be_counted(
    database: Database, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    with count_queries(database) as statements, database.read() as session:
        session.scalars(select(CountrySetting)).all()
    assert [statement for statement in statements if statement.startswith("SELECT")] == statements[-1:]


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_no_test_reaches_another_machine() -> None:
    with pytest.raises(RuntimeError, match="A test tried to use"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
