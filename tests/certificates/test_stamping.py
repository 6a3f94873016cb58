from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.checking import check_pdf
from certificates.keyfiles import CertificateKeyError
from certificates.published import PublishedKeys
from certificates.reporting import Verdict
from certificates.signing import PdfSigner
from certificates.stamping import NoTimeStamp, TimeStampAuthority
from tests.certificates.authority import Authority, certified
from tests.certificates.issuing import NOW, REASON, Office, by_poppler, by_pyhanko


def test_an_authority_certifies_the_time(folder: Path, page: bytes, authority: Authority, tmp_path: Path) -> None:
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(authority.address, [authority.certificate]))
    signed = signer.sign(page, signed_at=NOW, reason=REASON)
    status = by_pyhanko(signed, signer.certificate, stamped_by=authority.certificate)
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == NOW
    said = by_poppler(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.parametrize("answer", ["another imprint", "half", "refusal", "error", "page"])
def test_a_strange_answer_is_refused_and_nothing_is_signed(
    folder: Path, page: bytes, authority: Authority, answer: str
) -> None:
    authority.answer = answer
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(authority.address, [authority.certificate]))
    with pytest.raises(NoTimeStamp, match=r"Nothing was signed"):
        signer.sign(page, signed_at=NOW, reason=REASON)


def test_an_authority_that_is_not_the_configured_one_is_refused(
    folder: Path, page: bytes, authority: Authority
) -> None:
    other = certified(generate_private_key(SECP384R1()), "Clock", uses=ExtendedKeyUsageOID.TIME_STAMPING)
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(authority.address, [other]))
    with pytest.raises(NoTimeStamp, match="not made by the authority that is configured"):
        signer.sign(page, signed_at=NOW, reason=REASON)


def test_an_authority_that_is_down_is_named(folder: Path, page: bytes, authority: Authority) -> None:
    address = "http://127.0.0.1:1/"
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(address, [authority.certificate], timeout=1))
    with pytest.raises(NoTimeStamp, match=f"The time-stamp authority at {address} gave no time stamp"):
        signer.sign(page, signed_at=NOW, reason=REASON)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://clock.example", "clock.example"])
def test_an_authority_is_asked_over_the_web_only(address: str) -> None:
    with pytest.raises(ValueError, match="starts with http:// or https://"):
        TimeStampAuthority(address, [])


# ── and how they are checked ────────────────────────────────────────────────


@pytest.fixture
def stamping(office: Office, authority: Authority) -> PdfSigner:
    return PdfSigner.load(office.folder, authority=TimeStampAuthority(authority.address, [authority.certificate]))


def test_a_stamped_certificate_says_who_certifies_its_day(
    office: Office, stamping: PdfSigner, authority: Authority, page: bytes
) -> None:
    pdf = stamping.sign(page, signed_at=NOW, reason=REASON)
    report = check_pdf(pdf, replace(office.published, authorities=(authority.certificate,)), now=NOW)
    assert report.verdict is Verdict.GENUINE
    assert "as a time-stamp authority certifies for 2026-03-14" in str(report)


def test_a_stamp_is_left_alone_where_no_authority_is_published(
    office: Office, stamping: PdfSigner, page: bytes
) -> None:
    report = check_pdf(stamping.sign(page, signed_at=NOW, reason=REASON), office.published, now=NOW)
    assert report.verdict is Verdict.GENUINE
    assert "time-stamp authority" not in str(report)


def test_a_stamp_of_an_authority_that_the_issuer_does_not_use_is_refused(
    office: Office, stamping: PdfSigner, page: bytes
) -> None:
    other = certified(generate_private_key(SECP384R1()), "Clock", uses=ExtendedKeyUsageOID.TIME_STAMPING)
    keys = replace(office.published, authorities=(other,))
    report = check_pdf(stamping.sign(page, signed_at=NOW, reason=REASON), keys, now=NOW)
    assert report.verdict is Verdict.NOT_GENUINE
    assert "of an authority that the issuer does not use" in str(report)


def test_a_signature_that_was_dated_back_is_refused(
    office: Office, stamping: PdfSigner, authority: Authority, page: bytes
) -> None:
    pdf = stamping.sign(page, signed_at=NOW + timedelta(days=40), reason=REASON)
    report = check_pdf(pdf, replace(office.published, authorities=(authority.certificate,)), now=NOW)
    assert report.verdict is Verdict.NOT_GENUINE
    assert "dated 2026-04-23, but its time stamp says that it was signed on 2026-03-14" in str(report)


def test_a_stamp_of_another_signature_is_refused(
    office: Office, stamping: PdfSigner, authority: Authority, page: bytes
) -> None:
    one, other = (stamping.sign(page, signed_at=NOW, reason=reason) for reason in (REASON, "Something else"))
    stamps = [stamp_in(pdf) for pdf in (one, other)]
    assert len(stamps[0]) == len(stamps[1])
    report = check_pdf(
        one.replace(stamps[0], stamps[1]), replace(office.published, authorities=(authority.certificate,)), now=NOW
    )
    assert report.verdict is Verdict.NOT_GENUINE
    assert "The time stamp does not fit the signature" in str(report)


def stamp_in(pdf: bytes) -> bytes:
    """The time stamp of a signed PDF, in hexadecimal digits as it stands there."""
    info = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].signer_info
    stamp: bytes = info["unsigned_attrs"][0]["values"][0].dump()
    return stamp.hex().upper().encode()


def test_authorities_are_published_with_the_keys(tmp_path: Path, authority: Authority) -> None:
    office = Office.open(tmp_path / "keys")
    (office.folder / "authorities").mkdir()
    file = office.folder / "authorities" / "clock.pem"
    file.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    assert PublishedKeys.from_json(office.published.to_json()).authorities == (authority.certificate,)
    file.write_text("no certificate")
    with pytest.raises(CertificateKeyError, match=r"clock\.pem: this certificate of a time-stamp authority cannot"):
        _ = office.published
