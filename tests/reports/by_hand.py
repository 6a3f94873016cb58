"""Rows made by hand, so that a test can work out in its own text what a report must count."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy.orm import Session

from learning.people.models import Person, Rotation
from learning.people.permissions import Role
from learning.records import tallies
from learning.records.models import Completion, Credential, Delivery, Enrolment, LessonView, StatusList
from tests.cast import password_hash
from tests.life import SEA, Life

LIST = 99


def noon(day: date) -> datetime:
    """The middle of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


class ByHand:
    """Writes people, enrolments, completions and certificates straight into the tables."""

    def __init__(self, life: Life, session: Session, *, first: int = 1) -> None:
        self.life = life
        self.session = session
        self.numbers: Iterator[int] = count(first)
        """Of people, places and lessons; who writes a second time begins further on."""
        if session.get(StatusList, LIST) is None:
            session.add(StatusList(number=LIST, taken=0))
            session.flush()

    def person(
        self,
        sex: str | None = None,
        *,
        country: str = "GHA",
        category: str = "contingent-troop",
        rank_group: str = "enlisted",
        unit: str = "2 Company",
        mission: str = "UNMISS",
        since: date = date(2025, 1, 1),
        until: date | None = None,
    ) -> Rotation:
        """Somebody who serves; gives the period of service."""
        number = next(self.numbers)
        person = Person(
            id=uuid.uuid4(),
            role=Role.LEARNER,
            name=f"Person {number}",
            country=country,
            service_number=f"N{number:05d}",
            password_hash=password_hash(),
            language="en",
            sex=sex,
            made_at=noon(since),
        )
        self.session.add(person)
        self.session.flush()
        rotation = Rotation(
            id=uuid.uuid4(),
            person_id=person.id,
            country=country,
            category=category,
            rank_group=rank_group,
            unit=unit,
            mission=mission,
            begun_on=since,
            ended_on=until,
        )
        self.session.add(rotation)
        self.session.flush()
        return rotation

    def enrolled(
        self,
        who: Rotation,
        on: date,
        course: str = SEA,
        *,
        completed_on: date | None = None,
        valid_until: date | None = None,
        delivery: Delivery | None = None,
        is_renewed: bool = False,
    ) -> Enrolment:
        """Enrol somebody, and count it in the tallies."""
        person = self.session.get_one(Person, who.person_id)
        found = Enrolment(
            id=uuid.uuid4(),
            person_id=who.person_id,
            course=course,
            cohort_id=None,
            country=who.country,
            category=who.category,
            rank_group=who.rank_group,
            sex=person.sex,
            unit=who.unit,
            mission=who.mission,
            enrolled_at=noon(on),
            enrolled_on=on,
            seen_at=None,
            completed_on=completed_on,
            valid_until=valid_until,
            renewed_at=noon(completed_on or on) if is_renewed else None,
            delivery=delivery,
        )
        self.session.add(found)
        self.session.flush()
        tallies.change(self.session, {}, tallies.contribution(found))
        return found

    def completed(
        self,
        who: Rotation,
        on: date,
        course: str = SEA,
        *,
        enrolled_on: date | None = None,
        until: date | None = None,
        delivery: Delivery = Delivery.OWN_PHONE,
        revoked_on: date | None = None,
        is_renewed: bool = False,
        audience: str = "all",
    ) -> Enrolment:
        """Complete a course and hold its certificate, which is revoked on a later day if one is named."""
        enrolment = self.enrolled(
            who,
            enrolled_on or on,
            course,
            completed_on=on,
            valid_until=until,
            delivery=delivery,
            is_renewed=is_renewed,
        )
        completion = Completion(
            id=uuid.uuid4(),
            enrolment_id=enrolment.id,
            person_id=who.person_id,
            course=course,
            course_version_id=self.life.course(self.session, course).version_id,
            name="Person",
            country=who.country,
            category=who.category,
            rank_group=who.rank_group,
            sex=enrolment.sex,
            unit=who.unit,
            mission=who.mission,
            audience=audience,
            completed_at=noon(on),
            completed_on=on,
            valid_until=until,
            delivery=delivery,
        )
        self.session.add(completion)
        self.session.flush()
        place = next(self.numbers)
        self.session.add(
            Credential(
                serial=f"SERIAL{place}",
                completion_id=completion.id,
                person_id=who.person_id,
                country=who.country,
                facts="",
                seal="",
                key_id="",
                design="plain",
                look_id=None,
                status_list=LIST,
                status_index=place,
                issued_at=noon(on),
                revoked_at=noon(revoked_on) if revoked_on else None,
                revocation_reason="issued-in-error" if revoked_on else None,
            )
        )
        self.session.flush()
        return enrolment

    def read(
        self, enrolment: Enrolment, lessons: int, *, delivery: Delivery, vouched_by: Rotation | None = None
    ) -> None:
        """Read some lessons to their end."""
        self.session.add_all(
            LessonView(
                enrolment_id=enrolment.id,
                module="by-hand",
                lesson=f"lesson-{next(self.numbers)}",
                opened_at=enrolment.enrolled_at,
                read_at=enrolment.enrolled_at,
                delivery=delivery,
                vouched_by=vouched_by.person_id if vouched_by else None,
            )
            for _ in range(lessons)
        )
        self.session.flush()
