"""The seal: an Ed25519 signature (RFC 8032) over a certificate's facts, and the keys it is made and checked with."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from certificates.keyfiles import CertificateKeyError, read_private_key, refuse_to_replace, write_once
from certificates.replacing import settled

__all__ = [
    "SIGNING_KEY",
    "CertificateKeyError",
    "KeyRing",
    "Seal",
    "is_sealed_by",
    "keep_public_key",
    "key_id",
    "read_public_keys",
    "written",
]

SIGNING_KEY = "signing.key"
_KEY_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Seal:
    """A signature and the key it was made with.

    Attributes:
        key_id: first 16 hexadecimal characters of the SHA-256 of the raw public key.
        signature: the 64 bytes of an Ed25519 signature.
    """

    key_id: str
    signature: bytes

    @property
    def short(self) -> str:
        """The first 64 bits in groups of four, for the eye: equal pages have equal short seals."""
        start = self.signature[:8].hex()
        return " ".join(start[place : place + 4] for place in range(0, len(start), 4))


class KeyRing:
    """The key that seals new certificates, and every public key that ever sealed one.

    A folder holds `signing.key` (PEM, PKCS #8, mode 0600) and `<key id>.pub` (PEM) for each key there ever was.
    `rotation.rotate` changes the key.
    """

    def __init__(self, signing_key: Ed25519PrivateKey, public_keys: Mapping[str, Ed25519PublicKey]) -> None:
        own = signing_key.public_key()
        self.key_id = key_id(own)
        self._signing_key = signing_key
        self._public_keys = {**public_keys, self.key_id: own}

    @classmethod
    def create(cls, folder: Path) -> "KeyRing":
        """Make a signing key in a folder, which is made too, and return its ring.

        Raises:
            CertificateKeyError: a signing key is there already; it is never overwritten.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_to_replace(folder / SIGNING_KEY)
        private = Ed25519PrivateKey.generate()
        # The public key first: a key that has sealed can then always be checked.
        keep_public_key(folder, private.public_key())
        write_once(folder / SIGNING_KEY, written(private), 0o600)
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """Read the keys of a folder.

        Raises:
            CertificateKeyError: a key is missing, damaged, misnamed or open to others.
        """
        with settled(folder):
            return cls(_read_signing_key(folder / SIGNING_KEY), read_public_keys(folder))

    def seal(self, facts: bytes) -> Seal:
        """Seal the canonical bytes of a certificate's facts."""
        return Seal(self.key_id, self.sign(facts))

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature over any message: statements, status lists and badges are signed so."""
        return self._signing_key.sign(message)

    @property
    def public_keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Every public key of this ring by its id, to read and to publish, never to change."""
        return MappingProxyType(self._public_keys)

    def verify(self, facts: bytes, seal: Seal) -> bool:
        """Whether these very bytes were sealed by a key of this ring."""
        public = self._public_keys.get(seal.key_id)
        return public is not None and is_sealed_by(public, facts, seal)


def key_id(public: Ed25519PublicKey) -> str:
    """The short name of a key, which is printed on each certificate."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def is_sealed_by(public: Ed25519PublicKey, facts: bytes, seal: Seal) -> bool:
    """Whether a seal was made over these bytes with the private half of this key."""
    try:
        public.verify(seal.signature, facts)
    except InvalidSignature:
        return False
    return True


def keep_public_key(folder: Path, public: Ed25519PublicKey) -> None:
    """Write a public key into a folder, for as long as there are certificates, unless it is there already."""
    file = folder / f"{key_id(public)}.pub"
    if not file.exists():
        write_once(file, public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


def written(private: Ed25519PrivateKey) -> bytes:
    """A signing key as its file holds it."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_public_keys(folder: Path) -> dict[str, Ed25519PublicKey]:
    """Every public key of a folder by its id; enough to check seals where none are made.

    Raises:
        CertificateKeyError: a file is damaged, or its name is not the id of the key in it.
    """
    found: dict[str, Ed25519PublicKey] = {}
    for file in sorted(folder.glob("*.pub")):
        restore = "Restore it from a backup: certificates sealed with it cannot be checked without it."
        try:
            public = load_pem_public_key(file.read_bytes())
        except (ValueError, OSError, UnsupportedAlgorithm) as error:
            raise CertificateKeyError(file, f"this public key cannot be read. {restore}") from error
        if not isinstance(public, Ed25519PublicKey):
            raise CertificateKeyError(file, f"this is not an Ed25519 public key. {restore}")
        if not _KEY_ID.fullmatch(file.stem) or key_id(public) != file.stem:
            raise CertificateKeyError(file, f"the key in this file is {key_id(public)}, not {file.stem}. {restore}")
        found[file.stem] = public
    return found


def _read_signing_key(file: Path) -> Ed25519PrivateKey:
    restore = (
        f"Restore it from a backup. If there is none, move what is there out of the folder, keep every .pub file, and "
        f"make a new signing key: certificates issued before stay valid ({file.parent})."
    )
    private = read_private_key(file, restore)
    if not isinstance(private, Ed25519PrivateKey):
        raise CertificateKeyError(file, f"this is not an Ed25519 private key. {restore}")
    return private
