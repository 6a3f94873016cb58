from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.errors import Conflict, Forbidden, Invalid, NotFound
from learning.people import queries, rules, services
from learning.people.models import Cohort, Person, Rotation
from learning.people.permissions import Role
from tests.cast import Cast, Player, password_hash

FORM: dict[str, Any] = {
    "name": "Kwabena Boateng",
    "service_number": "GH 20001",
    "category": "staff-officer",
    "rank_group": "senior-officer",
    "unit": "Force Headquarters",
    "mission": "MINUSCA",
    "sex": "male",
    "language": "en",
}
MOVE: dict[str, Any] = {
    "country": "GHA",
    "category": "military-observer",
    "rank_group": "junior-officer",
    "unit": "",
    "mission": "UNTSO",
}


def register(database: Database, cast: Cast, code: str, *, days: int = 0, **fields: object) -> tuple[Person, Cohort]:
    given = {**FORM, **fields}
    with database.begin() as session:
        return services.register_learner(
            session, join_code=code, password_hash=password_hash(), now=cast.now + timedelta(days=days), **given
        )


def move(database: Database, cast: Cast, by: Player, whom: Player, *, days: int = 100, **fields: object) -> Rotation:
    given = {**MOVE, **fields}
    with database.begin() as session:
        return services.begin_rotation(
            session, by.actor, person_id=whom.actor.person_id, now=cast.now + timedelta(days=days), **given
        )


def test_a_trainer_makes_a_cohort_of_her_own_country(database: Database, cast: Cast, efua: Player) -> None:
    cohort = cast.cohort(efua, "  Ghana   Company 1 ", open_days=30)
    assert (cohort.country, cohort.name, cohort.made_by) == ("GHA", "Ghana Company 1", efua.actor.person_id)
    assert rules.normalise_join_code(cohort.join_code) == cohort.join_code
    with database.read() as session:
        assert Act.COHORT_MADE in session.scalars(select(AuditEntry.act)).all()


def test_a_cohorts_name_is_taken_once_in_a_country(cast: Cast, efua: Player, chandra: Player) -> None:
    cast.cohort(efua, "Company 1")
    cast.cohort(chandra, "Company 1")
    with pytest.raises(Invalid) as refusal:
        cast.cohort(efua, "Company 1")
    assert refusal.value.field == "name"


def test_a_join_code_that_is_taken_is_drawn_again(database: Database, cast: Cast, efua: Player) -> None:
    taken = cast.ghana_cohort.join_code

    def codes() -> Iterator[str]:
        yield taken
        yield taken
        yield "ACDE-FGHJ"

    drawn = codes()
    with database.begin() as session:
        cohort = services.make_cohort(
            session,
            efua.actor,
            name="Company 2",
            mission="UNMISS",
            closes_on=None,
            now=cast.now,
            new_code=lambda: next(drawn),
        )
    assert cohort.join_code == "ACDE-FGHJ"
    with pytest.raises(Conflict), database.begin() as session:
        services.make_cohort(
            session,
            efua.actor,
            name="Company 3",
            mission="UNMISS",
            closes_on=None,
            now=cast.now,
            new_code=lambda: taken,
        )


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 81}),
        ("mission", {"mission": "UNAMID"}),
        ("closes_on", {"closes_on": date(2026, 3, 1)}),
    ],
)
def test_a_cohort_with_a_wrong_field_is_refused(
    database: Database, cast: Cast, efua: Player, field: str, fields: dict[str, Any]
) -> None:
    given = {"name": "Company 1", "mission": "UNMISS", "closes_on": None, **fields}
    with pytest.raises(Invalid) as refusal, database.begin() as session:
        services.make_cohort(session, efua.actor, now=cast.now, **given)
    assert refusal.value.field == field


def test_a_learner_registers_by_the_code_as_typed(database: Database, cast: Cast) -> None:
    code = cast.ghana_cohort.join_code.replace("-", " ").lower()
    person, cohort = register(database, cast, code)
    assert cohort.id == cast.ghana_cohort.id
    assert (person.role, person.country, person.service_number) == (Role.LEARNER, "GHA", "GH20001")
    with database.read() as session:
        rotation = queries.current_rotation(session, person.id)
        assert rotation is not None
        assert (rotation.country, rotation.category, rotation.mission) == ("GHA", "staff-officer", "MINUSCA")
        assert (rotation.begun_on, rotation.ended_on) == (cast.now.date(), None)
        assert [member.person.id for member in queries.members(session, cohort.id)] == [person.id]
        notes = session.scalars(select(AuditEntry.act).where(AuditEntry.actor_id == person.id)).all()
    assert set(notes) == {Act.PERSON_ADDED, Act.COHORT_JOINED}


