"""Sign-in slips: a one-time code on paper, with which a learner without e-mail chooses a password.

Codes are eight signs of Crockford's alphabet (40 bits); whoever guesses waits as at the sign-in page.
"""

import secrets
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.audit import Act
from learning.db import Database
from learning.errors import Conflict, Invalid
from learning.people import passwords
from learning.people.models import Cohort, Membership, Person, Slip
from learning.people.permissions import Permission, Role
from learning.people.picture_codes import Drawn, Pictures, draw, keep
from learning.people.queries import still_stands
from learning.people.rules import Actor, normalise_service_number, require, require_country
from learning.people.signing_in import (
    Candidate,
    Refused,
    SignedIn,
    begin_session,
    keyed,
    minutes_until_next_try,
    network,
    record_failure,
    throttled,
)
from learning.people.trail import note_act

SLIP_LIMIT = timedelta(days=30)
CODE_LENGTH = 8
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILOU", "110V")
MOST_AT_ONCE = 300
"""Slips of one file: 30 sheets of paper."""
MOST_WITH_PICTURES = 60
"""Slips of one file when each has pictures: about two seconds of hashing."""
UNKNOWN_SLIP = "unknown slip"


_IS_WAITING = (
    Person.role == Role.LEARNER,
    Person.password_hash == passwords.NO_PASSWORD,
    Person.service_number.is_not(None),
    still_stands(),
)


@dataclass(frozen=True)
class WithoutPassword:
    """How many learners of a cohort have chosen no password yet, and how many of these hold no slip that works."""

    people: int
    without_slip: int


@dataclass(frozen=True)
class PrintedSlip:
    """What stands on one slip; the code is stored nowhere."""

    name: str
    country: str
    service_number: str
    code: str
    pictures: Pictures = ()


