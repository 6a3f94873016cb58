"""The code as it is met: printed by a black-and-white printer, photographed askew with a modest phone, sent on."""

import io
import subprocess
from pathlib import Path
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from certificates.designs import DESIGNS
from certificates.facts import Facts
from certificates.look import Look
from certificates.press import Words, print_certificate
from certificates.seal import KeyRing

ADDRESS = "https://train.example.org/verify/7ZK3MB9QXN4TVW2HJ8C5RDPYA60"
TABLE = 120  # grey


@pytest.mark.parametrize("design", [each.name for each in DESIGNS])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_code_is_read_from_a_photograph_of_the_whole_printed_page(
    design: str, direction: str, facts: Facts, words: Words, arabic_words: Words, ring: KeyRing, tmp_path: Path
) -> None:
    content = _long_address(ring)
    around = words if direction == "ltr" else arabic_words
    pdf = print_certificate(
        facts,
        ring.seal(facts.to_bytes()),
        around,
        ADDRESS,
        qr_content=content,
        look=Look(design, border="#7a2d00", accent="#9b1c1c"),
    )
    page = _printed(pdf, tmp_path)
    for turn in (-7.0, -3.0, 5.0, 7.0):
        read = zxingcpp.read_barcodes(_photographed(page, width=1300, turn=turn))
        assert [code.text for code in read] == [content], f"turned by {turn} degrees"


@pytest.mark.parametrize("design", [each.name for each in DESIGNS])
def test_the_densest_code_is_read_from_a_sharper_photograph(
    design: str, facts: Facts, words: Words, ring: KeyRing, tmp_path: Path
) -> None:
    content = _long_address(ring, 1_400)
    pdf = print_certificate(facts, ring.seal(facts.to_bytes()), words, ADDRESS, qr_content=content, look=Look(design))
    read = zxingcpp.read_barcodes(_photographed(_printed(pdf, tmp_path), width=2400, turn=5.0))
    assert [code.text for code in read] == [content]


def _long_address(ring: KeyRing, length: int = 560) -> str:
    """An address with a statement: as long as they usually are, or as long facts in other scripts make it."""
    chance = "".join(ring.seal(bytes([number])).signature.hex() for number in range(12))
    return f"{ADDRESS}#{chance}"[:length]


def _printed(pdf: bytes, folder: Path) -> Image.Image:
    """The page as a printer of 600 dots an inch puts it on paper: black or white, nothing between."""
    (folder / "certificate.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "600", "-mono", "-singlefile", "certificate.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    with Image.open(folder / "page.pbm") as page:
        return page.convert("L")


def _photographed(page: Image.Image, *, width: int, turn: float) -> Image.Image:
    """The page on a table: seen from the front edge, turned, a little out of focus, grainy, and packed hard."""
    table = Image.new("L", (page.width * 11 // 10, page.height * 11 // 10), TABLE)
    table.paste(page, (page.width // 20, page.height // 20))
    seen = table.resize((width, table.height * width // table.width), Image.Resampling.BOX)
    seen = seen.rotate(turn, Image.Resampling.BICUBIC, fillcolor=TABLE)
    wide, high = seen.size
    nearer = 0.04 * wide
    corners = (0, 0, nearer / 2, high, wide - nearer, high, wide, 0)
    seen = seen.transform(seen.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    seen = seen.filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.frombytes("L", seen.size, Random(7).randbytes(seen.width * seen.height))
    seen = Image.blend(seen, grain, 0.06)
    file = io.BytesIO()
    seen.save(file, "JPEG", quality=40)
    return Image.open(file)
