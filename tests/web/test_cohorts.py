"""The trainer's pages: who finished, who is stuck, who never began, and what can be done about it."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import select

from learning.audit import Act, AuditEntry
from learning.people.models import Person
from learning.people.services import close_account, open_account
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Clock, Visitor


@pytest.fixture
def company(cast: Cast, life: Life, clock: Clock) -> dict[str, Player]:
    """Efua's cohort: one has finished, one is stuck, one is under way, one never began."""
    life.assign(cast.ghana_cohort, SEA)
    players = {
        "finished": cast.amina,
        "stuck": cast.learner("Kofi Stuck", "GH 1", cast.ghana_cohort, sex="male"),
        "under way": cast.learner("Yaw Reads", "GH 2", cast.ghana_cohort),
        "never": cast.learner("Esi Never", "GH 3", cast.ghana_cohort),
    }
    life.complete(players["finished"], cohort=cast.ghana_cohort)
    stuck = life.enrol(players["stuck"], cohort=cast.ghana_cohort)
    for hour in range(3):
        moment = clock().replace(hour=10 + hour)
        life.submit(life.begin(stuck, now=moment), {}, now=moment)
    life.read_lessons(life.enrol(players["under way"], cohort=cast.ghana_cohort), leave=2)
    life.enrol(players["never"], cohort=cast.ghana_cohort)
    clock.go_on(hours=4)
    return players


def figures(visitor: Visitor) -> dict[str, str]:
    """The figures on top of a cohort's page."""
    return {
        div.one("dt").words: div.one("dd").words for div in visitor.page.root.every("div") if div["class"] == "stat"
    }


def test_the_page_says_who_is_where(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player], clock: Clock
) -> None:
    efua = visitor(cast.efua)
    efua.open("/cohorts")
    assert "4 people" in efua.page.words
    assert "1 of 4 courses completed" in efua.page.words
    efua.follow("Ghana Battalion 12")
    assert figures(efua) == {"Completed": "1", "Stuck": "1", "Under way": "1", "Not begun": "1"}
    assert "3 failed attempts" in efua.page.words
    names = [each.words for each in efua.page.root.every("b") if each.around("li")]
    assert names[0] == "Kofi Stuck", "who needs help comes first"
    grid = {row[0]: row[1] for row in efua.page.table("Progress by module")[1:]}
    assert set(grid) == {"Amina Mensah", "Kofi Stuck", "Yaw Reads", "Esi Never"}
    assert "8 of 8 lessons" in grid["Amina Mensah"]
    assert [name for name, words in grid.items() if "quiz passed" in words] == ["Amina Mensah"]
    clock.go_on(hours=11)
    efua.open("/cohorts")
    for _ in range(16):
        clock.go_on(hours=11)
        efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert figures(efua) == {"Completed": "1", "Stuck": "2", "Under way": "0", "Not begun": "1"}
    assert company["stuck"].country == "GHA"


def test_the_file_says_the_same_and_the_log_says_who_took_it(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player], life: Life
) -> None:
    efua = visitor(cast.efua)
    reply = efua.fetch(f"/cohorts/{cast.ghana_cohort.id}.csv")
    assert reply.mimetype == "text/csv"
    assert reply.headers["Cache-Control"] == "no-store"
    assert 'filename="cohort-GHA-2026-03-02.csv"' in reply.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert {row["Name"]: row["Where"] for row in rows} == {
        "Amina Mensah": "Completed",
        "Kofi Stuck": "Stuck",
        "Yaw Reads": "Under way",
        "Esi Never": "Not begun",
    }
    by_name = {row["Name"]: row for row in rows}
    assert by_name["Amina Mensah"]["Completed on"] == "2026-03-02"
    assert by_name["Amina Mensah"]["Quizzes passed"] == "1"
    assert by_name["Esi Never"]["Last seen"] == ""
    assert len(company) == len(rows)
    with life.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == Act.REPORT_DOWNLOADED)).one()
    assert (entry.actor_id, entry.country) == (cast.efua.actor.person_id, "GHA")
    assert entry.facts["report"] == "cohort"


