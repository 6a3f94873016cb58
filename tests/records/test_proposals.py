"""What takes two administrators: one proposes, another confirms within a day, and it is done once."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from learning import audit
from learning.errors import Conflict, Forbidden, Invalid, NotFound
from learning.people.permissions import Role
from learning.records import certifying, proposing, services
from learning.records.models import Completion, Credential, Proposal, Proposed, RevocationReason
from learning.records.printing import Print
from learning.records.revoking import OfCohort, OfPeriod, Revoked, chosen
from learning.records.services import Issuing
from tests.cast import Cast, Player
from tests.life import AUTHORITY, GENDER, SEA, Life
from tests.records.test_races import at_once

OLD = "0123456789abcdef"
NEW = "fedcba9876543210"


@pytest.fixture
def esi(cast: Cast) -> Player:
    """The second administrator."""
    assert cast.dora
    return cast.invited(Role.ADMINISTRATOR, None, name="Esi Nyarko", email="esi@example.org")


@pytest.fixture
def proposed(life: Life, dora: Player, esi: Player, now: datetime) -> uuid.UUID:
    """Dora has proposed a change of keys."""
    assert esi
    with life.database.begin() as session:
        return services.propose_rotation(session, dora.actor, key_id=OLD, now=now).id


def rotation(
    life: Life, player: Player, proposal: uuid.UUID, now: datetime, done: list[str] | None = None, key_id: str = OLD
) -> str | None:
    """Confirm a change of keys; each change that is done is put into the list."""

    def rotate() -> str:
        if done is not None:
            done.append(NEW)
        return NEW

    with life.database.begin() as session:
        return services.confirm_rotation(session, player.actor, proposal, key_id=key_id, rotate=rotate, now=now)


def acts(life: Life) -> list[str]:
    with life.database.read() as session:
        lines = session.scalars(select(audit.AuditEntry.act).order_by(audit.AuditEntry.at, audit.AuditEntry.id))
        return sorted(act for act in lines if act.startswith(("proposal", "keys")))


# ── a change of keys ────────────────────────────────────────────────────────


def test_another_administrator_confirms_and_the_log_says_so(
    life: Life, esi: Player, proposed: uuid.UUID, now: datetime
) -> None:
    assert rotation(life, esi, proposed, now + timedelta(hours=24)) == NEW
    assert acts(life) == ["keys-rotated", "proposal-confirmed", "proposal-made"]
    with life.database.read() as session:
        found = session.get_one(Proposal, proposed)
        assert (found.is_done, found.settled_by) == (True, esi.actor.person_id)
        assert proposing.rotated_at(session) == now + timedelta(hours=24)


def test_nobody_confirms_what_he_proposed(life: Life, dora: Player, proposed: uuid.UUID, now: datetime) -> None:
    with pytest.raises(Conflict, match="Another administrator must confirm"):
        rotation(life, dora, proposed, now)


def test_after_a_day_it_is_too_late(life: Life, dora: Player, esi: Player, proposed: uuid.UUID, now: datetime) -> None:
    late = now + timedelta(hours=24, seconds=1)
    with pytest.raises(Conflict, match="older than 24 hours"):
        rotation(life, esi, proposed, late)
    with life.database.begin() as session:
        assert not proposing.open_proposals(session, esi.actor, Proposed.ROTATE_KEYS, now=late)
        assert services.propose_rotation(session, dora.actor, key_id=OLD, now=late), "it can be proposed again"


@pytest.mark.parametrize("who", ["dora", "esi"])
def test_either_administrator_withdraws_and_then_nobody_confirms(
    life: Life, dora: Player, esi: Player, proposed: uuid.UUID, now: datetime, who: str
) -> None:
    with life.database.begin() as session:
        services.withdraw(session, {"dora": dora, "esi": esi}[who].actor, Proposed.ROTATE_KEYS, proposed, now=now)
    with pytest.raises(Conflict, match="settled already"):
        rotation(life, esi, proposed, now)
    assert acts(life) == ["proposal-made", "proposal-withdrawn"]
    with life.database.read() as session:
        assert proposing.rotated_at(session) is None


def test_four_confirmations_at_once_change_the_keys_once(
    life: Life, esi: Player, proposed: uuid.UUID, now: datetime
) -> None:
    done: list[str] = []
    found = at_once([lambda: rotation(life, esi, proposed, now, done)] * 4)
    assert done == [NEW]
    assert sorted(map(str, found)) == ["This proposal is settled already."] * 3 + [NEW]


def test_confirming_and_withdrawing_at_once_does_one_of_them(
    life: Life, dora: Player, esi: Player, proposed: uuid.UUID, now: datetime
) -> None:
    done: list[str] = []

    def withdraw() -> None:
        with life.database.begin() as session:
            services.withdraw(session, dora.actor, Proposed.ROTATE_KEYS, proposed, now=now)

    confirmed, withdrawn = at_once([lambda: rotation(life, esi, proposed, now, done), withdraw])
    assert len(done) == (confirmed == NEW) == isinstance(withdrawn, Conflict)
    assert isinstance(confirmed, Conflict) == (withdrawn is None)


def test_a_change_that_was_done_before_its_transaction_ended_is_not_done_again(
    life: Life, esi: Player, proposed: uuid.UUID, now: datetime
) -> None:
    done: list[str] = []
    assert rotation(life, esi, proposed, now, done, key_id=NEW) is None
    assert done == []
    assert acts(life) == ["proposal-confirmed", "proposal-made"]


def test_a_change_that_fails_leaves_the_proposal_open(
    life: Life, esi: Player, proposed: uuid.UUID, now: datetime
) -> None:
    def fail() -> str:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"), life.database.begin() as session:
        services.confirm_rotation(session, esi.actor, proposed, key_id=OLD, rotate=fail, now=now)
    assert rotation(life, esi, proposed, now) == NEW


def test_one_change_of_keys_is_proposed_at_a_time(life: Life, esi: Player, proposed: uuid.UUID, now: datetime) -> None:
    assert proposed
    with life.database.begin() as session, pytest.raises(Conflict, match="proposed already"):
        services.propose_rotation(session, esi.actor, key_id=OLD, now=now)


def test_an_administrator_alone_proposes_nothing(life: Life, dora: Player, now: datetime) -> None:
    with life.database.begin() as session, pytest.raises(Conflict, match="Invite a second one first"):
        services.propose_rotation(session, dora.actor, key_id=OLD, now=now)


def test_only_administrators_propose_and_settle(
    life: Life, bruno: Player, efua: Player, amina: Player, proposed: uuid.UUID, now: datetime
) -> None:
    for player in (bruno, efua, amina):
        with life.database.begin() as session:
            with pytest.raises(Forbidden):
                services.propose_rotation(session, player.actor, key_id=OLD, now=now)
            with pytest.raises(Forbidden):
                services.withdraw(session, player.actor, Proposed.ROTATE_KEYS, proposed, now=now)
            with pytest.raises(Forbidden):
                services.confirm_revocation(session, player.actor, proposed, now=now)
        with pytest.raises(Forbidden):
            rotation(life, player, proposed, now)


def test_a_proposal_of_one_kind_is_no_proposal_of_the_other(
    life: Life, esi: Player, proposed: uuid.UUID, now: datetime
) -> None:
    for unknown in (proposed, uuid.uuid4()):
        with life.database.begin() as session, pytest.raises(NotFound):
            services.confirm_revocation(session, esi.actor, unknown, now=now)


# ── revoking many ───────────────────────────────────────────────────────────


@pytest.fixture
def crowd(life: Life, cast: Cast) -> OfCohort:
    """Ghana's cohort: seven of nine have completed."""
    life.crowd(cast.ghana_cohort, 9, completed=7)
    life.crowd(cast.nepal_cohort, 3, completed=3)
    return OfCohort(cast.ghana_cohort.id)


