"""The main job, end to end: learn, be tested, be certified, be counted; in a real browser, on a real server."""

import io
import re
from collections.abc import Callable
from typing import NamedTuple

import openpyxl
import pypdf
import pytest

from learning.demo.answers import right_answer
from tests.cast import PASSWORD
from tests.journeys.answering import answer, answered
from tests.journeys.conftest import ADMINISTRATOR
from tests.journeys.sites import Site
from tests.journeys.studying import asked, turns
from tests.journeys.traveller import Traveller
from tests.life import SEA

pytestmark = pytest.mark.xdist_group("journeys")

Travel = Callable[..., Traveller]


class Road(NamedTuple):
    """One way through: where, in which language, who, with or without JavaScript."""

    site: str
    tag: str
    country: str
    name: str
    scripts: bool


ROADS = [
    pytest.param(Road("site", "en", "NPL", "Sītā Gurung", scripts=True), id="English"),
    pytest.param(Road("site", "en", "GHA", "Kofi Ɛwusi", scripts=False), id="English-without-scripts"),
    pytest.param(Road("site", "ar", "JOR", "آمنة العثماني", scripts=True), id="Arabic"),
    pytest.param(Road("site", "ar", "EGY", "سلمى عبد الله", scripts=False), id="Arabic-without-scripts"),
    pytest.param(Road("postgresql_site", "en", "URY", "Bruna Píriz", scripts=True), id="English-on-PostgreSQL"),
]


