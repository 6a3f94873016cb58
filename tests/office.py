"""LibreOffice as somebody at a desk uses it, without its windows: opens files and says what stands in their cells.

It runs as a program of its own, with a profile of its own, so that nothing of the machine's owner is read or changed.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
SECONDS: Final = 180
MOST_REPEATED: Final = 100  # a longer run of equal cells is the empty rest of a worksheet

READ: Final = "%d,34,76,1,%s,1033,false,true,false,false,false,-1,true"
"""How a text file is read: quotes, UTF-8, figures and dates as such, and formulas worked out, if there are any."""
COMMA, SEMICOLON, TAB = (READ % (ord(sign), "") for sign in ",;\t")
AS_TEXT: Final = READ % (ord(","), "/".join(f"{column}/2" for column in range(1, 41)))
"""Every column a text, as somebody chooses whose numbers begin with noughts."""


@dataclass(frozen=True)
class Cell:
    """One cell: what is shown, which kind of value it is, its exact value, and the formula that runs in it."""

    shown: str
    kind: str = ""
    value: str = ""
    formula: str = ""
    link: str = ""


Rows = list[list[Cell]]


def convert(files: list[Path], form: str, folder: Path, *, reading: str = "") -> list[Path]:
    """Open files and save each as another kind; gives where they are, in order."""
    program = shutil.which("soffice") or "soffice"
    words = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    if reading:
        words += [f"--infilter=CSV:{reading}"]
    target = folder / "converted"
    words += ["--convert-to", form, "--outdir", str(target), *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
    found = [target / f"{file.stem}.{form.partition(':')[0]}" for file in files]
    missing = [one.name for one in found if not one.exists()]
    assert not missing, f"{missing}: {done.stdout}{done.stderr}"
    return found


def open_tables(files: list[Path], folder: Path, *, reading: str = "") -> list[Rows]:
    """Open workbooks or text files; gives the rows of all worksheets of each, one after another."""
    return [rows_of(path) for path in convert(files, "fods", folder, reading=reading)]


def rows_of(path: Path) -> Rows:
    """Read the rows of a flat OpenDocument file; empty cells at the end of a row are left out."""
    rows: Rows = []
    for row in ET.parse(path).getroot().iter(f"{{{TABLE}}}table-row"):
        cells: list[Cell] = []
        for each in row:
            if each.tag in (f"{{{TABLE}}}table-cell", f"{{{TABLE}}}covered-table-cell"):
                times = int(each.get(f"{{{TABLE}}}number-columns-repeated", "1"))
                cells += [cell_of(each)] * (times if times <= MOST_REPEATED else 0)
        while cells and cells[-1] == Cell(""):
            cells.pop()
        times = int(row.get(f"{{{TABLE}}}number-rows-repeated", "1"))
        rows += [cells] * (times if times <= MOST_REPEATED else 0)
    return rows


def cell_of(element: ET.Element) -> Cell:
    """Read one cell."""
    kind = element.get(f"{{{OFFICE}}}value-type", "")
    value = element.get(f"{{{OFFICE}}}date-value") if kind == "date" else element.get(f"{{{OFFICE}}}value")
    link = next((one.get("{http://www.w3.org/1999/xlink}href") for one in element.iter(f"{{{TEXT}}}a")), None)
    return Cell(
        "\n".join(text_of(paragraph) for paragraph in element.findall(f"{{{TEXT}}}p")),
        kind,
        value or "",
        element.get(f"{{{TABLE}}}formula", ""),
        link or "",
    )


def text_of(element: ET.Element) -> str:
    """Read the text of a paragraph, with the spaces, tabs and line ends that have elements of their own."""
    signs = {f"{{{TEXT}}}tab": "\t", f"{{{TEXT}}}line-break": "\n"}
    found = element.text or ""
    for each in element:
        spaces = int(each.get(f"{{{TEXT}}}c", "1"))
        found += " " * spaces if each.tag == f"{{{TEXT}}}s" else signs.get(each.tag) or text_of(each)
        found += each.tail or ""
    return found
