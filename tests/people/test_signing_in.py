from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from learning.audit import Act, AuditEntry
from learning.db import Database
from learning.errors import Conflict, Forbidden, Invalid, NotFound, Throttled
from learning.people import passwords, queries, services
from learning.people.models import FailedSignIn, Person, SignIn
from learning.people.permissions import Role
from tests.cast import ADDRESS, PASSWORD, SECRET, Cast

MINUTE = timedelta(minutes=1)


def try_to_sign_in(
    database: Database,
    now: datetime,
    *,
    name: str = "GH 10234",
    password: str = PASSWORD,
    country: str | None = "GHA",
    address: str = ADDRESS,
) -> services.SignedIn | services.Refused:
    return services.sign_in(
        database, country=country, sign_in_name=name, password=password, address=address, secret=SECRET, now=now
    )


def refuse(database: Database, now: datetime, times: int, *, name: str = "GH 10234", address: str = ADDRESS) -> None:
    """Bring about refusals by the writing step alone, without the work on the password."""
    for _ in range(times):
        with database.begin() as session:
            candidate = services.sign_in_candidate(
                session, country="GHA", sign_in_name=name, address=address, secret=SECRET, now=now
            )
            services.record_failure(session, candidate, now=now)


def acts(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.at)))


def test_amina_signs_in_by_her_service_number_however_she_types_it(database: Database, cast: Cast) -> None:
    outcome = try_to_sign_in(database, cast.now, name=f"  {cast.amina.sign_in_name.lower()}")
    assert isinstance(outcome, services.SignedIn)
    assert (outcome.actor.name, outcome.actor.role, outcome.actor.country) == ("Amina Mensah", Role.LEARNER, "GHA")
    with database.read() as session:
        assert queries.signed_in(session, outcome.token, now=cast.now) == outcome.actor


def test_bruno_signs_in_by_his_email_whatever_country_the_form_names(database: Database, cast: Cast) -> None:
    for country in (None, "GHA", "URY"):
        outcome = try_to_sign_in(database, cast.now, name=cast.bruno.sign_in_name.upper(), country=country)
        assert isinstance(outcome, services.SignedIn)
        assert outcome.actor.person_id == cast.bruno.actor.person_id


@pytest.mark.parametrize(
    ("name", "country", "password"),
    [
        ("GH 10234", "GHA", "seven grey heron"),
        ("GH 10234", "NPL", PASSWORD),
        ("GH 10234", None, PASSWORD),
        ("GH 99999", "GHA", PASSWORD),
        ("nobody@example.org", "GHA", PASSWORD),
        ("", "", ""),
        ("\x00@example.org", "\x00", "\x00"),
        ("a" * 5000, "GHA", "b" * 5000),
        ("\ud800", "GHA", "\ud800"),
    ],
)
def test_a_refusal_does_not_say_which_part_was_wrong(
    database: Database, cast: Cast, name: str, country: str | None, password: str
) -> None:
    assert cast.amina
    outcome = try_to_sign_in(database, cast.now, name=name, country=country, password=password)
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Invalid)
    assert str(outcome.refusal) == "The country, the sign-in name or the password is not right."
    assert outcome.refusal.field is None


def test_a_refusal_is_kept_though_it_is_refused(database: Database, cast: Cast) -> None:
    assert cast.amina
    try_to_sign_in(database, cast.now, password="something else")
    with database.read() as session:
        row = session.scalars(select(FailedSignIn)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.SIGN_IN_REFUSED)).one()
    assert len(row.account) == len(row.address) == 64
    assert (entry.actor_name, entry.country) == ("Amina Mensah", "GHA")


def test_what_was_typed_is_in_no_table_after_a_refusal(database: Database, cast: Cast) -> None:
    try_to_sign_in(database, cast.now, name="my secret word", password="something else")
    with database.read() as session:
        row = session.scalars(select(FailedSignIn)).one()
        entry = session.scalars(select(AuditEntry)).one()
    assert ADDRESS not in row.address
    assert (entry.actor_name, entry.facts, entry.actor_id) == ("unknown account", {}, None)


def test_an_unknown_account_takes_the_same_steps_as_a_known_one(
    database: Database, cast: Cast, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    assert cast.amina
    with count_queries(database) as known:
        try_to_sign_in(database, cast.now, password="something else")
    with count_queries(database) as unknown:
        try_to_sign_in(database, cast.now, name="GH 99999", password="something else")
    assert unknown == known


def test_the_eleventh_try_within_five_minutes_waits_even_with_the_right_password(
    database: Database, cast: Cast
) -> None:
    assert cast.amina
    refuse(database, cast.now, 9)
    assert isinstance(try_to_sign_in(database, cast.now + MINUTE, password="something else"), services.Refused)
    outcome = try_to_sign_in(database, cast.now + 2 * MINUTE)
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Throttled)
    assert outcome.refusal.values == {"minutes": 3}
    assert isinstance(try_to_sign_in(database, cast.now + 5 * MINUTE), services.SignedIn)


