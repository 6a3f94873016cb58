"""A trainer prints a quiz, types one sheet, photographs others, looks at what is not clear; the learner sees it."""

import sys
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from learning.db import Database
from learning.papers.bubbles import written
from learning.papers.models import AnswerSheet
from learning.people.models import Cohort
from tests.cast import Cast, Player
from tests.life import SEA, Life
from tests.pages import File
from tests.papers.conftest import Office
from tests.papers.filling import strokes, taken
from tests.papers.sheet_photographs import printed_pages
from tests.visitor import Visitor

Visiting = Callable[..., Visitor]
Counting = Callable[[Database], AbstractContextManager[list[str]]]


@pytest.fixture
def office(life: Life, cast: Cast, cohort: Cohort) -> Office:
    """Efua's office, with Amina and Kwame in the cohort."""
    for learner in (cast.amina, cast.learner("Kwame Boateng", "GH 10300", cohort)):
        life.enrol(learner, SEA, cohort=cohort)
    return Office(life, cast.efua, cohort)


@pytest.fixture
def cohort(cast: Cast, life: Life) -> Cohort:
    """Efua's cohort, which takes the course."""
    life.assign(cast.ghana_cohort, SEA)
    return cast.ghana_cohort


def typed(office: Office, sheet: AnswerSheet) -> dict[str, str]:
    marks = office.right(sheet)
    return {f"line-{line.item.id}": written(line.item, marks[line.item.id]) for line in office.lines(sheet)}


def send(trainer: Visitor, set_id: object, name: str, content: bytes, *, status: int = 200) -> None:
    trainer.open(f"/papers/{set_id}/photographs")
    trainer.press("Read them", {"files": File(name, content)}, status=status)


def test_a_quiz_is_printed_typed_and_seen_by_the_learner(
    visitor: Visiting, cast: Cast, office: Office, amina: Player
) -> None:
    trainer = visitor(cast.efua)
    trainer.open(f"/cohorts/{office.cohort.id}")
    trainer.follow("Quizzes on paper")
    trainer.press("Make the papers", {"spares": "many"}, status=422)
    assert "Choose one of the list." in trainer.page.errors().values()
    trainer.press("Make the papers", {"module": f"{SEA}/zero-tolerance", "spares": "2", "variants": "2"})
    assert "The papers are ready to be printed." in trainer.page.words
    assert "0 of 4 sheets entered" in trainer.page.words
    here = trainer.page.url
    sheets = trainer.browser.get(f"{here}/sheets.pdf").data
    pages = PdfDocument(sheets)
    assert len(pages) == 4
    text = pages[0].get_textpage().get_text_range()
    assert "Amina Mensah" in text and "Paper A" in text  # noqa: PT018
    questions = PdfDocument(trainer.browser.get(f"{here}/questions.pdf").data)
    assert "Paper A" in questions[0].get_textpage().get_text_range()

    first = office.sheets(uuid.UUID(here.rpartition("/")[2]))[0]
    lines = typed(office, first)
    one, *_ = lines
    trainer.press("Type this sheet", {"code": first.code.lower().replace("-", " ")})
    trainer.press("Keep, and go on", {one: "zz"}, status=422)
    assert list(trainer.page.errors()) == [one]
    trainer.press("Keep, and go on", {one: lines[one]})
    trainer.press("Keep, and go on", lines)
    assert "Amina Mensah: 100 %" in trainer.page.words
    assert trainer.page.heading == "Type an answer sheet"
    trainer.press("Go on", {"code": "AAA-AAA-AAA"}, status=422)
    trainer.press("Go on", {"code": first.code})
    assert "Entered on" in trainer.page.words

    learner = visitor(amina)
    learner.open(f"/courses/{SEA}/zero-tolerance")
    learner.open(learner.page.links_under("/attempts/")[0])
    assert "Taken on paper; Efua Owusu vouches for it." in learner.page.words


