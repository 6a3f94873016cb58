"""Signs PDFs with a key that never leaves a token (PKCS #11); needs the optional library `python-pkcs11`."""

import hashlib
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pkcs11 import Mechanism, ObjectClass, PKCS11Error, Session, SignMixin, Token, UserAlreadyLoggedIn, lib
from pkcs11.util.ec import encode_ecdsa_signature

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import read_certificates
from certificates.signing import PdfSigner
from certificates.stamping import TimeStampAuthority


def signer_on_token(
    *,
    module: Path,
    token_label: str,
    key_label: str,
    pin: str,
    certificate: Path,
    authority: TimeStampAuthority | None = None,
) -> PdfSigner:
    """Make a signer whose P-256 key stays on a token; call it in each process, a session survives no fork.

    Args:
        module: the library of the token's maker.
        token_label: which token.
        key_label: which private key on it.
        pin: opens the token.
        certificate: PEM file with the certificate of that key, and those that issued it.
        authority: certifies the time of each signature.

    Raises:
        CertificateKeyError: module, token, key or certificate cannot be used, or key and certificate differ.
    """
    own, *issuers = read_certificates(certificate)
    try:
        sign_raw = _TokenKey(_open(lib(str(module)).get_token(token_label=token_label), pin), key_label)
        probe = sign_raw(b"")  # a token that cannot sign is known before the first certificate
    except (PKCS11Error, RuntimeError) as error:
        reason = str(error) or type(error).__name__
        raise CertificateKeyError(
            module,
            f"the key {key_label!r} on the token {token_label!r} cannot be used ({reason}). Plug the token in, and "
            "compare the names and the PIN in the settings with those of the token.",
        ) from error
    public = own.public_key()
    assert isinstance(public, EllipticCurvePublicKey)
    try:
        public.verify(probe, b"", ECDSA(SHA256()))
    except InvalidSignature as error:
        raise CertificateKeyError(
            certificate, f"this certificate does not belong to the key {key_label!r} on the token {token_label!r}."
        ) from error
    return PdfSigner(own, sign_raw, issuers=issuers, authority=authority, file=certificate)


def _open(token: Token, pin: str) -> Session:
    try:
        return token.open(user_pin=pin)
    except UserAlreadyLoggedIn:  # by this process: a token is opened once for all of its sessions
        return token.open()


class _TokenKey:
    """A private key on a token, used by one thread at a time."""

    def __init__(self, session: Session, label: str) -> None:
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
        assert isinstance(key, SignMixin)
        self._key = key
        self._lock = Lock()

    def __call__(self, message: bytes) -> bytes:
        """An ECDSA signature (DER) over the SHA-256 of a message."""
        with self._lock:
            signature = self._key.sign(hashlib.sha256(message).digest(), mechanism=Mechanism.ECDSA)
        return encode_ecdsa_signature(signature)
