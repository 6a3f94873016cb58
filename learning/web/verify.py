"""The public page where a stranger checks a certificate; every printed fact, and what it is worth today."""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from certificates.facts import Facts, grouped, normalise
from certificates.seal import Seal
from learning.errors import Invalid
from learning.languages import language
from learning.people.signing_in import network
from learning.records import queries as records
from learning.records.rules import Standing
from learning.web.access import public
from learning.web.checking_words import words
from learning.web.context import database, house, now
from learning.web.forms import SerialForm
from learning.web.guesses import Guesses
from learning.web.security import allow_checking
from learning.web.verify_offline import edition

blueprint = Blueprint("verify", __name__)

# An unknown serial is checked against a seal too, so that its answer takes as long as any other.
_NOBODY = b"{}"
_NO_SEAL = bytes(64)
_GUESSES = "learn1325-guesses"


@blueprint.record
def _count_guesses(state: BlueprintSetupState) -> None:
    state.app.extensions[_GUESSES] = Guesses()


@blueprint.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code or the number of a certificate, and go to its own page."""
    form = SerialForm(request.args)
    if "serial" not in request.args:
        return _page("verify/ask.html", form=form)
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
        return _page("verify/ask.html", form=form), 422
    return redirect(f"/verify/{serial}", 303)


@blueprint.get("/verify/<serial>")
@blueprint.get("/verify/<serial>/")  # as some who pass an address on write it: a genuine certificate must be found
@public
def show(serial: str) -> ResponseReturnValue:
    """Say what a certificate states and whether it counts today.

    Raises:
        Throttled: too many numbers were asked for from this address that do not exist.
    """
    meant = normalise(serial)
    if meant and request.path != f"/verify/{meant}":
        return redirect(f"/verify/{meant}", 301)
    with database().read() as session:
        credential = records.credential(session, meant or serial[:40])
        found = records.registered(credential, now().date()) if credential else None
    keys = house().keys
    if found is None:
        keys.verify(_NOBODY, Seal(keys.key_id, _NO_SEAL))
        current_app.extensions[_GUESSES].note(network(request.remote_addr or ""), now())
        return _page("verify/show.html", standing=Standing.UNKNOWN, found=None, serial=None, sealed=False), 404
    line = found.credential
    seal = Seal(line.key_id, bytes.fromhex(line.seal))
    sealed = keys.verify(line.facts.encode(), seal)
    return _page(
        "verify/show.html",
        standing=found.standing if sealed else Standing.UNKNOWN,
        found=found,
        sealed=sealed,
        seal=seal,
        serial=grouped(found.facts.serial),
        facts_language=language(found.facts.language),
        known=_stated(found.facts) if sealed else None,
        today=now(),
    )


def _page(template: str, **shown: object) -> Response:
    page = render_template(template, words=words(), edition=edition(), **shown)
    return allow_checking(current_app.make_response(page))


def _stated(facts: Facts) -> dict[str, str | None]:
    """Give what the register says in the words of a statement, so that the phone can compare the two."""
    return {
        "s": facts.serial,
        "n": facts.name,
        "c": facts.course,
        "v": facts.course_version,
        "d": facts.completed_on.isoformat(),
        "u": facts.valid_until.isoformat() if facts.valid_until else None,
        "t": facts.country,
        "a": facts.authority,
        "g": facts.language,
    }
