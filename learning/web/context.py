"""What every request can reach: the settings, the database, the keys, the time and who acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request
from flask_babel import force_locale, gettext
from flask_login import UserMixin, current_user
from werkzeug.local import LocalProxy

from certificates.seal import KeyRing
from learning import clock
from learning.config import Settings
from learning.db import Database
from learning.people.countries import country_name
from learning.people.rules import Actor
from learning.records.services import Issuing
from learning.web.keyroom import Keyroom


@dataclass(frozen=True)
class House:
    """What one running application is made of; `clock` says what time it is for every page."""

    settings: Settings
    database: Database
    keyroom: Keyroom
    secret: str
    clock: Callable[[], datetime] = clock.now

    @property
    def keys(self) -> KeyRing:
        """What seals, and every public key that ever did."""
        return self.keyroom.ring


class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in browser, as the session library knows it: its id is the session's token, never a person's id."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """Give the token that the cookie carries."""
        return self.token


def house() -> House:
    """Give the parts of the running application."""
    return cast("House", current_app.extensions["learn1325"])


def database() -> Database:
    """Give the database."""
    return house().database


def now() -> datetime:
    """Say the present moment."""
    return house().clock()


def visitor() -> Visitor | None:
    """Give the signed-in browser, or None."""
    found = cast("LocalProxy[Visitor]", current_user)._get_current_object()  # noqa: SLF001 - Werkzeug's documented way
    return found if isinstance(found, Visitor) else None


def actor() -> Actor:
    """Give who acts now; only for views that ask for a permission."""
    found = visitor()
    assert found is not None, "a view that needs an actor must ask for a permission"
    return found.actor


def came_from() -> str:
    """Say on which page of ours a form stood that was sent; the first page when nobody knows."""
    found = urlsplit(request.referrer or "")
    ours = found.netloc == request.host and found.path.startswith("/") and not found.path.startswith("//")
    return found.path if ours else "/"


def address() -> str:
    """The address that visitors see, without a slash at its end."""
    settings = house().settings
    if settings.address:
        return settings.address
    return request.host_url.rstrip("/") if has_request_context() else f"http://{settings.host}:{settings.port}"


def issuing(country: str | None, tag: str) -> Issuing:
    """Put together what is needed to issue a credential to a person of a country."""
    place = country_name(country, tag) if country else ""
    return Issuing(
        house().keys,
        gettext("National authority for peacekeeping training, %(country)s", country=place),
        is_open=house().keyroom.is_open(now()),
    )


def issuing_in(country: str, tag: str) -> Issuing:
    """Put together what is needed to issue to somebody else, whose language need not be that of the page."""
    with force_locale(tag):
        return issuing(country, tag)
