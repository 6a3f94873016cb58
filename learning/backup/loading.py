"""Restoring a backup: whole or not at all, into a database in which nobody is yet."""

import json
from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, text, update
from sqlalchemy.exc import DataError, IntegrityError

from learning.backup.members import (
    DAMAGE,
    FORMAT,
    MANIFEST,
    MEMBERS,
    PRODUCT,
    Member,
    Progress,
    batches,
    damaged,
    opened,
)
from learning.db import Database
from learning.errors import Conflict, Invalid
from learning.migrations.revisions import current_revision, newest_revision
from learning.people.models import Person


def load(database: Database, file: Path, *, progress: Progress) -> int:
    """Fill a database in which nobody is yet, from a backup of a database of either kind: whole or not at all.

    What an installation has before its first person (published content, a set-up link, the log) gives way.

    Args:
        database: migrated to the edition of the tables that the backup was made of.
        file: what `dump` wrote.
        progress: shows how far it is.

    Returns:
        The number of rows restored.

    Raises:
        Conflict: there are people already, or the tables are of another edition.
        Invalid: the file is damaged, or no backup, or made by a newer version.
    """
    try:
        archive = ZipFile(file)
    except DAMAGE as error:
        raise damaged() from error
    with archive:
        manifest = _read_manifest(archive)
        try:
            with database.begin() as session:
                connection = session.connection()
                _require_room(connection, manifest.get("revision"))
                counts = _read_counts(manifest)
                for member in reversed(MEMBERS):
                    connection.execute(delete(member.table))
                with closing(_restored(connection, archive, counts)) as restored:
                    return sum(1 for _ in progress(restored, "rows", sum(counts.values())))
        except (IntegrityError, DataError) as error:
            raise damaged() from error


def _read_manifest(archive: ZipFile) -> Mapping[str, Any]:
    try:
        with opened(archive, MANIFEST) as member:
            manifest: Mapping[str, Any] = json.loads(member.read())
        known = manifest["product"] == PRODUCT and type(manifest["format"]) is int
    except DAMAGE as error:
        raise damaged() from error
    if not known:
        raise damaged()
    if manifest["format"] > FORMAT:
        raise Invalid("This backup was made by a newer version of learn1325. Restore it with that version.")
    return manifest


def _require_room(connection: Connection, theirs: object) -> None:
    ours = current_revision(connection)
    if ours != newest_revision():
        raise Conflict("This database is not up to date. Run the command prepare first.")
    if ours != theirs:
        raise Conflict(
            "The backup holds edition %(theirs)s of the tables and this database has edition %(ours)s. "
            "Restore it with the version that made it.",
            theirs=theirs,
            ours=ours,
        )
    if connection.dialect.name != "sqlite":  # where we are the only writer already
        connection.execute(text("LOCK TABLE people IN EXCLUSIVE MODE"))
    if connection.scalar(select(exists().select_from(Person))):
        raise Conflict("There are people in this database. Restore into one in which nobody is yet.")


def _read_counts(manifest: Mapping[str, Any]) -> dict[str, int]:
    counts = manifest.get("tables")
    if not isinstance(counts, dict) or not all(type(count) is int for count in counts.values()):
        raise damaged()
    if counts.keys() != {member.table.name for member in MEMBERS}:
        raise damaged()
    return counts


def _restored(connection: Connection, archive: ZipFile, counts: Mapping[str, int]) -> Generator[None, None, None]:
    for member in MEMBERS:
        found = 0
        later = dict.fromkeys(member.own_references)
        for batch in batches(member.rows(archive)):
            connection.execute(insert(member.mirror), [row | later for row in batch])
            found += len(batch)
            yield from (None for _ in batch)
        if found != counts[member.table.name]:
            raise damaged()
        if later:
            _point_at_own_rows(connection, archive, member)


def _point_at_own_rows(connection: Connection, archive: ZipFile, member: Member) -> None:
    """Read a table that points at itself a second time, and fill in what was left out."""
    keys = [one.name for one in member.table.primary_key]
    columns = member.mirror.c
    pointing = (
        update(member.mirror)
        .where(*(columns[name] == bindparam(f"of_{name}") for name in keys))
        .values({name: bindparam(f"to_{name}") for name in member.own_references})
    )
    rows = (row for row in member.rows(archive) if any(row[name] is not None for name in member.own_references))
    for batch in batches(rows):
        given = [
            {f"of_{name}": row[name] for name in keys} | {f"to_{name}": row[name] for name in member.own_references}
            for row in batch
        ]
        connection.execute(pointing, given)
