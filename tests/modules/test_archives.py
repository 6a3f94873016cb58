"""Packs that arrive as zips: good ones are read like folders, dangerous ones are refused before they are unpacked."""

import os
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from learning.modules import archives
from learning.modules.packs import read_pack
from learning.modules.rules import FaultyPack, Pack, content_hash

Read = Callable[[Mapping[str, str | bytes]], Pack]


def zipped(path: Path, files: Mapping[str, str | bytes], prefix: str = "") -> Path:
    """Write a zip of files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(prefix + name, content)
    return path


def refusal_of(path: Path) -> str:
    """Read a zip that must be refused, and give its one fault."""
    with pytest.raises(FaultyPack) as refusal:
        read_pack(path)
    (fault,) = refusal.value.faults
    return str(fault)


@pytest.mark.parametrize("prefix", ["", "river-crossing/"])
def test_a_zip_is_the_same_pack_as_the_folder(prefix: str, tmp_path: Path, read: Read, files: dict[str, str]) -> None:
    path = zipped(tmp_path / "upload.zip", {**files, "__MACOSX/._x": "", ".git/config": ""}, prefix)

    assert content_hash(read_pack(path)) == content_hash(read(files))


def test_a_zip_whose_folder_has_another_name_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    path = zipped(tmp_path / "upload.zip", files, "the-river/")

    assert refusal_of(path) == "module.toml:2: “slug” must be the folder's name, “the-river”"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../outside.md", "has a name that leads out of the pack"),
        ("en/../../outside.md", "has a name that leads out of the pack"),
        ("/etc/passwd", "has a name that is not a plain relative path"),
        ("C:/outside.md", "has a name that is not a plain relative path"),
        ("en\\outside.md", "has a name that is not a plain relative path"),
    ],
)
def test_names_that_lead_out_of_the_pack_are_refused(
    name: str, reason: str, tmp_path: Path, files: dict[str, str]
) -> None:
    path = zipped(tmp_path / "upload.zip", {**files, name: "x"})

    assert refusal_of(path) == f"{name}:1: {reason}"
    assert not (tmp_path.parent / "outside.md").exists()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_a_zip_are_refused(kind: int, tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("en/words.toml")
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")

    assert "is a link or no ordinary file" in refusal_of(path)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", {"module.toml": "0" * 5_000_000})

    assert "unpacks to far more than it should" in refusal_of(path)


def test_a_zip_that_is_too_large_unpacked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "BYTES_AT_MOST", 1000)
    path = zipped(tmp_path / "upload.zip", {"module.toml": "0123456789" * 101})

    assert "is too large" in refusal_of(path)


def test_a_zip_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", {f"en/{number}.md": "" for number in range(501)})

    assert "holds too many files" in refusal_of(path)


def test_a_zip_that_lies_about_a_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", {"module.toml": os.urandom(3000)})
    content = path.read_bytes()
    real, told = (3000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    path.write_bytes(content.replace(real + b"\x0b\x00", told + b"\x0b\x00"))

    assert "module.toml:1: is not of the size" in refusal_of(path) or "cannot be unpacked" in refusal_of(path)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "upload.zip", {"module.toml": "format = 1"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    assert refusal_of(path) == "module.toml:1: is encrypted; zip the pack without a password"


def test_a_name_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("module.toml", "a")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("module.toml", "b")

    assert refusal_of(path) == "module.toml:1: stands in the zip more than once"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "upload.zip"
    path.write_bytes(content)

    assert refusal_of(path).startswith("upload.zip:1: cannot be unpacked")


def test_a_damaged_zip_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    path = zipped(tmp_path / "upload.zip", files)
    content = bytearray(path.read_bytes())
    start = content.index(b"module.toml") + len("module.toml")
    content[start : start + 200] = bytes(200)
    path.write_bytes(content)

    assert "cannot be unpacked" in refusal_of(path)


@pytest.mark.parametrize("target", ["/etc/passwd", "."])
def test_links_in_a_folder_are_refused(target: str, folder: Path, read: Read, files: dict[str, str]) -> None:
    folder.mkdir()
    (folder / "notes.md").symlink_to(target)

    with pytest.raises(FaultyPack) as refusal:
        read(files)

    assert [str(fault) for fault in refusal.value.faults] == [
        "notes.md:1: is a link or no ordinary file; a pack holds files only"
    ]


def test_a_folder_that_is_too_large_is_refused(
    read: Read, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "BYTES_AT_MOST", 3000)

    with pytest.raises(FaultyPack, match="is too large"):
        read(files)


def test_a_folder_of_too_many_files_is_refused(
    read: Read, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "FILES_AT_MOST", 3)

    with pytest.raises(FaultyPack, match="holds too many files"):
        read(files)
