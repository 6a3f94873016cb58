"""Taking a course again: a new enrolment, a new credential that supersedes the old one, and nothing rewritten."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from learning.errors import Conflict
from learning.people import queries as people
from learning.people.models import Person
from learning.records import queries as records
from learning.records import services, tallies
from learning.records.models import Completion, Credential, Enrolment, RevocationReason, StatusList
from learning.records.rules import may_renew
from tests.cast import Cast, Player
from tests.conftest import NOW
from tests.life import SEA, Life

LATER = NOW + timedelta(days=300)


def renew(life: Life, player: Player, now: datetime = LATER) -> uuid.UUID:
    with life.database.begin() as session:
        person = session.get_one(Person, player.actor.person_id)
        rotation = people.current_rotation(session, person.id)
        return services.renew(session, person, rotation, SEA, cohort=None, now=now).id


def complete_again(life: Life, player: Player) -> str:
    enrolment = renew(life, player)
    life.read_lessons(enrolment)
    life.submit(life.begin(enrolment, now=LATER), now=LATER)
    with life.database.read() as session:
        return records.credentials(session, player.actor.person_id)[0].serial


@pytest.mark.parametrize(
    ("completed_on", "valid_until", "today", "expected"),
    [
        (None, None, date(2026, 3, 2), False),
        (date(2026, 3, 2), None, date(2099, 1, 1), False),
        (date(2026, 3, 2), date(2027, 3, 2), date(2026, 12, 1), False),
        (date(2026, 3, 2), date(2027, 3, 2), date(2026, 12, 2), True),
        (date(2026, 3, 2), date(2027, 3, 2), date(2027, 3, 3), True),
    ],
)
def test_a_course_is_taken_again_from_ninety_days_before_it_runs_out(
    completed_on: date | None, valid_until: date | None, today: date, *, expected: bool
) -> None:
    assert may_renew(completed_on, valid_until, today) is expected


def test_the_new_credential_supersedes_and_both_stay(cast: Cast, life: Life) -> None:
    old = life.complete(cast.amina)
    new = complete_again(life, cast.amina)
    assert new != old
    with life.database.read() as session:
        before, after = session.get_one(Credential, old), session.get_one(Credential, new)
        assert before.superseded_by == new
        assert before.superseded_at == LATER
        assert (after.superseded_at, after.revoked_at) == (None, None)
        assert records.registered(before, LATER.date()).facts.completed_on == NOW.date()
        assert records.registered(after, LATER.date()).facts.completed_on == LATER.date()
        assert session.scalar(select(func.count()).select_from(Completion)) == 2


def test_a_revoked_credential_is_not_superseded(cast: Cast, life: Life) -> None:
    old = life.complete(cast.amina)
    with life.database.begin() as session:
        services.revoke(session, cast.dora.actor, old, RevocationReason.RESULT_ANNULLED, now=NOW)
    complete_again(life, cast.amina)
    with life.database.read() as session:
        line = session.get_one(Credential, old)
        assert (line.superseded_by, line.revocation_reason) == (None, "result-annulled")


def test_what_was_done_before_is_kept_and_the_new_round_begins_empty(cast: Cast, life: Life) -> None:
    life.complete(cast.amina)
    second = renew(life, cast.amina)
    with life.database.read() as session:
        record = records.course_record(session, cast.amina.actor.person_id, SEA)
        assert record is not None
        assert record.enrolment.id == second
        assert (record.read, record.progress, record.enrolment.completed_on) == ({}, {}, None)
        first = session.scalars(select(Enrolment).where(Enrolment.renewed_at.is_not(None))).one()
        assert first.completed_on == NOW.date()
        assert [each.id for each in records.all_enrolments(session, cast.amina.actor.person_id)] == [first.id, second]


def test_too_early_or_twice_is_refused(cast: Cast, life: Life) -> None:
    life.complete(cast.amina)
    with pytest.raises(Conflict):
        renew(life, cast.amina, now=NOW)
    renew(life, cast.amina)
    with pytest.raises(Conflict):
        renew(life, cast.amina)


def test_joining_another_cohort_near_the_end_begins_the_course_again(cast: Cast, life: Life) -> None:
    life.complete(cast.amina)
    life.assign(cast.ghana_cohort, SEA)
    with life.database.begin() as session:
        person = session.get_one(Person, cast.amina.actor.person_id)
        rotation = people.current_rotation(session, person.id)
        (early,) = services.enrol_in_cohort(session, person, rotation, cast.ghana_cohort, now=NOW)
        assert early.completed_on == NOW.date()
        (again,) = services.enrol_in_cohort(session, person, rotation, cast.ghana_cohort, now=LATER)
        assert (again.completed_on, again.cohort_id) == (None, cast.ghana_cohort.id)


def test_the_tallies_count_both_rounds(cast: Cast, life: Life) -> None:
    life.complete(cast.amina)
    complete_again(life, cast.amina)
    with life.database.begin() as session:
        assert tallies.rebuild(session) == 0


def test_what_was_completed_while_issuing_was_closed_is_issued_once(
    cast: Cast, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Life, "issuing", property(lambda self: services.Issuing(self.keys, "Office", is_open=False)))
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment)
    life.submit(life.begin(enrolment))
    monkeypatch.undo()
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Completion)) == 1
        assert session.scalar(select(func.count()).select_from(Credential)) == 0
    issued = []
    for _ in range(2):
        with life.database.begin() as session:
            issued += services.issue_due(session, issuing=lambda *_: life.issuing, most=100, now=LATER)
    assert [line.person_id for line in issued] == [cast.amina.actor.person_id]
    assert records.registered(issued[0], LATER.date()).facts.completed_on == NOW.date()


def test_places_are_given_out_once_each(cast: Cast, life: Life) -> None:
    life.crowd(cast.ghana_cohort, 40, completed=40)
    with life.database.read() as session:
        places = session.execute(select(Credential.status_list, Credential.status_index)).all()
        assert len(set(places)) == 40
        assert {number for number, _ in places} == {1}
        assert max(index for _, index in places) > 40, "by chance, not one after the other"
        assert session.get_one(StatusList, 1).taken == 40


def test_a_full_list_is_followed_by_the_next(cast: Cast, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learning.records.places.FULL", 3)
    life.crowd(cast.ghana_cohort, 7, completed=7)
    with life.database.read() as session:
        taken = {row.number: row.taken for row in session.scalars(select(StatusList))}
    assert taken == {1: 3, 2: 3, 3: 1}


def test_an_upgrade_issues_nothing(cast: Cast, life: Life) -> None:
    """Publishing again, as each start does, issues no credential and changes none."""
    life.complete(cast.amina)
    with life.database.read() as session:
        before = session.execute(select(Credential.serial, Credential.facts, Credential.seal)).all()
    with life.database.begin() as session:
        assert services.issue_due(session, issuing=lambda *_: life.issuing, most=100, now=LATER) == []
    with life.database.read() as session:
        assert session.execute(select(Credential.serial, Credential.facts, Credential.seal)).all() == before
