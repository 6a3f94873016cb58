"""How the web server runs: two processes that share what they loaded, with threads for slow phones."""

import contextlib
import ctypes
import gc
import os
import signal
import sys

from certificates.keyfiles import CertificateKeyError
from learning import clock
from learning.config import FaultySettings, read_settings
from learning.web.keyroom import Keyroom
from learning.web.preloading import preload

_M_ARENA_MAX = -8  # malloc.h

try:
    _settings = read_settings()
    Keyroom(_settings, clock.now)
except (FaultySettings, CertificateKeyError) as error:
    sys.exit(f"The server does not start. {error}")
bind = f"{_settings.host}:{_settings.port}"
wsgi_app = "learning.web.application:make_app()"
preload_app = True
workers = 2
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
keepalive = 5
limit_request_line = 8190
forwarded_allow_ips = "127.0.0.1" if _settings.proxies else ""
control_socket_disable = True


with contextlib.suppress(OSError, AttributeError):
    # One heap instead of one for each thread: only one thread runs Python at a time, and each heap keeps what it had.
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def when_ready(server: object) -> None:
    """Load what every page needs once, and keep it out of the collector's way, so that the processes share it."""
    preload(server.app.callable)  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()


def post_fork(server: object, worker: object) -> None:
    """Give each process its own connections, and a desk beside it where PDFs are signed."""
    house = worker.app.callable.extensions["learn1325"]  # type: ignore[attr-defined]
    house.database.dispose()
    house.keyroom.sign_elsewhere(leaves=server.LISTENERS, lost=_replace_me)  # type: ignore[attr-defined]


def _replace_me() -> None:
    """Let this process finish what it has begun and end; the first process then starts another."""
    os.kill(os.getpid(), signal.SIGTERM)
