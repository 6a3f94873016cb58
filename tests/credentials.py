"""A badge, the status lists it points to, and the contexts that our documents name: where several tests begin."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from certificates.badge import OPEN_BADGES, Achievement, Badge, Objective
from certificates.facts import Facts
from certificates.status import CREDENTIALS_V2, Change, Purpose, StatusList

ORIGIN = "https://train.example.org"
MADE_AT = datetime(2026, 3, 14, 16, 20, 5, tzinfo=UTC)
STATUS_INDEX = 94_567
_VENDOR = Path(__file__).parents[1] / "certificates" / "contexts" / "vendor"
CONTEXTS = {
    CREDENTIALS_V2: _VENDOR / "credentials-v2.jsonld",
    "https://www.w3.org/ns/credentials/undefined-terms/v2": _VENDOR / "undefined-terms-v2.jsonld",
    OPEN_BADGES: _VENDOR / "open-badges-3.0.3.jsonld",
}


def badge_of(facts: Facts) -> Badge:
    return Badge(
        facts=facts,
        achievement=Achievement(
            address=f"{ORIGIN}/courses/gender-responsive-conflict-analysis",
            description="See how conflict touches women, girls, men and boys.",
            criteria="All eight modules and their quizzes.\nPass mark: 80 %.",
            objectives=(
                Objective("G1", "Explain what resolution 1325 asks of a peacekeeper."),
                Objective("G2", 'Tell "sex" from "gender" with an example of your own.'),
                Objective("G6", "Write a report that says who was affected, and how."),
            ),
        ),
        origin=ORIGIN,
        status_list=1,
        status_index=STATUS_INDEX,
    )


def status_list(purpose: Purpose, *changed: int, made_at: datetime = MADE_AT, number: int = 1) -> StatusList:
    reason = {Purpose.REVOCATION: "issued-in-error", Purpose.REFRESH: "superseded"}[purpose]
    changes = {index: Change(date(2026, 5, 2), reason) for index in changed}
    return StatusList(origin=ORIGIN, purpose=purpose, number=number, changes=changes, made_at=made_at)


def load_context(address: str, _: Any) -> dict[str, Any]:
    """The document loader that PyLD asks: files only."""
    document = json.loads(CONTEXTS[address].read_text())
    return {"contextUrl": None, "documentUrl": address, "contentType": "application/ld+json", "document": document}
