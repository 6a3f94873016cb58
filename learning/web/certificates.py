"""A learner's own certificates: the list, and each one as a PDF."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from certificates.facts import Facts, grouped, normalise
from certificates.press import Look, Words, print_certificate
from certificates.seal import Seal
from learning.errors import NotFound
from learning.languages import language
from learning.people.permissions import Permission, in_scope, may
from learning.records import queries as records
from learning.web.access import requires
from learning.web.context import actor, address, database, now
from learning.web.vocabulary import day

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
    """Print a certificate: the holder's own, or one of the actor's country for those who see its people."""
    with database().read() as session:
        line = records.credential(session, normalise(serial) or "")
    if line is None or not _may_see(line.person_id, line.country):
        raise NotFound("This page does not exist.")
    facts = Facts.from_bytes(line.facts.encode())
    printed = print_certificate(
        facts,
        Seal(line.key_id, bytes.fromhex(line.seal)),
        certificate_words(facts),
        f"{address()}/verify/{facts.serial}",
        look=Look(design=line.design),
    )
    return Response(
        printed,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="certificate-{facts.serial}.pdf"'},
    )


def _may_see(person_id: object, country: str) -> bool:
    found = actor()
    if found.person_id == person_id:
        return True
    return may(found.role, Permission.SEE_PEOPLE) and in_scope(found.role, found.country, country)


def certificate_words(facts: Facts) -> Words:
    """Say the words around the facts in the language of the certificate."""
    with force_locale(facts.language):
        return Words(
            direction="rtl" if language(facts.language).direction == "rtl" else "ltr",
            title=gettext("Certificate of completion"),
            awarded_to=gettext("Awarded to"),
            statement=gettext("has completed the course"),
            version_label=gettext("Version"),
            completed_on_label=gettext("Completed on"),
            completed_on_text=day(facts.completed_on),
            valid_until_label=gettext("Valid until"),
            valid_until_text=day(facts.valid_until) or gettext("No expiry"),
            country_label=gettext("Country"),
            issued_by_label=gettext("Issued by"),
            serial_label=gettext("Serial number"),
            key_label=gettext("Key"),
            seal_label=gettext("Seal"),
            verify_label=gettext("Anyone can check this certificate at"),
            disclaimer=gettext(
                "Issued by the authority named on it. This is not a certification by the United Nations."
            ),
        )
