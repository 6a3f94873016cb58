import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from certificates.seal import KeyRing
from learning.db import Database
from learning.demo import PUBLISHED, make_demo
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.services import publish

ROOM = Path(__file__).parents[2] / "learning" / "modules"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEARNERS = 60

T = TypeVar("T")
Publish = Callable[[Database], None]


class Counter:
    """A display of progress that remembers what it was shown."""

    def __init__(self) -> None:
        self.steps = 0
        self.total: int | None = None

    def __call__(self, things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        assert label
        self.total = total
        for thing in things:
            self.steps += 1
            yield thing


@dataclass(frozen=True)
class Demo:
    """A demo that was made, with what it told and what it showed."""

    database: Database
    keys: KeyRing
    lines: list[str]
    counter: Counter

    def told(self, role: str) -> tuple[str, str, str]:
        """Country, sign-in name and password that were told for a role."""
        (line,) = [line for line in self.lines if line.startswith(role)]
        _, country, name, password = line.split()
        return country, name, password


def publish_content(database: Database) -> None:
    packs = [read_pack(path) for path in sorted((ROOM / "content").iterdir()) if path.is_dir()]
    with database.begin() as session:
        publish(session, packs, read_courses(ROOM / "courses.toml"), now=NOW - PUBLISHED)


def made(database: Database, folder: Path) -> Demo:
    publish_content(database)
    keys, counter = KeyRing.create(folder), Counter()
    lines = make_demo(database, keys, learners=LEARNERS, progress=counter, now=NOW)
    return Demo(database, keys, lines, counter)


@pytest.fixture
def now() -> datetime:
    """The moment at which the demo stops."""
    return NOW


@pytest.fixture
def counter() -> Counter:
    """A display of progress."""
    return Counter()


@pytest.fixture
def publish_ours() -> Publish:
    """Publish the content that comes with the product."""
    return publish_content


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    """A new signing key."""
    return KeyRing.create(tmp_path / "keys")


@pytest.fixture
def any_demo(database: Database, tmp_path: Path) -> Demo:
    """A small demo, on each kind of database."""
    return made(database, tmp_path / "keys")


@pytest.fixture(scope="module")
def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A small demo that is only looked at, made once for all tests of a file."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "learn1325.db")
    database = Database(f"sqlite:///{folder / 'learn1325.db'}")
    yield made(database, folder / "keys")
    database.dispose()
