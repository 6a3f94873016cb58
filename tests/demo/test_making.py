from collections import Counter as Count
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from certificates.facts import Facts
from certificates.seal import KeyRing, Seal
from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.demo import make_demo
from learning.errors import Conflict, Invalid
from learning.modules.queries import catalogue
from learning.people import passwords, queries, services
from learning.people.models import Cohort, Membership, Person, Rotation, Sex
from learning.people.permissions import Role
from learning.people.rules import is_closed
from learning.quizzes.queries import quiz_version
from learning.records import tallies
from learning.records.ledger import Grant
from learning.records.models import Attempt, Completion, Credential, Enrolment, LessonView, Progress, Purpose, Response
from learning.records.queries import registered
from learning.records.rules import Stage, Standing, stage


def _stages(enrolments: Iterable[Enrolment], progress: Iterable[Progress], now: datetime) -> Mapping[Stage, int]:
    failures: dict[Any, int] = {}
    for row in progress:
        if row.passed_at is None:
            failures[row.enrolment_id] = max(failures.get(row.enrolment_id, 0), row.failures)
    return Count(
        stage(completed=one.completed_on is not None, seen_at=one.seen_at, failures=failures.get(one.id, 0), now=now)
        for one in enrolments
    )


def test_every_tally_equals_a_recount(any_demo: Any) -> None:
    with any_demo.database.begin() as session:
        assert tallies.rebuild(session) == 0
        assert session.scalar(select(func.count()).select_from(Enrolment)) > 60


def test_there_are_countries_cohorts_and_people_as_asked_for(demo: Any) -> None:
    with demo.database.read() as session:
        roles = Count(session.scalars(select(Person.role)))
        countries = set(session.scalars(select(Person.country).where(Person.role == Role.LEARNER)))
        sexes = set(session.scalars(select(Person.sex).where(Person.role == Role.LEARNER)))
        cohorts = session.scalar(select(func.count()).select_from(Cohort))
        members = session.scalar(select(func.count()).select_from(Membership))

    assert roles[Role.LEARNER] == members == demo.counter.steps == demo.counter.total == 60
    assert roles[Role.TRAINER] == roles[Role.FOCAL_POINT] == 13
    assert roles[Role.ADMINISTRATOR] == 1
    assert len(countries) >= 8
    assert cohorts == 39
    assert {None, Sex.FEMALE, Sex.MALE} <= sexes


def test_every_stage_and_every_standing_is_there(demo: Any, now: datetime) -> None:
    with demo.database.read() as session:
        enrolments = session.scalars(select(Enrolment)).all()
        stages = _stages(enrolments, session.scalars(select(Progress)), now)
        standings = {registered(one, now.date()).standing for one in session.scalars(select(Credential))}

    assert stages.keys() == set(Stage)
    assert standings == set(Standing) - {Standing.UNKNOWN}


def test_attempts_fail_wait_and_pass_under_the_terms_of_their_quiz(demo: Any, now: datetime) -> None:
    with demo.database.read() as session:
        attempts = session.scalars(
            select(Attempt)
            .where(Attempt.purpose == Purpose.QUIZ)
            .order_by(Attempt.enrolment_id, Attempt.module, Attempt.number)
        ).all()
        limits = {one.quiz_version_id: quiz_version(session, one.quiz_version_id).quiz.attempts for one in attempts}
        extra = Count((one.enrolment_id, one.module) for one in session.scalars(select(Grant)))
    failed_then_passed = 0
    for one, following in pairwise(attempts):
        if (one.enrolment_id, one.module) != (following.enrolment_id, following.module):
            continue
        assert one.submitted_at is not None
        assert not one.passed
        assert following.started_at - one.submitted_at >= timedelta(minutes=one.wait_minutes)
        failed_then_passed += bool(following.passed)

    assert failed_then_passed
    assert attempts
    assert extra
    for one in attempts:
        assert (limits[one.quiz_version_id] or 99) + extra[one.enrolment_id, one.module] >= one.number
        assert one.started_at <= (one.submitted_at or now) <= now


def test_some_attempts_are_open_with_answers_saved(demo: Any) -> None:
    with demo.database.read() as session:
        saved = session.scalar(
            select(func.count()).select_from(Response).join(Attempt).where(Attempt.submitted_at.is_(None))
        )

    assert saved


def test_nothing_happens_after_the_present(demo: Any, now: datetime) -> None:
    columns = (
        AuditEntry.at,
        Person.seen_at,
        Person.made_at,
        LessonView.opened_at,
        LessonView.read_at,
        Enrolment.seen_at,
        Completion.completed_at,
        Credential.issued_at,
        Credential.revoked_at,
        Credential.superseded_at,
    )
    with demo.database.read() as session:
        latest = [session.scalar(select(func.max(column))) for column in columns]
        earliest = session.scalar(select(func.min(Completion.completed_at)))

    assert all(moment is not None and moment <= now for moment in latest)
    assert earliest is not None
    assert earliest < now - timedelta(days=365)


def test_every_certificate_is_sealed_under_an_authority_nobody_can_take_for_a_real_one(demo: Any) -> None:
    with demo.database.read() as session:
        credentials = session.scalars(select(Credential)).all()

    for one in credentials:
        facts = Facts.from_bytes(one.facts.encode())
        assert demo.keys.verify(one.facts.encode(), Seal(one.key_id, bytes.fromhex(one.seal)))
        assert any(word in facts.authority for word in ("Demonstration", "démonstration", "تجريبية"))


