import io
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader

from certificates.designs import DESIGNS
from certificates.facts import Facts, grouped
from certificates.press import Look, UnknownDesign, Words, print_certificate
from certificates.seal import KeyRing
from certificates.type import SMALLEST, DoesNotFit, UnknownScript

ADDRESS = "https://train.example.org/verify/7ZK3MB9QXN4TVW2HJ8C5RDPYA60"
NAMES = {
    "latin": "Élodie N’Guessan-Ækerström Łęcka",
    "vietnamese": "Nguyễn Thị Hồng Vân",
    "greek": "Ελένη Παπαδοπούλου",
    "cyrillic": "Дмитро Ковальчук",
    "arabic": "آمنة العثماني",
    "bengali": "শ্রীমতী রহিমা খাতুন",
    "devanagari": "श्रीमती अनीता शर्मा क्षत्रिय",
    "mixed": "Amina عثمان",
}
LONG_NAME = (
    "Wickramasinghe Mudiyanselage Ralahamilage Chandrasekera Bandaranayake Premachandra Jayawardena "
    "Ekanayake-Rajapakse III Jr"
)


def _print(
    facts: Facts, words: Words, ring: KeyRing, address: str = ADDRESS, *, qr_content: str | None = None
) -> bytes:
    return print_certificate(facts, ring.seal(facts.to_bytes()), words, address, qr_content=qr_content)


def _text(pdf: bytes) -> str:
    """The page's text without spaces, which readers of the file set differently."""
    return "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def _commands(pdf: bytes) -> str:
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def _fonts(pdf: bytes) -> Iterator[Any]:
    resources: Any = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    for font in resources["/Font"].values():
        yield font.get_object()


def test_every_fact_is_in_print(facts: Facts, words: Words, ring: KeyRing) -> None:
    text = _text(_print(facts, words, ring))
    seal = ring.seal(facts.to_bytes())
    printed = (
        facts.name,
        facts.course,
        f"Version {facts.course_version}",
        "14 March 2026",
        "2026-03-14",
        "13 March 2029",
        "2029-03-13",
        facts.country_name,
        facts.country,
        f"Issued by {facts.authority}",
        grouped(facts.serial),
        seal.key_id,
        seal.short,
        ADDRESS,
        words.title,
        words.statement,
        words.disclaimer,
    )
    assert [each for each in printed if each.replace(" ", "") not in text] == []


def test_a_certificate_without_expiry_says_so_and_prints_no_date(facts: Facts, words: Words, ring: KeyRing) -> None:
    endless = _print(replace(facts, valid_until=None), replace(words, valid_until_text="no expiry"), ring)
    assert "noexpiry" in _text(endless)
    assert "2029" not in _text(endless)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_each_script_is_printed_and_found_again(name: str, facts: Facts, words: Words, ring: KeyRing) -> None:
    text = _text(_print(replace(facts, name=name), words, ring))
    assert all(word in text for word in name.split())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_each_script_is_copied_from_a_viewer(
    name: str, facts: Facts, words: Words, ring: KeyRing, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(_print(replace(facts, name=name), words, ring))
    told = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True).stdout.decode()
    assert all(word in told for word in name.split())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_only_embedded_subsets_are_used(name: str, facts: Facts, words: Words, ring: KeyRing) -> None:
    fonts = list(_fonts(_print(replace(facts, name=name), words, ring)))
    assert len(fonts) >= 3
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        program = descendant["/FontDescriptor"]["/FontFile2"].get_data()
        assert re.fullmatch(r"/[A-Z]{6}\+Noto\w+-\w+", font["/BaseFont"])
        assert len(program) < 60_000
        assert "/ToUnicode" in font


def test_equal_facts_print_equal_bytes(facts: Facts, words: Words, ring: KeyRing) -> None:
    first = _print(facts, words, ring)
    for name in NAMES.values():
        _print(replace(facts, name=name), words, ring)
    assert _print(facts, words, ring) == first


