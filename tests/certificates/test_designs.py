"""Every design with the texts and pictures that strain it: nothing overlaps, is cut, or leaves the frame."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from pypdf import PdfReader

from certificates.archiving import About
from certificates.designs import DESIGNS
from certificates.facts import Facts, Second, grouped
from certificates.look import Look, Signatory
from certificates.page import Page
from certificates.press import Words, print_certificate
from certificates.seal import KeyRing, Seal
from certificates.shaping import extent, shape_line
from certificates.sheet import Placed, Sheet
from certificates.type import SMALLEST, DoesNotFit

ADDRESS = "https://train.example.org/verify/7ZK3MB9QXN4TVW2HJ8C5RDPYA60"
STATEMENT = "#" + hashlib.shake_256(b"statement").hexdigest(245)
SEAL = Seal("0123456789abcdef", hashlib.sha512(b"seal").digest())
FRAME = 26.0  # no design's frame is nearer to the edge of the paper
NAMES = {
    "one letter": "Q",
    "usual": "Amina Owusu-Ansah",
    "80 without spaces": "Wickramasinghe-Ralahamilage-Chandrasekera-Bandaranayake-Premachandra-Jayawardena",
    "120 characters": (
        "Wickramasinghe Mudiyanselage Ralahamilage Chandrasekera Bandaranayake Premachandra Jayawardena "
        "Ekanayake-Rajapakse III Jr"
    ),
    "marks above": "Ằ Ẫ Ǘ Ḗ Ṓ Ÿgg",
    "arabic": "آمنة العثماني",
    "bengali": "শ্রীমতী রহিমা খাতুন",
    "devanagari": "श्रीमती अनीता शर्मा क्षत्रिय",
    "khmer": "ស្រីពេជ្រ ឧត្តម",
    "myanmar": "ဒေါ်ခင်မျိုးချစ်",
    "thai": "ปิ่นเพชร ที่รักษ์",
    "sinhala": "ශ්‍රීමතී ක්‍රිෂාන්ති",
    "han": "歐陽麗娟",
    "mixed": "Amina عثمان",
}
LONG = {
    "course": "Gender-responsive conflict analysis and early warning for staff officers, observers and police units",
    "authority": "Ministry of Defence and Veterans Affairs, Directorate of International Peace Support Operations",
    "country_name": "The former United Republic of the Northern and Southern Islands",
}

each_design = pytest.mark.parametrize("design", [each.name for each in DESIGNS])
each_name = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)


@pytest.fixture
def full_look(logo: bytes, signatories: tuple[Signatory, ...]) -> Look:
    return Look(logo_png=logo, signatories=signatories, border="#1f6b4f", accent="#7a2d00")


def _page(facts: Facts, words: Words, look: Look, second_words: Words | None = None) -> Page:
    return Page(
        facts=facts,
        seal=SEAL,
        words=words,
        verify_url=ADDRESS,
        qr_content=ADDRESS + STATEMENT,
        look=look,
        second_words=second_words,
    )


def _drawn(page: Page) -> Sheet:
    about = About(title="", author="", subject="", language=page.facts.language)
    sheet = Sheet(direction=page.words.direction, about=about)
    next(each for each in DESIGNS if each.name == page.look.design).draw(sheet, page)
    return sheet


def _print(page: Page) -> bytes:
    return print_certificate(
        page.facts,
        page.seal,
        page.words,
        page.verify_url,
        qr_content=page.qr_content,
        look=page.look,
        second_words=page.second_words,
    )


def _inked(placed: Placed) -> tuple[float, float, float, float]:
    """Left, top, right and lower edge of what is really drawn."""
    right = placed.left + placed.width
    if placed.fitted is None:
        return placed.left, placed.top, right, placed.top + placed.height
    fitted = placed.fitted
    up, down = extent(shape_line(fitted.lines[0], fitted.style, fitted.base))
    base_line = placed.top + placed.height
    return placed.left, base_line - up * fitted.size, right, base_line + down * fitted.size


def _faults(sheet: Sheet) -> Iterator[str]:
    boxes = [(_inked(placed), placed) for placed in sheet.placed]
    for (left, top, right, low), placed in boxes:
        if left < FRAME or top < FRAME or right > sheet.width - FRAME or low > sheet.height - FRAME:
            yield f"outside: {placed}"
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        if across > 0.1 and down > 0.1:
            yield f"{first} and {second} overlap by {across:.1f} by {down:.1f}"


def test_what_overlaps_or_leaves_the_frame_is_found() -> None:
    sheet = Sheet(direction="ltr", about=About(title="", author="", subject="", language="en"))
    sheet.text(100, 100, "Amina Owusu-Ansah", 20, colour="#000000")
    assert list(_faults(sheet)) == []
    sheet.text(150, 110, "Kofi", 20, colour="#000000")
    assert len(list(_faults(sheet))) == 1
    sheet.text(20, 300, "Esi", 20, colour="#000000")
    assert len(list(_faults(sheet))) == 2


@each_design
@each_name
def test_nothing_overlaps_or_leaves_the_frame(
    design: str, name: str, facts: Facts, words: Words, arabic_words: Words
) -> None:
    for around in (words, arabic_words):
        assert list(_faults(_drawn(_page(replace(facts, name=name), around, Look(design))))) == []


@each_design
@each_name
def test_nothing_overlaps_with_two_languages_logo_and_signatories(
    design: str,
    name: str,
    facts: Facts,
    second: Second,
    words: Words,
    french_words: Words,
    arabic_words: Words,
    full_look: Look,
) -> None:
    for pair in ((words, french_words), (words, arabic_words), (arabic_words, words)):
        both = replace(facts, name=name, second=second)
        page = _page(both, pair[0], replace(full_look, design=design), pair[1])
        assert list(_faults(_drawn(page))) == []


@each_design
@each_name
def test_nothing_overlaps_when_every_fact_is_long(
    design: str, name: str, facts: Facts, words: Words, french_words: Words, full_look: Look
) -> None:
    long = replace(
        facts,
        name=name,
        course=LONG["course"],
        authority=LONG["authority"],
        country_name=LONG["country_name"],
        second=Second(language="fr", course=LONG["course"] + " !", country_name=LONG["country_name"] + " !"),
    )
    page = _page(long, words, replace(full_look, design=design), french_words)
    assert list(_faults(_drawn(page))) == []
    alone = _page(replace(long, second=None), words, Look(design))
    assert list(_faults(_drawn(alone))) == []


@each_design
def test_nothing_is_printed_below_eight_points(
    design: str, facts: Facts, second: Second, words: Words, french_words: Words, full_look: Look
) -> None:
    for name in NAMES.values():
        both = replace(facts, name=name, course=LONG["course"], second=second)
        sheet = _drawn(_page(both, words, replace(full_look, design=design), french_words))
        assert min(placed.fitted.size for placed in sheet.placed if placed.fitted) >= SMALLEST


@each_design
def test_every_fact_and_word_is_on_the_page_once_in_each_language(
    design: str, facts: Facts, second: Second, words: Words, french_words: Words, full_look: Look
) -> None:
    page = _page(replace(facts, second=second), words, replace(full_look, design=design), french_words)
    told = " ".join(placed.fitted.lines[0] for placed in _drawn(page).placed if placed.fitted)
    printed = [
        facts.name,
        facts.course,
        second.course,
        facts.authority,
        "2026-03-14",
        "2029-03-13",
        "GHA",
        grouped(facts.serial),
        SEAL.key_id,
        SEAL.short,
        ADDRESS,
        "Brig. Gen. Kofi Mensah-Boateng",
        "Director of Personnel",
        *(text for text in vars(words).values() if text not in {"ltr", "Version"}),
        *(text for text in vars(french_words).values() if text not in {"ltr", "Version"}),
    ]
    assert [text for text in printed if text not in told] == []
    assert told.count("Version 1.2") == 1  # one word in both languages


@each_design
def test_who_did_not_certify_is_said_on_every_page(design: str, facts: Facts, words: Words) -> None:
    told = [placed.fitted.lines[0] for placed in _drawn(_page(facts, words, Look(design))).placed if placed.fitted]
    assert any("Not a certification by the United Nations" in line for line in told)


@each_design
def test_a_second_country_name_is_printed_beside_the_code(
    design: str, facts: Facts, second: Second, words: Words, arabic_words: Words
) -> None:
    both = replace(facts, second=replace(second, language="ar", country_name="غانا"))
    sheet = _drawn(_page(both, words, Look(design), arabic_words))
    assert "غانا" in [placed.fitted.lines[0] for placed in sheet.placed if placed.fitted]


@each_design
def test_colours_are_those_of_the_look(design: str, facts: Facts, words: Words) -> None:
    commands = _commands(_print(_page(facts, words, Look(design, border="#102030", accent="#405060"))))
    assert "0.063 0.125 0.188 RG" in commands
    assert "0.251 0.314 0.376 rg" in commands


@each_design
def test_the_code_is_black_on_white_whatever_the_look(design: str, facts: Facts, words: Words) -> None:
    commands = _commands(_print(_page(facts, words, Look(design, border="#7a2d00", accent="#1f6b4f"))))
    drawn = re.search(r"1 g ([\d. ]+) re f EMC\s+/Figure <</MCID \d+>> BDC\s+q 0 g ([\d.]+) 0 0 -", commands)
    assert drawn is not None
    side, module = float(drawn[1].split()[2]), float(drawn[2])
    assert side / module == pytest.approx(89 + 8, abs=0.01)  # version 18 and four modules around
    assert module / 72 * 25.4 >= 0.42


@each_design
def test_a_code_too_dense_for_its_square_is_refused(design: str, facts: Facts, words: Words) -> None:
    page = replace(_page(facts, words, Look(design)), qr_content=ADDRESS + "#" + "0aZ-_x.Y" * 240)
    with pytest.raises(DoesNotFit):
        _drawn(page)


@each_design
@pytest.mark.parametrize("fact", ["name", "course", "authority", "country_name", "course_version"])
def test_a_fact_that_does_not_fit_is_refused_and_never_cut(design: str, fact: str, facts: Facts, words: Words) -> None:
    with pytest.raises(DoesNotFit):
        _drawn(_page(replace(facts, **{fact: "Wickramasinghe" * 20}), words, Look(design)))  # type: ignore[arg-type]


@each_design
def test_other_seals_draw_other_pages(design: str, facts: Facts, words: Words) -> None:
    page = _page(facts, words, Look(design))
    other = replace(page, seal=Seal(SEAL.key_id, SEAL.signature[:8] + hashlib.sha512(b"other").digest()[8:]))
    same = _print(page) == _print(other)
    assert same == (design == "plain")  # which has no ornament


@each_design
def test_equal_pages_are_equal_bytes_and_small(
    design: str, facts: Facts, second: Second, words: Words, french_words: Words, full_look: Look
) -> None:
    page = _page(replace(facts, second=second), words, replace(full_look, design=design), french_words)
    first = _print(page)
    _print(replace(page, words=french_words))
    assert _print(page) == first
    assert len(first) <= 60_000


@each_design
def test_a_page_read_from_right_to_left_is_mirrored(
    design: str, facts: Facts, words: Words, arabic_words: Words, logo: bytes
) -> None:
    look = Look(design, logo_png=logo)
    right, left = (
        [placed for placed in _drawn(_page(facts, around, look)).placed if placed.fitted is None]
        for around in (words, arabic_words)
    )
    assert len(right) == len(left) == 2
    for one, other in zip(right, left, strict=True):
        assert one.left + one.width + other.left == pytest.approx(841.89, abs=0.1)


def _commands(pdf: bytes) -> str:
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def test_the_ring_of_another_key_prints_its_own_key(facts: Facts, words: Words, ring: KeyRing) -> None:
    page = replace(_page(facts, words, Look()), seal=ring.seal(facts.to_bytes()))
    told = [placed.fitted.lines[0] for placed in _drawn(page).placed if placed.fitted]
    assert ring.key_id in told
