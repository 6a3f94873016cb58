"""The web application: composes, does no work. What serves pages needs nothing of the commands."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_login import LoginManager
from werkzeug.middleware.proxy_fix import ProxyFix

from learning import clock
from learning.config import ROOT, Settings, read_settings, secret_key
from learning.db import Database
from learning.web import access, assets, errors, i18n, navigation, security, sessions, views
from learning.web.context import House
from learning.web.keyroom import Keyroom
from learning.web.pages import Pages


def make_app(settings: Settings | None = None, *, now: Callable[[], datetime] = clock.now) -> Flask:
    """Build the application from its settings, or from the environment; `now` tells its pages the time."""
    settings = settings or read_settings()
    secret = secret_key(settings.folder)
    app = Flask("learning", template_folder=str(ROOT / "templates"), static_folder=None, root_path=str(ROOT))
    app.jinja_environment = Pages
    app.config.update(SECRET_KEY=secret, BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "learning" / "translations"))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    house = House(settings, Database(settings.database_url), Keyroom(settings, now), secret, now)
    app.extensions["learn1325"] = house
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]
    if not (term := house.keyroom.term(now())).is_open:
        app.logger.error("No certificate is issued: %s (%s). /keys says what to do.", term, settings.keys)
    sessions.set_up(app, LoginManager())
    for part in (security, i18n, navigation, errors, assets):
        part.set_up(app)
    app.before_request(access.check_access)  # first: who is signed out is told so, whatever the token of the old page
    app.before_request(security.check_token)
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
