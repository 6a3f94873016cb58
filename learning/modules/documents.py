"""Files of a pack as text, and TOML with line numbers: every fault can say on which line it stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from learning.modules.rules import Fault

Path = tuple[str | int, ...]

STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
BARE_VALUE = re.compile(r"[^,\]}\n#]+")
SPACE = re.compile(r"[ \t]*")
SPACE_AND_COMMENTS = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
PLACE_OF_ERROR = re.compile(r"\(at (?:line (?P<line>\d+), column \d+|end of document)\)")
# A key of very many parts costs its square in time to read, so it is refused before it is read.
DEEP_KEY = re.compile(r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){20}""")
TOO_DEEP = "is nested too deeply to be read"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Document:
    """A TOML file that could be read: what it says, and where.

    Attributes:
        file: the file's name inside the pack.
        table: what the file says.
        lines: the line of every key, and of every member of an array, by its path.
        text_lines: the line on which a text begins, where that is not the line of its key.
    """

    file: str
    table: Mapping[str, Any]
    lines: Mapping[Path, int]
    text_lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Find the line of a path, or of the nearest thing around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def text_line(self, path: Path) -> int:
        """Find the line on which the text at a path begins."""
        return self.text_lines.get(path, self.line(path))

    def fault(self, path: Path, reason: str) -> Fault:
        """Say what is wrong at a path."""
        return Fault(self.file, self.line(path), reason)


def read_text(file: str, content: bytes) -> str | Fault:
    """Decode a text file as UTF-8, without its byte order mark and with one kind of line end."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(file, line, "is not UTF-8 text; save the file as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strange = CONTROL.search(text)
    if strange:
        return Fault(file, text.count("\n", 0, strange.start()) + 1, "holds a control character; remove it")
    return text


def read_document(file: str, content: bytes) -> Document | Fault:
    """Read a TOML file with the line of each key, or say why it cannot be read."""
    text = read_text(file, content)
    if isinstance(text, Fault):
        return text
    deep = DEEP_KEY.search(text)
    if deep:
        return Fault(file, text.count("\n", 0, deep.start()) + 1, TOO_DEEP)
    try:
        table = tomllib.loads(text)
        located = Locator(text)
    except RecursionError:
        return Fault(file, 1, TOO_DEEP)
    except ValueError as error:
        place = PLACE_OF_ERROR.search(str(error))
        at_end = text.rstrip("\n").count("\n") + 1
        line = int(place["line"]) if place and place["line"] else at_end
        return Fault(file, line, f"is not TOML: {PLACE_OF_ERROR.sub('', str(error)).strip()}")
    return Document(file, table, located.lines, located.text_lines)


class Locator:
    """Finds the line of every key in a text that is known to be TOML, so that it need not look for mistakes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.text_lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self._read()

    def _read(self) -> None:
        here: Path = ()
        self._skip(SPACE_AND_COMMENTS)
        while self.at < len(self.text):
            if self._sees("["):
                here = self._header()
            else:
                self._pair(here)
            self._skip(SPACE_AND_COMMENTS)

    def _header(self) -> Path:
        line = self.line
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        path = self._placed(self._key())
        self.at += 2 if array else 1
        if array:
            count = self.counts.get(path, 0)
            self.counts[path] = count + 1
            self.lines.setdefault(path, line)
            path = (*path, count)
        self.lines.setdefault(path, line)
        return path

    def _placed(self, keys: Path) -> Path:
        """Put the number of the last table after the name of each array of tables on the way."""
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return (*path, keys[-1])

    def _key(self) -> Path:
        keys: list[str | int] = []
        while True:
            self._skip(SPACE)
            quoted = STRING.match(self.text, self.at)
            part = quoted or BARE_KEY.match(self.text, self.at)
            assert part, f"no key at line {self.line}"
            self.at = part.end()
            keys.append(str(next(iter(tomllib.loads(f"{part[0]} = 0")))) if quoted else part[0])
            self._skip(SPACE)
            if not self._sees("."):
                return tuple(keys)
            self.at += 1

    def _pair(self, here: Path) -> None:
        line = self.line
        path = here
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += len("=")
        self._skip(SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._sees("["):
            self._array(path)
        elif self._sees("{"):
            self._inline_table(path)
        else:
            if self.text.startswith(('"""\n', "'''\n"), self.at):
                self.text_lines[path] = self.line + 1
            self._skip(STRING if STRING.match(self.text, self.at) else BARE_VALUE)

    def _array(self, path: Path) -> None:
        self.at += 1
        self._skip(SPACE_AND_COMMENTS)
        count = 0
        while not self._sees("]"):
            self.lines[(*path, count)] = self.line
            self._value((*path, count))
            count += 1
            self._comma()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(SPACE_AND_COMMENTS)
        while not self._sees("}"):
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip(SPACE_AND_COMMENTS)
        if self._sees(","):
            self.at += 1
            self._skip(SPACE_AND_COMMENTS)

    def _sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        assert found, f"astray at line {self.line}"
        self.line += self.text.count("\n", self.at, found.end())
        self.at = found.end()
