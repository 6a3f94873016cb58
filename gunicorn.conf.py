"""How the web server runs: two processes that share what they loaded, with threads for slow phones."""

import contextlib
import ctypes
import gc
import sys

from sqlalchemy.exc import DatabaseError

from certificates.keyfiles import CertificateKeyError
from certificates.typefaces import Style, first_face
from learning import clock
from learning.config import FaultySettings, read_settings
from learning.db import Database
from learning.modules.queries import catalogue
from learning.quizzes.queries import quiz_version
from learning.web.keyroom import Keyroom

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
    environment = server.app.callable.jinja_env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    for style in Style:
        first_face(style)
    _load_content(server.app.callable.extensions["learn1325"].database)  # type: ignore[attr-defined]
    gc.collect()
    gc.freeze()


def _load_content(database: Database) -> None:
    """Read what is published and its quizzes; a database that is not prepared yet has nothing to read."""
    with contextlib.suppress(DatabaseError), database.read() as session:
        published = catalogue(session)
        for course in published.courses.values():
            for version in (course.test_version_id, *(module.quiz_version_id for module in course.modules)):
                if version is not None:
                    quiz_version(session, version)
    database.dispose()


def post_fork(_server: object, worker: object) -> None:
    """Give each process its own connections, and a desk beside it where PDFs are signed."""
    house = worker.app.callable.extensions["learn1325"]  # type: ignore[attr-defined]
    house.database.dispose()
    house.keyroom.sign_elsewhere()
