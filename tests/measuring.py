"""Learners who are measured: tests before and after, quizzes answered with a confidence, follow-ups months later."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from learning.demo.answers import wrong_answer
from learning.people.models import Cohort
from learning.quizzes.rules import Answer, Item, Use, placed_from_json
from learning.records import services
from learning.records.models import Attempt, Confidence, Enrolment, FollowUp, Progress, Purpose, ReviewCard
from learning.records.services import Given, Start, Submitted
from tests.life import Life, right_answer

SEA_MODULE = "zero-tolerance"
TESTED = ("S2", "S4")
"""The objectives of the tests before and after: two questions each, in each of two forms."""


def wrong(item: Item, choice: str | None = None) -> Answer:
    """An answer that earns less than everything: of a question with one right choice, this one or the first wrong."""
    if item.kind == "single":
        return choice or next(each for each in item.body["choices"] if each != item.body["key"])
    return wrong_answer(item, Random(1))


@dataclass
class Measured:
    """What learners of the tests do so that something can be measured: through the services, as the pages do it."""

    life: Life

    def begin(
        self, enrolment: uuid.UUID, purpose: Purpose, *, number: int = 1, now: datetime | None = None, seed: int = 1325
    ) -> uuid.UUID:
        """Begin a test of the course or a follow-up; gives the attempt's id."""
        with self.life.database.begin() as session:
            found = session.get_one(Enrolment, enrolment)
            course = self.life.course(session, found.course)
            start = Start("en", seed, now or self.life.now)
            if purpose is Purpose.FOLLOW_UP:
                return services.start_follow_up(session, found, course, number, start).id
            return services.start_test(session, found, course, purpose, start).id

    def submit(
        self,
        attempt: uuid.UUID,
        answers: Mapping[str, Answer | None],
        sure: Mapping[str, Confidence] | None = None,
        *,
        key: uuid.UUID | None = None,
        now: datetime | None = None,
    ) -> Submitted:
        """Submit an attempt with these answers, and do what follows from it."""
        moment = now or self.life.now
        given = {item: Given(answer, 0, (sure or {}).get(item)) for item, answer in answers.items()}
        with self.life.database.begin() as session:
            found = session.get_one(Attempt, attempt)
            course = self.life.course(session, session.get_one(Enrolment, found.enrolment_id).course)
            result = services.submit_attempt(
                session, attempt, found.person_id, given, key=key or uuid.uuid4(), now=moment
            )
            if result.score is not None:
                found = session.get_one(Attempt, attempt, populate_existing=True)
                services.after_submission(session, found, result.score, course, now=moment)
                services.complete_if_due(session, found.enrolment_id, course, issuing=self.life.issuing, now=moment)
        return result

    def answered(self, attempt: uuid.UUID, *, missed: Collection[str] = ()) -> dict[str, Answer | None]:
        """Answers to everything that was asked: right, but for the items that are missed."""
        return {item.id: wrong(item) if item.id in missed else right_answer(item) for item in self.life.items(attempt)}

    def take_test(
        self, enrolment: uuid.UUID, purpose: Purpose, right: Mapping[str, int], *, now: datetime | None = None
    ) -> uuid.UUID:
        """Take a test of the course; `right` says how many of the questions of each objective are answered right."""
        attempt = self.begin(enrolment, purpose, now=now)
        left = dict(right)
        answers: dict[str, Answer | None] = {}
        for item in self.life.items(attempt):
            knows = left[item.objective] > 0
            left[item.objective] -= knows
            answers[item.id] = right_answer(item) if knows else wrong(item)
        self.submit(attempt, answers, now=now)
        return attempt

    def complete(self, enrolment: uuid.UUID, *, now: datetime | None = None) -> None:
        """Read what is left, and pass the quiz without saying how sure one is."""
        self.life.read_lessons(enrolment)
        moment = now or self.life.now
        with self.life.database.begin() as session:
            services.finish_repairs(session, enrolment, SEA_MODULE, now=moment)
            progress = session.get(Progress, (enrolment, SEA_MODULE))
            passed = progress is not None and progress.passed_at is not None
            if passed:
                course = self.life.course(session, session.get_one(Enrolment, enrolment).course)
                services.complete_if_due(session, enrolment, course, issuing=self.life.issuing, now=moment)
        if not passed:
            attempt = self.life.begin(enrolment, now=moment)
            self.submit(attempt, self.answered(attempt), now=moment)

    def asked(self, attempt: uuid.UUID) -> list[str]:
        """The ids of what an attempt asks."""
        with self.life.database.read() as session:
            return [placed.item_id for placed in placed_from_json(session.get_one(Attempt, attempt).placed)]

    def cards(self) -> dict[str, datetime]:
        """When each card is due, by the item's id in the course's quiz."""
        with self.life.database.read() as session:
            return {row.item: row.due_at for row in session.scalars(select(ReviewCard))}

    def follow_ups(self, enrolment: uuid.UUID) -> list[FollowUp]:
        """The follow-ups of an enrolment, in order."""
        with self.life.database.read() as session:
            found = select(FollowUp).where(FollowUp.enrolment_id == enrolment).order_by(FollowUp.number)
            return list(session.scalars(found))

    def form(self, attempt: uuid.UUID) -> str:
        """The form that an attempt at a test is in; all of its questions are of this form."""
        uses = {item.use for item in self.life.items(attempt)}
        with self.life.database.read() as session:
            part = session.get_one(Attempt, attempt).part
        assert uses == {Use(part)}
        return part