def test_a_learner_need_not_state_the_sex_nor_a_unit(database: Database, cast: Cast) -> None:
    person, _ = register(database, cast, cast.ghana_cohort.join_code, sex="", unit="")
    assert person.sex is None


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("name", {"name": ""}),
        ("service_number", {"service_number": ""}),
        ("service_number", {"service_number": "gh-10234"}),
        ("category", {"category": "general"}),
        ("rank_group", {"rank_group": ""}),
        ("unit", {"unit": "x" * 81}),
        ("unit", {"unit": "\x00"}),
        ("mission", {"mission": "MINUSMA"}),
        ("sex", {"sex": "x"}),
        ("language", {"language": "tlh"}),
    ],
)
def test_a_registration_with_a_wrong_field_makes_nothing(
    database: Database, cast: Cast, amina: Player, field: str, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        register(database, cast, cast.ghana_cohort.join_code, **fields)
    assert refusal.value.field == field
    with database.read() as session:
        learners = session.scalars(select(Person.id).where(Person.role == Role.LEARNER)).all()
    assert learners == [amina.actor.person_id]


def test_the_same_service_number_may_be_used_in_two_countries(database: Database, cast: Cast) -> None:
    for cohort in (cast.ghana_cohort, cast.nepal_cohort):
        register(database, cast, cohort.join_code, service_number="A-1")


@pytest.mark.parametrize("code", ["", "ACDE-FGHJ", "nonsense", "\x00"])
def test_an_unknown_code_is_not_found_beside_its_field(database: Database, cast: Cast, code: str) -> None:
    with pytest.raises(NotFound) as refusal:
        register(database, cast, code)
    assert refusal.value.field == "join_code"


def test_a_closed_cohort_takes_nobody(database: Database, cast: Cast, efua: Player, amina: Player) -> None:
    cohort = cast.cohort(efua, "Short one", open_days=7)
    register(database, cast, cohort.join_code, days=7)
    with pytest.raises(Conflict, match="closed on 2026-03-09"):
        register(database, cast, cohort.join_code, days=8, service_number="GH 20002")
    with pytest.raises(Conflict), database.begin() as session:
        services.join_cohort(session, amina.actor, join_code=cohort.join_code, now=cast.now + timedelta(days=8))


def test_amina_joins_a_second_cohort_and_joining_again_changes_nothing(
    database: Database, cast: Cast, efua: Player, amina: Player
) -> None:
    cohort = cast.cohort(efua, "Second one")
    for _ in range(2):
        with database.begin() as session:
            services.join_cohort(session, amina.actor, join_code=cohort.join_code, now=cast.now + timedelta(days=1))
    with database.read() as session:
        mine = [found.name for found in queries.own_cohorts(session, amina.actor.person_id)]
    assert mine == ["Second one", "Ghana Battalion 12"]


def test_another_countrys_code_is_not_found(database: Database, cast: Cast, amina: Player) -> None:
    code = cast.nepal_cohort.join_code
    with pytest.raises(NotFound) as foreign, database.begin() as session:
        services.join_cohort(session, amina.actor, join_code=code, now=cast.now)
    with pytest.raises(NotFound) as unknown, database.begin() as session:
        services.join_cohort(session, amina.actor, join_code="ACDE-FGHJ", now=cast.now)
    assert str(foreign.value) == str(unknown.value)


def test_a_new_rotation_ends_the_last_one_and_rewrites_nothing(database: Database, cast: Cast, amina: Player) -> None:
    move(database, cast, amina, amina)
    with database.read() as session:
        newer, older = queries.rotations(session, amina.actor.person_id)
    assert (newer.category, newer.mission, newer.unit, newer.ended_on) == ("military-observer", "UNTSO", "", None)
    assert (older.category, older.mission, older.unit) == ("contingent-troop", "UNMISS", "2 Company")
    assert older.ended_on == newer.begun_on == (cast.now + timedelta(days=100)).date()


def test_a_rotation_that_is_sent_twice_is_begun_once(database: Database, cast: Cast, amina: Player) -> None:
    first = move(database, cast, amina, amina)
    again = move(database, cast, amina, amina)
    later = move(database, cast, amina, amina, days=101)
    assert again.id == first.id
    assert later.id != first.id, "the same posting on another day is another rotation"
    with database.read() as session:
        begun = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.ROTATION_BEGUN)).all()
        assert len(begun) == 2


