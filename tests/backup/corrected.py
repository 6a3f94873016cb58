"""What a correction of a key leaves in the database, for copies of everything."""

import uuid
from datetime import datetime

from learning.db import Base
from learning.people.history import PersonBefore
from learning.records.corrections import Changed, Correction, CorrectionTarget, ScoreChange
from learning.records.history import EnrolmentBefore
from learning.records.models import Attempt


def corrected(attempt: Attempt, now: datetime) -> list[Base]:
    """Rows that a correction and a change of circumstances leave."""
    correction = Correction(
        id=uuid.uuid4(),
        number=1,
        module=attempt.module,
        item="q01",
        remedy="both-right",
        new_key={"key": "b"},
        undoes_id=None,
        wrong="المفتاح",
        reason="–",
        figures={"scores": 1},
        digest="0" * 64,
        made_by=None,
        made_at=now,
    )
    return [
        correction,
        CorrectionTarget(correction_id=correction.id, quiz_version_id=attempt.quiz_version_id, item="q01"),
        ScoreChange(
            correction_id=correction.id,
            attempt_id=attempt.id,
            person_id=attempt.person_id,
            country="GHA",
            kind=Changed.SCORE,
            from_numerator=7,
            from_denominator=2,
            to_numerator=4,
            to_denominator=1,
            out_of=10,
            passed_before=False,
            passed_after=True,
            would_fail=False,
            proposal_id=None,
            made_by=None,
            made_at=now,
            told_at=None,
        ),
        PersonBefore(person_id=attempt.person_id, until=now, name="أمينة", service_number=None),
        EnrolmentBefore(
            enrolment_id=attempt.enrolment_id,
            until=now,
            is_gone=False,
            person_id=attempt.person_id,
            name="أمينة",
            service_number="GH 1",
            course="a",
            cohort_id=None,
            country="GHA",
            category="civilian",
            sex=None,
            unit="",
            mission="UNMISS",
            enrolled_at=now,
            enrolled_on=now.date(),
        ),
    ]
