"""Data Integrity proofs (eddsa-rdfc-2022) on our own credentials: a signature over what the JSON means."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.did import verification_method
from certificates.encoding import from_base58, to_base58
from certificates.nquads import CannotBeSigned, canonical_quads
from certificates.seal import KeyRing
from certificates.tampered import Reason, Tampered

SUITE = "eddsa-rdfc-2022"
_SIGNATURE_LENGTH = 64


def instant(moment: datetime) -> str:
    """A moment in UTC as credentials write it, in whole seconds."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def read_instant(text: Any) -> datetime:
    """Read a moment as `instant` writes it.

    Raises:
        Tampered: it is none, or is written otherwise.
    """
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise Tampered(Reason.STRANGE_DATES) from error
    if instant(moment) != text:
        raise Tampered(Reason.STRANGE_DATES)
    return moment


def with_proof(document: dict[str, Any], did: str, made_at: datetime, keys: KeyRing) -> dict[str, Any]:
    """A document together with its proof.

    Raises:
        CannotBeSigned: the document holds something that has no one canonical form.
    """
    proof = _options(verification_method(did, keys.key_id), instant(made_at))
    signature = keys.sign(_hash_of(document, proof))
    return {**document, "proof": {**proof, "proofValue": "z" + to_base58(signature)}}


def check_proof(
    document: dict[str, Any], did: str, public_keys: Mapping[str, Ed25519PublicKey]
) -> tuple[str, datetime]:
    """Check the proof of a document of our shape against the keys of its issuer: which key made it, and when.

    Raises:
        Tampered: with the first fault that is found.
    """
    proof = document.get("proof")
    if not isinstance(proof, dict) or not isinstance(proof.get("proofValue"), str):
        raise Tampered(Reason.NO_ALGORITHM)
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise Tampered(Reason.WRONG_ALGORITHM)
    issuer, _, key_id = str(proof.get("verificationMethod")).rpartition("#")
    if issuer != did:
        raise Tampered(Reason.OTHER_ISSUER)
    public = public_keys.get(key_id)
    if public is None:
        raise Tampered(Reason.UNKNOWN_KEY)
    options = {key: stated for key, stated in proof.items() if key != "proofValue"}
    if options != _options(f"{did}#{key_id}", options.get("created")):
        raise Tampered(Reason.NOT_CANONICAL)
    made_at = read_instant(options["created"])
    unsigned = {key: stated for key, stated in document.items() if key != "proof"}
    try:
        public.verify(_signature(proof["proofValue"]), _hash_of(unsigned, options))
    except InvalidSignature as error:
        raise Tampered(Reason.SIGNATURE) from error
    except CannotBeSigned as error:
        raise Tampered(Reason.NOT_CANONICAL) from error
    return key_id, made_at


def _options(method: str, created: Any) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def _hash_of(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    return b"".join(hashlib.sha256(canonical_quads(each)).digest() for each in (options, document))


def _signature(multibase: str) -> bytes:
    if not multibase.startswith("z"):
        raise Tampered(Reason.NOT_CANONICAL)
    signature = from_base58(multibase[1:101])
    if len(signature) < _SIGNATURE_LENGTH:
        raise Tampered(Reason.TRUNCATED)
    if "z" + to_base58(signature) != multibase:
        raise Tampered(Reason.NOT_CANONICAL)
    return signature