def test_waiting_adds_no_refusal(database: Database, cast: Cast) -> None:
    refuse(database, cast.now, 10)
    try_to_sign_in(database, cast.now, password="something else")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 10


def test_an_account_waits_from_every_address_and_another_account_does_not(database: Database, cast: Cast) -> None:
    assert cast.amina
    assert cast.efua
    refuse(database, cast.now, 10)
    waiting = try_to_sign_in(database, cast.now, address="198.51.100.9")
    assert isinstance(waiting, services.Refused)
    assert isinstance(waiting.refusal, Throttled)
    assert isinstance(try_to_sign_in(database, cast.now, name="efua@example.org"), services.SignedIn)


def test_an_account_that_does_not_exist_waits_just_the_same(database: Database, cast: Cast) -> None:
    refuse(database, cast.now, 10, name="GH 55555")
    outcome = try_to_sign_in(database, cast.now, name="gh-55555")
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Throttled)


def test_an_address_waits_after_thirty_refusals_of_any_account(database: Database, cast: Cast) -> None:
    assert cast.amina
    for account in range(30):
        refuse(database, cast.now, 1, name=f"GH 5{account:03}", address="2001:db8:1:2::1")
    outcome = try_to_sign_in(database, cast.now, address="2001:db8:1:2:ffff::99")  # the same subscriber
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Throttled)
    assert isinstance(try_to_sign_in(database, cast.now, address="2001:db8:1:3::1"), services.SignedIn)


def test_other_processes_see_the_refusals(database: Database, cast: Cast) -> None:
    assert cast.amina
    refuse(database, cast.now, 10)
    another_process = Database(database.url)
    outcome = try_to_sign_in(another_process, cast.now)
    another_process.dispose()
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Throttled)


def test_guesses_sent_all_at_once_do_not_slip_through_together(database: Database, cast: Cast) -> None:
    assert cast.amina
    with database.read() as session:
        candidate = services.sign_in_candidate(
            session, country="GHA", sign_in_name="GH 10234", address=ADDRESS, secret=SECRET, now=cast.now
        )
    refuse(database, cast.now, 10)
    with database.begin() as session:
        outcome = services.begin_session(session, candidate, now=cast.now)
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Throttled)


def test_signing_in_does_not_forgive_the_refusals(database: Database, cast: Cast) -> None:
    assert cast.amina
    refuse(database, cast.now, 9)
    assert isinstance(try_to_sign_in(database, cast.now), services.SignedIn)
    refuse(database, cast.now, 1)
    assert isinstance(try_to_sign_in(database, cast.now), services.Refused)


def test_refusals_older_than_an_hour_are_forgotten(database: Database, cast: Cast) -> None:
    refuse(database, cast.now, 3)
    refuse(database, cast.now + timedelta(minutes=61), 1)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 1


def test_a_password_changed_between_check_and_write_opens_nothing(database: Database, cast: Cast) -> None:
    assert cast.amina
    with database.read() as session:
        candidate = services.sign_in_candidate(
            session, country="GHA", sign_in_name="GH 10234", address=ADDRESS, secret=SECRET, now=cast.now
        )
    services.reset_password(database, cast.efua.actor, person_id=cast.amina.actor.person_id, now=cast.now)
    with database.begin() as session:
        outcome = services.begin_session(session, candidate, now=cast.now)
    assert isinstance(outcome, services.Refused)
    assert isinstance(outcome.refusal, Invalid)


def test_a_hash_of_older_settings_is_renewed_at_the_next_sign_in(database: Database, cast: Cast) -> None:
    assert cast.amina
    older = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    who = Person.id == cast.amina.actor.person_id
    with database.begin() as session:
        session.execute(update(Person).where(who).values(password_hash=older))
    assert isinstance(try_to_sign_in(database, cast.now), services.SignedIn)
    with database.read() as session:
        renewed = session.scalars(select(Person.password_hash).where(who)).one()
    assert not passwords.needs_rehash(renewed)
    assert passwords.verify(renewed, PASSWORD)


def test_only_a_hash_of_the_cookies_token_is_stored(database: Database, cast: Cast) -> None:
    with database.read() as session:
        row = session.get_one(SignIn, cast.amina.actor.sign_in_id)
    assert cast.amina.token not in row.token_hash


def test_an_unknown_token_is_nobody(database: Database, cast: Cast) -> None:
    with database.read() as session:
        for token in ("", "x", "\ud800", cast.amina.token + "x"):
            assert queries.signed_in(session, token, now=cast.now) is None


