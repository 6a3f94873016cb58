"""How the web server runs: two processes that share what they loaded, with threads for slow phones."""

import gc

from learning.config import read_settings

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


def when_ready(_server: object) -> None:
    """Keep what is loaded out of the collector's way, so that the processes go on sharing it."""
    gc.collect()
    gc.freeze()


def post_fork(_server: object, worker: object) -> None:
    """Give each process its own connections."""
    worker.app.callable.extensions["learn1325"].database.dispose()  # type: ignore[attr-defined]
