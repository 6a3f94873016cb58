"""The word across a page that certifies nothing: nobody takes it for a certificate, and it hides nothing."""

import io
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from certificates.archiving import About
from certificates.designs import DESIGNS
from certificates.facts import Facts
from certificates.look import Look
from certificates.press import Words, print_certificate
from certificates.seal import KeyRing
from certificates.sheet import Sheet
from certificates.type import Direction, DoesNotFit, Style, measure
from tests.certificates.conforming import vera_pdf

ADDRESS = "https://train.example.org/verify/" + "0" * 27


def _print(facts: Facts, words: Words, ring: KeyRing, design: str, specimen: str | None) -> bytes:
    seal = ring.seal(facts.to_bytes())
    return print_certificate(facts, seal, words, ADDRESS, look=Look(design=design), specimen=specimen)


@pytest.mark.parametrize("design", [each.name for each in DESIGNS])
def test_the_word_is_drawn_before_everything_else(facts: Facts, words: Words, ring: KeyRing, design: str) -> None:
    with_word, without = (
        PdfReader(io.BytesIO(_print(facts, words, ring, design, word))).pages[0].get_contents()
        for word in ("SPECIMEN", None)
    )
    assert with_word is not None
    assert without is not None
    drawn, plain = with_word.get_data(), without.get_data()
    assert drawn.index(b"0.863 0.863 0.863 rg") < drawn.index(b" re")
    assert b"0.863 0.863 0.863 rg" not in plain


def test_the_file_calls_itself_a_specimen(facts: Facts, words: Words, ring: KeyRing) -> None:
    found = PdfReader(io.BytesIO(_print(facts, words, ring, "plain", "SPECIMEN"))).metadata
    assert found is not None
    assert str(found.title).startswith("SPECIMEN: Certificate")


@pytest.mark.parametrize("word", ["SPECIMEN", "SPÉCIMEN", "نموذج", "O", "NOT A CERTIFICATE"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_word_stays_on_the_page_and_rises_from_its_start(word: str, direction: Direction) -> None:
    sheet = Sheet(direction=direction, about=About(title="Title", author="Author", subject="Subject", language="en"))
    sheet.mark(word, colour="#dcdcdc")
    content = PdfReader(io.BytesIO(sheet.finish())).pages[0].get_contents()
    assert content is not None
    commands = content.get_data().decode("latin-1").split()
    place = commands.index("cm", commands.index("rg"))
    cosine, sine, _, _, x, y = map(float, commands[place - 6 : place])
    assert (sine > 0) == (direction == "ltr")
    size = float(commands[commands.index("Tf") - 1])
    half = measure(word, size, style=Style.BOLD) / 2
    for along, up in itertools.product((-half, half), (-0.35 * size, 0.4 * size)):
        assert 0 < x + along * cosine - up * sine < sheet.width
        assert 0 < y + along * sine + up * cosine < sheet.height


def test_what_does_not_fit_on_a_certificate_does_not_fit_on_a_specimen(
    facts: Facts, words: Words, ring: KeyRing
) -> None:
    with pytest.raises(DoesNotFit):
        _print(replace(facts, name="W" * 200), words, ring, "plain", "SPECIMEN")


def test_a_specimen_is_fit_for_archives_and_for_screen_readers_too(
    facts: Facts, words: Words, ring: KeyRing, tmp_path: Path
) -> None:
    file = tmp_path / "specimen.pdf"
    file.write_bytes(_print(facts, words, ring, "ledger", "SPECIMEN"))
    assert vera_pdf("PDFA-3U,PDFA-3A,PDFUA-1", file) == ""
