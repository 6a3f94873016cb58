from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from certificates import type as typeset
from learning.errors import Invalid
from learning.reports.export import as_pdf
from learning.reports.export.pdf_measures import SIZE, SMALLEST, lines_of
from learning.reports.export.pdf_rolls import settle_roll
from learning.reports.table import Column, Header, Row, Sheet, Table

MakeSheet = Callable[..., Sheet]


def pages(sheet: Sheet, **options: int) -> Sequence[PageObject]:
    return PdfReader(BytesIO(b"".join(as_pdf.draw(sheet, **options)))).pages


def test_every_page_repeats_titles_and_audience_and_says_which_of_how_many_it_is(one_column: MakeSheet) -> None:
    found = pages(one_column(f"Person {number}" for number in range(100)))
    assert len(found) > 3
    for number, page in enumerate(found, start=1):
        text = " ".join(page.extract_text().split())
        assert f"Page {number} of {len(found)}" in text
        assert "Internal: for the country’s own staff only." in text
        assert number == 1 or "Only" in text


def test_no_row_is_lost_between_pages(one_column: MakeSheet) -> None:
    texts = " ".join(page.extract_text() for page in pages(one_column(f"P{number}." for number in range(300))))
    assert [f"P{number}." for number in range(300)] == [
        word for word in texts.split() if word.startswith("P") and "." in word
    ]


def test_a_text_higher_than_a_page_goes_on_overleaf_whole(one_column: MakeSheet) -> None:
    words = [f"w{number}." for number in range(3000)]
    text = " ".join(page.extract_text() for page in pages(one_column([" ".join(words), "after"])))
    assert [word for word in text.split() if word in set(words)] == words
    assert "after" in text


def test_a_word_wider_than_its_column_is_broken_and_not_cut() -> None:
    word = "Wolfeschlegelsteinhausenbergerdorff" * 5
    lines = lines_of(word, 60, 8)
    assert len(lines) > 5
    assert "".join(lines) == word


def test_a_long_number_is_broken_without_a_space_in_it() -> None:
    serial = "RS6R92VZ586TB0TF8SFVTKTS3P7"
    width = typeset.measure(serial, 8) - 3  # only the last letter does not fit
    assert lines_of(serial, width, 8) == (serial[:-1], serial[-1])
    assert lines_of(f"No. {serial} valid", width, 8) == ("No.", serial[:-1], f"{serial[-1]} valid")


@pytest.mark.parametrize(("words", "base"), [("2026-Q3", "ltr"), ("1 698", "ltr"), ("UNMISS: الكل", "rtl")])
def test_an_arabic_page_turns_round_only_what_reads_right_to_left(words: str, base: str) -> None:
    assert typeset.reading_direction(words, "rtl") == base
    assert typeset.reading_direction(words, "ltr") == "ltr"


def test_an_arabic_report_states_its_quarter_the_right_way_round() -> None:
    header = Header("تقرير", (("الربع", "2026-Q3"),), "share", "داخلي", language="ar", direction="rtl")
    sheet = Sheet(header, (Table("جدول", (Column("name", "الاسم"),), [("Amina",)]),))
    assert "2026-Q3" in pages(sheet)[0].extract_text()


def test_too_many_columns_for_the_paper_still_stand_side_by_side() -> None:
    columns = tuple(Column(f"c{number}", f"Column title {number}") for number in range(24))
    sheet = Sheet(Header("t", (), "share", "w"), (Table("Wide", columns, [("some words here",) * 24]),))
    assert len(pages(sheet)) == 1


def test_a_report_with_too_many_rows_is_refused_in_words_before_anything_is_sent(one_column: MakeSheet) -> None:
    drawing = as_pdf.draw(one_column(f"P{number}" for number in range(30)), most_rows=20)
    with pytest.raises(Invalid, match="more than 20 rows"):
        next(drawing)
    assert pages(one_column(f"P{number}" for number in range(20)), most_rows=20)


def test_a_sign_of_an_unknown_script_does_not_stop_the_report(one_column: MakeSheet) -> None:
    assert "Amina" in pages(one_column(["Amina \U00013000"]))[1].extract_text()


