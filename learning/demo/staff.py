"""Those who run it: the administrator, and a trainer and a focal point for each country."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import update
from sqlalchemy.orm import Session

from learning.demo.names import NAMES
from learning.demo.plans import COUNTRIES, HOME, SPAN, authority
from learning.people import passwords, services
from learning.people.countries import country_name
from learning.people.models import Person
from learning.people.offices import SILENT
from learning.people.permissions import Role
from learning.people.rules import Actor
from learning.records.services import note_download

ADMINISTRATOR = "administrator@example.org"
EVERY = timedelta(days=30)
QUIET = next(country for country in COUNTRIES if country != HOME)
"""Whose focal point has left without handing over."""


@dataclass(frozen=True)
class Staff:
    """Everybody who acts on others, signed in nowhere."""

    administrator: Actor
    trainers: Mapping[str, Actor]
    focal_points: Mapping[str, Actor]


@dataclass(frozen=True)
class Password:
    """A password that is told once, and what is stored of it."""

    told: str
    stored: str


def draw_passwords() -> dict[Role, Password]:
    """Draw one password for each role; nobody else of the demo can sign in."""
    told = {role: passwords.new_temporary_password() for role in Role}
    return {role: Password(password, passwords.hash_password(password)) for role, password in told.items()}


def engage(session: Session, rng: Random, secrets: Mapping[Role, Password], *, now: datetime) -> Staff:
    """Bring the staff to life, some days before the first cohort."""
    moment = now - SPAN - timedelta(days=9)
    token = services.make_setup_link(session, now=moment)
    assert token is not None, "nobody is there yet"
    administrator = _accept(
        session, token, None, "Ana Demonstration", ADMINISTRATOR, secrets[Role.ADMINISTRATOR], moment
    )
    trainers, focal_points = {}, {}
    for country in COUNTRIES:
        moment += timedelta(minutes=rng.randint(20, 300))
        found = {}
        for role in (Role.TRAINER, Role.FOCAL_POINT):
            token = services.invite(session, administrator, role=role, country=country, now=moment)
            name = NAMES[country].draw(rng, woman=rng.random() < 0.5)  # noqa: PLR2004 - an even chance
            secret = secrets[role] if country == HOME else None
            found[role] = _accept(session, token, country, name, sign_in_name(role, country), secret, moment)
        trainers[country], focal_points[country] = found[Role.TRAINER], found[Role.FOCAL_POINT]
        said = authority(country, country_name(country, "en"))
        services.set_authority(session, focal_points[country], country=country, authority=said, now=moment)
    return Staff(administrator, trainers, focal_points)


def take_reports(session: Session, rng: Random, staff: Staff, *, now: datetime) -> None:
    """Let every focal point take the completion report away about once a month; one has been silent for long."""
    for country, focal_point in staff.focal_points.items():
        moment = now - SPAN + rng.random() * EVERY
        last = now - SILENT - EVERY if country == QUIET else now
        while moment < now:
            form = rng.choice(("csv", "xlsx", "pdf"))
            if moment < last:
                note_download(session, focal_point, country, report="completions", form=form, now=moment, filters="")
                session.execute(update(Person).where(Person.id == focal_point.person_id).values(seen_at=moment))
            moment += EVERY * rng.uniform(0.7, 1.4)


def sign_in_name(role: Role, country: str) -> str:
    """Give the e-mail address under which a country's trainer or focal point signs in."""
    return f"{role}.{country.lower()}@example.org"


def _accept(
    session: Session, token: str, country: str | None, name: str, email: str, secret: Password | None, moment: datetime
) -> Actor:
    person = services.accept_invitation(
        session,
        token,
        name=name,
        service_number=None,
        email=email,
        password_hash=secret.stored if secret else passwords.NOBODYS_HASH,
        language=COUNTRIES[country][0] if country else "en",
        now=moment,
    )
    return as_actor(person, moment)


def as_actor(person: Person, moment: datetime) -> Actor:
    """Let somebody act without a browser."""
    return Actor(person.id, uuid.uuid4(), person.name, Role(person.role), person.country, person.language, moment)
