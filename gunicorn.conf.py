"""How the web server runs: two processes that share what they loaded, with threads for slow phones."""

import contextlib
import ctypes
import gc

from certificates.typefaces import Style, faces
from learning.config import read_settings

_M_ARENA_MAX = -8  # malloc.h

_settings = read_settings()
bind = f"{_settings.host}:{_settings.port}"
wsgi_app = "app:create_app()"
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
    environment = server.app.callable.jinja_env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    for style in Style:
        faces(style)
    gc.collect()
    gc.freeze()


def post_fork(_server: object, worker: object) -> None:
    """Give each process its own connections."""
    worker.app.callable.extensions["learn1325"].database.dispose()  # type: ignore[attr-defined]