@pytest.fixture
def propose(life: Life, dora: Player, esi: Player, crowd: OfCohort, now: datetime) -> Callable[[], uuid.UUID]:
    """Propose, as Dora, to revoke what the cohort holds."""
    assert esi

    def made() -> uuid.UUID:
        with life.database.begin() as session:
            return services.propose_revocation(
                session, dora.actor, crowd, RevocationReason.RESULT_ANNULLED, words="the cohort", now=now
            ).id

    return made


def revoked(life: Life) -> list[tuple[str, str | None]]:
    with life.database.read() as session:
        rows = session.execute(
            select(Credential.country, Credential.revocation_reason).where(Credential.revoked_at.is_not(None))
        )
        return [(row.country, row.revocation_reason) for row in rows]


def confirm(life: Life, player: Player, proposal: uuid.UUID, now: datetime) -> Revoked:
    with life.database.begin() as session:
        return services.confirm_revocation(session, player.actor, proposal, now=now)


def test_what_was_counted_is_revoked_after_confirmation_and_nothing_else(
    life: Life, cast: Cast, esi: Player, propose: Callable[[], uuid.UUID], now: datetime
) -> None:
    proposal = propose()
    life.crowd(cast.ghana_cohort, 2, completed=2, first=9)  # issued after the list was fixed
    assert revoked(life) == []
    assert confirm(life, esi, proposal, now) == Revoked(now=7, before=0)
    assert revoked(life) == [("GHA", "result-annulled")] * 7
    with life.database.read() as session:
        log = select(audit.AuditEntry).where(audit.AuditEntry.act == audit.Act.CREDENTIAL_REVOKED)
        lines = session.scalars(log).all()
    assert len(lines) == 7
    assert {(line.actor_name, line.country, line.facts["proposal"]) for line in lines} == {
        ("Esi Nyarko", "GHA", str(proposal))
    }


