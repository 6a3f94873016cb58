"""Opens a file that somebody sent, as a program of its own: what it takes is bounded, and its end ends nobody else.

A spreadsheet may claim a cell in the last row and column, or unpack to more than any machine holds. Whatever reads it
then asks for memory until it is stopped, so it is read here, with a limit, and the web waits for the answer:

    python opening.py < file > answer          # {"rows": [["…", …], …]} or {"refused": "macro"}

Only the standard library and the reader of spreadsheets are needed; nothing of the rest is loaded.
"""

import csv
import datetime as dt
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

MOST_ROWS = 10_000
ROWS_ABOVE = 20
"""Titles and headings that may stand above the people."""
MOST_COLUMNS = 60
MOST_UNPACKED = 50 * 1024 * 1024
MOST_MEMBERS = 2_000
LONGEST_CELL = 300
MEMORY = 400 * 1024 * 1024
"""Bytes of address space; a tenth of it is the program itself."""
SECONDS = 8

_LOCKED_OR_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: a workbook with a password, or an .xls
_ZIP = b"PK"
_ENCRYPTED_MEMBER = 0x1
_MACRO_PARTS = ("vbaproject.bin", "basic/", "scripts/")
_BINARY_SIGNS = frozenset(range(32)) - {9, 10, 12, 13}


class Refused(Exception):  # noqa: N818 - named as the sentence says it
    """The file is not taken; its one argument says why, in a word that the web turns into a sentence."""


def read(content: bytes) -> list[list[str]]:
    """Read the rows of a file as texts; what is empty at the end of a row or of the file is left out.

    Raises:
        Refused: it is empty, locked, an old or another format, has macros, or is too large.
    """
    if not content.strip():
        raise Refused("empty")
    if content.startswith(_LOCKED_OR_OLD):
        raise Refused("locked")
    rows = _of_workbook(content) if content.startswith(_ZIP) else _of_text(content)
    if not rows:
        raise Refused("empty")
    return rows


def _of_workbook(content: bytes) -> list[list[str]]:
    _look_at_members(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names:
                rows = _of_sheet(book.get_sheet_by_name(name))
                if len(rows) > 1 and max(map(len, rows)) > 1:
                    return rows
    except PasswordError:
        raise Refused("locked") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("broken") from None
    raise Refused("empty")


def _look_at_members(content: bytes) -> None:
    """Refuse by the directory of the archive, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Refused("broken") from None
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused("bomb")
    if any(member.flag_bits & _ENCRYPTED_MEMBER for member in members):
        raise Refused("locked")
    if any(name.endswith(_MACRO_PARTS[0]) or name.startswith(_MACRO_PARTS[1:]) for name in names):
        raise Refused("macro")
    if not {"xl/workbook.xml", "content.xml"} & set(names):
        raise Refused("another")


def _of_sheet(sheet: CalamineSheet) -> list[list[str]]:
    if sheet.total_width > MOST_COLUMNS and sheet.width > MOST_COLUMNS:
        raise Refused("columns")
    above, before = sheet.start or (0, 0)
    found: list[list[Any]] = [[] for _ in range(min(above, ROWS_ABOVE))]
    found += ([""] * before + row for row in _first(sheet.iter_rows()))
    return _plain(found)


def _of_text(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if any(ord(sign) in _BINARY_SIGNS for sign in text[:4096]):
        raise Refused("another")
    lines = text.splitlines()[:ROWS_ABOVE]
    # The sniffer is misled by commas in names; whichever sign stands most often in the first lines divides them.
    divider = max(";\t,|", key=lambda sign: sum(line.count(sign) for line in lines))
    try:
        return _plain(_first(csv.reader(io.StringIO(text, newline=""), delimiter=divider)))
    except csv.Error:
        raise Refused("broken") from None


def _decoded(content: bytes) -> str:
    tried: tuple[str, ...] = ("utf-8-sig", "cp1252")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ("utf-16",)
    elif b"\0" in content[:2]:
        tried = ("utf-16-be",) if content[:1] == b"\0" else ("utf-16-le",)
    for encoding in tried:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("another")


def _first(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Give the rows as far as anybody needs them to see that they are too many."""
    filled = 0
    for number, row in enumerate(rows):
        filled += any(cell not in ("", None) for cell in row)
        if filled > MOST_ROWS + ROWS_ABOVE:
            raise Refused("rows")
        if number >= 2 * MOST_ROWS:  # a sheet may go on with a million empty rows
            return
        yield row


def _plain(rows: Iterable[list[Any]]) -> list[list[str]]:
    """Write every cell as text."""
    found: list[list[str]] = []
    last = 0
    for number, row in enumerate(rows, 1):
        texts = [_text(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MOST_COLUMNS:
            raise Refused("columns")
        found.append(texts)
        last = number if texts else last
    return found[:last]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()[:LONGEST_CELL]


def main() -> None:
    """Read standard input, write the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, Any] = {"rows": read(sys.stdin.buffer.read())}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "bomb"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
