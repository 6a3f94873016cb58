"""Shows how far a long command is."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def progress(things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Show how far a long command is and what remains; silent where nobody looks."""
    yield from tqdm(things, desc=label, total=total, disable=not sys.stderr.isatty(), file=sys.stderr)
