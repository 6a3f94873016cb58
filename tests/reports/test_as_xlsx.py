from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from learning.reports.export import as_xlsx
from learning.reports.table import Sheet

MakeSheet = Callable[..., Sheet]


def book(chunks: Iterator[bytes]) -> Workbook:
    return load_workbook(BytesIO(b"".join(chunks)))


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x.example","y")', "+1", "-1", "@x", "\t=1", "\r=1", "http://x.example"]
)
def test_no_text_can_run_as_a_formula_or_a_link(name: str, one_column: MakeSheet) -> None:
    sheet = one_column([name], title=name, lines=((name, name),), audience_words=name, hidden_words=name)
    for worksheet in book(as_xlsx.draw(sheet)).worksheets:
        for row in worksheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    # The text format keeps it a text also when someone edits the cell.
                    assert (cell.data_type, cell.number_format, cell.hyperlink) == ("s", "@", None)


def test_a_roll_has_its_own_worksheet_with_frozen_titles(make_sheet: MakeSheet) -> None:
    cover, roll = book(as_xlsx.draw(make_sheet())).worksheets
    assert (cover.title, roll.title) == ("Completion report Ghana", "Roll")
    assert cover["A2"].value == "Internal: for the country’s own staff only."
    assert roll["A1"].value == "Roll · Internal: for the country’s own staff only."
    assert roll.freeze_panes == "A3"
    assert [cell.value for cell in roll[2]] == ["Name", "Service number", "Hours", "Score (%)", "Completed on"]
    assert roll.column_dimensions["A"].width > 20


def test_a_right_to_left_report_has_right_to_left_worksheets(make_sheet: MakeSheet) -> None:
    worksheets = book(as_xlsx.draw(make_sheet(direction="rtl", language="ar"))).worksheets
    assert all(worksheet.sheet_view.rightToLeft for worksheet in worksheets)


def test_a_roll_longer_than_a_worksheet_goes_on_on_the_next_one(one_column: MakeSheet) -> None:
    worksheets = book(as_xlsx.draw(one_column(f"P{number}" for number in range(20)), last_row=10)).worksheets[1:]
    assert [worksheet.title for worksheet in worksheets] == ["Roll", "Roll 2", "Roll 3"]
    assert all(worksheet["A2"].value == "Only" for worksheet in worksheets)
    names = [row[0] for worksheet in worksheets for row in worksheet.iter_rows(min_row=3, values_only=True)]
    assert names == [f"P{number}" for number in range(20)]
    assert max(worksheet.max_row for worksheet in worksheets) == 10


def test_the_limit_of_a_worksheet_is_that_of_the_format() -> None:
    assert as_xlsx.LAST_ROW == 2**20


def test_a_text_that_a_cell_would_cut_is_refused(one_column: MakeSheet) -> None:
    with pytest.raises(ValueError, match="40000 characters"):
        b"".join(as_xlsx.draw(one_column(["x" * 40_000])))


def test_control_signs_and_long_titles_do_not_break_the_file(one_column: MakeSheet) -> None:
    texts = ["a\x01b\x0bc", "_x0041_", "line\nline"]
    sheet = one_column(texts, title="[Very: long*title?] " * 5)
    worksheet = book(as_xlsx.draw(sheet)).worksheets[1]
    assert [unescape(worksheet[f"A{line}"].value) for line in (3, 4, 5)] == texts


def test_an_empty_roll_says_so(one_column: MakeSheet) -> None:
    worksheet = book(as_xlsx.draw(one_column([], empty_words="No one"))).worksheets[1]
    assert worksheet["A3"].value == "No one"


def test_a_row_of_the_wrong_kind_is_refused(one_column: MakeSheet) -> None:
    with pytest.raises(TypeError, match="'only' is for number, not for str"):
        b"".join(as_xlsx.draw(one_column(["=1"], "number")))
