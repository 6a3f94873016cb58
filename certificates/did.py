"""Who issues: the did:web name of a server, and the document under which it publishes every key it ever signed with."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.encoding import to_base58

_ED25519 = b"\xed\x01"  # multicodec: an Ed25519 public key follows
_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(origin: str) -> str:
    """The did:web name of the server at an origin, such as https://train.example.org."""
    return f"did:web:{quote(urlsplit(origin).netloc, safe='')}"


def verification_method(did: str, key_id: str) -> str:
    """The name by which a signature refers to one key of an issuer."""
    return f"{did}#{key_id}"


def multikey(public: Ed25519PublicKey) -> str:
    """A public key as Multikey writes it: `z6Mk` and more."""
    return "z" + to_base58(_ED25519 + public.public_bytes(Encoding.Raw, PublicFormat.Raw))


def did_document(origin: str, public_keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """What `/.well-known/did.json` publishes: each key there ever was, so that old certificates can be checked."""
    did = did_of(origin)
    return {
        "@context": _CONTEXTS,
        "id": did,
        "verificationMethod": [
            {
                "id": verification_method(did, key_id),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": multikey(public),
            }
            for key_id, public in sorted(public_keys.items())
        ],
        "assertionMethod": [verification_method(did, key_id) for key_id in sorted(public_keys)],
    }