def test_a_photograph_is_read_and_an_unsure_mark_is_settled(
    visitor: Visiting, cast: Cast, office: Office, tmp_path: Path
) -> None:
    set_id = office.print(spares=1)
    trainer = visitor(cast.efua)
    trainer.open(f"/papers/{set_id}")
    pages = printed_pages(trainer.browser.get(f"/papers/{set_id}/sheets.pdf").data, tmp_path)
    sheets = office.sheets(set_id)
    clear, doubtful = (strokes(office.lines(each), office.right(each)) for each in sheets[:2])
    send(trainer, set_id, "clear.jpg", taken(pages[0], clear))
    assert "1 of 1 page entered." in trainer.page.words
    assert "Amina Mensah" in trainer.page.words

    send(trainer, set_id, "again.jpg", taken(pages[0], clear, 7))
    assert "This sheet was entered on" in trainer.page.words

    lines = office.lines(sheets[1])
    item = next(line for line in lines if line.item.kind == "single")
    crossed = strokes(lines, office.right(sheets[1]), {item.item.id: "tick"})
    send(trainer, set_id, "doubtful.jpg", taken(pages[1], crossed))
    assert "1 row is not clear." in trainer.page.words
    trainer.follow("Look at the first")
    assert "Kwame Boateng" in trainer.page.words
    picture = next(element["src"] for element in trainer.page.root.every("img"))
    assert trainer.browser.get(picture).mimetype == "image/jpeg"
    trainer.press("Enter this sheet", status=422)
    assert "Say what is marked in this row." in trainer.page.words
    right = office.right(sheets[1])[item.item.id][0][0]
    trainer.press("Enter this sheet", {f"row-{item.item.id}-0": str(right)})
    assert "Kwame Boateng: 100 %" in trainer.page.words
    assert trainer.browser.get(picture).status_code == 404  # nothing is left of the photograph
    del doubtful


def test_a_sheet_whose_code_cannot_be_read_is_named_and_a_spare_one_claimed(
    visitor: Visiting, cast: Cast, office: Office, tmp_path: Path
) -> None:
    set_id = office.print(spares=1)
    trainer = visitor(cast.efua)
    page = printed_pages(trainer.browser.get(f"/papers/{set_id}/sheets.pdf").data, tmp_path)[2]
    spare = office.sheets(set_id)[2]
    page[100:240, 1340:1560] = 255  # a coffee cup stood on the square
    send(trainer, set_id, "coffee.jpg", taken(page, strokes(office.lines(spare), office.right(spare))))
    assert "The code cannot be read." in trainer.page.words
    trainer.follow("Look at the first")
    assert trainer.browser.get(f"{trainer.page.url}/code.jpg").mimetype == "image/jpeg"
    trainer.press("Go on", {"code": "AAA-AAA-AAA"}, status=422)
    assert "No sheet has this code." in trainer.page.words
    trainer.press("Go on", {"code": spare.code})
    assert "Say whose sheet it is." in trainer.page.words
    trainer.open(f"/sheets/{spare.code}")
    trainer.press("It belongs to this person", {"person": str(cast.amina.actor.person_id)})
    assert "Amina Mensah: 100 %" in trainer.page.words


def test_what_is_no_sheet_is_refused_in_a_sentence(visitor: Visiting, cast: Cast, office: Office) -> None:
    set_id = office.print()
    trainer = visitor(cast.efua)
    send(trainer, set_id, "notes.txt", b"no picture at all")
    assert "This is no picture that can be read." in trainer.page.words
    trainer.open(f"/papers/{set_id}/photographs")
    trainer.press("Read them", status=422)
    assert "Choose a file." in trainer.page.words


def test_without_the_library_the_page_says_how_to_add_it(
    visitor: Visiting, cast: Cast, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_id = office.print()
    monkeypatch.setitem(sys.modules, "cv2", None)  # as where it is not installed
    trainer = visitor(cast.efua)
    trainer.open(f"/papers/{set_id}/photographs")
    assert "opencv-python-headless" in trainer.page.words


def test_a_set_takes_as_many_queries_with_many_sheets_as_with_few(
    visitor: Visiting, cast: Cast, office: Office, count_queries: Counting
) -> None:
    few, many = office.print(spares=0), office.print(spares=50)
    trainer = visitor(cast.efua)
    seen = []
    for set_id in (few, few, many):
        with count_queries(office.database) as statements:
            trainer.open(f"/papers/{set_id}")
        seen.append(len(statements))
    assert seen[1] == seen[2]


def test_in_arabic_the_papers_read_from_the_right(visitor: Visiting, cast: Cast, office: Office) -> None:
    set_id = office.print(language="ar")  # the course is in English only: the words around it too
    trainer = visitor(cast.efua)
    assert trainer.browser.get(f"/papers/{set_id}/sheets.pdf").mimetype == "application/pdf"
