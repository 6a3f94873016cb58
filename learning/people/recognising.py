"""Telling who somebody is from what a trainer types or scans: a service number, or the code of a sign-in slip."""

import contextlib
import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.errors import Invalid
from learning.people.models import Cohort, Membership, Person, Slip
from learning.people.permissions import Permission, Role
from learning.people.queries import still_stands
from learning.people.rules import Actor, normalise_service_number, require, require_country
from learning.people.signing_in import keyed
from learning.people.slips import normalise_code
from learning.people.trail import note_act

LONGEST = 300
"""Signs of what a scanner may send: a slip's address, with room to spare."""


def recognise(session: Session, actor: Actor, country: str, text: str, *, secret: str) -> Person | None:
    """Find a learner of a country by service number, or by a slip of any age, used or not; None: nobody who can come.

    A slip is only read here: it is not used, and one that was used opens nothing. The trainer who asks could see the
    same learner's name in a list, and could print a new slip for her.

    Args:
        session: a transaction.
        actor: who asks.
        country: whose learners are looked among.
        text: as typed or scanned; of an address, the last part counts.
        secret: key of the hashes of codes.

    Raises:
        Forbidden: the actor may not give learners their slips.
        NotFound: the country is not the actor's.
    """
    require(actor, Permission.RESET_PASSWORDS)
    require_country(actor, country)
    whole = text.strip()[:LONGEST]
    learners = select(Person).where(Person.country == country, Person.role == Role.LEARNER, still_stands())
    with contextlib.suppress(Invalid):  # such as GH/10234, whose sign is no part of an address
        found = session.scalar(learners.where(Person.service_number == normalise_service_number(whole)))
        if found is not None:
            return found
    code = normalise_code(whole.rstrip("/").rpartition("/")[2])
    if code is None:
        return None
    return session.scalar(
        learners.join(Slip, Slip.person_id == Person.id).where(Slip.code_hash == keyed(secret, f"slip {code}"))
    )


def add_member(session: Session, actor: Actor, cohort: Cohort, person_id: uuid.UUID, *, now: datetime) -> Person | None:
    """Add a learner of the same country to a cohort; adding her again changes nothing. None: there is no such learner.

    Raises:
        Forbidden: the actor may not make cohorts.
        NotFound: the cohort is not in the actor's country.
    """
    require(actor, Permission.MAKE_COHORTS)
    require_country(actor, cohort.country)
    person = session.get(Person, person_id)
    if person is None or person.closed_at or (person.country, person.role) != (cohort.country, Role.LEARNER):
        return None
    adding = db.insert(session, Membership).values(cohort_id=cohort.id, person_id=person_id, joined_at=now)
    table = db.table_of(Membership)
    if session.execute(adding.on_conflict_do_nothing().returning(table.c.person_id)).first() is not None:
        note_act(
            session,
            Act.COHORT_MEMBER_ADDED,
            actor,
            now=now,
            country=cohort.country,
            cohort=str(cohort.id),
            person=str(person_id),
        )
    return person
