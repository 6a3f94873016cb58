"""What every test may ask for: a clean database of either kind, a fixed time, the cast, and no network.

`database` runs a test twice, on SQLite and on a real PostgreSQL; `sqlite_database` and `postgresql_database` run it
once. One PostgreSQL server is started per worker, when the first test asks for it.
"""

import contextlib
import importlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from pytest_socket import socket_allow_hosts
from sqlalchemy import event, text

from app import create_app
from certificates.seal import KeyRing
from learning.config import Settings
from learning.db import Base, Database
from learning.modules.rules import Course, Pack
from tests.cast import Cast, Player
from tests.life import SEA, Life, read_content
from tests.measuring import Measured, Simulated
from tests.postgresql import Server
from tests.visitor import Clock, Visitor

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ["127.0.0.1", "::1"]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

for _models in [ROOT / "learning" / "audit.py", *sorted(ROOT.glob("learning/*/models.py"))]:
    importlib.import_module(".".join(_models.relative_to(ROOT).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let tests reach this machine only (a test marked `allow_hosts` or `disable_socket` decides for itself)."""
    if not any(item.get_closest_marker(name) for name in ("allow_hosts", "disable_socket", "enable_socket")):
        socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture
def now() -> datetime:
    """The time at which the tests play."""
    return NOW


@pytest.fixture
def cast(database: Database) -> Cast:
    """The people of the tests, brought to life in `database` when they are first named."""
    return Cast(database, NOW)


@pytest.fixture
def amina(cast: Cast) -> Player:
    """Learns in Ghana, in Efua's cohort."""
    return cast.amina


@pytest.fixture
def bishnu(cast: Cast) -> Player:
    """Learns in Nepal, in Chandra's cohort."""
    return cast.bishnu


@pytest.fixture
def bruno(cast: Cast) -> Player:
    """Is Uruguay's focal point."""
    return cast.bruno


@pytest.fixture
def chandra(cast: Cast) -> Player:
    """Trains in Nepal."""
    return cast.chandra


@pytest.fixture
def dora(cast: Cast) -> Player:
    """Administers."""
    return cast.dora


@pytest.fixture
def efua(cast: Cast) -> Player:
    """Trains in Ghana."""
    return cast.efua


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """An empty SQLite database with the whole schema, to be copied."""
    with tempfile.TemporaryDirectory(prefix="learn1325-sqlite-") as folder:
        path = Path(folder) / "template.db"
        database = Database(f"sqlite:///{path}")
        Base.metadata.create_all(database.engine)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        yield path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A clean SQLite database with the whole schema."""
    path = tmp_path / "learn1325.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A real PostgreSQL server of this worker; `create(name)` makes an empty database and gives its address."""
    with tempfile.TemporaryDirectory(prefix="learn1325-postgresql-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder) / "cluster")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def postgresql_schema(postgresql_server: Server) -> Iterator[Database]:
    """One PostgreSQL database with the whole schema, used by one test after another."""
    database = Database(postgresql_server.create("learn1325"))
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def postgresql_database(postgresql_schema: Database) -> Database:
    """A clean PostgreSQL database with the whole schema."""
    # Without its triggers a table can be emptied whatever still points at it: one round trip, no order to keep.
    emptying = "".join(f'DELETE FROM "{name}"; ' for name in Base.metadata.tables)
    with postgresql_schema.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"DO $$ BEGIN {emptying} END $$"))
    return postgresql_schema


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A clean database with the whole schema: the test runs once on each kind."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table, on each kind: for migrations and for the command line."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Server = request.getfixturevalue("postgresql_server")
    return server.create(f"empty_{uuid.uuid4().hex}")


@pytest.fixture
def count_queries() -> Callable[[Database], contextlib.AbstractContextManager[list[str]]]:
    """Give `with count_queries(database) as statements:`; the list holds every statement sent in the block."""
    return _counting


@contextlib.contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def content() -> tuple[list[Pack], tuple[Course, ...]]:
    """The packs and courses that come with the product, read once."""
    return read_content()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """Keys that seal certificates."""
    return KeyRing.create(tmp_path_factory.mktemp("installation") / "keys")


@pytest.fixture
def life(database: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]) -> Life:
    """Records in `database`, where the product's content is published."""
    found = Life(database, keys, NOW)
    found.publish(*content)
    return found


@pytest.fixture
def measured(life: Life) -> Measured:
    """What is done so that something can be measured."""
    return Measured(life)


@pytest.fixture
def twelve(measured: Measured, cast: Cast) -> Simulated:
    """Twelve learners of Efua's cohort who have gone through the course."""
    measured.life.assign(cast.ghana_cohort, SEA)
    return Simulated(measured, cast.ghana_cohort, 12).go_through()


@pytest.fixture
def clock() -> Clock:
    """The time that the pages are told; `clock.go_on(minutes=10)` moves it."""
    return Clock(NOW)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all applications of a worker."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(
    database: Database, tmp_path: Path, clock: Clock, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Callable[..., Flask]]:
    """Make an application on `database`; `make_app(https=True)` changes its settings. Two are two processes."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        url = database.engine.url.render_as_string(hide_password=False)
        app = create_app(Settings(database_url=url, folder=tmp_path / "installation", **settings), now=clock)
        app.jinja_env.bytecode_cache = compiled_templates
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["learn1325"].database.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask], life: Life) -> Flask:
    """The application, with the product's content published and the tests' own clock."""
    app = make_app()
    life.keys = app.extensions["learn1325"].keys
    return app


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """Give `visitor()`, a stranger with a browser, or `visitor(amina)`, somebody signed in."""
    return lambda player=None: Visitor(app, player)
