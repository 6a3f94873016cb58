"""What the press prints, once signed: genuine to the checker, whole to another reader, still fit for archives."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from certificates.checking import check_pdf
from certificates.designs import DESIGNS
from certificates.facts import Facts, Second
from certificates.look import Look, Signatory
from certificates.press import Attachment, Words, print_certificate
from certificates.reporting import Verdict
from certificates.scanning import read_drawn
from tests.certificates.conforming import vera_pdf
from tests.certificates.issuing import NOW, ORIGIN, Office


@pytest.fixture
def signed(
    facts: Facts,
    second: Second,
    words: Words,
    french_words: Words,
    office: Office,
    logo: bytes,
    signatories: tuple[Signatory, ...],
    tmp_path: Path,
) -> list[Path]:
    """One certificate of each design, with everything on it."""
    both = replace(facts, second=second)
    badge = Attachment("badge.json", "application/ld+json", office.badge(both), "Supplement", "The Open Badge")
    files: list[Path] = []
    for design in (each.name for each in DESIGNS):
        page = print_certificate(
            both,
            office.ring.seal(both.to_bytes()),
            words,
            f"{ORIGIN}/verify/{both.serial}",
            qr_content=office.link(both),
            look=Look(design, logo_png=logo, signatories=signatories),
            second_words=french_words,
            attachments=[badge],
        )
        files.append(tmp_path / f"{design}.pdf")
        files[-1].write_bytes(office.signer.sign(page, signed_at=NOW, reason="Certificate of completion"))
    return files


def test_every_design_is_genuine_with_its_code_read_as_drawn(signed: list[Path], office: Office) -> None:
    for file in signed:
        report = check_pdf(file.read_bytes(), office.published, now=NOW, scan=read_drawn)
        assert [check.sentence for check in report.checks if check.passed is False] == []
        assert report.verdict is Verdict.GENUINE


def test_the_signature_covers_the_total_document(signed: list[Path]) -> None:
    for file in signed:
        told = subprocess.run(["pdfsig", file], capture_output=True, check=False, text=True).stdout
        assert "Signature is Valid" in told
        assert "Total document signed" in told


def test_signing_keeps_every_design_fit_for_archives_and_screen_readers(signed: list[Path]) -> None:
    assert vera_pdf("PDFA-3A,PDFUA-1", *signed) == ""


def test_a_signed_certificate_is_at_most_100_kilobytes(signed: list[Path]) -> None:
    assert max(file.stat().st_size for file in signed) <= 100_000
