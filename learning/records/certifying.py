"""The register of credentials: issued, revoked, superseded, never deleted."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from certificates.facts import Facts, Second, new_serial
from certificates.seal import KeyRing
from learning import audit, db
from learning.errors import Conflict, NotFound
from learning.modules.models import CourseVersion
from learning.people.countries import country_name
from learning.people.models import CertificateLook, CountrySetting, Person
from learning.people.queries import certificate_look
from learning.people.rules import Actor
from learning.people.trail import note_act
from learning.records.models import Completion, Credential, RevocationReason
from learning.records.places import take_place


@dataclass(frozen=True)
class Issuing:
    """What is needed to issue.

    Attributes:
        keys: the keys that seal.
        authority: the issuing authority where a country has set none, in the learner's language.
        is_open: False while nothing may be issued, as when the signing certificate has run out.
    """

    keys: KeyRing
    authority: str
    is_open: bool = True


_IS_WAITING = ~exists().where(Credential.completion_id == Completion.id)


def issue(session: Session, completion: Completion, *, issuing: Issuing, now: datetime) -> Credential:
    """Issue the credential of a completion; an earlier one of the same person and course then says "superseded".

    Issuing is idempotent: the database allows one standing credential for each completion.
    """
    person = session.get_one(Person, completion.person_id)
    course = session.get_one(CourseVersion, completion.course_version_id)
    setting = session.get(CountrySetting, completion.country)
    look = certificate_look(session, completion.country)
    language = person.language
    title = (course.words.get(language) or course.words["en"])["title"]
    facts = Facts(
        serial=new_serial(),
        name=person.name,
        course=title,
        course_version=str(course.number),
        completed_on=completion.completed_on,
        valid_until=completion.valid_until,
        country=completion.country,
        country_name=country_name(completion.country, language),
        authority=setting.authority if setting else issuing.authority,
        language=language,
        second=_second(look, course, completion.country, language, title),
    )
    new = _enter(
        session,
        completion,
        facts,
        look.design if look else course.design,
        look_id=look.id if look else None,
        keys=issuing.keys,
        now=now,
    )
    _supersede_earlier(session, completion, new, now=now)
    return new


def _second(
    look: CertificateLook | None, course: CourseVersion, country: str, language: str, title: str
) -> Second | None:
    """Say the facts that have words in the country's second language; a course without it keeps its one title."""
    tag = look.second_language if look else None
    if tag is None or tag == language:
        return None
    words = course.words.get(tag)
    return Second(language=tag, course=words["title"] if words else title, country_name=country_name(country, tag))


def issue_due(
    session: Session, *, issuing: Callable[[str, str], Issuing], most: int, now: datetime
) -> list[Credential]:
    """Issue what was completed while nothing could be issued, oldest first, so many at most.

    Args:
        session: a writing transaction.
        issuing: what is needed to issue to people of a country, in a language.
        most: how many at most.
        now: the present moment.
    """
    due = session.execute(
        select(Completion, Person.language)
        .join(Person, Person.id == Completion.person_id)
        .where(_IS_WAITING)
        .order_by(Completion.completed_at, Completion.id)
        .limit(most)
        .with_for_update(of=Completion, skip_locked=True)
    ).all()
    return [issue(session, completion, issuing=issuing(completion.country, tag), now=now) for completion, tag in due]


def waiting(session: Session) -> int:
    """Count the completions that have no certificate yet."""
    return session.scalar(select(func.count()).select_from(Completion).where(_IS_WAITING)) or 0


def waiting_of(session: Session, person_id: uuid.UUID) -> Sequence[Completion]:
    """List a person's completions that have no certificate yet."""
    hers = select(Completion).where(Completion.person_id == person_id, _IS_WAITING)
    return session.scalars(hers.order_by(Completion.completed_at)).all()


@dataclass(frozen=True)
class KeyUse:
    """How many certificates carry a key, and when the first and the last of them were issued."""

    certificates: int
    first: datetime
    last: datetime


def keys_used(session: Session) -> dict[str, KeyUse]:
    """Say what every key that ever sealed a certificate was used for, by its id."""
    at = Credential.issued_at
    rows = session.execute(
        select(Credential.key_id, func.count(), func.min(at), func.max(at)).group_by(Credential.key_id)
    )
    return {key_id: KeyUse(number, first, last) for key_id, number, first, last in rows}


def is_waiting(session: Session, enrolment_id: uuid.UUID) -> bool:
    """Say whether a course is completed and its certificate not issued yet."""
    asked = exists().where(Completion.enrolment_id == enrolment_id, _IS_WAITING)
    return bool(session.scalar(select(asked)))