def test_no_cell_of_the_file_runs_as_a_formula(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    player = cast.learner("+Danger =1+1", "GH 9", cast.ghana_cohort)
    life.enrol(player, cohort=cast.ghana_cohort)
    file = visitor(cast.efua).fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert rows[1][0] == "'+Danger =1+1"


def test_a_cohort_of_two_courses_shows_one_at_a_time(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA, GENDER)
    life.complete(cast.amina, GENDER, cohort=cast.ghana_cohort)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert figures(efua)["Completed"] == "1"
    efua.open(f"/cohorts/{cast.ghana_cohort.id}?course={SEA}")
    assert figures(efua)["Not begun"] == "1"
    efua.open(f"/cohorts/{cast.ghana_cohort.id}?course=unknown")
    rows = visitor(cast.efua).fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").data.decode("utf-8-sig").splitlines()
    assert len(rows) == 3


def test_a_member_who_was_enrolled_before_by_herself_is_shown_with_what_she_did(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.complete(cast.amina)
    life.assign(cast.ghana_cohort, SEA)
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert figures(efua)["Completed"] == "1"
    assert "quiz passed" in efua.page.table("Progress by module")[1][1]


def test_each_person_has_one_act_to_do_first_and_the_rest_behind_more(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player]
) -> None:
    assert company
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    acts = {}
    for line in efua.page.root.every("li"):
        for more in line.every("details"):
            behind = [each.words for each in more.every("a", "button")]
            first = [each.words for each in line.every("a", "button") if each.words not in behind]
            acts[line.one("b").words] = (first, behind)
    grant, password, pictures = "More time or attempts: {}", "New password: {}", "Pictures: {}"
    shown = {"Kofi Stuck": [grant], "Esi Never": [password], "Yaw Reads": []}
    assert acts == {
        name: (
            [act.format(name) for act in first],
            [act.format(name) for act in (grant, password, pictures) if act not in first],
        )
        for name, first in shown.items()
    }


def test_a_focal_point_sees_the_cohort_and_may_not_help(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    kwame = visitor(cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org"))
    kwame.open("/cohorts")
    assert "Make a cohort" not in kwame.page.words
    kwame.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert not [button for button in kwame.page.root.every("button") if "New password" in button.words]


def test_who_moved_to_another_country_is_not_seen_by_the_trainers_of_the_one_before(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Begin a new rotation", {"Country": "Nepal", "Service number there": "NP 9"})
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert "Amina Mensah" not in efua.page.words
    assert "Amina" not in efua.fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").get_data(as_text=True)
    fields = {"person": str(cast.amina.actor.person_id)}
    assert efua.send(f"/cohorts/{cast.ghana_cohort.id}/passwords", fields).status_code == 404


def test_what_was_completed_before_a_move_stays_on_the_page(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.complete(cast.amina, cohort=cast.ghana_cohort)
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Begin a new rotation", {"Country": "Nepal", "Service number there": "NP 9"})
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert figures(efua)["Completed"] == "1"
    efua.open("/cohorts")
    assert "1 of 1 courses completed" in efua.page.words


def test_two_people_of_one_name_are_told_apart(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, 3)
    with life.database.begin() as session:
        for person in session.scalars(
            select(Person).where(Person.name.like("%bena Member%")).order_by(Person.name).limit(2)
        ):
            person.name = "Akosua Boateng Osei"
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    named = [row[0] for row in efua.page.table("Progress by module") if row[0].startswith("Akosua")]
    assert len(set(named)) == 2


def test_fifty_people_are_shown_at_a_time_and_everybody_is_counted(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.crowd(cast.ghana_cohort, 60, completed=4)
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert figures(efua) == {"Completed": "4", "Stuck": "0", "Under way": "0", "Not begun": "56"}
    first = {row[0] for row in efua.page.table("Progress by module")[1:]}
    assert efua.page.links["Next"] == f"?course={SEA}&page=2"
    efua.open(f"/cohorts/{cast.ghana_cohort.id}?page=2")
    second = {row[0] for row in efua.page.table("Progress by module")[1:]}
    assert (len(first), len(second), len(first | second)) == (50, 10, 60)
    assert "Page 2 of 2" in efua.page.words
    assert len(efua.fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").get_data(as_text=True).splitlines()) == 61


def test_a_closed_account_is_left_out_but_for_what_it_completed(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player], life: Life
) -> None:
    closed = [company[each].actor.person_id for each in ("stuck", "finished")]
    with life.database.begin() as session:
        for person_id in closed:
            close_account(session, cast.dora.actor, person_id=person_id, now=life.now)
    efua = visitor(cast.efua)
    efua.open("/cohorts")
    assert "4 people" in efua.page.words
    assert "1 of 3 courses completed" in efua.page.words
    efua.follow("Ghana Battalion 12")
    assert figures(efua) == {"Completed": "1", "Stuck": "0", "Under way": "1", "Not begun": "1"}
    assert "Kofi Stuck" not in efua.page.words
    assert "Left out: 1 closed account that has not completed the course." in efua.page.words
    assert {row[0] for row in efua.page.table("Progress by module")[1:]} == {"Amina Mensah", "Yaw Reads", "Esi Never"}
    file = efua.fetch(f"/cohorts/{cast.ghana_cohort.id}.csv").get_data(as_text=True)
    assert "Kofi Stuck" not in file
    assert "Amina Mensah" in file
    with life.database.begin() as session:
        open_account(session, cast.dora.actor, person_id=closed[0], now=life.now)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert figures(efua)["Stuck"] == "1"
    assert "Left out" not in efua.page.words


def test_a_cohort_of_closed_accounts_does_not_say_that_nobody_joined(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    amina, efua = cast.amina.actor.person_id, visitor(cast.efua)
    with life.database.begin() as session:
        close_account(session, cast.dora.actor, person_id=amina, now=life.now)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert "Nobody has joined yet" not in efua.page.words
    assert "Left out: 1 closed account" in efua.page.words


@pytest.mark.parametrize("path", ["/monday", "/sheets", "/rolls/new"])
def test_what_belongs_to_cohorts_stands_under_them(visitor: Callable[..., Visitor], cast: Cast, path: str) -> None:
    efua = visitor(cast.efua)
    efua.open(path)
    assert [each.words for each in efua.page.root.every("a") if each["aria-current"] == "page"] == ["Cohorts"]


def test_who_works_for_all_countries_sees_whose_cohort_each_is(visitor: Callable[..., Visitor], cast: Cast) -> None:
    assert cast.ghana_cohort
    assert "Ghana · " in visitor(cast.dora).open("/cohorts").words
    assert "Ghana · " not in visitor(cast.efua).open("/cohorts").words
