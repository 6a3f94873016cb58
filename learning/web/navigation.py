"""The main pages, as each role sees them."""

from dataclasses import dataclass

from flask import Flask, request

from certificates.cabinet import Term
from learning.people.permissions import Permission, may
from learning.web.context import came_from, house, now, visitor
from learning.web.i18n import marked
from learning.web.keeping import keeper

BESIDE = {
    "/courses": ("/attempts",),
    "/cohorts": ("/monday", "/sessions", "/rolls", "/papers", "/sheets", "/photographs", "/readings"),
    "/library": ("/glossary", "/shelf", "/search"),
    "/reports": ("/readiness", "/overview", "/corrections", "/countries"),
    "/keys": ("/certificates/revocations",),
}
"""Pages that belong to a main page and do not stand under its address."""


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; its label is said in the page's language by the template."""

    url: str
    label: str
    current: bool


_ENTRIES = (
    (Permission.LEARN, "/courses", marked("Courses")),
    (Permission.LEARN, "/library", marked("Library")),
    (Permission.HOLD_CERTIFICATES, "/certificates", marked("Certificates")),
    (Permission.SEE_COHORTS, "/cohorts", marked("Cohorts")),
    (Permission.SEE_REPORTS, "/reports", marked("Reports")),
    (Permission.SEE_PEOPLE, "/people", marked("People")),
    (Permission.READ_AUDIT, "/audit", marked("Log")),
    (Permission.ROTATE_KEYS, "/keys", marked("Keys")),
    (Permission.CHANGE_OWN_ACCOUNT, "/account", marked("Account")),
)


def places() -> list[Place]:
    """List the main pages that the person may open; nothing for a visitor who is not signed in."""
    found = visitor()
    if found is None:
        return []
    role = found.actor.role
    entries = [entry for entry in _ENTRIES if may(role, entry[0])]
    path = f"{request.path}/"
    near = [_nearness(path, url) for _, url, _ in entries]
    current = max(near)
    return [Place(url, label, 0 < nearness == current) for (_, url, label), nearness in zip(entries, near, strict=True)]


def _nearness(path: str, url: str) -> int:
    """Say how exactly a main page's addresses name the page that is open, by its path and a slash; 0: not at all."""
    return max((len(each) for each in (url, *BESIDE.get(url, ())) if path.startswith(f"{each}/")), default=0)


def _page_url() -> str:
    """Say where this page can be opened again: an answer to a form is shown where the form stood."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return came_from()


def _keys_term() -> Term | None:
    """Say to who can change keys whether certificates can be issued; None: that is nobody's business here."""
    found = visitor()
    if found is None or not may(found.actor.role, Permission.ROTATE_KEYS):
        return None
    return house().keyroom.term(now())


def set_up(app: Flask) -> None:
    """Give every page its navigation, the person's name, and to administrators how things stand with the keys."""

    @app.context_processor
    def _words() -> dict[str, object]:
        found = visitor()
        return {
            "navigation": places(),
            "person": found.actor if found else None,
            "keeper": keeper(found.actor.person_id) if found else "",
            "page_url": _page_url(),
            "keys_term": _keys_term(),
        }
