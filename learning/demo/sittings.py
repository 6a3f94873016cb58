"""Attempts of made-up learners: at quizzes, exercises, the course's tests and follow-ups."""

import uuid
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from learning.demo.minds import given
from learning.demo.scenes import Acts, Moments, Scene
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import credit_groups, placed_from_json
from learning.records import services as records
from learning.records.attempting import own_attempt
from learning.records.beginning import has_unread_repair
from learning.records.ledger import GrantKind, GrantReason
from learning.records.models import Attempt, Enrolment, FollowUp, Purpose
from learning.records.services import Given, Start, Task

SAVES_FIRST = 0.1  # how often the first half of the answers is saved before the rest is given
BETTER = 0.12  # how much a failed attempt teaches
ENOUGH = 5  # attempts at a quiz that allows any number
TRIES_AGAIN_SOON = 0.6  # how often the next attempt is made the same hour
GRANTED_FOR = timedelta(days=30)
REASONS_GIVEN = tuple(GrantReason)
GRANTED = 0.6  # how often a trainer grants one more attempt
EXERCISE_AGAIN = 0.08  # how often an exercise is done once more, or another one of its group too
FIRST_OF_GROUP = 0.8  # how often the first of several exercises that stand for each other is chosen

Results = Generator[datetime, None, bool]
"""Yields moments like `Acts`, and gives back whether it was a pass."""


