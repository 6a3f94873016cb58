import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import SignatureCoverageLevel

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import create_pdf_key, fingerprint, signing_certificates
from certificates.signing import CannotSign, PdfSigner, SigningCertificateExpired
from tests.certificates.authority import certified
from tests.certificates.issuing import NAME, NOW, REASON, by_poppler, by_pyhanko

# ── what is signed ──────────────────────────────────────────────────────────


def test_pyhanko_finds_the_whole_file_signed_and_nothing_changed(folder: Path, page: bytes) -> None:
    signer = PdfSigner.load(folder)
    status = by_pyhanko(signer.sign(page, signed_at=NOW, reason=REASON), signer.certificate)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signer_reported_dt == NOW


def test_poppler_finds_a_valid_signature_over_the_total_document(folder: Path, page: bytes, tmp_path: Path) -> None:
    said = by_poppler(PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON), tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert f"Signer Certificate Common Name: {NAME}" in said


def test_the_page_itself_stays_as_it_was_printed(folder: Path, page: bytes) -> None:
    signed = PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON)
    before, after = (PdfFileReader(BytesIO(pdf)) for pdf in (page, signed))
    assert signed.startswith(page)
    assert after.trailer.raw_get("/Info").reference.idnum == before.trailer.raw_get("/Info").reference.idnum
    for metadata in ("/Info",):
        assert dict(after.trailer[metadata]) == dict(before.trailer[metadata])
    assert after.root.get("/Metadata") == before.root.get("/Metadata")
    assert after.input_version <= (1, 7)


def test_the_same_page_signed_at_the_same_time_has_the_same_bytes(folder: Path, page: bytes) -> None:
    once = PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON, location="Accra")
    again = PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON, location="Accra")
    assert once == again
    assert once != PdfSigner.load(folder).sign(page, signed_at=NOW + timedelta(seconds=1), reason=REASON)


def test_threads_share_a_signer(folder: Path, page: bytes) -> None:
    signer = PdfSigner.load(folder)
    with ThreadPoolExecutor(8) as threads:
        signed = set(threads.map(lambda _: signer.sign(page, signed_at=NOW, reason=REASON), range(40)))
    assert signed == {PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON)}


def test_a_signature_takes_less_than_four_kilobytes(folder: Path, page: bytes) -> None:
    assert len(PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON)) - len(page) < 4096


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"no PDF at all", b"%PDF-1.4\n" + b"x" * 5000])
def test_what_is_no_pdf_is_not_signed(folder: Path, content: bytes) -> None:
    with pytest.raises(CannotSign, match="cannot be signed"):
        PdfSigner.load(folder).sign(content, signed_at=NOW, reason=REASON)


def test_what_is_signed_already_is_not_signed_again(folder: Path, page: bytes) -> None:
    signer = PdfSigner.load(folder)
    signed = signer.sign(page, signed_at=NOW, reason=REASON)
    with pytest.raises(CannotSign, match="a signature or a password in it already"):
        signer.sign(signed, signed_at=NOW, reason=REASON)


def test_a_key_whose_signature_does_not_fit_its_certificate_issues_nothing(folder: Path, page: bytes) -> None:
    certificate = PdfSigner.load(folder).certificate
    other = generate_private_key(certificate.public_key().curve)  # type: ignore[union-attr]
    broken = PdfSigner(certificate, lambda message: _sign(other, message), file=folder / "pdf.crt")
    with pytest.raises(CannotSign, match="does not fit its certificate"):
        broken.sign(page, signed_at=NOW, reason=REASON)


# ── the certificate's time ──────────────────────────────────────────────────


def test_an_expired_certificate_stops_issuing_and_names_day_and_file(folder: Path, page: bytes) -> None:
    with pytest.raises(
        SigningCertificateExpired, match=r"pdf\.crt: .* expired on 2029-03-13\. No certificate"
    ) as refusal:
        PdfSigner.load(folder).sign(page, signed_at=NOW + timedelta(days=1096), reason=REASON)
    assert refusal.value.file == folder / "pdf.crt"


def test_a_certificate_of_tomorrow_signs_nothing_today(folder: Path, page: bytes) -> None:
    with pytest.raises(SigningCertificateExpired, match="valid from 2026-03-14 only"):
        PdfSigner.load(folder).sign(page, signed_at=NOW - timedelta(days=1), reason=REASON)


# ── key files ───────────────────────────────────────────────────────────────


