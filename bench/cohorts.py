"""E: the page of a cohort of a thousand, beside the SQL alone that reads what everybody in it has done."""

import random
import time
import uuid

from bench.figures import Figure, medians_of
from bench.life import Life
from bench.pages import measured
from bench.scene import Scene
from learning.people.models import Membership
from learning.records.models import CohortCourse, Progress

COUNTRY = "TUN"
LEARNERS = 1000
MEMBERS = """
    SELECT people.id, people.name, people.service_number, people.email, enrolments.id, enrolments.seen_at,
        enrolments.completed_on
    FROM people
    JOIN memberships ON memberships.person_id = people.id
    LEFT JOIN enrolments ON enrolments.person_id = people.id AND enrolments.course = '{course}'
        AND enrolments.country = people.country AND enrolments.renewed_at IS NULL
    WHERE memberships.cohort_id = '{cohort}'
    ORDER BY people.name, people.id
"""
DONE = """
    SELECT progress.* FROM progress
    JOIN enrolments ON enrolments.id = progress.enrolment_id
    JOIN memberships ON memberships.person_id = enrolments.person_id
    WHERE memberships.cohort_id = '{cohort}' AND enrolments.course = '{course}'
"""


def cohort_page(scene: Scene) -> Figure:
    """The page as its trainer opens it; the SQL runs on the same database, straight on the driver."""
    course, cohort, trainer = _cohort(scene.life)
    browser = scene.browsers(scene.life.signed_in([trainer]))[0]
    path, times = f"/cohorts/{cohort}", max(5, scene.size.operations // 20)
    browser.get(path)
    key = cohort.hex if scene.life.database.engine.dialect.name == "sqlite" else str(cohort)
    statements = [each.format(course=course, cohort=key) for each in (MEMBERS, DONE)]
    value, ceiling = medians_of(
        scene.size.rounds,
        "pages of a cohort",
        lambda _: measured(scene.product, times, lambda: browser.get(path)),
        lambda _: _bare(scene, statements, times),
    )
    name = f"E  page of a cohort of {LEARNERS:,}"
    return Figure(name, value, 60, "ms CPU", ceiling, times=2, note="beside it: everybody's rows by SQL alone")


def _bare(scene: Scene, statements: list[str], times: int) -> float:
    """Milliseconds of the statements: of this process, and of the database's if it has processes of its own."""
    connection = scene.life.database.engine.raw_connection()
    cursor = connection.cursor()

    def read() -> None:
        for each in statements:
            cursor.execute(each)
            assert len(cursor.fetchall()) >= LEARNERS

    read()
    before = time.process_time()
    beside = measured(scene.product, times, read)
    own = (time.process_time() - before) * 1000 / times
    connection.close()
    return own + (beside if scene.product.database_pid else 0)


def _cohort(life: Life) -> tuple[str, uuid.UUID, uuid.UUID]:
    """A cohort in the longest course, each of its people somewhere in each module."""
    course = max(life.courses.values(), key=lambda each: len(each.modules))
    people = life.people(COUNTRY, LEARNERS)
    trainer = life.people(COUNTRY, 1, role="trainer")[0]
    cohort = life.cohorts(COUNTRY, trainer)[0]
    enrolments = life.enrol(COUNTRY, people, course.slug, [cohort])
    chance = random.Random(1325)
    life.write(CohortCourse, [{"cohort_id": cohort, "course": course.slug}], "the cohort's course")
    members = [{"cohort_id": cohort, "person_id": one, "joined_at": life.now} for one in people]
    life.write(Membership, members, "memberships")
    progress = [
        {
            "enrolment_id": one,
            "module": module.slug,
            "lessons_read": chance.randint(0, len(module.lessons)),
            "attempts": 3,
            "extra_attempts": 0,
            "failures": chance.randint(0, 3),
            "failed_at": life.now,
            "passed_at": chance.choice([None, life.now]),
        }
        for one in enrolments
        for module in course.modules
    ]
    life.write(Progress, progress, "progress")
    return course.slug, cohort, trainer
