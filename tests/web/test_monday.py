"""The Monday list: who, why, since when, and one tap."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import update

from learning.people.closing import close_account
from learning.people.models import Cohort, Person
from tests.cast import Cast, Player
from tests.life import GENDER, SEA, Life
from tests.visitor import Clock, Visitor


@pytest.fixture
def company(cast: Cast, life: Life, clock: Clock) -> dict[str, Player]:
    """Efua's cohort after a fortnight, due in five days: one has finished, the others go on badly, or well."""
    cohort = cast.ghana_cohort
    life.assign(cohort, SEA)
    names = {"failing": "Kofi Fails", "silent": "Yaw Stops", "never": "Esi Never", "well": "Adwoa Reads"}
    players = {"finished": cast.amina} | {
        key: cast.learner(name, f"GH {number}", cohort) for number, (key, name) in enumerate(names.items(), 1)
    }
    life.complete(players["finished"], cohort=cohort)
    life.read_lessons(life.enrol(players["silent"], cohort=cohort), leave=5)
    failing = life.enrol(players["failing"], cohort=cohort)
    life.enrol(players["never"], cohort=cohort)
    clock.go_on(days=14)
    for _ in range(3):
        life.submit(life.begin(failing, now=clock()), {}, now=clock())
        clock.go_on(hours=1)
    life.now = clock()
    life.read_lessons(life.enrol(players["well"], cohort=cohort), leave=2)
    players["efua"] = again(cast, clock)
    return players


def again(cast: Cast, clock: Clock) -> Player:
    """Efua, who signs in again on another day."""
    cast.now = clock()
    return cast.sign_in(None, "efua@example.org")


def lines(visitor: Visitor) -> dict[str, str]:
    """What the list says of each person, in its order."""
    return {
        each.one("b").words: " ".join(part.words for part in each.every("span") if part["class"] != "line-actions")
        for each in visitor.page.root.every("li")
        if any(each.every("b"))
    }


def link(visitor: Visitor, words: str) -> str:
    """Where the link to a telephone leads, as it is read."""
    return unquote(visitor.page.links[words])


def test_the_list_says_who_why_and_since_when(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player]
) -> None:
    efua = visitor(company["efua"])
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    efua.follow("Monday list")
    found = lines(efua)
    assert set(found) == {"Kofi Fails", "Yaw Stops", "Esi Never"}
    assert "3 of 5 people need you." in efua.page.words
    assert found["Kofi Fails"].count("3 failed attempts · Zero tolerance") == 1
    assert "0 of 11 steps done" in found["Kofi Fails"]
    assert "since 16 March 2026" in found["Kofi Fails"]
    assert "no step for 14 days · 5 of 11 steps done · since 2 March 2026" in found["Yaw Stops"]
    assert "course not opened yet · since 2 March 2026" in found["Esi Never"]


@pytest.mark.usefixtures("company")
def test_no_day_is_named_that_lies_further_ahead_than_a_year(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    clock.go_on(days=350)
    with life.database.begin() as session:
        session.get_one(Cohort, cast.ghana_cohort.id).due_on = clock().date() + timedelta(days=20)
    efua = visitor(again(cast, clock))
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    assert "at this pace not within a year" in lines(efua)["Yaw Stops"]
    assert "at this pace done on" not in lines(efua)["Yaw Stops"]


def test_each_figure_leads_to_its_people_and_back(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player]
) -> None:
    efua = visitor(company["efua"])
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    efua.follow("Stuck")
    assert set(lines(efua)) == {"Kofi Fails", "Yaw Stops"}
    assert "3 of 5 people need you." in efua.page.words
    efua.follow("Not begun")
    assert set(lines(efua)) == {"Esi Never"}
    efua.follow("All")
    assert set(lines(efua)) == {"Kofi Fails", "Yaw Stops", "Esi Never"}


def test_nobody_runs_after_a_closed_account(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, company: dict[str, Player]
) -> None:
    with life.database.begin() as session:
        close_account(session, cast.dora.actor, person_id=company["never"].actor.person_id, now=life.now)
    efua = visitor(company["efua"])
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    assert set(lines(efua)) == {"Kofi Fails", "Yaw Stops"}
    assert "2 of 4 people need you." in efua.page.words


def test_the_due_date_decides_who_comes_first_and_one_page_changes_it(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player]
) -> None:
    efua = visitor(company["efua"])
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    efua.follow("Change: Due date and language")
    efua.press("Save", {"Due date": "20.3.2026"}, status=422)
    assert "year-month-day" in efua.page.words
    efua.press("Save", {"Due date": "2026-03-20", "Language": "Français"})
    assert "due on 20 March 2026" in efua.page.words
    efua.open("/monday")
    found = lines(efua)
    assert list(found) == ["Kofi Fails", "Yaw Stops", "Esi Never"], "fewest days to spare first"
    # 3 lessons and 2 exercises in 15 days; 5 lessons and the quiz are left: 6 × 15 / 5 = 18 days after 16 March.
    assert "at this pace done on 3 April 2026" in found["Yaw Stops"]
    assert "done on" not in found["Esi Never"]
    assert visitor().open(f"/join/{cast.ghana_cohort.join_code}").standing("Language of the pages") == "fr"


