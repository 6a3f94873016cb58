"""Rows of what the demo does not do."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.papers.models import AnswerSheet, PaperSet, Seen, SheetReading, SheetState, Way
from learning.people.history import PersonBefore
from learning.people.models import Cohort
from learning.records.corrections import Changed, Correction, CorrectionTarget, ScoreChange
from learning.records.history import EnrolmentBefore
from learning.records.models import Attempt
from learning.records.on_paper import Hold
from learning.records.rooms import Attendance, RoomSession

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


def correct(session: Session, attempt: Attempt) -> None:
    """Rows that a correction and a change of circumstances leave."""
    correction = Correction(
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
        made_at=NOW,
    )
    session.add(correction)
    session.flush()
    session.add_all(
        [
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
                made_at=NOW,
                told_at=None,
            ),
            PersonBefore(person_id=attempt.person_id, until=NOW, name="أمينة", service_number=None),
            EnrolmentBefore(
                enrolment_id=attempt.enrolment_id,
                until=NOW,
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
                enrolled_at=NOW,
                enrolled_on=NOW.date(),
            ),
        ]
    )


def teach(session: Session, attempt: Attempt) -> None:
    """Hold a session in a room, and a quiz on paper."""
    room = RoomSession(
        cohort_id=session.scalars(select(Cohort.id)).first(),
        course="a-course",
        lessons=["module/lesson"],
        held_on=NOW.date(),
        begins_at="09:30",
        place="قاعة",
        led_by=attempt.person_id,
        made_by=attempt.person_id,
        made_at=NOW,
        taught=[],
        practised=[],
    )
    session.add(room)
    session.flush()
    session.add(
        Attendance(
            room_session_id=room.id,
            person_id=attempt.person_id,
            noted_by=attempt.person_id,
            noted_at=NOW,
            made={"lessons": [["module/lesson", True]], "seen_at": None},
        )
    )
    papers = PaperSet(
        country="GHA",
        cohort_id=session.scalars(select(Cohort.id)).first(),
        course="course",
        module="module",
        quiz_version_id=attempt.quiz_version_id,
        language="ar",
        placed={"A": [{"item_id": "q01", "order": {}}]},
        made_by=attempt.person_id,
        made_at=NOW,
    )
    session.add(papers)
    session.flush()
    sheet = AnswerSheet(
        set_id=papers.id,
        number=0,
        code="AAA-CCC-DDD",
        variant="A",
        person_id=None,
        state=SheetState.HELD,
        hold=Hold.UNKNOWN,
        lines={"q01": "bd"},
        way=Way.READ,
        entered_by=attempt.person_id,
        entered_at=NOW,
    )
    session.add(sheet)
    session.flush()
    session.add(
        SheetReading(
            batch_id=papers.id,
            number=0,
            set_id=papers.id,
            sheet_id=sheet.id,
            file_name="صورة.jpg",
            page=1,
            seen=Seen.UNSURE,
            reason=None,
            unsure=1,
            cells=[[[1, 2, 3, 4]]],
            picture=bytes(range(256)),
            code_picture=None,
            made_by=attempt.person_id,
            made_at=NOW,
        )
    )
