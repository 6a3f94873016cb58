import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP384R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.facts import Facts
from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import create_pdf_key, fingerprint, signing_certificates
from certificates.pkcs11 import signer_on_token
from certificates.press import Words
from certificates.signing import CannotSign, PdfSigner, SigningCertificateExpired
from certificates.stamping import NoTimeStamp, TimeStampAuthority
from tests.certificates.issuing import NOW, Office

NAME = "Ministry of Defence of Ghana"
REASON = "Certificate of completion"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    PdfSigner.create(tmp_path / "keys", NAME, now=NOW)
    return tmp_path / "keys"


@pytest.fixture
def page(office: Office, facts: Facts, words: Words) -> bytes:
    return office.enclosing(facts, words)


def _by_pyhanko(pdf: bytes, *roots: x509.Certificate, stamped_by: x509.Certificate | None = None) -> PdfSignatureStatus:
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    trusting = [_trusting(each, NOW) for each in ([*roots], [stamped_by] if stamped_by else [])]
    return validate_pdf_signature(signature, *trusting)


def _trusting(roots: list[x509.Certificate], moment: datetime) -> ValidationContext:
    found = [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in roots]
    return ValidationContext(trust_roots=found, allow_fetching=False, moment=moment)


def _by_poppler(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "signed.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", file], check=True, capture_output=True, text=True)
    return said.stdout


# ── what is signed ──────────────────────────────────────────────────────────


def test_pyhanko_finds_the_whole_file_signed_and_nothing_changed(folder: Path, page: bytes) -> None:
    signer = PdfSigner.load(folder)
    status = _by_pyhanko(signer.sign(page, signed_at=NOW, reason=REASON), signer.certificate)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signer_reported_dt == NOW


def test_poppler_finds_a_valid_signature_over_the_total_document(folder: Path, page: bytes, tmp_path: Path) -> None:
    said = _by_poppler(PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON), tmp_path)
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
    (folder / "pdf.crt").write_bytes(_certified(generate_rsa(65537, 2048), "CA").public_bytes(Encoding.PEM))
    with pytest.raises(CertificateKeyError, match="not the certificate of a P-256 key"):
        PdfSigner.load(folder)


def test_a_certificate_that_does_not_belong_to_the_key_is_refused(folder: Path, tmp_path: Path) -> None:
    create_pdf_key(tmp_path / "other", NAME, NOW)
    shutil.copy(tmp_path / "other" / "pdf.crt", folder / "pdf.crt")
    with pytest.raises(CertificateKeyError, match=r"pdf\.crt: this certificate does not belong to the key in pdf\.key"):
        PdfSigner.load(folder)


def test_a_pair_issued_by_an_authority_takes_its_place_and_travels_with_its_issuer(folder: Path, page: bytes) -> None:
    root = generate_private_key(SECP384R1())
    issuer = _certified(root, "National root")
    own = PdfSigner.load(folder).certificate
    issued = _certified(own.public_key(), NAME, by=root, issuer=issuer)
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in (issued, issuer))
    (folder / "pdf.crt").write_bytes(pem)
    signed = PdfSigner.load(folder).sign(page, signed_at=NOW, reason=REASON)
    assert _by_pyhanko(signed, issuer).bottom_line
    assert {fingerprint(each) for each in signing_certificates(folder)} == {fingerprint(own), fingerprint(issued)}


# ── a key on a token ────────────────────────────────────────────────────────

