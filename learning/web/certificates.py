"""A learner's own certificates: the wallet, and each one as a PDF, as a badge and as the picture of its code."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from certificates.code import picture
from certificates.facts import grouped, normalise
from certificates.statement import make_statement
from learning.errors import NotFound
from learning.modules import queries as modules
from learning.people.permissions import Permission, in_scope, may
from learning.records import queries as records
from learning.records.certifying import waiting_of
from learning.records.models import Credential
from learning.records.printing import kept_statements
from learning.records.queries import Registered
from learning.records.rules import Standing
from learning.web.access import requires
from learning.web.context import actor, address, database, house, now
from learning.web.i18n import page_language
from learning.web.keeping import keeps, may_be_kept
from learning.web.printing import print_of

blueprint = Blueprint("certificates", __name__)

IN_ORDER = (Standing.VALID, Standing.EXPIRED, Standing.REVOKED)
"""What counts stands on top; what was replaced is folded away below."""


@dataclass(frozen=True)
class Card:
    """A certificate in the wallet, and the address that proves it to anybody, even without a network."""

    line: Registered
    proof: str


@blueprint.get("/certificates")
@requires(Permission.HOLD_CERTIFICATES)
def wallet() -> ResponseReturnValue:
    """Show the person's own certificates, and what waits to become one."""
    today, person_id = now().date(), actor().person_id
    with database().read() as session:
        lines = records.credentials(session, person_id)
        kept = kept_statements(session, [line.serial for line in lines])
        waiting = waiting_of(session, person_id)
        titles = modules.catalogue(session).titles(page_language().tag) if waiting else {}
    cards = [
        Card(found, _proof(found, kept.get(line.serial)))
        for line in lines
        for found in [records.registered(line, today)]
    ]
    page = render_template(
        "certificates/wallet.html",
        cards=[card for standing in IN_ORDER for card in cards if card.line.standing is standing],
        replaced=[card for card in cards if card.line.standing is Standing.SUPERSEDED],
        waiting=[(titles.get(each.course, each.course), each.completed_on) for each in waiting],
        grouped=grouped,
        address=address(),
        made_at=now(),
    )
    return keeps(Response(page))


def _proof(found: Registered, statement: str | None) -> str:
    line = found.credential
    made = statement or make_statement(found.facts, line.status_list, line.status_index, house().keys)
    return f"/verify/{line.serial}#{made}"


@blueprint.get("/certificates/<serial>.pdf")
@requires(Permission.HOLD_CERTIFICATES)
def pdf(serial: str) -> ResponseReturnValue:
    """Give a certificate as it was printed: one's own, or one of one's country for those who see its people."""
    line = _line(serial)
    return _given(line, print_of(line.serial).pdf, "application/pdf", f"certificate-{line.serial}.pdf", is_shown=True)


@blueprint.get("/certificates/<serial>.json")
@requires(Permission.HOLD_CERTIFICATES)
def badge(serial: str) -> ResponseReturnValue:
    """Give a certificate as an Open Badge, for other wallets."""
    line = _line(serial)
    return _given(line, print_of(line.serial).badge.encode(), "application/json", f"badge-{line.serial}.json")


@blueprint.get("/certificates/<serial>.svg")
@requires(Permission.HOLD_CERTIFICATES)
def code(serial: str) -> ResponseReturnValue:
    """Give the code of a certificate as a picture, to be shown on the screen or put into a document."""
    line = _line(serial)
    drawn = picture(f"{address()}/verify/{line.serial}#{print_of(line.serial).statement}")
    return _given(line, drawn.encode(), "image/svg+xml", f"code-{line.serial}.svg", is_shown=True)


def _line(serial: str) -> Credential:
    with database().read() as session:
        line = records.credential(session, normalise(serial) or "")
    if line is None or not _may_see(line.person_id, line.country):
        raise NotFound("This page does not exist.")
    return line


def _given(line: Credential, content: bytes, kind: str, name: str, *, is_shown: bool = False) -> Response:
    disposition = f'{"inline" if is_shown else "attachment"}; filename="{name}"'
    response = Response(content, content_type=kind, headers={"Content-Disposition": disposition})
    return may_be_kept(response) if line.person_id == actor().person_id else response


def _may_see(person_id: object, country: str) -> bool:
    found = actor()
    if found.person_id == person_id:
        return True
    return may(found.role, Permission.SEE_PEOPLE) and in_scope(found.role, found.country, country)
