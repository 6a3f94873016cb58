"""Reads photographs and scans of answer sheets, in a program of its own whose memory and time are bounded."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from learning.papers import layout

LARGEST = 15 * 1024 * 1024
"""Bytes of one file."""
MOST_FILES = 40
LARGEST_TOGETHER = 80 * 1024 * 1024
FILES_AT_ONCE = 10
BYTES_AT_ONCE = 24 * 1024 * 1024
"""What is in memory at the same time, but for the last file."""
_PATIENCE = 20
_PATIENCE_A_FILE = 8
"""Seconds; the program ends itself before, unless the machine is very busy."""
PROGRAM = Path(__file__).with_name("measuring.py")
FORGOTTEN = "pixels"
"""What is said of a file on which the program met its limits."""


@dataclass(frozen=True)
class Page:
    """One page of one file: what was measured, or why it cannot be read.

    Attributes:
        file: number of the file, from 0.
        page: number of the page in it, from 1.
        refused: a word of `learning.web.paper_reading.REFUSALS`; None when it was measured.
        code: what the square on it holds.
        cells: what was measured, place by place (see `marks.Measured`).
        picture: the field of the marks, as JPEG.
        code_picture: the code alone, as JPEG.
    """

    file: int
    page: int
    refused: str | None = None
    code: str | None = None
    cells: Sequence[Sequence[Sequence[int]]] = ()
    picture: bytes = b""
    code_picture: bytes = b""


def can_read() -> bool:
    """Say whether what reads photographs is installed: the extra `sheets`."""
    return find_spec("cv2") is not None


def measure(contents: Iterable[bytes], program: Path = PROGRAM) -> Iterator[Page]:
    """Measure the pages of files, some files at a time; one that brings the program down costs no other its turn."""
    group: list[bytes] = []
    begun = 0
    for content in contents:
        group.append(content)
        if len(group) == FILES_AT_ONCE or sum(map(len, group)) > BYTES_AT_ONCE:
            yield from _measure(group, begun, program)
            begun += len(group)
            group = []
    if group:
        yield from _measure(group, begun, program)


def _measure(contents: Sequence[bytes], first: int, program: Path) -> Iterator[Page]:
    begun = 0
    while begun < len(contents):
        left = contents[begun:]
        finished = 0
        for answer in _run(left, program):
            if answer.get("done"):
                finished += 1
            else:
                yield _page(answer, first + begun)
        begun += finished
        if finished < len(left):
            yield Page(first + begun, 1, FORGOTTEN)
            begun += 1


def _run(contents: Sequence[bytes], program: Path) -> Iterator[dict[str, Any]]:
    head = json.dumps({"plan": layout.plan(), "lengths": [len(content) for content in contents]}).encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the files are only its input
            [sys.executable, "-I", str(program)],
            input=b"\n".join([head, b"".join(contents)]),
            capture_output=True,
            timeout=_PATIENCE + _PATIENCE_A_FILE * len(contents),
            check=False,
        )
        written = done.stdout
    except subprocess.TimeoutExpired as late:
        written = late.stdout or b""
    whole, _, _ = written.rpartition(b"\n")  # what it was writing when it was stopped is no line
    for line in whole.splitlines():
        yield json.loads(line)


def _page(answer: dict[str, Any], begun: int) -> Page:
    file, page = answer["file"] + begun, answer["page"]
    if "refused" in answer:
        return Page(file, page, answer["refused"])
    pictures = (base64.b64decode(answer[name]) for name in ("picture", "code_picture"))
    return Page(file, page, None, answer["code"], answer["cells"], *pictures)
