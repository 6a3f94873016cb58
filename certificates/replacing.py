"""Replaces several key files together: whoever is killed at any moment leaves all of them old, or all of them new."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

_NEXT = "next"
_DRAFT = ".new-keys-"


def replace_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put several private files (mode 0600) over those of the same names in a folder, all or none.

    They are written whole into a folder beside them; its renaming to `next` is the one step that decides. What is in
    `next` is then moved to its place, now or by whoever reads the folder after a kill. What was there before is gone.
    """
    with _locked(folder, fcntl.LOCK_EX):
        _finish(folder)
        for left_over in folder.glob(f"{_DRAFT}*"):  # of somebody who was killed before the step that decides
            shutil.rmtree(left_over)
        draft = Path(mkdtemp(dir=folder, prefix=_DRAFT))
        for name, content in files.items():
            _write(draft / name, content)
        _settle(draft)
        draft.rename(folder / _NEXT)
        _settle(folder)
        _finish(folder)


@contextmanager
def settled(folder: Path) -> Iterator[None]:
    """Read a folder's files while nobody replaces them, and after what was interrupted is finished."""
    if not folder.is_dir():
        yield
        return
    with _locked(folder, fcntl.LOCK_SH):
        if not (folder / _NEXT).is_dir():
            yield
            return
    with _locked(folder, fcntl.LOCK_EX):
        _finish(folder)
        yield


def _finish(folder: Path) -> None:
    following = folder / _NEXT
    if not following.is_dir():
        return
    for file in sorted(following.iterdir()):  # signing.key, whose change running processes look for, comes last
        file.replace(folder / file.name)
    _settle(folder)
    following.rmdir()
    _settle(folder)


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def _settle(folder: Path) -> None:
    """Let the disk keep what was made, renamed or removed in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    """Hold a folder against other threads and processes of this machine; a killed one lets go of it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
