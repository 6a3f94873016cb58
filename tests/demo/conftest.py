from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from certificates.seal import KeyRing
from learning.db import Database
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.services import publish

ROOM = Path(__file__).parents[2] / "learning" / "modules"


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing.create(tmp_path / "keys")


@pytest.fixture
def publish_content(now: datetime) -> Callable[[Database], None]:
    """Publish the content that comes with the product."""

    def publish_into(database: Database) -> None:
        packs = [read_pack(path) for path in sorted((ROOM / "content").iterdir()) if path.is_dir()]
        with database.begin() as session:
            publish(session, packs, read_courses(ROOM / "courses.toml"), now=now)

    return publish_into


class Counter:
    """A progress display that remembers what it was told."""

    def __init__(self) -> None:
        self.steps = 0
        self.total: int | None = None

    def __call__[T](self, things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        assert label
        self.total = total
        for thing in things:
            self.steps += 1
            yield thing


@pytest.fixture
def progress() -> Counter:
    return Counter()
