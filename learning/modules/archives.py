"""A pack as it arrives: a folder or a zip becomes names and bytes, and nothing dangerous gets further."""

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from learning.modules.rules import Fault, FaultyPack

FILES_AT_MOST = 500
BYTES_AT_MOST = 20 * 1024 * 1024
RATIO_AT_MOST = 100
RATIO_COUNTS_FROM = 64 * 1024
ENCRYPTED = 0x1
LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")
TOO_LARGE = f"is too large: a pack holds at most {BYTES_AT_MOST // 1024 // 1024} MB unpacked"
TOO_MANY = f"holds too many files: a pack has at most {FILES_AT_MOST}"
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def gather(path: Path) -> tuple[str | None, Mapping[str, bytes]]:
    """Read every file of a pack.

    Args:
        path: a folder, or a .zip file holding a pack or one folder with a pack.

    Returns:
        The folder's name (None when a zip has none) and the files by name, with "/" between folders.

    Raises:
        FaultyPack: there is no such folder or zip, or it is not safe to read.
    """
    if path.is_dir():
        return path.resolve().name, _read_folder(path)
    if path.is_file():
        return _without_top_folder(_read_zip(path))
    raise FaultyPack(path.name, [Fault(path.name, 1, "is no folder and no zip file")])


def _read_folder(folder: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if _is_litter(name) or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() or not path.is_file():
            raise FaultyPack(folder.name, [Fault(name, 1, "is a link or no ordinary file; a pack holds files only")])
        size += path.stat().st_size
        if size > BYTES_AT_MOST:
            raise FaultyPack(folder.name, [Fault(name, 1, TOO_LARGE)])
        if len(files) == FILES_AT_MOST:
            raise FaultyPack(folder.name, [Fault(name, 1, TOO_MANY)])
        files[name] = path.read_bytes()
    return files


def _read_zip(path: Path) -> dict[str, bytes]:
    if path.stat().st_size > BYTES_AT_MOST:
        raise FaultyPack(path.name, [Fault(path.name, 1, TOO_LARGE)])
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            faults = [*_whole_faults(path.name, entries), *_entry_faults(entries)]
            if faults:
                raise FaultyPack(path.name, faults)
            return {
                entry.filename: _unpacked(path.name, archive, entry)
                for entry in entries
                if not entry.is_dir() and not _is_litter(entry.filename)
            }
    except BROKEN_ZIP as error:
        raise FaultyPack(path.name, [Fault(path.name, 1, f"cannot be unpacked: {error}")]) from error


def _whole_faults(name: str, entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    if len(entries) > FILES_AT_MOST:
        yield Fault(name, 1, TOO_MANY)
    if sum(entry.file_size for entry in entries) > BYTES_AT_MOST:
        yield Fault(name, 1, TOO_LARGE)


def _entry_faults(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            yield Fault(name, 1, "stands in the zip more than once")
    for entry in entries:
        reason = _unsafe(entry)
        if reason:
            yield Fault(entry.filename, 1, reason)


def _unsafe(entry: zipfile.ZipInfo) -> str | None:
    """Say why an entry is not unpacked, or None."""
    # `orig_filename` is what the archive says; zipfile cuts `filename` at a NUL.
    name = entry.orig_filename
    if "\\" in name or "\0" in name or ":" in name or PurePosixPath(name).is_absolute():
        return "has a name that is not a plain relative path"
    if ".." in PurePosixPath(name).parts:
        return "has a name that leads out of the pack"
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or no ordinary file; a pack holds files only"
    if entry.flag_bits & ENCRYPTED:
        return "is encrypted; zip the pack without a password"
    if entry.file_size > RATIO_COUNTS_FROM and entry.file_size > RATIO_AT_MOST * max(entry.compress_size, 1):
        return "unpacks to far more than it should; zip the pack anew"
    return None


def _unpacked(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack one entry, never more of it than it announced."""
    with archive.open(entry) as opened:
        content = opened.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise FaultyPack(name, [Fault(entry.filename, 1, "is not of the size that the zip says")])
    return content


def _without_top_folder(files: dict[str, bytes]) -> tuple[str | None, dict[str, bytes]]:
    """Take away the one folder that most tools put around what they zip, and give its name."""
    tops = {name.split("/", 1)[0] for name in files}
    if "module.toml" in files or len(tops) != 1:
        return None, files
    top = next(iter(tops))
    return top, {name.removeprefix(f"{top}/"): content for name, content in files.items()}


def _is_litter(name: str) -> bool:
    """Tell what systems and editors leave behind, which no author means."""
    return any(part.startswith(".") or part in LITTER for part in PurePosixPath(name).parts)
