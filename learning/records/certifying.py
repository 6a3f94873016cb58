"""Completing a course, and the register of credentials: issued, revoked, superseded, never deleted."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from certificates.facts import Facts, new_serial
from certificates.seal import KeyRing
from learning import audit, db
from learning.errors import Conflict, NotFound
from learning.modules.queries import PublishedCourse
from learning.modules.rules import audience_of
from learning.people.countries import country_name
from learning.people.models import CountrySetting, Person
from learning.people.rules import Actor
from learning.quizzes.rules import credit_groups
from learning.records import tallies
from learning.records.models import (
    Completion,
    Credential,
    Enrolment,
    FollowUp,
    LessonView,
    Progress,
    RevocationReason,
)
from learning.records.queries import exercises_done
from learning.records.rules import FOLLOW_UP_MONTHS, Required, is_complete, months_after, valid_until

_progress = db.table_of(Progress)
_views = db.table_of(LessonView)
# Asked whenever a lesson is read to the end or a quiz is passed: prepared once.
_MODULES_PASSED = select(_progress.c.module).where(
    _progress.c.enrolment_id == bindparam("enrolment"), _progress.c.passed_at.is_not(None)
)
_enrolments = db.table_of(Enrolment)
_SERVES_AS = select(_enrolments.c.category, _enrolments.c.rank_group).where(_enrolments.c.id == bindparam("enrolment"))
_ALL_READ = select(_views.c.module, _views.c.lesson).where(
    _views.c.enrolment_id == bindparam("enrolment"), _views.c.read_at.is_not(None)
)


@dataclass(frozen=True)
class Issuing:
    """What is needed to issue: the keys that seal, and the authority to name where a country has set none.

    Attributes:
        keys: the signing keys.
        authority: the issuing authority's name in the learner's language.
    """

    keys: KeyRing
    authority: str


def complete_if_due(
    session: Session, enrolment_id: uuid.UUID, course: PublishedCourse, *, issuing: Issuing, now: datetime
) -> Credential | None:
    """Complete a course and issue its credential when everything required is done; None when it is not, or was before.

    Two transactions that finish at the same moment issue one credential: the conditional UPDATE lets one through.
    """
    if not _is_due(session, enrolment_id, course):
        return None
    today = now.date()
    until = valid_until(today, course.validity_months)
    done = session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.completed_on.is_(None))
        .values(completed_on=today, valid_until=until)
        .execution_options(synchronize_session=False)
    )
    if not db.changed(done):
        return None
    enrolment = session.get_one(Enrolment, enrolment_id, populate_existing=True)
    person = session.get_one(Person, enrolment.person_id)
    _count(session, enrolment)
    completion = Completion(
        id=uuid.uuid4(),
        enrolment_id=enrolment.id,
        person_id=person.id,
        course=course.slug,
        course_version_id=course.version_id,
        name=person.name,
        country=enrolment.country,
        category=enrolment.category,
        rank_group=enrolment.rank_group,
        sex=enrolment.sex,
        unit=enrolment.unit,
        mission=enrolment.mission,
        audience=audience_of(course.audiences, enrolment.category, enrolment.rank_group),
        completed_at=now,
        completed_on=today,
        valid_until=until,
    )
    session.add(completion)
    if course.test_version_id:
        session.add_all(
            FollowUp(enrolment_id=enrolment.id, number=number, due_on=months_after(today, months))
            for number, months in enumerate(FOLLOW_UP_MONTHS, 1)
        )
    session.flush()
    language = person.language
    setting = session.get(CountrySetting, completion.country)
    facts = Facts(
        serial=new_serial(),
        name=person.name,
        course=course.words(language)["title"],
        course_version=str(course.number),
        completed_on=today,
        valid_until=until,
        country=completion.country,
        country_name=country_name(completion.country, language),
        authority=setting.authority if setting else issuing.authority,
        language=language,
    )
    return _issue(session, completion, facts, course.design, keys=issuing.keys, now=now)


def revoke(session: Session, actor: Actor, serial: str, reason: RevocationReason, *, now: datetime) -> Credential:
    """Revoke a credential, for a reason of a fixed list; the line stays in the register.

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
    audit.note(
        session,
        audit.Act.CREDENTIAL_REVOKED,
        now=now,
        actor_id=actor.person_id,
        actor_name=actor.name,
        country=found.country,
        serial=serial,
        reason=reason,
    )
    return found


def supersede_for_name(
    session: Session, actor: Actor, person_id: uuid.UUID, name: str, *, keys: KeyRing, now: datetime
) -> list[Credential]:
    """Issue every standing credential of a person again under the corrected name; the old ones say "superseded".

    Every other fact stays as it was printed, whatever has changed since.
    """
    standing = session.scalars(
        select(Credential).where(
            Credential.person_id == person_id, Credential.superseded_at.is_(None), Credential.revoked_at.is_(None)
        )
    ).all()
    return [_reissue(session, actor, old, name, keys=keys, now=now) for old in standing]


def _reissue(session: Session, actor: Actor, old: Credential, name: str, *, keys: KeyRing, now: datetime) -> Credential:
    completion = session.get_one(Completion, old.completion_id)
    facts = replace(Facts.from_bytes(old.facts.encode()), serial=new_serial(), name=name)
    old.superseded_at = now
    session.flush()
    new = _issue(session, completion, facts, old.design, keys=keys, now=now)
    old.superseded_by = new.serial
    session.flush()
    audit.note(
        session,
        audit.Act.CREDENTIAL_SUPERSEDED,
        now=now,
        actor_id=actor.person_id,
        actor_name=actor.name,
        country=old.country,
        serial=old.serial,
        by=new.serial,
    )
    return new


def _issue(
    session: Session, completion: Completion, facts: Facts, design: str, *, keys: KeyRing, now: datetime
) -> Credential:
    """Seal the facts and write their line into the register."""
    content = facts.to_bytes()
    seal = keys.seal(content)
    credential = Credential(
        serial=facts.serial,
        completion_id=completion.id,
        person_id=completion.person_id,
        country=completion.country,
        facts=content.decode(),
        seal=seal.signature.hex(),
        key_id=seal.key_id,
        design=design,
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


def _is_due(session: Session, enrolment_id: uuid.UUID, course: PublishedCourse) -> bool:
    passed = set(session.execute(_MODULES_PASSED, {"enrolment": enrolment_id}).scalars())
    # Most quizzes are not the last: what everybody must pass is looked at before anything else is read.
    if not passed or not {module.slug for module in course.modules if module.slug not in course.only} <= passed:
        return False
    serves_as = session.execute(_SERVES_AS, {"enrolment": enrolment_id}).one()
    required = {
        module.slug: Required([lesson.id for lesson in module.lessons], credit_groups(module.pack.exercises))
        for module in course.required(*serves_as)
    }
    read: dict[str, set[str]] = {}
    for row in session.execute(_ALL_READ, {"enrolment": enrolment_id}):
        read.setdefault(row.module, set()).add(row.lesson)
    return is_complete(required, read, exercises_done(session, enrolment_id), passed)


def _count(session: Session, enrolment: Enrolment) -> None:
    """Add a completion to the tallies: the enrolment itself was counted when it began."""
    after = tallies.contribution(enrolment)
    before = {key: (enrolled, 0) for key, (enrolled, _) in after.items()}
    tallies.change(session, before, after)
