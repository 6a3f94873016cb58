"""Two browsers, two processes, one moment: the database settles it, and nothing happens twice."""

import threading
import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from certificates.seal import KeyRing
from learning.db import Database
from learning.modules.rules import Course, Pack
from learning.people import queries as people
from learning.people.models import Person
from learning.records import services, tallies
from learning.records.attempting import own_attempt
from learning.records.models import Attempt, Completion, Credential, Enrolment, Outcome, Progress
from learning.records.services import Given
from tests.cast import Cast
from tests.conftest import NOW
from tests.life import SEA, Life


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do several things at the same moment, each in its own thread; gives what came of each."""
    start = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        start.wait()
        try:
            found[place] = acts[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_four_submissions_at_once_are_scored_once_and_issue_one_certificate(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    answers = life.right(attempt)
    found = at_once([lambda: life.submit(attempt, answers).outcome] * 4)
    assert sorted(map(str, found)) == [Outcome.REPEATED] * 3 + [Outcome.SCORED]
    with life.database.read() as session:
        for table in (Completion, Credential):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_failing_twice_at_once_counts_one_failure(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    attempt = life.begin(enrolment)
    at_once([lambda: life.submit(attempt, {})] * 4)
    with life.database.read() as session:
        progress = session.get_one(Progress, (enrolment, "zero-tolerance"))
        assert (progress.attempts, progress.failures) == (1, 1)


def test_an_attempt_that_was_submitted_between_looking_and_locking_is_seen_as_submitted(
    postgresql_database: Database, keys: KeyRing, content: tuple[list[Pack], tuple[Course, ...]]
) -> None:
    life = Life(postgresql_database, keys, NOW)
    life.publish(*content)
    cast = Cast(postgresql_database, NOW)
    attempt = life.begin(life.enrol(cast.amina))
    with life.database.begin() as session:
        assert own_attempt(session, attempt, cast.amina.actor.person_id).submitted_at is None
        life.submit(attempt)
        late = services.submit_attempt(session, attempt, cast.amina.actor.person_id, {}, key=uuid.uuid4(), now=life.now)
        assert late.outcome is Outcome.REPEATED


def test_the_last_lesson_and_the_quiz_at_the_same_moment_complete_the_course(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment, leave=1)
    attempt = life.begin(enrolment)
    answers = life.right(attempt)
    with life.database.read() as session:
        course = life.course(session, SEA)
    last = course.modules[0].lessons[-1].id

    def read_the_last() -> None:
        with life.database.begin() as session:
            services.finish_lesson(session, enrolment, "zero-tolerance", last, now=life.now)
            services.complete_if_due(session, enrolment, course, issuing=life.issuing, now=life.now)

    assert [
        each for each in at_once([read_the_last, lambda: life.submit(attempt, answers)]) if isinstance(each, Exception)
    ] == []
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 1


def test_beginning_from_many_tabs_gives_one_attempt(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    found = at_once([lambda: life.begin(enrolment)] * 4)
    assert len(set(found)) == 1, found
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        assert session.get_one(Progress, (enrolment, "zero-tolerance")).attempts == 1


def test_enrolling_from_many_tabs_gives_one_enrolment_and_counts_it_once(cast: Cast, life: Life) -> None:
    player = cast.amina
    found = at_once([lambda: life.enrol(player)] * 4)
    assert len(set(found)) == 1, found
    with life.database.begin() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
        assert tallies.rebuild(session) == 0


def test_reading_a_lesson_in_many_tabs_counts_it_once(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    with life.database.read() as session:
        lesson = life.course(session, SEA).modules[0].lessons[0].id

    def read() -> bool:
        with life.database.begin() as session:
            return services.finish_lesson(session, enrolment, "zero-tolerance", lesson, now=life.now)

    assert sorted(map(bool, at_once([read] * 4))) == [False, False, False, True]
    with life.database.read() as session:
        assert session.get_one(Progress, (enrolment, "zero-tolerance")).lessons_read == 1


def test_answers_saved_at_once_from_one_page_leave_one_of_them_and_name_the_others_stale(
    cast: Cast, life: Life
) -> None:
    attempt = life.begin(life.enrol(cast.amina))
    item = next(item for item in life.items(attempt) if item.kind == "single")
    person = cast.amina.actor.person_id

    def save(choice: str) -> tuple[str, ...]:
        with life.database.begin() as session:
            return services.save_answers(session, attempt, person, {item.id: Given(choice, 0)}, now=life.now).stale

    acts = [lambda choice=choice: save(choice) for choice in item.body["choices"]]
    found = at_once(acts)
    assert sorted(map(str, found)) == sorted([str((item.id,))] * (len(acts) - 1) + ["()"])


def test_a_move_and_a_completion_at_the_same_moment_leave_true_counts(cast: Cast, life: Life) -> None:
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    answers = life.right(attempt)

    def follow() -> None:
        with life.database.begin() as session:
            person = session.get_one(Person, cast.amina.actor.person_id)
            rotation = people.current_rotation(session, person.id)
            assert rotation is not None
            rotation.mission = "UNIFIL"
            session.flush()
            services.follow_rotation(session, person, rotation, now=life.now)

    found = at_once([follow, lambda: life.submit(attempt, answers)])
    assert [each for each in found if isinstance(each, Exception)] == []
    with life.database.begin() as session:
        assert tallies.rebuild(session) == 0
