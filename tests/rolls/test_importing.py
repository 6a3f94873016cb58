"""Importing a roll and taking it back, on both databases."""

import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from learning.db import Base, Database
from learning.errors import Conflict, Invalid, NotFound
from learning.people import services as people_services
from learning.people.models import Cohort, Membership, Person, Rotation
from learning.people.passwords import NO_PASSWORD
from learning.records import tallies
from learning.records.models import Enrolment
from learning.rolls import queries, services
from learning.rolls.headings import Field
from learning.rolls.models import Roll, RollLine, RollMapping
from learning.rolls.rules import Decision
from tests.cast import ADDRESS, PASSWORD, SECRET, Cast, Player
from tests.conftest import NOW
from tests.life import GENDER, SEA, Life
from tests.rolls.files import HEADINGS, csv, people

Counting = Callable[[Database], AbstractContextManager[list[str]]]


@pytest.fixture
def cohort(cast: Cast, life: Life) -> Cohort:
    """Efua's cohort, which takes two courses."""
    life.assign(cast.ghana_cohort, SEA, GENDER)
    return cast.ghana_cohort


def keep(database: Database, player: Player, cohort: Cohort, rows: Sequence[Sequence[object]]) -> uuid.UUID:
    """Send a roll and say how it is read."""
    texts = [[str(cell) for cell in row] for row in (HEADINGS, *rows)]
    with database.begin() as session:
        found = services.keep_roll(
            session, player.actor, cohort, file_name="roll.csv", content=csv(rows), rows=texts, now=NOW
        )
        terms = queries.proposed_terms(session, found, cohort)
        services.set_terms(session, found, terms, now=NOW)
        return found.id


def take(database: Database, player: Player, roll_id: uuid.UUID) -> Roll:
    with database.begin() as session:
        return services.import_roll(session, player.actor, roll_id, now=NOW)


def undo(database: Database, player: Player, roll_id: uuid.UUID, *, hours: int = 1) -> Roll:
    with database.begin() as session:
        return services.undo_import(session, player.actor, roll_id, now=NOW + timedelta(hours=hours))