def test_the_key_is_for_its_owner_alone_and_the_certificate_is_kept_for_later(folder: Path) -> None:
    kept = f"{fingerprint(PdfSigner.load(folder).certificate)}.crt"
    assert stat.S_IMODE((folder / "pdf.key").stat().st_mode) == 0o600
    assert sorted(file.name for file in folder.iterdir()) == sorted(["pdf.key", "pdf.crt", kept])


def test_the_certificate_may_sign_documents_for_three_years_and_nothing_else(folder: Path) -> None:
    certificate = PdfSigner.load(folder).certificate
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert "1.3.6.1.5.5.7.3.36" in {each.dotted_string for each in uses}
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=1095)


def test_a_key_is_never_overwritten(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(CertificateKeyError, match=r"pdf\.key: there is a key already"):
        PdfSigner.create(folder, NAME, now=NOW)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_certificate_is_never_overwritten_either(folder: Path) -> None:
    (folder / "pdf.key").unlink()
    with pytest.raises(CertificateKeyError, match=r"pdf\.crt: there is a key already"):
        PdfSigner.create(folder, NAME, now=NOW)


def test_replacing_both_keeps_every_old_certificate_for_checking(folder: Path, tmp_path: Path) -> None:
    old = PdfSigner.load(folder).certificate
    for name in ("pdf.key", "pdf.crt"):
        (folder / name).rename(tmp_path / name)
    new = PdfSigner.create(folder, NAME, now=NOW + timedelta(days=1000)).certificate
    assert {fingerprint(each) for each in signing_certificates(folder)} == {fingerprint(old), fingerprint(new)}


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_a_name_that_no_certificate_can_bear_is_refused_before_anything_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(CertificateKeyError, match="1 to 64 characters"):
        PdfSigner.create(tmp_path / "keys", name, now=NOW)
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("pdf.key", r"pdf\.key: the signing key is missing\. Restore"), ("pdf.crt", r"certificate is missing\. Restore")],
)
def test_a_missing_file_is_named_with_the_remedy(folder: Path, name: str, sentence: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CertificateKeyError, match=sentence):
        PdfSigner.load(folder)


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n"]
)
@pytest.mark.parametrize(
    ("name", "sentence"), [("pdf.key", "the signing key is damaged"), ("pdf.crt", "cannot be read")]
)
def test_a_damaged_file_is_named_with_the_remedy(folder: Path, name: str, sentence: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(CertificateKeyError, match=rf"{name}: .*{sentence}\. Restore it from a backup"):
        PdfSigner.load(folder)


def test_a_key_open_to_others_is_refused_with_the_command_that_closes_it(folder: Path) -> None:
    (folder / "pdf.key").chmod(0o644)
    with pytest.raises(CertificateKeyError, match=r"mode 0644.*run: chmod 600 .*pdf\.key"):
        PdfSigner.load(folder)


def test_a_key_of_another_kind_is_refused(folder: Path) -> None:
    (folder / "pdf.key").write_bytes(_pem(generate_private_key(SECP384R1())))
    with pytest.raises(CertificateKeyError, match="not a private key on the curve P-256"):
        PdfSigner.load(folder)


def test_a_certificate_of_a_key_of_another_kind_is_refused(folder: Path) -> None:
    (folder / "pdf.crt").write_bytes(certified(generate_rsa(65537, 2048), "CA").public_bytes(Encoding.PEM))
    with pytest.raises(CertificateKeyError, match="not the certificate of a P-256 key"):
        PdfSigner.load(folder)


def test_a_certificate_that_does_not_belong_to_the_key_is_refused(folder: Path, tmp_path: Path) -> None:
    create_pdf_key(tmp_path / "other", NAME, NOW)
    shutil.copy(tmp_path / "other" / "pdf.crt", folder / "pdf.crt")
    with pytest.raises(CertificateKeyError, match=r"pdf\.crt: this certificate does not belong to the key in pdf\.key"):
        PdfSigner.load(folder)


def test_a_pair_issued_by_an_authority_takes_its_place_and_travels_with_its_issuer(folder: Path, page: bytes) -> None:
    root = generate_private_key(SECP384R1())
    issuer = certified(root, "National root")
    own = PdfSigner.load(folder).certificate
    issued = certified(own.public_key(), NAME, by=root, issuer=issuer)
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in (issued, issuer))
    (folder / "pdf.crt").write_bytes(pem)
    signed = PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON)
    assert by_pyhanko(signed, issuer).bottom_line
    assert {fingerprint(each) for each in signing_certificates(folder)} == {fingerprint(own), fingerprint(issued)}


def _sign(private: EllipticCurvePrivateKey, message: bytes) -> bytes:
    return private.sign(message, ECDSA(SHA256()))


def _pem(private: EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
