"""The certificate as an Open Badge 3.0, for wallets and other people's verifiers (Verifiable Credentials 2.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.did import did_of
from certificates.encoding import from_json, is_written_as, to_json
from certificates.facts import Facts
from certificates.integrity import check_proof, with_proof
from certificates.seal import KeyRing
from certificates.status import CREDENTIALS_V2, Purpose, list_address, read_list_address
from certificates.tampered import Reason, Tampered

OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_LONGEST = 200_000
_COUNTRY_CODES = "ext:iso3166.alpha3"  # Open Badges has a field for two letters only
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")
_BEGINS = "T00:00:00Z"
_ENDS = "T23:59:59Z"


@dataclass(frozen=True)
class Objective:
    """What somebody who holds the badge has learnt: its code, as the course numbers it, and its sentence."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What the course is, in the language of the certificate.

    Attributes:
        address: where the course, in the edition that was completed, has its page; its name among achievements.
        description: one or two sentences.
        criteria: what had to be done: modules, pass mark, lessons.
        objectives: no code twice.
    """

    address: str
    description: str
    criteria: str
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, kw_only=True)
class Badge:
    """What a badge says.

    Attributes:
        facts: what the certificate prints.
        achievement: what the course is.
        origin: the server that issued it, such as https://train.example.org.
        status_list: the number of its status lists.
        status_index: its place in them.
    """

    facts: Facts
    achievement: Achievement
    origin: str
    status_list: int
    status_index: int


def make_badge(badge: Badge, made_at: datetime, keys: KeyRing) -> str:
    """Sign a badge, as the JSON text that is attached to the PDF and given to wallets.

    Raises:
        CannotBeSigned: a text holds a control character, an address is broken, or an objective stands there twice.
    """
    return to_json(with_proof(_document(badge), did_of(badge.origin), made_at, keys)).decode()


def read_badge(text: str, public_keys: Mapping[str, Ed25519PublicKey]) -> tuple[Badge, str]:
    """What a badge of ours says, and the id of the key that signed it.

    Only what `make_badge` writes is read: a badge that was written anew by a wallet is for a general verifier.

    Raises:
        Tampered: with the first fault that is found.
    """
    if len(text) > _LONGEST:
        raise Tampered(Reason.TOO_LONG)
    if not text.endswith("}"):
        raise Tampered(Reason.TRUNCATED)
    stated = from_json(text)
    try:
        badge = _read(stated)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise Tampered(Reason.NOT_CANONICAL) from error
    proof = {"proof": stated["proof"]} if "proof" in stated else {}
    if not _is_text(badge) or not is_written_as({**_document(badge), **proof}, text.encode(errors="replace")):
        raise Tampered(Reason.NOT_CANONICAL)
    if badge.facts.valid_until and badge.facts.valid_until < badge.facts.completed_on:
        raise Tampered(Reason.STRANGE_DATES)
    key_id, _ = check_proof(stated, did_of(badge.origin), public_keys)
    return badge, key_id


def _document(badge: Badge) -> dict[str, Any]:
    facts, achievement = badge.facts, badge.achievement
    address = f"{badge.origin}/verify/{facts.serial}"
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.course,
        "issuer": {
            "id": did_of(badge.origin),
            "type": ["Profile"],
            "name": facts.authority,
            "url": badge.origin,
            "address": {"type": ["Address"], "addressCountry": facts.country_name},
            "otherIdentifier": [
                {"type": "IdentifierEntry", "identifier": facts.country, "identifierType": _COUNTRY_CODES}
            ],
        },
        "validFrom": f"{facts.completed_on.isoformat()}{_BEGINS}",
        **({"validUntil": f"{facts.valid_until.isoformat()}{_ENDS}"} if facts.valid_until else {}),
        "credentialSubject": {
            "id": f"{address}#holder",
            "type": ["AchievementSubject"],
            "licenseNumber": facts.serial,
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": facts.name, "identityType": "name"}
            ],
            "achievement": {
                "id": achievement.address,
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": facts.course,
                "version": facts.course_version,
                "inLanguage": facts.language,
                "description": achievement.description,
                "criteria": {"narrative": achievement.criteria},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetCode": each.code,
                        "targetName": each.text,
                        "targetUrl": f"{achievement.address}#{each.code}",
                    }
                    for each in achievement.objectives
                ],
            },
        },
        "credentialStatus": [
            {
                "id": f"{list_address(badge.origin, purpose, badge.status_list)}#{badge.status_index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose.value,
                "statusListIndex": str(badge.status_index),
                "statusListCredential": list_address(badge.origin, purpose, badge.status_list),
            }
            for purpose in Purpose
        ],
    }


def _read(stated: dict[str, Any]) -> Badge:
    """Take the facts from their places; whether everything else is as it must be shows when it is written again."""
    issuer, subject, status = stated["issuer"], stated["credentialSubject"], stated["credentialStatus"][0]
    achievement = subject["achievement"]
    origin, _, number = read_list_address(status["statusListCredential"])
    if not _ORIGIN.fullmatch(origin):
        raise ValueError(f"not an origin: {origin}")
    return Badge(
        facts=Facts(
            serial=subject["licenseNumber"],
            name=subject["identifier"][0]["identityHash"],
            course=achievement["name"],
            course_version=achievement["version"],
            completed_on=_day(stated["validFrom"], _BEGINS),
            valid_until=_day(stated["validUntil"], _ENDS) if "validUntil" in stated else None,
            country=issuer["otherIdentifier"][0]["identifier"],
            country_name=issuer["address"]["addressCountry"],
            authority=issuer["name"],
            language=achievement["inLanguage"],
        ),
        achievement=Achievement(
            address=achievement["id"],
            description=achievement["description"],
            criteria=achievement["criteria"]["narrative"],
            objectives=tuple(Objective(each["targetCode"], each["targetName"]) for each in achievement["alignment"]),
        ),
        origin=origin,
        status_list=number,
        status_index=int(status["statusListIndex"]),
    )


def _day(text: str, time: str) -> date:
    try:
        return date.fromisoformat(text.removesuffix(time))
    except ValueError as error:
        raise Tampered(Reason.STRANGE_DATES) from error


def _is_text(badge: Badge) -> bool:
    """Whether every text is one: a number in its place would be written again just as it came."""
    described = badge.achievement
    texts = [each for each in vars(badge.facts).values() if not isinstance(each, date | None)]
    texts += [described.address, described.description, described.criteria]
    texts += [text for each in described.objectives for text in (each.code, each.text)]
    return all(isinstance(text, str) for text in texts)
