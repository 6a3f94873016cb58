"""Serving and training together: cohorts and their join codes, registration, rotations, and a country's authority."""

import uuid
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date, datetime

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from certificates.type import Style, can_print
from learning.audit import Act
from learning.errors import Conflict, Forbidden, Invalid, NotFound
from learning.people import rules
from learning.people.accounts import insert_person, refuse_taken
from learning.people.countries import is_country
from learning.people.history import keep_person
from learning.people.models import Category, Cohort, CountrySetting, Membership, Person, RankGroup, Rotation
from learning.people.permissions import Permission, Role, in_scope
from learning.people.planning import read_plan
from learning.people.queries import cohort_by_code, current_rotation
from learning.people.rules import Actor
from learning.people.trail import note_act

CODES_TRIED = 5
MAX_AUTHORITY = 160


@dataclass(frozen=True)
class Posting:
    """What a rotation says besides its country and its days, written the one way in which it is stored."""

    category: Category
    rank_group: RankGroup
    unit: str
    mission: str


def make_cohort(
    session: Session,
    actor: Actor,
    *,
    name: str,
    mission: str,
    closes_on: date | None,
    due_on: date | None = None,
    language: str = "",
    now: datetime,
    new_code: Callable[[], str] = rules.new_join_code,
) -> Cohort:
    """Make a cohort of the actor's own country, with a join code that no other cohort has.

    Args:
        session: the writing transaction.
        actor: who makes it.
        name: unlike every other cohort's name in the country.
        mission: one of `rules.MISSIONS`.
        closes_on: the last day on which somebody can join; None: no end.
        due_on: the day by which the courses should be completed; None: no such day.
        language: tag of the language that new members read first; "": their browser's.
        now: the present moment.
        new_code: draws a join code.

    Raises:
        Forbidden: the actor may not make cohorts.
        Invalid: a field cannot be accepted, or the country has a cohort of this name.
    """
    rules.require(actor, Permission.MAKE_COHORTS)
    title = rules.normalise_text(name, field="name")
    where = rules.choose_from(rules.MISSIONS, mission, field="mission")
    if rules.is_closed(closes_on, now.date()):
        raise Invalid("The closing day is in the past.", field="closes_on")
    tag = read_plan(due_on, language, now.date())
    for _ in range(CODES_TRIED):
        cohort = Cohort(
            id=uuid.uuid4(),
            country=actor.country,
            name=title,
            mission=where,
            join_code=new_code(),
            made_by=actor.person_id,
            made_at=now,
            closes_on=closes_on,
            due_on=due_on,
            language=tag,
        )
        try:
            with session.begin_nested():
                session.add(cohort)
        except IntegrityError:
            if session.scalar(select(exists().where(Cohort.country == actor.country, Cohort.name == title))):
                raise Invalid("There is a cohort with this name already.", field="name") from None
            continue
        note_act(session, Act.COHORT_MADE, actor, now=now, country=cohort.country, cohort=str(cohort.id), name=title)
        return cohort
    raise Conflict("No free join code was found. Try again.")


def register_learner(
    session: Session,
    *,
    join_code: str,
    name: str,
    service_number: str,
    password_hash: str,
    category: str,
    rank_group: str,
    unit: str,
    mission: str,
    sex: str | None,
    language: str,
    now: datetime,
) -> tuple[Person, Cohort]:
    """Make a learner's account, first rotation and membership from a cohort's join code; the country is the cohort's.

    Args:
        session: the writing transaction.
        join_code: as typed.
        name: as it is printed on certificates.
        service_number: as typed; the sign-in name within the country.
        password_hash: from `passwords.new_hash`, made before the transaction began.
        category: a word of `Category`.
        rank_group: a word of `RankGroup`.
        unit: may be empty.
        mission: one of `rules.MISSIONS`.
        sex: a word of `Sex`, or None or "" when it is not stated.
        language: tag of the interface's language.
        now: the present moment.

    Raises:
        NotFound: no cohort has this code (field `join_code`).
        Conflict: the cohort has closed (field `join_code`).
        Invalid: a field cannot be accepted, or the service number has an account already.
    """
    cohort = cohort_by_code(session, join_code)
    rules.require_open(cohort.closes_on, now.date())
    posting = read_posting(category, rank_group, unit, mission)
    person = insert_person(
        session,
        role=Role.LEARNER,
        name=name,
        country=cohort.country,
        service_number=rules.normalise_service_number(service_number),
        email=None,
        password_hash=password_hash,
        language=language,
        sex=sex,
        now=now,
    )
    _add_rotation(session, person.id, cohort.country, posting, now)
    session.add(Membership(cohort_id=cohort.id, person_id=person.id, joined_at=now))
    session.flush()
    note_act(
        session, Act.PERSON_ADDED, person, now=now, country=person.country, person=str(person.id), role=person.role
    )
    note_act(session, Act.COHORT_JOINED, person, now=now, country=cohort.country, cohort=str(cohort.id))
    return person, cohort


def join_cohort(session: Session, actor: Actor, *, join_code: str, now: datetime) -> Cohort:
    """Join a cohort of one's own country; joining it again changes nothing.

    Raises:
        NotFound: no cohort of the actor's country has this code (field `join_code`).
        Conflict: the cohort has closed (field `join_code`).
    """
    rules.require(actor, Permission.LEARN)
    cohort = cohort_by_code(session, join_code, country=actor.country)
    if session.get(Membership, (cohort.id, actor.person_id)) is not None:
        return cohort
    rules.require_open(cohort.closes_on, now.date())
    try:
        with session.begin_nested():
            session.add(Membership(cohort_id=cohort.id, person_id=actor.person_id, joined_at=now))
    except IntegrityError:  # the same person joined from another page a moment ago
        return cohort
    note_act(session, Act.COHORT_JOINED, actor, now=now, country=cohort.country, cohort=str(cohort.id))
    return cohort


