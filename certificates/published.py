"""The public half of all keys, as it is published: enough to check every certificate without server or network."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import signing_certificates
from certificates.seal import key_id, read_public_keys

AUTHORITIES = "authorities"


class StrangeKeys(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A text that is no list of published keys."""


@dataclass(frozen=True)
class PublishedKeys:
    """What the issuer publishes.

    Attributes:
        issuer: its identifier, as `did:web:learn.example`; None when the list does not say.
        keys: that seal facts, statements, badges and status lists, by their id.
        certificates: that PDFs are or were signed with.
        authorities: certificates of the time-stamp authorities that are believed, or of who issued them.
    """

    issuer: str | None
    keys: Mapping[str, Ed25519PublicKey]
    certificates: tuple[x509.Certificate, ...]
    authorities: tuple[x509.Certificate, ...] = ()

    @classmethod
    def of_folder(cls, folder: Path, issuer: str | None = None) -> "PublishedKeys":
        """The public half of a folder of keys.

        Raises:
            CertificateKeyError: a file is damaged.
        """
        return cls(
            issuer, read_public_keys(folder), tuple(signing_certificates(folder)), tuple(read_authorities(folder))
        )

    def to_json(self) -> str:
        """The text that is published."""
        stated: dict[str, object] = {
            "issuer": self.issuer,
            "keys": [{"id": name, "x": _raw(key)} for name, key in sorted(self.keys.items())],
            "certificates": _written(self.certificates),
        }
        if self.authorities:
            stated["authorities"] = _written(self.authorities)
        return json.dumps(stated, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> "PublishedKeys":
        """Read what was published.

        Raises:
            StrangeKeys: it is no list of keys, or an id is not that of its key.
        """
        try:
            stated = json.loads(text)
            keys = {each["id"]: _key(each["x"]) for each in stated["keys"]}
            issuer = stated.get("issuer")
            published = cls(
                issuer, keys, _certificates(stated["certificates"]), _certificates(stated.get("authorities", []))
            )
        except (ValueError, TypeError, KeyError, AttributeError, binascii.Error, UnsupportedAlgorithm) as error:
            raise StrangeKeys("this is not a list of published keys") from error
        wrong = [name for name, key in keys.items() if key_id(key) != name]
        if wrong:
            raise StrangeKeys(f"the key {wrong[0]} is not the one that its id says")
        if issuer is not None and not isinstance(issuer, str):
            raise StrangeKeys("the issuer is not a text")
        return published


def read_authorities(folder: Path) -> list[x509.Certificate]:
    """The certificates of time-stamp authorities: the PEM files of a folder inside that of the keys.

    Raises:
        CertificateKeyError: a file is damaged.
    """
    found: list[x509.Certificate] = []
    for file in sorted((folder / AUTHORITIES).glob("*.pem")):
        try:
            found += x509.load_pem_x509_certificates(file.read_bytes())
        except (ValueError, OSError) as error:
            raise CertificateKeyError(file, "this certificate of a time-stamp authority cannot be read.") from error
    return found


def _raw(key: Ed25519PublicKey) -> str:
    return base64.urlsafe_b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).rstrip(b"=").decode()


def _key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _written(certificates: Iterable[x509.Certificate]) -> list[str]:
    return [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in certificates]


def _certificates(texts: Iterable[str]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_der_x509_certificate(base64.b64decode(each, validate=True)) for each in texts)
