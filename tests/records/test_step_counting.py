"""What completes a course is counted once: for the learner, for her trainer, for reports and for her certificate."""

import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning.modules.queries import catalogue
from learning.modules.rules import Course, Pack
from learning.people.models import Category, RankGroup
from learning.quizzes.rules import credit_groups
from learning.records import queries as records
from learning.records.cohort_standing import module_progress
from learning.records.models import Attempt, Enrolment, LessonView, Progress, Purpose
from learning.records.monday import Watch
from learning.records.rules import is_complete, steps
from learning.records.step_counting import begun_at, required_of, steps_done, steps_of
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.visitor import Clock, Visitor

GONE = "a-lesson-of-an-earlier-edition"


Content = tuple[list[Pack], tuple[Course, ...]]


def asking_more_of_commanders(content: Content) -> Content:
    """The courses of the tests, of which one has a module more, for commanders only."""
    packs, (first, second) = content
    more = first.modules[0]
    return packs, (first, replace(second, modules=(*second.modules, more), only={more: ("commanders",)}))


def live(session: Session, enrolment: Enrolment, chance: random.Random, life: Life) -> None:
    """Do anything of a course: lessons that are there and one that is gone, exercises begun and done, quizzes."""
    for module in life.course(session, enrolment.course).modules:
        read = 0
        for lesson in [*(each.id for each in module.lessons), GONE]:
            if chance.random() < 0.6:
                done = chance.random() < 0.7
                read += done
                opened = life.now - timedelta(hours=chance.randint(1, 999))
                session.add(
                    LessonView(
                        enrolment_id=enrolment.id,
                        module=module.slug,
                        lesson=lesson,
                        opened_at=opened,
                        read_at=life.now if done else None,
                    )
                )
        passed = chance.choice([None, life.now])
        session.add(Progress(enrolment_id=enrolment.id, module=module.slug, lessons_read=read, passed_at=passed))
        for exercise in [*(each.id for each in module.pack.exercises), "x99"]:
            for number in range(1, chance.randint(1, 3)):
                session.add(tried(enrolment, module.slug, module.quiz_version_id, exercise, number, chance, life))
    session.flush()


def tried(
    enrolment: Enrolment, module: str, quiz: uuid.UUID, part: str, number: int, chance: random.Random, life: Life
) -> Attempt:
    is_open = number == 1 and chance.random() < 0.3
    return Attempt(
        id=uuid.uuid4(),
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        module=module,
        purpose=Purpose.EXERCISE,
        part=part,
        quiz_version_id=quiz,
        number=number,
        placed=[],
        pass_mark=0,
        wait_minutes=0,
        language="en",
        started_at=life.now,
        submitted_at=None if is_open else life.now,
        earned_numerator=None if is_open else 0,
        earned_denominator=None if is_open else 1,
        out_of=None if is_open else 1,
        passed=None if is_open else True,
    )


