import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import JSON, Text, cast, select

from learning.db import Database
from learning.migrations.steps import migrate
from learning.migrations.tables import METADATA
from tests.backup.filling import Shown, fill
from tests.backup.further import NOW
from tests.postgresql import Server

T = TypeVar("T")
Make = Callable[[str], Database]
_numbers = itertools.count()


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database, table by table; JSON as its text, so that null is not NULL."""
    found = {}
    with database.read() as session:
        for table in METADATA.sorted_tables:
            columns = (cast(one, Text) if isinstance(one.type, JSON) else one for one in table.columns)
            found[table.name] = sorted((tuple(row) for row in session.execute(select(*columns))), key=repr)
    return found


@pytest.fixture
def now() -> datetime:
    """The moment of the backup, with microseconds."""
    return NOW


@pytest.fixture
def shown() -> Shown:
    """A display of progress."""
    return Shown()


@pytest.fixture
def showing() -> type[Shown]:
    """Displays of progress that do something at the first step."""
    return Shown


@pytest.fixture
def read_all() -> Callable[[Database], dict[str, list[tuple[object, ...]]]]:
    """Read everything in a database."""
    return contents


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Make an empty database with the whole schema, of the kind that is named."""
    made: list[Database] = []

    def make(kind: str) -> Database:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path / f'new-{next(_numbers)}.db'}"
        else:
            server: Server = request.getfixturevalue("postgresql_server")
            url = server.create(f"backup_{next(_numbers)}")
        made.append(Database(url))
        migrate(made[-1])
        return made[-1]

    yield make
    for database in made:
        database.dispose()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A SQLite database that has rows in every table; it is only read, and its log written."""
    folder = tmp_path_factory.mktemp("full")
    database = Database(f"sqlite:///{folder / 'full.db'}")
    migrate(database)
    fill(database, folder / "keys")
    yield database
    database.dispose()
