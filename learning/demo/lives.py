"""The life of one learner, told act by act through the services that real people's acts go through.

Each act yields the moment before it happens, so that the teller can stop at the present: who joined this week is then
under way, with a lesson half read or an attempt still open.
"""

import uuid
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from learning.demo.answers import answer
from learning.demo.plans import MISSIONS, Bent, LearnerPlan
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.people import queries
from learning.people import services as people
from learning.people.models import Cohort
from learning.people.rules import Actor
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import placed_from_json
from learning.records import services as records
from learning.records.models import Enrolment, RevocationReason
from learning.records.queries import credentials
from learning.records.services import Given, Issuing

SAVES_FIRST = 0.1  # how often the first half of the answers is saved before the rest is given
QUIZ_EARLY = 0.06  # how often the quiz is tried before the last lesson is read
BETTER = 0.12  # how much a failed attempt teaches
ENOUGH = 5  # attempts at a quiz that allows any number
TRIES_AGAIN_SOON = 0.6  # how often the next attempt is made the same hour
GRANTED = 0.6  # how often a trainer grants one more attempt

Acts = Generator[datetime, None, None]


@dataclass(frozen=True)
class Scene:
    """What every life of one cohort plays in."""

    session: Session
    rng: Random
    courses: Mapping[str, PublishedCourse]
    cohort: Cohort
    issuing: Issuing
    administrator: Actor
    trainer: Actor


class Moments:
    """The moment at which somebody's next act happens."""

    def __init__(self, rng: Random, first: datetime) -> None:
        self.rng = rng
        self.at = first

    def after(self, shortest: float, longest: float) -> datetime:
        """Go on some minutes."""
        self.at += timedelta(minutes=self.rng.uniform(shortest, longest))
        return self.at

    def another_day(self, soonest: int, latest: int) -> datetime:
        """Go on some days, to working hours."""
        day = self.at + timedelta(days=self.rng.randint(soonest, latest))
        self.at = day.replace(hour=self.rng.randint(6, 18), minute=self.rng.randint(0, 59))
        return self.at


def tell(scene: Scene, plan: LearnerPlan, *, stored_password: str, until: datetime) -> None:
    """Tell one life up to the present.

    Args:
        scene: where it plays, in a writing transaction.
        plan: whose life.
        stored_password: what is stored of the learner's password.
        until: the present moment.
    """
    for moment in _life(scene, plan, stored_password):
        if moment > until:
            return


def _life(scene: Scene, plan: LearnerPlan, stored_password: str) -> Acts:
    moments = Moments(scene.rng, plan.joined_at)
    yield moments.at
    actor, enrolments = _join(scene, plan, stored_password, moments.at)
    bent = plan.bent
    for place, enrolment in enumerate(enrolments[: bent.courses + 1]):
        yield moments.after(3, 30) if place == 0 else moments.another_day(0, 3)
        course = scene.courses[enrolment.course]
        if place == bent.courses:
            yield from _begin(scene, moments, enrolment, course.modules[0], bent)
            break
        for module in course.modules:
            yield from _take(scene, moments, enrolment, course, module, bent)
        people.touch_session(scene.session, actor, now=moments.at)
        if place == 0 and plan.moves:
            yield moments.another_day(1, 9)
            _move(scene, plan, actor, moments.at)
    yield from _correct(scene, plan, actor, moments)
    if plan.revoked:
        yield moments.another_day(2, 40)
        _revoke(scene, actor, moments.at)


def _join(scene: Scene, plan: LearnerPlan, stored_password: str, moment: datetime) -> tuple[Actor, Sequence[Enrolment]]:
    """Register by the cohort's code, be signed in, and be enrolled."""
    person, cohort = people.register_learner(
        scene.session,
        join_code=scene.cohort.join_code,
        name=plan.typed_name,
        service_number=plan.service_number,
        password_hash=stored_password,
        category=plan.category,
        rank_group=plan.rank_group,
        unit=plan.unit,
        mission=scene.cohort.mission,
        sex=plan.sex,
        language=plan.language,
        now=moment,
    )
    rotation = queries.current_rotation(scene.session, person.id)
    enrolments = records.enrol_in_cohort(scene.session, person, rotation, cohort, now=moment)
    candidate = people.Candidate(person.id, person.name, person.country, person.password_hash, "", "", 0)
    signed_in = people.begin_session(scene.session, candidate, now=moment)
    assert isinstance(signed_in, people.SignedIn), "nobody was refused before"
    return signed_in.actor, enrolments


def _read(
    scene: Scene, moments: Moments, enrolment_id: uuid.UUID, module: PublishedModule, lessons: int, bent: Bent
) -> Acts:
    """Open and read the first lessons of a module."""
    for lesson in module.lessons[:lessons]:
        records.open_lesson(scene.session, enrolment_id, module.slug, lesson.id, now=moments.at)
        yield moments.after(lesson.minutes * 0.6, lesson.minutes * 1.7)
        records.finish_lesson(scene.session, enrolment_id, module.slug, lesson.id, now=moments.at)
        yield moments.another_day(1, 4) if scene.rng.random() < bent.pauses else moments.after(0.1, 3)


def _begin(scene: Scene, moments: Moments, enrolment: Enrolment, module: PublishedModule, bent: Bent) -> Acts:
    """Begin a module and stop somewhere, some of them in the middle of the quiz."""
    yield from _read(scene, moments, enrolment.id, module, bent.lessons, bent)
    if bent.leaves_quiz:
        attempt_id, _, given = _start(scene, moments, enrolment, module, bent.knows)
        yield moments.after(3, 8)
        _save_half(scene, moments, attempt_id, enrolment.person_id, given)


