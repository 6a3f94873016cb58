"""A ZIP archive whose length is known before its first byte, and which can be sent from any byte on.

Files are stored as they are: a PDF is packed already. So every place in the archive follows from names and sizes, and
one file at a time is read, when its turn comes. Layout: APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12 and 4.3.16.
"""

import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

MOST_MEMBERS = 20_000
"""Well under the 65,535 files and 4 GiB where every archive program must know the larger layout."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_BY_UNIX = 3 << 8
_NAME_IS_UTF8 = 0x800
_STORED = 0
_READABLE = 0o100644 << 16
_LARGEST = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: in the archive.
        size: in bytes.
        at: its time; archives keep years from 1980 to 2107.
        key: what `read` is asked for.
    """

    name: str
    size: int
    at: datetime
    key: str


class Archive:
    """The bytes of an archive, from wherever `seek` put the reader; what Werkzeug asks of a file to answer `Range`.

    Args:
        members: what is inside, no name twice.
        read: gives the content of a member by its key; what it gives must never change.

    Raises:
        ValueError: there is more than the plain layout holds.
    """

    def __init__(self, members: Sequence[Member], read: Callable[[str], bytes]) -> None:
        self._members = members
        self._read = read
        self._names = [member.name.encode() for member in members]
        blocks = (_LOCAL.size + len(name) + each.size for each, name in zip(members, self._names, strict=True))
        self._starts = list(accumulate(blocks, initial=0))
        self._sums: dict[int, int] = {}
        self._place = 0
        self.length = self._starts[-1] + sum(_CENTRAL.size + len(name) for name in self._names) + _END.size
        if len(members) > MOST_MEMBERS or self.length > _LARGEST:
            raise ValueError(f"too much for one archive: {len(members)} files, {self.length} bytes")

    def seekable(self) -> bool:
        """Every byte can be sent first."""
        return True

    def seek(self, place: int) -> int:
        """Go on from this byte."""
        self._place = place
        return place

    def tell(self) -> int:
        """Say which byte comes next."""
        return self._place

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._place >= self.length:
            raise StopIteration
        number = min(bisect_right(self._starts, self._place) - 1, len(self._members))
        block = self._member(number) if number < len(self._members) else self._directory()
        rest = block[self._place - self._starts[number] :]
        self._place += len(rest)
        return rest

    def _member(self, number: int) -> bytes:
        member, name = self._members[number], self._names[number]
        content = self._content(number)
        facts = (_STORED, *_moment(member.at), self._sums[number], member.size, member.size, len(name), 0)
        return _LOCAL.pack(b"PK\3\4", _VERSION, _NAME_IS_UTF8, *facts) + name + content

    def _content(self, number: int) -> bytes:
        member = self._members[number]
        content = self._read(member.key)
        if len(content) != member.size:
            raise ValueError(f"{member.name} has {len(content)} bytes, not {member.size}")
        self._sums[number] = zlib.crc32(content)
        return content

    def _directory(self) -> bytes:
        """Build the list at the end; files that were sent by an earlier request are read again for their sums."""
        entries = []
        for number, (member, name) in enumerate(zip(self._members, self._names, strict=True)):
            if number not in self._sums:
                self._content(number)
            sizes = (self._sums[number], member.size, member.size, len(name))
            place = (0, 0, 0, 0, _READABLE, self._starts[number])
            facts = (_VERSION | _BY_UNIX, _VERSION, _NAME_IS_UTF8, _STORED, *_moment(member.at), *sizes, *place)
            entries.append(_CENTRAL.pack(b"PK\1\2", *facts) + name)
        listed = b"".join(entries)
        count = len(self._members)
        return listed + _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), self._starts[-1], 0)


def _moment(at: datetime) -> tuple[int, int]:
    """Time and date as MS-DOS writes them, to two seconds."""
    return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day