def test_the_database_counts_steps_by_the_rule_of_the_learners_page(cast: Cast, life: Life, content: Content) -> None:
    life.publish(*asking_more_of_commanders(content))
    chance = random.Random(1325)
    cohort = cast.ghana_cohort
    life.assign(cohort, GENDER, SEA)
    for course in (GENDER, SEA):
        life.crowd(cohort, 24, course=course, first=24 * (course == SEA))
    with life.database.begin() as session:
        for each in session.scalars(select(Enrolment)):
            each.category, each.rank_group = chance.choice(list(Category)), chance.choice(list(RankGroup))
            live(session, each, chance, life)
    seen, asks_more = set(), 0
    with life.database.snapshot() as session:
        published = catalogue(session)
        counted = session.execute(
            select(Enrolment, steps_done(published.courses.values()), begun_at()).order_by(Enrolment.id)
        )
        for enrolment, done, begun in counted.all():
            course = published.course(enrolment.course)
            record = records.course_records(session, [enrolment])[enrolment.course]
            asked = course.required(enrolment.category, enrolment.rank_group)
            asks_more += len(asked) > 1
            by_hand = [
                steps(
                    required_of(module),
                    record.read.get(module.slug, ()),
                    record.exercises.get(module.slug, ()),
                    passed=record.progress[module.slug].passed_at is not None,
                )
                for module in asked
            ]
            assert done == sum(each.done for each in by_hand)
            assert steps_of(asked) == sum(each.total for each in by_hand)
            first = select(LessonView.opened_at).where(LessonView.enrolment_id == enrolment.id)
            assert begun == min(session.scalars(first), default=None)
            grid = module_progress(session, cohort.id, course, [enrolment.id])
            assert [grid[enrolment.id, module.slug].steps for module in asked] == by_hand
            required = {module.slug: required_of(module) for module in asked}
            passed = {slug for slug, one in record.progress.items() if one.passed_at is not None}
            assert is_complete(required, record.read, record.exercises, passed) == all(each.is_done for each in by_hand)
            seen.add(done)
        everybody = module_progress(session, cohort.id, published.course(SEA))
        assert len({enrolment for enrolment, _ in everybody}) == 48
    assert asks_more, "some are asked for the module that is for commanders only"
    assert len(seen) > 6, "many different lives"


def test_an_exercise_counts_in_the_pace_as_on_the_learners_own_page(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    player = cast.learner("Yaw Practises", "GH 1", cast.ghana_cohort)
    enrolment = life.enrol(player, SEA, cohort=cast.ghana_cohort)
    life.read_lessons(enrolment, leave=6)
    with life.database.read() as session:
        (module,) = life.course(session, SEA).modules
        assert (len(module.lessons), len(credit_groups(module.pack.exercises))) == (8, 2)
    with life.database.begin() as session:
        session.execute(update(Enrolment).where(Enrolment.id == enrolment).values(enrolled_at=clock()))
    with life.database.snapshot() as session:
        watch = Watch(session, [cast.ghana_cohort], catalogue(session), now=clock() + timedelta(days=9))
        (row,) = [each for each in watch.rows if each.enrolment_id == enrolment]
        case = watch.case(row)
    assert case is not None
    assert (case.situation.done, case.situation.steps) == (4, 11), "2 of 8 lessons and 2 of 2 exercises, 1 quiz to do"
    # From 2 to 11 March are ten days; 7 steps are left: 7 × 10 / 4 = 17.5, so 18 days after 11 March.
    assert case.concern.done_on.isoformat() == "2026-03-29"
    page = visitor(player).open(f"/courses/{SEA}")
    assert "2 of 8 lessons read, quiz to do · 2 of 2 exercises done" in page.words
    grid = visitor(cast.efua).open(f"/cohorts/{cast.ghana_cohort.id}").table("Progress by module")
    assert [row[1] for row in grid[1:] if row[0] == "Yaw Practises"] == [
        "2 of 8 lessons, quiz to do, 2 of 2 exercises done"
    ]


def test_what_is_read_and_passed_without_its_exercises_is_not_done(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    enrolment = life.enrol(cast.amina, SEA, cohort=cast.ghana_cohort)
    life.read_lessons(enrolment)
    with life.database.begin() as session:
        for each in session.scalars(select(Attempt).where(Attempt.purpose == Purpose.EXERCISE, Attempt.part == "x02")):
            session.delete(each)
    life.submit(life.begin(enrolment))
    efua = visitor(cast.efua)
    (_, cells) = efua.open(f"/cohorts/{cast.ghana_cohort.id}").table("Progress by module")
    assert cells[1] == "8 of 8 lessons, quiz passed, 1 of 2 exercises done"
    assert 'class="done"' not in efua.fetch(f"/cohorts/{cast.ghana_cohort.id}").get_data(as_text=True)
    file = efua.fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").get_data(as_text=True).splitlines()
    assert file[0].endswith("Lessons read,Exercises done,Quizzes passed")
    assert file[1].endswith(",8,1,1")