_MODULES = [Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/local/lib/softhsm/libsofthsm2.so")]
_PIN = "1234"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of keys whose private half was moved onto a token called `office`, as `pdf`."""
    place = tmp_path_factory.mktemp("token")
    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place / 'tokens'}\nobjectstore.backend = file\n")
    create_pdf_key(place / "keys", NAME, NOW)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOFTHSM2_CONF", str(place / "softhsm2.conf"))
        _softhsm("--init-token", "--free", "--label", "office", "--so-pin", "5678")
        _softhsm("--import", str(place / "keys" / "pdf.key"), "--token", "office", "--label", "pdf", "--id", "01")
        (place / "keys" / "pdf.key").unlink()
        yield place / "keys"


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments, "--pin", _PIN], check=True, capture_output=True)


def _on_token(keys: Path, **instead: object) -> PdfSigner:
    module = next(each for each in _MODULES if each.exists())
    usual = {
        "module": module,
        "token_label": "office",
        "key_label": "pdf",
        "pin": _PIN,
        "certificate": keys / "pdf.crt",
    }
    return signer_on_token(**{**usual, **instead})  # type: ignore[arg-type]


def test_a_wrong_pin_is_refused(token: Path) -> None:
    with pytest.raises(CertificateKeyError, match=r"PinIncorrect.*the PIN in the settings"):
        _on_token(token, pin="9999")


def test_a_key_on_a_token_signs_as_a_file_does(token: Path, page: bytes, tmp_path: Path) -> None:
    signer = _on_token(token)
    signed = signer.sign(page, signed_at=NOW, reason=REASON)
    assert _by_pyhanko(signed, signer.certificate).bottom_line
    said = _by_poppler(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.parametrize(
    "instead", [{"token_label": "nowhere"}, {"key_label": "other"}, {"module": Path("/nowhere/module.so")}]
)
def test_what_cannot_be_found_on_a_token_is_named(token: Path, instead: dict[str, object]) -> None:
    with pytest.raises(CertificateKeyError, match=r"cannot be used .* compare the names and the PIN"):
        _on_token(token, **instead)


def test_a_certificate_of_another_key_than_the_token_has_is_refused(token: Path, folder: Path) -> None:
    with pytest.raises(CertificateKeyError, match=r"pdf\.crt: this certificate does not belong to the key 'pdf'"):
        _on_token(token, certificate=folder / "pdf.crt")


# ── time stamps ─────────────────────────────────────────────────────────────


class _Authority(HTTPServer):
    """A time-stamp authority on this machine; `answer` says what it does instead, when it does not do its work."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        private = generate_rsa(65537, 2048)
        self.certificate = _certified(private, "Clock", uses=ExtendedKeyUsageOID.TIME_STAMPING)
        der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        own = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        self.stamper = DummyTimeStamper(own, asn1_keys.PrivateKeyInfo.load(der), fixed_dt=NOW)
        self.answer = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Desk(BaseHTTPRequestHandler):
    server: _Authority

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answer == "another imprint":
            asked["message_imprint"]["hashed_message"] = bytes(32)
        content = self.server.stamper.request_tsa_response(asked).dump()
        if self.server.answer == "half":
            content = content[:200]
        if self.server.answer == "refusal":
            content = tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()
        self.send_response(500 if self.server.answer == "error" else 200)
        kind = "text/html" if self.server.answer == "page" else "application/timestamp-reply"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority() -> Iterator[_Authority]:
    with _Authority() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_authority_certifies_the_time(folder: Path, page: bytes, authority: _Authority, tmp_path: Path) -> None:
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(authority.address, [authority.certificate]))
    signed = signer.sign(page, signed_at=NOW, reason=REASON)
    status = _by_pyhanko(signed, signer.certificate, stamped_by=authority.certificate)
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == NOW
    said = _by_poppler(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.parametrize("answer", ["another imprint", "half", "refusal", "error", "page"])
def test_a_strange_answer_is_refused_and_nothing_is_signed(
    folder: Path, page: bytes, authority: _Authority, answer: str
) -> None:
    authority.answer = answer
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(authority.address, [authority.certificate]))
    with pytest.raises(NoTimeStamp, match=r"Nothing was signed"):
        signer.sign(page, signed_at=NOW, reason=REASON)


def test_an_authority_that_is_not_the_configured_one_is_refused(
    folder: Path, page: bytes, authority: _Authority
) -> None:
    other = _certified(generate_private_key(SECP384R1()), "Clock", uses=ExtendedKeyUsageOID.TIME_STAMPING)
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(authority.address, [other]))
    with pytest.raises(NoTimeStamp, match="not made by the authority that is configured"):
        signer.sign(page, signed_at=NOW, reason=REASON)


def test_an_authority_that_is_down_is_named(folder: Path, page: bytes, authority: _Authority) -> None:
    address = "http://127.0.0.1:1/"
    signer = PdfSigner.load(folder, authority=TimeStampAuthority(address, [authority.certificate], timeout=1))
    with pytest.raises(NoTimeStamp, match=f"The time-stamp authority at {address} gave no time stamp"):
        signer.sign(page, signed_at=NOW, reason=REASON)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://clock.example", "clock.example"])
def test_an_authority_is_asked_over_the_web_only(address: str) -> None:
    with pytest.raises(ValueError, match="starts with http:// or https://"):
        TimeStampAuthority(address, [])


# ── making keys ─────────────────────────────────────────────────────────────


def _certified(
    of: object,
    name: str,
    *,
    by: EllipticCurvePrivateKey | None = None,
    issuer: x509.Certificate | None = None,
    uses: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    """A certificate of a key, signed by itself or by an issuer."""
    public = of.public_key() if isinstance(of, EllipticCurvePrivateKey | RSAPrivateKey) else of
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=uses is None and issuer is None,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer.subject if issuer else own)
        .public_key(public)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=uses is None and issuer is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if uses is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([uses]), critical=True)
    return builder.sign(by or of, SHA256())  # type: ignore[arg-type]


def _sign(private: EllipticCurvePrivateKey, message: bytes) -> bytes:
    return private.sign(message, ECDSA(SHA256()))


def _pem(private: EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
