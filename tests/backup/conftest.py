import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import JSON, Text, cast, select

from certificates.seal import KeyRing
from learning.db import Database
from learning.demo import make_demo
from learning.migrations.steps import migrate
from learning.migrations.tables import METADATA
from learning.modules.courses import read_courses
from learning.modules.packs import read_pack
from learning.modules.services import publish
from learning.papers.models import AnswerSheet, PaperSet, Seen, SheetReading, SheetState, Way
from learning.people.models import CertificateLook, Cohort, ContactKind, FailedSignIn, HelpContact, Slip
from learning.records.ledger import Grant, GrantKind, GrantReason
from learning.records.letters import Letter, LetterLine
from learning.records.models import Attempt, Credential, Outcome, Proposal, Proposed, Response, Submission
from learning.records.on_paper import Hold
from learning.records.printing import Print
from learning.records.rooms import Attendance, RoomSession
from learning.records.sharing import SharedTable
from learning.rolls.models import Roll, RollLine, RollMapping
from tests.backup.corrected import corrected
from tests.postgresql import Server

ROOM = Path(__file__).parents[2] / "learning" / "modules"
NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)

T = TypeVar("T")
Make = Callable[[str], Database]
_numbers = itertools.count()


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


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a database, table by table; JSON as its text, so that null is not NULL."""
    found = {}
    with database.read() as session:
        for table in METADATA.sorted_tables:
            columns = (cast(one, Text) if isinstance(one.type, JSON) else one for one in table.columns)
            found[table.name] = sorted((tuple(row) for row in session.execute(select(*columns))), key=repr)
    return found


def fill(database: Database, folder: Path) -> None:
    """Fill every table: a small demo, and what a demo has not."""
    packs = [read_pack(path) for path in sorted((ROOM / "content").iterdir()) if path.is_dir()]
    with database.begin() as session:
        publish(session, packs, read_courses(ROOM / "courses.toml"), now=NOW)
    make_demo(database, KeyRing.create(folder), learners=60, progress=Shown(), now=NOW)
    with database.begin() as session:
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
        session.add_all(corrected(attempt, NOW))
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


@pytest.fixture
def now() -> datetime:
    """The moment of the backup, with microseconds."""
    return NOW


@pytest.fixture
def shown() -> Shown:
    """A display of progress."""
    return Shown()


@pytest.fixture
def showing() -> type[Shown]:
    """Displays of progress that do something at the first step."""
    return Shown


@pytest.fixture
def read_all() -> Callable[[Database], dict[str, list[tuple[object, ...]]]]:
    """Read everything in a database."""
    return contents


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Make an empty database with the whole schema, of the kind that is named."""
    made: list[Database] = []

    def make(kind: str) -> Database:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path / f'new-{next(_numbers)}.db'}"
        else:
            server: Server = request.getfixturevalue("postgresql_server")
            url = server.create(f"backup_{next(_numbers)}")
        made.append(Database(url))
        migrate(made[-1])
        return made[-1]

    yield make
    for database in made:
        database.dispose()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A SQLite database that has rows in every table; it is only read, and its log written."""
    folder = tmp_path_factory.mktemp("full")
    database = Database(f"sqlite:///{folder / 'full.db'}")
    migrate(database)
    fill(database, folder / "keys")
    yield database
    database.dispose()
