"""Picture codes: three pictures let a learner in, and guessing them is stopped by counting."""

import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.errors import Forbidden, Invalid, NotFound, Throttled
from learning.people import picture_codes, services
from learning.people.models import Person
from learning.people.passwords import NO_PASSWORD
from learning.people.permissions import Role
from learning.people.picture_codes import (
    WRONG_OF_ACCOUNT,
    WRONG_OF_ADDRESS,
    WRONG_OF_COUNTRY,
    WRONG_WINDOW,
    PictureCode,
    Pictures,
    WrongPictures,
    sign_in_by_pictures,
)
from learning.people.services import Refused, SignedIn
from learning.people.signing_in import keyed
from learning.people.twelve import TWELVE
from tests.cast import PASSWORD, SECRET, Cast, Player

NUMBER = "GH 10234"


@pytest.fixture
def pictures(database: Database, cast: Cast, amina: Player, efua: Player) -> Pictures:
    """Amina's pictures, as Efua gave them."""
    return give(database, cast, efua, amina)


def give(database: Database, cast: Cast, by: Player, whom: Player) -> Pictures:
    _, found = picture_codes.give_pictures(
        database, by.actor, person_id=whom.actor.person_id, secret=SECRET, now=cast.now
    )
    return found


def enter(
    database: Database,
    cast: Cast,
    tapped: Sequence[int],
    *,
    number: str = NUMBER,
    country: str = "GHA",
    address: str = "198.51.100.1",
    after: timedelta = timedelta(0),
    secret: str = SECRET,
) -> SignedIn | Refused:
    return sign_in_by_pictures(
        database,
        country=country,
        service_number=number,
        pictures=tapped,
        address=address,
        secret=secret,
        now=cast.now + after,
    )


def wrong(pictures: Pictures) -> list[int]:
    """Pictures that are not these."""
    return [(pictures[0] + 1) % len(TWELVE), *pictures[1:]]


def test_the_right_pictures_in_their_order_let_a_learner_in(
    database: Database, cast: Cast, amina: Player, pictures: Pictures
) -> None:
    found = enter(database, cast, pictures, number="gh-10234")
    assert isinstance(found, SignedIn)
    assert (found.actor.person_id, found.actor.role) == (amina.actor.person_id, Role.LEARNER)
    with database.read() as session:
        stored = session.get_one(PictureCode, amina.actor.person_id)
        assert stored.wrong == 0
        assert session.scalars(select(WrongPictures)).all() == []
        assert stored.code_hash.startswith("$argon2id$")


def test_others_and_another_key_do_not(database: Database, cast: Cast, pictures: Pictures) -> None:
    for each in (wrong(pictures), [], [-1, -1, -1]):
        assert isinstance(enter(database, cast, each), Refused)
    assert isinstance(enter(database, cast, pictures, secret="another"), Refused)


def test_people_who_have_chosen_no_password_come_in_by_pictures(
    database: Database, cast: Cast, amina: Player, pictures: Pictures
) -> None:
    with database.begin() as session:
        session.get_one(Person, amina.actor.person_id).password_hash = NO_PASSWORD
    assert isinstance(enter(database, cast, pictures), SignedIn)


def test_five_wrong_tries_close_the_pictures_until_the_trainer_gives_new_ones(
    database: Database, cast: Cast, amina: Player, efua: Player, pictures: Pictures
) -> None:
    for step in range(WRONG_OF_ACCOUNT - 1):
        assert isinstance(enter(database, cast, wrong(pictures), address=f"198.51.100.{step}"), Refused)
        assert isinstance(enter(database, cast, pictures), SignedIn)
    enter(database, cast, wrong(pictures))
    refused = enter(database, cast, pictures, after=timedelta(days=29))
    assert isinstance(refused, Refused)
    assert isinstance(refused.refusal, Invalid), "what is closed is not told apart from what is wrong"
    new = give(database, cast, efua, amina)
    assert isinstance(enter(database, cast, new), SignedIn)


def test_wrong_tries_are_forgotten_after_thirty_days(database: Database, cast: Cast, pictures: Pictures) -> None:
    for _ in range(WRONG_OF_ACCOUNT):
        enter(database, cast, wrong(pictures))
    assert isinstance(enter(database, cast, pictures, after=WRONG_WINDOW), SignedIn)


def test_tries_sent_all_at_once_are_counted_like_others(
    database: Database, cast: Cast, amina: Player, pictures: Pictures
) -> None:
    tries = 12
    start = threading.Barrier(tries)

    def run(place: int) -> str:
        start.wait()
        result = enter(database, cast, wrong(pictures), address=f"198.51.100.{place}")
        return type(result).__name__

    with ThreadPoolExecutor(tries) as pool:
        assert Counter(pool.map(run, range(tries))) == {"Refused": tries}
    with database.read() as session:
        assert session.get_one(PictureCode, amina.actor.person_id).wrong == WRONG_OF_ACCOUNT
    assert isinstance(enter(database, cast, pictures), Refused)