def test_what_was_revoked_meanwhile_is_left_as_it_is_and_counted(
    life: Life, esi: Player, propose: Callable[[], uuid.UUID], now: datetime
) -> None:
    proposal = propose()
    with life.database.begin() as session:
        serial = session.get_one(Proposal, proposal).terms["serials"][3]
        services.revoke(session, esi.actor, serial, RevocationReason.NOT_THE_HOLDER, now=now)
    assert confirm(life, esi, proposal, now + timedelta(hours=1)) == Revoked(now=6, before=1)
    with life.database.read() as session:
        line = session.get_one(Credential, serial)
        assert (line.revocation_reason, line.revoked_at) == ("not-the-holder", now)


def test_two_confirmations_at_once_revoke_once(
    life: Life, esi: Player, propose: Callable[[], uuid.UUID], now: datetime
) -> None:
    proposal = propose()
    found = at_once([lambda: confirm(life, esi, proposal, now)] * 3)
    assert sorted(map(str, found)) == sorted([str(Revoked(7, 0)), *["This proposal is settled already."] * 2])
    assert len(revoked(life)) == 7


def test_a_country_a_course_and_a_period_choose_too(life: Life, dora: Player, crowd: OfCohort, now: datetime) -> None:
    assert crowd
    day = timedelta(days=1)
    today = now.date()

    def count(country: str, course: str, first: date, last: date) -> int:
        with life.database.read() as session:
            return len(chosen(session, dora.actor, OfPeriod(country, course, first, last)).credentials)

    assert count("GHA", SEA, today, today) == 7
    assert count("NPL", SEA, today - day, today + day) == 3
    for country, course, first, last in (
        ("GHA", GENDER, today, today),
        ("GHA", SEA, today + day, today + day),
        ("GHA", SEA, today - day, today - day),
        ("URY", SEA, today, today),
    ):
        with pytest.raises(Invalid, match="no certificate to revoke"):
            count(country, course, first, last)
    with pytest.raises(Invalid, match="ends before it begins"):
        count("GHA", SEA, today, today - day)


def test_what_is_revoked_already_is_not_chosen(
    life: Life, esi: Player, dora: Player, propose: Callable[[], uuid.UUID], crowd: OfCohort, now: datetime
) -> None:
    confirm(life, esi, propose(), now)
    with life.database.read() as session, pytest.raises(Invalid, match="no certificate to revoke"):
        chosen(session, dora.actor, crowd)


def test_too_many_at_once_are_refused(
    life: Life, dora: Player, crowd: OfCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.records.revoking.MOST", 6)
    with life.database.read() as session, pytest.raises(Invalid, match="These are 7 certificates; at most 6"):
        chosen(session, dora.actor, crowd)


def test_more_than_one_statement_holds_are_revoked_in_one_transaction(
    life: Life, esi: Player, propose: Callable[[], uuid.UUID], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.records.revoking.AT_ONCE", 3)
    assert confirm(life, esi, propose(), now) == Revoked(now=7, before=0)


# ── what waits while nothing is issued ──────────────────────────────────────


def test_what_waited_is_issued_in_the_country_and_language_of_each(life: Life, cast: Cast, now: datetime) -> None:
    for cohort in (cast.ghana_cohort, cast.nepal_cohort):
        life.closed = True
        life.crowd(cohort, 3, completed=2)
    asked: list[tuple[str, str]] = []

    def issuing(country: str, tag: str) -> Issuing:
        asked.append((country, tag))
        return Issuing(life.keys, f"{AUTHORITY} of {country}")

    with life.database.begin() as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 0
        assert certifying.waiting(session) == 4
        enrolment = session.scalars(select(Completion.enrolment_id)).first()
        assert enrolment is not None
        assert certifying.is_waiting(session, enrolment)
        first = services.issue_due(session, issuing=issuing, most=3, now=now)
        rest = services.issue_due(session, issuing=issuing, most=3, now=now)
        assert (len(first), len(rest), certifying.waiting(session)) == (3, 1, 0)
        assert not certifying.is_waiting(session, enrolment)
    assert sorted(asked) == [("GHA", "en")] * 2 + [("NPL", "en")] * 2
    with life.database.read() as session:
        used = certifying.keys_used(session)[life.keys.key_id]
        assert (used.certificates, used.first, used.last) == (4, now, now)
        assert session.scalar(select(func.count()).select_from(Print)) == 0
