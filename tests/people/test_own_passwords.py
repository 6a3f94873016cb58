"""A given password lets its person in, and is her own when she has chosen it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from learning.audit import Act
from learning.db import Database
from learning.errors import Conflict, Invalid
from learning.people import queries, services
from learning.people.models import Person
from learning.people.rules import Actor
from tests.cast import ADDRESS, PASSWORD, SECRET, Cast
from tests.people.test_signing_in import acts

OWN = "nine slow rivers"


def enter(database: Database, cast: Cast, password: str) -> services.SignedIn:
    """Amina signs in."""
    outcome = services.sign_in(
        database,
        country="GHA",
        sign_in_name=cast.amina.sign_in_name,
        password=password,
        address=ADDRESS,
        secret=SECRET,
        now=cast.now,
    )
    assert isinstance(outcome, services.SignedIn)
    return outcome


@pytest.fixture
def given(database: Database, cast: Cast) -> str:
    """The password that Efua gave Amina."""
    return services.reset_password(database, cast.efua.actor, person_id=cast.amina.actor.person_id, now=cast.now)


def now_known(database: Database, cast: Cast, token: str) -> Actor | None:
    """Whom a cookie stands for."""
    with database.read() as session:
        return queries.signed_in(session, token, now=cast.now)


def test_a_given_password_must_be_changed_and_a_chosen_one_not(database: Database, cast: Cast) -> None:
    assert not enter(database, cast, PASSWORD).actor.must_choose
    given = services.reset_password(database, cast.efua.actor, person_id=cast.amina.actor.person_id, now=cast.now)
    first, second = enter(database, cast, given), enter(database, cast, given)
    assert first.actor.must_choose
    assert now_known(database, cast, first.token) == first.actor
    services.choose_password(database, first.actor, new=OWN, now=cast.now)
    stayed = now_known(database, cast, first.token)
    assert stayed is not None
    assert not stayed.must_choose
    assert now_known(database, cast, second.token) is None, "the other browser came in with what is no password now"
    assert not enter(database, cast, OWN).actor.must_choose
    assert Act.PASSWORD_CHANGED in acts(database)
    with database.read() as session:
        assert session.get_one(Person, cast.amina.actor.person_id).password_given_at is None


def test_the_given_password_is_no_choice(database: Database, cast: Cast, given: str) -> None:
    amina = enter(database, cast, given).actor
    with pytest.raises(Invalid) as refusal:
        services.choose_password(database, amina, new=given, now=cast.now)
    assert refusal.value.field == "password"
    assert enter(database, cast, given).actor.must_choose


def test_nobody_else_chooses_without_the_old_password(database: Database, cast: Cast, given: str) -> None:
    assert given
    for actor in (cast.amina.actor, cast.efua.actor):
        with pytest.raises(Conflict):
            services.choose_password(database, actor, new=OWN, now=cast.now)


def test_changing_it_with_the_old_one_makes_it_her_own_too(database: Database, cast: Cast, given: str) -> None:
    amina = enter(database, cast, given)
    services.change_password(database, amina.actor, old=given, new=OWN, now=cast.now)
    known = now_known(database, cast, amina.token)
    assert known is not None
    assert not known.must_choose
    assert not enter(database, cast, OWN).actor.must_choose


def test_a_password_given_again_must_be_changed_again(database: Database, cast: Cast, given: str) -> None:
    services.choose_password(database, enter(database, cast, given).actor, new=OWN, now=cast.now)
    again = services.reset_password(database, cast.dora.actor, person_id=cast.amina.actor.person_id, now=cast.now)
    assert enter(database, cast, again).actor.must_choose


def test_of_two_browsers_that_choose_at_once_one_does(database: Database, cast: Cast, given: str) -> None:
    browsers = [enter(database, cast, given).actor for _ in range(2)]

    def choose(actor: Actor, new: str) -> str | None:
        try:
            services.choose_password(database, actor, new=new, now=cast.now)
        except Conflict:
            return None
        return new

    with ThreadPoolExecutor(2) as at_once:
        chosen = [new for new in at_once.map(choose, browsers, (OWN, "four tall ladders")) if new]
    assert len(chosen) == 1
    assert not enter(database, cast, chosen[0]).actor.must_choose