def test_several_pages_printed_at_once_are_each_as_printed_alone(facts: Facts, words: Words, ring: KeyRing) -> None:
    pages = [replace(facts, name=name) for name in NAMES.values()] * 3
    alone = [_print(each, words, ring) for each in pages]
    with ThreadPoolExecutor(4) as at_once:
        assert list(at_once.map(lambda each: _print(each, words, ring), pages)) == alone


def test_another_process_prints_equal_bytes(facts: Facts, words: Words, keys: Path) -> None:
    here = _print(facts, words, KeyRing.load(keys))
    program = (
        "import sys, pathlib, ast\n"
        "from certificates import facts, press, seal\n"
        "stated = facts.Facts.from_bytes(sys.argv[1].encode())\n"
        "words = press.Words(**ast.literal_eval(sys.argv[2]))\n"
        "sealed = seal.KeyRing.load(pathlib.Path(sys.argv[3])).seal(stated.to_bytes())\n"
        "sys.stdout.buffer.write(press.print_certificate(stated, sealed, words, sys.argv[4]))\n"
    )
    root = Path(__file__).parents[2]
    arguments = [facts.to_bytes().decode(), repr(vars(words)), str(keys), ADDRESS]
    there = subprocess.run([sys.executable, "-c", program, *arguments], cwd=root, check=True, capture_output=True)
    assert there.stdout == here


def test_other_facts_print_other_bytes(facts: Facts, words: Words, ring: KeyRing) -> None:
    assert _print(replace(facts, course_version="1.3"), words, ring) != _print(facts, words, ring)


def test_title_author_and_language_are_in_the_file(facts: Facts, words: Words, ring: KeyRing) -> None:
    reader = PdfReader(io.BytesIO(_print(replace(facts, name="Amina عثمان"), words, ring)))
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "Certificate of completion: Amina عثمان, Gender-responsive conflict analysis"
    assert metadata.author == facts.authority
    assert grouped(facts.serial) in str(metadata.subject)
    assert str(reader.root_object["/Lang"]) == "en"
    assert len(reader.pages) == 1
    assert [round(float(length)) for length in reader.pages[0].mediabox[2:]] == [842, 595]


@pytest.mark.parametrize("name", [*NAMES.values(), LONG_NAME], ids=[*NAMES, "long"])
def test_a_certificate_is_small(name: str, facts: Facts, words: Words, arabic_words: Words, ring: KeyRing) -> None:
    for around in (words, arabic_words):
        assert len(_print(replace(facts, name=name), around, ring)) <= 60_000


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("statement", ["", "#" + "eyJhbGci.J9x-_" * 36])
def test_the_code_is_read_back(
    direction: str, statement: str, facts: Facts, words: Words, arabic_words: Words, ring: KeyRing
) -> None:
    pdf = _print(facts, words if direction == "ltr" else arabic_words, ring, qr_content=ADDRESS + statement)
    assert [code.text for code in zxingcpp.read_barcodes(_drawn_code(_commands(pdf)))] == [ADDRESS + statement]