def test_a_corrected_name_stands_on_the_new_certificate(demo: Any) -> None:
    with demo.database.read() as session:
        old = session.scalars(select(Credential).where(Credential.superseded_at.is_not(None))).first()
        assert old is not None
        new = session.get_one(Credential, old.superseded_by)
        person = session.get_one(Person, old.person_id)

    assert Facts.from_bytes(new.facts.encode()).name == person.name
    assert Facts.from_bytes(old.facts.encode()).name != person.name


def test_somebody_moved_between_two_courses_and_the_first_keeps_its_facts(demo: Any) -> None:
    with demo.database.read() as session:
        ended = session.scalars(select(Rotation).where(Rotation.ended_on.is_not(None))).first()
        assert ended is not None
        open_one = session.scalars(
            select(Rotation).where(Rotation.person_id == ended.person_id, Rotation.ended_on.is_(None))
        ).one()
        missions = set(session.scalars(select(Enrolment.mission).where(Enrolment.person_id == ended.person_id)))

    assert missions == {ended.mission, open_one.mission}


@pytest.mark.parametrize("role", list(Role))
def test_the_told_sign_in_of_each_role_works(demo: Any, role: Role, now: datetime) -> None:
    country, name, password = demo.told(role)

    outcome = services.sign_in(
        demo.database,
        country=country,
        sign_in_name=name,
        password=password,
        address="192.0.2.1",
        secret="a secret of the tests, long enough",
        now=now,
    )

    assert isinstance(outcome, services.SignedIn)
    assert outcome.actor.role == role


def test_nobody_else_can_sign_in(demo: Any) -> None:
    with demo.database.read() as session:
        usable = session.scalars(select(Person.role).where(Person.password_hash != passwords.NOBODYS_HASH)).all()

    assert sorted(usable) == sorted(Role)


def test_the_learner_who_is_told_of_holds_one_certificate_and_is_under_way(demo: Any, now: datetime) -> None:
    _, number, _ = demo.told(Role.LEARNER)
    with demo.database.read() as session:
        person = session.scalars(select(Person).where(Person.service_number == number.replace("-", ""))).one()
        enrolments = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()
        progress = session.scalars(select(Progress)).all()

    stages = _stages(enrolments, progress, now)
    assert stages[Stage.COMPLETED] == 1
    assert stages[Stage.UNDER_WAY] == 1


def test_the_told_join_code_is_open(demo: Any, now: datetime) -> None:
    code = demo.lines[-1].split()[-1]
    with demo.database.read() as session:
        cohort = queries.cohort_by_code(session, code, country="GHA")

    assert not is_closed(cohort.closes_on, now.date())


def test_the_log_tells_of_every_kind_of_act_that_happened(demo: Any) -> None:
    with demo.database.read() as session:
        acts = set(session.scalars(select(AuditEntry.act)))

    assert acts >= {
        Act.SET_UP,
        Act.PERSON_INVITED,
        Act.INVITATION_ACCEPTED,
        Act.COHORT_MADE,
        Act.COHORT_JOINED,
        Act.PERSON_ADDED,
        Act.COUNTRY_CHANGED,
        Act.SIGNED_IN,
        Act.CREDENTIAL_ISSUED,
        Act.CREDENTIAL_REVOKED,
        Act.CREDENTIAL_SUPERSEDED,
        Act.PROFILE_CHANGED,
        Act.ROTATION_BEGUN,
        Act.REPORT_DOWNLOADED,
    }


def test_without_content_there_is_no_demo(
    sqlite_database: Database, keys: KeyRing, counter: Any, now: datetime
) -> None:
    with pytest.raises(Conflict, match="needs content"):
        make_demo(sqlite_database, keys, learners=3, progress=counter, now=now)


def test_where_somebody_is_there_is_no_demo(demo: Any, keys: KeyRing, counter: Any, now: datetime) -> None:
    with pytest.raises(Conflict, match="people in this database"):
        make_demo(demo.database, keys, learners=3, progress=counter, now=now)


def test_a_demo_of_nobody_is_refused(sqlite_database: Database, keys: KeyRing, counter: Any, now: datetime) -> None:
    with pytest.raises(Invalid, match="at least one"):
        make_demo(sqlite_database, keys, learners=0, progress=counter, now=now)


def test_one_learner_is_enough(
    sqlite_database: Database, keys: KeyRing, counter: Any, publish_ours: Any, now: datetime
) -> None:
    publish_ours(sqlite_database)

    lines = make_demo(sqlite_database, keys, learners=1, progress=counter, now=now)

    assert len(lines) == 5


def test_equal_arguments_give_equal_lives(
    demo: Any, sqlite_database: Database, keys: KeyRing, counter: Any, publish_ours: Any, now: datetime
) -> None:
    publish_ours(sqlite_database)
    make_demo(sqlite_database, keys, learners=60, progress=counter, now=now)

    def told(database: Database) -> Sequence[tuple[Any, ...]]:
        with database.read() as session:
            assert len(catalogue(session).courses) == 2
            rows: Iterator[Any] = session.execute(
                select(Completion.name, Completion.course, Completion.completed_at, Completion.mission)
            )
            return sorted(tuple(row) for row in rows)

    assert told(sqlite_database) == told(demo.database)
