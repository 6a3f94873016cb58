"""The application with its commands: composes, does no work."""

from collections.abc import Callable
from datetime import datetime

from click import ClickException
from flask import Flask

from certificates.keyfiles import CertificateKeyError
from learning import cli, clock
from learning.config import FaultySettings, Settings
from learning.web.application import make_app


def create_app(settings: Settings | None = None, *, now: Callable[[], datetime] = clock.now) -> Flask:
    """Build the application from its settings, or from the environment; `now` tells its pages the time.

    Raises:
        ClickException: a setting or a key cannot be used; a command then ends with this sentence alone.
    """
    try:
        app = make_app(settings, now=now)
    except (FaultySettings, CertificateKeyError) as error:
        raise ClickException(str(error)) from error
    cli.set_up(app)
    return app
