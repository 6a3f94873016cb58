"""Writing a backup: the database as it is at one moment, while others go on writing."""

import json
import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection, func, select

from learning import audit
from learning.backup.members import FORMAT, MANIFEST, MEMBERS, PRODUCT, Progress
from learning.db import Database
from learning.errors import Conflict
from learning.migrations.revisions import current_revision, newest_revision
from learning.people.trail import COMMAND_LINE


def dump(database: Database, file: Path, *, progress: Progress, now: datetime) -> int:
    """Write everything in the database, as it is at one moment, into a new file that only its owner can read.

    The file appears under its name when it is whole; the log then says that a backup was made.

    Args:
        database: of either kind.
        file: where to; nothing may be there.
        progress: shows how far it is.
        now: the present moment.

    Returns:
        The number of rows written.

    Raises:
        Conflict: the file exists, it cannot be written, or the database is not up to date.
    """
    _refuse_existing(file)
    try:
        with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as draft:
            try:
                with _snapshot(database) as connection:
                    rows = _write(connection, draft, progress, now)
                draft.flush()
                os.fsync(draft.fileno())
                _refuse_existing(file)
                Path(draft.name).rename(file)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise Conflict(
            "The backup %(file)s cannot be written: %(reason)s.", file=file, reason=error.strerror
        ) from error
    with database.begin() as session:
        audit.note(
            session,
            audit.Act.BACKUP_MADE,
            now=now,
            actor_id=None,
            actor_name=COMMAND_LINE,
            country=None,
            file=file.name,
            rows=rows,
        )
    return rows


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """Open one reading transaction that sees the database as it is now, whatever others write meanwhile."""
    with database.read() as session:
        # SQLite in WAL gives every reader a snapshot.
        kept = {} if database.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        connection = session.connection(execution_options=kept)
        if current_revision(connection) != newest_revision():
            raise Conflict("This database is not up to date. Run the command prepare first.")
        yield connection


def _write(connection: Connection, draft: IO[bytes], progress: Progress, now: datetime) -> int:
    counts = {
        member.table.name: connection.scalar(select(func.count()).select_from(member.table)) or 0 for member in MEMBERS
    }
    manifest = {
        "product": PRODUCT,
        "format": FORMAT,
        "revision": current_revision(connection),
        "made_at": now.isoformat(),
        "tables": counts,
    }
    with ZipFile(draft, "w") as archive:
        with archive.open(_entry(MANIFEST, now), "w") as member:
            member.write(json.dumps(manifest, indent=1).encode())
        with closing(_written(connection, archive, now)) as written:
            return sum(1 for _ in progress(written, "rows", sum(counts.values())))


def _written(connection: Connection, archive: ZipFile, now: datetime) -> Generator[None, None, None]:
    for member in MEMBERS:
        with archive.open(_entry(member.name, now), "w", force_zip64=True) as lines:
            for line in member.stored(connection):
                lines.write(line.encode())
                yield


def _entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = ZIP_DEFLATED
    return entry


def _refuse_existing(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise Conflict("There is a file %(file)s already. A backup never replaces another file.", file=file)
