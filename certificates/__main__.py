"""`python -m certificates`: check a certificate's PDF without server or network, or write the keys for that.

    python -m certificates check FILE.pdf --keys keys.json [--status FILE.jwt ...]
    python -m certificates keys FOLDER [--issuer did:web:learn.example] > keys.json

`check` ends with 0 for Genuine, 2 for Cannot tell, and 1 for every other verdict.
"""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from certificates.checking import check_pdf
from certificates.keyfiles import CertificateKeyError
from certificates.published import PublishedKeys, StrangeKeys
from certificates.reporting import Verdict

_EXITS = {Verdict.GENUINE: 0, Verdict.CANNOT_TELL: 2}


def main(arguments: Sequence[str], now: datetime) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m certificates", description="Certificates without a server.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check a PDF: 0 genuine, 1 not, 2 cannot tell")
    check.add_argument("pdf", type=Path, metavar="FILE.pdf")
    check.add_argument("--keys", type=Path, required=True, metavar="keys.json", help="what the issuer publishes")
    check.add_argument("--status", type=Path, nargs="+", default=[], metavar="FILE.jwt", help="signed status lists")
    check.set_defaults(run=lambda chosen: _check(chosen.pdf, chosen.keys, chosen.status, now))
    keys = commands.add_parser("keys", help="write the public half of a folder of keys")
    keys.add_argument("folder", type=Path, metavar="FOLDER")
    keys.add_argument("--issuer", metavar="did:web:HOST", help="the server that these keys belong to")
    keys.set_defaults(run=lambda chosen: _write_keys(chosen.folder, chosen.issuer))
    chosen = parser.parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


def _check(pdf: Path, keys: Path, status: Sequence[Path], now: datetime) -> int:
    try:
        published = PublishedKeys.from_json(keys.read_bytes())
        content = pdf.read_bytes()
        lists = [file.read_bytes().decode("ascii", "replace").strip() for file in status]
    except OSError as error:
        return _cannot_tell(f"{error.filename}: {error.strerror}")
    except StrangeKeys as error:
        return _cannot_tell(f"{keys}: {error}")
    report = check_pdf(content, published, now=now, scan=_scanner(), lists=lists)
    print(report)  # noqa: T201 - this is a command
    return _EXITS.get(report.verdict, 1)


def _write_keys(folder: Path, issuer: str | None) -> int:
    try:
        published = PublishedKeys.of_folder(folder, issuer)
    except CertificateKeyError as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 1
    if not published.keys and not published.certificates:
        print(f"{folder}: there are no keys here.", file=sys.stderr)  # noqa: T201
        return 1
    print(published.to_json())  # noqa: T201
    return 0


def _scanner() -> Callable[[bytes], list[str]] | None:
    """What reads QR codes as they are drawn, where the libraries for it are installed."""
    if find_spec("pypdfium2") is None or find_spec("zxingcpp") is None:
        return None
    scan: Callable[[bytes], list[str]] = importlib.import_module("certificates.scanning").read_drawn
    return scan


def _cannot_tell(sentence: str) -> int:
    print(f"{Verdict.CANNOT_TELL}\n\n  – {sentence}")  # noqa: T201 - this is a command
    return _EXITS[Verdict.CANNOT_TELL]


if __name__ == "__main__":
    # Names stand in every script; a terminal that cannot show one must not end the check.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:], datetime.now(UTC)))
