"""Making the demo: staff, then cohort after cohort, each with all its lives in one transaction."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from certificates.seal import KeyRing
from learning.db import Database
from learning.demo.halls import plan_sessions
from learning.demo.lives import tell
from learning.demo.minds import belief
from learning.demo.plans import AUTHORITY, HOME, CohortPlan, LearnerPlan, cohort_plans, learner_plans
from learning.demo.scenes import Scene
from learning.demo.staff import ADMINISTRATOR, Password, Staff, draw_passwords, engage, sign_in_name, take_reports
from learning.errors import Conflict, Invalid
from learning.modules.queries import Catalogue, catalogue
from learning.people import passwords
from learning.people import services as people
from learning.people.models import Cohort, Person
from learning.people.permissions import Role
from learning.records.services import Issuing, assign_courses

SEED = 1325
DUE_AFTER = timedelta(days=60)
SHORT_COHORTS = 2  # every other cohort takes one course only

T = TypeVar("T")


class Progress(Protocol):
    """Shows how far a long command is while its steps go by."""

    def __call__(self, things: Iterable[T], label: str, total: int | None = None, /) -> Iterator[T]:
        """Give the steps on, one by one."""


@dataclass(frozen=True)
class House:
    """What every cohort is made with."""

    published: Catalogue
    issuing: Issuing
    staff: Staff
    secrets: Mapping[Role, Password]
    now: datetime


def make_demo(database: Database, keys: KeyRing, *, learners: int, progress: Progress, now: datetime) -> list[str]:
    """Fill a database, in which content is published and nobody is yet, with a year of made-up life.

    Everything goes through the services with moments of the past; equal arguments give equal lives, only ids,
    passwords, codes and serials differ.

    Args:
        database: migrated.
        keys: what seals the certificates.
        learners: how many, at least one.
        progress: shows how far it is.
        now: the present moment, at which all lives stop.

    Returns:
        Lines to be told once: a sign-in for each role, and a join code that is open.

    Raises:
        Invalid: there would be no learner.
        Conflict: nothing is published, or somebody is there already.
    """
    if learners < 1:
        raise Invalid("The demo needs at least one learner.")
    with database.read() as session:
        published = catalogue(session)
        if not published.courses:
            raise Conflict("The demo needs content. Publish it first.")
        if session.scalar(select(exists().select_from(Person))):
            raise Conflict("There are people in this database. The demo is made in one in which nobody is yet.")
    rng = Random(SEED)  # noqa: S311 - the same lives each time; secrets are drawn elsewhere
    secrets = draw_passwords()
    with database.begin() as session:
        staff = engage(session, rng, secrets, now=now)
        take_reports(session, rng, staff, now=now)
    house = House(published, Issuing(keys, AUTHORITY), staff, secrets, now)
    with closing(_lives(database, house, rng, cohort_plans(rng, learners, now))) as lives:
        ((cohort, learner),) = [life for life in progress(lives, "learners", learners) if life[1].is_told]
    return _lines(secrets, cohort, learner)


def _lives(
    database: Database, house: House, rng: Random, plans: list[CohortPlan]
) -> Generator[tuple[Cohort, LearnerPlan], None, None]:
    """Tell life after life, and give each one on when it is told."""
    first = 0
    for place, plan in enumerate(plans):
        with database.begin() as session:
            scene = _scene(session, house, rng, plan, short=place % SHORT_COHORTS == 0)
            for learner in learner_plans(rng, plan, first):
                stored = house.secrets[Role.LEARNER].stored if learner.is_told else passwords.NOBODYS_HASH
                tell(scene, learner, stored_password=stored, until=house.now)
                yield scene.cohort, learner
            if plan.is_home:
                plan_sessions(scene, house.published, now=house.now)
        first += plan.learners


def _scene(session: Session, house: House, rng: Random, plan: CohortPlan, *, short: bool) -> Scene:
    """Let the country's trainer make a cohort and say which courses it takes."""
    trainer = house.staff.trainers[plan.country]
    closes_on = None if plan.open_days is None else (plan.made_at + timedelta(days=plan.open_days)).date()
    cohort = people.make_cohort(
        session,
        trainer,
        name=plan.name,
        mission=plan.mission,
        closes_on=closes_on,
        due_on=(plan.made_at + DUE_AFTER).date(),
        now=plan.made_at,
    )
    courses = list(house.published.courses)
    assign_courses(session, cohort, courses[-1:] if short and not plan.is_home else courses)
    return Scene(
        session=session,
        rng=rng,
        courses=house.published.courses,
        beliefs={slug: belief(course) for slug, course in house.published.courses.items()},
        cohort=cohort,
        issuing=house.issuing,
        administrator=house.staff.administrator,
        trainer=trainer,
    )


def _lines(secrets: Mapping[Role, Password], cohort: Cohort, learner: LearnerPlan) -> list[str]:
    signing_in = (
        (Role.LEARNER, HOME, learner.service_number),
        (Role.TRAINER, HOME, sign_in_name(Role.TRAINER, HOME)),
        (Role.FOCAL_POINT, HOME, sign_in_name(Role.FOCAL_POINT, HOME)),
        (Role.ADMINISTRATOR, "-", ADMINISTRATOR),
    )
    lines = [f"{role:<14} {country:<4} {name:<32} {secrets[role].told}" for role, country, name in signing_in]
    return [*lines, f"join code of the open cohort of {HOME}, “{cohort.name}”: {cohort.join_code}"]
