"""A trainer's week and a focal point's letter, with a contingent of 850 of the demo; in a real browser."""

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
import zxingcpp

from learning.demo.contingent import FAULTS, SIZE
from tests.cast import PASSWORD
from tests.journeys.sites import Site
from tests.journeys.test_on_paper import sheets_of, type_sheet
from tests.journeys.traveller import Traveller
from tests.life import SEA
from tests.postgresql import Server

pytestmark = pytest.mark.xdist_group("hard-days")

Travel = Callable[..., Traveller]
HOME = "GHA"
MISSION = "UNMISS"
LEARNERS = "240"


class Road(NamedTuple):
    """On which database, in which language, with or without JavaScript."""

    kind: str
    tag: str
    scripts: bool


ROADS = [
    pytest.param(Road("sqlite", "en", scripts=True), id="English"),
    pytest.param(Road("sqlite", "ar", scripts=False), id="Arabic-without-scripts"),
    pytest.param(Road("postgresql", "en", scripts=True), id="English-on-PostgreSQL"),
]


@pytest.fixture
def demo(road: Road, tmp_path: Path, postgresql_server: Server) -> Iterator[Site]:
    """The demo, as `make demo` makes it, with fewer people."""
    url = f"sqlite:///{tmp_path / 'learn1325.db'}" if road.kind == "sqlite" else postgresql_server.create("demo")
    site = Site(tmp_path, url, made_by=("demo", "--learners", LEARNERS))
    yield site
    site.stop()


@pytest.mark.parametrize("road", ROADS)
def test_a_trainers_week_and_a_focal_points_letter(road: Road, travel: Travel, demo: Site) -> None:
    trainer = staff(travel, demo, road, "trainer")
    make_cohort(trainer)
    imported = bring_in_the_roll(trainer, demo)
    trainer.open(trainer.page.url)
    begin_with_a_slip(travel(demo, road.tag, scripts=road.scripts), print_slips(trainer))
    look_after_people(trainer, imported)
    teach_in_the_hall(trainer, imported)
    give_a_quiz_on_paper(trainer, demo)

    focal_point = staff(travel, demo, road, "focal-point")
    look_at_the_country(focal_point)
    ready = ask_who_is_ready(focal_point, demo)
    draft_the_letter(focal_point, ready)


def staff(travel: Travel, site: Site, road: Road, role: str) -> Traveller:
    """Somebody of the demo's staff signs in and chooses the language of the pages."""
    country, name, password = site.account(role)
    somebody = travel(site, scripts=road.scripts)
    somebody.sign_in(name, password, country if country != "-" else None)
    somebody.speak(road.tag)
    return somebody


def make_cohort(trainer: Traveller) -> None:
    """The trainer makes a cohort that must be done in ten days, and opens it."""
    trainer.open("/cohorts")
    trainer.follow("Make a cohort")
    trainer.fill("Name of the cohort", f"Battalion {datetime.now(UTC):%H%M%S%f}")
    trainer.choose("Mission", MISSION)
    trainer.page.locator("#language").select_option(trainer.tag)
    trainer.fill("Due date", f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}")
    for box in trainer.page.get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") == SEA)
    trainer.press("Make the cohort")


def bring_in_the_roll(trainer: Traveller, site: Site) -> int:
    """The trainer brings in the roll as it came, decides who is who, and imports it; gives how many people."""
    page = trainer.page
    trainer.follow("Bring in a nominal roll")
    page.set_input_files("#file", site.folder / f"contingent-{HOME}.xlsx")
    trainer.press("Send the list")
    if not page.locator("#category").input_value():  # the first list of the country, which says none
        trainer.press("Try it out")
        assert trainer.page.title().startswith(trainer.say("Error:"))
        page.locator("#category").select_option("contingent-troop")
    trainer.press("Try it out")
    assert trainer.heading == trainer.say("What the import would do")
    for refusal in ("The name is missing.", "The date of birth is in the future."):
        assert trainer.say(refusal) in trainer.words
    while trainer.button("Save these decisions").count():
        for box in page.get_by_role("radio", name=trainer.say("The same person"), exact=True).all():
            box.check()
        trainer.press("Save these decisions")
    imports = page.locator('form[action$="/import"] button')
    number = int("".join(filter(str.isdigit, imports.inner_text())))
    assert number == SIZE - FAULTS
    trainer.go(imports)
    assert trainer.heading == trainer.say("The roll was imported")
    return number


def print_slips(trainer: Traveller) -> str:
    """The trainer prints sign-in slips; gives the path in the square of one of them."""
    trainer.follow("Print sign-in slips")
    with trainer.page.expect_download() as coming:
        trainer.page.locator('button[name="next"][value="1"]').click()
    picture = pypdfium2.PdfDocument(coming.value.path())[0].render(scale=2).to_pil()
    return urlsplit(zxingcpp.read_barcodes(picture)[0].text).path


def begin_with_a_slip(learner: Traveller, path: str) -> None:
    """A learner without e-mail scans her slip, chooses a password, and is where she can read."""
    learner.open(path)
    learner.fill("Choose a password", PASSWORD)
    learner.press("Begin")
    assert learner.heading == learner.say("Courses")


