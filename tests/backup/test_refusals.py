import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import update

from learning.backup import dump, load
from learning.db import Database
from learning.errors import Conflict, Invalid, LearningError
from learning.people.models import Person

Change = Callable[[dict[str, bytes]], Mapping[str, bytes]]
KINDS = ("sqlite", "postgresql")


@pytest.fixture
def backup(full: Database, tmp_path: Path, shown: Any, now: datetime) -> Path:
    """A sound backup with rows in every table."""
    dump(full, tmp_path / "sound.zip", progress=shown, now=now)
    return tmp_path / "sound.zip"


def _rewritten(backup: Path, change: Change) -> Path:
    with ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    target = backup.with_name("changed.zip")
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in change(members).items():
            archive.writestr(name, content)
    return target


def _said(members: dict[str, bytes], **said: object) -> dict[str, bytes]:
    manifest = json.loads(members["manifest.json"]) | said
    return members | {"manifest.json": json.dumps(manifest).encode()}


def _row(members: dict[str, bytes], table: str, **values: object) -> dict[str, bytes]:
    """Change the first row of a table; a value of ... takes the column away."""
    first, _, rest = members[f"{table}.jsonl"].partition(b"\n")
    row = json.loads(first) | values
    kept = {name: value for name, value in row.items() if value is not ...}
    return members | {f"{table}.jsonl": json.dumps(kept).encode() + b"\n" + rest}


def _without(members: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {other: content for other, content in members.items() if other != name}


def _shortened(members: dict[str, bytes], table: str) -> dict[str, bytes]:
    return members | {f"{table}.jsonl": members[f"{table}.jsonl"].partition(b"\n")[2]}


DAMAGES: dict[str, Change] = {
    "no manifest": lambda members: _without(members, "manifest.json"),
    "manifest no JSON": lambda members: members | {"manifest.json": b"{"},
    "manifest a list": lambda members: members | {"manifest.json": b"[]"},
    "another product": lambda members: _said(members, product="something else"),
    "no format": lambda members: _said(members, format=None),
    "no tables": lambda members: _said(members, tables=None),
    "unknown table": lambda members: _said(members, tables={"people": 1}),
    "table missing": lambda members: _without(members, "credentials.jsonl"),
    "row missing": lambda members: _shortened(members, "responses"),
    "half a line": lambda members: members | {"people.jsonl": members["people.jsonl"][:-40]},
    "not UTF-8": lambda members: members | {"people.jsonl": b"\xff" + members["people.jsonl"]},
    "line a list": lambda members: members | {"people.jsonl": b"[]\n" + members["people.jsonl"]},
    "column missing": lambda members: _row(members, "people", name=...),
    "column too many": lambda members: _row(members, "people", nickname="x"),
    "text for number": lambda members: _row(members, "progress", attempts="1"),
    "yes for number": lambda members: _row(members, "progress", attempts=True),
    "number for text": lambda members: _row(members, "people", name=1),
    "no id": lambda members: _row(members, "people", id="1"),
    "no time": lambda members: _row(members, "people", made_at="yesterday"),
    "time without zone": lambda members: _row(members, "people", made_at="2026-01-01T00:00:00"),
    "no day": lambda members: _row(members, "rotations", begun_on="2026-13-01"),
    "JSON not wrapped": lambda members: _row(members, "editions", module_versions={"a": 1}),
    "NULL where none may be": lambda members: _row(members, "people", role=None),
    "unknown role": lambda members: _row(members, "people", role="king"),
    "points at nobody": lambda members: _row(members, "sign_ins", person_id="00000000-0000-4000-8000-000000000000"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_whole_in_one_sentence(
    backup: Path, new_database: Any, damage: str, shown: Any, read_all: Any
) -> None:
    target = new_database("sqlite")
    before = read_all(target)

    with pytest.raises(Invalid, match=r"^This file is damaged, or it is no backup .* Nothing was restored\.$"):
        load(target, _rewritten(backup, DAMAGES[damage]), progress=shown)

    assert read_all(target) == before


@pytest.mark.parametrize("damage", ["NULL where none may be", "unknown role", "points at nobody", "row missing"])
def test_what_the_other_kind_of_database_refuses_is_the_same_sentence(
    backup: Path, new_database: Any, damage: str, shown: Any, read_all: Any
) -> None:
    target = new_database("postgresql")
    before = read_all(target)

    with pytest.raises(Invalid, match="is damaged"):
        load(target, _rewritten(backup, DAMAGES[damage]), progress=shown)

    assert read_all(target) == before


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.95, 0.999])
def test_a_truncated_backup_is_refused(
    backup: Path, new_database: Any, share: float, shown: Any, read_all: Any
) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])
    target = new_database("sqlite")

    with pytest.raises(Invalid, match="is damaged"):
        load(target, backup, progress=shown)

    assert not any(read_all(target).values())


