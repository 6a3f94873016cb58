"""Servers under measurement: the real gunicorn with the product or with a bare application, and what they use."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
_TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server and, when there is one, its database server.

    Attributes:
        port: where it answers on 127.0.0.1.
        pid: its first process.
    """

    def __init__(self, port: int, pid: int, database_pid: int | None = None) -> None:
        self.port = port
        self.pid = pid
        self.database_pid = database_pid

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return children().get(self.pid, [])

    @property
    def desks(self) -> list[int]:
        """The processes beside them that print and sign, and those that open them: family of a worker without it."""
        return [pid for worker in self.workers for pid in family(worker)[1:]]

    def cpu(self) -> float:
        """Processor seconds used so far by all its processes, those that ended included."""
        pids = family(self.pid) + (family(self.database_pid) if self.database_pid else [])
        return sum(_seconds(pid) for pid in pids)

    def settled_cpu(self) -> float:
        """The same, once what was asked for is really over."""
        time.sleep(0.05)
        return self.cpu()

    def pss(self) -> float:
        """Memory of all its processes in MiB; pages that processes share are counted once."""
        return sum(pss(pid) for pid in family(self.pid))


def family(pid: int) -> list[int]:
    """A process and everything it started that is still running."""
    parents = children()
    found = [pid]
    for member in found:  # grows while it is read
        found += parents.get(member, [])
    return found


def children() -> dict[int, list[int]]:
    """The running processes by the one that started them."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            parents.setdefault(int(_fields(stat)[1]), []).append(int(stat.parent.name))
    return parents


def _fields(stat: Path) -> list[str]:
    """What stands after a process's name, from its state (proc_pid_stat(5), field 3)."""
    return stat.read_text().rpartition(")")[2].split()


def _seconds(pid: int) -> float:
    try:
        fields = _fields(Path(f"/proc/{pid}/stat"))
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS  # utime, stime, and the same of children that ended: fields 14 to 17


def pss(pid: int) -> float:
    """Proportional memory of one process, in MiB."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def free_port() -> int:
    """Find a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, url: str | None, port: int) -> dict[str, str]:
    """The settings of a server that keeps everything in `folder`."""
    kept = {key: value for key, value in os.environ.items() if key not in {"TRUSTED_HOSTS", "HTTPS", "PUBLIC_ADDRESS"}}
    return kept | {
        "LEARN1325_FOLDER": str(folder),
        "DATABASE_URL": url or "",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "FLASK_SKIP_DOTENV": "1",
    }


def prepare(environ: Mapping[str, str]) -> None:
    """Make the database and publish the content, as `make run` does."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "prepare"],
        cwd=ROOT,
        env=dict(environ),
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def serving(
    environ: Mapping[str, str], application: str | None = None, database_pid: int | None = None
) -> Iterator[Server]:
    """Run gunicorn with the product's own settings, until the block ends."""
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--log-level", "warning"]
    with started([*command, application] if application else command, environ) as (pid, _seconds_taken):
        yield Server(int(environ["PORT"]), pid, database_pid)


@contextmanager
def started(command: list[str], environ: Mapping[str, str]) -> Iterator[tuple[int, float]]:
    """Start a server, wait until it answers, and stop all of it at the end; gives its process and the seconds taken."""
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(process, int(environ["PORT"]))
        yield process.pid, time.monotonic() - begun
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")