def new_code() -> str:
    """Draw a code as it is printed: XXXX-XXXX."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def normalise_code(text: str) -> str | None:
    """Read a code as people type it, with O for 0 and I or L for 1; None when it cannot be one."""
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum()).translate(_READ_AS)
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in signs)
    if len(plain) != CODE_LENGTH or not set(plain) <= set(ALPHABET):
        return None
    return f"{plain[:4]}-{plain[4:]}"


def without_password(session: Session, cohort: Cohort, *, now: datetime) -> WithoutPassword:
    """Count who of a cohort needs a slip; ask `queries.cohort` first."""
    working = func.count(Slip.person_id)
    found = session.execute(
        select(func.count(), working)
        .select_from(Person)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Slip, (Slip.person_id == Person.id) & Slip.used_at.is_(None) & (Slip.expires_at > now))
        .where(Membership.cohort_id == cohort.id, *_IS_WAITING)
    ).one()
    return WithoutPassword(found[0], found[0] - found[1])


def print_slips(
    session: Session,
    actor: Actor,
    cohort: Cohort,
    *,
    secret: str,
    now: datetime,
    service_number: str = "",
    drawn: Mapping[uuid.UUID, Drawn] | None = None,
) -> list[PrintedSlip]:
    """Make slips for learners of a cohort who have neither a password nor a slip that works, by name, at most 300.

    With a service number a new one for that learner alone, which ends the slip that was lost. With `drawn` for those
    people only, and each slip says their pictures.

    Raises:
        Forbidden, NotFound: the actor may not do this for this cohort.
        Invalid: nobody here waits under this service number (field `service_number`).
        Conflict: nobody needs a slip.
    """
    require(actor, Permission.RESET_PASSWORDS)
    require_country(actor, cohort.country)
    query = _waiting_in(cohort, now).limit(MOST_AT_ONCE)
    if drawn is not None:
        query = query.where(Person.id.in_(drawn))
    if service_number:
        found = session.execute(query.where(Person.service_number == normalise_service_number(service_number))).all()
        if not found:
            raise Invalid("Nobody in this cohort waits for a slip under this number.", field="service_number")
    else:
        found = session.execute(query.where(Slip.person_id.is_(None))).all()
        if not found:
            raise Conflict("Nobody in this cohort needs a slip.")
    people = [row.id for row in found]
    given = {person: drawn[person] for person in people} if drawn is not None else {}
    slips = [
        PrintedSlip(
            row.name, row.country, row.service_number, new_code(), given[row.id].pictures if row.id in given else ()
        )
        for row in found
    ]
    session.execute(delete(Slip).where(Slip.person_id.in_(people)))
    session.execute(
        insert(db.table_of(Slip)),
        [_row(each, slip, actor, secret, now) for each, slip in zip(people, slips, strict=True)],
    )
    keep(session, actor, given, now=now)
    note_act(
        session,
        Act.SLIPS_PRINTED,
        actor,
        now=now,
        country=cohort.country,
        cohort=str(cohort.id),
        slips=len(slips),
        pictures=len(given),
    )
    return slips


def print_picture_slips(
    database: Database, actor: Actor, cohort: Cohort, *, secret: str, now: datetime
) -> list[PrintedSlip]:
    """Make the next slips, each with three pictures too: fewer at once, because pictures take as long as passwords.

    Raises:
        Forbidden, NotFound, Conflict: as `print_slips`.
    """
    require(actor, Permission.RESET_PASSWORDS)
    require_country(actor, cohort.country)
    with database.read() as session:
        query = _waiting_in(cohort, now).where(Slip.person_id.is_(None)).limit(MOST_WITH_PICTURES)
        people = [row.id for row in session.execute(query)]
    drawn = {person: draw(person, secret) for person in people}
    with database.begin() as session:
        return print_slips(session, actor, cohort, secret=secret, now=now, drawn=drawn)


def _waiting_in(cohort: Cohort, now: datetime) -> Select[uuid.UUID, str, str | None, str | None]:
    return (
        select(Person.id, Person.name, Person.country, Person.service_number)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(Slip, (Slip.person_id == Person.id) & Slip.used_at.is_(None) & (Slip.expires_at > now))
        .where(Membership.cohort_id == cohort.id, *_IS_WAITING)
        .order_by(Person.name, Person.id)
    )


def _row(person_id: uuid.UUID, slip: PrintedSlip, actor: Actor, secret: str, now: datetime) -> dict[str, object]:
    return {
        "person_id": person_id,
        "code_hash": keyed(secret, f"slip {slip.code}"),
        "made_by": actor.person_id,
        "made_at": now,
        "expires_at": now + SLIP_LIMIT,
        "used_at": None,
    }


def use_slip(
    database: Database, *, code: str, password: str, address: str, secret: str, now: datetime
) -> SignedIn | Refused:
    """Choose the first password with a slip and sign in: read, work on the password in no transaction, then write.

    Args:
        database: where.
        code: as typed.
        password: the new one, as typed.
        address: the network address of the browser.
        secret: key of the hashes of codes and refusals.
        now: the present moment.

    Raises:
        Invalid: the password is refused (field `password`).
    """
    plain = normalise_code(code)
    code_hash = keyed(secret, f"slip {plain}")
    with database.read() as session:
        found = session.execute(
            select(Person.id, Person.name, Person.country, Person.service_number)
            .join(Slip, Slip.person_id == Person.id)
            .where(Slip.code_hash == code_hash, Slip.used_at.is_(None), Slip.expires_at > now, *_IS_WAITING)
        ).one_or_none()
        candidate = Candidate(
            person_id=found.id if found else None,
            name=found.name if found else UNKNOWN_SLIP,
            country=found.country if found else None,
            password_hash=passwords.NO_PASSWORD,
            account=keyed(secret, f"person {found.id}" if found else code_hash),
            address=keyed(secret, f"address {network(address)}"),
            minutes=0,
        )
        minutes = minutes_until_next_try(session, candidate, now=now)
    if minutes:
        return throttled(minutes)
    if found is None:
        with database.begin() as session:
            record_failure(session, candidate, now=now)
        return _does_not_work()
    new_hash = passwords.new_hash(password, (found.name, found.service_number, None))
    with database.begin() as session:
        return _sign_in(session, candidate, code_hash, new_hash, now)


def _sign_in(
    session: Session, candidate: Candidate, code_hash: str, new_hash: str, now: datetime
) -> SignedIn | Refused:
    used = update(Slip).where(Slip.code_hash == code_hash, Slip.used_at.is_(None), Slip.expires_at > now)
    if not db.changed(session.execute(used.values(used_at=now))):
        return _does_not_work()
    result = begin_session(session, candidate, now=now, rehashed=new_hash)
    if isinstance(result, SignedIn):
        note_act(session, Act.SLIP_USED, result.actor, now=now, country=candidate.country)
    return result


def _does_not_work() -> Refused:
    return Refused(Invalid("This code does not work. Ask your trainer for a new slip.", field="code"))
