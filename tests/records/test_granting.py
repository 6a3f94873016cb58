"""What a trainer grants to one person: kept as a ledger, counted until its last day."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from learning.audit import Act, AuditEntry
from learning.errors import Conflict, Forbidden, Invalid, LearningError, NotFound
from learning.people import queries as people
from learning.people import services as people_services
from learning.records import services
from learning.records.ledger import Grant
from tests.cast import Cast, Player
from tests.life import SEA, Life

MODULE = "zero-tolerance"
Giving = Callable[..., None]


@pytest.fixture
def failed(cast: Cast, life: Life) -> uuid.UUID:
    """Amina has used all her attempts; gives her enrolment."""
    life.assign(cast.ghana_cohort, SEA)
    enrolment = life.enrol(cast.amina, cohort=cast.ghana_cohort)
    for hour in range(5):
        moment = life.now + timedelta(hours=hour)
        life.submit(life.begin(enrolment, now=moment), {}, now=moment)
    return enrolment


@pytest.fixture
def give(cast: Cast, life: Life, failed: uuid.UUID) -> Giving:
    """Let Efua grant Amina something; what is not said is one more attempt for a week."""

    def grant(player: Player | None = None, **other: Any) -> None:
        actor = (player or cast.efua).actor
        given = {
            "key": uuid.uuid4(),
            "enrolment_id": failed,
            "kind": "attempt",
            "module": MODULE,
            "reason": "duty",
            "expires_on": life.now.date() + timedelta(days=7),
            "now": life.now + timedelta(hours=6),
            **other,
        }
        with life.database.begin() as session:
            cohort = people.cohort(session, actor, cast.ghana_cohort.id)
            services.grant(session, actor, cohort=cohort, **given)

    return grant


def due(life: Life, cast: Cast, day: date | None) -> None:
    with life.database.begin() as session:
        people_services.plan_cohort(
            session, cast.efua.actor, cohort_id=cast.ghana_cohort.id, due_on=day, language="", now=life.now
        )


def test_a_granted_attempt_can_be_begun_once_and_only_until_its_day(
    life: Life, failed: uuid.UUID, give: Giving
) -> None:
    give()
    with pytest.raises(Conflict):
        life.begin(failed, now=life.now + timedelta(days=8))
    moment = life.now + timedelta(days=7)
    life.submit(life.begin(failed, now=moment), {}, now=moment)
    with pytest.raises(Conflict):
        life.begin(failed, now=moment + timedelta(hours=1))
    give(now=moment, expires_on=moment.date() + timedelta(days=20))
    life.begin(failed, now=moment + timedelta(days=19))


def test_the_same_press_is_one_grant_and_one_line_of_the_log(life: Life, cast: Cast, give: Giving) -> None:
    key = uuid.uuid4()
    give(key=key)
    give(key=key)
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Grant)) == 1
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.ATTEMPT_GRANTED)).one()
    assert (entry.actor_id, entry.country) == (cast.efua.actor.person_id, "GHA")
    assert (entry.facts["reason"], entry.facts["module"], entry.facts["until"]) == ("duty", MODULE, "2026-03-09")


@pytest.mark.parametrize(
    ("other", "refusal", "field"),
    [
        ({"kind": "money"}, Invalid, "kind"),
        ({"reason": "flu"}, Invalid, "reason"),
        ({"expires_on": date(2026, 3, 1)}, Invalid, "expires_on"),
        ({"expires_on": date(2062, 3, 9)}, Invalid, "expires_on"),
        ({"kind": "time"}, Invalid, "kind"),
        ({"module": "women-peace-security"}, NotFound, None),
        ({"module": ""}, NotFound, None),
        ({"enrolment_id": uuid.UUID(int=1)}, NotFound, None),
    ],
)
def test_what_cannot_be_granted_is_refused(
    life: Life, give: Giving, other: dict[str, Any], refusal: type[LearningError], field: str | None
) -> None:
    with pytest.raises(refusal) as refused:
        give(**other)
    assert refused.value.field == field
    with life.database.read() as session:
        assert session.scalar(select(Grant)) is None


def test_only_a_trainer_of_the_country_grants(cast: Cast, give: Giving) -> None:
    kwame = cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org")
    with pytest.raises(Forbidden):
        give(kwame)
    with pytest.raises(NotFound):
        give(cast.chandra)


def test_more_time_ends_after_the_due_date_of_the_cohort(life: Life, cast: Cast, give: Giving) -> None:
    due(life, cast, date(2026, 3, 9))
    with pytest.raises(Invalid) as refused:
        give(kind="time")
    assert refused.value.field == "expires_on"
    give(kind="time", expires_on=date(2026, 3, 10))
    with life.database.read() as session:
        assert session.scalars(select(Grant)).one().module == ""


def test_who_is_done_is_granted_nothing(life: Life, failed: uuid.UUID, give: Giving) -> None:
    give()
    life.read_lessons(failed)
    moment = life.now + timedelta(hours=7)
    life.submit(life.begin(failed, now=moment), now=moment)
    with pytest.raises(Conflict):
        give()


def test_a_due_date_is_changed_by_trainers_of_the_country_and_the_log_says_so(life: Life, cast: Cast) -> None:
    cohort = cast.ghana_cohort.id
    due(life, cast, date(2026, 3, 9))
    chandra = cast.chandra.actor
    with pytest.raises(NotFound), life.database.begin() as session:
        people_services.plan_cohort(session, chandra, cohort_id=cohort, due_on=None, language="", now=life.now)
    for fields, field in (({"due_on": date(2026, 3, 1)}, "due_on"), ({"language": "xx"}, "language")):
        with pytest.raises(Invalid) as refused, life.database.begin() as session:
            people_services.plan_cohort(
                session,
                cast.efua.actor,
                cohort_id=cohort,
                now=life.now,
                **{"due_on": None, "language": "", **fields},  # type: ignore[arg-type]
            )
        assert refused.value.field == field
    with life.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.COHORT_PLANNED)).one()
        assert people.cohort(session, cast.efua.actor, cohort).due_on == date(2026, 3, 9)
    assert entry.facts["due"] == "2026-03-09"
