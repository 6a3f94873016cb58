"""A learner's own certificates: the list, and each one as a PDF."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from certificates.facts import grouped, normalise
from learning.errors import NotFound
from learning.people.permissions import Permission, in_scope, may
from learning.records import queries as records
from learning.web.access import requires
from learning.web.context import actor, address, database, now
from learning.web.printing import print_of

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/certificates")
@requires(Permission.HOLD_CERTIFICATES)
def wallet() -> ResponseReturnValue:
    """List the person's own certificates."""
    today = now().date()
    with database().read() as session:
        found = [records.registered(line, today) for line in records.credentials(session, actor().person_id)]
    return render_template("certificates/wallet.html", found=found, grouped=grouped, address=address())


@blueprint.get("/certificates/<serial>.pdf")
@requires(Permission.HOLD_CERTIFICATES)
def pdf(serial: str) -> ResponseReturnValue:
    """Give a certificate as it was printed: one's own, or one of one's country for those who see its people."""
    with database().read() as session:
        line = records.credential(session, normalise(serial) or "")
    if line is None or not _may_see(line.person_id, line.country):
        raise NotFound("This page does not exist.")
    return Response(
        print_of(line.serial).pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="certificate-{line.serial}.pdf"'},
    )


def _may_see(person_id: object, country: str) -> bool:
    found = actor()
    if found.person_id == person_id:
        return True
    return may(found.role, Permission.SEE_PEOPLE) and in_scope(found.role, found.country, country)
