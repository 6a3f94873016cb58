from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest

from learning.db import Database
from learning.errors import Forbidden, NotFound
from learning.people import queries, services
from tests.cast import Cast, Player, password_hash

Count = Callable[[Database], AbstractContextManager[list[str]]]


def fill(database: Database, cast: Cast, country: str, number: int, *, start: int = 0) -> None:
    """Add so many learners of a country, as the command line would."""
    with database.begin() as session:
        for step in range(start, start + number):
            services.add_person(
                session,
                role="learner",
                name=f"Learner {step:03}",
                country=country,
                service_number=f"X-{step:03}",
                email=None,
                password_hash=password_hash(),
                language="en",
                now=cast.now,
            )


def test_a_person_of_another_country_is_not_found_like_one_who_does_not_exist(
    database: Database, cast: Cast, amina: Player, bishnu: Player, bruno: Player
) -> None:
    sentences = set()
    for player, person_id in (
        (bruno, amina.actor.person_id),
        (cast.efua, bishnu.actor.person_id),
        (amina, bishnu.actor.person_id),
        (bruno, uuid4()),
    ):
        with pytest.raises(NotFound) as refusal, database.read() as session:
            queries.person(session, player.actor, person_id)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_everybody_sees_oneself_and_nobody_sees_beside_the_role(database: Database, cast: Cast, amina: Player) -> None:
    kofi = cast.learner("Kofi Asante", "GH 30000", cast.ghana_cohort)
    for player, seen in ((amina, amina), (cast.efua, amina), (cast.dora, amina), (cast.dora, cast.efua)):
        with database.read() as session:
            assert queries.person(session, player.actor, seen.actor.person_id).id == seen.actor.person_id
    for player, unseen in ((amina, kofi), (amina, cast.efua), (cast.chandra, cast.efua)):
        with pytest.raises(NotFound), database.read() as session:
            queries.person(session, player.actor, unseen.actor.person_id)


@pytest.mark.usefixtures("amina")
def test_a_focal_point_lists_the_own_country_and_an_administrator_all(
    database: Database, cast: Cast, bruno: Player, dora: Player
) -> None:
    fill(database, cast, "URY", 2)
    with database.read() as session:
        own = queries.people(session, bruno.actor)
        everybody = queries.people(session, dora.actor)
        of_ghana = queries.people(session, dora.actor, country="GHA")
    assert [person.name for person in own.people] == ["Bruno Píriz", "Learner 000", "Learner 001"]
    assert everybody.total == 6
    assert {person.name for person in of_ghana.people} == {"Amina Mensah", "Efua Owusu"}
    with pytest.raises(NotFound), database.read() as session:
        queries.people(session, bruno.actor, country="GHA")


@pytest.mark.usefixtures("amina", "bishnu")
def test_people_are_found_by_name_number_or_email(database: Database, dora: Player) -> None:
    def found(search: str) -> list[str]:
        with database.read() as session:
            return [person.name for person in queries.people(session, dora.actor, search=search).people]

    assert found("mensah") == ["Amina Mensah"]
    assert found("gh-102") == ["Amina Mensah"]
    assert found("CHANDRA@example.org") == ["Chandra Gurung"]
    assert found("  bishnu   rai ") == ["Bishnu Rai"]
    assert found("%") == found("_") == found("\x00") == found("\u202e") == found("nobody") == []


def test_a_page_that_is_not_there_gives_the_nearest_one(database: Database, cast: Cast, bruno: Player) -> None:
    fill(database, cast, "URY", queries.PEOPLE_PER_PAGE)
    with database.read() as session:
        last = queries.people(session, bruno.actor, page=99)
        first = queries.people(session, bruno.actor, page=-1)
        nobody = queries.people(session, bruno.actor, search="nobody", page=3)
    assert (last.page, last.pages, last.total, len(last.people)) == (2, 2, 51, 1)
    assert (first.page, len(first.people)) == (1, 50)
    assert (nobody.page, nobody.pages, nobody.total) == (1, 1, 0)


