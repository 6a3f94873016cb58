"""Photographs are read without a wrong mark, and what is not clear is always shown."""

import io
import struct
import zlib
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from learning.papers import layout
from learning.papers.codes import new_code
from learning.papers.marks import Measured, judge
from learning.papers.reading import Page, measure
from tests.papers.sheet_photographs import Picture, Stroke, filled_in, photograph, printed_pages
from tests.papers.trial import Trial, compare, sheet, trial

CODE = new_code()
SHEETS = 24


@pytest.fixture(scope="module", params=[False, True], ids=["from the left", "from the right"])
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Picture, list]:
    """One printed sheet, and its rows."""
    pdf, rows = sheet(CODE, rtl=request.param)
    return printed_pages(pdf, tmp_path_factory.mktemp("print"))[0], rows


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """One printed sheet that nobody has filled in."""
    return printed_pages(sheet(CODE)[0], tmp_path_factory.mktemp("print"))[0]


def only(content: bytes) -> Page:
    """What is made of a file with one page."""
    pages = list(measure([content]))
    assert len(pages) == 1
    return pages[0]


def test_nothing_is_read_wrongly_and_every_unsure_mark_is_shown(printed: tuple[Picture, list]) -> None:
    picture, rows = printed
    trials = [trial(picture, rows, seed) for seed in range(1000, 1000 + SHEETS // 2)]
    count = compare(trials, measure(one.photograph for one in trials), CODE)
    assert (count.wrong, count.missed, count.unread) == ([], [], [])
    assert count.shown > 0
    assert count.shown_in_vain <= 0.03 * count.clear


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 10])
def test_any_side_may_be_up(page: Picture, degrees: int) -> None:
    read = only(photograph(page, Random(degrees), degrees=degrees, width=1800))
    assert read.refused is None
    assert (read.code or "").endswith(CODE)


def test_a_scan_with_several_pages_is_read(page: Picture) -> None:
    out = io.BytesIO()
    scans = [Image.fromarray(page) for _ in range(3)]
    scans[0].save(out, "PDF", save_all=True, append_images=scans[1:], resolution=200)
    read = list(measure([out.getvalue()]))
    assert [(each.page, each.refused, (each.code or "")[-11:]) for each in read] == [(n, None, CODE) for n in (1, 2, 3)]


def test_an_empty_sheet_has_no_marks(page: Picture) -> None:
    _, rows = sheet(CODE)
    trials = [Trial(photograph(page, Random(1)), rows, [frozenset()] * len(rows), [frozenset()] * len(rows))]
    count = compare(trials, measure([trials[0].photograph]), CODE)
    assert (count.wrong, count.shown, count.unread) == ([], 0, [])


def test_what_is_kept_of_a_photograph_shows_no_name(page: Picture) -> None:
    """The name stands above the field of the marks, and left of the code."""
    read = only(photograph(page, Random(2), bend=0, shadow=False))
    with Image.open(io.BytesIO(read.picture)) as field, Image.open(io.BytesIO(read.code_picture)) as code:
        assert field.size == (round(layout.FIELD[2] * 4), round(layout.FIELD[3] * 4))
        assert code.size == (round(layout.CODE_FIELD[2] * 5), round(layout.CODE_FIELD[3] * 5))
    name_ends_at, texts_end_at = 46.6, 14 + 146
    assert layout.FIELD[1] > name_ends_at
    assert layout.CODE_FIELD[0] > texts_end_at


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "another"),
        (b"no picture at all", "another"),
        (b"%PDF-1.7 broken", "another"),
        (b"\xff\xd8\xff\xe0 cut off", "another"),
        (b"GIF89a" + bytes(40), "another"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "another"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, word: str) -> None:
    assert only(content).refused == word


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG that says it is so large."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(data)) + part(b"IEND", b"")


def test_bombs_are_refused_and_the_others_are_read_all_the_same(page: Picture) -> None:
    good = photograph(page, Random(3))
    empty = bytes(60_000 * 100)
    huge = io.BytesIO()
    Image.new("L", (10, 10)).save(huge, "PDF", resolution=0.01)  # a page as wide as a house
    read = list(measure([png(60_000, 60_000, empty), good, png(49_000, 1_000, b""), huge.getvalue(), good]))
    assert [each.refused for each in read] == ["pixels", None, "another", "pixels", None]
    assert [each.file for each in read] == [0, 1, 2, 3, 4]


def test_a_file_that_brings_the_program_down_costs_no_other_its_turn(tmp_path: Path) -> None:
    program = tmp_path / "falling.py"
    program.write_text(
        "import json, os, sys\n"
        "asked = json.loads(sys.stdin.buffer.readline())\n"
        "for number, length in enumerate(asked['lengths']):\n"
        "    if sys.stdin.buffer.read(length) == b'bad':\n"
        "        sys.stdout.write('half a line')\n"
        "        sys.stdout.flush()\n"
        "        os.abort()\n"
        "    print(json.dumps({'file': number, 'page': 1, 'refused': 'no-sheet'}))\n"
        "    print(json.dumps({'file': number, 'done': True}), flush=True)\n"
    )
    files = [b"good"] * 9 + [b"bad", b"good", b"bad", b"bad", b"good"]
    read = [(page.file, page.refused) for page in measure(files, program)]
    assert read == [(number, "pixels" if file == b"bad" else "no-sheet") for number, file in enumerate(files)]


def test_the_largest_picture_that_is_taken_fits_into_the_memory() -> None:
    out = io.BytesIO()
    Image.fromarray(np.zeros((7000, 7000), np.uint8)).save(out, "PNG")
    assert only(out.getvalue()).refused == "no-sheet"


def test_pictures_of_something_else_are_refused_in_their_own_words(page: Picture) -> None:
    table = np.full((1200, 900), 160, np.uint8)
    cut = page[: page.shape[0] // 2]
    two = np.concatenate([page, page], axis=1)
    read = list(measure([_jpeg(each) for each in (table, cut, two)]))
    assert [each.refused for each in read] == ["no-sheet", "cut", "two"]


def test_a_covered_corner_does_not_matter_and_a_covered_row_is_shown(page: Picture) -> None:
    _, rows = sheet(CODE)
    spoilt = filled_in(page, [Stroke(rows[0].slot.x(1), rows[0].slot.y)], Random(4))
    spoilt[2150:2260, 60:200] = 90  # a thumb on the lower left mark
    row = rows[4].slot
    spoilt[round(row.y * 7.87) - 20 : round(row.y * 7.87) + 20, 200:420] = 235  # a strip of white tape
    read = only(photograph(spoilt, Random(4), bend=0.3))
    assert read.refused is None
    measured = read.cells[row.block * layout.ROWS + row.row]
    cells = [Measured(*measured[column]) for column in row.columns]
    assert judge([rows[4].row], [cells], is_number=False)[0].doubt is not None


def _jpeg(picture: Picture) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG")
    return out.getvalue()
