"""What a session in a room makes of somebody's records: lessons read, exercises done, a course completed.

Everything is written in statements of many rows: a hall of 120 people and six lessons is closed in a second.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.modules.queries import PublishedCourse
from learning.people.models import Cohort, Person, Rotation
from learning.quizzes.rules import credit_groups
from learning.records.certifying import Issuing
from learning.records.completing import complete_if_due
from learning.records.enrolling import enrol, renew
from learning.records.models import Attempt, Delivery, Enrolment, LessonView, Progress, Purpose
from learning.records.rooms import Attendance, RoomSession

MOST_ROWS = 2_000
"""Lesson views of one statement: seven values each, below what SQLite takes in a statement."""
IssuingFor = Callable[[str, str], Issuing]
"""What is needed to issue to people of a country, in a language."""
_views = db.table_of(LessonView)
_attempts = db.table_of(Attempt)


@dataclass
class Made:
    """What a session made of one enrolment."""

    enrolment: uuid.UUID
    at: datetime
    seen_at: datetime | None
    lessons: list[tuple[str, bool]] = field(default_factory=list)
    """Lessons ("module/id") that were not read before, and whether each had been opened."""
    exercises: list[uuid.UUID] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Write it as it is kept with the attendance."""
        return {
            "enrolment": str(self.enrolment),
            "at": self.at.isoformat(),
            "seen_at": self.seen_at.isoformat() if self.seen_at else None,
            "lessons": [list(each) for each in self.lessons],
            "exercises": [str(each) for each in self.exercises],
        }


@dataclass(frozen=True)
class Counted:
    """What counting made: how many lessons in all, whose course is complete now, and who could not be enrolled."""

    lessons: int
    completed: int
    left_out: Sequence[str]


def count_present(
    session: Session,
    room: RoomSession,
    cohort: Cohort,
    people: Collection[uuid.UUID],
    *,
    course: PublishedCourse,
    issuing: IssuingFor,
    now: datetime,
) -> Counted:
    """Let what was taught count for people who were there, vouched for by whoever closed the session.

    A lesson that was read before stays as it was. Who is not enrolled is enrolled now; whose completion has run out
    begins again.
    """
    assert room.closed_by is not None, "only a closed session counts"
    enrolments, left_out = _enrolments(session, cohort, people, course.slug, now)
    made = {one.id: Made(one.id, now, one.seen_at) for one in enrolments.values()}
    _read_lessons(session, room, made, now)
    _practise(session, room, course, enrolments.values(), made, now)
    _seen(session, made, now)
    for person_id, enrolment in enrolments.items():
        session.execute(
            update(Attendance)
            .where(Attendance.room_session_id == room.id, Attendance.person_id == person_id)
            .values(made=made[enrolment.id].as_json())
        )
    languages = _languages(session, enrolments)
    completed = sum(
        complete_if_due(session, one.id, course, issuing=issuing(one.country, languages[person_id]), now=now)
        is not None
        for person_id, one in enrolments.items()
        if one.completed_on is None
    )
    return Counted(sum(len(one.lessons) for one in made.values()), completed, left_out)


def _enrolments(
    session: Session, cohort: Cohort, people: Collection[uuid.UUID], course: str, now: datetime
) -> tuple[dict[uuid.UUID, Enrolment], list[str]]:
    """Find everybody's current enrolment, or make it; names who has not said yet in which category she serves."""
    found = {
        one.person_id: one
        for some in db.parts(sorted(people))
        for one in session.scalars(
            select(Enrolment)
            .where(Enrolment.person_id.in_(some), Enrolment.course == course, Enrolment.renewed_at.is_(None))
            .order_by(Enrolment.id)
            .with_for_update()  # first, as on the phone: who reads on at this moment waits, and nobody for each other
            .execution_options(populate_existing=True)
        )
    }
    left_out = []
    for person_id in sorted(people):
        held = found.get(person_id)
        if held is not None and not _has_run_out(held.valid_until, now.date()):
            continue
        person = session.get_one(Person, person_id)
        rotation = session.scalar(select(Rotation).where(Rotation.person_id == person_id, Rotation.ended_on.is_(None)))
        if rotation is None:
            left_out.append(person.name)
            found.pop(person_id, None)
            continue
        begin = enrol if held is None else renew
        found[person_id] = begin(session, person, rotation, course, cohort=cohort, now=now)
    return found, sorted(left_out)


def _has_run_out(valid_until: date | None, today: date) -> bool:
    return valid_until is not None and valid_until < today


