"""The office of a focal point passes on: who may, when it ends, what races leave, and which countries have nobody."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.errors import Conflict, Forbidden, Invalid, LearningError, NotFound
from learning.people import offices, queries, services
from learning.people.models import Invitation, Person
from learning.people.offices import Handover, Vacant
from learning.people.permissions import Role
from learning.people.rules import Actor
from tests.cast import Cast, Player


def focal_point(cast: Cast, name: str) -> Player:
    """A focal point of Ghana."""
    return cast.invited(Role.FOCAL_POINT, "GHA", name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org")


@pytest.fixture
def kwame(cast: Cast) -> Player:
    return focal_point(cast, "Kwame Boateng")


@pytest.fixture
def abla(cast: Cast) -> Player:
    return focal_point(cast, "Abla Mensah")


def hand(
    database: Database,
    cast: Cast,
    by: Actor,
    one: Player,
    other: Player,
    *,
    then: str = "learner",
    until: date | None = None,
    country: str = "GHA",
) -> Handover:
    with database.begin() as session:
        return services.hand_over(
            session,
            by,
            country=country,
            predecessor_id=one.actor.person_id,
            successor_id=other.actor.person_id,
            then=then,
            until=until,
            now=cast.now,
        )


def role(database: Database, player: Player, cast: Cast, *, days: int = 0) -> Role:
    """What the signed-in browser may do so many days later."""
    with database.begin() as session:
        person = session.get_one(Person, player.actor.person_id)
        candidate = services.sign_in_candidate(
            session, country=None, sign_in_name=person.email or "", address="x", secret="s", now=cast.now
        )
        found = services.begin_session(session, candidate, now=cast.now + timedelta(days=days))
    assert isinstance(found, services.SignedIn)
    return found.actor.role


def test_a_focal_point_hands_over_at_once_and_chooses_what_she_becomes(
    database: Database, cast: Cast, kwame: Player, abla: Player
) -> None:
    hand(database, cast, kwame.actor, kwame, abla, then="trainer")
    with database.read() as session:
        found = queries.signed_in(session, kwame.token, now=cast.now)
        assert found is not None
        assert found.role == Role.TRAINER
        assert [one.name for one in offices.holders(session, "GHA", now=cast.now)] == ["Abla Mensah"]
        (passed,) = offices.history(session, "GHA")
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.OFFICE_HANDED_OVER))
    assert (passed.predecessor, passed.successor) == ("Kwame Boateng", "Abla Mensah")
    assert (entry.country, entry.actor_name, entry.facts["role"]) == ("GHA", "Kwame Boateng", "trainer")


def test_an_office_with_a_last_day_ends_after_it_and_not_before(
    database: Database, cast: Cast, kwame: Player, abla: Player
) -> None:
    last = (cast.now + timedelta(days=10)).date()
    hand(database, cast, kwame.actor, kwame, abla, until=last)
    with database.read() as session:
        token = kwame.token
        assert queries.signed_in(session, token, now=cast.now).role == Role.FOCAL_POINT  # type: ignore[union-attr]
        assert len(offices.holders(session, "GHA", now=cast.now + timedelta(days=10))) == 2
        assert len(offices.holders(session, "GHA", now=cast.now + timedelta(days=11))) == 1
    assert role(database, kwame, cast, days=10) == Role.FOCAL_POINT
    assert role(database, kwame, cast, days=11) == Role.LEARNER
    with database.read() as session:
        stored = session.get_one(Person, kwame.actor.person_id)
        assert (stored.role, stored.office_until, stored.office_then) == (Role.LEARNER, None, None)


def test_an_open_browser_loses_the_office_on_the_day_after(
    database: Database, cast: Cast, kwame: Player, abla: Player
) -> None:
    hand(database, cast, kwame.actor, kwame, abla, until=cast.now.date())
    midnight = cast.now.replace(hour=0) + timedelta(days=1)
    evening = cast.now.replace(hour=20)
    with database.begin() as session:
        services.touch_session(session, kwame.actor, now=evening)
    with database.read() as session:
        for moment, expected in ((evening, Role.FOCAL_POINT), (midnight, Role.LEARNER)):
            found = queries.signed_in(session, kwame.token, now=moment)
            assert found is not None
            assert found.role == expected


@pytest.mark.parametrize(
    ("then", "days", "refusal"),
    [
        ("focal-point", None, Invalid),
        ("administrator", None, Invalid),
        ("learner", -1, Invalid),
        ("learner", 91, Invalid),
    ],
)
def test_strange_roles_and_days_are_refused(
    database: Database,
    cast: Cast,
    kwame: Player,
    abla: Player,
    then: str,
    days: int | None,
    refusal: type[LearningError],
) -> None:
    until = None if days is None else (cast.now + timedelta(days=days)).date()
    with pytest.raises(refusal):
        hand(database, cast, kwame.actor, kwame, abla, then=then, until=until)
    assert role(database, kwame, cast) == Role.FOCAL_POINT


def test_nobody_hands_over_what_is_not_hers(
    database: Database, cast: Cast, kwame: Player, abla: Player, bruno: Player, efua: Player
) -> None:
    with pytest.raises(NotFound):
        hand(database, cast, abla.actor, kwame, abla)
    with pytest.raises(NotFound):
        hand(database, cast, bruno.actor, kwame, bruno)
    with pytest.raises(NotFound):
        hand(database, cast, kwame.actor, kwame, bruno)
    with pytest.raises(NotFound):
        hand(database, cast, kwame.actor, kwame, kwame)
    with pytest.raises(Forbidden):
        hand(database, cast, efua.actor, kwame, abla)
    with pytest.raises(Conflict):
        hand(database, cast, kwame.actor, kwame, efua)


def test_an_administrator_hands_over_when_the_focal_point_is_gone_and_both_are_told(
    database: Database, cast: Cast, kwame: Player, abla: Player, dora: Player
) -> None:
    hand(database, cast, dora.actor, kwame, abla)
    with database.begin() as session:
        (one,) = offices.untold(session, kwame.actor.person_id)
        (other,) = offices.untold(session, abla.actor.person_id)
        assert (one.is_successor, one.other, other.is_successor, other.other) == (
            False,
            "Abla Mensah",
            True,
            "Kwame Boateng",
        )
        offices.note_told(session, kwame.actor.person_id, now=cast.now)
        assert offices.untold(session, kwame.actor.person_id) == []
        assert len(offices.untold(session, abla.actor.person_id)) == 1


def together(*acts: Callable[[], object]) -> Counter[str]:
    """Do the acts at the same moment; counts what came of them."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except LearningError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_two_who_hand_over_to_each_other_at_once_leave_the_country_with_one(
    database: Database, cast: Cast, kwame: Player, abla: Player
) -> None:
    outcomes = together(
        lambda: hand(database, cast, kwame.actor, kwame, abla), lambda: hand(database, cast, abla.actor, abla, kwame)
    )
    assert outcomes == {"done": 1, "Conflict": 1}
    with database.read() as session:
        assert len(offices.holders(session, "GHA", now=cast.now)) == 1