def revoke(
    session: Session, actor: Actor | None, serial: str, reason: RevocationReason, *, now: datetime
) -> Credential:
    """Revoke a credential, for a reason of a fixed list; the line stays in the register.

    Args:
        session: a writing transaction.
        actor: who revokes; None: the command line.
        serial: as it is stored.
        reason: a class, never a story.
        now: the present moment.

    Raises:
        NotFound: there is no such credential.
        Conflict: it is revoked already.
    """
    done = session.execute(
        update(Credential)
        .where(Credential.serial == serial, Credential.revoked_at.is_(None))
        .values(revoked_at=now, revocation_reason=reason)
        .execution_options(synchronize_session=False)
    )
    found = session.get(Credential, serial, populate_existing=True)
    if found is None:
        raise NotFound("This page does not exist.")
    if not db.changed(done):
        raise Conflict("This certificate is revoked already.")
    _note(session, audit.Act.CREDENTIAL_REVOKED, actor, found, now=now, reason=reason)
    return found


def supersede_for_name(
    session: Session, actor: Actor, person_id: uuid.UUID, name: str, *, keys: KeyRing, now: datetime
) -> list[Credential]:
    """Issue every standing credential of a person again under the corrected name; the old ones say "superseded".

    Every other fact stays as it was printed, whatever has changed since. What has this name already is left alone, so
    that a button pressed twice replaces nothing twice.
    """
    standing = session.scalars(
        select(Credential).where(
            Credential.person_id == person_id, Credential.superseded_at.is_(None), Credential.revoked_at.is_(None)
        )
    ).all()
    return [
        _reissue(session, actor, old, name, keys=keys, now=now)
        for old in standing
        if Facts.from_bytes(old.facts.encode()).name != name
    ]


def _reissue(session: Session, actor: Actor, old: Credential, name: str, *, keys: KeyRing, now: datetime) -> Credential:
    completion = session.get_one(Completion, old.completion_id)
    facts = replace(Facts.from_bytes(old.facts.encode()), serial=new_serial(), name=name)
    old.superseded_at = now
    session.flush()
    new = _enter(session, completion, facts, old.design, look_id=old.look_id, keys=keys, now=now)
    old.superseded_by = new.serial
    session.flush()
    _note(session, audit.Act.CREDENTIAL_SUPERSEDED, actor, old, now=now, by=new.serial)
    return new


def _supersede_earlier(session: Session, completion: Completion, new: Credential, *, now: datetime) -> None:
    """Let the credentials of earlier completions of the same course give way to the new one.

    What was issued late, after the course had been completed again, gives way itself.
    """
    others = session.execute(
        select(Credential, Completion.completed_at)
        .join(Completion, Completion.id == Credential.completion_id)
        .where(
            Completion.person_id == completion.person_id,
            Completion.course == completion.course,
            Completion.id != completion.id,
            Credential.superseded_at.is_(None),
            Credential.revoked_at.is_(None),
        )
    ).all()
    for other, completed_at in others:
        old, by = (new, other) if completed_at > completion.completed_at else (other, new)
        old.superseded_at, old.superseded_by = now, by.serial
        _note(session, audit.Act.CREDENTIAL_SUPERSEDED, None, old, now=now, by=by.serial)
    session.flush()


def _enter(
    session: Session,
    completion: Completion,
    facts: Facts,
    design: str,
    *,
    look_id: uuid.UUID | None,
    keys: KeyRing,
    now: datetime,
) -> Credential:
    """Seal the facts and write their line into the register."""
    content = facts.to_bytes()
    seal = keys.seal(content)
    status_list, status_index = take_place(session)
    credential = Credential(
        serial=facts.serial,
        completion_id=completion.id,
        person_id=completion.person_id,
        country=completion.country,
        facts=content.decode(),
        seal=seal.signature.hex(),
        key_id=seal.key_id,
        design=design,
        look_id=look_id,
        status_list=status_list,
        status_index=status_index,
        issued_at=now,
    )
    session.add(credential)
    session.flush()
    audit.note(
        session,
        audit.Act.CREDENTIAL_ISSUED,
        now=now,
        actor_id=completion.person_id,
        actor_name=facts.name,
        country=completion.country,
        serial=facts.serial,
    )
    return credential


def _note(
    session: Session, act: audit.Act, actor: Actor | None, line: Credential, *, now: datetime, **facts: str
) -> None:
    note_act(session, act, actor, now=now, country=line.country, serial=line.serial, **facts)
