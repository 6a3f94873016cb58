"""The file itself: fit for archives (PDF/A-3), for screen readers (PDF/UA-1), and what it carries."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from certificates.designs import DESIGNS
from certificates.facts import Facts, Second
from certificates.look import Look, Signatory
from certificates.press import Attachment, Words, print_certificate
from certificates.seal import KeyRing
from tests.certificates.conforming import vera_pdf

ADDRESS = "https://train.example.org/verify/7ZK3MB9QXN4TVW2HJ8C5RDPYA60"
FULL_ADDRESS = ADDRESS + "#" + "eyJhbGci.J9x-_" * 36
BADGE = Attachment("badge.json", "application/ld+json", b'{"a":1}', "Supplement", "The Open Badge of this certificate")


@pytest.fixture
def look(logo: bytes, signatories: tuple[Signatory, ...]) -> Look:
    return Look(logo_png=logo, signatories=signatories)


@pytest.fixture
def pdf(facts: Facts, second: Second, words: Words, french_words: Words, ring: KeyRing, look: Look) -> bytes:
    return _print(replace(facts, second=second), words, ring, look, french_words)


def _print(facts: Facts, words: Words, ring: KeyRing, look: Look, second_words: Words | None = None) -> bytes:
    return print_certificate(
        facts,
        ring.seal(facts.to_bytes()),
        words,
        ADDRESS,
        qr_content=FULL_ADDRESS,
        look=look,
        second_words=second_words,
        attachments=[BADGE],
    )


def _root(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).root_object


def _elements(pdf: bytes) -> list[Any]:
    """The structure's elements in reading order, without the whole document around them."""
    found: list[Any] = []

    def walk(element: Any) -> None:
        if "/S" not in element:
            return
        found.append(element)
        kids = element["/K"]
        for kid in kids if isinstance(kids, list) else [kids]:
            if isinstance(kid.get_object(), DictionaryObject):
                walk(kid.get_object())

    whole = _root(pdf)["/StructTreeRoot"]["/K"].get_object()
    assert whole["/S"] == "/Document"
    walk(whole)
    return found[1:]


def test_vera_pdf_finds_every_page_fit_for_archives_and_screen_readers(
    facts: Facts,
    second: Second,
    words: Words,
    french_words: Words,
    arabic_words: Words,
    ring: KeyRing,
    look: Look,
    tmp_path: Path,
) -> None:
    files: list[Path] = []
    for design in (each.name for each in DESIGNS):
        pages = {
            "bare": (facts, words, Look(design), None),
            "full": (replace(facts, second=second), words, replace(look, design=design), french_words),
            "arabic": (
                replace(facts, name="آمنة العثماني", language="ar", second=replace(second, language="en")),
                arabic_words,
                replace(look, design=design),
                words,
            ),
            "bengali": (replace(facts, name="শ্রীমতী রহিমা খাতুন"), words, Look(design), None),
        }
        for kind, (stated, around, chosen, second_words) in pages.items():
            files.append(tmp_path / f"{design}-{kind}.pdf")
            files[-1].write_bytes(_print(stated, around, ring, chosen, second_words))
    broken = vera_pdf("PDFA-3U,PDFA-3A,PDFUA-1", *files)
    assert broken == ""


