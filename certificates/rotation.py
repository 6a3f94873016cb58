"""Changes the keys that certificates are issued with; what was issued before stays as good as it was."""

import contextlib
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import PDF_CERTIFICATE, keep_certificate, new_pdf_key, read_certificates
from certificates.replacing import replace_together
from certificates.seal import SIGNING_KEY, KeyRing, keep_public_key, key_id, written


def rotate(folder: Path, *, name: str | None, now: datetime) -> str:
    """Put new keys in the place of those of a folder, and give the id of the new signing key.

    Every public half is kept for ever. The private halves that are replaced are gone afterwards: nothing needs them,
    and whoever found them could forge. A process killed at any moment leaves the old keys or the new ones, whole.
    Keys that cannot be read are replaced too, so that this is also the way out when one is damaged.

    Args:
        folder: where keys stand.
        name: who signs PDFs, as their readers show it; None leaves the key for PDFs alone, as when it is on a token
            or an authority issued its certificate.
        now: from when a new certificate is valid.

    Raises:
        CertificateKeyError: no certificate can bear this name, or a copy cannot be written.
    """
    _keep_public_halves(folder)
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    files = {} if name is None else new_pdf_key(folder, name, now)
    keep_public_key(folder, public)
    replace_together(folder, {**files, SIGNING_KEY: written(private)})
    return key_id(public)


def _keep_public_halves(folder: Path) -> None:
    """Make sure that what was issued with the keys of today can still be checked without them."""
    with contextlib.suppress(CertificateKeyError):
        ring = KeyRing.load(folder)
        keep_public_key(folder, ring.public_keys[ring.key_id])
    with contextlib.suppress(CertificateKeyError):
        keep_certificate(folder, read_certificates(folder / PDF_CERTIFICATE)[0])