def number_of(database: Database, table: type[Base]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def everything(database: Database) -> list[int]:
    return [number_of(database, table) for table in (Person, Rotation, Membership, Enrolment, RollLine)]


def assert_tallies_are_right(database: Database) -> None:
    with database.begin() as session:
        assert tallies.rebuild(session) == 0


def test_a_roll_makes_people_rotations_memberships_and_enrolments(
    database: Database, cast: Cast, cohort: Cohort
) -> None:
    found = take(database, cast.efua, keep(database, cast.efua, cohort, people(3)))
    assert found.counts == {"new": 3, "known": 0, "left_out": 0}
    with database.read() as session:
        person = session.scalars(select(Person).where(Person.service_number == "GH20001")).one()
        assert (person.name, person.role, person.sex) == ("Kofi Mensah Ab1", "learner", "male")
        assert (person.country, person.password_hash, person.seen_at) == ("GHA", NO_PASSWORD, None)
        rotation = session.scalars(select(Rotation).where(Rotation.person_id == person.id)).one()
        assert (rotation.category, rotation.rank_group) == ("contingent-troop", "non-commissioned-officer")
        assert (rotation.unit, rotation.mission) == ("2 Company", "UNMISS")
        courses = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()
        assert {each.course for each in courses} == {SEA, GENDER}
        assert {each.cohort_id for each in courses} == {cohort.id}
    assert_tallies_are_right(database)


def test_who_is_new_reads_the_language_of_the_cohort(database: Database, cast: Cast, cohort: Cohort) -> None:
    roll_id = keep(database, cast.efua, cohort, people(1))
    with database.begin() as session:
        session.get_one(Cohort, cohort.id).language = "fr"
    take(database, cast.efua, roll_id)
    with database.read() as session:
        assert session.scalars(select(Person.language).where(Person.service_number == "GH20001")).one() == "fr"


def test_what_was_imported_is_not_kept_longer_than_it_is_needed(database: Database, cast: Cast, cohort: Cohort) -> None:
    roll_id = keep(database, cast.efua, cohort, people(3))
    forgotten = keep(database, cast.efua, cohort, people(3, first=50))
    take(database, cast.efua, roll_id)
    with database.begin() as session:
        assert queries.roll(session, cast.efua.actor, roll_id, with_rows=True).rows == []
        later = NOW + timedelta(days=2)
        services.keep_roll(session, cast.efua.actor, cohort, file_name="b", content=b"b", rows=[["a", "b"]], now=later)
        session.expire_all()
        assert session.get(Roll, forgotten) is None


def test_the_terms_are_remembered_for_the_country(database: Database, cast: Cast, cohort: Cohort) -> None:
    keep(database, cast.efua, cohort, people(1))
    with database.read() as session:
        last = session.get_one(RollMapping, "GHA")
        assert last.headings["servicenumber"] == Field.SERVICE_NUMBER
        assert last.headings["no"] == ""
        assert session.get(RollMapping, "NPL") is None


def test_nobody_signs_in_without_a_password(database: Database, cast: Cast, cohort: Cohort) -> None:
    take(database, cast.efua, keep(database, cast.efua, cohort, people(1)))
    for password in ("", PASSWORD):
        outcome = people_services.sign_in(
            database,
            country="GHA",
            sign_in_name="GH20001",
            password=password,
            address=ADDRESS,
            secret=SECRET,
            now=NOW,
        )
        assert isinstance(outcome, people_services.Refused)


def test_who_is_known_keeps_account_and_rotation_and_joins(
    database: Database, cast: Cast, cohort: Cohort, life: Life
) -> None:
    yaw = cast.learner("Yaw Boateng", "GH 777", cast.cohort(cast.efua, "Another cohort"))
    life.enrol(yaw, SEA)
    rows = [*people(2), (3, "BOATENG Yaw", "gh777", "Major", "troops", "9 Company", "M", "")]
    found = take(database, cast.efua, keep(database, cast.efua, cohort, rows))
    assert found.counts == {"new": 2, "known": 1, "left_out": 0}
    with database.read() as session:
        rotation = session.scalars(select(Rotation).where(Rotation.person_id == yaw.actor.person_id)).one()
        assert rotation.unit == "2 Company"
        courses = session.scalars(select(Enrolment).where(Enrolment.person_id == yaw.actor.person_id)).all()
        assert {(each.course, each.cohort_id) for each in courses} == {(SEA, cohort.id), (GENDER, cohort.id)}
        assert session.get(Membership, (cohort.id, yaw.actor.person_id)) is not None
    assert_tallies_are_right(database)


def test_a_roll_with_faults_is_imported_without_their_rows(database: Database, cast: Cast, cohort: Cohort) -> None:
    rows = [
        *people(2),
        (3, "", "GH 3", "Cpl", "troops", "", "", ""),
        (4, "Amina Mensa", "GH10234", "Cpl", "troops", "", "", ""),
    ]
    assert cast.amina.sign_in_name == "GH 10234"
    roll_id = keep(database, cast.efua, cohort, rows)
    with database.begin() as session:
        found = queries.roll(session, cast.efua.actor, roll_id, with_rows=True)
        run = queries.dry_run(session, found, today=NOW.date())
        assert [each.line.row for each in run.settled.unclear] == [5]
        assert (run.faulty_rows, run.left_out) == (1, 2)
        services.decide(found, {5: Decision.SAME})
    assert take(database, cast.efua, roll_id).counts == {"new": 2, "known": 1, "left_out": 1}


def test_a_roll_on_which_nobody_can_be_imported_stays_as_it_is(database: Database, cast: Cast, cohort: Cohort) -> None:
    roll_id = keep(database, cast.efua, cohort, [(1, "", "", "", "", "", "", "")])
    with pytest.raises(Invalid):
        take(database, cast.efua, roll_id)
    with database.read() as session:
        assert session.get_one(Roll, roll_id).applied_at is None


def test_the_same_roll_is_imported_once(database: Database, cast: Cast, cohort: Cohort) -> None:
    one, other = (keep(database, cast.efua, cohort, people(2)) for _ in range(2))
    take(database, cast.efua, one)
    before = everything(database)
    for roll_id in (one, other):
        with pytest.raises(Conflict, match="imported already"):
            take(database, cast.efua, roll_id)
    with pytest.raises(Conflict, match="imported already"):
        keep(database, cast.efua, cohort, people(2))
    assert everything(database) == before


def test_two_who_import_the_same_roll_at_once_get_one_result(database: Database, cast: Cast, cohort: Cohort) -> None:
    rolls = [keep(database, cast.efua, cohort, people(40)) for _ in range(2)]
    player = cast.efua
    together, results = threading.Barrier(4), []

    def go(roll_id: uuid.UUID) -> None:
        together.wait()
        try:
            results.append(take(database, player, roll_id).counts["new"])
        except Conflict:
            results.append(0)

    threads = [threading.Thread(target=go, args=(roll_id,)) for roll_id in rolls * 2]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == [0, 0, 0, 40]
    assert number_of(database, RollLine) == 40
    assert_tallies_are_right(database)


def test_another_countrys_roll_is_not_found(database: Database, cast: Cast, cohort: Cohort) -> None:
    roll_id = keep(database, cast.efua, cohort, people(1))
    with pytest.raises(NotFound):
        take(database, cast.chandra, roll_id)
    with pytest.raises(NotFound):
        keep(database, cast.chandra, cohort, people(1, first=9))
    take(database, cast.efua, roll_id)
    with pytest.raises(NotFound):
        undo(database, cast.chandra, roll_id)


def test_an_import_that_is_undone_leaves_no_trace_of_people(
    database: Database, cast: Cast, cohort: Cohort, life: Life
) -> None:
    yaw = cast.learner("Yaw Boateng", "GH 777", cast.cohort(cast.efua, "Another cohort"))
    life.enrol(yaw, SEA)
    before = everything(database)
    rows = [*people(5), (6, "Yaw Boateng", "GH777", "Cpl", "troops", "", "", "")]
    roll_id = keep(database, cast.efua, cohort, rows)
    take(database, cast.efua, roll_id)
    with database.begin() as session:
        people_services.print_slips(session, cast.efua.actor, cohort, secret=SECRET, now=NOW)
    found = undo(database, cast.efua, roll_id)
    assert (found.counts["removed"], found.counts["stayed"]) == (5, 0)
    assert everything(database) == before
    assert_tallies_are_right(database)
    take(database, cast.efua, keep(database, cast.efua, cohort, rows))


def test_who_has_begun_stays_when_the_import_is_undone(
    database: Database, cast: Cast, cohort: Cohort, life: Life
) -> None:
    roll_id = keep(database, cast.efua, cohort, people(4))
    take(database, cast.efua, roll_id)
    with database.begin() as session:
        ids = dict(session.execute(select(Person.service_number, Person.id)).all())
        session.execute(update(Person).where(Person.service_number == "GH20001").values(password_hash="x"))
    begun = select(Enrolment.id).where(Enrolment.person_id == ids["GH20002"], Enrolment.course == SEA)
    with database.read() as session:
        enrolment = session.scalars(begun).one()
    life.read_one(enrolment)
    another = cast.cohort(cast.efua, "Another cohort")
    with database.begin() as session:
        session.add(Membership(cohort_id=another.id, person_id=ids["GH20003"], joined_at=NOW))
    found = undo(database, cast.efua, roll_id)
    assert (found.counts["removed"], found.counts["stayed"]) == (1, 3)
    with database.read() as session:
        left = session.scalars(select(Person.service_number).where(Person.service_number.startswith("GH2000"))).all()
        assert sorted(left) == ["GH20001", "GH20002", "GH20003"]
        enrolled = session.scalars(select(Enrolment).where(Enrolment.person_id == ids["GH20002"])).all()
        assert len(enrolled) == 2
    assert_tallies_are_right(database)


def test_an_import_is_undone_once_and_within_a_day(database: Database, cast: Cast, cohort: Cohort) -> None:
    roll_id = keep(database, cast.efua, cohort, people(2))
    with pytest.raises(Conflict):
        undo(database, cast.efua, roll_id)
    take(database, cast.efua, roll_id)
    with pytest.raises(Conflict):
        undo(database, cast.efua, roll_id, hours=25)
    undo(database, cast.efua, roll_id)
    with pytest.raises(Conflict):
        undo(database, cast.efua, roll_id)


def test_a_longer_roll_takes_no_more_statements(
    database: Database, cast: Cast, cohort: Cohort, count_queries: Counting
) -> None:
    counts = []
    for first, number in ((1, 5), (100, 200)):
        roll_id = keep(database, cast.efua, cohort, people(number, first=first))
        with count_queries(database) as statements:
            take(database, cast.efua, roll_id)
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 2