@dataclass(frozen=True)
class Sitting:
    """Somebody at work on one course."""

    scene: Scene
    moments: Moments
    enrolment: Enrolment
    course: PublishedCourse

    def chance(self, share: float) -> bool:
        """Say whether something happens that happens in this share of all cases."""
        return self.scene.rng.random() < share

    def begin(
        self, module: PublishedModule, knows: float, *, is_first: bool = False
    ) -> tuple[Attempt, dict[str, Given]]:
        """Begin an attempt at a module's quiz; gives it, and what will be answered."""
        start = self._start()
        attempt = records.start_attempt(
            self.scene.session, self.enrolment, module, language=start.language, seed=start.seed, now=start.now
        )
        return attempt, self._answers(attempt, knows, is_first=is_first)

    def save_half(self, attempt: Attempt, answers: dict[str, Given]) -> dict[str, Given]:
        """Save the first half of the answers; gives all of them back with the revisions that the page now shows."""
        half = dict(list(answers.items())[: len(answers) // 2])
        saved = records.save_answers(
            self.scene.session, attempt.id, self.enrolment.person_id, half, now=self.moments.at
        )
        seen = {item: replace(half[item], seen=revision) for item, revision in saved.revisions.items()}
        return answers | seen

    def pass_quiz(self, module: PublishedModule, knows: float) -> Results:
        """Take a quiz as often as it is allowed and needed."""
        quiz = module.pack.quiz
        left, granted, is_first = quiz.attempts or ENOUGH, False, True
        while left:
            yield self.moments.after(1, 9)
            passed = yield from self._attempt(module, knows, is_first=is_first)
            if passed:
                return True
            left, knows, is_first = left - 1, min(1.0, knows + BETTER * self.scene.rng.random()), False
            if has_unread_repair(self.scene.session, self.enrolment.id, module.slug):
                yield self.moments.after(1, 4)
                records.finish_repairs(self.scene.session, self.enrolment.id, module.slug, now=self.moments.at)
            wait = quiz.wait_minutes
            if left:
                yield (
                    self.moments.after(wait, wait * 3 + 5)
                    if self.chance(TRIES_AGAIN_SOON)
                    else self.moments.another_day(1, 3)
                )
            elif not granted and self.chance(GRANTED):
                yield self.moments.another_day(1, 6)
                left, granted, knows = 1, True, 1.0
                self._be_granted(module)
        return False

    def practise(self, module: PublishedModule, knows: float) -> Acts:
        """Do one of each group of exercises that stand for each other, some of them more."""
        for group in credit_groups(module.pack.exercises):
            chosen = group[0] if self.chance(FIRST_OF_GROUP) else self.scene.rng.choice(group)
            for exercise in [chosen, self.scene.rng.choice(group)] if self.chance(EXERCISE_AGAIN) else [chosen]:
                yield self.moments.after(0.5, 3)
                minutes = module.pack.quiz.item(exercise).minutes
                task = Task(module.slug, Purpose.EXERCISE, exercise)
                attempt = records.start_task(
                    self.scene.session, self.enrolment, task, module.quiz_version_id, [exercise], self._start()
                )
                yield self.moments.after(minutes * 0.6, minutes * 1.4)
                self._submit(attempt, self._answers(attempt, knows, says=False))

    def take_test(self, purpose: Purpose, knows: float) -> Acts:
        """Take the course's test before or after it."""
        yield self.moments.after(1, 20)
        attempt = records.start_test(self.scene.session, self.enrolment, self.course, purpose, self._start())
        yield self.moments.after(10, 25)
        self._submit(attempt, self._answers(attempt, knows))

    def follow_up(self, due: FollowUp, knows: float) -> Acts:
        """Do a follow-up that is due."""
        attempt = records.start_follow_up(self.scene.session, self.enrolment, self.course, due.number, self._start())
        yield self.moments.after(4, 15)
        self._submit(attempt, self._answers(attempt, knows))

    def _start(self) -> Start:
        """Begin now, in the language that the content has."""
        tag = self.course.modules[0].pack.languages[0]
        return Start(tag, self.scene.rng.getrandbits(62), self.moments.at)

    def _answers(
        self, attempt: Attempt, knows: float, *, is_first: bool = False, says: bool = True
    ) -> dict[str, Given]:
        """Make up the answers to what was drawn.

        Chance of their own: what is asked may depend on ids, which differ each time, and lives must not.
        """
        rng = Random(self.scene.rng.getrandbits(62))  # noqa: S311 - the same lives each time
        quiz = quiz_version(self.scene.session, attempt.quiz_version_id).quiz
        belief = self.scene.beliefs[self.course.slug]
        believed = belief if is_first and belief.module == attempt.module else None
        items = [quiz.item(place.item_id) for place in placed_from_json(attempt.placed)]
        answers = {item.id: given(item, rng, knows, believed) for item in items}
        return answers if says else {item: replace(one, confidence=None) for item, one in answers.items()}

    def _attempt(self, module: PublishedModule, knows: float, *, is_first: bool) -> Results:
        attempt, answers = self.begin(module, knows, is_first=is_first)
        if self.chance(SAVES_FIRST):
            yield self.moments.after(2, 6)
            answers = self.save_half(attempt, answers)
        yield self.moments.after(3, 12)
        return self._submit(attempt, answers)

    def _submit(self, attempt: Attempt, answers: dict[str, Given]) -> bool:
        session, now = self.scene.session, self.moments.at
        key = uuid.UUID(int=self.scene.rng.getrandbits(128), version=4)
        own = own_attempt(session, attempt.id, self.enrolment.person_id, lock=True)
        submitted = records.submit_into(session, own, answers, key=key, now=now)
        assert submitted.score is not None, "nobody else is at this attempt"
        records.after_submission(session, own, submitted.score, self.course, now=now)
        return submitted.score.passes(own.pass_mark)

    def _be_granted(self, module: PublishedModule) -> None:
        """Let the trainer of the cohort grant one more attempt."""
        records.grant(
            self.scene.session,
            self.scene.trainer,
            key=uuid.uuid4(),
            cohort=self.scene.cohort,
            enrolment_id=self.enrolment.id,
            kind=GrantKind.ATTEMPT,
            module=module.slug,
            reason=REASONS_GIVEN[self.enrolment.enrolled_on.day % len(REASONS_GIVEN)],
            expires_on=self.moments.at.date() + GRANTED_FOR,
            now=self.moments.at,
        )
