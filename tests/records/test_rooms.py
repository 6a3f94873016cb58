"""Sessions in a room: planned, attended, closed once, corrected for a day."""

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from learning.db import Database
from learning.errors import Conflict, Forbidden, Invalid, NotFound
from learning.modules import queries as modules
from learning.people.closing import close_account
from learning.people.models import Cohort, Person, Slip
from learning.people.recognising import add_member, recognise
from learning.people.slips import print_slips
from learning.records import queries as records
from learning.records import services
from learning.records.models import Attempt, Completion, Delivery, Enrolment, LessonView, Progress
from learning.records.room_attendance import Noted, Told, close_session, exercises_of, note_roll
from learning.records.room_counting import Counted
from learning.records.room_planning import Plan, cancel_session, change_session, plan_session, read_hour
from learning.records.room_queries import room_roll, room_session, room_sessions
from learning.records.rooms import RoomSession
from tests.cast import SECRET, Cast, Player
from tests.life import GENDER, SEA, Life

MODULE = "zero-tolerance"


@dataclass
class Hall:
    """A session of Efua's cohort in its drill hall, and what trainers do with it."""

    cast: Cast
    life: Life
    now: datetime

    @property
    def cohort(self) -> Cohort:
        """Efua's cohort."""
        return self.cast.ghana_cohort

    def plan(self, *lessons: str, by: Player | None = None, days: int = 0, course: str = SEA) -> uuid.UUID:
        """Plan a session; gives its id."""
        trainer = by or self.cast.efua
        plan = Plan(
            lessons or (f"{course}/{MODULE}",),
            (self.now + timedelta(days=days)).date(),
            "9.30",
            "Drill hall",
            str(self.cast.efua.actor.person_id),
        )
        with self.life.database.begin() as session:
            return plan_session(
                session,
                trainer.actor,
                key=uuid.uuid4(),
                cohort=self.cohort,
                plan=plan,
                catalogue=modules.catalogue(session),
                now=self.now,
            )

    def note(self, room: uuid.UUID, *present: Player, absent: Sequence[Player] = (), by: Player | None = None) -> Noted:
        """Note who is there and who is not."""
        trainer = by or self.cast.efua
        with self.life.database.begin() as session:
            return note_roll(
                session,
                trainer.actor,
                room,
                present=[one.actor.person_id for one in present],
                absent=[one.actor.person_id for one in absent],
                catalogue=modules.catalogue(session),
                issuing=lambda _country, _tag: self.life.issuing,
                now=self.now,
            )

    def close(
        self, room: uuid.UUID, *, by: Player | None = None, leave: int = 0, exercises: bool = False
    ) -> Counted | None:
        """Close it: everything but the last few lessons was taught."""
        trainer = by or self.cast.efua
        with self.life.database.begin() as session:
            catalogue = modules.catalogue(session)
            planned = session.get_one(RoomSession, room)
            done = exercises_of(catalogue.course(planned.course), planned.lessons) if exercises else []
            return close_session(
                session,
                trainer.actor,
                room,
                told=Told(planned.lessons[: len(planned.lessons) - leave], done),
                catalogue=catalogue,
                issuing=lambda _country, _tag: self.life.issuing,
                now=self.now,
            )

    def views(self, player: Player) -> dict[str, LessonView]:
        """The lessons that somebody opened or read, by id."""
        with self.life.database.read() as session:
            query = select(LessonView).join(Enrolment).where(Enrolment.person_id == player.actor.person_id)
            return {view.lesson: view for view in session.scalars(query)}

    def counts(self, player: Player) -> int:
        """How many lessons the progress grid says."""
        with self.life.database.read() as session:
            query = select(func.sum(Progress.lessons_read)).join(Enrolment, Enrolment.id == Progress.enrolment_id)
            return session.scalar(query.where(Enrolment.person_id == player.actor.person_id)) or 0

    def lessons(self) -> list[str]:
        """The lessons of the module, in order."""
        with self.life.database.read() as session:
            return [lesson.id for lesson in self.life.course(session, SEA).module(MODULE).lessons]


@pytest.fixture
def hall(cast: Cast, life: Life) -> Hall:
    """Efua's cohort, which takes one course."""
    life.assign(cast.ghana_cohort, SEA)
    assert cast.amina
    return Hall(cast, life, life.now)


