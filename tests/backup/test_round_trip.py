import json
import stat
import tracemalloc
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import func, insert, select

from learning.audit import Act, AuditEntry, note
from learning.backup import dump, load
from learning.backup.forms import form_of
from learning.db import Database
from learning.errors import Conflict
from learning.migrations.tables import METADATA
from learning.people import services
from learning.people.models import Invitation

KINDS = ("sqlite", "postgresql")
MEBIBYTE = 1 << 20


def test_every_value_comes_back_from_one_kind_of_database_in_the_other_and_back(
    full: Database, new_database: Any, tmp_path: Path, shown: Any, read_all: Any, now: datetime
) -> None:
    before = read_all(full)
    rows = dump(full, tmp_path / "1.zip", progress=shown, now=now)
    over, back, again = new_database("postgresql"), new_database("sqlite"), new_database("postgresql")

    assert all(before.values()), "a table has no row to be tested with"
    assert rows == sum(map(len, before.values())) == shown.total == shown.steps
    assert load(over, tmp_path / "1.zip", progress=shown) == rows
    there = read_all(over)
    assert dump(over, tmp_path / "2.zip", progress=shown, now=now) == rows
    assert load(back, tmp_path / "2.zip", progress=shown) == rows
    assert load(again, tmp_path / "2.zip", progress=shown) == rows
    for table in METADATA.tables:
        assert there[table] == before[table]
        assert read_all(back)[table] == before[table]
        assert read_all(again)[table] == before[table]


def test_null_and_the_null_of_json_stay_two_things(
    full: Database, new_database: Any, tmp_path: Path, shown: Any, read_all: Any, now: datetime
) -> None:
    dump(full, tmp_path / "1.zip", progress=shown, now=now)
    target = new_database("sqlite")
    load(target, tmp_path / "1.zip", progress=shown)

    names = [column.name for column in METADATA.tables["attempts"].columns]
    missed = {row[names.index("critical_missed")] for row in read_all(target)["attempts"]}
    assert None in missed
    answers = [column.name for column in METADATA.tables["responses"].columns].index("answer")
    assert "null" in {row[answers] for row in read_all(target)["responses"]}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_prepared_before_the_first_person_gives_way(
    full: Database, new_database: Any, kind: str, tmp_path: Path, shown: Any, read_all: Any, now: datetime
) -> None:
    dump(full, tmp_path / "1.zip", progress=shown, now=now)
    target = new_database(kind)
    with target.begin() as session:
        assert services.make_setup_link(session, now=now)
        note(session, Act.CONTENT_PUBLISHED, now=now, actor_id=None, actor_name="x", country=None, edition=1)

    load(target, tmp_path / "1.zip", progress=shown)

    source, restored = read_all(full), read_all(target)
    del source["audit_entries"], restored["audit_entries"]  # the source's log tells of this backup
    assert restored == source


