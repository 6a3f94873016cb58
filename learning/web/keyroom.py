"""The keys of one running application: what seals facts, and what signs PDFs until its certificate runs out."""

import importlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from cryptography import x509

from certificates.cabinet import KeyCabinet, Stamp, Term
from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import PDF_CERTIFICATE
from certificates.published import read_authorities
from certificates.seal import KeyRing
from certificates.type import DoesNotFit, UnknownScript
from learning import clock
from learning.config import FaultySettings, Settings
from learning.web.desk import Closing, Desk, Press, Unprinted, Unsigned

if TYPE_CHECKING:
    from certificates.signing import PdfSigner
    from certificates.stamping import TimeStampAuthority


class Keyroom:
    """Every key of an installation; made on the first start, in a folder outside the database.

    Attributes:
        cabinet: the folder of keys, which is read again when it was changed.

    Raises:
        CertificateKeyError: a key is missing, damaged or open to others.
        FaultySettings: times are to be certified, and nobody said whom to believe.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.cabinet = KeyCabinet.open(
            settings.keys, name=settings.signer, now=now(), on_token=settings.token is not None
        )
        self._settings = settings
        self._signer: PdfSigner | None = None
        self._made_of: Stamp | None = None
        self._first_print = Lock()
        self._desk: Desk | None = None
        if settings.time_stamps and not read_authorities(settings.keys):
            raise FaultySettings(
                f"TIMESTAMP_ADDRESS: put the certificate of that authority into {settings.keys / 'authorities'} (.pem)"
            )

    @property
    def ring(self) -> KeyRing:
        """What seals facts, statements, badges and lists, and every public key that ever did."""
        return self.cabinet.ring

    @property
    def certificate(self) -> x509.Certificate:
        """Names who signs PDFs, and until when."""
        return self.cabinet.certificate

    def term(self, moment: datetime) -> Term:
        """Say how things stand with the keys: certificates are issued, soon no more, or no more."""
        return self.cabinet.term(moment)

    def is_open(self, moment: datetime) -> bool:
        """Say whether certificates may be issued: not when the one that signs PDFs has run out."""
        return self.term(moment).is_open

    def signer(self) -> "PdfSigner":
        """Give what signs PDFs with the keys of this moment.

        The library behind it costs 24 MiB in each process, so it is loaded with the first certificate that is printed.

        Raises:
            CertificateKeyError: the key cannot be used.
        """
        stamp = self.cabinet.stamp
        with self._first_print:
            if self._signer is None or self._made_of != stamp:
                self._signer, self._made_of = self._make_signer(), stamp
            return self._signer

    def sign_elsewhere(self, leaves: Iterable[Closing] = (), lost: Callable[[], object] = lambda: None) -> None:
        """Have pages printed and signed in a process of its own from now on, as a server that runs for long does.

        Args:
            leaves: what that process closes first, such as the sockets that a server listens on.
            lost: called when that process can never be had again: this one had better be replaced.
        """
        self._desk = Desk(partial(Keyroom, self._settings, clock.now), leaves=leaves, lost=lost)

    def sign(self, press: Press, *, signed_at: datetime, reason: str) -> bytes:
        """Print a page and sign it.

        Args:
            press: prints the page; it must be possible to send it to another process.
            signed_at: the moment that the signature states.
            reason: why it is signed, in the language of the page.

        Raises:
            Unprinted: what the page says does not fit, or has a letter that no typeface has.
            Unsigned: the key, its token or the time-stamp authority does not work at the moment.
        """
        if self._desk is not None:
            return self._desk.sign(press, signed_at=signed_at, reason=reason)
        try:
            page = press()
        except (DoesNotFit, UnknownScript) as error:
            raise Unprinted(str(error)) from error
        signing, stamping = map(importlib.import_module, ("certificates.signing", "certificates.stamping"))
        refusals = [CertificateKeyError, signing.SigningCertificateExpired, signing.CannotSign, stamping.NoTimeStamp]
        if self._settings.token:
            refusals.append(importlib.import_module("pkcs11").PKCS11Error)
        try:
            return self.signer().sign(page, signed_at=signed_at, reason=reason)
        except tuple(refusals) as error:
            self._signer = None  # a token that was plugged in again is opened again
            raise Unsigned(str(error) or type(error).__name__) from error

    def _make_signer(self) -> "PdfSigner":
        folder, token = self._settings.keys, self._settings.token
        made: PdfSigner
        if token is None:
            made = importlib.import_module("certificates.signing").PdfSigner.load(folder, authority=self._authority())
        else:
            made = importlib.import_module("certificates.pkcs11").signer_on_token(
                module=token.module,
                token_label=token.label,
                key_label=token.key,
                pin=token.pin_file.read_text(encoding="utf-8").strip(),
                certificate=folder / PDF_CERTIFICATE,
                authority=self._authority(),
            )
        return made

    def _authority(self) -> "TimeStampAuthority | None":
        if self._settings.time_stamps is None:
            return None
        stamping = importlib.import_module("certificates.stamping")
        roots = read_authorities(self._settings.keys)
        authority: TimeStampAuthority = stamping.TimeStampAuthority(self._settings.time_stamps, roots)
        return authority
