"""A real server is killed at any moment, while answers arrive: whatever it had acknowledged is there afterwards."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from app import create_app
from learning.config import Settings
from learning.db import Database
from learning.modules.rules import Course, Pack
from learning.quizzes.kinds import kind
from tests.cast import Cast
from tests.life import Life
from tests.pages import Page
from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 4
LEARNERS = 3
LONGEST_LIFE = 0.6  # seconds of answers before the server is killed
PATIENCE = 30.0


def connected(port: int) -> AbstractContextManager[http.client.HTTPConnection]:
    """A connection to the server, closed at the end."""
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE))


@dataclass
class Learner:
    """One browser that answers without a pause.

    Attributes:
        url: its attempt.
        cookie, token: what its requests carry.
        choices: per item, its field and the values that can be chosen.
        acknowledged: per item, the newest (revision, value) that the server said it had saved.
        under_way: per item, the value that was sent when the server died.
        refused: what the server said when it took an answer and did not save it.
    """

    url: str
    cookie: str
    token: str
    choices: dict[str, tuple[str, list[str]]]
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    under_way: dict[str, str] = field(default_factory=dict)
    refused: dict[str, object] = field(default_factory=dict)

    def answer(self, port: int, chance: random.Random) -> None:
        """Change one answer after another until the server is gone."""
        headers = {
            "Cookie": self.cookie,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with suppress(OSError, http.client.HTTPException), connected(port) as connection:
            while True:
                item = chance.choice(list(self.choices))
                name, values = self.choices[item]
                seen, before = self.acknowledged.get(item, (0, ""))
                value = chance.choice([one for one in values if one != before])
                self.under_way = {item: value}
                body = urlencode({name: value, f"revision-{item}": seen, "csrf_token": self.token})
                connection.request("POST", f"{self.url}/answers", body, headers)
                reply = connection.getresponse()
                said = json.loads(reply.read())
                if reply.status != 200:
                    self.refused = said
                    return
                self.acknowledged[item] = (said["saved"][item], value)
                self.under_way = {}

    def look(self, port: int) -> None:
        """Open the page again: each acknowledged answer is there, or the one that was on its way after it."""
        assert not self.refused, self.refused
        with connected(port) as connection:
            connection.request("GET", self.url, headers={"Cookie": self.cookie})
            reply = connection.getresponse()
            page = Page(reply.read().decode(), self.url)
        assert reply.status == 200, page.words
        for item, (name, _) in self.choices.items():
            stored = (int(page.standing(f"revision-{item}")), page.standing(name))
            revision, value = self.acknowledged.get(item, (0, ""))
            late = (revision + 1, self.under_way.get(item))
            assert stored in ((revision, value), late), f"{item}: {stored}, acknowledged {(revision, value)}"
            if stored[0]:
                self.acknowledged[item] = stored


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[int, Callable[[], None]]]:
    """A real server of its own; gives its port, and how to kill it with all its processes at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "LEARN1325_FOLDER": str(settings.folder),
        "DATABASE_URL": settings.database_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_ADDRESS": "",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--log-level", "critical"]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with connected(port) as connection:
                    connection.connect()
                break
            except OSError:
                assert server.poll() is None, "the server ended by itself"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.02)
        yield port, kill
    finally:
        kill()


@pytest.fixture
def learners(
    sqlite_database: Database, tmp_path: Path, content: tuple[list[Pack], tuple[Course, ...]]
) -> tuple[Settings, list[Learner]]:
    """Some learners in the middle of a quiz, today."""
    settings = Settings(database_url=sqlite_database.url, folder=tmp_path / "installation")
    now = datetime.now(UTC)
    app = create_app(settings)
    house = app.extensions["learn1325"]
    life = Life(sqlite_database, house.keys, now)
    life.publish(*content)
    cast = Cast(sqlite_database, now)
    found = []
    for number in range(LEARNERS):
        player = cast.learner(f"Learner {'ABC'[number]}", f"GH {number}00", cast.ghana_cohort)
        attempt = life.begin(life.enrol(player))
        visitor = Visitor(app, player)
        visitor.open(f"/attempts/{attempt}")
        cookie = visitor.browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        singles = [item for item in life.items(attempt) if item.kind == "single"]
        choices = {}
        for item in singles:
            sent = [kind("single").sent(item, choice)[0] for choice in item.body["choices"]]
            choices[item.id] = (sent[0][0], [value for _, value in sent])
        found.append(Learner(f"/attempts/{attempt}", f"{cookie.key}={cookie.value}", visitor.token, choices))
    house.database.dispose()
    return settings, found


def test_killing_the_server_loses_no_acknowledged_answer(
    learners: tuple[Settings, list[Learner]], sqlite_database: Database
) -> None:
    settings, everybody = learners
    chance = random.Random(uuid.uuid4().int)
    for _ in range(ROUNDS):
        with serving(settings) as (port, kill):
            for each in everybody:
                each.look(port)
            threads = [
                threading.Thread(target=each.answer, args=(port, random.Random(chance.random()))) for each in everybody
            ]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.05, LONGEST_LIFE))
            kill()
            for thread in threads:
                thread.join()
    with serving(settings) as (port, _):
        for each in everybody:
            each.look(port)
    saved = sum(revision for each in everybody for revision, _ in each.acknowledged.values())
    assert saved > ROUNDS * LEARNERS, f"too little was saved to say anything: {saved}"
    with sqlite_database.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