def _read_lessons(session: Session, room: RoomSession, made: Mapping[uuid.UUID, Made], now: datetime) -> None:
    rows = [
        {
            "enrolment_id": enrolment_id,
            "module": module,
            "lesson": lesson,
            "opened_at": now,
            "read_at": now,
            "delivery": Delivery.ROOM,
            "vouched_by": room.closed_by,
        }
        for enrolment_id in sorted(made)
        for module, lesson in sorted(split(each) for each in room.taught)
    ]
    new: Counter[tuple[uuid.UUID, str]] = Counter()
    for first in range(0, len(rows), MOST_ROWS):
        adding = db.insert(session, LessonView).values(rows[first : first + MOST_ROWS])
        adding = adding.on_conflict_do_update(
            index_elements=["enrolment_id", "module", "lesson"],
            set_={name: adding.excluded[name] for name in ("read_at", "delivery", "vouched_by")},
            where=_views.c.read_at.is_(None),
        )
        columns = (_views.c.enrolment_id, _views.c.module, _views.c.lesson, _views.c.opened_at)
        for enrolment_id, module, lesson, opened_at in session.execute(adding.returning(*columns)):
            made[enrolment_id].lessons.append((f"{module}/{lesson}", opened_at != now))
            new[enrolment_id, module] += 1
    count_lessons(session, new)


def count_lessons(session: Session, new: Mapping[tuple[uuid.UUID, str], int]) -> None:
    """Add to what the progress grid says of each enrolment and module; a number below zero takes away."""
    if not new:
        return
    adding = db.insert_rows(db.dialect_of(session), Progress)
    table = db.table_of(Progress)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["enrolment_id", "module"],
            set_={"lessons_read": table.c.lessons_read + adding.excluded.lessons_read},
        ),
        [
            {
                "enrolment_id": enrolment_id,
                "module": module,
                "lessons_read": number,
                "attempts": 0,
                "extra_attempts": 0,
                "failures": 0,
            }
            for (enrolment_id, module), number in sorted(new.items())
        ],
    )


def _practise(
    session: Session,
    room: RoomSession,
    course: PublishedCourse,
    enrolments: Iterable[Enrolment],
    made: Mapping[uuid.UUID, Made],
    now: datetime,
) -> None:
    """Note exercises that were done together: attempts without answers, which earn nothing and are not asked again."""
    if not room.practised:
        return
    before = _tried(session, made)
    rows = []
    for enrolment in enrolments:
        done = {key for key, (_, submitted) in before[enrolment.id].items() if submitted}
        for module, exercise in sorted(split(each) for each in room.practised):
            published = next((each for each in course.modules if each.slug == module), None)
            if published is None:
                continue
            group = next((one for one in credit_groups(published.pack.exercises) if exercise in one), None)
            if group is None or {(module, each) for each in group} & done:
                continue
            number = before[enrolment.id].get((module, exercise), (0, 0))[0] + 1
            rows.append(
                {
                    "id": uuid.uuid4(),
                    "enrolment_id": enrolment.id,
                    "person_id": enrolment.person_id,
                    "module": module,
                    "purpose": Purpose.EXERCISE,
                    "part": exercise,
                    "quiz_version_id": published.quiz_version_id,
                    "number": number,
                    "placed": [],
                    "pass_mark": 0,
                    "wait_minutes": 0,
                    "language": published.pack.languages[0],
                    "started_at": now,
                    "submitted_at": now,
                    "earned_numerator": 0,
                    "earned_denominator": 1,
                    "out_of": 0,
                    "passed": True,
                    "critical_missed": [],
                    "delivery": Delivery.ROOM,
                    "vouched_by": room.closed_by,
                }
            )
    for first in range(0, len(rows), MOST_ROWS // 4):
        adding = db.insert(session, Attempt).values(rows[first : first + MOST_ROWS // 4]).on_conflict_do_nothing()
        for attempt_id, enrolment_id in session.execute(adding.returning(_attempts.c.id, _attempts.c.enrolment_id)):
            made[enrolment_id].exercises.append(attempt_id)


Tried = dict[tuple[str, str], tuple[int, int]]


def _tried(session: Session, enrolments: Collection[uuid.UUID]) -> dict[uuid.UUID, Tried]:
    """Say of each exercise that somebody began its newest number, and how many attempts were submitted."""
    found: dict[uuid.UUID, Tried] = defaultdict(dict)
    for some in db.parts(sorted(enrolments)):
        rows = session.execute(
            select(
                Attempt.enrolment_id,
                Attempt.module,
                Attempt.part,
                func.max(Attempt.number),
                func.count(Attempt.submitted_at),
            )
            .where(Attempt.enrolment_id.in_(some), Attempt.purpose == Purpose.EXERCISE)
            .group_by(Attempt.enrolment_id, Attempt.module, Attempt.part)
        )
        for enrolment_id, module, part, newest, submitted in rows:
            found[enrolment_id][module, part] = (newest, submitted)
    return found


def _seen(session: Session, made: Collection[uuid.UUID], now: datetime) -> None:
    for some in db.parts(sorted(made)):
        session.execute(update(Enrolment).where(Enrolment.id.in_(some)).values(seen_at=now))


def _languages(session: Session, people: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {
        row.id: row.language
        for some in db.parts(sorted(people))
        for row in session.execute(select(Person.id, Person.language).where(Person.id.in_(some)))
    }


def split(written: str) -> tuple[str, str]:
    """Read "module/id"."""
    module, _, part = written.partition("/")
    return module, part
