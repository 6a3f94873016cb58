"""Checks the signature of a PDF: made with a published certificate, over every byte of the file, and nothing after."""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.apart import apart
from certificates.published import PublishedKeys
from certificates.reporting import NotGenuine

_REVISIONS = 2  # the page as it was printed, and the update that signs it
_RANGE = re.compile(rb"/ByteRange *\[ *\d+ +\d+ +(\d{1,9}) +(\d{1,9}) *\]")
_SUBFILTER = "/ETSI.CAdES.detached"
_SLACK = timedelta(days=1)  # between the signer's clock and that of a time-stamp authority


@dataclass(frozen=True)
class Signed:
    """Who signed a PDF, and when.

    Attributes:
        name: of the signer, as the published certificate says.
        signed_at: when, in the signer's own word.
        stamped_at: when, in the word of a time-stamp authority that is believed.
    """

    name: str
    signed_at: datetime
    stamped_at: datetime | None


def check_signature(pdf: bytes, reader: PdfFileReader, keys: PublishedKeys) -> Signed:
    """Check the one signature of a PDF against the certificates that are published, without network.

    An expired certificate does no harm to what was signed while it was valid.

    Raises:
        NotGenuine: with the first fault that is found.
    """
    signature = _only_signature(reader)
    _check_range(pdf, signature)
    if reader.total_revisions != _REVISIONS:
        raise NotGenuine("The file was changed after it was printed and signed: it holds a further update.")
    certificate = _published(signature, keys)
    name = _name(certificate)
    signed_at = signature.self_reported_timestamp
    if signed_at is None or signed_at.tzinfo is None:
        raise NotGenuine("The signature does not say when it was made.")
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise NotGenuine(
            f"It is dated {signed_at:%Y-%m-%d}, when the certificate of {name} was not valid "
            f"({certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d})."
        )
    algorithm = signature.signer_info["signature_algorithm"]["algorithm"].native
    if signature.md_algorithm != "sha256" or algorithm != "sha256_ecdsa":
        raise NotGenuine("It claims to be signed in a way that we do not use.")
    trusting = _trusting([certificate], signed_at), _trusting(keys.authorities, None)
    try:
        status = apart(lambda: validate_pdf_signature(signature, *trusting, skip_diff=True))
    except SignatureValidationError as error:
        raise NotGenuine("The signature contradicts itself.") from error
    _check_status(status, signature)
    _check_form(signature)
    stamped_at = _stamped_at(status, keys)
    if stamped_at is not None and abs(stamped_at - signed_at) > _SLACK:
        raise NotGenuine(
            f"It is dated {signed_at:%Y-%m-%d}, but its time stamp says that it was signed on {stamped_at:%Y-%m-%d}."
        )
    return Signed(name, signed_at, stamped_at)


def check_end(pdf: bytes) -> None:
    """Compare where a file ends with where its signature says that it ended; for files that no parser reads any more.

    Raises:
        NotGenuine: it is longer or shorter.
    """
    stated = _RANGE.search(pdf)
    if stated is None:
        return
    added = len(pdf) - int(stated[1]) - int(stated[2])
    if added > 0:
        raise NotGenuine(f"Something was added after the file was signed ({added} bytes long).")
    if added < 0:
        raise NotGenuine("The end of the file is missing.")


def _only_signature(reader: PdfFileReader) -> EmbeddedPdfSignature:
    signatures: list[EmbeddedPdfSignature] = reader.embedded_signatures
    if not signatures:
        raise NotGenuine("The file is not signed: our certificates always are.")
    if len(signatures) > 1:
        raise NotGenuine("The file is signed more than once: somebody signed it again after it was issued.")
    return signatures[0]


def _check_range(pdf: bytes, signature: EmbeddedPdfSignature) -> None:
    """Every byte is signed but the signature itself, whose place holds nothing else."""
    shifted = NotGenuine("The signature does not cover the whole file: its range was shifted.")
    ranges = [int(each) for each in signature.byte_range]
    if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:  # noqa: PLR2004 - two pairs of start and length
        raise shifted
    _, first, second, rest = ranges
    check_end(pdf)
    if second + rest != len(pdf):
        raise shifted
    written = b"<" + binascii.hexlify(signature.pkcs7_content).upper() + b">"
    if pdf[first:second] != written:
        raise shifted


def _published(signature: EmbeddedPdfSignature, keys: PublishedKeys) -> x509.Certificate:
    used = signature.signer_cert.dump()
    found = [each for each in keys.certificates if each.public_bytes(Encoding.DER) == used]
    if found:
        return found[0]
    claimed = str(signature.signer_cert.subject.native.get("common_name", "somebody without a name"))
    if claimed in {_name(each) for each in keys.certificates}:
        raise NotGenuine(
            f"It is signed in the name of {claimed}, but with a certificate that the issuer does not publish: "
            "somebody else made it. (If your list of keys is old, fetch it again.)"
        )
    raise NotGenuine(
        f"It is signed by {claimed}, which is not the issuer. (If your list of keys is old, fetch it again.)"
    )


def _check_form(signature: EmbeddedPdfSignature) -> None:
    """Nothing stands in the signature but what we write, in the one form (DER) that it has.

    Parts of a CMS object are covered by no signature and looked at by no validator: so they are written anew here from
    the parts that are, and compared.
    """
    certificate, info = signature.signer_cert, signature.signer_info
    further = [each for each in signature.other_embedded_certs if certificate.self_issued]
    unsigned = [each["type"].native for each in info["unsigned_attrs"]] if info["unsigned_attrs"] else []
    if further or unsigned not in ([], ["signature_time_stamp_token"]):
        raise NotGenuine("Something was added to the signature.")
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number}),
        ),
        "digest_algorithm": digest,
        "signed_attrs": info["signed_attrs"],
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signature": info["signature"].native,
        **({"unsigned_attrs": info["unsigned_attrs"]} if unsigned else {}),
    }
    content = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": signature.signed_data["certificates"],
        "signer_infos": [signer],
    }
    written = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)}).dump()
    held = signature.pkcs7_content
    if held[: len(written)] != written or any(held[len(written) :]):
        raise NotGenuine("The signature is not written in the one form in which we write it.")


def _check_status(status: PdfSignatureStatus, signature: EmbeddedPdfSignature) -> None:
    if not status.intact:
        raise NotGenuine("The content was changed after signing: it does not have the fingerprint that was signed.")
    if not status.valid:
        raise NotGenuine("The signature was not made with the key of the certificate that it names.")
    if not status.trusted:
        raise NotGenuine("The certificate of the signer is not one that may sign documents.")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise NotGenuine("The signature does not cover the whole file.")
    if signature.docmdp_level != MDPPerm.NO_CHANGES or signature.sig_object.get("/SubFilter") != _SUBFILTER:
        raise NotGenuine("The signature is not of the kind that we make.")


def _stamped_at(status: PdfSignatureStatus, keys: PublishedKeys) -> datetime | None:
    stamp = status.timestamp_validity
    if stamp is None:
        return None
    if not (stamp.intact and stamp.valid):
        raise NotGenuine("The time stamp does not fit the signature.")
    if not keys.authorities:
        return None
    if not stamp.trusted:
        raise NotGenuine("The time stamp is of an authority that the issuer does not use.")
    at: datetime = stamp.timestamp
    return at


def _trusting(certificates: Iterable[x509.Certificate], moment: datetime | None) -> ValidationContext:
    roots = [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in certificates]
    settings: dict[str, Any] = {"moment": moment} if moment else {}
    return ValidationContext(trust_roots=roots, allow_fetching=False, **settings)


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