def test_a_browser_is_signed_out_after_twelve_idle_hours(database: Database, cast: Cast) -> None:
    with database.read() as session:
        assert queries.signed_in(session, cast.amina.token, now=cast.now + timedelta(hours=11)) is not None
        assert queries.signed_in(session, cast.amina.token, now=cast.now + timedelta(hours=12)) is None


def test_a_browser_in_use_is_signed_out_after_thirty_days(database: Database, cast: Cast) -> None:
    actor, moment = cast.amina.actor, cast.now
    while moment < cast.now + timedelta(days=30) - timedelta(hours=11):
        moment += timedelta(hours=11)
        with database.begin() as session:
            found = queries.signed_in(session, cast.amina.token, now=moment)
            assert found is not None
            services.touch_session(session, actor, now=moment)
    with database.read() as session:
        assert queries.signed_in(session, cast.amina.token, now=cast.now + timedelta(days=30)) is None


def test_being_seen_is_noted_every_ten_minutes_at_most(database: Database, cast: Cast) -> None:
    actor = cast.amina.actor
    for minutes in (3, 9, 10, 15):
        with database.begin() as session:
            services.touch_session(session, actor, now=cast.now + minutes * MINUTE)
    with database.read() as session:
        assert session.get_one(SignIn, actor.sign_in_id).seen_at == cast.now + 10 * MINUTE
        assert session.get_one(Person, actor.person_id).seen_at == cast.now + 10 * MINUTE


def test_signing_out_ends_the_session_on_the_server(database: Database, cast: Cast) -> None:
    actor = cast.amina.actor
    with database.begin() as session:
        services.sign_out(session, actor, now=cast.now)
    with database.read() as session:
        assert queries.signed_in(session, cast.amina.token, now=cast.now) is None
    assert Act.SIGNED_OUT in acts(database)


def test_changing_the_password_ends_every_other_session(database: Database, cast: Cast) -> None:
    elsewhere = cast.sign_in("GHA", cast.amina.sign_in_name)
    services.change_password(database, cast.amina.actor, old=PASSWORD, new="nine slow rivers", now=cast.now)
    with database.read() as session:
        assert queries.signed_in(session, cast.amina.token, now=cast.now) is not None
        assert queries.signed_in(session, elsewhere.token, now=cast.now) is None
    assert isinstance(try_to_sign_in(database, cast.now), services.Refused)
    assert isinstance(try_to_sign_in(database, cast.now, password="nine slow rivers"), services.SignedIn)


def test_the_old_password_must_be_right_and_the_new_one_good(database: Database, cast: Cast) -> None:
    with pytest.raises(Invalid) as wrong:
        services.change_password(database, cast.amina.actor, old="something else", new="nine slow rivers", now=cast.now)
    with pytest.raises(Invalid) as easy:
        services.change_password(database, cast.amina.actor, old=PASSWORD, new="GH-10234", now=cast.now)
    assert (wrong.value.field, easy.value.field) == ("old_password", "password")


def test_two_changes_of_one_password_at_once_are_one(database: Database, cast: Cast) -> None:
    with database.read() as session:
        old_hash = session.get_one(Person, cast.amina.actor.person_id).password_hash
    new_hash = passwords.hash_password("nine slow rivers")
    with database.begin() as session:
        services.replace_password(session, cast.amina.actor, old_hash=old_hash, new_hash=new_hash, now=cast.now)
    with pytest.raises(Conflict), database.begin() as session:
        services.replace_password(session, cast.amina.actor, old_hash=old_hash, new_hash=new_hash, now=cast.now)


def test_a_trainer_gives_a_learner_of_the_own_country_a_temporary_password(database: Database, cast: Cast) -> None:
    temporary = services.reset_password(database, cast.efua.actor, person_id=cast.amina.actor.person_id, now=cast.now)
    with database.read() as session:
        assert queries.signed_in(session, cast.amina.token, now=cast.now) is None
    assert isinstance(try_to_sign_in(database, cast.now), services.Refused)
    assert isinstance(try_to_sign_in(database, cast.now, password=temporary), services.SignedIn)


def test_a_trainer_resets_nobody_elses_password(database: Database, cast: Cast) -> None:
    assert cast.amina
    for person_id in (cast.bishnu.actor.person_id, cast.efua.actor.person_id, cast.dora.actor.person_id, uuid4()):
        with pytest.raises(NotFound):
            services.reset_password(database, cast.efua.actor, person_id=person_id, now=cast.now)
    for actor in (cast.amina.actor, cast.bruno.actor):
        with pytest.raises(Forbidden):
            services.reset_password(database, actor, person_id=cast.amina.actor.person_id, now=cast.now)


def test_an_administrator_resets_any_password(database: Database, cast: Cast) -> None:
    for player in (cast.amina, cast.chandra):
        services.reset_password(database, cast.dora.actor, person_id=player.actor.person_id, now=cast.now)
        with database.read() as session:
            assert queries.signed_in(session, player.token, now=cast.now) is None