def test_of_two_hand_overs_of_one_office_the_first_counts(
    database: Database, cast: Cast, kwame: Player, abla: Player, dora: Player
) -> None:
    third = focal_point(cast, "Yaw Darko")
    outcomes = together(
        lambda: hand(database, cast, kwame.actor, kwame, abla), lambda: hand(database, cast, dora.actor, kwame, third)
    )
    assert outcomes == {"done": 1, "Conflict": 1}
    with database.read() as session:
        assert len(session.scalars(select(Handover)).all()) == 1


def test_a_new_successor_link_ends_the_older_one_and_withdrawn_links_open_nothing(
    database: Database, cast: Cast, kwame: Player
) -> None:
    with database.begin() as session:
        older = services.invite_successor(session, kwame.actor, country="GHA", now=cast.now)
        newer = services.invite_successor(session, kwame.actor, country="GHA", now=cast.now)
    with database.read() as session:
        (waiting,) = offices.successors_invited(session, "GHA", now=cast.now)
        with pytest.raises(NotFound):
            queries.invitation(session, older, now=cast.now)
        assert queries.invitation(session, newer, now=cast.now).id == waiting.id
    with database.begin() as session:
        services.withdraw_invitation(session, kwame.actor, waiting.id, now=cast.now)
    with pytest.raises(NotFound):
        cast.accept(newer, name="Abla Mensah", email="abla@example.org")
    with pytest.raises(Conflict), database.begin() as session:
        services.withdraw_invitation(session, kwame.actor, waiting.id, now=cast.now)


def test_acceptance_and_withdrawal_at_once_are_one_of_the_two(database: Database, cast: Cast, kwame: Player) -> None:
    with database.begin() as session:
        token = services.invite_successor(session, kwame.actor, country="GHA", now=cast.now)
        session.flush()
        (waiting,) = offices.successors_invited(session, "GHA", now=cast.now)
        waiting_id = waiting.id

    def withdraw() -> None:
        with database.begin() as session:
            services.withdraw_invitation(session, kwame.actor, waiting_id, now=cast.now)

    outcomes = together(lambda: cast.accept(token, name="Abla Mensah", email="abla@example.org"), withdraw)
    assert outcomes["done"] == 1
    with database.read() as session:
        found = session.get_one(Invitation, waiting_id)
        assert (found.used_at is None) != (found.withdrawn_at is None)
        assert len(offices.holders(session, "GHA", now=cast.now)) == (2 if found.used_at else 1)


