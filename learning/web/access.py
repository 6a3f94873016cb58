"""Who may open which page: every view says it, and a view that says nothing is not served."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from flask import Flask, current_app, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from learning.errors import Forbidden
from learning.people.permissions import Permission, may
from learning.web.context import came_from, visitor

P = ParamSpec("P")
R = TypeVar("R")
PUBLIC = "public"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CHOOSING = "/account/own-password"
"""The one page of her own that opens to who came in with a given password."""
_access: dict[object, Permission | str] = {}


class UndeclaredViewError(RuntimeError):
    """A view that says nothing about who may open it: it is served to nobody."""


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open a view to whoever is signed in and holds a permission."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        _access[view] = permission
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a view to everybody."""
    _access[view] = PUBLIC
    return view


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """Say what a view asks for; None: nobody said."""
    return _access.get(app.view_functions[endpoint])


def check_access() -> ResponseReturnValue | None:
    """Let a request through, send it to the sign-in page, or refuse it; runs before every view.

    Raises:
        Forbidden: the person's role does not hold the permission.
    """
    if request.endpoint is None:
        return None
    asked = access_of(current_app, request.endpoint)
    if asked == PUBLIC:
        return None
    if not isinstance(asked, Permission):
        raise UndeclaredViewError(request.endpoint)
    found = visitor()
    reads = request.method in SAFE_METHODS
    back = request.full_path.rstrip("?") if reads else came_from()
    if found is None:
        if not reads:
            words = gettext("You are signed out, so nothing was changed. Sign in and send it again.")
            if request.accept_mimetypes.best == "application/json":
                return jsonify(message=words), 401  # an answer saved in the background: its page says so
            flash(words, "note")
        return redirect(f"/sign-in?next={quote(back, safe='/')}", 303)
    if found.actor.must_choose and request.path != CHOOSING:
        return to_choosing(back)
    if not may(found.actor.role, asked):
        raise Forbidden("You may not open this page.")
    return None


def to_choosing(back: str) -> Response:
    """Lead who came in with a given password to where she chooses her own; `back` is where she wanted to go."""
    return redirect(f"{CHOOSING}?next={quote(back, safe='/')}", 303)
