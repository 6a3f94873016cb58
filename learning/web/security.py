"""What keeps a page safe: headers, a nonce for each page, a token in each form, and bodies of a sane size."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request, session
from markupsafe import escape
from werkzeug.exceptions import BadRequest
from wtforms import Form
from wtforms.csrf.session import SessionCSRF

from learning.errors import LearningError, NotFound
from learning.people.permissions import Permission, may
from learning.web.access import SAFE_METHODS, access_of
from learning.web.context import House, house, visitor

View = TypeVar("View", bound=Callable[..., Any])

LARGEST_BODY = 256 * 1024
FORM_LIFE = timedelta(days=30)
_bodies: dict[object, int] = {}
_PERMISSIONS = "geolocation=(), microphone=(), camera=({camera}), interest-cohort=()"


class OutOfDatePage(LearningError):  # noqa: N818 - named as the sentence says it
    """A form came without this browser's token: from another site, or from before the cookies were cleared."""


class _TokenForm(Form):
    """A form that holds nothing but the token."""

    class Meta:
        """WTForms' own session token, signed with the application's secret."""

        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = FORM_LIFE

        @property
        def csrf_secret(self) -> bytes:
            """The application's secret."""
            return house().secret.encode()

        @property
        def csrf_context(self) -> object:
            """Where the browser's half of the token lives."""
            return session


class _Tokens(SessionCSRF):
    """WTForms' own way to make a token, without a form around it."""

    form_meta = _TokenForm.Meta()  # type: ignore[assignment]  # WTForms makes one out of it for a form


_TOKENS = _Tokens()


def csrf_token() -> str:
    """Make the token that a page's forms carry, once per page."""
    made = g.get("csrf_token")
    if made is None:
        made = g.csrf_token = _TOKENS.generate_csrf_token(None)  # type: ignore[arg-type]  # it makes no use of the field
    return str(made)


def check_token() -> None:
    """Refuse a change that does not come from one of our own pages; runs before every view.

    Raises:
        OutOfDatePage: the token is missing, wrong or too old.
    """
    if request.method in SAFE_METHODS:
        return
    if not _TokenForm(request.form).validate():
        raise OutOfDatePage("This page was out of date. Nothing was changed. Please try again.")


def takes(size: int) -> Callable[[View], View]:
    """Let a view take bodies of up to so many bytes, from people who may open it."""

    def mark(view: View) -> View:
        _bodies[view] = size
        return view

    return mark


def allow_body() -> None:
    """Let a larger body through to a view that takes it; runs before anything reads the body."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in SAFE_METHODS or view not in _bodies:
        return
    asked, found = access_of(current_app, request.endpoint or ""), visitor()
    if found is not None and isinstance(asked, Permission) and may(found.actor.role, asked):
        request.max_content_length = request.max_form_memory_size = _bodies[view]


def check_text() -> None:
    """Refuse the one character that databases cannot store; no keyboard writes it. Runs before every view.

    Raises:
        NotFound: it stands in the address.
        BadRequest: it stands in a form; answers are left to the quiz, which keeps whatever comes.
    """
    if "\0" in request.path or any("\0" in text for text in request.args.values()):
        raise NotFound("This page does not exist.")
    if request.method in SAFE_METHODS:
        return
    if any("\0" in text for name, text in request.form.items(multi=True) if not name.startswith("answer-")):
        raise BadRequest


def nonce() -> str:
    """Make the nonce of this page's scripts and styles."""
    made = g.get("nonce")
    if made is None:
        made = g.nonce = secrets.token_urlsafe(16)
    return str(made)


class _Late:
    """A word of a template that is asked for where it stands.

    So macros that use it can be imported without the page's context, once instead of again for each page.
    """

    def __init__(self, say: Callable[[], str]) -> None:
        self._say = say

    def __html__(self) -> str:
        return escape(self._say())


def _policy(own_files: str = "") -> str:
    return (
        f"default-src 'none'; script-src 'nonce-{nonce()}'{own_files}; style-src 'nonce-{nonce()}'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def allow_checking(response: Response) -> Response:
    """Let the page that checks certificates use the camera, a service worker, and modules that import one another."""
    response.headers["Content-Security-Policy"] = _policy(" 'self'") + "; worker-src 'self'"
    response.headers["Permissions-Policy"] = _PERMISSIONS.format(camera="self")
    return response


def allow_scanning(response: Response) -> Response:
    """Let a page use the camera, and modules that import one another."""
    response.headers["Content-Security-Policy"] = _policy(" 'self'")
    response.headers["Permissions-Policy"] = _PERMISSIONS.format(camera="self")
    return response


def allow_keeping(response: Response) -> Response:
    """Let a page have a service worker, which keeps it for when there is no network."""
    response.headers["Content-Security-Policy"] = _policy() + "; worker-src 'self'"
    return response


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        headers.setdefault("Permissions-Policy", _PERMISSIONS.format(camera=""))
    if house().settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def set_up(app: Flask) -> None:
    """Put the guards in front of every view."""
    settings = cast("House", app.extensions["learn1325"]).settings
    prefix = "__Host-" if settings.https else ""
    app.config.update(
        SESSION_COOKIE_NAME=f"{prefix}learn1325",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=FORM_LIFE,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=1000,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    app.before_request(allow_body)
    app.before_request(check_text)
    app.after_request(_headers)
    app.jinja_env.globals.update(csrf_token=_Late(csrf_token), nonce=_Late(nonce))
