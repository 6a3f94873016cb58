"""What stands in a backup file: the manifest, and each table as lines; a batch of rows in memory at a time."""

import io
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import IO, Any, Protocol, TypeVar
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import JSON, Column, Connection, Table, Text, cast, column, select, table
from sqlalchemy.types import TypeEngine

from learning.backup.forms import Form, form_of
from learning.errors import Invalid
from learning.migrations.tables import METADATA

FORMAT = 1
PRODUCT = "learn1325"
MANIFEST = "manifest.json"
BATCH = 500

# What reading a broken zip, or lines that nobody wrote, can raise.
DAMAGE = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
)

T = TypeVar("T")
Row = dict[str, Any]


class Progress(Protocol):
    """Shows how far a long command is while its steps go by."""

    def __call__(self, things: Iterable[T], label: str, total: int | None = None, /) -> Iterator[T]:
        """Give the steps on, one by one."""


@dataclass(frozen=True)
class Member:
    """One table as a member of the file."""

    table: Table

    @property
    def name(self) -> str:
        """The member's name in the zip."""
        return f"{self.table.name}.jsonl"

    @cached_property
    def mirror(self) -> Any:
        """The table without defaults and keys, its JSON columns telling NULL from null when they are written."""
        return table(self.table.name, *(column(one.name, _exact_type(one)) for one in self.table.columns))

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """How each column is written."""
        return {one.name: form_of(one.type) for one in self.table.columns}

    @cached_property
    def own_references(self) -> Sequence[str]:
        """Columns that point at other rows of this table: filled in when all of them are there."""
        return [
            one.name for one in self.table.columns if any(key.column.table is self.table for key in one.foreign_keys)
        ]

    def stored(self, connection: Connection) -> Iterator[str]:
        """Read the table as lines."""
        asked = (cast(one, Text) if isinstance(one.type, JSON) else one for one in self.table.columns)
        writers = [(one.name, _writer(one)) for one in self.table.columns]
        for row in connection.execute(select(*asked).execution_options(yield_per=BATCH)):
            stated = {
                name: None if value is None else write(value) for (name, write), value in zip(writers, row, strict=True)
            }
            yield json.dumps(stated, ensure_ascii=False, separators=(",", ":")) + "\n"

    def rows(self, archive: ZipFile) -> Iterator[Row]:
        """Read the member as rows.

        Raises:
            Invalid: it is damaged.
        """
        readers = {name: form.read for name, form in self.forms.items()}
        try:
            with opened(archive, self.name) as member:
                for line in io.TextIOWrapper(member, "utf-8", newline="\n"):
                    stated = json.loads(line)
                    if stated.keys() != readers.keys():
                        raise ValueError("other columns than the table has")
                    yield {name: None if value is None else readers[name](value) for name, value in stated.items()}
        except DAMAGE as error:
            raise damaged() from error


MEMBERS = tuple(Member(found) for found in METADATA.sorted_tables)


def opened(archive: ZipFile, name: str) -> IO[bytes]:
    """Open a member for reading; only the one compression that backups use is read."""
    if archive.getinfo(name).compress_type != ZIP_DEFLATED:
        raise BadZipFile(name)
    return archive.open(name)


def batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Gather rows to be written together."""
    while batch := list(islice(rows, BATCH)):
        yield batch


def damaged() -> Invalid:
    """Make the one refusal of every file that cannot be trusted."""
    return Invalid("This file is damaged, or it is no backup of learn1325. Nothing was restored.")


def _writer(one: Column[Any]) -> Callable[[Any], Any]:
    write = form_of(one.type).write
    # JSON is read as text, because both drivers give JSON's null and NULL as the same None.
    return (lambda stored: write(json.loads(stored))) if isinstance(one.type, JSON) else write


def _exact_type(one: Column[Any]) -> TypeEngine[Any]:
    return JSON(none_as_null=True) if isinstance(one.type, JSON) else one.type
