"""The folder of keys as a running process sees it: read again when somebody changed it, and never a reason to stop."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.x509.oid import NameOID

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import (
    PDF_CERTIFICATE,
    PDF_KEY,
    create_pdf_key,
    keep_certificate,
    load_pdf_key,
    read_certificates,
)
from certificates.published import AUTHORITIES, PublishedKeys
from certificates.rotation import rotate
from certificates.seal import SIGNING_KEY, KeyRing

SOON = timedelta(days=90)
Stamp = tuple[tuple[int, int] | None, ...]


class Term(StrEnum):
    """Whether certificates can be issued, as far as the certificate that signs PDFs says."""

    RUNNING = "running"
    ENDING = "ending"
    """It runs out within 90 days: issuing goes on, and somebody should replace it."""
    ENDED = "ended"
    NOT_BEGUN = "not-begun"
    UNREADABLE = "unreadable"
    """A file of the folder cannot be read any more; what was read before still checks certificates."""

    @property
    def is_open(self) -> bool:
        """Certificates can be issued."""
        return self in {Term.RUNNING, Term.ENDING}


class KeyCabinet:
    """The keys of one folder, shared by the threads of a process.

    Args:
        folder: where keys stand.
        name: who signs PDFs, for a new certificate.
        on_token: the key that signs PDFs stays on a token; only its certificate is in the folder.

    Raises:
        CertificateKeyError: a key is missing, damaged or open to others.
    """

    def __init__(self, folder: Path, *, name: str, on_token: bool = False) -> None:
        self.folder = folder
        self._name = name
        self._on_token = on_token
        self._lock = Lock()
        # Texts, because joining paths costs more than looking at the files.
        self._watched = [str(folder), *(str(folder / name) for name in _WATCHED)]
        self._stamp = self._look()
        self._ring = KeyRing.load(folder)
        self._certificate = self._load_certificate()
        self._published = PublishedKeys.of_folder(folder)
        self._fault: CertificateKeyError | None = None

    @classmethod
    def open(cls, folder: Path, *, name: str, now: datetime, on_token: bool = False) -> "KeyCabinet":
        """Read the keys of a folder, and make those that it never had.

        Raises:
            CertificateKeyError: a key is missing, damaged or open to others.
        """
        if not folder.is_dir() or not any(folder.iterdir()):
            KeyRing.create(folder)
        # Before the first key for PDFs neither file is there; where one of them is, the other one was lost.
        if not on_token and not (folder / PDF_KEY).exists() and not (folder / PDF_CERTIFICATE).exists():
            KeyRing.load(folder)  # what is damaged is said before anything is made
            create_pdf_key(folder, name, now)
        return cls(folder, name=name, on_token=on_token)

    @property
    def ring(self) -> KeyRing:
        """The keys of this moment: five looks at the folder, and its files are read when something changed."""
        self._refresh()
        return self._ring

    @property
    def certificate(self) -> x509.Certificate:
        """What PDFs are signed with at this moment."""
        self._refresh()
        return self._certificate

    @property
    def fault(self) -> CertificateKeyError | None:
        """Why the folder cannot be read any more; None while all is well."""
        self._refresh()
        return self._fault

    @property
    def stamp(self) -> Stamp:
        """Changes whenever the keys do: what was made of them before must be made again."""
        self._refresh()
        return self._stamp

    @property
    def signs_by_itself(self) -> bool:
        """The house made the certificate for PDFs; otherwise an authority issued it, or the key is on a token."""
        certificate = self.certificate
        return not self._on_token and certificate.issuer == certificate.subject

    @property
    def signer(self) -> str:
        """Who signs PDFs, as their readers show it."""
        names = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else self._name

    def published(self, issuer: str) -> PublishedKeys:
        """The public half of all keys; when the folder cannot be read any more, as it was when it last could."""
        self._refresh()
        return replace(self._published, issuer=issuer)

    def term(self, now: datetime) -> Term:
        """Say whether certificates can be issued now."""
        self._refresh()
        if self._fault is not None:
            return Term.UNREADABLE
        if now < self._certificate.not_valid_before_utc:
            return Term.NOT_BEGUN
        last = self._certificate.not_valid_after_utc
        if now > last:
            return Term.ENDED
        return Term.ENDING if last - now <= SOON else Term.RUNNING

    def rotate(self, now: datetime) -> str:
        """Change the keys, and give the id of the new signing key; a certificate of an authority is left alone.

        Raises:
            CertificateKeyError: the folder cannot be written.
        """
        try:
            new = rotate(self.folder, name=self.signer if self.signs_by_itself else None, now=now)
        except OSError as error:
            raise CertificateKeyError(self.folder, f"the keys cannot be changed: {error.strerror}.") from error
        self._refresh()
        return new

    def _refresh(self) -> None:
        if self._look() == self._stamp:
            return
        with self._lock:
            stamp = self._look()  # before reading: what changes meanwhile is seen the next time
            if stamp == self._stamp:
                return
            try:
                self._ring = KeyRing.load(self.folder)
                self._certificate = self._load_certificate()
                self._published = PublishedKeys.of_folder(self.folder)
                self._fault = None
            except CertificateKeyError as fault:
                self._fault = fault
            self._stamp = stamp

    def _load_certificate(self) -> x509.Certificate:
        if self._on_token:
            certificate = read_certificates(self.folder / PDF_CERTIFICATE)[0]
            keep_certificate(self.folder, certificate)
            return certificate
        return load_pdf_key(self.folder).certificate

    def _look(self) -> Stamp:
        return tuple(map(_look_at, self._watched))


_WATCHED = (SIGNING_KEY, PDF_KEY, PDF_CERTIFICATE, AUTHORITIES)


def _look_at(file: str) -> tuple[int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116 - asked at every page, at half the price of Path.stat
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns  # chmod changes this too
