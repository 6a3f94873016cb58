"""Sessions in a room as trainers and learners see them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from learning.people.models import Slip
from learning.people.signing_in import keyed
from learning.records.models import Attempt
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.visitor import Clock, Visitor

MODULE = "zero-tolerance"
TITLE = "Zero tolerance: the standards and what you do"


@pytest.fixture
def yaa(cast: Cast) -> Player:
    """Learns in Ghana, in Efua's cohort."""
    return cast.learner("Yaa Asante", "GH 555", cast.ghana_cohort)


@pytest.fixture
def efua(visitor: Callable[..., Visitor], cast: Cast, life: Life, yaa: Player) -> Visitor:
    """Efua, whose cohort has Amina and Yaa, and who has planned a session of a module for today."""
    life.assign(cast.ghana_cohort, SEA)
    assert cast.amina.country == yaa.country
    found = visitor(cast.efua)
    found.open(f"/cohorts/{cast.ghana_cohort.id}")
    found.follow("Plan a session in a room")
    found.press("Plan it", {"lessons": [f"{SEA}/{MODULE}"], "Begins at": "9.30", "Place": "Drill hall"})
    return found


def boxes(visitor: Visitor) -> dict[str, bool]:
    """Who is ticked on the roll."""
    return {
        box.around("label").one("b").words: "checked" in box  # type: ignore[union-attr]
        for box in visitor.page.root.every("input")
        if box["name"] == "present"
    }


def ids(*players: Player) -> list[str]:
    """What their boxes send."""
    return [str(player.actor.person_id) for player in players]


def lessons(life: Life) -> list[str]:
    """What the boxes of the module's lessons send."""
    with life.database.read() as session:
        return [f"{MODULE}/{lesson.id}" for lesson in life.course(session, SEA).module(MODULE).lessons]


def test_a_session_is_planned_changed_and_cancelled(efua: Visitor, cast: Cast) -> None:
    assert efua.page.heading == TITLE
    assert "2 March 2026 · 09:30 · Drill hall · led by Efua Owusu" in efua.page.words
    efua.follow("Change: Day, place and lessons")
    assert efua.page.standing("Begins at") == "09:30"
    efua.press("Save", {"Begins at": "late"}, status=422)
    assert "such as 09:30" in efua.page.words
    efua.press("Save", {"Begins at": "10:00", "Place": "Block 4"})
    assert "10:00 · Block 4" in efua.page.words
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    efua.follow(TITLE)
    efua.follow("Change: Day, place and lessons")
    efua.press("Cancel this session")
    assert "Sessions in a room" not in efua.page.words


def test_a_session_without_lessons_or_on_a_strange_day_is_refused(efua: Visitor, cast: Cast) -> None:
    efua.open(f"/cohorts/{cast.ghana_cohort.id}/sessions/new")
    efua.press("Plan it", {"lessons": []}, status=422)
    assert "Choose at least one lesson." in efua.page.words
    efua.press("Plan it", {"Day": "2031-01-01", "lessons": [f"{SEA}/{MODULE}"]}, status=422)
    assert "two months ago" in efua.page.words


def test_the_roll_begins_with_everybody_and_keeps_what_others_noted(
    efua: Visitor, visitor: Callable[..., Visitor], cast: Cast, yaa: Player
) -> None:
    assert boxes(efua) == {"Amina Mensah": False, "Yaa Asante": False}
    url = efua.page.url
    second = visitor(cast.invited("trainer", "GHA", name="Ama Trains", email="ama@example.org"))
    second.open(url)
    efua.follow("Everybody is present")
    assert boxes(efua) == {"Amina Mensah": True, "Yaa Asante": True}
    efua.press("Save the attendance", {"present": ids(cast.amina)})
    assert boxes(efua) == {"Amina Mensah": True, "Yaa Asante": False}
    second.press("Save the attendance", {"present": ids(yaa)})
    assert boxes(second) == {"Amina Mensah": True, "Yaa Asante": True}, "Efua's tick is not taken away"
    second.press("Save the attendance", {"present": ids(yaa)})
    assert boxes(second) == {"Amina Mensah": False, "Yaa Asante": True}


