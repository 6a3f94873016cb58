"""Opening the file of a roll: every format gives the same rows, and what cannot be taken is refused in a sentence."""

import resource

import pytest

from learning.errors import Invalid
from learning.rolls.reading import LARGEST, read_rows
from tests.rolls.files import HEADINGS, csv, locked, lying, ods, packed, people, with_member, xlsx

ROWS = [("Nominal roll 2026",), (), HEADINGS, *people(3)]
TEXTS = [[str(cell) for cell in row] for row in ROWS]
SMALL = xlsx(ROWS)
DENSE_ODS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16000" '
    'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
REFUSED = {
    "nothing": (b"", "no people"),
    "blanks": (b" \n\n ", "no people"),
    "an empty workbook": (xlsx([]), "no people"),
    "half a workbook": (SMALL[: len(SMALL) // 2], "damaged"),
    "a workbook with a hole": (SMALL[:900] + bytes(400) + SMALL[1300:], "damaged"),
    "a workbook with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "password"),
    "an encrypted archive": (locked(SMALL), "password"),
    "macros": (with_member(SMALL, "xl/vbaProject.bin", b"\xcc\x61"), "macros"),
    "macros of an ODS": (with_member(ods(ROWS), "Basic/Standard/Module1.xml", b"<x/>"), "macros"),
    "a bomb": (with_member(SMALL, "xl/media/image1.png", bytes(60 << 20)), "unpacks"),
    "a thousand members": (packed({"xl/workbook.xml": b""} | {f"{n}": b"" for n in range(2100)}), "unpacks"),
    "a cell in the last row and column": (xlsx(ROWS, far=(1_048_575, 16_383)), ""),
    "an ODS of repeated cells": (ods(ROWS, after=DENSE_ODS), ""),
    "another archive": (packed({"word/document.xml": b"<x/>"}), "no table"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no table"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00", "no table"),
    "too many rows": (csv([HEADINGS, *people(10_100)]), "10,000"),
    "too many columns": (csv([[f"c{n}" for n in range(80)]] * 3), "60"),
    "a larger file": (b"a,b\n" * (LARGEST // 4 + 1), "5 MB"),
}


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        ods(ROWS),
        csv(ROWS),
        csv(ROWS, divider=";"),
        csv(ROWS, divider="\t", encoding="utf-16"),
        csv(ROWS, encoding="utf-16-le"),
        csv(ROWS, encoding="utf-8-sig"),
    ],
)
def test_every_format_gives_the_same_rows(content: bytes) -> None:
    assert read_rows(content) == TEXTS


def test_an_old_french_list_keeps_its_accents() -> None:
    assert read_rows(csv([("Nom", "Numéro"), ("Émile Sœur", "12")], divider=";", encoding="cp1252"))[1] == [
        "Émile Sœur",
        "12",
    ]


def test_a_formula_is_a_text_and_never_runs() -> None:
    rows = [("Name", "Number"), ('=HYPERLINK("http://x","y")', "12")]
    assert read_rows(csv([("Name", "Number"), ("=1+1", "12")]))[1] == ["=1+1", "12"]
    assert read_rows(ods(rows))[1][0] == rows[1][0]


def test_a_sheet_that_goes_on_with_many_empty_rows_is_read() -> None:
    assert read_rows(xlsx(ROWS, far=(200_000, 1))) == TEXTS


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_taken_is_refused_in_a_sentence(name: str) -> None:
    content, words = REFUSED[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as refused:
        read_rows(content)
    assert words in str(refused.value)
    assert refused.value.field == "file"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    sheet = b"<worksheet>" + bytes(100 << 20)
    liar = lying(with_member(SMALL, "xl/worksheets/sheet1.xml", sheet), "xl/worksheets/sheet1.xml", 5000)
    with pytest.raises(Invalid):
        read_rows(liar)
