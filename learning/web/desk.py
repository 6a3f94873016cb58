"""A process beside the server that prints and signs: what only that needs is loaded there, and goes when idle."""

import multiprocessing
import signal
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from typing import Protocol

IDLE = 60.0
"""Seconds after which a desk that nobody asks closes, and its memory goes back to the machine."""
LONGEST = 60.0
"""Seconds that a signature may take: a token is slow, and a time-stamp authority may be far away."""

Press = Callable[[], bytes]
"""What prints a page, with all that stands on it; it must be possible to send it to another process."""


class Unprinted(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """What a page says does not fit into it, or has a letter that no typeface has."""


class Unsigned(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """A certificate could not be signed now; it can be tried again later."""


Answer = bytes | Unprinted | Unsigned


class Signing(Protocol):
    """Whoever prints and signs, in the process of the desk."""

    def sign(self, press: Press, *, signed_at: datetime, reason: str) -> bytes:
        """Print a page and sign it; raises Unprinted and Unsigned."""


class Desk:
    """Opens with the first page to be printed, and again whenever it was closed.

    Signing needs 24 MiB of libraries and a second of their loading, and who shapes nineteen scripts keeps their faces:
    a server prints each certificate once, and then gives the same bytes for ever, so that most of the time nobody does.

    Args:
        begin: makes whoever prints and signs, in the new process; it must be possible to send it there.
        idle: seconds after which it closes when nobody asks.
    """

    def __init__(self, begin: Callable[[], Signing], *, idle: float = IDLE) -> None:
        self._begin = begin
        self._idle = idle
        self._one_at_a_time = Lock()
        self._open: tuple[SpawnProcess, Connection] | None = None

    def sign(self, press: Press, *, signed_at: datetime, reason: str) -> bytes:
        """Have a page printed and signed.

        Raises:
            Unprinted: what it says cannot be set.
            Unsigned: the key, its token or the time-stamp authority does not work at the moment, or nobody answers.
        """
        with self._one_at_a_time:
            answer = self._asked((press, signed_at, reason))
        if isinstance(answer, bytes):
            return answer
        raise answer

    def close(self) -> None:
        """End the process, if there is one."""
        if self._open is not None:
            process, line = self._open
            self._open = None
            line.close()
            process.terminate()
            process.join()
            process.close()

    def _asked(self, question: tuple[Press, datetime, str]) -> Answer:
        for _ in range(2):  # a desk may close in the very moment in which it is asked: then a new one is
            line = self._line()
            try:
                line.send(question)
                if line.poll(LONGEST):
                    answer: Answer = line.recv()
                    return answer
            except (EOFError, OSError):
                self.close()
            else:
                self.close()
                return Unsigned("The process that signs does not answer.")
        return Unsigned("The process that signs ended before it answered.")

    def _line(self) -> Connection:
        if self._open is not None and not self._open[0].is_alive():
            self.close()
        if self._open is None:
            spawned = multiprocessing.get_context("spawn")
            ours, theirs = spawned.Pipe()
            process = spawned.Process(target=_serve, args=(theirs, self._begin, self._idle), name="desk", daemon=True)
            process.start()
            theirs.close()
            self._open = process, ours
        return self._open[1]


def _serve(line: Connection, begin: Callable[[], Signing], idle: float) -> None:
    """Print and sign what comes, until nobody has asked for a while or the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the server, which Ctrl+C is meant for
    signing = begin()
    while line.poll(idle):
        try:
            press, signed_at, reason = line.recv()
        except EOFError:
            return
        try:
            answer: Answer = signing.sign(press, signed_at=signed_at, reason=reason)
        except (Unprinted, Unsigned) as error:
            answer = error
        line.send(answer)