def test_amina_moves_to_nepal_and_signs_in_there(database: Database, cast: Cast, amina: Player) -> None:
    move(database, cast, amina, amina, country="NPL", service_number="np 3")
    with database.read() as session:
        person = session.get_one(Person, amina.actor.person_id)
        assert (person.country, person.service_number) == ("NPL", "NP3")
        assert [rotation.country for rotation in queries.rotations(session, person.id)] == ["NPL", "GHA"]
    assert cast.sign_in("NPL", "NP3").actor.person_id == amina.actor.person_id


def test_a_service_number_that_is_taken_there_is_refused(database: Database, cast: Cast, amina: Player) -> None:
    register(database, cast, cast.nepal_cohort.join_code, service_number="GH-10234")
    with pytest.raises(Invalid) as refusal:
        move(database, cast, amina, amina, country="NPL")
    assert refusal.value.field == "service_number"
    with database.read() as session:
        rotation = queries.current_rotation(session, amina.actor.person_id)
    assert rotation is not None
    assert rotation.country == "GHA"


def test_a_role_that_is_bound_to_a_country_moves_only_by_an_administrator(
    database: Database, cast: Cast, efua: Player, dora: Player
) -> None:
    move(database, cast, efua, efua)
    with pytest.raises(Forbidden, match="bound to your country"):
        move(database, cast, efua, efua, country="NPL")
    move(database, cast, dora, efua, country="NPL")
    with database.read() as session:
        assert session.get_one(Person, efua.actor.person_id).country == "NPL"


def test_nobody_else_begins_anothers_rotation(database: Database, cast: Cast, amina: Player) -> None:
    for player in (cast.efua, cast.bruno, cast.bishnu):
        with pytest.raises(Forbidden):
            move(database, cast, player, amina)


def test_a_rotation_needs_a_country_and_a_person(database: Database, cast: Cast, dora: Player, amina: Player) -> None:
    with pytest.raises(Invalid):
        move(database, cast, dora, amina, country="XXX")
    with pytest.raises(NotFound), database.begin() as session:
        services.begin_rotation(session, dora.actor, person_id=uuid4(), now=cast.now, **MOVE)


def test_a_focal_point_names_the_authority_of_the_own_country(database: Database, cast: Cast, bruno: Player) -> None:
    for words in ("Ministerio de Defensa", "  Ministerio de Defensa  Nacional "):
        with database.begin() as session:
            services.set_authority(session, bruno.actor, country="URY", authority=words, now=cast.now)
    with database.read() as session:
        assert queries.authority(session, "URY") == "Ministerio de Defensa Nacional"
        assert queries.authority(session, "GHA") is None


def test_another_countrys_authority_is_not_found(database: Database, cast: Cast, bruno: Player, dora: Player) -> None:
    for actor, country in ((bruno.actor, "GHA"), (bruno.actor, "XXX"), (dora.actor, "XXX")):
        with pytest.raises(NotFound), database.begin() as session:
            services.set_authority(session, actor, country=country, authority="Somebody", now=cast.now)
    with database.begin() as session:
        services.set_authority(session, dora.actor, country="GHA", authority="Ghana Armed Forces", now=cast.now)


@pytest.mark.parametrize("authority", ["", "x" * 161, "Ministry\u202e"])
def test_an_authority_that_cannot_be_printed_is_refused(
    database: Database, cast: Cast, bruno: Player, authority: str
) -> None:
    with pytest.raises(Invalid) as refusal, database.begin() as session:
        services.set_authority(session, bruno.actor, country="URY", authority=authority, now=cast.now)
    assert refusal.value.field == "authority"