# How many of the two questions of an objective each of twelve learners has right.
BEFORE = {"S2": (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1), "S4": (1,) * 12}
AFTER = {"S2": (0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2), "S4": (2, 0, 1) * 4}


@dataclass
class Simulated:
    """A cohort that goes through the course about preventing sexual exploitation and abuse.

    Everybody is asked the same ten questions first. Nobody is sure of anything but of two questions: `shared`, which
    all are sure of, five choose one wrong answer and two another; and `few`, which four are sure of and have wrong.
    Four guess at one question; learner 0 has one question wrong of which she is fairly sure.
    """

    measured: Measured
    cohort: Cohort
    number: int
    enrolments: list[uuid.UUID] = field(default_factory=list)
    asked: list[Item] = field(default_factory=list)

    @property
    def shared(self) -> Item:
        """The question that seven of twelve are sure of and have wrong."""
        return next(item for item in self.asked if item.kind == "single" and not item.critical)

    @property
    def others(self) -> list[Item]:
        """The other questions that need not be right."""
        return [item for item in self.asked if item != self.shared and not item.critical]

    @property
    def favourite(self) -> str:
        """The wrong choice that five of the seven take."""
        return str(wrong(self.shared))

    @property
    def second(self) -> str:
        """The wrong choice that two of the seven take."""
        choices = self.shared.listed("choices")
        return next(choice for choice in choices if choice not in (self.shared.body["key"], self.favourite))

    def go_through(self) -> "Simulated":
        """Let so many more people take the first test, the quiz, the course, and the second test a day later."""
        life = self.measured.life
        first = len(self.enrolments)
        self.enrolments += life.crowd(self.cohort, self.number, first=first)
        for one, enrolment in enumerate(self.enrolments[first:], first):
            self.measured.take_test(enrolment, Purpose.PRE_TEST, {each: BEFORE[each][one] for each in TESTED})
            self._take_quiz(one, enrolment)
            self.measured.complete(enrolment, now=life.now + timedelta(hours=1))
            tomorrow = life.now + timedelta(days=1)
            after = {each: AFTER[each][one] for each in TESTED}
            self.measured.take_test(enrolment, Purpose.POST_TEST, after, now=tomorrow)
        return self

    def _take_quiz(self, one: int, enrolment: uuid.UUID) -> None:
        attempt = self.measured.life.begin(enrolment)
        self.asked = self.measured.life.items(attempt)
        few, guessed, fairly = self.others[:3]
        answers = self.measured.answered(attempt)
        sure = dict.fromkeys(answers, Confidence.FAIRLY_SURE) | {self.shared.id: Confidence.SURE}
        if one < 7:
            answers[self.shared.id] = self.favourite if one < 5 else self.second
        if one < 4:
            answers[few.id] = wrong(few)
            sure |= {few.id: Confidence.SURE, guessed.id: Confidence.GUESS}
        if one == 0:
            answers[fairly.id] = wrong(fairly)
        self.measured.submit(attempt, answers, sure)
