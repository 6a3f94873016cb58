"""What a credential's JSON means as RDF, in the canonical N-Quads (RDFC-1.0) that eddsa-rdfc-2022 signs.

This is no JSON-LD processor: it knows the terms that our own documents use, and refuses every other.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

_VC = "https://www.w3.org/2018/credentials#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_SECURITY = "https://w3id.org/security#"
_BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_SCHEMA = "https://schema.org/"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
# The contexts of Open Badges name these two types by addresses that differ from those of XML Schema in one letter.
_BOOLEAN = "https://www.w3.org/2001/XMLSchema#boolean"
_URI = "https://www.w3.org/2001/XMLSchema#anyURI"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NODE = "@id"
_TEXT = ""

_TYPES = {
    "VerifiableCredential": _VC,
    "OpenBadgeCredential": _BADGES,
    "AchievementSubject": _BADGES,
    "Achievement": _BADGES,
    "IdentityObject": _BADGES,
    "IdentifierEntry": _BADGES,
    "Profile": _BADGES,
    "Address": _BADGES,
    "AlignmentObject": _SCHEMA,
    "BitstringStatusListCredential": _STATUS,
    "BitstringStatusList": _STATUS,
    "BitstringStatusListEntry": _STATUS,
    "DataIntegrityProof": _SECURITY,
}
_ALIASES = {"Alignment": "AlignmentObject"}

# Each term: what it is called in RDF, and whether its value is a text, a node, or of the type named here.
_TERMS: dict[str, tuple[str, str]] = {
    "name": (_SCHEMA + "name", _TEXT),
    "description": (_SCHEMA + "description", _TEXT),
    "url": (_SCHEMA + "url", _URI),
    "inLanguage": (_SCHEMA + "inLanguage", _TEXT),
    "issuer": (_VC + "issuer", _NODE),
    "validFrom": (_VC + "validFrom", _DATE_TIME),
    "validUntil": (_VC + "validUntil", _DATE_TIME),
    "credentialSubject": (_VC + "credentialSubject", _NODE),
    "credentialStatus": (_VC + "credentialStatus", _NODE),
    "statusPurpose": (_STATUS + "statusPurpose", _TEXT),
    "statusListIndex": (_STATUS + "statusListIndex", _TEXT),
    "statusListCredential": (_STATUS + "statusListCredential", _NODE),
    "encodedList": (_STATUS + "encodedList", _SECURITY + "multibase"),
    "achievement": (_BADGES + "achievement", _NODE),
    "achievementType": (_BADGES + "achievementType", _TEXT),
    "criteria": (_BADGES + "Criteria", _NODE),
    "narrative": (_BADGES + "narrative", _TEXT),
    "version": (_BADGES + "version", _TEXT),
    "alignment": (_BADGES + "alignment", _NODE),
    "targetCode": (_BADGES + "targetCode", _TEXT),
    "targetName": (_SCHEMA + "targetName", _TEXT),
    "targetUrl": (_SCHEMA + "targetUrl", _URI),
    "licenseNumber": (_BADGES + "licenseNumber", _TEXT),
    "identifier": (_BADGES + "identifier", _TEXT),
    "identifierType": (_BADGES + "identifierType", _TEXT),
    "otherIdentifier": (_BADGES + "otherIdentifier", _NODE),
    "hashed": (_BADGES + "hashed", _BOOLEAN),
    "identityHash": (_BADGES + "identityHash", _TEXT),
    "identityType": (_BADGES + "identityType", _TEXT),
    "address": (_BADGES + "address", _NODE),
    "addressCountry": (_SCHEMA + "addressCountry", _TEXT),
    "cryptosuite": (_SECURITY + "cryptosuite", _SECURITY + "cryptosuiteString"),
    "created": ("http://purl.org/dc/terms/created", _DATE_TIME),
    "verificationMethod": (_SECURITY + "verificationMethod", _NODE),
    "proofPurpose": (_SECURITY + "proofPurpose", _NODE),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
# Libraries disagree on how other control characters are written, and no address may hold what would end it.
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"[a-z]+:[^\x00-\x20<>\"{}|^`\\]+")

_Triple = tuple[str, str, str]


class CannotBeSigned(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A document that holds something for which this module has no one canonical form."""


def canonical_quads(document: dict[str, Any]) -> bytes:
    """The canonical N-Quads of a document without its proof.

    A node without `id` is blank. Blank nodes may not refer to each other: then RDFC-1.0 names them by the hash of
    their own lines alone (RDFC-1.0, 4.6), and needs no search.

    Raises:
        CannotBeSigned: an unknown term, a control character, a broken address, or blank nodes that are alike or nested.
    """
    triples: list[_Triple] = []
    _node(document, triples, iter(range(1_000)))
    names = _blank_names(triples)
    lines = {f"{names.get(s, s)} {p} {names.get(o, o)} .\n" for s, p, o in triples}
    return "".join(sorted(lines)).encode()


def _node(node: dict[str, Any], triples: list[_Triple], numbers: Iterator[int]) -> str:
    """Note what is said about a node and all beneath it, and return its name."""
    subject = _address(node["id"]) if "id" in node else f"_:b{next(numbers)}"
    types = node.get("type", ())
    for each in [types] if isinstance(types, str) else types:
        name = _ALIASES.get(each, each)
        if name not in _TYPES:
            raise CannotBeSigned(f"unknown type: {each}")
        triples.append((subject, f"<{_TYPE}>", f"<{_TYPES[name]}{name}>"))
    for term, stated in node.items():
        if term in {"@context", "id", "type"}:
            continue
        if term not in _TERMS:
            raise CannotBeSigned(f"unknown term: {term}")
        predicate, kind = _TERMS[term]
        for each in stated if isinstance(stated, list) else [stated]:
            triples.append((subject, f"<{predicate}>", _object(term, each, kind, triples, numbers)))
    return subject


def _object(term: str, stated: Any, kind: str, triples: list[_Triple], numbers: Iterator[int]) -> str:
    if isinstance(stated, dict):
        return _node(stated, triples, numbers)
    if kind == _NODE:
        return _address(_SECURITY + stated if term == "proofPurpose" else stated)
    text = {True: "true", False: "false"}[stated] if kind == _BOOLEAN else stated
    if _CONTROL.search(text):
        raise CannotBeSigned(f"a control character in {term}")
    literal = f'"{text.translate(_ESCAPES)}"'
    return f"{literal}^^<{kind}>" if kind else literal


def _address(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise CannotBeSigned(f"not an address: {address}")
    return f"<{address}>"


def _blank_names(triples: list[_Triple]) -> dict[str, str]:
    """The canonical names of blank nodes: numbered in the order of the hashes of the lines that mention them."""
    lines: dict[str, list[str]] = {}
    for subject, predicate, target in triples:
        blank = [name for name in (subject, target) if name.startswith("_:")]
        if len(blank) > 1:
            raise CannotBeSigned("a node without id beneath a node without id")
        if blank:
            own = ["_:a" if name in blank else name for name in (subject, target)]
            lines.setdefault(blank[0], []).append(f"{own[0]} {predicate} {own[1]} .\n")
    hashes = {hashlib.sha256("".join(sorted(said)).encode()).hexdigest(): name for name, said in lines.items()}
    if len(hashes) < len(lines):
        raise CannotBeSigned("two nodes without id that say the same")
    return {hashes[digest]: f"_:c14n{number}" for number, digest in enumerate(sorted(hashes))}
