"""What begin() and read() promise on both databases, whatever SQLAlchemy or its drivers begin by themselves."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from learning import clock
from learning.db import Database
from learning.people.models import CountrySetting


def _add(session: Session, country: str) -> None:
    session.add(CountrySetting(country=country, authority="Ministry", changed_at=clock.now()))
    session.flush()


def _add_and_fail(session: Session, country: str) -> NoReturn:
    _add(session, country)
    raise LookupError


def _count(session: Session) -> int:
    return session.execute(select(func.count()).select_from(CountrySetting)).scalar_one()


def _driver_of(connection: Connection) -> Any:
    """The driver's own connection, which knows whether it is in a transaction."""
    return connection.connection.driver_connection


def _kept(database: Database) -> int:
    with database.read() as session:
        return _count(session)


def test_what_is_changed_while_reading_is_not_kept(database: Database) -> None:
    with database.read() as session:
        _add(session, "GHA")
    assert _kept(database) == 0


def test_a_block_that_fails_keeps_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.begin() as session:
        _add_and_fail(session, "GHA")
    assert _kept(database) == 0


def test_a_savepoint_is_taken_back_alone(database: Database) -> None:
    with database.begin() as session:
        _add(session, "GHA")
        with pytest.raises(LookupError), session.begin_nested():
            _add_and_fail(session, "NPL")
    assert _kept(database) == 1


def test_a_snapshot_is_of_one_moment(database: Database) -> None:
    with database.snapshot() as session:
        assert _count(session) == 0
        with database.begin() as other:
            _add(other, "GHA")
        assert _count(session) == 0
    assert _kept(database) == 1


def test_on_sqlite_who_writes_second_waits_and_reads_what_the_first_wrote(sqlite_database: Database) -> None:
    def second() -> int:
        with sqlite_database.begin() as session:
            return _count(session)

    with ThreadPoolExecutor(1) as pool:
        with sqlite_database.begin() as session:
            found = pool.submit(second)
            with pytest.raises(TimeoutError):
                found.result(0.3)
            _add(session, "GHA")
        assert found.result(20) == 1


def test_a_glance_sees_what_is_kept_and_holds_nobody_up(database: Database) -> None:
    with database.glance() as reading:
        assert reading.execute(select(func.count()).select_from(CountrySetting)).scalar_one() == 0
        with database.begin() as session:
            _add(session, "GHA")
    with database.glance() as reading:
        assert reading.execute(select(func.count()).select_from(CountrySetting)).scalar_one() == 1


def test_a_glance_opens_no_transaction_on_sqlite(sqlite_database: Database) -> None:
    with sqlite_database.glance() as reading:
        reading.execute(select(1))
        assert not _driver_of(reading).in_transaction


def test_a_glance_opens_no_transaction_on_postgresql(postgresql_database: Database) -> None:
    with postgresql_database.glance() as reading:
        reading.execute(select(1))
        assert _driver_of(reading).info.transaction_status == TransactionStatus.IDLE
    with postgresql_database.read() as session:
        session.execute(select(1))
        assert _driver_of(session.connection()).info.transaction_status == TransactionStatus.INTRANS, "as before"
