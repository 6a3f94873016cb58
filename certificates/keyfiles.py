"""Key files: written whole and never over another, and refused with the file's name when they cannot be trusted."""

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_KEPT = "there is a key already; keys are never overwritten."
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class CertificateKeyError(Exception):
    """A key that is missing, damaged or open to others; the sentence names the file and says what to do.

    Attributes:
        file: the key file.
    """

    def __init__(self, file: Path, sentence: str) -> None:
        self.file = file
        super().__init__(f"{file}: {sentence}")


def read_private_key(file: Path, restore: str) -> PrivateKeyTypes:
    """Read a private key (PEM, PKCS #8) that only its owner may read.

    Args:
        file: where it stands.
        restore: what to do when it is gone, in whole sentences.

    Raises:
        CertificateKeyError: it is missing, damaged or open to others.
    """
    try:
        mode = file.stat().st_mode
        pem = file.read_bytes()
    except FileNotFoundError as error:
        raise CertificateKeyError(file, f"the signing key is missing. {restore}") from error
    except OSError as error:
        raise CertificateKeyError(file, f"the signing key cannot be read: {error.strerror}.") from error
    if mode & _OTHERS:
        raise CertificateKeyError(
            file,
            f"others may read or change the signing key (mode {stat.S_IMODE(mode):04o}). If nobody else has had access "
            f"to it, run: chmod 600 {file}",
        )
    try:
        return load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise CertificateKeyError(file, f"the signing key is damaged. {restore}") from error


def refuse_to_replace(file: Path) -> None:
    """Make sure that there is no key of this name yet.

    Raises:
        CertificateKeyError: there is one; keys are never overwritten.
    """
    if file.exists():
        raise CertificateKeyError(file, _KEPT)


def write_once(file: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, and never over another.

    Raises:
        CertificateKeyError: there is a file of this name already.
    """
    with NamedTemporaryFile(dir=file.parent, prefix=".new-key-", delete=True) as draft:
        os.fchmod(draft.fileno(), mode)
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, file)
        except FileExistsError as error:
            raise CertificateKeyError(file, _KEPT) from error
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
