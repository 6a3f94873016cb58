"""A process beside the server that signs PDFs: what only signing needs is loaded there, and goes when nobody asks."""

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


class Unsigned(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """A certificate could not be signed now; it can be tried again later."""


class Signing(Protocol):
    """Whoever signs, in the process of the desk."""

    def sign(self, page: bytes, *, signed_at: datetime, reason: str) -> bytes:
        """Sign a page; raises Unsigned."""


class Desk:
    """Opens with the first page to be signed, and again whenever it was closed.

    Signing needs 24 MiB of libraries and a second of their loading: a server prints each certificate once, and then
    gives the same bytes for ever, so that most of the time nobody signs.

    Args:
        begin: makes whoever signs, in the new process; it must be possible to send it there.
        idle: seconds after which it closes when nobody asks.
    """

    def __init__(self, begin: Callable[[], Signing], *, idle: float = IDLE) -> None:
        self._begin = begin
        self._idle = idle
        self._one_at_a_time = Lock()
        self._open: tuple[SpawnProcess, Connection] | None = None

    def sign(self, page: bytes, *, signed_at: datetime, reason: str) -> bytes:
        """Have a page signed.

        Raises:
            Unsigned: the key, its token or the time-stamp authority does not work at the moment, or nobody answers.
        """
        with self._one_at_a_time:
            signed, refusal = self._asked((page, signed_at, reason))
        if refusal is not None:
            raise Unsigned(refusal)
        return signed

    def close(self) -> None:
        """End the process, if there is one."""
        if self._open is not None:
            process, line = self._open
            self._open = None
            line.close()
            process.terminate()
            process.join()
            process.close()

    def _asked(self, question: tuple[bytes, datetime, str]) -> tuple[bytes, str | None]:
        for _ in range(2):  # a desk may close in the very moment in which it is asked: then a new one is
            line = self._line()
            try:
                line.send(question)
                if line.poll(LONGEST):
                    answer: tuple[bytes, str | None] = line.recv()
                    return answer
            except (EOFError, OSError):
                self.close()
            else:
                self.close()
                return b"", "The process that signs does not answer."
        return b"", "The process that signs ended before it answered."

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
    """Sign what comes, until nobody has asked for a while or the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the server, which Ctrl+C is meant for
    signing = begin()
    while line.poll(idle):
        try:
            page, signed_at, reason = line.recv()
        except EOFError:
            return
        try:
            answer: tuple[bytes, str | None] = signing.sign(page, signed_at=signed_at, reason=reason), None
        except Unsigned as error:
            answer = b"", str(error)
        line.send(answer)
