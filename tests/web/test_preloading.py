"""What the server reads before it divides, and the porter beside each of its processes."""

import http.client
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from babel import localedata
from flask import Flask

from app import create_app
from learning.config import Settings
from learning.db import Database
from learning.languages import LANGUAGES
from learning.modules.drawings import picture
from learning.modules.rules import Course, Pack
from learning.people.countries import countries
from learning.quizzes import queries as quizzes
from learning.web.glossary import linked_terms
from learning.web.preloading import preload
from tests.cast import Cast
from tests.life import Life
from tests.visitor import Visitor
from tests.web.test_killed import PATIENCE, connected, serving


def test_pages_read_nothing_that_was_read_before_the_server_divided(
    app: Flask, life: Life, cast: Cast, visitor: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolment = life.enrol(cast.amina)
    for kept in (countries, linked_terms, picture):
        kept.cache_clear()
    localedata._cache.clear()
    quizzes._kept.clear()
    preload(app)
    read = [countries.cache_info().misses, linked_terms.cache_info().misses, picture.cache_info().misses]
    monkeypatch.setattr(localedata, "_cache", Once(localedata._cache))
    monkeypatch.setattr(quizzes, "_kept", Once(quizzes._kept))
    for language in LANGUAGES:
        visitor().open(f"/sign-in?language={language.tag}")
    person = visitor(cast.amina)
    person.open(f"/attempts/{life.begin(enrolment)}")
    person.open("/certificates")
    assert [countries.cache_info().misses, linked_terms.cache_info().misses, picture.cache_info().misses] == read


class Once(dict):  # type: ignore[type-arg]
    """A store that takes nothing more."""

    def __setitem__(self, key: object, value: object) -> None:
        raise AssertionError(f"{key} was not read before")


def test_a_server_that_is_not_prepared_starts_all_the_same(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}", folder=tmp_path)
    preload(create_app(settings))


def test_a_server_whose_porters_are_gone_replaces_itself_and_prints(
    sqlite_database: Database, tmp_path: Path, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    settings = Settings(database_url=sqlite_database.url, folder=tmp_path / "installation")
    now = datetime.now(UTC)
    app = create_app(settings)
    house = app.extensions["learn1325"]
    life, cast = Life(sqlite_database, house.keys, now), Cast(sqlite_database, now)
    life.publish(*content)
    serial = life.complete(cast.amina)
    visitor = Visitor(app, cast.amina)
    visitor.open("/certificates")
    cookie = visitor.browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    house.database.dispose()

    def status(port: int) -> int:
        with connected(port) as connection:
            connection.request("GET", f"/certificates/{serial}.pdf", headers={"Cookie": f"{cookie.key}={cookie.value}"})
            return connection.getresponse().status

    with serving(settings) as (port, _):
        assert status(port) == http.client.OK
        with sqlite_database.begin() as session:
            session.connection().exec_driver_sql("DELETE FROM prints")
        for process in beside(port):
            process.kill()
        assert status(port) == http.client.CONFLICT
        until = time.monotonic() + PATIENCE
        while status(port) != http.client.OK:
            assert time.monotonic() < until, "it never prints again"
            time.sleep(0.1)


def beside(port: int) -> list[psutil.Process]:
    """The porters, and the desk that is open, of the server on a port."""
    (server,) = (each for each in psutil.Process().children() if each.environ().get("PORT") == str(port))
    return [process for worker in server.children() for process in worker.children(recursive=True)]
