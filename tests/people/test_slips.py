"""Sign-in slips: printed for who has no password, used once, and guessed by nobody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from learning.db import Database
from learning.errors import Conflict, Forbidden, Invalid, NotFound
from learning.people import slips
from learning.people.models import Cohort, Membership, Person, Slip
from learning.people.passwords import NO_PASSWORD
from learning.people.permissions import Role
from learning.people.picture_codes import sign_in_by_pictures
from learning.people.rules import ADDRESS_FAILURES
from learning.people.services import Refused, SignedIn, print_picture_slips, print_slips, sign_in, use_slip
from learning.people.slips import MOST_AT_ONCE, PrintedSlip, normalise_code
from tests.cast import ADDRESS, PASSWORD, SECRET, Cast, Player
from tests.conftest import NOW


def waiting(database: Database, cohort: Cohort, number: int, *, role: str = Role.LEARNER) -> None:
    """Members of a cohort who have chosen no password."""
    people = [
        Person(
            role=role,
            name=f"Kofi {n:03}",
            country="GHA",
            service_number=f"GH{n:03}",
            password_hash=NO_PASSWORD,
            language="en",
            made_at=NOW,
        )
        for n in range(number)
    ]
    with database.begin() as session:
        session.add_all(people)
        session.flush()
        session.execute(
            insert(Membership),
            [{"cohort_id": cohort.id, "person_id": each.id, "joined_at": NOW} for each in people],
        )


def printed(database: Database, player: Player, cohort: Cohort, number: str = "") -> list[PrintedSlip]:
    with database.begin() as session:
        return print_slips(session, player.actor, cohort, secret=SECRET, now=NOW, service_number=number)


def use(
    database: Database, code: str, *, days: float = 0, address: str = ADDRESS, secret: str = SECRET
) -> SignedIn | Refused:
    return use_slip(
        database, code=code, password=PASSWORD, address=address, secret=secret, now=NOW + timedelta(days=days)
    )


def test_a_code_is_read_as_people_type_it() -> None:
    assert normalise_code(" abcd efgh ") == "ABCD-EFGH"
    assert normalise_code("oil0-1234") == "0110-1234"
    assert normalise_code("٣٤٥٦-abcd") == "3456-ABCD"
    assert normalise_code("abcd-efg") is None
    assert normalise_code("abcd-efg!") is None


def test_a_slip_signs_its_learner_in_with_a_password_of_her_own(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 1)
    (slip,) = printed(database, cast.efua, cast.ghana_cohort)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", slip.code)
    result = use(database, slip.code.lower().replace("-", " "))
    assert isinstance(result, SignedIn)
    assert result.actor.name == "Kofi 000"
    again = sign_in(
        database, country="GHA", sign_in_name="GH000", password=PASSWORD, address=ADDRESS, secret=SECRET, now=NOW
    )
    assert isinstance(again, SignedIn)


def test_a_slip_works_once_and_for_thirty_days(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 2)
    first, second = printed(database, cast.efua, cast.ghana_cohort)
    assert isinstance(use(database, first.code), SignedIn)
    for code, days in ((first.code, 0), (second.code, 30)):
        result = use(database, code, days=days)
        assert isinstance(result, Refused)
        assert "does not work" in str(result.refusal)
    assert isinstance(use(database, second.code, days=29.9), SignedIn)


def test_a_code_is_stored_nowhere_and_opens_nothing_with_another_key(sqlite_database: Database, tmp_path: Path) -> None:
    cast = Cast(sqlite_database, NOW)
    waiting(sqlite_database, cast.ghana_cohort, 1)
    (slip,) = printed(sqlite_database, cast.efua, cast.ghana_cohort)
    sqlite_database.dispose()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("learn1325.db*"))
    assert slip.code.encode() not in stored
    assert slip.code.replace("-", "").encode() not in stored
    assert isinstance(use(sqlite_database, slip.code, secret="another"), Refused)


def test_a_new_slip_ends_the_one_that_was_lost(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 2)
    first, _ = printed(database, cast.efua, cast.ghana_cohort)
    (new,) = printed(database, cast.efua, cast.ghana_cohort, "gh 000")
    assert isinstance(use(database, first.code), Refused)
    assert isinstance(use(database, new.code), SignedIn)


def test_slips_are_printed_for_who_has_none(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, MOST_AT_ONCE + 3)
    assert len(printed(database, cast.efua, cast.ghana_cohort)) == MOST_AT_ONCE
    with database.read() as session:
        found = slips.without_password(session, cast.ghana_cohort, now=NOW)
        assert (found.people, found.without_slip) == (MOST_AT_ONCE + 3, 3)
    assert len(printed(database, cast.efua, cast.ghana_cohort)) == 3
    with pytest.raises(Conflict):
        printed(database, cast.efua, cast.ghana_cohort)


def test_who_has_a_password_gets_no_slip(database: Database, cast: Cast) -> None:
    assert cast.amina
    with pytest.raises(Conflict):
        printed(database, cast.efua, cast.ghana_cohort)
    with pytest.raises(Invalid):
        printed(database, cast.efua, cast.ghana_cohort, "GH10234")


def test_a_slip_ends_when_a_password_was_given_in_another_way(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 1)
    (slip,) = printed(database, cast.efua, cast.ghana_cohort)
    with database.begin() as session:
        session.execute(update(Person).where(Person.service_number == "GH000").values(password_hash="given"))
    assert isinstance(use(database, slip.code), Refused)
    with database.read() as session:
        assert session.scalars(select(Slip.used_at)).one() is None


def test_only_learners_get_slips(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 1, role=Role.TRAINER)
    with pytest.raises(Conflict):
        printed(database, cast.efua, cast.ghana_cohort)


def test_slips_are_printed_by_the_countrys_own_trainers(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 1)
    with pytest.raises(NotFound):
        printed(database, cast.chandra, cast.ghana_cohort)
    with pytest.raises(Forbidden):
        printed(database, cast.bruno, cast.ghana_cohort)


def test_a_weak_password_leaves_the_slip_as_it_is(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 1)
    (slip,) = printed(database, cast.efua, cast.ghana_cohort)
    for weak in ("short", "kofi 000", "password1"):
        with pytest.raises(Invalid):
            use_slip(database, code=slip.code, password=weak, address=ADDRESS, secret=SECRET, now=NOW)
    assert isinstance(use(database, slip.code), SignedIn)


def test_who_guesses_codes_waits(database: Database, cast: Cast) -> None:
    waiting(database, cast.ghana_cohort, 1)
    (slip,) = printed(database, cast.efua, cast.ghana_cohort)
    for number in range(ADDRESS_FAILURES):
        assert isinstance(use(database, f"ZZZZ-{number:04}"), Refused)
    result = use(database, slip.code)
    assert isinstance(result, Refused)
    assert "minutes" in result.refusal.values
    assert isinstance(use(database, slip.code, address="198.51.100.9"), SignedIn)


def test_slips_with_pictures_let_their_owners_in_by_either_way(database: Database, cast: Cast, efua: Player) -> None:
    waiting(database, cast.ghana_cohort, 2)
    made = print_picture_slips(database, efua.actor, cast.ghana_cohort, secret=SECRET, now=NOW)
    assert [len(each.pictures) for each in made] == [3, 3]
    entered = sign_in_by_pictures(
        database,
        country="GHA",
        service_number=made[0].service_number,
        pictures=made[0].pictures,
        address=ADDRESS,
        secret=SECRET,
        now=NOW,
    )
    assert isinstance(entered, SignedIn)
    assert isinstance(use(database, made[0].code), SignedIn)
    with pytest.raises(Conflict):
        print_picture_slips(database, efua.actor, cast.ghana_cohort, secret=SECRET, now=NOW)


def test_slips_with_pictures_are_printed_sixty_at_once_by_the_countrys_own_trainers(
    database: Database, cast: Cast, efua: Player, chandra: Player, bruno: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slips, "MOST_WITH_PICTURES", 2)
    waiting(database, cast.ghana_cohort, 3)
    with pytest.raises(NotFound):
        print_picture_slips(database, chandra.actor, cast.ghana_cohort, secret=SECRET, now=NOW)
    with pytest.raises(Forbidden):
        print_picture_slips(database, bruno.actor, cast.ghana_cohort, secret=SECRET, now=NOW)
    numbers = [
        len(print_picture_slips(database, efua.actor, cast.ghana_cohort, secret=SECRET, now=NOW)) for _ in range(2)
    ]
    assert numbers == [2, 1]
