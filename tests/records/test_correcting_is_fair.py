"""Whatever was answered and whatever is corrected: what is counted is what is applied, and taking back restores it."""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.db import Database
from learning.errors import Invalid
from learning.modules.queries import catalogue
from learning.people.models import Person
from learning.quizzes.marking import read_key
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Answer, Item, placed_from_json
from learning.records import miskeyed, services
from learning.records.attempting import scored
from learning.records.correcting import apply
from learning.records.corrections import Correction, ScoreChange
from learning.records.dry_run import Wanted, dry_run
from learning.records.models import Attempt, Enrolment, Progress, Purpose
from learning.records.remedies import NEEDS_KEY, Remedy
from learning.records.rescoring import Following
from learning.records.services import Given
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.records.test_races import at_once

PROPERTY = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MINUTE = timedelta(minutes=1)


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A writing transaction of which nothing is kept."""
    with database.begin() as session:
        yield session
        session.rollback()


def some_key(item: Item, chance: random.Random) -> str | None:
    """Another key for a question, as a pack writes it; None for kinds that are left to full credit here."""
    if item.kind == "single":
        return f'key = "{chance.choice([each for each in item.listed("choices") if each != item.body["key"]])}"'
    if item.kind == "ordering":
        key = item.listed("key")
        return f"key = {[*key[1:], key[0]]}"
    if item.kind == "statements":
        verdicts = item.body["verdicts"]
        pairs = ", ".join(f'{each} = "{chance.choice(verdicts)}"' for each in item.listed("statements"))
        return f"key = {{ {pairs} }}"
    return None


def some_answer(item: Item, right: Answer, chance: random.Random) -> Answer | None:
    """A right answer, none, or another one."""
    act = chance.random()
    if act < 0.2:
        return None
    if act < 0.6:
        return right
    if item.kind == "single":
        return chance.choice(item.listed("choices"))
    if item.kind == "statements" and isinstance(right, dict):
        return {each: chance.choice(item.body["verdicts"]) for each in right}
    return right


def stored(session: Session) -> dict[uuid.UUID, Fraction]:
    """The score of every submitted quiz."""
    session.expire_all()
    return {
        each.id: Fraction(each.earned_numerator or 0, each.earned_denominator or 1)
        for each in session.scalars(
            select(Attempt).where(Attempt.purpose == Purpose.QUIZ, Attempt.submitted_at.is_not(None))
        )
    }


class Story:
    """Some people who take a quiz while its keys are corrected, in one transaction."""

    def __init__(self, session: Session, life: Life, dora: Player, seed: int) -> None:
        self.session, self.life, self.dora = session, life, dora
        self.chance = random.Random(seed)
        self.now: datetime = life.now
        self.module = life.course(session, SEA).modules[0]
        self.following = Following(catalogue(session).courses, lambda _country, _tag: life.issuing)

    def take(self, person: Person) -> None:
        """Let somebody take the quiz once."""
        self.now += MINUTE
        enrolment = self.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()
        progress = self.session.get(Progress, (enrolment.id, self.module.slug), populate_existing=True)
        if progress is not None and (progress.passed_at or progress.attempts >= 5):
            return
        self.now += timedelta(minutes=11)
        attempt = services.start_attempt(
            self.session, enrolment, self.module, language="en", seed=self.chance.randrange(10**6), now=self.now
        )
        if self.chance.random() < 0.3 and self.chance.random() < 0.5:
            return  # left open
        quiz = quiz_version(self.session, attempt.quiz_version_id).quiz
        answers = {}
        for placed in placed_from_json(attempt.placed):
            item = quiz.item(placed.item_id)
            answers[item.id] = Given(some_answer(item, self.life_answer(item), self.chance), 0)
        self.now += MINUTE
        services.submit_attempt(self.session, attempt.id, person.id, answers, key=uuid.uuid4(), now=self.now)

    def life_answer(self, item: Item) -> Answer:
        """The answer that the published key wants."""
        key: Answer = item.body["key"]
        if item.kind == "ordering":
            return {step: place for place, step in enumerate(item.listed("key"), 1)}
        return key

    def wanted(self, undoes: uuid.UUID | None = None) -> Wanted:
        """A correction of some question."""
        if undoes:
            return miskeyed.undoing(self.session, undoes)
        quiz = quiz_version(self.session, self.module.quiz_version_id).quiz
        drawn = [item for item in quiz.items if item.use == "quiz"]
        while True:
            item, remedy = self.chance.choice(drawn), self.chance.choice(list(Remedy)[:3])
            key = some_key(item, self.chance) if remedy in NEEDS_KEY else ""
            if key is None:
                continue
            try:
                if key:
                    read_key(item, key)
            except Invalid:
                continue
            versions = [str(each.version_id) for each in miskeyed.editions_of(self.session, self.module.slug, item.id)]
            return miskeyed.wanted(
                self.session, module=self.module.slug, item=item.id, versions=versions, remedy=remedy, key=key
            )

    def correct(self, asked: Wanted) -> Correction:
        """Count it, apply it, and look whether it did what was counted, and keeps its own books."""
        self.now += MINUTE
        before = stored(self.session)
        found = dry_run(self.session, asked, now=self.now)
        made = apply(
            self.session,
            self.dora.actor,
            asked,
            key=uuid.uuid4(),
            wrong="wrong",
            reason="fair",
            digest=found.digest,
            following=self.following,
            now=self.now,
        )
        after = stored(self.session)
        changed = {each for each in before if before[each] != after[each]}
        lines = self.session.scalars(select(ScoreChange).where(ScoreChange.correction_id == made.id)).all()
        assert {line.attempt_id for line in lines} == changed
        assert len(lines) == found.figures.scores == len(changed)
        for line in lines:
            assert Fraction(line.from_numerator, line.from_denominator) == before[line.attempt_id]
            assert Fraction(line.to_numerator, line.to_denominator) == after[line.attempt_id]
            assert line.passed_after or not line.passed_before
        for attempt_id, earned in after.items():
            attempt = self.session.get_one(Attempt, attempt_id)
            result = scored(self.session, attempt)
            assert result.earned == earned, "what is shown is what is stored"
            assert set(attempt.critical_missed or ()) == set(result.critical_missed)
            assert attempt.passed or not result.passes(attempt.pass_mark)
        return made


@pytest.fixture
def crowd(life: Life, cast: Cast) -> list[uuid.UUID]:
    """Some people who are enrolled."""
    assert cast.dora.actor.name
    return life.crowd(cast.ghana_cohort, 6)


@PROPERTY
@given(seed=st.integers(0, 10_000))
def test_what_is_counted_is_applied_and_taking_back_restores_the_scores(
    life: Life, cast: Cast, crowd: list[uuid.UUID], seed: int
) -> None:
    dora = cast.dora
    with undone(life.database) as session:
        story = Story(session, life, dora, seed)
        people = session.scalars(
            select(Person).join(Enrolment, Enrolment.person_id == Person.id).where(Enrolment.id.in_(crowd))
        ).all()
        for person in people:
            story.take(person)
        first = story.correct(story.wanted()) if seed % 2 else None
        for person in people[:3]:
            story.take(person)
        before = stored(session)
        made = story.correct(story.wanted())
        story.correct(story.wanted(made.id))
        assert {each: score for each, score in stored(session).items() if each in before} == before
        for person in people:
            story.take(person)
        if first is not None:
            story.correct(story.wanted(first.id))


def test_who_submits_while_the_key_is_corrected_is_marked_with_or_without_it(life: Life, cast: Cast) -> None:
    dora = cast.dora
    attempts = []
    for place in range(4):
        player = cast.learner(f"Kofi Number {'ABCD'[place]}", f"GH 77{place}", cast.ghana_cohort)
        attempts.append(life.begin(life.enrol(player)))
    item = next(each for each in life.items(attempts[0]) if each.kind == "single" and not each.critical)
    with life.database.read() as session:
        module = life.course(session, SEA).modules[0].slug
        versions = [str(each.version_id) for each in miskeyed.editions_of(session, module, item.id)]
        asked = miskeyed.wanted(session, module=module, item=item.id, versions=versions, remedy="full-credit", key="")
        digest = dry_run(session, asked, now=life.now).digest

    def correct() -> object:
        with life.database.begin() as session:
            following = Following({}, lambda _country, _tag: life.issuing)
            return apply(
                session,
                dora.actor,
                asked,
                key=uuid.uuid4(),
                wrong="wrong",
                reason="fair",
                digest=digest,
                following=following,
                now=life.now,
            )

    found = at_once([correct, *((lambda each=each: life.submit(each, {})) for each in attempts)])  # type: ignore[misc]
    assert [each for each in found[1:] if isinstance(each, Exception)] == []
    with life.database.read() as session:
        was_made = session.scalars(select(Correction)).first() is not None
        for attempt_id in attempts:
            attempt = session.get_one(Attempt, attempt_id)
            earned = Fraction(attempt.earned_numerator or 0, attempt.earned_denominator or 1)
            assert scored(session, attempt).earned == earned
            assert (earned > 0) == was_made
