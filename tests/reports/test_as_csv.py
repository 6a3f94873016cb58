import csv
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.reports.export import as_csv
from learning.reports.table import Cell, Column, Header, Sheet, Table

MakeSheet = Callable[..., Sheet]

DANGEROUS = [
    '=HYPERLINK("http://x.example","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    '"=1',
    "＝1+1",
    "－2",
    "safe;=1+1",
    "safe\t@x",
    "safe\n-1",
]
HARMLESS = ["Jean-Pierre", "O'Brien", "'Abd", "a=b", "", "Zoë", "x; y", "GH-7", "5+5", "ab@example.org"]


def read(sheet: Sheet) -> list[list[str]]:
    text = b"".join(as_csv.draw(sheet)).decode("utf-8-sig")
    return list(csv.reader(text.splitlines(keepends=True)))


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_text_can_run_as_a_formula_in_any_place(name: str, one_column: MakeSheet) -> None:
    sheet = one_column(["quiet", name, None], title=name, lines=((name, name),), audience_words=name, hidden_words=name)
    cells = [cell for row in read(sheet) for cell in row]
    for cell in cells:
        for part in cell.replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
            assert part.lstrip(' "')[:1] not in tuple("=+-@＝＋－＠"), cell


@pytest.mark.parametrize("name", HARMLESS)
def test_other_texts_stay_as_they_are(name: str, one_column: MakeSheet) -> None:
    assert read(one_column([name, "=1", name]))[-4:-1] == [[name], ["'=1"], [name]]


@given(st.lists(st.text(st.sampled_from("=+-@\t\r\n ;,\"'ab＝"), max_size=6), min_size=1, max_size=40))
def test_a_batch_of_texts_is_written_as_each_text_alone_would_be(texts: list[str]) -> None:
    write = as_csv.texts(Column("only", "Only"), "hidden")
    assert list(write(texts)) == [as_csv.harmless(text) for text in texts]
    assert list(write([None, *texts])) == ["", *map(as_csv.harmless, texts)]


def test_the_file_begins_with_its_header_and_each_table_with_its_titles(make_sheet: MakeSheet) -> None:
    rows = read(make_sheet())
    assert rows[:7] == [
        ["Completion report: Ghana"],
        ["Internal: for the country’s own staff only."],
        ["Period", "1 January to 30 June 2026"],
        ["Rule version", "3"],
        ["People (n)", "1284"],
        [],
        ["By course"],
    ]
    assert ["Course", "People", "Completion rate (%)"] in rows


def test_the_file_has_one_byte_order_mark_and_line_ends_of_the_standard(make_sheet: MakeSheet) -> None:
    file = b"".join(as_csv.draw(make_sheet()))
    assert file.startswith(b"\xef\xbb\xbfCompletion report")
    assert file.count(b"\xef\xbb\xbf") == 1
    assert file.count(b"\r\n") == file.count(b"\n")


def test_a_row_of_the_wrong_length_is_refused() -> None:
    columns = (Column("a", "A"), Column("b", "B"))
    for rows in ([("x",)], [("x", "y"), ("x",)], [("x", "y", "z")]):
        sheet = Sheet(Header("t", (), "share", "w"), (Table("t", columns, rows),))
        with pytest.raises(ValueError, match="zip"):
            b"".join(as_csv.draw(sheet))


@pytest.mark.parametrize(("cell", "kind"), [("7", "number"), (7, "text"), (7, "date"), (7, "percent"), ("x", "date")])
def test_a_cell_of_the_wrong_kind_is_a_fault_of_the_report(cell: Cell, kind: str, one_column: MakeSheet) -> None:
    with pytest.raises(TypeError, match=f"'only' is for {kind}"):
        b"".join(as_csv.draw(one_column([cell], kind)))


def test_long_rolls_stream_in_chunks_and_in_constant_memory(one_column: MakeSheet) -> None:
    def cells(count: int) -> Iterator[Any]:
        return (f"Name {number}" for number in range(count))

    chunks = as_csv.draw(one_column(cells(100_000)))
    tracemalloc.start()
    lengths = [len(chunk) for chunk in chunks]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
    assert all(as_csv.CHUNK <= length < 2 * as_csv.CHUNK for length in lengths[:-1])


def test_the_first_chunk_comes_before_the_last_row_is_read(one_column: MakeSheet) -> None:
    read_so_far = []

    def cells() -> Iterator[Any]:
        for number in range(50_000):
            read_so_far.append(number)
            yield date(2026, 1, 1)

    next(as_csv.draw(one_column(cells(), "date")))
    assert len(read_so_far) < 10_000
