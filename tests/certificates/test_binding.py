"""One file for the printer: every page looks as in its own file, and what is not for paper stays out."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from certificates.binding import bind
from certificates.facts import Facts
from certificates.press import Words
from tests.certificates.issuing import Office

NAMES = ("Amina Owusu-Ansah", "Nguyễn Thị Hoa", "O")


@pytest.fixture
def printed(office: Office, facts: Facts, words: Words) -> list[bytes]:
    return [office.issue(replace(facts, name=name), words) for name in NAMES]


def pictures(pdf: bytes, folder: Path) -> list[Image.Image]:
    folder.mkdir()
    (folder / "all.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "40", "-png", "-hide-annotations", "all.pdf", "page"], cwd=folder, check=True)
    return [Image.open(path) for path in sorted(folder.glob("*.png"))]


def test_every_page_looks_as_in_its_own_file(printed: list[bytes], tmp_path: Path) -> None:
    bound = pictures(b"".join(bind(printed)), tmp_path / "bound")
    assert len(bound) == len(NAMES)
    for number, (pdf, page) in enumerate(zip(printed, bound, strict=True)):
        (single,) = pictures(pdf, tmp_path / str(number))
        assert ImageChops.difference(single.convert("RGB"), page.convert("RGB")).getbbox() is None


def test_only_what_paper_shows_is_bound(printed: list[bytes]) -> None:
    bound = b"".join(bind(printed))
    reader = PdfReader(io.BytesIO(bound), strict=True)
    assert set(reader.trailer["/Root"]) == {"/Type", "/Pages"}
    assert all("/Annots" not in page for page in reader.pages)
    for name in (b"/Sig", b"/ByteRange", b"/EmbeddedFile", b"/URI"):
        assert name not in bound, name
    assert [NAMES[0] in page.extract_text() for page in reader.pages] == [True, False, False]


def test_what_looks_the_same_is_written_once(printed: list[bytes]) -> None:
    once, twice = b"".join(bind(printed[:1])), b"".join(bind(printed[:1] * 2))
    assert len(twice) - len(once) < 400
    assert len(PdfReader(io.BytesIO(twice)).pages) == 2


def test_an_entry_that_the_list_of_pages_states_for_all_is_kept() -> None:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]/Resources<</Font<<>>>>>>",
        b"<</Type/Page/Parent 2 0 R>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    (page,) = PdfReader(io.BytesIO(b"".join(bind([out]))), strict=True).pages
    assert [int(side) for side in page.mediabox] == [0, 0, 200, 100]


def resident() -> float:
    """Megabytes that this process holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1000


def test_many_pages_stay_in_little_memory(printed: list[bytes]) -> None:
    def many() -> Iterator[bytes]:
        for number in range(400):
            yield printed[number % len(printed)]

    pieces = bind(many())
    for _ in range(50):
        next(pieces)
    before = resident()
    assert max(resident() - before for _ in pieces) < 8
