"""`make bench`: measure everything and print one line a figure."""

import argparse
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import certificates, cohorts, dashboard, machine, pages, reports, rolls, sheets, wire
from bench.figures import HEADINGS, Figure, row
from bench.scene import FULL, QUICK, Scene, scene

Part = Callable[[Scene], Iterator[Figure]]

PARTS: dict[str, Part] = {
    "lesson": lambda here: iter([pages.lesson_page(here)]),
    "attempt": pages.attempts,
    "certificate": certificates.certificates,
    "archive": certificates.archive,
    "files": reports.files,
    "page": reports.first_page,
    "attempts": reports.attempts_do_not_matter,
    "cohort": lambda here: iter([cohorts.cohort_page(here)]),
    "dashboard": dashboard.overviews,
    "rolls": rolls.speed,
    "sheets": sheets.reading,
    "weight": wire.weights,
    "readable": lambda here: iter([wire.readable(here)]),
    "sign-in": machine.sign_ins,
    "memory": lambda here: iter([machine.memory(here)]),
    "install": lambda here: iter([machine.install(here.folder)]),
    "start": lambda here: iter([machine.start(here.folder)]),
}
NEEDED = {"page": "files"}


def main() -> None:
    """Read the arguments, measure, print."""
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("--quick", action="store_true", help="fewer rounds, and no file of a million rows")
    reader.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    reader.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some of: {', '.join(PARTS)}")
    asked = reader.parse_args()
    size = QUICK if asked.quick else FULL
    chosen = asked.only or list(PARTS)
    wanted = [name for name in PARTS if name in chosen or name in {NEEDED.get(one) for one in chosen}]
    print(_heading(size.rounds, size.operations, postgresql=asked.postgresql))
    print(row(HEADINGS))
    figures: list[Figure] = []
    with scene(size, postgresql=asked.postgresql) as here:
        for name in wanted:
            for figure in PARTS[name](here):
                figures.append(figure)
                print(figure.line(), flush=True)
    held = sum(figure.held for figure in figures)
    print(f"{held} held, {len(figures) - held} not held")


def _heading(rounds: int, operations: int, *, postgresql: bool) -> str:
    database = "PostgreSQL" if postgresql else "SQLite, WAL, synchronous=FULL"
    return (
        f"learn1325 · {database} · Python {platform.python_version()} · {_processor()}\n"
        f"ms CPU and s CPU: of all server processes and their database · {rounds} rounds of {operations} operations, "
        "the middle one · ceiling: the same work done bare, in the same run"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