def look_after_people(trainer: Traveller, imported: int) -> None:
    """The Monday list names everybody who has not begun, and one of them gets more time."""
    open_cohort(trainer)
    trainer.follow("Monday list")
    rows = trainer.page.locator(".monday > li")
    assert imported // 2 < rows.count() <= imported
    trainer.page.locator(".monday > li summary").first.click()
    trainer.go(trainer.page.get_by_role("link", name=trainer.say("More time or attempts"), exact=True).first)
    trainer.tick("Illness")
    trainer.press("Grant it")


def open_cohort(trainer: Traveller) -> None:
    """The trainer opens the cohort of the contingent."""
    trainer.open("/cohorts")
    trainer.go(trainer.page.get_by_role("main").get_by_role("link", name=re.compile("^Battalion")).first)


def teach_in_the_hall(trainer: Traveller, imported: int) -> None:
    """The trainer teaches a module to everybody in the hall but one, and closes the session."""
    page = trainer.page
    open_cohort(trainer)
    trainer.follow("Plan a session in a room")
    page.locator("main summary").first.click()
    page.get_by_label(trainer.say("All lessons of this module")).first.check()
    trainer.press("Plan it")
    everybody = trainer.link("Everybody is present")
    if trainer.scripts:
        everybody.click()
    else:
        trainer.go(everybody)
    page.locator('input[name="present"]').first.uncheck()
    trainer.press("Save and close the session")
    page.locator("[name=taught]").first.check()
    trainer.press("Close the session")
    assert re.search(rf"\b{imported - 1}\b", trainer.words)


def give_a_quiz_on_paper(trainer: Traveller, site: Site) -> None:
    """The trainer prints a quiz for everybody who has not passed it, and types the first sheet that comes back."""
    page = trainer.page
    open_cohort(trainer)
    trainer.follow("Quizzes on paper")
    trainer.choose("Quiz", f"{SEA}/zero-tolerance")
    trainer.press("Make the papers")
    set_id = uuid.UUID(page.url.rpartition("/")[2])
    (first, lines), *_ = sheets = sheets_of(site, set_id)
    href = trainer.link("Answer sheets (PDF)").get_attribute("href") or ""
    printed = trainer.context.request.get(href, timeout=60_000).body()
    assert len(pypdfium2.PdfDocument(printed)) == len(sheets) > SIZE // 2
    type_sheet(trainer, first, lines)
    assert re.search(r"\b100\b", trainer.words), trainer.words


def look_at_the_country(focal_point: Traveller) -> None:
    """The focal point looks at the country as a whole and opens one number, by its bar and by its line of the table."""
    page = focal_point.page
    focal_point.open(f"/overview/{HOME}")
    plate = page.locator("#category")
    bar = plate.locator("svg a").first
    number = bar.locator("text.bold").text_content() or ""
    assert number
    plate.locator("summary").click()
    assert plate.locator("tbody tr td a").first.inner_text() == number
    focal_point.go(bar)
    assert focal_point.heading == focal_point.say("Behind the number")
    assert number in page.locator(".lede").inner_text()


def ask_who_is_ready(focal_point: Traveller, site: Site) -> int:
    """The focal point asks who of the roll is ready when it lands; gives how many are."""
    page = focal_point.page
    focal_point.open(f"/readiness/{HOME}")
    focal_point.choose("Mission", MISSION)
    focal_point.fill("Landing on", f"{datetime.now(UTC) + timedelta(days=45):%Y-%m-%d}")
    for box in page.get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") == SEA)
    page.set_input_files("#file", site.folder / f"contingent-{HOME}.xlsx")
    focal_point.press("Show who is ready")
    with page.expect_download() as coming:
        page.get_by_role("button", name="XLSX", exact=True).click()
    book = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes()), read_only=True)
    rolls = [list(sheet.iter_rows(values_only=True)) for sheet in book]
    book.close()
    with page.expect_download() as coming:
        page.get_by_role("button", name="CSV", exact=True).click()
    said = coming.value.path().read_text(encoding="utf-8-sig")
    ready_word = focal_point.say("Ready")
    in_book = sum(ready_word in row for rows in rolls for row in rows)
    in_text = sum(ready_word in row for row in csv.reader(io.StringIO(said)))
    assert in_book == in_text > 0
    assert str(in_text) in re.findall(r"\d+", page.locator(".lede").inner_text())
    return in_text


def draft_the_letter(focal_point: Traveller, ready: int) -> None:
    """The focal point drafts the letter and takes it as PDF and as DOCX: both name as many people as are ready."""
    page = focal_point.page
    focal_point.press("Draft the letter")
    names = [cell.strip() for cell in page.locator("article table").last.locator("tbody th").all_inner_texts()]
    assert len(names) == ready
    files: dict[str, bytes] = {}
    for form in ("PDF", "DOCX"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=form, exact=True).click()
        files[form] = coming.value.path().read_bytes()
    printed = words_of(files["PDF"])
    with ZipFile(io.BytesIO(files["DOCX"])) as package:
        written = package.read("word/document.xml").decode()
    for name in names:
        assert name in printed
        assert name in written


def words_of(pdf: bytes) -> str:
    """Everything that the pages of a PDF say."""
    book = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in book)
