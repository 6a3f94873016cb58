"""A running installation for the journeys: prepared by `flask prepare`, served by gunicorn as `make run` serves it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from learning.config import ROOT
from learning.db import Database
from learning.demo.answers import right_answer
from learning.quizzes.kinds import kind
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Item, placed_from_json
from learning.records.models import Attempt, Progress
from tests.life import LIBRARY

PATIENCE = 30.0


class Site:
    """One installation: its address, its database seen from outside, and its server process.

    Attributes:
        said: what the command said that made it.
    """

    def __init__(
        self, folder: Path, database_url: str, library: Path = LIBRARY, *, made_by: Sequence[str] = ("prepare",)
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.folder = folder
        self._env = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}},
            "LEARN1325_FOLDER": str(folder),
            "DATABASE_URL": database_url,
            "LEARN1325_LIBRARY": str(library),
            "PORT": str(port),
        }
        self.said = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *made_by],
            cwd=ROOT,
            env=self._env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.database = Database(database_url)
        self._log = (folder / "server.log").open("w", encoding="utf-8")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"], cwd=ROOT, env=self._env, stdout=self._log, stderr=self._log
        )
        self._wait_until_ready()

    @property
    def set_up_link(self) -> str:
        """The link by which the first administrator comes."""
        link = re.search(r"/invitations/\S+", self.said)
        assert link, self.said
        return link.group()

    def account(self, role: str) -> tuple[str, str, str]:
        """Country, sign-in name and password that a demo told for a role."""
        found = re.search(rf"^{role} +(\S+) +(\S+) +(\S+)$", self.said, re.MULTILINE)
        assert found, self.said
        country, name, password = found.groups()
        return country, name, password

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=PATIENCE):
                    return
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < until, "the server does not come up"
                assert self._server.poll() is None, "the server ended"
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server as an operator does, and let go of the database."""
        self._server.terminate()
        self._server.wait(PATIENCE)
        self._log.close()
        self.database.dispose()

    def right_answers(self, attempt_url: str) -> dict[str, list[tuple[str, str]]]:
        """Look up what the page of an attempt must send to be all right: per item, names of fields and values."""
        with self.database.read() as session:
            attempt = session.get_one(Attempt, attempt_of(attempt_url))
            quiz = quiz_version(session, attempt.quiz_version_id).quiz
            placed = placed_from_json(attempt.placed)
        return {place.item_id: _sent(quiz.item(place.item_id)) for place in placed}

    def let_time_pass(self, attempt_url: str, minutes: int) -> None:
        """Let the waiting time after a failed attempt go by: the failure moves into the past.

        The server runs as it is and on the real clock, so it is the record that gives way.
        """
        with self.database.begin() as session:
            attempt = session.get_one(Attempt, attempt_of(attempt_url))
            progress = session.scalars(
                select(Progress).where(Progress.enrolment_id == attempt.enrolment_id, Progress.module == attempt.module)
            ).one()
            assert progress.failed_at is not None
            progress.failed_at -= timedelta(minutes=minutes)


def attempt_of(url: str) -> uuid.UUID:
    """Find the attempt in an address of its pages."""
    found = re.search(r"/attempts/([0-9a-f-]{36})", url)
    assert found, url
    return uuid.UUID(found.group(1))


def _sent(item: Item) -> list[tuple[str, str]]:
    return kind(item.kind).sent(item, right_answer(item))
