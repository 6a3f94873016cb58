"""Calls what begins an event loop of its own from anywhere, also where a loop is running already."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(call: Callable[[], T]) -> T:
    """Call in a thread of its own, which has no loop, and give what comes out: an answer or an exception."""
    with ThreadPoolExecutor(max_workers=1) as one:
        return one.submit(call).result()