def _take(
    scene: Scene,
    moments: Moments,
    enrolment: Enrolment,
    course: PublishedCourse,
    module: PublishedModule,
    bent: Bent,
) -> Acts:
    """Go through a module: read it, take its quiz until it is passed or no attempt is left, complete the course."""
    early = scene.rng.random() < QUIZ_EARLY
    yield from _read(scene, moments, enrolment.id, module, len(module.lessons) - early, bent)
    yield from _try(scene, moments, enrolment, module, bent.knows)
    if early:
        last = module.lessons[-1]
        yield moments.after(1, 5)
        records.finish_lesson(scene.session, enrolment.id, module.slug, last.id, now=moments.at)
    records.complete_if_due(scene.session, enrolment.id, course, issuing=scene.issuing, now=moments.at)


def _try(scene: Scene, moments: Moments, enrolment: Enrolment, module: PublishedModule, knows: float) -> Acts:
    """Take a quiz as often as it is allowed and needed."""
    quiz = quiz_version(scene.session, module.quiz_version_id).quiz
    left, granted = quiz.attempts or ENOUGH, False
    while left:
        yield moments.after(1, 9)
        passed = yield from _attempt(scene, moments, enrolment, module, knows)
        if passed:
            return
        left, knows = left - 1, min(1.0, knows + BETTER * scene.rng.random())
        wait = quiz.wait_minutes
        if left:
            again = scene.rng.random() < TRIES_AGAIN_SOON
            yield moments.after(wait, wait * 3 + 5) if again else moments.another_day(1, 3)
        elif not granted and scene.rng.random() < GRANTED:
            yield moments.another_day(1, 6)
            left, granted, knows = 1, True, 1.0
            records.grant_attempt(
                scene.session,
                scene.trainer,
                cohort_id=scene.cohort.id,
                enrolment_id=enrolment.id,
                module=module.slug,
                now=moments.at,
            )


def _attempt(
    scene: Scene, moments: Moments, enrolment: Enrolment, module: PublishedModule, knows: float
) -> Generator[datetime, None, bool]:
    """Make one attempt; gives back whether it was a pass."""
    attempt_id, pass_mark, given = _start(scene, moments, enrolment, module, knows)
    if scene.rng.random() < SAVES_FIRST:
        yield moments.after(2, 6)
        given = _save_half(scene, moments, attempt_id, enrolment.person_id, given)
    yield moments.after(3, 12)
    submitted = records.submit_attempt(
        scene.session,
        attempt_id,
        enrolment.person_id,
        given,
        key=uuid.UUID(int=scene.rng.getrandbits(128), version=4),
        now=moments.at,
    )
    assert submitted.score is not None, "nobody else is at this attempt"
    return submitted.score.passes(pass_mark)


def _start(
    scene: Scene, moments: Moments, enrolment: Enrolment, module: PublishedModule, knows: float
) -> tuple[uuid.UUID, int, dict[str, Given]]:
    """Begin an attempt; gives back its id, its pass mark, and what will be answered."""
    quiz = quiz_version(scene.session, module.quiz_version_id).quiz
    language, seed = module.pack.languages[0], scene.rng.getrandbits(62)
    attempt = records.start_attempt(scene.session, enrolment, module, language=language, seed=seed, now=moments.at)
    items = [quiz.item(place.item_id) for place in placed_from_json(attempt.placed)]
    given = {item.id: Given(answer(item, scene.rng, knows=scene.rng.random() < knows), 0) for item in items}
    return attempt.id, attempt.pass_mark, given


def _save_half(
    scene: Scene, moments: Moments, attempt_id: uuid.UUID, person_id: uuid.UUID, given: dict[str, Given]
) -> dict[str, Given]:
    """Save the first half of the answers; gives all of them back with the revisions that the page now shows."""
    half = dict(list(given.items())[: len(given) // 2])
    saved = records.save_answers(scene.session, attempt_id, person_id, half, now=moments.at)
    return given | {item: Given(half[item].answer, revision) for item, revision in saved.revisions.items()}


def _move(scene: Scene, plan: LearnerPlan, actor: Actor, moment: datetime) -> None:
    """Begin another rotation, for another mission."""
    mission = scene.rng.choice([other for other in MISSIONS if other != scene.cohort.mission])
    rotation = people.begin_rotation(
        scene.session,
        actor,
        person_id=actor.person_id,
        country=scene.cohort.country,
        category=plan.category,
        rank_group=plan.rank_group,
        unit=plan.unit,
        mission=mission,
        now=moment,
    )
    person = queries.person(scene.session, actor, actor.person_id)
    records.follow_rotation(scene.session, person, rotation)


def _correct(scene: Scene, plan: LearnerPlan, actor: Actor, moments: Moments) -> Acts:
    """Have a name put right that was typed in the wrong order; the certificates are issued again."""
    if plan.typed_name == plan.name:
        return
    yield moments.another_day(1, 20)
    person_id, administrator = actor.person_id, scene.administrator
    people.correct_name(scene.session, administrator, person_id=person_id, name=plan.name, now=moments.at)
    keys = scene.issuing.keys
    records.supersede_for_name(scene.session, administrator, person_id, plan.name, keys=keys, now=moments.at)


def _revoke(scene: Scene, actor: Actor, moment: datetime) -> None:
    """Revoke somebody's newest certificate, for one of the reasons that there are."""
    held = next(iter(credentials(scene.session, actor.person_id)), None)
    if held is not None:
        reason = scene.rng.choice(list(RevocationReason))
        records.revoke(scene.session, scene.administrator, held.serial, reason, now=moment)
