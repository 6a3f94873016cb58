"""PDFs are printed and signed in a process beside the server, which comes and goes."""

import os
import signal
import socket
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
from learning.web.desk import Desk, Press, Unprinted, Unsigned
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


def hanging() -> bytes:
    """A press that never ends."""
    time.sleep(600)
    return b""


class Faulty:
    """Signs nothing: it cannot even begin."""

    def __init__(self) -> None:
        raise RuntimeError("the key is gone")

    def sign(self, press: Press, *, signed_at: datetime, reason: str) -> bytes:
        """Never asked."""
        raise NotImplementedError


def signed(desk: Desk, press: Press) -> bytes:
    """Have something printed and signed now."""
    return desk.sign(press, signed_at=datetime.now(UTC), reason="Certificate")


def number_of(desk: Desk) -> int:
    """The process of the desk that is open."""
    (found,) = psutil.Process(desk.porter).children()
    return found.pid


def test_it_signs_what_the_server_would_sign(desk: Desk, settings: Settings, page: bytes) -> None:
    moment = datetime.now(UTC)
    here = Keyroom(settings, clock.now).sign(partial(bytes, page), signed_at=moment, reason="Certificate")
    assert desk.sign(partial(bytes, page), signed_at=moment, reason="Certificate") == here


def test_one_process_serves_one_page_after_another(desk: Desk, page: bytes) -> None:
    signed(desk, partial(bytes, page))
    first = number_of(desk)
    signed(desk, partial(bytes, page))
    assert number_of(desk) == first != os.getpid()


def test_a_killed_one_is_opened_again(desk: Desk, page: bytes) -> None:
    signed(desk, partial(bytes, page))
    first = number_of(desk)
    os.kill(first, signal.SIGKILL)
    assert signed(desk, partial(bytes, page)).startswith(page)
    assert number_of(desk) != first


def test_a_refusal_comes_back_in_its_own_words(desk: Desk, page: bytes) -> None:
    with pytest.raises(Unsigned, match="expired on"):
        desk.sign(partial(bytes, page), signed_at=datetime.now(UTC) + FAR_AHEAD, reason="Certificate")
    assert signed(desk, partial(bytes, page))


def test_a_page_that_cannot_be_set_comes_back_as_such(desk: Desk, page: bytes) -> None:
    with pytest.raises(Unprinted, match="does not fit"):
        desk.sign(too_long, signed_at=datetime.now(UTC), reason="Certificate")
    assert signed(desk, partial(bytes, page))


def test_it_closes_when_nobody_asks(settings: Settings, page: bytes) -> None:
    desk = Desk(partial(Keyroom, settings, clock.now), idle=0.2)
    signed(desk, partial(bytes, page))
    until = time.monotonic() + 30
    while psutil.Process(desk.porter).children():
        assert time.monotonic() < until, "it stays"
        time.sleep(0.05)
    assert signed(desk, partial(bytes, page)).startswith(page)
    desk.close()


def test_a_desk_killed_while_nobody_asks_is_not_missed(desk: Desk, page: bytes) -> None:
    signed(desk, partial(bytes, page))
    for _ in range(3):
        number = number_of(desk)
        os.kill(number, signal.SIGKILL)
        assert signed(desk, partial(bytes, page)).startswith(page)
        # The first answer may have been to what the killed one had been asked: the next must be to its own question.
        with pytest.raises(Unprinted, match="does not fit"):
            signed(desk, too_long)


def test_what_takes_too_long_is_ended_and_asked_only_once(settings: Settings, page: bytes) -> None:
    desk = Desk(partial(Keyroom, settings, clock.now), longest=3)
    begun = time.monotonic()
    with pytest.raises(Unsigned, match="does not answer"):
        signed(desk, hanging)
    assert 3 <= time.monotonic() - begun < 6
    assert signed(desk, partial(bytes, page)).startswith(page)
    desk.close()


def test_a_desk_that_cannot_begin_is_told(capfd: pytest.CaptureFixture[str], page: bytes) -> None:
    desk = Desk(Faulty)
    with pytest.raises(Unsigned, match="ended before it answered"):
        signed(desk, partial(bytes, page))
    assert capfd.readouterr().err.count("RuntimeError: the key is gone") == 2
    desk.close()


def test_a_server_without_a_porter_asks_to_be_replaced(settings: Settings, page: bytes) -> None:
    lost: list[str] = []
    desk = Desk(partial(Keyroom, settings, clock.now), lost=partial(lost.append, "replace me"))
    os.kill(desk.porter, signal.SIGKILL)
    with pytest.raises(Unsigned, match="ended before it answered"):
        signed(desk, partial(bytes, page))
    assert lost == ["replace me"]
    desk.close()


def test_it_leaves_the_ports_of_the_server(settings: Settings, page: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        desk = Desk(partial(Keyroom, settings, clock.now), leaves=[listener])
    signed(desk, partial(bytes, page))
    with socket.create_server(address):
        assert psutil.pid_exists(desk.porter)
    desk.close()


def test_it_goes_with_the_server(settings: Settings, page: bytes) -> None:
    desk = Desk(partial(Keyroom, settings, clock.now))
    signed(desk, partial(bytes, page))
    both = [desk.porter, number_of(desk)]
    desk.close()
    assert not any(map(psutil.pid_exists, both))


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
