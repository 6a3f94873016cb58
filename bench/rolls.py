"""R: a nominal roll of 10,000 rows, tried out and imported into a database of its own."""

import io
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from bench.figures import Figure
from bench.scene import Scene
from learning.db import Base, Database
from learning.migrations.tables import METADATA
from learning.people.models import Cohort, Person
from learning.people.permissions import Role
from learning.people.rules import Actor
from learning.records.models import CohortCourse
from learning.rolls import queries, services
from learning.rolls.reading import Rows, read_rows

ROWS = 10_000
SLOWEST = 1000
"""Rows a second."""
COURSES = ("gender-responsive-conflict-analysis", "preventing-sexual-exploitation-and-abuse")
HEADINGS = ("No", "Name", "Service number", "Rank", "Category", "Unit", "Sex", "Date of birth")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def speed(scene: Scene) -> Iterator[Figure]:  # noqa: ARG001 - a database of its own, so that nothing else is longer for it
    """How many rows a second are read and tried out, and how many are imported."""
    assert METADATA is Base.metadata
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'rolls.db'}")
        Base.metadata.create_all(database.engine)
        tried, imported = _measured(database)
        database.dispose()
    yield Figure(f"R  dry run of {ROWS:,} rows of XLSX", ROWS / tried, SLOWEST, "rows/s", is_floor=True)
    yield Figure(f"R  import of {ROWS:,} rows into two courses", ROWS / imported, SLOWEST, "rows/s", is_floor=True)


def _measured(database: Database) -> tuple[float, float]:
    actor, cohort = _trainer(database)
    content = _file()
    begun = time.perf_counter()
    roll_id = _keep(database, actor, cohort, content, read_rows(content))
    with database.read() as session:
        found = queries.roll(session, actor, roll_id, with_rows=True)
        run = queries.dry_run(session, found, today=NOW.date())
    tried = time.perf_counter()
    assert len(run.settled.new) == ROWS
    with database.begin() as session:
        services.import_roll(session, actor, roll_id, now=NOW)
    return tried - begun, time.perf_counter() - tried


def _keep(database: Database, actor: Actor, cohort: Cohort, content: bytes, rows: Rows) -> uuid.UUID:
    with database.begin() as session:
        found = services.keep_roll(session, actor, cohort, file_name="roll.xlsx", content=content, rows=rows, now=NOW)
        services.set_terms(session, found, queries.proposed_terms(session, found, cohort), now=NOW)
        return found.id


def _trainer(database: Database) -> tuple[Actor, Cohort]:
    person = Person(
        id=uuid.uuid4(),
        role=Role.TRAINER,
        name="Efua Owusu",
        country="GHA",
        email="efua@example.org",
        password_hash="",
        language="en",
        made_at=NOW,
    )
    cohort = Cohort(
        id=uuid.uuid4(),
        country="GHA",
        name="Battalion 12",
        mission="UNMISS",
        join_code="AAAA-CCCC",
        made_by=person.id,
        made_at=NOW,
    )
    with database.begin() as session:
        for row in (person, cohort, *(CohortCourse(cohort_id=cohort.id, course=course) for course in COURSES)):
            session.add(row)
            session.flush()
    return Actor(person.id, uuid.uuid4(), person.name, Role.TRAINER, "GHA", "en", NOW), cohort


def _file() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, ROWS + 1):
            name = f"Kofi Mensah Ab{number}"
            row = (number, name, f"GH {number:06}", "Cpl", "troops", f"{number % 9} Company", "M", "1990-02-03")
            sheet.write_row(number, 0, row)
    return out.getvalue()
