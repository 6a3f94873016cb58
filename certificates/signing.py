"""Signs a printed PDF as a whole (PAdES baseline B-B, or B-T with a time-stamp authority), so that any change shows."""

import hashlib
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError, as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import PDF_CERTIFICATE, PdfKey, create_pdf_key, load_pdf_key
from certificates.stamping import TimeStampAuthority

__all__ = ["CannotSign", "CertificateKeyError", "PdfSigner", "SigningCertificateExpired"]

FIELD = "Signature"
_DIGEST = "sha256"
_MECHANISM = algos.SignedDigestAlgorithm.load(algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump())
_LONGEST_SIGNATURE = 72  # bytes of an ECDSA signature on P-256 in DER
_FOR_A_STAMP = 8 * 1024  # bytes kept for a time stamp with the certificates of its authority


class SigningCertificateExpired(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """The certificate that PDFs are signed with is not valid now, so no certificate can be issued.

    Attributes:
        file: the certificate.
    """

    def __init__(self, file: Path, sentence: str) -> None:
        self.file = file
        super().__init__(f"{file}: {sentence}")


class CannotSign(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """What was given is no unsigned PDF, or the key gave a signature that does not fit."""


class PdfSigner:
    """Signs PDFs with one key; can be shared between threads when its `sign_raw` can.

    Args:
        certificate: of the key that signs.
        sign_raw: makes an ECDSA signature (DER) over the SHA-256 of a message.
        issuers: certificates between it and a root, put into each signature.
        authority: certifies the time of each signature (baseline B-T); without, the time is the signer's word (B-B).
        file: where the certificate stands, for whoever must replace it.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        sign_raw: Callable[[bytes], bytes],
        *,
        issuers: Sequence[x509.Certificate] = (),
        authority: TimeStampAuthority | None = None,
        file: Path,
    ) -> None:
        self.certificate = certificate
        self._file = file
        self._cms = _Cms(certificate, issuers, sign_raw, authority)
        longest = len(self._cms.over(bytes(32), dry_run=True).dump())
        self._reserved = 2 * (longest + (_FOR_A_STAMP if authority else 0))  # two hexadecimal digits for each byte

    @classmethod
    def create(
        cls, folder: Path, name: str, *, now: datetime, authority: TimeStampAuthority | None = None
    ) -> "PdfSigner":
        """Make a key and a self-signed certificate in a folder, and return their signer.

        Raises:
            CertificateKeyError: there is a key already; it is never overwritten.
        """
        return cls._of(create_pdf_key(folder, name, now), folder, authority)

    @classmethod
    def load(cls, folder: Path, *, authority: TimeStampAuthority | None = None) -> "PdfSigner":
        """Read key and certificate of a folder.

        Raises:
            CertificateKeyError: one is missing, damaged, open to others, or they do not belong together.
        """
        return cls._of(load_pdf_key(folder), folder, authority)

    @classmethod
    def _of(cls, key: PdfKey, folder: Path, authority: TimeStampAuthority | None) -> "PdfSigner":
        # RFC 6979: the same page signed at the same time gives the same bytes.
        algorithm = ECDSA(SHA256(), deterministic_signing=True)
        return cls(
            key.certificate,
            lambda message: key.private.sign(message, algorithm),
            issuers=key.issuers,
            authority=authority,
            file=folder / PDF_CERTIFICATE,
        )

    def sign(self, pdf: bytes, *, signed_at: datetime, reason: str, location: str | None = None) -> bytes:
        """Sign a whole PDF; with a file key and no time stamp, the same arguments give the same bytes.

        Args:
            pdf: unsigned, as the press printed it.
            signed_at: now, with its time zone; stands in the signature to the second.
            reason: why it is signed, as readers of PDFs show it.
            location: where, if that is to be shown.

        Returns:
            The same bytes, followed by an update that holds one certifying signature which permits no change.

        Raises:
            SigningCertificateExpired: the certificate is not valid at that time.
            NoTimeStamp: the time-stamp authority did not answer, or cannot be believed.
            CannotSign: these bytes are no unsigned PDF, or the key gave no signature that fits.
        """
        self._check_validity(signed_at)
        signature = SignatureObject(
            timestamp=signed_at.astimezone(UTC),
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            bytes_reserved=self._reserved,
        )
        try:
            steps = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, _Update(pdf))
            next(steps)
            certified = SigMDPSetup(md_algorithm=_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
            steps.send(SigObjSetup(sig_placeholder=signature, mdp_setup=certified))
            prepared, signed = steps.send(SigIOSetup(md_algorithm=_DIGEST, in_place=True))
            steps.send(self._cms.over(prepared.document_digest).dump())
        except (PdfError, SigningError) as error:
            raise CannotSign(f"These bytes cannot be signed: {error}") from error
        written: bytes = signed.getvalue()
        return written

    def _check_validity(self, signed_at: datetime) -> None:
        last, first = self.certificate.not_valid_after_utc, self.certificate.not_valid_before_utc
        remedy = "No certificate can be issued until it is replaced; those issued before stay valid."
        if signed_at > last:
            raise SigningCertificateExpired(
                self._file, f"the certificate that signs PDFs expired on {last:%Y-%m-%d}. {remedy}"
            )
        if signed_at < first.replace(microsecond=0):
            raise SigningCertificateExpired(
                self._file, f"the certificate that signs PDFs is valid from {first:%Y-%m-%d} only. {remedy}"
            )


class _Update(IncrementalPdfFileWriter):
    """The update that carries the signature: nothing of chance in it, and title, dates and metadata as printed."""

    def __init__(self, pdf: bytes) -> None:
        reader = PdfFileReader(BytesIO(pdf))
        if "/AcroForm" in reader.root or reader.encrypted:
            raise SigningError("there is a form, a signature or a password in it already")
        super().__init__(reader.stream, prev=reader)
        printed = hashlib.sha256(pdf).digest()[:16]
        first = self._document_id[0]
        self._document_id = ArrayObject([first, ByteStringObject(printed)])

    def _update_meta(self) -> None:
        """Leave /Info and the XMP packet alone: they must go on saying the same (PDF/A)."""


class _Cms(Signer):
    """Makes the CMS object of a signature (ETSI EN 319 142-1), with all that is always the same made once."""

    def __init__(
        self,
        certificate: x509.Certificate,
        issuers: Sequence[x509.Certificate],
        sign_raw: Callable[[bytes], bytes],
        authority: TimeStampAuthority | None,
    ) -> None:
        own, *others = (asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (certificate, *issuers))
        store = SimpleCertificateStore()
        store.register_multiple(others)
        super().__init__(signing_cert=own, cert_registry=store, signature_mechanism=_MECHANISM)
        self._public = certificate.public_key()
        self._sign_raw = sign_raw
        self._authority = authority
        protected = cms.CMSAlgorithmProtection(
            {"digest_algorithm": algos.DigestAlgorithm({"algorithm": _DIGEST}), "signature_algorithm": _MECHANISM}
        )
        same = (
            simple_cms_attribute("content_type", "data"),
            simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(own)),
            simple_cms_attribute("cms_algorithm_protection", protected),
        )
        # Read back from their bytes, they are written by copying: half of the time of a signature.
        self._same = [cms.CMSAttribute.load(each.dump()) for each in same]

    def over(self, digest: bytes, *, dry_run: bool = False) -> cms.ContentInfo:
        """The signature over a document of this digest, or something as long as the longest one."""
        attributes = cms.CMSAttributes([*self._same, simple_cms_attribute("message_digest", digest)])
        return _finish(self.async_sign_prescribed_attributes(_DIGEST, attributes, dry_run=dry_run))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's signature
        """Sign the attributes, and trust no key that is broken."""
        if dry_run:
            return b"\0" * _LONGEST_SIGNATURE
        signature = self._sign_raw(data)
        assert digest_algorithm == _DIGEST
        assert isinstance(self._public, EllipticCurvePublicKey)
        try:
            self._public.verify(signature, data, ECDSA(SHA256()))
        except InvalidSignature as error:
            raise SigningError("the key gave a signature that does not fit its certificate") from error
        return signature

    async def unsigned_attrs(
        self,
        digest_algorithm: str,  # noqa: ARG002 - pyHanko's signature
        signature: bytes,
        signed_attrs: cms.CMSAttributes,  # noqa: ARG002
        timestamper: object = None,  # noqa: ARG002
        dry_run: bool = False,  # noqa: FBT001, FBT002
    ) -> cms.CMSAttributes | None:
        """The time stamp over the signature, when an authority is configured."""
        if self._authority is None or dry_run:
            return None
        stamp = self._authority.stamp(signature)
        return cms.CMSAttributes([simple_cms_attribute("signature_time_stamp_token", stamp)])


def _finish(steps: Coroutine[Any, Any, Any]) -> Any:
    """Run what is written as a coroutine but waits for nothing, without the cost of an event loop."""
    try:
        steps.send(None)
    except StopIteration as done:
        return done.value
    steps.close()
    raise SigningError("signing waited for something")
