"""Guessing numbers of certificates: whoever asks for many that do not exist has to wait.

It is counted in the memory of one process and never stored: a stranger's look-up must not make the database write, and
a number holds 129 bits of chance, so that the limit keeps the peace rather than the secret.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from learning.errors import Throttled

MOST = 60
WITHIN = timedelta(minutes=5)
_ADDRESSES = 10_000


class Guesses:
    """When each address asked for a number that does not exist, within the last minutes."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def note(self, network: str, now: datetime) -> None:
        """Count one more unknown number.

        Raises:
            Throttled: there were too many from this network.
        """
        with self._lock:
            times = self._asked.setdefault(network, deque(maxlen=MOST))
            self._asked.move_to_end(network)
            while times and times[0] <= now - WITHIN:
                times.popleft()
            if len(times) >= MOST:
                left = times[0] + WITHIN - now
                raise Throttled(
                    "There were too many numbers that do not exist. Try again in %(minutes)s min.",
                    minutes=max(1, -(-int(left.total_seconds()) // 60)),
                )
            times.append(now)
            if len(self._asked) > _ADDRESSES:
                self._asked.popitem(last=False)
