"""The keys, for administrators: which are in use and until when, a change of keys, and what waits for a certificate."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import fingerprint
from learning.errors import Conflict
from learning.people.permissions import Permission
from learning.records import certifying, proposing, services
from learning.records.models import Proposed
from learning.web.access import requires
from learning.web.context import actor, database, house, issuing_in, now

blueprint = Blueprint("keys", __name__)

BATCH = 100
BATCHES = 10
"""So many are issued in one go that nobody waits longer than a few seconds for the page; the rest with the next go."""


@blueprint.get("/keys")
@requires(Permission.ROTATE_KEYS)
def keys() -> ResponseReturnValue:
    """Show the keys in use and the earlier ones, what is proposed, and what waits."""
    moment, keyroom = now(), house().keyroom
    ring, cabinet = keyroom.ring, keyroom.cabinet
    with database().read() as session:
        used = certifying.keys_used(session)
        since = proposing.rotated_at(session)
        waiting = certifying.waiting(session)
        proposed = proposing.open_proposals(session, actor(), Proposed.ROTATE_KEYS, now=moment)
        administrators = proposing.administrators(session)
    current = used.pop(ring.key_id, None)
    return render_template(
        "keys/keys.html",
        key_id=ring.key_id,
        since=since or (current.first if current else None),
        current=current,
        earlier=sorted(used.items(), key=lambda each: each[1].last, reverse=True),
        unused=sorted(set(ring.public_keys) - {ring.key_id} - set(used)),
        certificate=keyroom.certificate,
        certificate_id=fingerprint(keyroom.certificate),
        signer=cabinet.signer,
        signs_by_itself=cabinet.signs_by_itself,
        fault=cabinet.fault,
        days_left=(keyroom.certificate.not_valid_after_utc.date() - moment.date()).days,
        is_open=keyroom.is_open(moment),
        waiting_count=waiting,
        proposed=proposed,
        alone=administrators < 2,  # noqa: PLR2004 - it takes two
        me=actor().person_id,
    )


@blueprint.post("/keys/proposals")
@requires(Permission.ROTATE_KEYS)
def propose() -> ResponseReturnValue:
    """Propose a change of keys."""
    with database().begin() as session:
        services.propose_rotation(session, actor(), key_id=house().keys.key_id, now=now())
    flash(gettext("Proposed. Another administrator must confirm it within 24 hours."), "done")
    return redirect("/keys", 303)


@blueprint.post("/keys/proposals/<uuid:proposal_id>")
@requires(Permission.ROTATE_KEYS)
def settle(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm or withdraw a proposed change of keys."""
    if request.form.get("decision") != "confirm":
        with database().begin() as session:
            services.withdraw(session, actor(), Proposed.ROTATE_KEYS, proposal_id, now=now())
        flash(gettext("Withdrawn. The keys stay as they are."), "done")
        return redirect("/keys", 303)
    try:
        with database().begin() as session:
            new = services.confirm_rotation(
                session,
                actor(),
                proposal_id,
                key_id=house().keys.key_id,
                rotate=lambda: house().keyroom.cabinet.rotate(now()),
                now=now(),
            )
    except CertificateKeyError as error:
        raise Conflict("The keys could not be changed. %(reason)s", reason=error) from error
    flash(
        gettext("The keys are changed. Certificates issued from now on carry the key %(key)s.", key=new)
        if new
        else gettext("These keys were changed already."),
        "done",
    )
    _issue_waiting()
    return redirect("/keys", 303)


@blueprint.post("/keys/waiting")
@requires(Permission.ROTATE_KEYS)
def issue() -> ResponseReturnValue:
    """Issue what was completed while nothing could be issued."""
    if not house().keyroom.is_open(now()):
        raise Conflict("No certificate can be issued at the moment.")
    _issue_waiting()
    return redirect("/keys", 303)


def _issue_waiting() -> None:
    """Issue what waits, each batch in a transaction of its own."""
    issued = 0
    while house().keyroom.is_open(now()) and issued < BATCH * BATCHES:
        with database().begin() as session:
            found = services.issue_due(session, issuing=issuing_in, most=BATCH, now=now())
        issued += len(found)
        if len(found) < BATCH:
            break
    if issued:
        flash(ngettext("%(num)s certificate was issued.", "%(num)s certificates were issued.", issued), "done")