def test_a_text_has_its_words_in_the_readers_language_and_no_result(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player], life: Life
) -> None:
    with life.database.begin() as session:
        never = company["never"].actor.person_id
        session.execute(update(Person).where(Person.id == never).values(language="fr", email="esi@example.org"))
    efua = visitor(company["efua"])
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    text = link(efua, "Write a text: Yaw Stops")
    assert text.startswith("sms:?&body=Please go on with your course: ")
    assert text.endswith(f"Tell me if you need help. http://localhost/courses/{SEA}")
    mail = link(efua, "Write a mail: Esi Never")
    assert mail.startswith("mailto:esi@example.org?body=")
    assert "Your course waits" not in mail, "it is in French"
    assert not any(figure in unquote(url) for url in efua.page.links.values() for figure in ("attempt", "failed"))


def test_a_password_and_an_attempt_are_one_tap_away_and_the_grant_is_seen(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player]
) -> None:
    efua = visitor(company["efua"])
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    efua.follow("Grant an attempt: Kofi Fails")
    efua.press("Grant it", {"Until": "2026-03-01", "Reason": "Illness"}, status=422)
    assert "This day is in the past." in efua.page.words
    efua.press("Grant it", {"Until": "2026-03-25", "Reason": "Illness"})
    said = "One more attempt: Zero tolerance: the rule for everyone · Illness · until 25 March 2026"
    assert "Kofi Fails: One more attempt" in efua.page.words
    assert "Efua Owusu, 16 March 2026" in efua.page.words
    efua.open("/monday")
    assert "Illness · until 25 March 2026" in lines(efua)["Kofi Fails"], said
    efua.press("New password: Esi Never")
    assert efua.page.heading == "New password for Esi Never"


def test_more_time_takes_the_place_of_the_due_date(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player], clock: Clock
) -> None:
    efua = visitor(company["efua"])
    cohort = f"/cohorts/{cast.ghana_cohort.id}"
    efua.open(f"{cohort}/plan")
    efua.press("Save", {"Due date": "2026-03-17"})
    clock.go_on(days=2)
    efua = visitor(again(cast, clock))
    efua.open(f"{cohort}/monday")
    assert "was due on 17 March 2026" in lines(efua)["Adwoa Reads"]
    efua.open(cohort)
    efua.follow("More time or attempts: Adwoa Reads")
    efua.press("Grant it", {"Reason": "Duty", "Until": "2026-04-30"})
    efua.open(f"{cohort}/monday")
    assert "Adwoa Reads" not in lines(efua)


def test_the_list_of_all_cohorts_is_of_the_trainers_own_that_go_on(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    second = cast.cohort(cast.efua, "Ghana Battalion 13")
    life.assign(second, SEA, GENDER)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    player = cast.learner("Kofi Both", "GH 1", second)
    colleague = cast.invited("trainer", "GHA", name="Ama Trains", email="ama@example.org")
    life.enrol(cast.learner("Not Efua's", "GH 2", cast.cohort(colleague, "Another")))
    efua = visitor(cast.efua)
    efua.open("/monday")
    found = lines(efua)
    assert set(found) == {"Amina Mensah", "Kofi Both"}
    assert "also:" in found["Kofi Both"], "one line for two courses"
    clock.go_on(days=181)
    efua = visitor(again(cast, clock))
    assert "None of your cohorts" in efua.open("/monday").words
    assert player.country == "GHA"


def test_nobody_to_run_after(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    efua = visitor(cast.efua)
    assert "None of your cohorts" in efua.open("/monday").words
    life.assign(cast.ghana_cohort, SEA)
    assert "Nobody has joined yet." in efua.open("/monday").words
    life.complete(cast.amina, cohort=cast.ghana_cohort)
    assert "Everybody is going on well." in efua.open("/monday").words


def test_a_focal_point_reads_the_list_and_may_not_grant(
    visitor: Callable[..., Visitor], cast: Cast, company: dict[str, Player]
) -> None:
    kwame = visitor(cast.invited("focal-point", "GHA", name="Kwame Boateng", email="kwame@example.org"))
    kwame.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    assert "Write a text: Kofi Fails" in kwame.page.links
    assert not [words for words in kwame.page.links if "More time" in words]
    assert len(company) == 6


def test_who_moved_to_another_country_is_not_on_the_list(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.enrol(cast.amina, cohort=cast.ghana_cohort)
    dora = visitor(cast.dora)
    dora.open(f"/people/{cast.amina.actor.person_id}")
    dora.press("Begin a new rotation", {"Country": "Nepal", "Service number there": "NP 9"})
    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/monday")
    assert "Amina Mensah" not in efua.page.words
