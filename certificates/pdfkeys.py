"""The key and the X.509 certificate that PDFs are signed with, as files, and every such certificate there ever was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from certificates.keyfiles import CertificateKeyError, read_private_key, refuse_to_replace, write_once
from certificates.replacing import replace_together, settled

PDF_KEY = "pdf.key"
PDF_CERTIFICATE = "pdf.crt"
VALID_FOR = timedelta(days=3 * 365)
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
# Poppler and Okular (NSS) trust a certificate that signs documents only when it may sign mail too.
_USES = [_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
LONGEST_NAME = 64  # X.520: ub-common-name


@dataclass(frozen=True)
class PdfKey:
    """A P-256 key with the certificate that names its owner.

    Attributes:
        private: signs.
        certificate: names who signs, and until when.
        issuers: certificates between it and a root, when an authority issued it; they go into each signature.
    """

    private: EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuers: Sequence[x509.Certificate]


def create_pdf_key(folder: Path, name: str, now: datetime) -> PdfKey:
    """Make a key and a self-signed certificate in a folder, which is made too.

    Args:
        folder: where keys stand.
        name: who signs, as readers of PDFs show it; at most 64 characters.
        now: from when the certificate is valid, for three years.

    Raises:
        CertificateKeyError: there is such a key already, or no certificate can bear this name.
    """
    _refuse_name(folder, name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_to_replace(folder / PDF_KEY)
    refuse_to_replace(folder / PDF_CERTIFICATE)
    replace_together(folder, new_pdf_key(folder, name, now))
    return load_pdf_key(folder)


def new_pdf_key(folder: Path, name: str, now: datetime) -> dict[str, bytes]:
    """Make a key and a self-signed certificate, by the names of their files; a copy of the certificate is kept already.

    Raises:
        CertificateKeyError: no certificate can bear this name.
    """
    _refuse_name(folder, name)
    private = generate_private_key(SECP256R1())
    certificate = _self_signed(private, name, now)
    keep_certificate(folder, certificate)
    return {
        PDF_CERTIFICATE: certificate.public_bytes(Encoding.PEM),
        PDF_KEY: private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    }


def load_pdf_key(folder: Path) -> PdfKey:
    """Read the key and its certificate, and keep a copy of the certificate for the time after it is replaced.

    Raises:
        CertificateKeyError: one of them is missing, damaged, open to others, or they do not belong together.
    """
    file = folder / PDF_KEY
    restore = (
        f"Restore it from a backup together with {PDF_CERTIFICATE}. If there is none, move both out of the folder, "
        f"keep every other .crt file, and make new ones: certificates issued before stay valid ({folder})."
    )
    with settled(folder):
        private = read_private_key(file, restore)
        certificate, *issuers = read_certificates(folder / PDF_CERTIFICATE)
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise CertificateKeyError(file, f"this is not a private key on the curve P-256. {restore}")
    if certificate.public_key() != private.public_key():
        raise CertificateKeyError(
            folder / PDF_CERTIFICATE, f"this certificate does not belong to the key in {PDF_KEY}. {restore}"
        )
    keep_certificate(folder, certificate)
    return PdfKey(private, certificate, issuers)


def keep_certificate(folder: Path, certificate: x509.Certificate) -> None:
    """Write a copy of a certificate under its own name, for the time after it is replaced, unless it is there already.

    Raises:
        CertificateKeyError: it cannot be written.
    """
    kept = folder / f"{fingerprint(certificate)}.crt"
    if kept.exists():
        return
    try:
        write_once(kept, certificate.public_bytes(Encoding.PEM), 0o644)
    except CertificateKeyError:  # another process wrote it at this moment: its name says what is in it
        return
    except OSError as error:
        raise CertificateKeyError(
            kept, f"a copy of {PDF_CERTIFICATE} must stand here, and cannot be written: {error.strerror}."
        ) from error


def read_certificates(file: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file: that of a signer first, those that issued it after.

    Raises:
        CertificateKeyError: the file is missing or damaged, or its first certificate is of no P-256 key.
    """
    restore = "Restore it from a backup: PDFs signed with it cannot be checked without it."
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
        public = found[0].public_key()
    except FileNotFoundError as error:
        raise CertificateKeyError(file, f"the signing certificate is missing. {restore}") from error
    except (ValueError, OSError) as error:
        raise CertificateKeyError(file, f"this certificate cannot be read. {restore}") from error
    if not isinstance(public, EllipticCurvePublicKey) or not isinstance(public.curve, SECP256R1):
        raise CertificateKeyError(file, f"this is not the certificate of a P-256 key. {restore}")
    return found


def signing_certificates(folder: Path) -> list[x509.Certificate]:
    """Every certificate that PDFs were ever signed with, to be published; each once.

    Raises:
        CertificateKeyError: a file is damaged.
    """
    files = sorted(folder.glob("*.crt"))
    found = {fingerprint(certificate): certificate for certificate in (read_certificates(file)[0] for file in files)}
    return list(found.values())


def fingerprint(certificate: x509.Certificate) -> str:
    """The short name of a certificate: the first 16 hexadecimal characters of its SHA-256."""
    return certificate.fingerprint(SHA256()).hex()[:16]


def _refuse_name(folder: Path, name: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        raise CertificateKeyError(
            folder / PDF_CERTIFICATE, f"a certificate bears a name of 1 to {LONGEST_NAME} characters, not {name!r}."
        )


def _self_signed(private: EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    public = private.public_key()
    for_signing = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(own_name)
        .issuer_name(own_name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.replace(microsecond=0))
        .not_valid_after(now.replace(microsecond=0) + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(for_signing, critical=True)
        .add_extension(x509.ExtendedKeyUsage(_USES), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(private, SHA256())
    )