def test_the_number_of_statements_does_not_grow_with_the_people(
    database: Database, cast: Cast, bruno: Player, dora: Player, efua: Player, count_queries: Count
) -> None:
    def statements() -> int:
        with count_queries(database) as sent, database.read() as session:
            for person in queries.people(session, bruno.actor).people:
                assert person.name
            for line in queries.cohorts(session, dora.actor):
                assert line.cohort.name
            for member in queries.members(session, cast.ghana_cohort.id):
                assert member.person.name
        return len(sent)

    assert cast.ghana_cohort
    few = statements()
    fill(database, cast, "URY", 20)
    for step in range(5):
        cohort = cast.cohort(efua, f"Cohort {step}")
        cast.learner(f"Learner {step}", f"GH 4000{step}", cohort)
        cast.learner(f"Learner {step}", f"GH 5000{step}", cast.ghana_cohort)
    assert statements() == few


def test_asking_who_is_signed_in_is_one_statement(
    database: Database, cast: Cast, amina: Player, count_queries: Count
) -> None:
    with count_queries(database) as sent, database.read() as session:
        assert queries.signed_in(session, amina.token, now=cast.now) == amina.actor
    assert len([statement for statement in sent if not statement.startswith("BEGIN")]) == 1


@pytest.mark.usefixtures("amina", "bishnu")
def test_a_trainer_lists_the_cohorts_of_the_own_country_with_their_numbers(
    database: Database, cast: Cast, efua: Player
) -> None:
    cast.cohort(efua, "Empty one")
    with database.read() as session:
        own = {line.cohort.name: line.members for line in queries.cohorts(session, efua.actor)}
        everywhere = {line.cohort.name for line in queries.cohorts(session, cast.dora.actor)}
        of_nepal = [line.cohort.name for line in queries.cohorts(session, cast.dora.actor, country="NPL")]
    assert own == {"Ghana Battalion 12": 1, "Empty one": 0}
    assert everywhere == {"Ghana Battalion 12", "Empty one", "Nepal Company 3"}
    assert of_nepal == ["Nepal Company 3"]
    with pytest.raises(NotFound), database.read() as session:
        queries.cohorts(session, efua.actor, country="NPL")


def test_another_countrys_cohort_is_not_found(database: Database, cast: Cast, efua: Player, dora: Player) -> None:
    nepal = cast.nepal_cohort.id
    for actor, cohort_id in ((efua.actor, nepal), (efua.actor, uuid4()), (dora.actor, uuid4())):
        with pytest.raises(NotFound), database.read() as session:
            queries.cohort(session, actor, cohort_id)
    with database.read() as session:
        assert queries.cohort(session, dora.actor, nepal).name == "Nepal Company 3"


def test_a_learner_sees_no_cohort_page_and_no_list(database: Database, amina: Player) -> None:
    with database.read() as session:
        for ask in (
            lambda: queries.cohorts(session, amina.actor),
            lambda: queries.cohort(session, amina.actor, uuid4()),
            lambda: queries.people(session, amina.actor),
            lambda: queries.open_invitations(session, amina.actor, now=amina.actor.seen_at),
        ):
            with pytest.raises(Forbidden):
                ask()


def test_a_closed_cohort_is_still_found_by_its_code(database: Database, cast: Cast, efua: Player) -> None:
    cohort = cast.cohort(efua, "Short one", open_days=0)
    with database.read() as session:
        assert queries.cohort_by_code(session, cohort.join_code).closes_on == (cast.now + timedelta(0)).date()


@pytest.mark.usefixtures("amina")
def test_members_are_listed_by_name_with_how_they_serve_now(database: Database, cast: Cast) -> None:
    cast.learner("Adwoa Boateng", "GH 30001", cast.ghana_cohort)
    with database.read() as session:
        members = queries.members(session, cast.ghana_cohort.id)
    assert [member.person.name for member in members] == ["Adwoa Boateng", "Amina Mensah"]
    assert [member.rotation.unit if member.rotation else None for member in members] == ["2 Company", "2 Company"]


def test_somebody_who_has_not_said_how_they_serve_has_no_rotation(database: Database, bruno: Player) -> None:
    with database.read() as session:
        assert queries.current_rotation(session, bruno.actor.person_id) is None
        assert queries.rotations(session, bruno.actor.person_id) == []
