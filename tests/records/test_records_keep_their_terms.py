"""What was done stays as it was, whatever is published, corrected or changed afterwards."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from certificates.facts import Facts
from certificates.seal import Seal
from learning.errors import Conflict, NotFound
from learning.modules.rules import Course, Pack
from learning.people import queries as people
from learning.people import services as people_services
from learning.people.models import Person
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import read_quiz
from learning.records import queries as records
from learning.records import services
from learning.records.attempting import scored
from learning.records.models import (
    Attempt,
    Completion,
    Credential,
    Delivery,
    Enrolment,
    LessonView,
    Outcome,
    Progress,
    RevocationReason,
    Submission,
)
from tests.cast import Cast
from tests.life import SEA, Life, with_other_keys

Content = tuple[list[Pack], tuple[Course, ...]]


def test_an_attempt_is_marked_by_the_edition_it_began_on(cast: Cast, life: Life, content: Content) -> None:
    packs, courses = content
    attempt = life.begin(life.enrol(cast.amina))
    answers = life.right(attempt)
    life.publish([with_other_keys(pack) for pack in packs], courses)
    result = life.submit(attempt, answers)
    assert result.score is not None
    assert result.score.earned == result.score.out_of
    newer = life.begin(life.enrol(cast.bishnu))
    wrong = life.submit(newer, answers)
    assert wrong.score is not None
    assert wrong.score.earned < wrong.score.out_of


def test_publishing_never_scores_an_old_attempt_again(cast: Cast, life: Life, content: Content) -> None:
    packs, courses = content
    attempt = life.begin(life.enrol(cast.amina))
    life.submit(attempt)
    with life.database.read() as session:
        before = session.execute(select(Attempt.__table__)).all()
    life.publish([with_other_keys(pack) for pack in packs], courses)
    late = life.submit(attempt, {})
    assert late.outcome is Outcome.REPEATED
    with life.database.read() as session:
        assert session.execute(select(Attempt.__table__)).all() == before
        assert scored(session, session.get_one(Attempt, attempt)).passes(80)


def test_the_pass_mark_and_the_wait_are_those_of_the_beginning(cast: Cast, life: Life, content: Content) -> None:
    packs, courses = content
    enrolment = life.enrol(cast.amina)
    attempt = life.begin(enrolment)
    raws = [{**pack.raw_quiz, "pass_mark": 100, "wait_minutes": 60} for pack in packs]
    life.publish([replace(p, raw_quiz=raw, quiz=read_quiz(raw)) for p, raw in zip(packs, raws, strict=True)], courses)
    life.submit(attempt, {})
    with life.database.read() as session:
        found = session.get_one(Attempt, attempt)
        assert (found.pass_mark, found.wait_minutes, found.passed) == (80, 10, False)
    later = life.now + timedelta(minutes=60)
    with life.database.read() as session:
        newer = session.get_one(Attempt, life.begin(enrolment, now=later))
        assert (newer.pass_mark, newer.number) == (100, 2)


def test_the_same_seed_draws_the_same_and_the_draw_is_stored(cast: Cast, life: Life) -> None:
    one = life.begin(life.enrol(cast.amina), seed=7)
    other = life.begin(life.enrol(cast.bishnu), seed=7)
    with life.database.read() as session:
        assert session.get_one(Attempt, one).placed == session.get_one(Attempt, other).placed


def test_facts_and_seal_are_frozen_when_the_certificate_is_issued(cast: Cast, life: Life, content: Content) -> None:
    packs, courses = content
    serial = life.complete(cast.amina)
    with life.database.read() as session:
        before = session.get_one(Credential, serial)
        row = session.execute(select(Completion.__table__)).one()
    renamed = tuple(
        replace(course, validity_months=1, words={tag: {**w, "title": "Another"} for tag, w in course.words.items()})
        for course in courses
    )
    life.publish([with_other_keys(pack) for pack in packs], renamed)
    with life.database.begin() as session:
        people_services.set_authority(session, cast.dora.actor, country="GHA", authority="Another one", now=life.now)
        rotation = people_services.begin_rotation(
            session,
            cast.dora.actor,
            person_id=cast.amina.actor.person_id,
            country="NPL",
            category="civilian",
            rank_group="civilian",
            unit="elsewhere",
            mission="UNIFIL",
            service_number="NP 1",
            now=life.now,
        )
        person = session.get_one(Person, cast.amina.actor.person_id, populate_existing=True)
        services.follow_rotation(session, person, rotation, now=life.now)
    with life.database.read() as session:
        after = session.get_one(Credential, serial)
        assert (after.facts, after.seal, after.key_id) == (before.facts, before.seal, before.key_id)
        assert session.execute(select(Completion.__table__)).one() == row
        enrolment = session.scalars(select(Enrolment)).one()
        assert (enrolment.country, enrolment.category, enrolment.mission) == ("GHA", "contingent-troop", "UNMISS")
    facts = Facts.from_bytes(after.facts.encode())
    assert (facts.country, facts.completed_on, facts.valid_until) == ("GHA", date(2026, 3, 2), date(2027, 3, 2))
    assert life.keys.verify(after.facts.encode(), Seal(after.key_id, bytes.fromhex(after.seal)))


def test_a_new_rotation_moves_what_is_not_completed(cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    with life.database.begin() as session:
        rotation = people_services.begin_rotation(
            session,
            cast.dora.actor,
            person_id=cast.amina.actor.person_id,
            country="NPL",
            category="staff-officer",
            rank_group="junior-officer",
            unit="HQ",
            mission="UNIFIL",
            now=life.now,
        )
        person = session.get_one(Person, cast.amina.actor.person_id, populate_existing=True)
        services.follow_rotation(session, person, rotation, now=life.now)
    with life.database.read() as session:
        found = session.scalars(select(Enrolment)).one()
        assert (found.country, found.category, found.mission, found.cohort_id) == (
            "NPL",
            "staff-officer",
            "UNIFIL",
            None,
        )


def test_enrolling_twice_is_one_enrolment_that_takes_the_cohort(cast: Cast, life: Life) -> None:
    assert cast.ghana_cohort.country == "GHA"
    first = life.enrol(cast.amina)
    assert life.enrol(cast.amina, cohort=cast.ghana_cohort) == first
    with life.database.read() as session:
        assert session.get_one(Enrolment, first).cohort_id == cast.ghana_cohort.id


def test_who_has_not_said_how_she_serves_cannot_enrol(cast: Cast, life: Life) -> None:
    efua = cast.efua.actor.person_id
    with life.database.begin() as session:
        person = session.get_one(Person, efua)
        with pytest.raises(Conflict, match="in which category"):
            services.enrol(session, person, None, SEA, cohort=None, now=life.now)


def test_one_completion_has_one_standing_certificate(cast: Cast, life: Life) -> None:
    serial = life.complete(cast.amina)
    with life.database.begin() as session:
        line = session.get_one(Credential, serial)
        values = {column.name: getattr(line, column.name) for column in Credential.__table__.columns}
        second = insert(Credential).values({**values, "serial": "0" * 27})
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(second)


def test_completing_again_issues_nothing(cast: Cast, life: Life) -> None:
    life.complete(cast.amina)
    with life.database.begin() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        again = services.complete_if_due(
            session, enrolment.id, life.course(session, SEA), issuing=life.issuing, now=life.now
        )
        assert again is None
        assert session.scalar(select(func.count()).select_from(Credential)) == 1


def test_revoking_twice_is_refused_and_unknown_is_not_found(cast: Cast, life: Life) -> None:
    serial = life.complete(cast.amina)
    reason = RevocationReason.ISSUED_IN_ERROR
    with life.database.begin() as session:
        services.revoke(session, cast.dora.actor, serial, reason, now=life.now)
    with life.database.begin() as session, pytest.raises(Conflict):
        services.revoke(session, cast.dora.actor, serial, reason, now=life.now)
    with life.database.begin() as session, pytest.raises(NotFound):
        services.revoke(session, cast.dora.actor, "0" * 27, reason, now=life.now)


def test_a_refused_step_leaves_nothing_behind(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    life.submit(life.begin(enrolment), {})
    with pytest.raises(Conflict, match="10 min"):
        life.begin(enrolment, now=life.now)
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        progress = session.get_one(Progress, (enrolment, "zero-tolerance"))
        assert (progress.attempts, progress.failures) == (1, 1)


def test_every_submission_is_kept_with_its_answers(cast: Cast, life: Life) -> None:
    attempt = life.begin(life.enrol(cast.amina))
    life.submit(attempt)
    life.submit(attempt, {})
    with life.database.read() as session:
        kept = {row.outcome: row.answers for row in session.scalars(select(Submission))}
    assert kept == {Outcome.SCORED: life.right(attempt), Outcome.REPEATED: {}}


def test_a_score_is_stored_exactly(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    attempt = life.begin(enrolment, seed=life.seed_that_draws("multiple", SEA))
    answers = life.right(attempt)
    several = next(item for item in life.items(attempt) if item.kind == "multiple")
    answers[several.id] = answers[several.id][:-1]
    result = life.submit(attempt, answers)
    assert result.score is not None
    with life.database.read() as session:
        found = session.get_one(Attempt, attempt)
        assert found.earned_numerator is not None
        assert found.out_of is not None
        lost = 1 / len(several.body["key"])
        assert found.earned_numerator / found.earned_denominator == pytest.approx(found.out_of - lost)
        assert (found.earned_numerator, found.earned_denominator) == result.score.earned.as_integer_ratio()
        assert found.passed == result.score.passes(80)


def test_another_learners_attempt_is_not_found(cast: Cast, life: Life) -> None:
    attempt = life.begin(life.enrol(cast.amina))
    bishnu = cast.bishnu.actor.person_id
    with life.database.begin() as session:
        with pytest.raises(NotFound):
            services.save_answers(session, attempt, bishnu, {}, now=life.now)
        with pytest.raises(NotFound):
            services.submit_attempt(session, attempt, bishnu, {}, key=uuid.uuid4(), now=life.now)


def test_a_person_is_read_with_everything_she_did(cast: Cast, life: Life) -> None:
    serial = life.complete(cast.amina)
    with life.database.read() as session:
        person = people.person(session, cast.dora.actor, cast.amina.actor.person_id)
        record = records.course_record(session, person.id, SEA)
        assert record is not None
        assert record.enrolment.completed_on == date(2026, 3, 2)
        assert record.progress["zero-tolerance"].passed_at == life.now
        assert [line.serial for line in records.credentials(session, person.id)] == [serial]
        assert quiz_version(
            session, records.attempts(session, record.enrolment.id, "zero-tolerance")[0].quiz_version_id
        )


@pytest.mark.parametrize("way", Delivery)
def test_a_completion_says_how_the_course_was_taken(cast: Cast, life: Life, way: Delivery) -> None:
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment)
    with life.database.begin() as session:
        first = session.scalars(select(LessonView).where(LessonView.enrolment_id == enrolment).limit(1)).one()
        first.delivery = way
    life.submit(life.begin(enrolment))
    with life.database.read() as session:
        assert session.get_one(Enrolment, enrolment).delivery == way
        assert session.scalars(select(Completion.delivery)).all() == [way]
