"""The main job: join, read, fail, wait, pass, hold a certificate, have it checked."""

import re
import uuid
from collections.abc import Callable

from sqlalchemy import select

from learning.people import services as people
from learning.records.models import Attempt, Outcome, Purpose, Submission
from tests.cast import PASSWORD, Cast
from tests.life import GENDER, SEA, Life
from tests.visitor import Clock, Visitor

JOINING = {
    "Your full name, as it shall stand on the certificate": "Sītā Gurung",
    "Service number": "na 123",
    "Category of personnel": "Contingent troop",
    "Rank group": "Enlisted",
    "Unit": "1 Company",
    "Mission": "UNMISS",
    "Sex": "Female",
    "Language of the pages": "English",
    "Choose a password": PASSWORD,
}
MODULE = f"/courses/{SEA}/zero-tolerance"


def attempt_of(visitor: Visitor) -> uuid.UUID:
    """The attempt that is open on the visitor's page."""
    return uuid.UUID(visitor.page.url.split("/")[2])


def practise(learner: Visitor, life: Life) -> None:
    """The learner does both exercises of the module."""
    for exercise in ("x01", "x02"):
        learner.open(f"{MODULE}/exercises/{exercise}")
        learner.press("Begin")
        assert [link.words for link in learner.page.root.every("a") if link["aria-current"] == "page"] == ["Courses"]
        learner.press("Submit my answers", life.fields(attempt_of(learner)))
        assert learner.page.heading == "Exercise done"
        assert "(100 %)" in learner.page.words
        learner.follow("Back to the module")
        assert learner.page.url == MODULE