def test_slips_and_numbers_note_one_after_the_other(
    efua: Visitor, cast: Cast, life: Life, clock: Clock, yaa: Player
) -> None:
    secret = efua.app.extensions["learn1325"].secret
    with life.database.begin() as session:
        session.add(
            Slip(
                person_id=yaa.actor.person_id,
                code_hash=keyed(secret, "slip 7K3Q-M2XA"),
                made_by=cast.efua.actor.person_id,
                made_at=clock(),
                expires_at=clock(),
                used_at=clock(),
            )
        )
    efua.follow("Scan slips")
    efua.press("Note as present", {"Slip or service number": "http://localhost/slips/7K3Q-M2XA"})
    assert "Yaa Asante is present." in efua.page.words
    assert "1 person is present." in efua.page.words
    efua.press("Note as present", {"Slip or service number": "gh-10234"})
    efua.press("Note as present", {"Slip or service number": "GH 10234"})
    assert "Amina Mensah is noted already." in efua.page.words
    efua.press("Note as present", {"Slip or service number": "nobody"}, status=422)
    assert "Nobody here has this slip or number." in efua.page.words
    efua.press("Note as present", {"Slip or service number": "NP-20771"}, status=422)
    quiet = efua.send(efua.page.url, {"slip": "GH 555"}, quietly=True).get_json()
    assert quiet == {"state": "again", "message": "Yaa Asante is noted already.", "count": "2 people are present."}


def test_somebody_of_another_cohort_is_told_apart_and_added_in_one_step(efua: Visitor, cast: Cast) -> None:
    cast.learner("Kojo Else", "GH 777", cast.cohort(cast.efua, "Another"))
    efua.follow("Scan slips")
    efua.press("Note as present", {"Slip or service number": "GH 777"})
    assert "Not of this cohort" in efua.page.words
    assert "Kojo Else GH777" in efua.page.words
    efua.press("Add to the cohort and note as present")
    assert "Kojo Else belongs to the cohort now and is present." in efua.page.words
    efua.follow("To the roll")
    assert boxes(efua)["Kojo Else"]


def test_a_session_is_closed_with_what_was_taught_and_the_learner_sees_it(
    efua: Visitor, visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    efua.press("Save and close the session", {"present": ids(cast.amina)})
    efua.press("Close the session", {"taught": []}, status=422)
    assert "Tick at least one lesson" in efua.page.words
    efua.press("Close the session", {"taught": lessons(life)[:1]})
    assert "The session is closed." in efua.page.words
    assert "1 person was present." in efua.page.words
    assert "Closed by Efua Owusu on 2 March 2026." in efua.page.words
    amina = visitor(cast.amina)
    amina.open(f"/courses/{SEA}/{MODULE}")
    assert "in a room; read" in amina.page.words
    assert "not read alone: Efua Owusu" in amina.page.words
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert "1 was present" in efua.page.words
    assert "1 in a room" in efua.page.words


def test_a_closed_session_is_corrected_for_a_day(
    efua: Visitor, cast: Cast, life: Life, clock: Clock, yaa: Player
) -> None:
    efua.press("Save and close the session", {"present": ids(cast.amina)})
    efua.press("Close the session", {"taught": lessons(life)})
    url = efua.page.url
    efua.press("Save the attendance", {"present": ids(yaa)})
    assert boxes(efua) == {"Amina Mensah": False, "Yaa Asante": True}
    clock.go_on(hours=11)
    efua.open(url)
    assert "Save the attendance" in efua.page.words
    clock.moment = clock.moment.replace(hour=8)
    clock.go_on(days=1, hours=2)
    cast.now = clock()
    later = Visitor(efua.app, cast.sign_in(None, "efua@example.org"))
    later.open(url)
    assert "Save the attendance" not in later.page.words
    assert "Yaa Asante" in later.page.words
    assert later.send(f"{url}/roll", {"present": ids(cast.amina)}).status_code == 409


def test_a_completion_stays_and_the_page_says_so(
    efua: Visitor, visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    enrolment = life.enrol(cast.amina, cohort=cast.ghana_cohort)
    life.practise(enrolment)
    life.submit(life.begin(enrolment))
    efua.press("Save and close the session", {"present": ids(cast.amina)})
    efua.press("Close the session", {"taught": lessons(life)})
    assert "1 person has completed the course." in efua.page.words
    assert "How it was taken: in a room" in visitor(cast.amina).open(f"/courses/{SEA}").words
    efua.press("Save the attendance", {"present": []})
    assert "Completed the course since: Amina Mensah. Completion and certificate stay." in efua.page.words


def test_exercises_done_together_are_done_and_say_where(
    efua: Visitor, visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    efua.press("Save and close the session", {"present": ids(cast.amina)})
    practised = [box["value"] for box in efua.page.root.every("input") if box["name"] == "practised"]
    efua.press("Close the session", {"practised": practised[:1]})
    assert "Exercise, done together" in efua.page.words
    amina = visitor(cast.amina)
    module, _, exercise = practised[0].partition("/")
    amina.open(f"/courses/{SEA}/{module}/exercises/{exercise}")
    assert "Attempt 1" in amina.page.words
    assert "in a room" in amina.page.words
    with life.database.read() as session:
        attempt = session.scalars(select(Attempt.id)).one()
    amina.open(f"/attempts/{attempt}/result")