def test_a_file_with_one_wrong_byte_is_refused_or_says_the_same(
    new_database: Any, tmp_path: Path, shown: Any, read_all: Any, now: datetime
) -> None:
    source = new_database("sqlite")
    dump(source, tmp_path / "empty.zip", progress=shown, now=now)
    dump(source, tmp_path / "one.zip", progress=shown, now=now)  # one row: the log's line of the first backup
    expected = read_all(source)["audit_entries"]
    whole = (tmp_path / "one.zip").read_bytes()
    rng = Random(6)
    refused = 0
    target = new_database("sqlite")
    for place in rng.sample(range(len(whole)), 250):
        (tmp_path / "wrong.zip").write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :]
        )
        try:
            load(target, tmp_path / "wrong.zip", progress=shown)
        except LearningError:
            refused += 1
        else:
            assert set(read_all(target)["audit_entries"]) <= set(expected)
            assert len(read_all(target)["audit_entries"]) == 1
    assert refused > 100


def test_a_file_that_is_no_zip_or_not_there_is_refused(new_database: Any, tmp_path: Path, shown: Any) -> None:
    (tmp_path / "text.zip").write_text("not a zip")
    target = new_database("sqlite")

    for name in ("text.zip", "nothing.zip"):
        with pytest.raises(Invalid, match="is damaged"):
            load(target, tmp_path / name, progress=shown)


def test_a_backup_of_a_newer_version_is_refused(backup: Path, new_database: Any, shown: Any) -> None:
    newer = _rewritten(backup, lambda members: _said(members, format=2, tables=None))

    with pytest.raises(Invalid, match="newer version"):
        load(new_database("sqlite"), newer, progress=shown)


def test_a_backup_of_another_edition_of_the_tables_is_refused(backup: Path, new_database: Any, shown: Any) -> None:
    other = _rewritten(backup, lambda members: _said(members, revision="0000"))

    with pytest.raises(Conflict, match="edition 0000"):
        load(new_database("sqlite"), other, progress=shown)


@pytest.mark.parametrize("kind", KINDS)
def test_where_somebody_is_nothing_is_restored(
    backup: Path, new_database: Any, kind: str, shown: Any, read_all: Any
) -> None:
    target = new_database(kind)
    load(target, backup, progress=shown)
    with target.begin() as session:
        session.execute(update(Person).values(name="Somebody"))
    before = read_all(target)

    with pytest.raises(Conflict, match="There are people in this database"):
        load(target, backup, progress=shown)

    assert read_all(target) == before


def test_a_database_without_tables_is_refused_both_ways(
    empty_database_url: str, backup: Path, tmp_path: Path, shown: Any, now: datetime
) -> None:
    database = Database(empty_database_url)
    with pytest.raises(Conflict, match="not up to date"):
        load(database, backup, progress=shown)
    with pytest.raises(Conflict, match="not up to date"):
        dump(database, tmp_path / "1.zip", progress=shown, now=now)
    database.dispose()
    assert not (tmp_path / "1.zip").exists()
