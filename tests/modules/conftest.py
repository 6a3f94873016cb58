"""A small valid pack, as files that a test may spoil before it is read."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from learning.modules.packs import read_pack
from learning.modules.rules import Fault, FaultyPack, Pack
from tests.modules import crossing


@pytest.fixture
def files() -> dict[str, str]:
    """A valid pack, by file name."""
    return crossing.files()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the pack, not yet made."""
    return tmp_path / crossing.SLUG


@pytest.fixture
def read(folder: Path) -> Callable[[Mapping[str, str | bytes]], Pack]:
    """Write files into the pack's folder and read the pack."""

    def reader(files: Mapping[str, str | bytes]) -> Pack:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_pack(folder)

    return reader


@pytest.fixture
def faults_of(
    read: Callable[[Mapping[str, str | bytes]], Pack],
) -> Callable[[Mapping[str, str | bytes]], tuple[Fault, ...]]:
    """Read a pack that must be refused, and give its faults."""

    def refused(files: Mapping[str, str | bytes]) -> tuple[Fault, ...]:
        with pytest.raises(FaultyPack) as refusal:
            read(files)
        return refusal.value.faults

    return refused
