"""PDFs are printed and signed in a process beside the server, which comes and goes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from reportlab.pdfgen.canvas import Canvas

from certificates.type import DoesNotFit
from learning import clock
from learning.config import ROOT, Settings
from learning.web.desk import Desk, Unprinted, Unsigned
from learning.web.keyroom import Keyroom

FAR_AHEAD = timedelta(days=4000)
SERVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from learning.config import Settings
from learning.web.keyroom import Keyroom

if __name__ == "__main__":
    settings = Settings(database_url="sqlite://", folder=Path(sys.argv[1]))
    keyroom = Keyroom(settings, lambda: datetime.now(UTC))
    keyroom.sign_elsewhere()
    keyroom.sign(Path(sys.argv[2]).read_bytes, signed_at=datetime.now(UTC), reason="Certificate")
    print([name for name in sys.modules if name.startswith(("pyhanko", "asn1crypto"))])
"""


@pytest.fixture
def page() -> bytes:
    """A page as it comes from a press."""
    drawn = BytesIO()
    canvas = Canvas(drawn, invariant=1)
    canvas.drawString(72, 720, "Amina Mensah")
    canvas.save()
    return drawn.getvalue()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that has started once."""
    made = Settings(database_url="sqlite://", folder=tmp_path)
    Keyroom(made, clock.now)
    return made


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    """A desk that is not open yet."""
    made = Desk(partial(Keyroom, settings, clock.now), idle=20)
    yield made
    made.close()


def too_long() -> bytes:
    """A press with a name that is longer than its place."""
    raise DoesNotFit("Amina Mensah", 10, 8)


def number_of(desk: Desk) -> int:
    """The desk's process."""
    assert desk._open is not None
    number = desk._open[0].pid
    assert number is not None
    return number


def test_it_signs_what_the_server_would_sign(desk: Desk, settings: Settings, page: bytes) -> None:
    moment = datetime.now(UTC)
    here = Keyroom(settings, clock.now).sign(partial(bytes, page), signed_at=moment, reason="Certificate")
    assert desk.sign(partial(bytes, page), signed_at=moment, reason="Certificate") == here


def test_one_process_serves_one_page_after_another(desk: Desk, page: bytes) -> None:
    desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate")
    first = number_of(desk)
    desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate")
    assert number_of(desk) == first != os.getpid()


def test_a_killed_one_is_opened_again(desk: Desk, page: bytes) -> None:
    desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate")
    first = number_of(desk)
    os.kill(first, signal.SIGKILL)
    assert desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate").startswith(page)
    assert number_of(desk) != first


def test_a_refusal_comes_back_in_its_own_words(desk: Desk, page: bytes) -> None:
    with pytest.raises(Unsigned, match="expired on"):
        desk.sign(partial(bytes, page), signed_at=datetime.now(UTC) + FAR_AHEAD, reason="Certificate")
    assert desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate")


def test_a_page_that_cannot_be_set_comes_back_as_such(desk: Desk, page: bytes) -> None:
    with pytest.raises(Unprinted, match="does not fit"):
        desk.sign(too_long, signed_at=datetime.now(UTC), reason="Certificate")
    assert desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate")


def test_it_closes_when_nobody_asks(settings: Settings, page: bytes) -> None:
    desk = Desk(partial(Keyroom, settings, clock.now), idle=0.2)
    desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate")
    number = number_of(desk)
    until = time.monotonic() + 30
    while psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, "it stays"
        time.sleep(0.05)
    assert desk.sign(partial(bytes, page), signed_at=datetime.now(UTC), reason="Certificate").startswith(page)
    desk.close()


def test_the_server_itself_loads_nothing_of_it(settings: Settings, page: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(page)
    (tmp_path / "server.py").write_text(SERVER)
    run = subprocess.run(
        [sys.executable, str(tmp_path / "server.py"), str(settings.folder), str(tmp_path / "page.pdf")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "[]\n", run.stderr
