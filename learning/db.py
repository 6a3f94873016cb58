"""The database: naming convention, keys, times, and the only place that commits.

SQLite runs in WAL with synchronous=FULL (with NORMAL a power cut loses acknowledged commits), foreign keys on, and
every writing transaction begins with BEGIN IMMEDIATE, so that two writers queue instead of failing half-way.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Result,
    Table,
    Uuid,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 15_000

T = TypeVar("T")


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive times on the way in, gives aware UTC times back on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; SQLite has no zones, so the zone is left off there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every table: constraint names are the same on both databases, so migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {datetime: UTCDateTime, uuid.UUID: Uuid}  # noqa: RUF012 - SQLAlchemy's own attribute


class Keyed:
    """Tables whose rows have an id made by the writer, so that a retry names the same row."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class _Reading(Session):
    """What reads: on SQLite it begins when it first asks for something."""

    begins = "BEGIN"


class _Writing(_Reading):
    """What writes, and reads on the way: on SQLite nobody else writes from its beginning on."""

    begins = "BEGIN IMMEDIATE"


@event.listens_for(_Reading, "after_begin", propagate=True)
def _begin(session: _Reading, transaction: SessionTransaction, connection: Connection) -> None:
    """Begin on SQLite, whose driver would do so only before the first change; a savepoint is no beginning.

    An event of the session, not of the engine: that one makes SQLAlchemy look for listeners around every statement.
    Straight to the driver: the way around costs as much as a query.
    """
    if connection.dialect.name == "sqlite" and not transaction.nested:
        driver = connection.connection.driver_connection
        assert driver is not None, "a session that began has a connection"
        driver.execute(session.begins)


class Database:
    """One engine; `begin()` to write, `read()` to read. On SQLite a connection taken past them has no transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a writing transaction: committed when the block ends, rolled back when it raises."""
        with _Writing(self.engine, expire_on_commit=False) as session:
            session.connection()  # begins now, so that on SQLite nobody writes between what is read and what is written
            try:
                yield session
            except BaseException:
                session.rollback()
                raise
            session.commit()

    @contextmanager
    def rebuild(self) -> Iterator[Session]:
        """Open a writing transaction in which tables may be made anew, as steps of the schema do.

        SQLite makes a table anew by dropping the old one, which its foreign keys would forbid: they are off inside
        the transaction, and looked at as a whole before it is committed.

        Raises:
            RuntimeError: a row would point at nothing; nothing was changed.
        """
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            is_sqlite = self.engine.dialect.name == "sqlite"
            if is_sqlite and driver:
                driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with _Writing(connection, expire_on_commit=False) as session, session.begin():
                    yield session
                    if is_sqlite and (broken := session.execute(text("PRAGMA foreign_key_check")).first()):
                        raise RuntimeError(f"a row of {broken[0]} points at nothing in {broken[2]}")
            finally:
                if is_sqlite and driver:
                    driver.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a reading transaction: whatever was changed inside is not kept."""
        with _Reading(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Read with one statement, which sees one moment by itself: half the price of a transaction around it."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":  # its driver would begin one by itself
                connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a reading transaction whose statements all see one moment, as a report's counts and roll must.

        SQLite's reading transactions always do; PostgreSQL's are asked to.
        """
        with self.read() as session:
            if self.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def dispose(self) -> None:
        """Close every connection, as before a fork."""
        self.engine.dispose()


def insert(session: Session, table: type[Base]) -> sqlite.Insert:
    """Begin an INSERT that may say `on_conflict_…`: both databases have it, each under its own name.

    The two constructs have the same methods; SQLite's type stands for both.
    """
    if dialect_of(session) == "sqlite":
        return sqlite.insert(table)
    return cast("sqlite.Insert", postgresql.insert(table))


def insert_rows(dialect: str, table: type[Base]) -> sqlite.Insert:
    """Begin an INSERT of plain rows, to be prepared once per dialect and kept; pending objects are not flushed first.

    What a page does on every visit is a statement built once, at a third of the price of building it again.
    """
    if dialect == "sqlite":
        return sqlite.insert(table_of(table))
    return cast("sqlite.Insert", postgresql.insert(table_of(table)))


def table_of(model: type[Base]) -> Table:
    """Give the plain table of a model, for prepared statements on plain rows."""
    return cast("Table", model.__table__)


def dialect_of(session: Session) -> str:
    """Say which kind of database a transaction is in: sqlite or postgresql."""
    return session.get_bind().dialect.name


def together(session: Session, lock: int) -> None:
    """Hold a lock until the transaction ends, beside others who hold it together; SQLite has one writer anyway."""
    if dialect_of(session) == "postgresql":
        session.execute(_TOGETHER, {"lock": lock})


def alone(session: Session, lock: int) -> None:
    """Hold a lock until the transaction ends, and nobody else; SQLite has one writer anyway."""
    if dialect_of(session) == "postgresql":
        session.execute(_ALONE, {"lock": lock})


_TOGETHER = text("SELECT pg_advisory_xact_lock_shared(:lock)")
_ALONE = text("SELECT pg_advisory_xact_lock(:lock)")


MOST_IN_LIST = 10_000
"""Values of one IN list: below what each database takes in a statement (32,766 and 65,535)."""


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Divide values so that each part can stand in an IN list."""
    for first in range(0, len(values), MOST_IN_LIST):
        yield values[first : first + MOST_IN_LIST]


def changed(result: Result[Any]) -> int:
    """Count the rows that a conditional UPDATE changed: 0 means that another writer was first."""
    number = cast("CursorResult[Any]", result).rowcount
    assert number >= 0, "PostgreSQL counts no rows of an INSERT: ask it with RETURNING"
    return number


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_MILLISECONDS / 1000}, pool_size=16, max_overflow=16, pool_use_lifo=True
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions behind our back
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MILLISECONDS}",
            "cache_size=-500",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True)