@pytest.mark.parametrize("name", ["latin", "arabic"])
def test_the_code_is_read_back_from_the_whole_page(
    name: str, facts: Facts, words: Words, arabic_words: Words, ring: KeyRing, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(_print(replace(facts, name=NAMES[name]), words if name == "latin" else arabic_words, ring))
    subprocess.run(["pdftoppm", "-png", "-r", "110", "-singlefile", file, tmp_path / "page"], check=True)
    with Image.open(tmp_path / "page.png") as page:
        assert [code.text for code in zxingcpp.read_barcodes(page)] == [ADDRESS]


def test_a_page_read_from_right_to_left_is_mirrored(
    facts: Facts, words: Words, arabic_words: Words, ring: KeyRing
) -> None:
    code = re.compile(r"q 0 g [\d.]+ 0 0 -[\d.]+ ([\d.]+) [\d.]+ cm")
    left = code.search(_commands(_print(facts, words, ring)))
    right = code.search(_commands(_print(facts, arabic_words, ring)))
    assert left is not None
    assert right is not None
    assert float(left[1]) > 600
    assert float(right[1]) < 100


def test_a_name_of_120_characters_takes_two_readable_lines(facts: Facts, words: Words, ring: KeyRing) -> None:
    assert len(LONG_NAME) >= 120
    short, long = (_sizes(_print(replace(facts, name=name), words, ring)) for name in ("Amina", LONG_NAME))
    assert len(long) == len(short) + 1
    assert _count_from(long, 20) == 2 + _count_from(short, 20) - 1


def test_nothing_is_printed_below_eight_points(facts: Facts, words: Words, arabic_words: Words, ring: KeyRing) -> None:
    for around in (words, arabic_words):
        for name in (*NAMES.values(), LONG_NAME):
            assert min(_sizes(_print(replace(facts, name=name), around, ring))) >= SMALLEST


@pytest.mark.parametrize("fact", ["name", "course", "authority", "country_name", "course_version"])
def test_a_fact_that_does_not_fit_is_refused_and_never_cut(
    fact: str, facts: Facts, words: Words, ring: KeyRing
) -> None:
    with pytest.raises(DoesNotFit):
        _print(replace(facts, **{fact: "Wickramasinghe" * 20}), words, ring)  # type: ignore[arg-type]


def test_an_address_that_does_not_fit_is_refused(facts: Facts, words: Words, ring: KeyRing) -> None:
    with pytest.raises(DoesNotFit):
        _print(facts, words, ring, ADDRESS + "x" * 200)


def test_a_name_in_a_script_without_typeface_is_refused(facts: Facts, words: Words, ring: KeyRing) -> None:
    with pytest.raises(UnknownScript):
        _print(replace(facts, name="བསྟན་འཛིན"), words, ring)


def test_an_unknown_design_is_refused_with_the_known_ones(facts: Facts, words: Words, ring: KeyRing) -> None:
    with pytest.raises(UnknownDesign, match="field-manual"):
        print_certificate(facts, ring.seal(facts.to_bytes()), words, ADDRESS, look=Look(design="marble"))


def test_every_design_file_is_in_the_list() -> None:
    folder = Path(__file__).parents[2] / "certificates" / "designs"
    files = {file.stem.replace("_", "-") for file in folder.glob("*.py")} - {"--init--"}
    assert {design.name for design in DESIGNS} == files


@pytest.mark.usefixtures("socket_disabled")
def test_printing_needs_no_network(facts: Facts, words: Words, ring: KeyRing) -> None:
    assert _print(facts, words, ring).startswith(b"%PDF-")


def _count_from(sizes: list[float], smallest: float) -> int:
    return len([size for size in sizes if size >= smallest])


def _sizes(pdf: bytes) -> list[float]:
    return [float(size) for size in re.findall(r"/T\d+ ([\d.]+) Tf", _commands(pdf))]


def _drawn_code(commands: str) -> Image.Image:
    """The code's boxes as a picture, eight pixels a module and four modules clear around."""
    drawn = re.search(r"q 0 g [\d.]+ 0 0 -[\d.]+ [\d.]+ [\d.]+ cm ([\d. re]+) f Q", commands)
    assert drawn is not None
    boxes = [tuple(int(n) for n in box) for box in re.findall(r"(\d+) (\d+) (\d+) (\d+) re", drawn[1])]
    side = max(x + wide for x, _, wide, _ in boxes)
    picture = Image.new("L", ((side + 8) * 8, (side + 8) * 8), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, wide, high in boxes:
        pen.rectangle(((x + 4) * 8, (y + 4) * 8, (x + wide + 4) * 8 - 1, (y + high + 4) * 8 - 1), fill=0)
    return picture