def test_a_learner_joins_reads_fails_waits_passes_and_holds_a_certificate_that_a_stranger_can_check(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    life.assign(cast.nepal_cohort, SEA)
    sita = visitor()
    sita.open("/")
    sita.follow("Join with a code")
    sita.press("Go on", {"Join code": cast.nepal_cohort.join_code.lower().replace("-", " ")})
    assert sita.page.heading == "Join “Nepal Company 3”"
    assert sita.press("Join", JOINING).url == "/courses"
    sita.follow("Preventing sexual exploitation and abuse")

    sita.follow("Begin" if "Begin" in sita.page.links else "Go on")
    while "Quiz" not in [heading.words for heading in sita.page.root.every("h2")]:
        sita.press(next(b.words for b in sita.page.root.every("button") if b.words.startswith("I have read this")))
    assert sita.page.url == MODULE

    practise(sita, life)
    sita.open(MODULE)
    sita.press("Begin the quiz")
    failed = attempt_of(sita)
    sita.press("Submit my answers")
    assert sita.page.url == f"/attempts/{failed}/result"
    assert sita.page.heading == "Not passed yet"

    sita.open(MODULE)
    assert "Begin the quiz" not in [button.words for button in sita.page.root.every("button")]
    refused = sita.send(f"{MODULE}/attempts")
    assert refused.status_code == 409
    assert "You can try again in 10 min." in refused.get_data(as_text=True)
    clock.go_on(minutes=9, seconds=59)
    assert "You can try again in 1 min." in sita.send(f"{MODULE}/attempts").get_data(as_text=True)

    clock.go_on(seconds=1)
    sita.open(MODULE)
    sita.press("Begin the quiz")
    passed = attempt_of(sita)
    assert passed != failed
    sita.press("Submit my answers", life.fields(passed))
    assert sita.page.heading == "Passed"
    assert "(100 %)" in sita.page.words
    sita.follow("See your certificate")
    assert "Sītā Gurung" in sita.page.words
    pdf = sita.fetch(sita.page.links["Open the certificate (PDF)"])
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Cache-Control"] == "no-store"

    serial = re.findall(r"/certificates/(\w+)\.pdf", sita.page.html)[0]
    stranger = visitor()
    stranger.open("/verify")
    stranger.press("Check", {"Number of the certificate": "-".join(serial.lower())})
    assert stranger.page.heading == "Valid"
    for fact in ("Sītā Gurung", "Preventing sexual exploitation and abuse", "(NPL)", "(2026-03-02)", "(2027-03-02)"):
        assert fact in stranger.page.words
    with life.database.read() as session:
        quizzes = select(Submission).join(Attempt).where(Attempt.purpose == Purpose.QUIZ)
        kept = {row.attempt_id: row.outcome for row in session.scalars(quizzes)}
    assert kept == {failed: Outcome.SCORED, passed: Outcome.SCORED}


def test_the_last_lesson_after_a_passed_quiz_brings_the_certificate(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    enrolment = life.enrol(cast.amina)
    life.read_lessons(enrolment, leave=1)
    amina = visitor(cast.amina)
    amina.open(MODULE)
    amina.press("Begin the quiz")
    amina.press("Submit my answers", life.fields(attempt_of(amina)))
    assert amina.page.heading == "Passed"
    assert "Read these lessons to the end:" in amina.page.words
    assert "Do these exercises:" not in amina.page.words
    amina.open(amina.page.links_under(f"{MODULE}/")[0])
    assert amina.press("I have read this. To the quiz").url == "/certificates"
    assert "Valid" in amina.page.words


def test_exercises_that_are_left_are_named_wherever_a_learner_could_think_that_she_is_done(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    amina.open(MODULE)
    amina.follow("Begin reading")
    while "I have read this. Next lesson" in [button.words for button in amina.page.root.every("button")]:
        amina.press("I have read this. Next lesson")
    amina.press("I have read this. To the exercises")
    amina.press("Begin the quiz")
    amina.press("Submit my answers", life.fields(attempt_of(amina)))
    assert amina.page.heading == "Passed"
    assert "Do these exercises:" in amina.page.words
    left = amina.page.links_under(f"{MODULE}/exercises/")
    assert len(left) == 2
    course = amina.open(f"/courses/{SEA}")
    assert "lessons read, quiz passed · 0 of 2 exercises done" in course.words

    for exercise in left:
        done, total = map(int, re.findall(r"(\d+) of (\d+) steps done", amina.open("/courses").words)[0])
        assert done < total
        amina.open(exercise)
        amina.press("Begin")
        amina.press("Submit my answers", life.fields(attempt_of(amina)))
    assert amina.open("/certificates").heading == "My certificates"
    assert "Valid" in amina.page.words


def test_a_module_says_that_one_of_two_exercises_is_enough_and_a_course_in_which_language_it_is(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina)
    amina = visitor(cast.amina)
    assert "one of those is enough" not in amina.open(MODULE).words
    assert "one of those is enough" in amina.open(f"/courses/{GENDER}/women-peace-security").words
    course = amina.open(f"/courses/{SEA}")
    assert "are in English so far" not in course.words
    with amina.browser.session_transaction() as cookie:
        cookie["language"] = "fr"
    course = amina.open(f"/courses/{SEA}")
    assert course.words.count("Pour l’instant, langue des leçons et des quiz : English.") == 1


def test_the_main_pages_are_named_in_the_readers_language(visitor: Callable[..., Visitor], cast: Cast) -> None:
    amina = visitor(cast.amina)
    assert {"Courses", "Library", "Certificates", "Account"} <= set(amina.open("/courses").links)
    amina.press("Français")
    assert {"Cours", "Bibliothèque", "Certificats", "Compte"} <= set(amina.page.links)
    amina.press("العربية")
    assert {"الدورات", "المكتبة", "الشهادات", "الحساب"} <= set(amina.page.links)


def test_a_passed_quiz_is_not_taken_again(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    life.complete(cast.amina)
    amina = visitor(cast.amina)
    amina.open(MODULE)
    refused = amina.send(f"{MODULE}/attempts")
    assert refused.status_code == 409
    assert "You have passed this quiz already." in refused.get_data(as_text=True)


def test_attempts_run_out_and_the_trainer_allows_one_more(
    visitor: Callable[..., Visitor], cast: Cast, life: Life, clock: Clock
) -> None:
    life.assign(cast.ghana_cohort, SEA)
    enrolment = life.enrol(cast.amina, cohort=cast.ghana_cohort)
    for _ in range(5):
        life.submit(life.begin(enrolment, now=clock()), {}, now=clock())
        clock.go_on(minutes=10)
    amina = visitor(cast.amina)
    amina.open(MODULE)
    assert "You have used all your attempts. Ask your trainer for another one." in amina.page.words
    assert amina.send(f"{MODULE}/attempts").status_code == 409

    efua = visitor(cast.efua)
    efua.open(f"/cohorts/{cast.ghana_cohort.id}")
    assert "5 failed attempts" in efua.page.words
    efua.follow("More time or attempts: Amina Mensah")
    efua.press("Grant it", {"Reason": "Technical fault"})
    assert "It is granted." in efua.page.words
    amina.open(MODULE)
    amina.press("Begin the quiz")
    with life.database.read() as session:
        assert session.get_one(Attempt, attempt_of(amina)).number == 6


def test_somebody_with_an_account_joins_another_cohort(visitor: Callable[..., Visitor], cast: Cast, life: Life) -> None:
    second = cast.cohort(cast.efua, "Ghana Battalion 13")
    life.assign(second, SEA)
    amina = visitor(cast.amina)
    amina.open(f"/join/{second.join_code}")
    assert amina.press("Join this cohort").url == "/courses"
    amina.open("/account")
    assert "Ghana Battalion 13" in amina.page.words
    amina.open(f"/join/{cast.nepal_cohort.join_code}")
    amina.press("Join this cohort", status=404)


def test_a_closed_cohort_takes_nobody(visitor: Callable[..., Visitor], cast: Cast, clock: Clock) -> None:
    cohort = cast.cohort(cast.efua, "Short", open_days=2)
    stranger = visitor()
    clock.go_on(days=2)
    stranger.open(f"/join/{cohort.join_code}")
    clock.go_on(days=1)
    assert "closed" in stranger.press("Join", JOINING, status=409).words
    stranger.open("/join")
    stranger.open(f"/join?join_code={cohort.join_code}", status=409)


def test_an_administrator_invites_a_trainer_who_makes_a_cohort(visitor: Callable[..., Visitor], cast: Cast) -> None:
    dora = visitor(cast.dora)
    dora.open("/")
    dora.follow("Invite somebody")
    dora.press("Make the link", {"Role": "Trainer", "Country": "Uruguay"})
    link = dora.page.by_id["link"].words
    path = link.removeprefix("http://localhost")
    trainer = visitor()
    trainer.open(path)
    trainer.press(
        "Make my account",
        {
            "Your full name": "Inés Duarte",
            "E-mail address or service number, to sign in with": "UY-77",
            "Choose a password": PASSWORD,
        },
    )
    assert trainer.page.url == "/cohorts"
    trainer.follow("Make a cohort")
    trainer.press("Make the cohort", {"Name of the cohort": "Batallón 4", "Mission": "MONUSCO"})
    assert trainer.page.heading == "Batallón 4"
    visitor().open(path, status=404)


def test_the_set_up_link_makes_the_first_administrator_once(visitor: Callable[..., Visitor], life: Life) -> None:
    with life.database.begin() as session:
        token = people.make_setup_link(session, now=life.now)
    first = visitor()
    first.open(f"/invitations/{token}")
    first.press(
        "Make my account",
        {
            "Your full name": "Dora Lindqvist",
            "E-mail address or service number, to sign in with": "dora@example.org",
            "Choose a password": PASSWORD,
        },
    )
    assert first.page.url == "/people"
    visitor().open(f"/invitations/{token}", status=404)
