"""What is printed: the same bytes each time, every name whole, the code read from the print, in both directions."""

from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from learning.papers.answer_sheets import PrintedSheet, SheetWords, print_answer_sheets
from learning.papers.codes import new_code
from learning.papers.question_papers import Asked, PaperWords, print_question_papers
from tests.papers.sheet_photographs import printed_pages
from tests.papers.trial import sheet

LONGEST = "Nana Akosua Serwaa Konadu Agyeman-Prempeh Osei-Bonsu van der Westhuizen " * 2
WORDS = SheetWords(
    title="Answer sheet",
    subject="Zero tolerance: definitions and standards",
    cohort="Ghana Battalion 12 · 2 March 2026",
    paper="Paper %(paper)s",
    name="Name",
    number="Service number",
    how="Fill one bubble in each row with a dark pen; several where the question says so.",
    like_this="like this",
    not_like_this="not like this",
    address="https://learn.example.org",
    language="en",
    direction="ltr",
)
PAPER = PaperWords(
    "Questions · Paper A", "Zero tolerance", "Ghana Battalion 12", "Do not write here.", "A · %(page)s", "en", "ltr"
)


def text(pdf: bytes, page: int = 0) -> str:
    """What can be copied from a page."""
    return PdfDocument(pdf)[page].get_textpage().get_text_range()


@pytest.mark.parametrize("rtl", [False, True])
def test_the_code_is_read_from_the_print_and_says_nothing_else(tmp_path: Path, rtl: bool) -> None:  # noqa: FBT001
    code = new_code()
    pdf, _ = sheet(code, rtl=rtl)
    found = zxingcpp.read_barcodes(printed_pages(pdf, tmp_path)[0], formats=zxingcpp.BarcodeFormat.QRCode)
    assert [one.text for one in found] == [f"https://learn.example.org/sheets/{code}"]
    assert rtl or code in text(pdf)


def test_the_same_sheets_are_the_same_bytes() -> None:
    sheets = [PrintedSheet(new_code(), "A", "Amina Mensah", "GH10234"), PrintedSheet(new_code(), "A")]
    assert print_answer_sheets(sheets, {"A": []}, WORDS) == print_answer_sheets(sheets, {"A": []}, WORDS)
    papers = [(PAPER, [Asked(1, "What is right?", "", [[("A", "This"), ("B", "That")]])])]
    assert print_question_papers(papers) == print_question_papers(papers)


@pytest.mark.parametrize("name", [LONGEST.strip()[:120], "أمينة منساه", "বিষ্ণু রাই", "阿米娜·门萨"])
def test_every_name_stands_whole_on_its_sheet(name: str) -> None:
    pdf = print_answer_sheets([PrintedSheet(new_code(), "A", name, "GH10234")], {"A": []}, WORDS)
    assert len(PdfDocument(pdf)) == 1
    if name.isascii():
        assert name in " ".join(text(pdf).split())


def test_a_spare_sheet_has_room_for_a_name() -> None:
    spare = text(print_answer_sheets([PrintedSheet(new_code(), "A")], {"A": []}, WORDS))
    assert "Name" in spare
    assert "Service number" in spare


def test_a_question_stays_on_one_page_and_nothing_is_lost() -> None:
    questions = [
        Asked(number, f"Question {number} " + "of many words that go on " * 12, "Judge each line.", _choices(number))
        for number in range(1, 15)
    ]
    document = PdfDocument(
        print_question_papers([(PAPER, questions), (replace(PAPER, title="Paper B"), questions[:2])])
    )
    pages = [page.get_textpage().get_text_range() for page in document]
    for number in range(1, 15):
        where = [place for place, words in enumerate(pages) if f"choice {number}-" in words]
        assert where[0] == where[-1] or number < 3  # those are on both papers
        assert all(f"choice {number}-{sign}" in "".join(pages) for sign in "ABCD")
    assert sum("Paper B" in words for words in pages) == 1


def _choices(number: int) -> list[list[tuple[str, str]]]:
    return [[(sign, f"choice {number}-{sign}") for sign in "ABCD"]]
