"""Yesterday's report is made again to the byte, whatever was corrected, completed, moved, renamed or undone since."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from learning.modules.queries import catalogue
from learning.people import queries as people
from learning.people import services as people_services
from learning.people.models import Membership, Person, Rotation, SignIn
from learning.records import miskeyed, services
from learning.records.correcting import apply
from learning.records.dry_run import dry_run
from learning.records.enrolling_many import withdraw
from learning.records.models import Enrolment
from learning.records.rescoring import Following
from learning.reports.as_of import read_moment
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Clock, Visitor

FILES = ("csv", "xlsx")


def fail(life: Life, player: Player) -> str:
    """Somebody who misses by one question; gives the question."""
    enrolment = life.enrol(player)
    life.read_lessons(enrolment)
    attempt = life.begin(enrolment)
    answers, items = life.right(attempt), life.items(attempt)
    item = next(each for each in items if each.kind == "single" and not each.critical)
    answers[item.id] = next(choice for choice in item.listed("choices") if choice != item.body["key"])
    out_of, earned = sum(each.points for each in items), sum(each.points for each in items) - item.points
    for other in items:
        if earned * 100 >= 80 * out_of and other.id != item.id and not other.critical:
            del answers[other.id]
            earned -= other.points
    life.submit(attempt, answers)
    return item.id


def correct(life: Life, dora: Player, item: str) -> None:
    """Give full credit for a question."""
    with life.database.begin() as session:
        module = life.course(session, SEA).modules[0].slug
        versions = [str(each.version_id) for each in miskeyed.editions_of(session, module, item)]
        asked = miskeyed.wanted(session, module=module, item=item, versions=versions, remedy="full-credit", key="")
        found = dry_run(session, asked, now=life.now)
        following = Following(catalogue(session).courses, lambda _country, _tag: life.issuing)
        made = apply(
            session,
            dora.actor,
            asked,
            key=uuid.uuid4(),
            wrong="wrong",
            reason="fair",
            digest=found.digest,
            following=following,
            now=life.now,
        )
        assert made.figures["passes"] == 1


def move(life: Life, dora: Player, player: Player, country: str, mission: str) -> None:
    """Let somebody serve elsewhere."""
    with life.database.begin() as session:
        rotation = people_services.begin_rotation(
            session,
            dora.actor,
            person_id=player.actor.person_id,
            country=country,
            category="staff-officer",
            rank_group="junior-officer",
            unit="HQ",
            mission=mission,
            service_number="NP 17",
            now=life.now,
        )
        person = session.get_one(Person, player.actor.person_id, populate_existing=True)
        services.follow_rotation(session, person, rotation, now=life.now)


def forget(session: Session, player: Player) -> None:
    """Take an account away, as undoing an import does with those that nobody has used."""
    for model in (SignIn, Membership, Rotation):
        session.execute(delete(model).where(model.person_id == player.actor.person_id))
    session.execute(delete(Person).where(Person.id == player.actor.person_id))


def test_yesterdays_report_is_rebuilt_byte_for_byte(
    life: Life, cast: Cast, clock: Clock, visitor: Callable[..., Visitor]
) -> None:
    dora = cast.dora
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, 12, completed=5)
    item = fail(life, cast.amina)
    kofi = cast.learner("Kofi Asante", "GH 555", cast.ghana_cohort, sex="male")
    life.enrol(kofi, GENDER)
    goes = cast.learner("Yaw Darko", "GH 556", cast.ghana_cohort)
    undone = life.enrol(goes, GENDER)
    bishnu = cast.bishnu
    life.enrol(bishnu, SEA)
    page = visitor(dora)
    clock.moment = life.now + timedelta(hours=5, microseconds=271)
    then = {form: page.fetch(f"/reports/completions/GHA.{form}?audience=internal").get_data() for form in FILES}
    narrow = page.fetch("/reports/completions/GHA.csv?audience=internal&mission=UNMISS").get_data()
    moment = clock.moment
    stated = f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC"
    assert stated.encode() in then["csv"]

    life.now = clock.moment = moment + timedelta(hours=11)
    correct(life, dora, item)
    life.complete(kofi, SEA)
    life.crowd(cast.ghana_cohort, 4, completed=2, first=20)
    move(life, dora, kofi, "NPL", "UNIFIL")
    move(life, dora, bishnu, "GHA", "UNMISS")
    with life.database.begin() as session:
        people_services.correct_name(
            session, dora.actor, person_id=cast.amina.actor.person_id, name="Amina Mensah-Owusu", now=life.now
        )
        withdraw(session, session.scalars(select(Enrolment).where(Enrolment.id == undone)).all(), now=life.now)
        forget(session, goes)
    with life.database.begin() as session:
        life_of_amina = people.current_rotation(session, cast.amina.actor.person_id)
        person = session.get_one(Person, cast.amina.actor.person_id)
        assert life_of_amina is not None
        services.enrol(session, person, life_of_amina, GENDER, cohort=cast.ghana_cohort, now=life.now)

    now = page.fetch("/reports/completions/GHA.csv?audience=internal").get_data()
    assert now != then["csv"]
    assert "Mensah-Owusu" in now.decode()
    for form in FILES:
        again = page.browser.get(f"/reports/completions/GHA/as-of.{form}", query_string={"moment": stated}).get_data()
        assert again == then[form], form
    query = {"moment": stated, "mission": "UNMISS"}
    assert page.browser.get("/reports/completions/GHA/as-of.csv", query_string=query).get_data() == narrow


def test_the_page_of_an_earlier_moment_shows_its_counts_and_refuses_what_is_none(
    life: Life, cast: Cast, clock: Clock, visitor: Callable[..., Visitor]
) -> None:
    life.crowd(cast.ghana_cohort, 6, completed=2)
    page = visitor(cast.dora)
    clock.go_on(hours=10)
    page.open("/reports/completions/GHA")
    clock.go_on(hours=10)
    page.follow("As it was then")
    shown = page.press("Show", {"Day or moment": "2026-03-02"})
    assert "2026-03-02 23:59:59.999999 UTC" in shown.words
    assert "Enter a day" in page.press("Show", {"Day or moment": "yesterday"}, status=422).words
    assert "has not come yet" in page.press("Show", {"Day or moment": "2027-01-01"}, status=422).words


def test_the_command_writes_the_same_report(app: Flask, life: Life, cast: Cast, now: datetime) -> None:
    life.crowd(cast.ghana_cohort, 3)
    runner = app.test_cli_runner()
    stated = f"{now:%Y-%m-%d %H:%M:%S.%f}"
    done = runner.invoke(args=["report", "completions", "--country", "GHA", "--as-of", stated])
    assert done.exit_code == 0, done.output
    assert f"{stated} UTC" in done.output
    assert runner.invoke(args=["report", "completions", "--country", "GHA", "--as-of", "?"]).exit_code == 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-03-02", "2026-03-02T23:59:59.999999+00:00"),
        ("2026-03-02 09:00:00.000271 UTC", "2026-03-02T09:00:00.000271+00:00"),
        ("2026-03-02T09:00+02:00", "2026-03-02T07:00:00+00:00"),
        ("soon", None),
    ],
)
def test_a_moment_is_read_as_reports_state_it(typed: str, read: str | None) -> None:
    moment = read_moment(typed)
    assert (moment.isoformat() if moment else None) == read
