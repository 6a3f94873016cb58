"""What people of the tests do in courses: enrol, read, take quizzes, complete; through the services of the product."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from certificates.seal import KeyRing
from learning.config import ROOT
from learning.db import Database
from learning.demo.answers import right_answer
from learning.modules import queries as modules
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.queries import PublishedCourse
from learning.modules.rules import Course, Pack
from learning.modules.services import publish
from learning.people import queries as people
from learning.people.models import Category, Cohort, Membership, Person, RankGroup, Rotation
from learning.people.permissions import Role
from learning.quizzes.kinds import kind
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import (
    Answer,
    Item,
    Use,
    credit_groups,
    draw,
    placed_from_json,
    read_quiz,
)
from learning.records import queries as records
from learning.records import services
from learning.records.models import Attempt, Enrolment, LessonView, Progress, Purpose
from learning.records.services import Given, Issuing
from tests.cast import Player, password_hash

SEA = "preventing-sexual-exploitation-and-abuse"
GENDER = "gender-responsive-conflict-analysis"
AUTHORITY = "Training Directorate"
SEXES = ("female", "male", "male", None)


LIBRARY = ROOT / "tests" / "content"
"""Two short courses that change with the tests, not with what is taught."""


def read_content(folder: Path = LIBRARY) -> tuple[list[Pack], tuple[Course, ...]]:
    """Read the courses of the tests."""
    packs = [read_pack(path) for path in sorted((folder / "content").iterdir()) if path.is_dir()]
    return packs, read_courses(folder / "courses.toml")


def with_other_keys(pack: Pack) -> Pack:
    """The same module with the same words, and another right answer to every question of its quiz."""
    items = [
        item if item["use"] == Use.EXERCISE else item | {"key": _other_key(item)} for item in pack.raw_quiz["items"]
    ]
    raw = {**pack.raw_quiz, "items": items}
    return replace(pack, raw_quiz=raw, quiz=read_quiz(raw))


def _other_key(item: Mapping[str, Any]) -> object:
    key = item["key"]
    if item["kind"] == "single":
        return next(choice for choice in item["choices"] if choice != key)
    if item["kind"] == "multiple":
        return [choice for choice in item["choices"] if choice not in key]
    if item["kind"] == "statements":
        return {each: next(one for one in item["verdicts"] if one != said) for each, said in key.items()}
    if item["kind"] == "matching":
        return dict(zip(key, [*key.values()][1:] + [*key.values()][:1], strict=True))
    return key[1:] + key[:1] if item["kind"] == "ordering" else key + "1"


class Life:
    """One installation's records, made by the services at a time that the test says."""

    def __init__(self, database: Database, keys: KeyRing, now: datetime) -> None:
        self.database = database
        self.keys = keys
        self.now = now
        self.closed = False
        """Nothing is issued: courses can be completed, and their certificates wait."""

    @property
    def issuing(self) -> Issuing:
        """What certificates of the tests are issued with."""
        return Issuing(self.keys, AUTHORITY, is_open=not self.closed)

    def publish(self, packs: list[Pack], courses: tuple[Course, ...]) -> int:
        """Publish; gives the number of the edition."""
        with self.database.begin() as session:
            return publish(session, packs, courses, now=self.now)

    def course(self, session: Session, slug: str) -> PublishedCourse:
        """A course as it is published now."""
        return modules.catalogue(session).course(slug)

    def assign(self, cohort: Cohort, *courses: str) -> None:
        """Say what a cohort takes."""
        with self.database.begin() as session:
            services.assign_courses(session, cohort, list(courses))

    def enrol(
        self, player: Player, course: str = SEA, *, cohort: Cohort | None = None, now: datetime | None = None
    ) -> uuid.UUID:
        """Enrol somebody; gives the enrolment's id."""
        with self.database.begin() as session:
            person = session.get_one(Person, player.actor.person_id)
            rotation = people.current_rotation(session, person.id)
            return services.enrol(session, person, rotation, course, cohort=cohort, now=now or self.now).id

    def renew(self, enrolment: uuid.UUID, *, now: datetime) -> uuid.UUID:
        """Begin a course again that runs out; gives the new enrolment's id."""
        with self.database.begin() as session:
            found = session.get_one(Enrolment, enrolment)
            person = session.get_one(Person, found.person_id)
            rotation = people.current_rotation(session, person.id)
            return services.renew(session, person, rotation, found.course, cohort=None, now=now).id

    def crowd(
        self,
        cohort: Cohort,
        number: int,
        *,
        course: str = SEA,
        sexes: Sequence[str | None] = SEXES,
        completed: int = 0,
        first: int = 0,
    ) -> list[uuid.UUID]:
        """Many members of a cohort, their sexes in turn, enrolled in a course; the first few complete it.

        Who was made before is not made again: `first` says how many there are.
        """
        with self.database.begin() as session:
            published = self.course(session, course)
            found = []
            for place in range(first, first + number):
                enrolment = self._member(session, cohort, course, place, sexes[place % len(sexes)])
                if place - first < completed:
                    self._do_everything(session, enrolment, published)
                    services.complete_if_due(session, enrolment.id, published, issuing=self.issuing, now=self.now)
                found.append(enrolment.id)
            return found

    def _member(self, session: Session, cohort: Cohort, course: str, place: int, sex: str | None) -> Enrolment:
        person = Person(
            id=uuid.uuid4(),
            role=Role.LEARNER,
            name=f"{'ABCDEFGHIJ'[place % 10]}bena Member {place}",
            country=cohort.country,
            service_number=f"{cohort.id.hex[:6].upper()}{place:05d}",
            password_hash=password_hash(),
            language="en",
            sex=sex,
            made_at=self.now,
        )
        rotation = Rotation(
            id=uuid.uuid4(),
            person_id=person.id,
            country=cohort.country,
            category=list(Category)[place % len(Category)],
            rank_group=RankGroup.ENLISTED,
            unit=f"{place % 4} Company",
            mission=("UNMISS", "MONUSCO", "UNIFIL")[place % 3],
            begun_on=self.now.date(),
        )
        session.add(person)
        session.flush()
        session.add_all([rotation, Membership(cohort_id=cohort.id, person_id=person.id, joined_at=self.now)])
        return services.enrol(session, person, rotation, course, cohort=cohort, now=self.now)

    def _do_everything(self, session: Session, enrolment: Enrolment, course: PublishedCourse) -> None:
        for module in course.modules:
            lessons = [lesson.id for lesson in module.lessons]
            session.add_all(
                LessonView(
                    enrolment_id=enrolment.id, module=module.slug, lesson=each, opened_at=self.now, read_at=self.now
                )
                for each in lessons
            )
            session.add(
                Progress(
                    enrolment_id=enrolment.id,
                    module=module.slug,
                    lessons_read=len(lessons),
                    attempts=1,
                    passed_at=self.now,
                )
            )
        session.flush()
        self._practise(session, enrolment, course)

    def _practise(self, session: Session, enrolment: Enrolment, course: PublishedCourse) -> None:
        """Note that every exercise was done that the course asks for; where one of several is enough, the first."""
        session.add_all(
            Attempt(
                id=uuid.uuid4(),
                enrolment_id=enrolment.id,
                person_id=enrolment.person_id,
                module=module.slug,
                purpose=Purpose.EXERCISE,
                part=first,
                quiz_version_id=module.quiz_version_id,
                number=1,
                placed=[],
                pass_mark=0,
                wait_minutes=0,
                language="en",
                started_at=self.now,
                submitted_at=self.now,
                earned_numerator=0,
                earned_denominator=1,
                out_of=module.pack.quiz.item(first).points,
                passed=True,
                critical_missed=[],
            )
            for module in course.modules
            for first, *_ in credit_groups(module.pack.exercises)
        )
        session.flush()

    def read_one(self, enrolment: uuid.UUID) -> None:
        """Read the first lesson of the course to its end, and nothing else."""
        with self.database.begin() as session:
            module = self.course(session, session.get_one(Enrolment, enrolment).course).modules[0]
            services.finish_lesson(session, enrolment, module.slug, module.lessons[0].id, now=self.now)

    def practise(self, enrolment: uuid.UUID) -> None:
        """Do every exercise that the course asks for, and nothing else."""
        with self.database.begin() as session:
            found = session.get_one(Enrolment, enrolment)
            self._practise(session, found, self.course(session, found.course))

    def read_lessons(self, enrolment: uuid.UUID, *, leave: int = 0) -> None:
        """Read every lesson of the course to the end, but the last few, and do its exercises."""
        with self.database.begin() as session:
            found = session.get_one(Enrolment, enrolment)
            course = self.course(session, found.course)
            self._practise(session, found, course)
            steps = [(module.slug, lesson.id) for module in course.modules for lesson in module.lessons]
            for module, lesson in steps[: len(steps) - leave]:
                services.finish_lesson(session, enrolment, module, lesson, now=self.now)

    def begin(self, enrolment: uuid.UUID, *, seed: int = 1325, now: datetime | None = None) -> uuid.UUID:
        """Begin an attempt at the quiz of the course's first module; gives its id."""
        with self.database.begin() as session:
            found = session.get_one(Enrolment, enrolment)
            module = self.course(session, found.course).modules[0]
            return services.start_attempt(session, found, module, language="en", seed=seed, now=now or self.now).id

    def seed_that_draws(self, kind_name: str, course: str) -> int:
        """A seed whose draw has a question of this kind."""
        with self.database.read() as session:
            quiz = quiz_version(session, self.course(session, course).modules[0].quiz_version_id).quiz
        return next(
            seed
            for seed in range(1000)
            if any(quiz.item(placed.item_id).kind == kind_name for placed in draw(quiz, seed))
        )

    def items(self, attempt: uuid.UUID) -> list[Item]:
        """The items that were drawn, in order."""
        with self.database.read() as session:
            found = session.get_one(Attempt, attempt)
            quiz = quiz_version(session, found.quiz_version_id).quiz
            return [quiz.item(placed.item_id) for placed in placed_from_json(found.placed)]

    def right(self, attempt: uuid.UUID) -> dict[str, Answer]:
        """The right answer to every item that was drawn."""
        return {item.id: right_answer(item) for item in self.items(attempt)}

    def fields(self, attempt: uuid.UUID, answers: Mapping[str, Answer] | None = None) -> dict[str, list[str]]:
        """What the fields of an attempt's page hold when it is answered so: right, if nothing is said."""
        chosen = self.right(attempt) if answers is None else answers
        found: dict[str, list[str]] = {}
        for item in self.items(attempt):
            if item.id in chosen:
                for name, value in kind(item.kind).sent(item, chosen[item.id]):
                    found.setdefault(name, []).append(value)
        return found

    def submit(
        self, attempt: uuid.UUID, answers: Mapping[str, Answer] | None = None, *, now: datetime | None = None
    ) -> services.Submitted:
        """Submit an attempt, right if nothing is said; completes the course when that was the last thing missing."""
        moment = now or self.now
        given = {
            item: Given(answer, 0) for item, answer in (self.right(attempt) if answers is None else answers).items()
        }
        with self.database.begin() as session:
            found = session.get_one(Attempt, attempt)
            result = services.submit_attempt(session, attempt, found.person_id, given, key=uuid.uuid4(), now=moment)
            self._complete(session, found.enrolment_id, moment)
        return result

    def complete(
        self, player: Player, course: str = SEA, *, cohort: Cohort | None = None, now: datetime | None = None
    ) -> str:
        """Do a whole course; gives the serial of the certificate."""
        enrolment = self.enrol(player, course, cohort=cohort, now=now)
        self.read_lessons(enrolment)
        self.submit(self.begin(enrolment, now=now), now=now)
        with self.database.read() as session:
            return records.credentials(session, player.actor.person_id)[0].serial

    def complete_without(self, player: Player, course: str = SEA, *, now: datetime) -> None:
        """Do a whole course whose certificate is not issued: say `closed` first."""
        enrolment = self.enrol(player, course, now=now)
        self.read_lessons(enrolment)
        self.submit(self.begin(enrolment, now=now), now=now)

    def _complete(self, session: Session, enrolment: uuid.UUID, now: datetime) -> None:
        course = self.course(session, session.get_one(Enrolment, enrolment).course)
        services.complete_if_due(session, enrolment, course, issuing=self.issuing, now=now)
