"""The keys of one running application: what seals facts, and what signs PDFs until its certificate runs out."""

import importlib
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from cryptography import x509

from certificates.pdfkeys import PDF_KEY, create_pdf_key, load_pdf_key
from certificates.seal import KeyRing
from learning.config import Settings

if TYPE_CHECKING:
    from certificates.signing import PdfSigner


class Keyroom:
    """Every key of an installation; made on the first start, in a folder outside the database.

    Attributes:
        ring: what seals facts, statements, badges and lists.
        certificate: names who signs PDFs, and until when.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        folder = settings.keys
        is_new = not (folder.is_dir() and any(folder.iterdir()))
        self._folder = folder
        self._signer: PdfSigner | None = None
        self._first_print = Lock()
        self.ring = KeyRing.create(folder) if is_new else KeyRing.load(folder)
        # Installations from before PDFs were signed have no certificate of any time yet.
        has_pdf_key = (folder / PDF_KEY).exists() or any(folder.glob("*.crt"))
        pdf = load_pdf_key(folder) if has_pdf_key else create_pdf_key(folder, settings.signer, now())
        self.certificate: x509.Certificate = pdf.certificate

    def is_open(self, moment: datetime) -> bool:
        """Say whether certificates may be issued: not when the one that signs PDFs has run out."""
        return moment <= self.certificate.not_valid_after_utc

    def signer(self) -> "PdfSigner":
        """Give what signs PDFs.

        The library behind it costs 24 MiB in each process, so it is loaded with the first certificate that is printed.
        """
        with self._first_print:
            if self._signer is None:
                self._signer = importlib.import_module("certificates.signing").PdfSigner.load(self._folder)
            return self._signer
