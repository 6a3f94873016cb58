"""Compact signatures (JWS, RFC 7515) with Ed25519, in one form only: what is not exactly as we write it is refused."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.encoding import from_base64url, from_json, is_written_as, to_base64url, to_json
from certificates.seal import KeyRing
from certificates.tampered import Reason, Tampered

ALGORITHM = "EdDSA"
_PARTS = 3
_SIGNATURE_CHARACTERS = 86


def sign_compact(payload: bytes, keys: KeyRing, **further: str) -> str:
    """Sign a payload; `further` fields, such as `typ`, stand in the header after algorithm and key."""
    header = to_json({"alg": ALGORITHM, "kid": keys.key_id, **further})
    signed = f"{to_base64url(header)}.{to_base64url(payload)}"
    return f"{signed}.{to_base64url(keys.sign(signed.encode()))}"


def open_compact(
    text: str, public_keys: Mapping[str, Ed25519PublicKey], *, longest: int, **further: str
) -> tuple[bytes, str]:
    """The payload of a compact signature, and the id of the key that signed it.

    Args:
        text: header, payload and signature with dots between.
        public_keys: the keys that are believed, by their id.
        longest: how many characters are looked at; more are refused.
        further: the fields that must stand in the header after algorithm and key.

    Raises:
        Tampered: with the first fault that is found.
    """
    if len(text) > longest:
        raise Tampered(Reason.TOO_LONG)
    parts = text.split(".")
    if len(parts) > _PARTS:
        raise Tampered(Reason.NOT_CANONICAL)
    if len(parts) < _PARTS or not all(parts):
        raise Tampered(Reason.NO_ALGORITHM if _claims_none(parts) else Reason.TRUNCATED)
    key_id = _read_header(from_base64url(parts[0]), further)
    payload = from_base64url(parts[1])
    if len(parts[2]) < _SIGNATURE_CHARACTERS:
        raise Tampered(Reason.TRUNCATED)
    signature = from_base64url(parts[2])
    public = public_keys.get(key_id)
    if public is None:
        raise Tampered(Reason.UNKNOWN_KEY)
    try:
        public.verify(signature, f"{parts[0]}.{parts[1]}".encode())
    except InvalidSignature as error:
        raise Tampered(Reason.SIGNATURE) from error
    return payload, key_id


def _read_header(header: bytes, further: Mapping[str, str]) -> str:
    stated = from_json(header)
    algorithm = stated.get("alg")
    if isinstance(algorithm, str) and algorithm.lower() == "none":
        raise Tampered(Reason.NO_ALGORITHM)
    if algorithm != ALGORITHM:
        raise Tampered(Reason.WRONG_ALGORITHM)
    key_id = stated.get("kid")
    if not isinstance(key_id, str) or not is_written_as({"alg": ALGORITHM, "kid": key_id, **further}, header):
        raise Tampered(Reason.NOT_CANONICAL)
    return key_id


def _claims_none(parts: list[str]) -> bool:
    """Whether a text without signature is of the kind that asks to be believed without one."""
    try:
        return str(from_json(from_base64url(parts[0])).get("alg")).lower() == "none"
    except Tampered:
        return False
