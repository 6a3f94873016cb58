"""A row in every table."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy import JSON, select, update

from certificates.seal import KeyRing
from learning.db import Database
from learning.demo import make_demo
from learning.jobs.models import OutboxMail, SavedReport
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.services import publish
from learning.people.models import CertificateLook, Cohort, ContactKind, FailedSignIn, HelpContact, Person, SignIn, Slip
from learning.people.offices import Handover
from learning.people.permissions import Role
from learning.people.picture_codes import PictureCode, WrongPictures
from learning.records.ledger import Grant, GrantKind, GrantReason
from learning.records.letters import Letter, LetterLine
from learning.records.models import Attempt, Credential, Outcome, Proposal, Proposed, Response, Submission
from learning.records.printing import Print
from learning.records.public_pages import PublicFigures, PublicPage
from learning.records.reported import ReportedQuarter
from learning.records.sharing import SharedTable
from learning.rolls.models import Roll, RollLine, RollMapping
from tests.backup.further import NOW, correct, teach

ROOM = Path(__file__).parents[2] / "learning" / "modules"

T = TypeVar("T")


class Shown:
    """A display of progress that remembers what it was shown, and may do something at the first step."""

    def __init__(self, at_first_step: Callable[[], None] | None = None) -> None:
        self.steps = 0
        self.total: int | None = None
        self.at_first_step = at_first_step

    def __call__(self, things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        assert label
        self.total = total
        for thing in things:
            if self.steps == 0 and self.at_first_step:
                self.at_first_step()
            self.steps += 1
            yield thing


def fill(database: Database, folder: Path) -> None:
    """Fill every table: a small demo, and what a demo has not."""
    packs = [read_pack(path) for path in sorted((ROOM / "content").iterdir()) if path.is_dir()]
    with database.begin() as session:
        publish(session, packs, read_courses(ROOM / "courses.toml"), now=NOW)
    make_demo(database, KeyRing.create(folder), learners=60, progress=Shown(), now=NOW)
    with database.begin() as session:
        session.execute(update(Person).where(Person.role == Role.TRAINER).values(password_given_at=NOW))
        session.execute(update(SignIn).values(must_choose=True))
        session.add(FailedSignIn(account="a" * 64, address="b" * 64, at=NOW))
        attempt = session.scalars(select(Attempt)).first()
        assert attempt is not None
        session.add(Response(attempt_id=attempt.id, item="null", answer=JSON.NULL, revision=1, saved_at=NOW))
        strange = {"answer-ü": ["\u2028 \\u0041 \"'", "٣", 1.5, 2**60, None, True, {"": []}]}
        session.add(Submission(attempt_id=attempt.id, received_at=NOW, outcome=Outcome.STRANGE, answers=strange))
        session.add(
            HelpContact(
                country=None,
                mission="UNMISS",
                kind=ContactKind.DOCTOR,
                office="العيادة & “clinic”",
                phone="",
                email="",
                place="Block 4",
                owner="Headquarters",
                checked_on=NOW.date(),
                review_on=NOW.date(),
                made_by=attempt.person_id,
                made_at=NOW,
                changed_at=NOW,
            )
        )
        session.add(
            CertificateLook(
                country="GHA",
                number=1,
                design="field-manual",
                border="#16213a",
                accent="#0f5c7a",
                logo=bytes(range(256)),
                signatories=[{"name": "Ama Boateng", "title": "مديرة"}],
                signature_1=b"",
                signature_2=None,
                second_language=None,
                made_by=attempt.person_id,
                made_at=NOW,
            )
        )
        session.add(
            Print(
                serial=session.scalars(select(Credential.serial)).first(),
                statement="a.b.c",
                badge="{}",
                pdf=b"%PDF\x00\xff",
                pdf_hash="0" * 64,
                printed_at=NOW,
            )
        )
        session.add(
            Grant(
                cohort_id=session.scalars(select(Cohort.id)).first(),
                enrolment_id=attempt.enrolment_id,
                kind=GrantKind.TIME,
                module="",
                reason=GrantReason.DUTY,
                expires_on=NOW.date(),
                made_by=attempt.person_id,
                made_at=NOW,
            )
        )
        letter = Letter(
            country="GHA",
            year=NOW.year,
            number=1,
            landing_on=NOW.date(),
            people=1,
            facts={"subject": "رسالة", "annex": {"rows": [["1", "–"]]}},
            annex_hash="0" * 64,
            pdf=b"%PDF\x00\xff",
            pdf_hash="1" * 64,
            docx=b"PK\x03\x04",
            docx_hash="2" * 64,
            made_by=attempt.person_id,
            made_at=NOW,
        )
        session.add(letter)
        saved = SavedReport(
            person_id=attempt.person_id,
            name="كل شهر",
            report="completions",
            country="GHA",
            filters={"span": "last-month"},
            made_at=NOW,
            every="month",
            due_on=NOW.date(),
        )
        session.add(saved)
        session.flush()
        session.add(
            OutboxMail(
                person_id=attempt.person_id,
                saved_id=saved.id,
                report="completions",
                country="GHA",
                address="a@example.org",
                subject="كل شهر",
                body="…",
                file_name="a.pdf",
                media_type="application/pdf",
                content=b"%PDF\x00\xff",
                made_at=NOW,
                next_at=NOW,
            )
        )
        session.add(
            SharedTable(
                country="GHA",
                number=1,
                filters={"mission": None},
                cells={"female": [12, None, None]},
                made_on=NOW.date(),
                made_by=None,
                made_at=NOW,
            )
        )
        session.add(
            ReportedQuarter(
                country="",
                quarter="2026-Q1",
                facts=[{"definition": {"code": "T1", "words": {"ar": {"name": "الأشخاص"}}}, "figures": []}],
                made_by=None,
                made_at=NOW,
            )
        )
        session.flush()
        session.add(LetterLine(letter_id=letter.id, serial=session.scalars(select(Credential.serial)).first()))
        session.add(
            Slip(
                person_id=attempt.person_id,
                code_hash="c" * 64,
                made_by=attempt.person_id,
                made_at=NOW,
                expires_at=NOW,
                used_at=NOW,
            )
        )
        session.add(
            Handover(
                country="GHA",
                predecessor_id=attempt.person_id,
                successor_id=session.scalars(select(Person.id).where(Person.id != attempt.person_id)).first(),
                then="learner",
                last_day=NOW.date(),
                made_by=attempt.person_id,
                made_at=NOW,
            )
        )
        session.add(PublicPage(country="GHA", is_on=True, changed_by=attempt.person_id, changed_at=NOW))
        session.add(PublicFigures(country="GHA", ends_on=NOW.date(), figures={"years": [2025, None]}, made_at=NOW))
        session.add(
            PictureCode(
                person_id=attempt.person_id,
                code_hash="$argon2id$",
                wrong=1,
                wrong_since=NOW,
                made_by=attempt.person_id,
                made_at=NOW,
            )
        )
        session.add(WrongPictures(country="GHA", address="e" * 64, at=NOW))
        session.add(RollMapping(country="GHA", headings={"الاسم": "name"}, category="", rank_group="", changed_at=NOW))
        roll = Roll(
            country="GHA",
            cohort_id=session.scalars(select(Cohort.id)).first(),
            file_name="كشف.xlsx",
            content_hash="d" * 64,
            rows=[["الاسم", "=1+1"], []],
            terms=None,
            decisions={},
            counts={},
            made_by=attempt.person_id,
            made_at=NOW,
        )
        session.add(roll)
        session.flush()
        session.add(
            RollLine(
                roll_id=roll.id,
                row=2,
                person_id=attempt.person_id,
                rotation_id=None,
                made_person=False,
                made_membership=False,
                enrolments=[str(attempt.enrolment_id)],
            )
        )
        correct(session, attempt)
        teach(session, attempt)
        session.add(Proposal(act=Proposed.ROTATE_KEYS, terms={}, made_by=attempt.person_id, made_at=NOW, is_done=False))
        session.add(
            Attempt(
                enrolment_id=attempt.enrolment_id,
                person_id=attempt.person_id,
                module="another",
                quiz_version_id=attempt.quiz_version_id,
                number=1,
                placed=[],
                pass_mark=80,
                wait_minutes=0,
                language="en",
                started_at=NOW,
            )
        )
