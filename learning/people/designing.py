"""How a country decides what its certificates look like: each change is a new row, and the newest one counts."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learning.audit import Act
from learning.errors import Conflict, Invalid, NotFound
from learning.people import rules
from learning.people.countries import is_country
from learning.people.looks import MOST_SIGNATORIES, CheckedLook, FaultyLook, Keep, Picture, TypedSignatory
from learning.people.models import CertificateLook
from learning.people.permissions import Permission
from learning.people.queries import certificate_look
from learning.people.rules import Actor
from learning.people.trail import note_act

NUMBERS_TRIED = 5


def require_look(actor: Actor, country: str) -> None:
    """Let the actor go on only where she decides how certificates look.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the country is not the actor's, or is none.
    """
    rules.require(actor, Permission.SET_COUNTRY)
    if not is_country(country):
        raise NotFound("This page does not exist.")
    rules.require_country(actor, country)


def set_certificate_look(
    session: Session, actor: Actor, *, country: str, look: CheckedLook, now: datetime
) -> CertificateLook:
    """Say how a country's certificates look from now on; certificates already issued keep theirs.

    Saving what is stored already writes nothing. Of two people who save at the same moment the later one counts, and
    both rows are kept.

    Args:
        session: the writing transaction.
        actor: who decides.
        country: whose certificates.
        look: what `learning.people.looks.read_look` made; pictures it keeps are those of the newest row.
        now: the present moment.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the country is not the actor's, or is none.
        FaultyLook: a signature would be kept under another name than it was given for.
        Conflict: others kept saving at the same moment.
    """
    require_look(actor, country)
    for _ in range(NUMBERS_TRIED):
        stored = certificate_look(session, country)
        columns = _columns(look, stored)
        if stored is not None and all(getattr(stored, name) == value for name, value in columns.items()):
            return stored
        row = CertificateLook(
            id=uuid.uuid4(),
            country=country,
            number=stored.number + 1 if stored else 1,
            **columns,
            made_by=actor.person_id,
            made_at=now,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # somebody else took the number a moment ago
            continue
        note_act(
            session,
            Act.CERTIFICATE_LOOK_CHANGED,
            actor,
            now=now,
            country=country,
            design=row.design,
            number=row.number,
        )
        return row
    raise Conflict("Another page changed this a moment ago. Look at it again.")


def _columns(look: CheckedLook, stored: CertificateLook | None) -> dict[str, Any]:
    """Put what was given and what is kept together into the columns of a row."""
    signing: list[tuple[TypedSignatory, bytes | None]] = []
    faults: list[Invalid] = []
    for place, signatory in enumerate(look.signatories):
        if signatory is None:
            continue
        try:
            signing.append((signatory, _signature(place, signatory, stored)))
        except Invalid as fault:
            faults.append(fault)
    if faults:
        raise FaultyLook(tuple(faults))
    signatures = [image for _, image in signing] + [None] * MOST_SIGNATORIES
    return {
        "design": look.design,
        "border": look.border,
        "accent": look.accent,
        "logo": _resolved(look.logo, stored.logo if stored else None),
        "signatories": [{"name": signatory.name, "title": signatory.title} for signatory, _ in signing],
        "signature_1": signatures[0],
        "signature_2": signatures[1],
        "second_language": look.second_language,
    }


def _signature(place: int, signatory: TypedSignatory, stored: CertificateLook | None) -> bytes | None:
    """Find a signature's picture: one that is kept must still stand above the name that it was given for."""
    if stored is None or place >= len(stored.signatories):
        return _resolved(signatory.signature, None)
    before = (stored.signature_1, stored.signature_2)[place]
    named = stored.signatories[place]["name"]
    if isinstance(signatory.signature, Keep) and before is not None and named != signatory.name:
        raise Invalid(
            "This signature was given for another name. Choose it again, or remove it.", field=f"signature_{place + 1}"
        )
    return _resolved(signatory.signature, before)


def _resolved(given: Picture, before: bytes | None) -> bytes | None:
    return before if isinstance(given, Keep) else given