def begin_rotation(
    session: Session,
    actor: Actor,
    *,
    person_id: uuid.UUID,
    country: str,
    category: str,
    rank_group: str,
    unit: str,
    mission: str,
    now: datetime,
    service_number: str | None = None,
) -> Rotation:
    """End a person's open rotation and begin another; earlier records keep what they were made with.

    The one that was begun today and says the same is given instead: twice on a day it is one rotation.

    Everybody may do it for themselves, administrators for all. Roles that are bound to a country (trainer, focal
    point) are moved to another one by administrators only.

    Args:
        session: the writing transaction.
        actor: who does it.
        person_id: whose rotation; the actor's own or another's.
        country: alpha-3 code of the country that sends the person now.
        category: a word of `Category`.
        rank_group: a word of `RankGroup`.
        unit: may be empty.
        mission: one of `rules.MISSIONS`.
        now: the present moment.
        service_number: the new one, when it changes; None: it stays.

    Raises:
        Forbidden: the actor may not move this person.
        NotFound: there is no such person where the actor's role reaches.
        Invalid: a field cannot be accepted, or the service number has an account in that country already.
        Conflict: another page began a rotation at the same moment.
    """
    own = person_id == actor.person_id
    rules.require(actor, Permission.CHANGE_OWN_ACCOUNT if own else Permission.CHANGE_PEOPLE)
    posting = read_posting(category, rank_group, unit, mission)
    if not is_country(country):
        raise Invalid("Choose a country.", field="country")
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or not (own or in_scope(actor.role, actor.country, person.country)):
        raise NotFound("This page does not exist.")
    if country != person.country and actor.role not in {Role.LEARNER, Role.ADMINISTRATOR}:
        raise Forbidden("Your role is bound to your country. Ask an administrator to move you.")
    _move(session, person, country, service_number, now)
    open_now = current_rotation(session, person_id)
    if open_now and open_now.begun_on == now.date() and _serves_so(open_now, country, posting):
        return open_now  # the same press, sent twice
    session.execute(
        update(Rotation).where(Rotation.person_id == person_id, Rotation.ended_on.is_(None)).values(ended_on=now.date())
    )
    rotation = _add_rotation(session, person_id, country, posting, now)
    note_act(session, Act.ROTATION_BEGUN, actor, now=now, country=country, person=str(person_id), mission=mission)
    return rotation


def set_authority(session: Session, actor: Actor, *, country: str, authority: str, now: datetime) -> None:
    """Say which national authority a country's certificates name; certificates already issued keep theirs.

    Raises:
        Forbidden: the actor may not change a country's settings.
        NotFound: the country is not the actor's.
        Invalid: the authority cannot be accepted.
    """
    rules.require(actor, Permission.SET_COUNTRY)
    if not is_country(country):
        raise NotFound("This page does not exist.")
    rules.require_country(actor, country)
    name = rules.normalise_text(authority, field="authority", longest=MAX_AUTHORITY)
    if not can_print(name, Style.BOLD) or max(map(len, name.split())) > rules.MAX_WORD:
        raise Invalid("Certificates cannot print this name. Write it in Latin letters.", field="authority")
    if not _update_authority(session, country, name, now):
        try:
            with session.begin_nested():
                session.add(CountrySetting(country=country, authority=name, changed_at=now))
        except IntegrityError:  # somebody else was the first, a moment ago: the last word counts
            _update_authority(session, country, name, now)
    note_act(session, Act.COUNTRY_CHANGED, actor, now=now, country=country, authority=name)


def read_posting(category: str, rank_group: str, unit: str, mission: str) -> Posting:
    """Read what a form says about how somebody serves.

    Raises:
        Invalid: a choice is not one of the list, or the unit cannot be accepted.
    """
    return Posting(
        category=rules.choose(Category, category, field="category"),
        rank_group=rules.choose(RankGroup, rank_group, field="rank_group"),
        unit=rules.normalise_text(unit, field="unit", required=False),
        mission=rules.choose_from(rules.MISSIONS, mission, field="mission"),
    )


def _move(session: Session, person: Person, country: str, service_number: str | None, now: datetime) -> None:
    number = rules.normalise_service_number(service_number) if service_number else person.service_number
    if (country, number) == (person.country, person.service_number):
        return
    try:
        with session.begin_nested():
            keep_person(session, person, now=now)
            session.execute(update(Person).where(Person.id == person.id).values(country=country, service_number=number))
    except IntegrityError:
        refuse_taken(session, country=country, service_number=number, email=None)
        raise


def _serves_so(rotation: Rotation, country: str, posting: Posting) -> bool:
    said = (rotation.category, rotation.rank_group, rotation.unit, rotation.mission)
    return (rotation.country, said) == (country, astuple(posting))


def _add_rotation(session: Session, person_id: uuid.UUID, country: str, posting: Posting, now: datetime) -> Rotation:
    rotation = Rotation(
        id=uuid.uuid4(),
        person_id=person_id,
        country=country,
        category=posting.category,
        rank_group=posting.rank_group,
        unit=posting.unit,
        mission=posting.mission,
        begun_on=now.date(),
        ended_on=None,
    )
    try:
        with session.begin_nested():
            session.add(rotation)
    except IntegrityError:
        raise Conflict("Another page changed this a moment ago. Look at it again.") from None
    return rotation


def _update_authority(session: Session, country: str, authority: str, now: datetime) -> bool:
    changed = session.execute(
        update(CountrySetting)
        .where(CountrySetting.country == country)
        .values(authority=authority, changed_at=now)
        .returning(CountrySetting.country)
    ).one_or_none()
    return changed is not None
