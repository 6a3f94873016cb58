"""Whatever stands where in the TOML of a pack, the pack is refused with lines that are there; nothing breaks."""

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from learning.modules.packs import read_pack
from learning.modules.rules import FaultyPack
from tests.modules import crossing

TABLES = {name: tomllib.loads(text) for name, text in crossing.files().items() if name.endswith(".toml")}
NUMBERED = re.compile(r"[a-z]+\d+|[a-d]")
STRANGE: tuple[Any, ...] = (5, [])
Path_ = tuple[str | int, ...]


def paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Name every place in a table."""
    if path:
        yield path
    for key, member in (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    ):
        yield from paths(member, (*path, key))


def places(table: dict[str, Any]) -> list[Path_]:
    """Name one place of each sort: of all items the first of its kind of keys, of all choices one."""
    sorts: dict[tuple[str, ...], Path_] = {}
    for path in paths(table):
        sorts.setdefault(
            tuple("#" if isinstance(part, int) or NUMBERED.fullmatch(part) else part for part in path), path
        )
    return list(sorts.values())


def written(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {written(member)}' for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return str(value).lower()


@pytest.mark.parametrize("name", TABLES)
def test_a_strange_value_anywhere_is_refused(name: str, folder: Path, files: dict[str, str]) -> None:
    for file, content in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(content, encoding="utf-8")
    for path in places(TABLES[name]):
        for value in STRANGE:
            table = copy.deepcopy(TABLES[name])
            inside: Any = table
            for part in path[:-1]:
                inside = inside[part]
            if inside[path[-1]] == value:
                continue
            inside[path[-1]] = value
            (folder / name).write_text("".join(f'"{key}" = {written(each)}\n' for key, each in table.items()))
            if _may_be(path, value):
                continue
            with pytest.raises(FaultyPack) as refusal:
                read_pack(folder)
            assert all(fault.line >= 1 for fault in refusal.value.faults), (path, value)


def _may_be(path: Path_, value: object) -> bool:
    """Say whether a value is no fault at its place: a number, or a list or table that may be empty."""
    numbers = {"points", "pass_mark", "attempts", "wait_minutes", "minutes", "trust", "risk", "time"}
    if value == 5:
        return path[0] == "draw" or path[-1] in numbers
    return path[-1] in {"effects", "when", "voices", "repairs"}
