import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from learning.db import Database
from learning.errors import Conflict, Invalid, LearningError, NotFound
from learning.people import passwords, queries, services
from learning.people.models import CountrySetting, Membership, Person, Rotation, SignIn
from learning.people.permissions import Role
from tests.cast import ADDRESS, SECRET, Cast, Player, password_hash


def together(*acts: Callable[[], object]) -> list[object]:
    """Do the acts at the same moment, each in a thread; gives what each returned, or how it was refused."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except LearningError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(outcomes: list[object]) -> Counter[type]:
    return Counter(type(outcome) for outcome in outcomes)


def test_of_two_acceptances_of_one_invitation_exactly_one_makes_an_account(
    database: Database, cast: Cast, dora: Player
) -> None:
    with database.begin() as session:
        token = services.invite(session, dora.actor, role=Role.TRAINER, country="KEN", now=cast.now)

    def accept(email: str) -> Person:
        with database.begin() as session:
            return services.accept_invitation(
                session,
                token,
                name="Grace Achieng",
                service_number=None,
                email=email,
                password_hash=password_hash(),
                language="en",
                now=cast.now,
            )

    outcomes = together(*(lambda n=n: accept(f"grace{n}@example.org") for n in range(4)))
    assert kinds(outcomes) == {Person: 1, NotFound: 3}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Person).where(Person.role == Role.TRAINER)) == 1


def test_of_two_registrations_with_one_service_number_one_is_refused_beside_its_field(
    database: Database, cast: Cast
) -> None:
    cohort = cast.ghana_cohort

    def register(typed: str) -> object:
        with database.begin() as session:
            return services.register_learner(
                session,
                join_code=cohort.join_code,
                name="Kwabena Boateng",
                service_number=typed,
                password_hash=password_hash(),
                category="staff-officer",
                rank_group="senior-officer",
                unit="",
                mission="MINUSCA",
                sex=None,
                language="en",
                now=cast.now,
            )

    outcomes = together(lambda: register("GH 20001"), lambda: register("gh-20001"))
    assert kinds(outcomes) == {tuple: 1, Invalid: 1}
    assert [outcome.field for outcome in outcomes if isinstance(outcome, Invalid)] == ["service_number"]
    with database.read() as session:
        assert len(queries.members(session, cohort.id)) == 1


def test_a_page_sent_twice_joins_once(database: Database, cast: Cast, efua: Player, amina: Player) -> None:
    cohort = cast.cohort(efua, "Second one")

    def join() -> object:
        with database.begin() as session:
            return services.join_cohort(session, amina.actor, join_code=cohort.join_code, now=cast.now).id

    assert together(join, join) == [cohort.id, cohort.id]
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(Membership).where(Membership.cohort_id == cohort.id))
    assert found == 1


def test_two_cohorts_of_one_name_made_at_once_are_one(cast: Cast, efua: Player) -> None:
    outcomes = together(lambda: cast.cohort(efua, "Company 9").name, lambda: cast.cohort(efua, "Company 9").name)
    assert kinds(outcomes) == {str: 1, Invalid: 1}


def test_two_rotations_begun_at_once_leave_one_open(database: Database, cast: Cast, amina: Player) -> None:
    def move(unit: str) -> object:
        with database.begin() as session:
            return services.begin_rotation(
                session,
                amina.actor,
                person_id=amina.actor.person_id,
                country="GHA",
                category="civilian",
                rank_group="civilian",
                unit=unit,
                mission="other",
                now=cast.now,
            )

    outcomes = together(lambda: move("One"), lambda: move("Two"))
    assert set(kinds(outcomes)) <= {Rotation, Conflict}
    with database.read() as session:
        open_ones = session.scalars(
            select(Rotation.unit).where(Rotation.person_id == amina.actor.person_id, Rotation.ended_on.is_(None))
        ).all()
    assert len(open_ones) == 1


def test_of_two_password_changes_at_once_one_is_told(database: Database, cast: Cast, amina: Player) -> None:
    with database.read() as session:
        old_hash = session.get_one(Person, amina.actor.person_id).password_hash
    hashes = [passwords.hash_password(word) for word in ("nine slow rivers", "two tall trees")]

    def change(new_hash: str) -> str:
        with database.begin() as session:
            services.replace_password(session, amina.actor, old_hash=old_hash, new_hash=new_hash, now=cast.now)
        return new_hash

    outcomes = together(lambda: change(hashes[0]), lambda: change(hashes[1]))
    assert kinds(outcomes) == {str: 1, Conflict: 1}
    with database.read() as session:
        assert session.get_one(Person, amina.actor.person_id).password_hash in outcomes


def test_no_browser_stays_signed_in_with_a_password_that_was_changed_meanwhile(
    database: Database, cast: Cast, amina: Player
) -> None:
    with database.read() as session:
        candidate = services.sign_in_candidate(
            session, country="GHA", sign_in_name=amina.sign_in_name, address=ADDRESS, secret=SECRET, now=cast.now
        )
    new_hash = passwords.hash_password("nine slow rivers")

    def begin() -> object:
        with database.begin() as session:
            return services.begin_session(session, candidate, now=cast.now)

    def change() -> None:
        assert candidate.password_hash is not None
        with database.begin() as session:
            services.replace_password(
                session, amina.actor, old_hash=candidate.password_hash, new_hash=new_hash, now=cast.now
            )

    together(begin, begin, change, begin, begin)
    with database.read() as session:
        kept = session.scalars(select(SignIn.id).where(SignIn.person_id == amina.actor.person_id)).all()
    assert kept == [amina.actor.sign_in_id]


def test_the_first_two_words_on_a_countrys_authority_both_count(database: Database, cast: Cast, bruno: Player) -> None:
    def name(words: str) -> None:
        with database.begin() as session:
            services.set_authority(session, bruno.actor, country="URY", authority=words, now=cast.now)

    assert together(lambda: name("One"), lambda: name("Two")) == [None, None]
    with database.read() as session:
        assert session.scalars(select(CountrySetting.authority)).one() in {"One", "Two"}