def test_the_file_can_be_read_by_any_tool_and_says_what_it_holds(
    full: Database, tmp_path: Path, shown: Any, read_all: Any, now: datetime
) -> None:
    before = read_all(full)
    dump(full, tmp_path / "1.zip", progress=shown, now=now)

    with ZipFile(tmp_path / "1.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = archive.namelist()
        people = [json.loads(line) for line in archive.read("people.jsonl").splitlines()]
    assert names == ["manifest.json", *(f"{table.name}.jsonl" for table in METADATA.sorted_tables)]
    assert manifest["format"] == 1
    assert manifest["made_at"] == now.isoformat()
    assert manifest["tables"] == {table: len(rows) for table, rows in before.items()}
    assert len(people) == len(before["people"])


def test_only_its_owner_can_read_the_file_and_nothing_else_is_left(
    full: Database, tmp_path: Path, shown: Any, now: datetime
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    dump(full, folder / "1.zip", progress=shown, now=now)

    assert [path.name for path in folder.iterdir()] == ["1.zip"]
    assert stat.S_IMODE((folder / "1.zip").stat().st_mode) == 0o600


def test_the_log_says_that_a_backup_was_made(new_database: Any, tmp_path: Path, shown: Any, now: datetime) -> None:
    database = new_database("sqlite")

    rows = dump(database, tmp_path / "1.zip", progress=shown, now=now)

    with database.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.at, entry.facts) == (Act.BACKUP_MADE, now, {"file": "1.zip", "rows": rows})


def test_a_file_that_exists_is_never_replaced(new_database: Any, tmp_path: Path, shown: Any, now: datetime) -> None:
    (tmp_path / "1.zip").write_text("mine")

    with pytest.raises(Conflict, match="never replaces"):
        dump(new_database("sqlite"), tmp_path / "1.zip", progress=shown, now=now)

    assert (tmp_path / "1.zip").read_text() == "mine"


def test_a_folder_that_is_not_there_is_named(new_database: Any, tmp_path: Path, shown: Any, now: datetime) -> None:
    with pytest.raises(Conflict, match=r"nowhere/1\.zip cannot be written: No such file"):
        dump(new_database("sqlite"), tmp_path / "nowhere" / "1.zip", progress=shown, now=now)


def test_a_backup_that_is_stopped_leaves_no_file_and_no_line_in_the_log(
    full: Database, tmp_path: Path, showing: Any, read_all: Any, now: datetime
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "backups"
    folder.mkdir()
    before = read_all(full)

    with pytest.raises(KeyboardInterrupt):
        dump(full, folder / "1.zip", progress=showing(stop), now=now)

    assert list(folder.iterdir()) == []
    assert read_all(full) == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_meanwhile_is_not_in_the_backup(
    new_database: Any, kind: str, tmp_path: Path, showing: Any, now: datetime
) -> None:
    database, target = new_database(kind), new_database("sqlite")
    with database.begin() as session:
        assert services.make_setup_link(session, now=now)
        note(session, Act.CONTENT_PUBLISHED, now=now, actor_id=None, actor_name="x", country=None)

    def write() -> None:
        with database.begin() as session:
            assert services.make_setup_link(session, now=now)  # takes the first one away and makes another
            note(session, Act.CONTENT_PUBLISHED, now=now, actor_id=None, actor_name="y", country=None)

    with database.read() as session:
        first = session.scalars(select(Invitation.token_hash)).one()
    rows = dump(database, tmp_path / "1.zip", progress=showing(write), now=now)

    assert load(target, tmp_path / "1.zip", progress=showing()) == rows == 2
    with target.read() as session:
        assert session.scalars(select(Invitation.token_hash)).one() == first
        assert session.scalars(select(AuditEntry.actor_name)).one() == "x"


@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_the_number_of_rows(
    new_database: Any, kind: str, tmp_path: Path, shown: Any, now: datetime
) -> None:
    source, target = new_database(kind), new_database(kind)
    rows = 8_000
    with source.begin() as session:
        for _ in range(rows // 1000):
            session.execute(
                insert(AuditEntry.__table__),
                [
                    {
                        "id": uuid.uuid4(),
                        "at": now,
                        "actor_id": None,
                        "actor_name": "x",
                        "country": None,
                        "act": Act.SIGNED_IN,
                        "facts": {"text": uuid.uuid4().hex * 60},
                    }
                    for _ in range(1000)
                ],
            )
    dump(new_database(kind), tmp_path / "warm.zip", progress=shown, now=now)
    load(new_database(kind), tmp_path / "warm.zip", progress=shown)

    tracemalloc.start()
    dump(source, tmp_path / "1.zip", progress=shown, now=now)
    _, writing = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    load(target, tmp_path / "1.zip", progress=shown)
    _, reading = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert rows * 60 * 32 > 14 * MEBIBYTE  # what the rows weigh
    assert writing < 6 * MEBIBYTE
    assert reading < 6 * MEBIBYTE
    with target.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == rows


def test_every_type_of_column_has_a_form() -> None:
    for table in METADATA.sorted_tables:
        for column in table.columns:
            assert form_of(column.type)