def test_a_focal_point_withdraws_successors_of_the_own_country_only(
    database: Database, cast: Cast, kwame: Player, bruno: Player, dora: Player, efua: Player
) -> None:
    with database.begin() as session:
        services.invite_successor(session, kwame.actor, country="GHA", now=cast.now)
        services.invite(session, dora.actor, role=Role.TRAINER, country="GHA", now=cast.now)
        session.flush()
        found = {one.role: one.id for one in session.scalars(select(Invitation).where(Invitation.used_at.is_(None)))}
    for player, kind in ((bruno, Role.FOCAL_POINT), (efua, Role.FOCAL_POINT), (kwame, Role.TRAINER)):
        with pytest.raises(NotFound), database.begin() as session:
            services.withdraw_invitation(session, player.actor, found[kind], now=cast.now)
    for kind in found.values():
        with database.begin() as session:
            services.withdraw_invitation(session, dora.actor, kind, now=cast.now)
    with pytest.raises(NotFound), database.begin() as session:
        services.withdraw_invitation(session, dora.actor, uuid.uuid4(), now=cast.now)
    with pytest.raises(NotFound), database.begin() as session:
        services.invite_successor(session, kwame.actor, country="URY", now=cast.now)


def test_a_country_with_learners_and_nobody_active_is_flagged(
    database: Database, cast: Cast, amina: Player, kwame: Player, dora: Player
) -> None:
    assert amina
    late = cast.now + offices.SILENT
    with database.read() as session:
        assert offices.vacant(session, dora.actor, now=cast.now) == []
        assert offices.vacant(session, dora.actor, now=late - timedelta(seconds=1)) == []
        assert offices.vacant(session, dora.actor, now=late) == [Vacant("GHA", 1, cast.now)]
        with pytest.raises(Forbidden):
            offices.vacant(session, kwame.actor, now=late)


def test_a_country_whose_focal_point_is_closed_or_never_was_is_flagged(
    database: Database, cast: Cast, amina: Player, bishnu: Player, kwame: Player, dora: Player
) -> None:
    assert amina
    assert bishnu
    with database.begin() as session:
        services.close_account(session, dora.actor, person_id=kwame.actor.person_id, now=cast.now)
    with database.read() as session:
        found = offices.vacant(session, dora.actor, now=cast.now)
    assert found == [Vacant("GHA", 1, cast.now), Vacant("NPL", 1, None)]


def test_nobody_signs_in_to_a_closed_account_until_it_is_open_again(
    database: Database, cast: Cast, efua: Player, dora: Player
) -> None:
    with database.begin() as session:
        services.close_account(session, dora.actor, person_id=efua.actor.person_id, now=cast.now)
    with database.read() as session:
        assert queries.signed_in(session, efua.token, now=cast.now) is None
    with pytest.raises(AssertionError):
        cast.sign_in(None, efua.sign_in_name)
    with pytest.raises(Conflict), database.begin() as session:
        services.close_account(session, dora.actor, person_id=efua.actor.person_id, now=cast.now)
    with database.begin() as session:
        services.open_account(session, dora.actor, person_id=efua.actor.person_id, now=cast.now)
    assert cast.sign_in(None, efua.sign_in_name)
    with pytest.raises(Conflict), database.begin() as session:
        services.open_account(session, dora.actor, person_id=efua.actor.person_id, now=cast.now)


def test_nobody_closes_the_own_account_and_two_administrators_never_close_each_other(
    database: Database, cast: Cast, dora: Player, kwame: Player
) -> None:
    other = cast.invited(Role.ADMINISTRATOR, None, name="Lena Falk", email="lena@example.org")

    def close(by: Player, whom: Player) -> None:
        with database.begin() as session:
            services.close_account(session, by.actor, person_id=whom.actor.person_id, now=cast.now)

    with pytest.raises(Conflict):
        close(dora, dora)
    with pytest.raises(Forbidden):
        close(kwame, dora)
    assert together(lambda: close(dora, other), lambda: close(other, dora)) == {"done": 1, "Conflict": 1}


def test_a_trainer_takes_the_office_with_the_account_that_she_has(
    database: Database, cast: Cast, kwame: Player, efua: Player, amina: Player, bishnu: Player
) -> None:
    with database.begin() as session:
        token = services.invite_successor(session, kwame.actor, country="GHA", now=cast.now)
    for player in (bishnu, kwame):
        with pytest.raises(NotFound), database.begin() as session:
            services.take_office(session, player.actor, token, now=cast.now)

    def take(player: Player) -> None:
        with database.begin() as session:
            services.take_office(session, player.actor, token, now=cast.now)

    assert together(lambda: take(efua), lambda: take(amina)) == {"done": 1, "NotFound": 1}
    with database.read() as session:
        assert len(offices.holders(session, "GHA", now=cast.now)) == 2
        assert session.get_one(Person, kwame.actor.person_id).role == Role.FOCAL_POINT


def test_an_invitation_to_train_is_no_office(database: Database, cast: Cast, amina: Player, dora: Player) -> None:
    with database.begin() as session:
        token = services.invite(session, dora.actor, role=Role.TRAINER, country="GHA", now=cast.now)
    with pytest.raises(NotFound), database.begin() as session:
        services.take_office(session, amina.actor, token, now=cast.now)
