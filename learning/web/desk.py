"""A process beside the server that prints and signs: what only that needs is loaded there, and goes when idle."""

import contextlib
import os
import signal
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from threading import Lock
from typing import NoReturn, Protocol

IDLE = 60.0
"""Seconds after which a desk that nobody asks closes, and its memory goes back to the machine."""
LONGEST = 60
"""Seconds that a signature may take: a token is slow, and a time-stamp authority may be far away."""
_PATIENCE = 10
"""Seconds more that the porter has to say that a desk was too slow."""

Press = Callable[[], bytes]
"""What prints a page, with all that stands on it; it must be possible to send it to another process."""


class Unprinted(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """What a page says does not fit into it, or has a letter that no typeface has."""


class Unsigned(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """A certificate could not be signed now; it can be tried again later."""


Answer = bytes | Unprinted | Unsigned


@dataclass(frozen=True)
class _Gone:
    """A desk ended before its time.

    Attributes:
        hung: it took too long and was ended, so that asking again would only take as long again.
    """

    hung: bool


class Closing(Protocol):
    """What can be closed."""

    def close(self) -> object:
        """Close it."""


class Signing(Protocol):
    """Whoever prints and signs, in the process of the desk."""

    def sign(self, press: Press, *, signed_at: datetime, reason: str) -> bytes:
        """Print a page and sign it; raises Unprinted and Unsigned."""


class Desk:
    """Opens with the first page to be printed, and again whenever it was closed.

    Signing needs 24 MiB of libraries and half a second of their loading, and who shapes nineteen scripts keeps their
    faces: a server prints each certificate once, and then gives the same bytes for ever, so that most of the time
    nobody does. A porter stands between: it divides from the server at once, while only one thread runs, does nothing,
    and so shares all memory with it; a desk divides from the porter. A fresh process would load everything again.

    Args:
        begin: makes whoever prints and signs, in the new process.
        idle: seconds after which a desk closes when nobody asks.
        longest: seconds that a page and its signature may take.
        leaves: what the new process closes first, such as the sockets that a server listens on.
        lost: called when there is no porter any more, and never will be: this server had better be replaced.
    """

    def __init__(
        self,
        begin: Callable[[], Signing],
        *,
        idle: float = IDLE,
        longest: int = LONGEST,
        leaves: Iterable[Closing] = (),
        lost: Callable[[], object] = lambda: None,
    ) -> None:
        self._one_at_a_time = Lock()
        self._lost = lost
        self._longest = longest
        self._number = 0
        self._line, theirs = Pipe()
        self.porter = os.fork()
        if self.porter == 0:
            _away(partial(_keep_the_door, theirs, begin, idle, longest), [self._line, *leaves])
        theirs.close()

    def sign(self, press: Press, *, signed_at: datetime, reason: str) -> bytes:
        """Have a page printed and signed.

        Raises:
            Unprinted: what it says cannot be set.
            Unsigned: the key, its token or the time-stamp authority does not work at the moment, or nobody answers.
        """
        with self._one_at_a_time:
            answer = self._asked(press, signed_at, reason)
        if isinstance(answer, bytes):
            return answer
        raise answer

    def close(self) -> None:
        """End the porter, and with it the desk that may be open."""
        self._line.close()
        os.waitpid(self.porter, 0)

    def _asked(self, press: Press, signed_at: datetime, reason: str) -> Answer:
        first = self._number + 1
        try:
            for _ in range(2):  # a desk that was killed is opened again once
                self._number += 1
                self._line.send((self._number, press, signed_at, reason))
                heard = self._heard(first)
                if not isinstance(heard, _Gone):
                    return heard
                if heard.hung:
                    return Unsigned("The process that signs does not answer.")
        except (EOFError, OSError):
            self._lost()
        return Unsigned("The process that signs ended before it answered.")

    def _heard(self, first: int) -> Answer | _Gone:
        """Wait for the answer to this question, or for news that the desk has gone; what is older is let pass."""
        while True:
            if not self._line.poll(self._longest + _PATIENCE):
                raise TimeoutError
            heard = self._line.recv()
            if isinstance(heard, _Gone):
                return heard
            number, answer = heard
            if number >= first:
                found: Answer = answer
                return found


def _away(work: Callable[[], object], leaves: Iterable[Closing]) -> NoReturn:
    """Do what a new process is there for, and end it, without what its parent had still meant to do."""
    status = 1
    try:
        for left in leaves:
            left.close()
        with contextlib.suppress(EOFError, BrokenPipeError):  # the server is gone, and with it the work
            work()
        status = 0
    except Exception:  # noqa: BLE001 - there is nobody left to catch it
        traceback.print_exc()
    finally:
        os._exit(status)


def _keep_the_door(line: Connection, begin: Callable[[], Signing], idle: float, longest: int) -> None:
    """Open a desk whenever somebody asks and none is open, until the server is gone."""
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):  # the server's own way of taking it
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the server, which Ctrl+C is meant for
    while True:
        question = line.recv_bytes()  # read in the desk: what a question needs is loaded there
        desk = os.fork()
        if desk == 0:
            _away(partial(_serve, line, question, begin, idle, longest), [])
        _, status = os.waitpid(desk, 0)
        if status:
            line.send(_Gone(hung=os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM))


def _serve(line: Connection, question: bytes, begin: Callable[[], Signing], idle: float, longest: int) -> None:
    """Print and sign what comes, until nobody has asked for a while or the server is gone."""
    signal.alarm(longest)
    signing = begin()
    while True:
        number, press, signed_at, reason = ForkingPickler.loads(question)
        try:
            answer: Answer = signing.sign(press, signed_at=signed_at, reason=reason)
        except (Unprinted, Unsigned) as error:
            answer = error
        signal.alarm(0)
        line.send((number, answer))
        if not line.poll(idle):
            return
        question = line.recv_bytes()
        signal.alarm(longest)
