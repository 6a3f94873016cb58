"""Signed-in browsers: the cookie carries a token, the database says whom it stands for."""

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer

from learning.people import queries, services
from learning.people.rules import needs_touch
from learning.people.services import SignedIn
from learning.web.context import Visitor, database, now

KEPT_BETWEEN_PEOPLE = ("country",)
LEAVES_NO_TRACE = frozenset({"/help", "/quiet"})
"""Pages whose opening is noted nowhere, not even as the moment at which a browser was last seen."""


class Cookies(SecureCookieSessionInterface):
    """Flask's own signed cookies; what signs them is made once, instead of twice in every request."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Give what signs and reads cookies."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def set_up(app: Flask, manager: LoginManager) -> None:
    """Teach the session library to ask the database."""
    app.session_interface = Cookies()
    manager.session_protection = None  # phones change their address; the database ends sessions
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def _load(token: str) -> Visitor | None:
    moment = now()
    with database().glance() as reading:
        actor = queries.signed_in(reading, token, now=moment)
    if actor is None:
        return None
    if needs_touch(actor, moment) and request.path not in LEAVES_NO_TRACE:
        with database().begin() as writing:
            services.touch_session(writing, actor, now=moment)
    return Visitor(actor, token)


def begin(signed_in: SignedIn) -> None:
    """Give the browser its new cookie; whatever the person before left in it is forgotten, but for the country."""
    kept = {key: session[key] for key in KEPT_BETWEEN_PEOPLE if key in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    session["language"] = signed_in.actor.language
    if signed_in.actor.country:
        session["country"] = signed_in.actor.country
    login_user(Visitor(signed_in.actor, signed_in.token))


def end() -> None:
    """Take the cookie's token away."""
    kept = {key: session[key] for key in ("country", "language") if key in session}
    logout_user()
    session.clear()
    session.update(kept)
