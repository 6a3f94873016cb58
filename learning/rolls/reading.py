"""Reads the file of a roll, XLSX, ODS or CSV; what cannot be taken is refused in a sentence."""

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

from learning.errors import Invalid

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
_PATIENCE = 20
"""Seconds; the program ends itself before, unless the machine is very busy."""
_PROGRAM = Path(__file__).with_name("opening.py")

Rows = list[list[str]]

REFUSALS: dict[str, Invalid] = {
    "empty": Invalid("There are no people in this file.", field="file"),
    "locked": Invalid(
        "This file has a password or is of an old kind. Save it as XLSX, ODS or CSV without a password.", field="file"
    ),
    "macro": Invalid("This workbook has macros. Save it as XLSX without them.", field="file"),
    "bomb": Invalid("This file unpacks to more than a roll can be. Save the list alone as CSV.", field="file"),
    "broken": Invalid("This file is damaged. Save it again as XLSX, ODS or CSV.", field="file"),
    "another": Invalid("This is no table. Send an XLSX, ODS or CSV file.", field="file"),
    "rows": Invalid("This roll has more than 10,000 rows. Divide it.", field="file"),
    "columns": Invalid("This roll has more than 60 columns. Leave out those that are not needed.", field="file"),
    "large": Invalid("This file is larger than 5 MB. Save the list alone as CSV.", field="file"),
}


def read_rows(content: bytes) -> Rows:
    """Read the rows of a file as texts, in a program of its own whose memory and time are bounded.

    Raises:
        Invalid: the file cannot be taken (field `file`).
    """
    if len(content) > LARGEST:
        raise _refusal("large")
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is only its input
            [sys.executable, "-I", str(_PROGRAM)], input=content, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refusal("bomb") from None
    if done.returncode:  # it met its limit of memory or time, which its reader of spreadsheets does not survive
        raise _refusal("bomb")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _refusal(answer["refused"])
    return cast("Rows", answer["rows"])


def _refusal(word: str) -> Invalid:
    known = REFUSALS[word]
    return Invalid(known.sentence, field=known.field)
