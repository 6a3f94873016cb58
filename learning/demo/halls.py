"""What stands in the hall's book of the home country's open cohort: a session under way, and one to come."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from learning.demo.scenes import Scene
from learning.modules.queries import Catalogue
from learning.people.models import Membership, Person
from learning.records.models import CohortCourse
from learning.records.room_attendance import note_roll
from learning.records.room_planning import Plan, plan_session

UNTIL_NEXT = timedelta(days=2)
MISSING_ONE_IN = 4


def plan_sessions(scene: Scene, published: Catalogue, *, now: datetime) -> None:
    """Plan the first module for today and the second for the day after tomorrow; most people are there already.

    The first is left open: whoever looks at the demo closes it.
    """
    session, cohort = scene.session, scene.cohort
    taken = session.scalars(select(CohortCourse.course).where(CohortCourse.cohort_id == cohort.id)).all()
    course = next(each for slug, each in published.courses.items() if slug in taken)
    rooms = [
        plan_session(
            session,
            scene.trainer,
            key=uuid.uuid4(),
            cohort=cohort,
            plan=Plan([f"{course.slug}/{module.slug}"], day.date(), hour, place, str(scene.trainer.person_id)),
            catalogue=published,
            now=now,
        )
        for module, day, hour, place in zip(
            course.modules, (now, now + UNTIL_NEXT), ("09:00", "14:30"), ("Drill hall", "Mess tent"), strict=False
        )
    ]
    people = session.scalars(
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.cohort_id == cohort.id)
        .order_by(Person.service_number)
    ).all()
    note_roll(
        session,
        scene.trainer,
        rooms[0],
        present=[person_id for place, person_id in enumerate(people) if place % MISSING_ONE_IN],
        absent=(),
        catalogue=published,
        issuing=lambda _country, _tag: scene.issuing,
        now=now,
    )
