from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.errors import Forbidden, Invalid, NotFound
from learning.people import queries, services
from learning.people.models import Invitation, Person
from learning.people.permissions import Role
from tests.cast import Cast, Player, password_hash


def accept(database: Database, token: str, cast: Cast, *, days: int = 0, **fields: str | None) -> Person:
    given = {"name": "Grace Achieng", "service_number": None, "email": "grace@example.org", "country": None, **fields}
    with database.begin() as session:
        return services.accept_invitation(
            session,
            token,
            password_hash=password_hash(),
            language="fr",
            now=cast.now + timedelta(days=days),
            **given,
        )


def invite(database: Database, dora: Player, cast: Cast, role: Role, country: str | None) -> str:
    with database.begin() as session:
        return services.invite(session, dora.actor, role=role, country=country, now=cast.now)


def test_the_first_administrator_comes_by_the_set_up_link(database: Database, cast: Cast) -> None:
    with database.begin() as session:
        assert not queries.has_administrator(session)
        token = services.make_setup_link(session, now=cast.now)
    assert token is not None
    person = accept(database, token, cast)
    assert (person.role, person.country, person.language) == (Role.ADMINISTRATOR, None, "fr")
    with database.read() as session:
        assert queries.has_administrator(session)
        assert session.scalars(select(AuditEntry.act)).all() == [Act.SET_UP]


def test_there_is_no_set_up_link_once_somebody_administers(database: Database, cast: Cast) -> None:
    assert cast.dora
    with database.begin() as session:
        assert services.make_setup_link(session, now=cast.now) is None


def test_a_new_set_up_link_ends_the_older_one(database: Database, cast: Cast) -> None:
    with database.begin() as session:
        older = services.make_setup_link(session, now=cast.now)
        newer = services.make_setup_link(session, now=cast.now)
    assert older is not None
    assert newer is not None
    with pytest.raises(NotFound):
        accept(database, older, cast)
    assert accept(database, newer, cast).role == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [Role.TRAINER, Role.FOCAL_POINT])
def test_an_invitation_decides_role_and_country(database: Database, cast: Cast, dora: Player, role: Role) -> None:
    token = invite(database, dora, cast, role, "KEN")
    with database.read() as session:
        found = queries.invitation(session, token, now=cast.now)
        assert (found.role, found.country) == (role, "KEN")
        assert token not in found.token_hash
        assert list(queries.open_invitations(session, dora.actor, now=cast.now)) == [found]
    person = accept(database, token, cast, country="UGA")
    assert (person.role, person.country) == (role, "KEN")
    with database.read() as session:
        assert queries.open_invitations(session, dora.actor, now=cast.now) == []


def test_an_invited_person_may_have_a_service_number_and_no_email(database: Database, cast: Cast, dora: Player) -> None:
    token = invite(database, dora, cast, Role.TRAINER, "KEN")
    person = accept(database, token, cast, service_number="ke-77", email=None)
    assert (person.service_number, person.email) == ("KE77", None)


def test_an_administrator_may_name_a_country_when_the_invitation_has_none(
    database: Database, cast: Cast, dora: Player
) -> None:
    token = invite(database, dora, cast, Role.ADMINISTRATOR, None)
    person = accept(database, token, cast, service_number="KE 78", email="", country="KEN")
    assert (person.role, person.country) == (Role.ADMINISTRATOR, "KEN")


def test_an_invitation_works_once_and_for_fourteen_days(database: Database, cast: Cast, dora: Player) -> None:
    used = invite(database, dora, cast, Role.TRAINER, "KEN")
    accept(database, used, cast, days=13)
    late = invite(database, dora, cast, Role.TRAINER, "KEN")
    for token, days in ((used, 13), (late, 14), ("", 0), ("unknown", 0)):
        with pytest.raises(NotFound, match="does not work any more"):
            accept(database, token, cast, days=days, email="other@example.org")
        with pytest.raises(NotFound), database.read() as session:
            queries.invitation(session, token, now=cast.now + timedelta(days=days))


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("email", {"email": "dora@example.org"}),
        ("email", {"email": "nonsense"}),
        ("name", {"name": " "}),
        ("service_number", {"email": None}),
        ("service_number", {"service_number": "#"}),
    ],
)
def test_a_refused_field_leaves_the_link_good(
    database: Database, cast: Cast, dora: Player, field: str, fields: dict[str, str | None]
) -> None:
    token = invite(database, dora, cast, Role.TRAINER, "KEN")
    with pytest.raises(Invalid) as refusal:
        accept(database, token, cast, **fields)
    assert refusal.value.field == field
    assert accept(database, token, cast).role == Role.TRAINER