@pytest.mark.parametrize("road", ROADS)
def test_a_peacekeeper_learns_is_tested_is_certified_and_is_counted(
    road: Road, travel: Travel, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(road.site)
    dora = administrator(travel, site, road)
    trainer = invited(travel, site, road, dora, "Trainer")
    code = make_cohort(trainer)

    learner = travel(site, road.tag, scripts=road.scripts)
    join(learner, code, road)
    read_every_lesson(learner)
    play_the_story(learner, site)
    mark_the_map(learner, site)
    fail(learner)
    wait(learner, site)
    pass_the_quiz(learner, site)
    serial = certificate(learner, road)

    stranger = travel(site, road.tag, scripts=road.scripts)
    assert verify(stranger, serial) == stranger.say("Valid")
    assert road.name in stranger.words

    trainer.page.reload()
    trainer.look()
    assert re.search(rf"{trainer.say('Completed')}\n1\b|1\n{trainer.say('Completed')}", trainer.words), trainer.words
    assert road.name in trainer.words

    take_downloads(invited(travel, site, road, dora, "Focal point"), road)

    revoke(dora, road)
    stranger.page.reload()
    stranger.look()
    assert stranger.heading == stranger.say("Revoked")


def administrator(travel: Travel, site: Site, road: Road) -> Traveller:
    """Dora signs in, and chooses the language of her pages."""
    dora = travel(site, scripts=road.scripts)
    dora.sign_in(ADMINISTRATOR, PASSWORD)
    dora.speak(road.tag)
    return dora


def invited(travel: Travel, site: Site, road: Road, dora: Traveller, role: str) -> Traveller:
    """Dora invites somebody, who follows the link and makes an account."""
    dora.open("/people/invite")
    dora.tick(role)
    dora.choose("Country", road.country)
    dora.press("Make the link")
    newcomer = travel(site, road.tag, scripts=road.scripts)
    newcomer.open(dora.page.locator("#link").inner_text())
    newcomer.fill("Your full name", f"{role} {road.country}")
    newcomer.fill("E-mail address or service number, to sign in with", f"{role[0]}-100")
    newcomer.fill("Choose a password", PASSWORD)
    newcomer.press("Make my account")
    return newcomer


def make_cohort(trainer: Traveller) -> str:
    """The trainer makes a cohort that takes one course; gives its join code."""
    trainer.follow("Make a cohort")
    trainer.press("Make the cohort")  # without a name: refused, and said so
    assert trainer.page.title().startswith(trainer.say("Error:"))
    trainer.fill("Name of the cohort", "Company 3")
    for box in trainer.page.get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") == SEA)
    trainer.press("Make the cohort")
    return trainer.page.locator(".code").inner_text()


def join(learner: Traveller, code: str, road: Road) -> None:
    """The learner joins with the code, and comes to the courses."""
    learner.open("/")
    learner.follow("Join with a code")
    learner.fill("Join code", code.lower())
    learner.press("Go on")
    learner.fill("Your full name, as it shall stand on the certificate", road.name)
    learner.press("Join")
    assert learner.page.title().startswith(learner.say("Error:"))
    learner.fill("Service number", "NA 123")
    learner.choose("Category of personnel", "contingent-troop")
    learner.choose("Rank group", "enlisted")
    learner.tick("Female")
    learner.fill("Choose a password", PASSWORD)
    learner.press("Join")
    assert learner.heading == learner.say("Courses")


def read_every_lesson(learner: Traveller) -> None:
    """The learner opens the module with its notice, and reads each lesson to its end."""
    for path in (f"/courses/{SEA}", f"/courses/{SEA}/zero-tolerance"):
        learner.go(learner.page.get_by_role("main").locator(f'a[href="{path}"]').first)
    learner.follow("Begin reading")
    while learner.button("I have read this. Next lesson").count():
        learner.press("I have read this. Next lesson")
    learner.press("I have read this. To the exercises")


def play_the_story(learner: Traveller, site: Site) -> None:
    """The learner goes through a story scene by scene; without a decision it does not go on."""
    open_exercise(learner, "x01")
    page = learner.page
    (item,) = asked(site, page.url)
    for step, sent in enumerate(turns(item, right_answer(item))):
        if step == 0:
            learner.press("Go on")
            assert page.title().startswith(learner.say("Error:"))
        answer(page, sent)
        learner.press("Go on")
        assert page.locator(".way > li").count() == step + 1
        assert page.locator(".way > li:target").count() == 1, "the page opens where the story goes on"
        if step == 0:
            learner.examine()
    assert learner.say("How it ends") in learner.words
    submit_exercise(learner)
    assert page.locator(".scene.good").count() == 1
    leave_exercise(learner)


def mark_the_map(learner: Traveller, site: Site) -> None:
    """The learner marks places on a map, first too many of them."""
    open_exercise(learner, "x02")
    page = learner.page
    boxes = page.get_by_role("main").get_by_role("checkbox")
    for box in boxes.all():
        box.check()
    learner.press("Submit my answers")
    assert page.title().startswith(learner.say("Error:"))
    assert boxes.count() == page.locator("main input:checked").count(), "what was marked is kept, to be mended"
    (sent,) = site.right_answers(page.url).values()
    for box in boxes.all():
        box.uncheck()
    answer(page, sent)
    learner.examine()
    submit_exercise(learner)
    assert page.locator(".spot.right.on").count() == len(sent)
    leave_exercise(learner)


def open_exercise(learner: Traveller, exercise: str) -> None:
    """The learner opens an exercise from the page of its module, and begins it."""
    path = f"/courses/{SEA}/zero-tolerance/exercises/{exercise}"
    learner.go(learner.page.get_by_role("main").locator(f'a[href="{path}"]'))
    learner.press("Begin")


def submit_exercise(learner: Traveller) -> None:
    """The learner submits an exercise, and sees that it is done."""
    learner.press("Submit my answers")
    assert learner.heading == learner.say("Exercise done")
    learner.examine()


def leave_exercise(learner: Traveller) -> None:
    """The learner goes back to the module."""
    learner.follow("Back to the module")


def fail(learner: Traveller) -> None:
    """The learner submits too early."""
    learner.press("Begin the quiz")
    learner.press("Submit my answers")
    assert learner.heading == learner.say("Not passed yet")


def wait(learner: Traveller, site: Site) -> None:
    """The learner is told to wait, and time goes by."""
    attempt = learner.page.url
    learner.follow("Back to the module")
    assert not learner.button("Begin the quiz").count()
    site.let_time_pass(attempt, minutes=10)
    learner.page.reload()
    learner.look()


def pass_the_quiz(learner: Traveller, site: Site) -> None:
    """The learner answers everything right, says how sure she is, and changes the language in the middle."""
    learner.press("Begin the quiz")
    page, spoken = learner.page, learner.tag
    right = site.right_answers(page.url)
    answers = [[*sent, (f"confidence-{item}", "sure")] for item, sent in right.items()]
    for sent in answers[:5]:
        answer(page, sent)
    learner.speak("fr")
    learner.speak(spoken)
    assert all(answered(page, sent) for sent in answers[:5])
    for sent in answers[5:]:
        answer(page, sent)
    learner.press("Submit my answers")
    assert learner.heading == learner.say("Passed")
    assert learner.say("How sure you were") in learner.words


def certificate(learner: Traveller, road: Road) -> str:
    """The learner finds the certificate and opens it; gives its serial number."""
    learner.follow("See your certificate")
    assert road.name in learner.words
    href = learner.link("Open the certificate (PDF)").get_attribute("href") or ""
    printed = learner.context.request.get(href)
    assert printed.headers["content-type"] == "application/pdf"
    assert len(pypdf.PdfReader(io.BytesIO(printed.body())).pages) == 1
    return href.rpartition("/")[2].removesuffix(".pdf")


def verify(stranger: Traveller, serial: str) -> str:
    """A stranger types the number of the certificate; gives the word that the page says."""
    stranger.open("/")
    stranger.follow("Check a certificate")
    stranger.fill("Number of the certificate", "not a number")
    stranger.press("Check")
    assert stranger.page.title().startswith(stranger.say("Error:"))
    stranger.fill("Number of the certificate", "-".join(re.findall("..?.?.?.?", serial.lower())))
    stranger.press("Check")
    return stranger.heading


def take_downloads(bruno: Traveller, road: Road) -> None:
    """The focal point takes the completion report home, in three forms."""
    bruno.follow("Completion report")
    own = bruno.say("For your own staff")
    files: dict[str, bytes] = {}
    for form in ("CSV", "XLSX", "PDF"):
        with bruno.page.expect_download() as coming:
            bruno.page.get_by_role("link", name=f"{form} {own}", exact=True).click()
        files[form] = coming.value.path().read_bytes()
    assert road.name in files["CSV"].decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(files["XLSX"]), read_only=True)
    assert any(road.name in row for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    assert len(pypdf.PdfReader(io.BytesIO(files["PDF"])).pages) >= 1


def revoke(dora: Traveller, road: Road) -> None:
    """Dora finds the person and revokes the certificate; without a reason she is refused."""
    dora.open(f"/people?country={road.country}")
    dora.go(dora.page.get_by_role("link", name=road.name, exact=True))
    dora.page.get_by_text(dora.say("Revoke this certificate"), exact=True).click()
    dora.go(dora.page.get_by_role("button", name=dora.say("Revoke"), exact=True))
    assert dora.page.title().startswith(dora.say("Error:"))
    dora.tick("Issued in error")
    dora.go(dora.page.get_by_role("button", name=dora.say("Revoke"), exact=True))
    assert dora.say("Revoked") in dora.words
