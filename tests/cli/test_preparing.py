"""Preparing again: what was published is left as it is, and what changed is published."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from learning.cli.content import publish_if_changed
from learning.config import Settings
from learning.db import Database
from tests.life import LIBRARY

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with its own copy of the tests' courses."""
    shutil.copytree(LIBRARY, tmp_path / "library")
    return Settings(database_url="", folder=tmp_path, library=tmp_path / "library")


def test_the_same_files_are_not_read_again(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_if_changed(database, settings, NOW)
    monkeypatch.setattr("learning.cli.content.read_pack", lambda _folder: pytest.fail("it was read again"))
    assert publish_if_changed(database, settings, NOW) == first


def test_a_changed_word_is_published(database: Database, settings: Settings) -> None:
    first = publish_if_changed(database, settings, NOW)
    words = settings.content / "zero-tolerance" / "en" / "words.toml"
    words.write_text(words.read_text(encoding="utf-8").replace('title = "', 'title = "The ', 1), encoding="utf-8")
    assert publish_if_changed(database, settings, NOW) == first + 1


def test_another_database_is_filled_whatever_was_noted(
    sqlite_database: Database, postgresql_database: Database, settings: Settings
) -> None:
    publish_if_changed(sqlite_database, settings, NOW)
    assert publish_if_changed(postgresql_database, settings, NOW) == 1