def test_learners_are_not_invited_and_other_roles_need_a_country(database: Database, cast: Cast, dora: Player) -> None:
    wrong = [(Role.LEARNER, "KEN", "role"), (Role.TRAINER, None, "country"), (Role.FOCAL_POINT, "XXX", "country")]
    for role, country, field in wrong:
        with pytest.raises(Invalid) as refusal:
            invite(database, dora, cast, role, country)
        assert refusal.value.field == field
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Invitation).where(Invitation.used_at.is_(None))) == 0


def test_the_command_line_adds_anybody(database: Database, cast: Cast) -> None:
    with database.begin() as session:
        person = services.add_person(
            session,
            role="focal-point",
            name="Bruno Píriz",
            country="URY",
            service_number="UY 5",
            email="bruno@example.org",
            password_hash=password_hash(),
            language="en",
            now=cast.now,
        )
    with database.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.actor_name) == (Act.PERSON_ADDED, None, "command line")
    assert entry.facts == {"person": str(person.id), "role": "focal-point"}


def test_amina_changes_her_language_and_what_she_states_about_her_sex(
    database: Database, cast: Cast, amina: Player
) -> None:
    with database.begin() as session:
        services.change_profile(session, amina.actor, language="ar", sex="", now=cast.now)
    with database.read() as session:
        person = session.get_one(Person, amina.actor.person_id)
        assert (person.language, person.sex) == ("ar", None)
        actor = queries.signed_in(session, amina.token, now=cast.now)
    assert actor is not None
    assert actor.language == "ar"
    with database.begin() as session:
        services.change_language(session, amina.actor, language="fr")
    with database.read() as session:
        assert session.get_one(Person, amina.actor.person_id).language == "fr"


def test_a_choice_that_no_form_offers_is_refused(database: Database, cast: Cast, amina: Player) -> None:
    for language, sex, field in (("xx", "female", "language"), ("en", "unknown", "sex")):
        with pytest.raises(Invalid) as refusal, database.begin() as session:
            services.change_profile(session, amina.actor, language=language, sex=sex, now=cast.now)
        assert refusal.value.field == field


def test_an_administrator_corrects_a_name_and_the_log_keeps_the_old_one(
    database: Database, cast: Cast, amina: Player, dora: Player
) -> None:
    with database.begin() as session:
        person = services.correct_name(
            session, dora.actor, person_id=amina.actor.person_id, name="Amina  Mensah-Addo", now=cast.now
        )
    assert person.name == "Amina Mensah-Addo"
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.PROFILE_CHANGED)).one()
    assert (entry.facts["name_before"], entry.facts["name"]) == ("Amina Mensah", "Amina Mensah-Addo")
    assert (entry.actor_name, entry.country) == ("Dora Lindqvist", "GHA")


def test_a_name_that_is_right_already_is_not_corrected_again(
    database: Database, cast: Cast, amina: Player, dora: Player
) -> None:
    for _ in range(2):  # the button pressed twice
        with database.begin() as session:
            services.correct_name(
                session, dora.actor, person_id=amina.actor.person_id, name="Amina Mensah-Addo", now=cast.now
            )
    with database.read() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.act == Act.PROFILE_CHANGED)).all()) == 1


def test_nobody_else_corrects_names(database: Database, cast: Cast, amina: Player) -> None:
    for player in (amina, cast.efua, cast.bruno):
        with pytest.raises(Forbidden), database.begin() as session:
            services.correct_name(
                session, player.actor, person_id=amina.actor.person_id, name="Somebody Else", now=cast.now
            )


def test_a_person_who_does_not_exist_is_not_found(database: Database, cast: Cast, dora: Player) -> None:
    with pytest.raises(NotFound), database.begin() as session:
        services.correct_name(session, dora.actor, person_id=uuid4(), name="Somebody Else", now=cast.now)
