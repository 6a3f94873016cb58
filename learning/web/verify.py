"""The public page where a stranger checks a certificate; every printed fact, and what it is worth today."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from certificates.facts import grouped, normalise
from certificates.seal import Seal
from learning.errors import Invalid
from learning.languages import language
from learning.records import queries as records
from learning.records.rules import Standing
from learning.web.access import public
from learning.web.context import database, house, now
from learning.web.forms import SerialForm

blueprint = Blueprint("verify", __name__)

# An unknown serial is checked against a seal too, so that its answer takes as long as any other.
_NOBODY = b"{}"
_NO_SEAL = bytes(64)


@blueprint.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Ask for the number of a certificate, and go to its own page."""
    form = SerialForm(request.args)
    if "serial" not in request.args:
        return render_template("verify/ask.html", form=form)
    form.validate()
    serial = normalise(form.serial.data or "")
    if serial is None:
        if not form.serial.errors:
            form.refuse(
                Invalid(
                    "This is not the number of a certificate. It has 27 letters and digits; copy it from the paper.",
                    field="serial",
                )
            )
        return render_template("verify/ask.html", form=form), 422
    return redirect(f"/verify/{serial}", 303)


@blueprint.get("/verify/<serial>")
@public
def show(serial: str) -> ResponseReturnValue:
    """Say what a certificate states and whether it counts today."""
    meant = normalise(serial)
    if meant and meant != serial:
        return redirect(f"/verify/{meant}", 301)
    with database().read() as session:
        credential = records.credential(session, meant or serial[:40])
        found = records.registered(credential, now().date()) if credential else None
    keys = house().keys
    if found is None:
        keys.verify(_NOBODY, Seal(keys.key_id, _NO_SEAL))
        page = render_template("verify/show.html", standing=Standing.UNKNOWN, found=None, serial=None, sealed=False)
        return page, 404
    line = found.credential
    seal = Seal(line.key_id, bytes.fromhex(line.seal))
    sealed = keys.verify(line.facts.encode(), seal)
    return render_template(
        "verify/show.html",
        standing=found.standing if sealed else Standing.UNKNOWN,
        found=found,
        sealed=sealed,
        seal=seal,
        serial=grouped(found.facts.serial),
        facts_language=language(found.facts.language),
        today=now(),
    )