def test_an_empty_roll_says_so(one_column: MakeSheet) -> None:
    assert "No one" in pages(one_column([], empty_words="No one"))[1].extract_text()


def test_the_file_names_its_title_and_its_language(make_sheet: MakeSheet) -> None:
    reader = PdfReader(BytesIO(b"".join(as_pdf.draw(make_sheet(language="ar", direction="rtl")))))
    assert reader.metadata.title == "Completion report: Ghana"
    assert reader.root_object["/Lang"] == "ar"
    assert reader.root_object["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_every_font_is_embedded(make_sheet: MakeSheet) -> None:
    for page in pages(make_sheet()):
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]


def test_the_lines_of_the_header_may_be_none_or_long(make_sheet: MakeSheet) -> None:
    assert pages(make_sheet(lines=()))
    assert "end." in pages(make_sheet(lines=(("Mission " * 20, "UNMISS " * 60 + "end."),)))[0].extract_text()


NAMES = ("Amina Mensah", "María del Carmen Asante Frimpong", "محمد الحسن", "Nguyễn Thị Owusu-Ansah", "Efua Tagoe")
UNITS = ("2 Company", "1 Mechanised Company", "Headquarters and Support Company", "Level 1 Hospital")
CATEGORIES = ("Contingent troop", "Individual police officer", "Civilian")
DAY = date(2026, 1, 15)
PEOPLE = (
    *(Column(key, key.capitalize()) for key in ("name", "service number", "course", "category", "sex")),
    *(Column(key, key.capitalize()) for key in ("unit", "mission", "cohort")),
    *(Column(key, key.capitalize(), "date") for key in ("enrolled on", "completed on", "valid until")),
)


def people(number: int) -> list[Row]:
    """A roll as a battalion has it."""
    return [
        (
            NAMES[place % 5],
            f"GH{place:05}",
            "Gender-responsive conflict analysis",
            CATEGORIES[place % 3],
            "Not stated" if place % 4 else "Female",
            UNITS[place % 4],
            "UNMISS",
            f"Ghana Battalion {place % 20}, rotation 2026/1",
            DAY,
            DAY if place % 3 else None,
            DAY,
        )
        for place in range(number)
    ]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_long_roll_is_printed_on_few_pages_and_nobody_is_lost(
    make_sheet: MakeSheet, language: str, direction: str
) -> None:
    header = make_sheet(language=language, direction=direction).header
    found = pages(Sheet(header, (Table("Roll", PEOPLE, iter(people(300)), is_roll=True),)))
    assert len(found) <= 1 + 300 // 23, "two of three people on one line each: at least 23 a page"
    text = " ".join(page.extract_text() for page in found)
    assert all(f"GH{place:05}" in text for place in range(300))
    assert text.count(DAY.isoformat()) == 800


def test_the_type_of_a_roll_is_legible_and_large_where_there_is_room() -> None:
    columns, rows = PEOPLE, [[str(cell or "") for cell in row] for row in people(200)]
    assert SMALLEST == 7
    assert settle_roll(columns, rows, 773.0).size >= SMALLEST
    assert settle_roll(columns, rows[:12], 773.0).size == SIZE, "a short roll saves no page"
    assert settle_roll(columns[:3], [row[:3] for row in rows], 773.0).size == SIZE, "few columns leave room enough"


def test_few_long_texts_do_not_widen_a_column_for_all() -> None:
    columns = (Column("name", "Name"), Column("unit", "Unit"), Column("cohort", "Cohort"))
    rows = [["Amina Mensah " * 3, "2 Company " * 3, "Battalion " * 5] for _ in range(190)]
    rows += [["Amina Mensah " * 3, "2 Company " * 20, "Battalion " * 5] for _ in range(10)]
    found = settle_roll(columns, rows, 600.0)
    lines = [max(len(lines_of(text, found.widths[at], found.size)) for at, text in enumerate(row)) for row in rows]
    assert lines[:190] == [1] * 190
    assert min(lines[190:]) > 1