def test_a_session_has_the_lessons_of_a_module_in_their_order(hall: Hall) -> None:
    room = hall.plan()
    with hall.life.database.read() as session:
        found, cohort = room_session(session, hall.cast.efua.actor, room)
        (line,) = room_sessions(session, cohort.id)
    assert found.lessons == [f"{MODULE}/{lesson}" for lesson in hall.lessons()]
    assert (found.begins_at, found.place, line.leader, line.present) == ("09:30", "Drill hall", "Efua Owusu", 0)


@pytest.mark.parametrize(
    ("lessons", "days", "field"),
    [
        (("",), 0, "lessons"),
        ((f"{GENDER}/women-peace-security",), 0, "lessons"),
        ((f"{SEA}/{MODULE}",), -61, "held_on"),
        ((f"{SEA}/{MODULE}",), 400, "held_on"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(hall: Hall, lessons: tuple[str, ...], days: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        hall.plan(*lessons, days=days)
    assert refused.value.field == field


@pytest.mark.parametrize(("typed", "hour"), [("", ""), ("9.30", "09:30"), ("09:05", "09:05"), ("7h15", "07:15")])
def test_hours_are_read_as_people_type_them(typed: str, hour: str) -> None:
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["24:00", "9", "half past", "12:60"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_hour(typed)


def test_what_was_taught_counts_for_those_who_were_there(hall: Hall) -> None:
    kofi = hall.cast.learner("Kofi Absent", "GH 7", hall.cohort)
    room = hall.plan()
    hall.note(room, hall.cast.amina, kofi)
    hall.note(room, absent=[kofi])
    counted = hall.close(room, leave=1)
    assert counted is not None
    first, *_, last = hall.lessons()
    views = hall.views(hall.cast.amina)
    assert counted.lessons == len(views) == hall.counts(hall.cast.amina) == len(hall.lessons()) - 1
    assert (views[first].delivery, views[first].vouched_by) == (Delivery.ROOM, hall.cast.efua.actor.person_id)
    assert views[first].read_at == hall.now
    assert last not in views
    assert hall.views(kofi) == {}


def test_what_was_read_on_the_phone_stays_as_it_was(hall: Hall) -> None:
    enrolment = hall.life.enrol(hall.cast.amina, cohort=hall.cohort)
    first, second = hall.lessons()[:2]
    before = hall.now - timedelta(hours=2)
    with hall.life.database.begin() as session:
        services.finish_lesson(session, enrolment, MODULE, first, now=before)
        services.open_lesson(session, enrolment, MODULE, second, now=before)
    room = hall.plan()
    hall.note(room, hall.cast.amina)
    hall.close(room)
    views = hall.views(hall.cast.amina)
    assert (views[first].delivery, views[first].read_at, views[first].vouched_by) == ("own-phone", before, None)
    assert (views[second].delivery, views[second].read_at, views[second].opened_at) == ("room", hall.now, before)
    assert hall.counts(hall.cast.amina) == len(hall.lessons())


def test_a_session_closes_once(hall: Hall) -> None:
    room = hall.plan()
    with pytest.raises(Conflict):
        hall.close(room)
    hall.note(room, hall.cast.amina)
    assert hall.close(room) is not None
    assert hall.close(room, leave=2) is None
    assert hall.counts(hall.cast.amina) == len(hall.lessons())
    with pytest.raises(Conflict), hall.life.database.begin() as session:
        cancel_session(session, hall.cast.efua.actor, room, now=hall.now)


def test_two_trainers_who_close_at_once_make_one_result(hall: Hall) -> None:
    ama = hall.cast.invited("trainer", "GHA", name="Ama Trains", email="ama@example.org")
    room = hall.plan()
    hall.note(room, hall.cast.amina)
    results: list[Counted | None] = []
    together = threading.Barrier(2)

    def close(trainer: Player) -> None:
        together.wait()
        results.append(hall.close(room, by=trainer))

    threads = [threading.Thread(target=close, args=(trainer,)) for trainer in (hall.cast.efua, ama)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result is not None for result in results) == 1
    assert hall.counts(hall.cast.amina) == len(hall.lessons())


def test_a_course_may_be_completed_by_a_session_and_says_how(hall: Hall) -> None:
    enrolment = hall.life.enrol(hall.cast.amina, cohort=hall.cohort)
    hall.life.practise(enrolment)
    hall.life.submit(hall.life.begin(enrolment))
    room = hall.plan()
    hall.note(room, hall.cast.amina)
    counted = hall.close(room)
    assert counted is not None
    assert counted.completed == 1
    with hall.life.database.read() as session:
        assert session.scalars(select(Completion.delivery)).all() == [Delivery.ROOM]
        assert len(records.credentials(session, hall.cast.amina.actor.person_id)) == 1


def test_exercises_count_only_when_they_are_ticked(hall: Hall) -> None:
    enrolment = hall.life.enrol(hall.cast.amina, cohort=hall.cohort)
    room, again = hall.plan(), hall.plan()
    for each, exercises in ((room, False), (again, True)):
        hall.note(each, hall.cast.amina)
        hall.close(each, exercises=exercises)
        with hall.life.database.read() as session:
            done = records.exercises_done(session, enrolment)
            assert bool(done) is exercises
    with hall.life.database.read() as session:
        found = session.scalars(select(Attempt)).all()
        assert {(one.delivery, one.vouched_by) for one in found} == {("room", hall.cast.efua.actor.person_id)}
    hall.note(again, absent=[hall.cast.amina])
    with hall.life.database.read() as session:
        assert records.exercises_done(session, enrolment) == {}


def test_attendance_taken_back_takes_what_it_made_and_nothing_else(hall: Hall) -> None:
    enrolment = hall.life.enrol(hall.cast.amina, cohort=hall.cohort)
    first, second = hall.lessons()[:2]
    before = hall.now - timedelta(hours=2)
    with hall.life.database.begin() as session:
        services.finish_lesson(session, enrolment, MODULE, first, now=before)
        services.open_lesson(session, enrolment, MODULE, second, now=before)
    room = hall.plan()
    hall.note(room, hall.cast.amina)
    hall.close(room)
    hall.now += timedelta(hours=23)
    noted = hall.note(room, absent=[hall.cast.amina])
    assert (noted.taken_back.people, noted.taken_back.completed) == (1, [])
    views = hall.views(hall.cast.amina)
    assert set(views) == {first, second}
    assert (views[first].read_at, views[second].read_at, views[second].delivery) == (before, None, "own-phone")
    assert hall.counts(hall.cast.amina) == 1
    with hall.life.database.read() as session:
        assert session.get_one(Enrolment, enrolment).seen_at == before
        assert not room_roll(session, session.get_one(RoomSession, room), "GHA")[0].is_present
    assert hall.note(room, hall.cast.amina).added == 1
    assert hall.counts(hall.cast.amina) == len(hall.lessons())
    hall.now += timedelta(hours=2)
    with pytest.raises(Conflict):
        hall.note(room, absent=[hall.cast.amina])


def test_a_lesson_that_another_session_taught_too_stays(hall: Hall) -> None:
    ama = hall.cast.invited("trainer", "GHA", name="Ama Trains", email="ama@example.org")
    one, other = hall.plan(), hall.plan(f"{SEA}/{MODULE}/{hall.lessons()[0]}")
    for room, trainer in ((one, hall.cast.efua), (other, ama)):
        hall.note(room, hall.cast.amina)
        hall.close(room, by=trainer)
    hall.note(one, absent=[hall.cast.amina])
    views = hall.views(hall.cast.amina)
    assert [(name, view.vouched_by) for name, view in views.items()] == [(hall.lessons()[0], ama.actor.person_id)]
    hall.note(other, absent=[hall.cast.amina])
    assert hall.views(hall.cast.amina) == {}
    assert hall.counts(hall.cast.amina) == 0


def test_a_completion_that_came_of_it_stays_and_is_named(hall: Hall) -> None:
    enrolment = hall.life.enrol(hall.cast.amina, cohort=hall.cohort)
    hall.life.practise(enrolment)
    hall.life.submit(hall.life.begin(enrolment))
    room = hall.plan()
    hall.note(room, hall.cast.amina)
    hall.close(room)
    assert hall.note(room, absent=[hall.cast.amina]).taken_back.completed == ["Amina Mensah"]
    with hall.life.database.read() as session:
        assert session.get_one(Enrolment, enrolment).completed_on == hall.now.date()


def test_a_session_in_the_future_cannot_be_closed_and_a_cancelled_one_not_attended(hall: Hall) -> None:
    later, room = hall.plan(days=2), hall.plan()
    hall.note(later, hall.cast.amina)
    with pytest.raises(Conflict):
        hall.close(later)
    with hall.life.database.begin() as session:
        cancel_session(session, hall.cast.efua.actor, room, now=hall.now)
    with pytest.raises(Conflict):
        hall.note(room, hall.cast.amina)


@pytest.mark.parametrize(("who", "error"), [("chandra", NotFound), ("bruno", Forbidden), ("amina", Forbidden)])
def test_a_session_is_its_own_countrys_trainers(hall: Hall, who: str, error: type[Exception]) -> None:
    room = hall.plan()
    player: Player = getattr(hall.cast, who)
    acts: list[Callable[[], object]] = [
        lambda: hall.note(room, hall.cast.amina, by=player),
        lambda: hall.close(room, by=player),
    ]
    for act in acts:
        with pytest.raises(error):
            act()
    plan = Plan([f"{SEA}/{MODULE}"], hall.now.date(), "", "", str(hall.cast.efua.actor.person_id))
    with hall.life.database.begin() as session:
        catalogue = modules.catalogue(session)
        with pytest.raises(error):
            change_session(session, player.actor, room, plan=plan, catalogue=catalogue, now=hall.now)


def test_people_of_another_cohort_are_not_noted_before_they_are_added(hall: Hall) -> None:
    stranger = hall.cast.learner("Yaa Elsewhere", "GH 8", hall.cast.cohort(hall.cast.efua, "Another"))
    room = hall.plan()
    assert hall.note(room, stranger, hall.cast.bishnu).added == 0
    with hall.life.database.begin() as session:
        assert add_member(session, hall.cast.efua.actor, hall.cohort, stranger.actor.person_id, now=hall.now)
        assert (
            add_member(session, hall.cast.efua.actor, hall.cohort, hall.cast.bishnu.actor.person_id, now=hall.now)
            is None
        )
    assert hall.note(room, stranger).added == 1
    hall.close(room)
    assert hall.counts(stranger) == len(hall.lessons())


def test_a_slip_names_its_person_by_code_address_or_number_used_or_not(hall: Hall, database: Database) -> None:
    cast = hall.cast
    with database.begin() as session:
        person = session.get_one(Person, cast.amina.actor.person_id)
        person.password_hash = ""
        (slip,) = print_slips(session, cast.efua.actor, hall.cohort, secret=SECRET, now=hall.now)
    with database.begin() as session:
        session.get_one(Slip, cast.amina.actor.person_id).used_at = hall.now
    for typed in (
        slip.code,
        f"https://learn.example/slips/{slip.code}",
        slip.code.replace("-", "").lower(),
        "gh-10234",
    ):
        with database.read() as session:
            found = recognise(session, cast.efua.actor, "GHA", typed, secret=SECRET)
            assert found is not None
            assert found.id == cast.amina.actor.person_id
    with database.read() as session:
        assert recognise(session, cast.efua.actor, "GHA", "ABCD-EFGH", secret=SECRET) is None
        assert recognise(session, cast.efua.actor, "GHA", "", secret=SECRET) is None
        with pytest.raises(NotFound):
            recognise(session, cast.chandra.actor, "GHA", slip.code, secret=SECRET)


def test_a_closed_account_is_on_no_roll_but_where_it_was_noted(hall: Hall, database: Database) -> None:
    cast, amina = hall.cast, hall.cast.amina.actor
    before, after = hall.plan(), hall.plan()
    hall.note(before, cast.amina)
    with database.begin() as session:
        close_account(session, cast.dora.actor, person_id=amina.person_id, now=hall.now)
    with database.read() as session:
        rolls = [room_roll(session, session.get_one(RoomSession, each), "GHA") for each in (before, after)]
        assert [[line.name for line in roll] for roll in rolls] == [[amina.name], []]
        assert recognise(session, cast.efua.actor, "GHA", cast.amina.sign_in_name, secret=SECRET) is None
    assert hall.note(after, cast.amina).added == 0
