"""The application with its commands: composes, does no work."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from learning import cli, clock
from learning.config import Settings
from learning.web.application import make_app


def create_app(settings: Settings | None = None, *, now: Callable[[], datetime] = clock.now) -> Flask:
    """Build the application from its settings, or from the environment; `now` tells its pages the time."""
    app = make_app(settings, now=now)
    cli.set_up(app)
    return app