def test_an_address_that_tries_many_accounts_at_once_gets_no_more_than_its_tries(
    database: Database, cast: Cast, pictures: Pictures
) -> None:
    assert pictures
    fill(database, cast, WRONG_OF_ADDRESS - 3, country="GHA", address=keyed(SECRET, "pictures from 203.0.113.9"))
    tries = 10
    start = threading.Barrier(tries)

    def run(place: int) -> str:
        start.wait()
        result = enter(database, cast, [0, 0, 0], number=f"GH {place:05}", address="203.0.113.9")
        assert isinstance(result, Refused)
        return type(result.refusal).__name__

    with ThreadPoolExecutor(tries) as pool:
        assert Counter(pool.map(run, range(tries))) == {"Invalid": 3, "Throttled": tries - 3}


def fill(database: Database, cast: Cast, number: int, *, country: str, address: str | None = None) -> None:
    """Wrong tries of the last hours."""
    with database.begin() as session:
        session.add_all(
            WrongPictures(
                id=uuid.uuid4(),
                country=country,
                address=address or f"{place}",
                at=cast.now - timedelta(hours=23, minutes=place % 50),
            )
            for place in range(number)
        )


def test_an_address_that_tries_many_accounts_waits_for_a_day(
    database: Database, cast: Cast, pictures: Pictures
) -> None:
    for place in range(WRONG_OF_ADDRESS):
        assert isinstance(enter(database, cast, [0, 1, 2], number=f"GH {place:05}", address="203.0.113.9"), Refused)
    refused = enter(database, cast, pictures, address="203.0.113.9")
    assert isinstance(refused, Refused)
    assert isinstance(refused.refusal, Throttled)
    assert refused.refusal.values["minutes"] == 24 * 60
    assert isinstance(enter(database, cast, pictures, address="203.0.113.10"), SignedIn)
    assert isinstance(enter(database, cast, pictures, address="203.0.113.9", after=timedelta(days=1)), SignedIn)


def test_a_country_whose_accounts_are_tried_from_everywhere_waits_and_others_do_not(
    database: Database, cast: Cast, bishnu: Player, chandra: Player, pictures: Pictures
) -> None:
    others = give(database, cast, chandra, bishnu)
    fill(database, cast, WRONG_OF_COUNTRY - 1, country="GHA")
    assert isinstance(enter(database, cast, pictures), SignedIn)
    fill(database, cast, 1, country="GHA")
    refused = enter(database, cast, pictures)
    assert isinstance(refused, Refused)
    assert isinstance(refused.refusal, Throttled)
    assert isinstance(enter(database, cast, others, country="NPL", number="NP 20771"), SignedIn)


def test_strange_numbers_and_countries_are_refused_like_wrong_pictures(
    database: Database, cast: Cast, pictures: Pictures
) -> None:
    for number, country in (("", "GHA"), ("\x00", "GHA"), (NUMBER, "XXX"), (NUMBER, "NPL"), ("a@b.example", "GHA")):
        result = enter(database, cast, pictures, number=number, country=country)
        assert isinstance(result, Refused)
        assert isinstance(result.refusal, Invalid)


def test_only_trainers_of_the_learner_give_pictures_and_only_to_learners(
    database: Database, cast: Cast, amina: Player, efua: Player, chandra: Player, bruno: Player, dora: Player
) -> None:
    with pytest.raises(NotFound):
        give(database, cast, chandra, amina)
    for player in (bruno, amina):
        with pytest.raises(Forbidden):
            give(database, cast, player, amina)
    with pytest.raises(NotFound):
        give(database, cast, dora, efua)
    give(database, cast, dora, amina)
    with database.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.PICTURES_GIVEN))
    assert (entry.country, entry.facts) == ("GHA", {"person": str(amina.actor.person_id)})


def test_pictures_of_who_became_a_trainer_open_nothing(
    database: Database, cast: Cast, amina: Player, pictures: Pictures
) -> None:
    with database.begin() as session:
        session.get_one(Person, amina.actor.person_id).role = Role.TRAINER
    assert isinstance(enter(database, cast, pictures), Refused)


def test_nobody_comes_into_a_closed_account_by_pictures(
    database: Database, cast: Cast, amina: Player, dora: Player, pictures: Pictures
) -> None:
    with database.begin() as session:
        services.close_account(session, dora.actor, person_id=amina.actor.person_id, now=cast.now)
    assert isinstance(enter(database, cast, pictures), Refused)


def test_a_learner_draws_her_own_with_her_password(database: Database, cast: Cast, amina: Player, efua: Player) -> None:
    def own(player: Player, password: str) -> Pictures:
        return picture_codes.own_pictures(database, player.actor, password=password, secret=SECRET, now=cast.now)

    with pytest.raises(Invalid):
        own(amina, "not hers")
    with pytest.raises(NotFound):
        own(efua, PASSWORD)
    assert isinstance(enter(database, cast, own(amina, PASSWORD)), SignedIn)


def test_all_twelve_are_drawn() -> None:
    drawn = Counter(place for _ in range(40) for place in picture_codes.draw(uuid.uuid4(), SECRET).pictures)
    assert set(drawn) <= set(range(len(TWELVE)))
    assert len(drawn) > 8


def test_the_twelve_are_twelve_and_named() -> None:
    assert len(TWELVE) == len({one.name for one in TWELVE}) == 12
