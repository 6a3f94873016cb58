"""Made-up life in bulk: people, enrolments, signed-in browsers, attempts and certificates, straight into tables."""

import hashlib
import itertools
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert, select

from bench.figures import watched
from certificates.facts import Facts, new_serial
from certificates.seal import KeyRing
from learning.db import Base, Database
from learning.modules.queries import PublishedCourse, catalogue
from learning.people import passwords
from learning.people.models import Category, Cohort, Person, Rotation, Sex, SignIn
from learning.people.rules import MISSIONS
from learning.records.models import Attempt, Completion, Credential, Delivery, Enrolment, FollowUp, Progress
from learning.records.places import take_place
from learning.records.rules import FOLLOW_UP_MONTHS, months_after
from learning.records.tallies import Tally, contribution

PASSWORD = "seven grey herons"
COOKIE = "learn1325"
COHORTS = 20
BATCH = 5000
_KINDS = 420
_FIRST = ("Amina", "Bishnu", "Chandra", "Élodie", "Efua", "José", "Mariam", "Nguyễn", "Ōta", "Sita", "Þóra", "Zoë")
_LAST = (
    "Adjei",
    "Bhattarai",
    "Çelik",
    "Dlamini",
    "Espíritu",
    "Fofana",
    "Gurung",
    "Hossain",
    "Iñárritu",
    "Mensah",
    "Rai",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Learner:
    """One made-up learner: who, and the cookie of a browser signed in."""

    person_id: uuid.UUID
    cookie: str


class Life:
    """Writes made-up life into one prepared database."""

    def __init__(self, database: Database, secret: str, *, now: datetime | None = None) -> None:
        self.database = database
        self._places = itertools.count()
        self.now = now or datetime.now(UTC)
        application = Flask("bench")
        application.secret_key = secret
        self._signer = SecureCookieSessionInterface().get_signing_serializer(application)
        self.password_hash = passwords.hash_password(PASSWORD)
        with database.read() as session:
            self.courses: dict[str, PublishedCourse] = dict(catalogue(session).courses)

    def people(self, country: str, number: int, *, role: str = "learner") -> list[uuid.UUID]:
        """Add people who can sign in with `<country>L<n>` and the password; they serve, too."""
        rows = [self._person(country, role, place) for place in range(number)]
        self.write(Person, rows, f"{country}: people")
        self.write(
            Rotation, (self._rotation(row, place) for place, row in enumerate(rows)), f"{country}: rotations", number
        )
        return [person["id"] for person in rows]

    def signed_in(self, people: Iterable[uuid.UUID]) -> list[Learner]:
        """Sign people in without asking for their password."""
        found: list[Learner] = []
        rows = []
        for person_id in people:
            token = uuid.uuid4().hex
            rows.append(
                {
                    "id": uuid.uuid4(),
                    "token_hash": hashlib.sha256(token.encode()).hexdigest(),
                    "person_id": person_id,
                    "begun_at": self.now,
                    "seen_at": self.now,
                    "expires_at": self.now + timedelta(days=30),
                }
            )
            assert self._signer is not None
            cookie = self._signer.dumps({"_permanent": True, "_user_id": token, "_fresh": True, "language": "en"})
            found.append(Learner(person_id, f"{COOKIE}={cookie!s}"))
        self.write(SignIn, rows, "sign-ins")
        return found

    def cohorts(self, country: str, made_by: uuid.UUID) -> list[uuid.UUID]:
        """Add cohorts of a country."""
        rows: list[Row] = [
            {
                "id": uuid.uuid4(),
                "country": country,
                "name": f"Cohort {place}",
                "mission": "UNMISS",
                "join_code": f"{country}{place}",
                "made_by": made_by,
                "made_at": self.now,
            }
            for place in range(COHORTS)
        ]
        self.write(Cohort, rows, f"{country}: cohorts")
        return [cohort["id"] for cohort in rows]

    def enrol(
        self, country: str, people: list[uuid.UUID], course: str, cohorts: list[uuid.UUID], *, completed: bool = True
    ) -> list[uuid.UUID]:
        """Enrol people in a course; three of four have completed it, unless nobody shall. Tallies are kept right."""
        ids = [uuid.uuid4() for _ in people]
        tally: Counter[tuple[Any, ...]] = Counter()
        # Few different sets of facts, so that each is counted once, times its number; and people came in the order
        # in which they stand in the tables, over a year.
        facts = [(place % _KINDS, 360 * (len(people) - place) // len(people)) for place in range(len(people))]

        def rows() -> Iterator[Row]:
            for enrolment_id, person_id, (kind, days) in zip(ids, people, facts, strict=True):
                yield self._enrolment(country, course, cohorts, kind, days, completed=completed) | {
                    "id": enrolment_id,
                    "person_id": person_id,
                }

        self.write(Enrolment, rows(), f"{country}: enrolments", len(people))
        for (kind, days), times in watched(Counter(facts).items(), "counting"):
            enrolment = Enrolment(**self._enrolment(country, course, cohorts, kind, days, completed=completed))
            for key, (enrolled, done) in contribution(enrolment).items():
                tally[*key, 0] += enrolled * times
                tally[*key, 1] += done * times
        keys = sorted({key[:5] for key in tally})
        names = ("country", "course", "dimension", "value", "day", "enrolled", "completed")
        counted = (dict(zip(names, (*key, tally[*key, 0], tally[*key, 1]), strict=True)) for key in keys)
        self.write(Tally, counted, f"{country}: tallies", len(keys))
        return ids

    def attempts(self, people: list[uuid.UUID], enrolments: list[uuid.UUID], course: str, each: int) -> None:
        """Add submitted attempts, so many for each enrolment, and what was gathered from them."""
        module = self.courses[course].modules[0]

        def rows() -> Iterator[Row]:
            for (person_id, enrolment_id), number in itertools.product(
                zip(people, enrolments, strict=True), range(1, each + 1)
            ):
                yield {
                    "id": uuid.uuid4(),
                    "enrolment_id": enrolment_id,
                    "person_id": person_id,
                    "module": module.slug,
                    "quiz_version_id": module.quiz_version_id,
                    "number": number,
                    "placed": [],
                    "pass_mark": 80,
                    "wait_minutes": 10,
                    "language": "en",
                    "started_at": self.now,
                    "submitted_at": self.now,
                    "earned_numerator": 5,
                    "earned_denominator": 1,
                    "out_of": 10,
                    "passed": False,
                    "critical_missed": [],
                }

        self.write(Attempt, rows(), f"attempts, {each} each", len(people) * each)
        facts = {"module": module.slug, "lessons_read": 0, "attempts": each, "extra_attempts": 0, "failures": each}
        progress = ({"enrolment_id": one, "failed_at": self.now, **facts} for one in enrolments)
        self.write(Progress, progress, "progress", len(enrolments))

    def certificates(
        self, country: str, people: list[uuid.UUID], enrolments: list[uuid.UUID], keys: KeyRing
    ) -> list[str]:
        """Complete a course for each, with a certificate and the follow-ups that come after it; returns the serials."""
        course = next(iter(self.courses.values()))
        today = self.now.date()
        completions, credentials = [], []
        with self.database.begin() as session:
            status_list, _ = take_place(session)
        for place, (person_id, enrolment_id) in enumerate(zip(people, enrolments, strict=True)):
            facts = Facts(
                serial=new_serial(),
                name=_name(place),
                course=course.words("en")["title"],
                course_version="1",
                completed_on=today,
                valid_until=today + timedelta(days=730),
                country=country,
                country_name="Nepal",
                authority="National authority for peacekeeping training, Nepal",
                language="en",
            )
            seal = keys.seal(facts.to_bytes())
            service = self._service(place) | {"country": country, "sex": None}
            completions.append(
                service
                | {
                    "id": uuid.uuid4(),
                    "enrolment_id": enrolment_id,
                    "person_id": person_id,
                    "course": course.slug,
                    "course_version_id": course.version_id,
                    "name": facts.name,
                    "completed_at": self.now,
                    "completed_on": today,
                }
            )
            credentials.append(
                {
                    "serial": facts.serial,
                    "completion_id": completions[-1]["id"],
                    "person_id": person_id,
                    "country": country,
                    "facts": facts.to_bytes().decode(),
                    "seal": seal.signature.hex(),
                    "key_id": seal.key_id,
                    "design": course.design,
                    "status_list": status_list,
                    "status_index": next(self._places),
                    "issued_at": self.now,
                }
            )
        self.write(Completion, completions, "completions")
        self.write(Credential, credentials, "credentials")
        due = [(number, months_after(today, months)) for number, months in enumerate(FOLLOW_UP_MONTHS, 1)]
        follow_ups = [
            {"enrolment_id": enrolment_id, "number": number, "due_on": day}
            for enrolment_id, (number, day) in itertools.product(enrolments, due)
        ]
        self.write(FollowUp, follow_ups, "follow-ups")
        return [row["serial"] for row in credentials]

    def attempt_answers(self, attempt_id: uuid.UUID) -> tuple[uuid.UUID, list[dict[str, Any]]]:
        """Read what an attempt asks: the quiz version and the draw."""
        with self.database.read() as session:
            version, placed = session.execute(
                select(Attempt.quiz_version_id, Attempt.placed).where(Attempt.id == attempt_id)
            ).one()
        return version, placed

    def write(self, table: type[Base], rows: Iterable[Row], words: str, total: int | None = None) -> None:
        """Write rows of one table in batches, and show how far it is."""
        total = len(rows) if isinstance(rows, list) else total
        remaining = iter(watched(rows, f"making {words}", total))
        while batch := list(itertools.islice(remaining, BATCH)):
            with self.database.begin() as session:
                session.connection().execute(insert(table.__table__), batch)  # type: ignore[arg-type]

    def _person(self, country: str, role: str, place: int) -> Row:
        return {
            "id": uuid.uuid4(),
            "role": role,
            "name": _name(place),
            "country": country,
            "service_number": f"{country}{role[0].upper()}{place}",
            "password_hash": self.password_hash,
            "language": "en",
            "sex": None,
            "made_at": self.now,
            "seen_at": self.now,
        }

    def _rotation(self, person: Row, place: int) -> Row:
        service = self._service(place)
        return service | {
            "id": uuid.uuid4(),
            "person_id": person["id"],
            "country": person["country"],
            "begun_on": self.now.date(),
        }

    def _enrolment(
        self, country: str, course: str, cohorts: list[uuid.UUID], kind: int, days: int, *, completed: bool
    ) -> Row:
        begun = self.now - timedelta(days=30 + days)
        ended: date | None = (begun + timedelta(days=20)).date() if completed and kind % 4 else None
        sexes = (*Sex, None)
        return self._service(kind) | {
            "course": course,
            "cohort_id": cohorts[kind % len(cohorts)] if cohorts else None,
            "country": country,
            "sex": sexes[kind % len(sexes)],
            "enrolled_at": begun,
            "enrolled_on": begun.date(),
            "completed_on": ended,
            "delivery": Delivery.OWN_PHONE if ended else None,
            "valid_until": ended + timedelta(days=365) if ended else None,
        }

    @staticmethod
    def _service(place: int) -> Row:
        categories = tuple(Category)
        return {
            "category": str(categories[place % len(categories)]),
            "rank_group": "enlisted",
            "unit": f"{place % 9} Company",
            "mission": MISSIONS[place % len(MISSIONS)],
        }


def _name(place: int) -> str:
    first, last = _FIRST[place % len(_FIRST)], _LAST[place // len(_FIRST) % len(_LAST)]
    return f"{first} {_LAST[place % len(_LAST)]}-{last}" if place % 3 == 0 else f"{first} {last}"
