"""The life of one learner, told act by act through the services that real people's acts go through.

Each act yields the moment before it happens, so that the teller can stop at the present: who joined this week is then
under way, with a lesson half read or an attempt still open.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from learning.demo.plans import MISSIONS, Bent, LearnerPlan
from learning.demo.scenes import Acts, Moments, Scene
from learning.demo.sittings import Sitting
from learning.modules.queries import PublishedModule
from learning.people import queries
from learning.people import services as people
from learning.people.models import Person
from learning.people.rules import Actor
from learning.records import services as records
from learning.records.models import Enrolment, Purpose, RevocationReason
from learning.records.queries import credentials, follow_ups

QUIZ_EARLY = 0.06  # how often the quiz is tried before the last lesson is read
REST_BETWEEN_MODULES = 4  # times the chance to rest between lessons
KNOWN_BEFORE = 0.55  # of what is known after the course
FORGOTTEN = 0.08  # until a follow-up
LATEST = 25  # days that a follow-up is done after it is due


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
    for place, enrolment in enumerate(enrolments[: plan.bent.courses + 1]):
        yield moments.after(3, 30) if place == 0 else moments.another_day(0, 3)
        sitting = Sitting(scene, moments, enrolment, scene.courses[enrolment.course])
        if place == plan.bent.courses:
            yield from _begin(sitting, plan.bent)
            break
        yield from _study(sitting, plan.bent)
        people.touch_session(scene.session, actor, now=moments.at)
        if place == 0 and plan.moves:
            yield moments.another_day(1, 9)
            _move(scene, plan, actor, moments.at)
    yield from _correct(scene, plan, actor, moments)
    if plan.revoked:
        yield moments.another_day(2, 40)
        _revoke(scene, actor, moments.at)
    yield from _follow_up(scene, plan, actor, moments, enrolments)


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
    return _sign_in(scene, person, moment), enrolments


def _sign_in(scene: Scene, person: Person, moment: datetime) -> Actor:
    candidate = people.Candidate(person.id, person.name, person.country, person.password_hash, "", "", 0)
    signed_in = people.begin_session(scene.session, candidate, now=moment)
    assert isinstance(signed_in, people.SignedIn), "nobody was refused before"
    return signed_in.actor


def _required(sitting: Sitting) -> Sequence[PublishedModule]:
    """List what this person must take in the course, by what she serves as."""
    return sitting.course.required(sitting.enrolment.category, sitting.enrolment.rank_group)


def _read(sitting: Sitting, module: PublishedModule, lessons: int, bent: Bent) -> Acts:
    """Open and read the first lessons of a module."""
    session, moments = sitting.scene.session, sitting.moments
    for lesson in module.lessons[:lessons]:
        records.open_lesson(session, sitting.enrolment.id, module.slug, lesson.id, now=moments.at)
        yield moments.after(lesson.minutes * 0.6, lesson.minutes * 1.7)
        records.finish_lesson(session, sitting.enrolment.id, module.slug, lesson.id, now=moments.at)
        yield moments.another_day(1, 4) if sitting.chance(bent.pauses) else moments.after(0.1, 3)


def _begin(sitting: Sitting, bent: Bent) -> Acts:
    """Begin a course and stop somewhere in its first module, some of them in the middle of the quiz."""
    module = _required(sitting)[0]
    yield from _read(sitting, module, bent.lessons, bent)
    if bent.leaves_quiz:
        attempt, answers = sitting.begin(module, bent.knows)
        yield sitting.moments.after(3, 8)
        sitting.save_half(attempt, answers)


def _study(sitting: Sitting, bent: Bent) -> Acts:
    """Go through a course until it is complete or a quiz is failed for good; some are tested before and after."""
    scene, moments = sitting.scene, sitting.moments
    tested = bent.is_tested and sitting.course.test_version_id is not None
    if tested:
        yield from sitting.take_test(Purpose.PRE_TEST, bent.knows * KNOWN_BEFORE)
    for module in _required(sitting):
        yield moments.another_day(1, 2) if sitting.chance(bent.pauses * REST_BETWEEN_MODULES) else moments.after(1, 9)
        early = sitting.chance(QUIZ_EARLY)
        yield from _read(sitting, module, len(module.lessons) - early, bent)
        yield from sitting.practise(module, bent.knows)
        passed = yield from sitting.pass_quiz(module, bent.knows)
        if early:
            yield moments.after(1, 5)
            last = module.lessons[-1].id
            records.finish_lesson(scene.session, sitting.enrolment.id, module.slug, last, now=moments.at)
        if not passed:
            return
    records.complete_if_due(scene.session, sitting.enrolment.id, sitting.course, issuing=scene.issuing, now=moments.at)
    if tested:
        yield from sitting.take_test(Purpose.POST_TEST, bent.knows)


def _follow_up(
    scene: Scene, plan: LearnerPlan, actor: Actor, moments: Moments, enrolments: Sequence[Enrolment]
) -> Acts:
    """Come back months later, to so many of the follow-ups as this learner does."""
    by_id = {enrolment.id: enrolment for enrolment in enrolments}
    for due in follow_ups(scene.session, list(by_id)):
        if due.number > plan.bent.follow_ups:
            continue
        yield moments.not_before(due.due_on + timedelta(days=scene.rng.randint(0, LATEST)))
        _sign_in(scene, queries.person(scene.session, actor, actor.person_id), moments.at)
        enrolment = by_id[due.enrolment_id]
        sitting = Sitting(scene, moments, enrolment, scene.courses[enrolment.course])
        yield from sitting.follow_up(due, plan.bent.knows - FORGOTTEN)


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
    records.follow_rotation(scene.session, person, rotation, now=moment)


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