def test_vera_pdf_finds_a_page_unfit_that_lost_its_structure(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "lost.pdf"
    file.write_bytes(pdf.replace(b"/StructTreeRoot", b"/StructTreeRxxt"))
    assert "no PDFA-3A" in vera_pdf("PDFA-3A", file)


def test_the_file_says_what_it_is(pdf: bytes, facts: Facts) -> None:
    root = _root(pdf)
    told = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in told
    assert f"Certificate of completion: {facts.name}, {facts.course}" in told
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/OutputIntents"][0]["/DestOutputProfile"].get_data()[36:40] == b"acsp"
    assert pdf.startswith(b"%PDF-1.7\n")
    assert b"/CreationDate" not in pdf


def test_signs_of_markup_in_a_name_are_only_letters(facts: Facts, words: Words, ring: KeyRing) -> None:
    named = replace(facts, name="<b>&amp;</b> (Q) \\")
    pdf = _print(named, words, ring, Look())
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; (Q) \\" in _root(pdf)["/Metadata"].get_data().decode()
    assert str(PdfReader(io.BytesIO(pdf)).metadata.title).count(named.name) == 1  # type: ignore[union-attr]


def test_what_is_read_out_stands_in_reading_order(pdf: bytes, facts: Facts) -> None:
    elements = _elements(pdf)
    roles = [element["/S"] for element in elements]
    assert roles.count("/H1") == 1
    assert roles.count("/Figure") == 3  # logo, code, one signature
    assert roles[0] == "/Figure"
    assert elements[0]["/Alt"] == facts.authority
    numbers = [element["/K"] for element in elements if element["/S"] != "/Link"]
    assert numbers == list(range(len(numbers)))


def test_pictures_and_code_are_said_in_words(pdf: bytes) -> None:
    told = [str(element["/Alt"]) for element in _elements(pdf) if element["/S"] == "/Figure"]
    assert told == [
        "Ministry of Defence of Ghana",
        f"Anyone can check this certificate at {ADDRESS}",
        "Brig. Gen. Kofi Mensah-Boateng",
    ]


def test_words_of_the_second_language_say_which_it_is(pdf: bytes) -> None:
    tongues = [str(element.get("/Lang", "en")) for element in _elements(pdf) if element["/S"] in {"/P", "/H1"}]
    # All words that are another word in French (not "Version", not the country), the dates and the course.
    assert tongues.count("fr") == 15
    assert set(tongues) == {"en", "fr"}


def test_a_page_in_one_language_marks_no_other(facts: Facts, words: Words, ring: KeyRing) -> None:
    assert all("/Lang" not in element for element in _elements(_print(facts, words, ring, Look())))


def test_every_drawing_is_marked_as_content_or_ornament(pdf: bytes) -> None:
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    depth = 0
    for line in contents.get_data().decode("latin-1").splitlines():
        words = line.split()
        opened = words.count("BDC") + words.count("BMC")
        drawn = {"f", "S", "TJ", "Do"} & {word.rsplit("]", 1)[-1] for word in words}
        assert not drawn or depth or opened, line
        depth += opened - words.count("EMC")
    assert depth == 0


def test_the_code_is_a_link_to_its_full_address(pdf: bytes) -> None:
    (annotation,) = PdfReader(io.BytesIO(pdf)).pages[0]["/Annots"]  # type: ignore[misc]
    link = annotation.get_object()
    assert link["/A"]["/URI"] == FULL_ADDRESS
    assert link["/F"] == 4  # printed, as archives ask
    width = float(link["/Rect"][2]) - float(link["/Rect"][0])
    assert width > 120
    around = next(element for element in _elements(pdf) if element["/S"] == "/Link")
    assert [kid.get_object().get("/S", kid.get_object().get("/Type")) for kid in around["/K"]] == ["/Figure", "/OBJR"]


def test_the_sealed_facts_and_the_badge_travel_inside(pdf: bytes, facts: Facts, second: Second) -> None:
    attached = PdfReader(io.BytesIO(pdf)).attachments
    assert attached["facts.json"] == [replace(facts, second=second).to_bytes()]
    assert attached["badge.json"] == [BADGE.content]
    files = [each.get_object() for each in _root(pdf)["/AF"]]
    assert [(each["/UF"], each["/AFRelationship"]) for each in files] == [
        ("badge.json", "/Supplement"),
        ("facts.json", "/Data"),
    ]
    assert [each["/EF"]["/F"]["/Subtype"] for each in files] == ["/application/ld+json", "/application/json"]


def test_every_font_is_embedded_and_every_letter_can_be_copied(pdf: bytes) -> None:
    fonts: Any = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    for font in fonts["/Font"].values():
        assert "/ToUnicode" in font.get_object()
        assert "/FontFile2" in font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
