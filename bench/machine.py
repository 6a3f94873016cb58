"""What the product asks of a machine: memory, disk, the time to start, and a morning's sign-ins."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench.browsers import Browser, Wire
from bench.figures import Figure, watched
from bench.life import PASSWORD
from bench.scene import Scene
from bench.servers import ROOT, environment, free_port, prepare, pss, started
from learning.people import passwords

MEMORY = 130.0
INSTALL = 200.0
START = 4.0
MORNING = 850 / 120
_AT_ONCE = 8


def memory(scene: Scene) -> Figure:
    """Memory of the two workers, after everything that came before.

    The desks that print for them are told beside it: they close when nobody has asked for a minute.
    """
    desks = sum(pss(pid) for pid in scene.product.desks)
    workers = sum(pss(pid) for pid in scene.product.workers)
    note = f"{scene.product.pss():.0f} MiB with the process that started them, of which {desks:.0f} MiB in desks"
    return Figure("   memory of two workers after load (PSS)", workers, MEMORY, "MiB", note=note)


def sign_ins(scene: Scene) -> Iterator[Figure]:
    """How many people a minute can sign in, eight at the same moment, each with the right password."""
    number = scene.size.sign_ins
    scene.life.people("SEN", number)
    waiting = iter(watched(range(number), "sign-ins", number))
    one_at_a_time = threading.Lock()
    faults: list[BaseException] = []

    def people() -> None:
        try:
            while True:
                with one_at_a_time:
                    place = next(waiting, None)
                if place is None:
                    return
                _sign_in(scene.product.port, place)
        except BaseException as fault:  # noqa: BLE001 - shown by the first thread
            faults.append(fault)

    before, begun = scene.product.settled_cpu(), time.monotonic()
    threads = [threading.Thread(target=people) for _ in range(_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    seconds = time.monotonic() - begun
    cpu = (scene.product.settled_cpu() - before) * 1000 / number
    cores = os.cpu_count() or 1
    note = f"{cpu:.0f} ms CPU each; a hash alone: {_hash_milliseconds():.0f} ms; {cores} processors"
    yield Figure("   sign-ins a second (850 in two minutes)", number / seconds, MORNING, "/s", is_floor=True, note=note)


def _hash_milliseconds() -> float:
    stored = passwords.hash_password(PASSWORD)
    before = time.process_time()
    for _ in range(10):
        passwords.verify(stored, PASSWORD)
    return (time.process_time() - before) * 100


def _sign_in(port: int, place: int) -> None:
    wire = Wire(port)
    browser = Browser(wire)
    browser.learn_token("/sign-in")
    browser.post("/sign-in", [("name", f"SENL{place}"), ("country", "SEN"), ("password", PASSWORD)])
    wire.close()


def install(folder: Path) -> Figure:
    """Disk that the product's own dependencies take, in a fresh environment."""
    name = "   core install (site-packages)"
    uv = str(Path(sys.executable).with_name("uv"))
    place = folder / "core"
    commands = (
        [uv, "venv", "-q", "--python", sys.executable, str(place)],
        [
            *(uv, "pip", "install", "-q", "--python", str(place / "bin" / "python"), "--link-mode", "copy"),
            *("--require-hashes", "-r", str(ROOT / "requirements" / "core.txt")),
        ],
    )
    try:
        for command in watched(commands, "core install", len(commands)):
            subprocess.run(command, check=True, capture_output=True, text=True)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        reason = str(getattr(error, "stderr", "") or error).strip().splitlines()[0]
        return Figure(name, None, INSTALL, "MB", note=reason)
    packages = next((place / "lib").glob("python*/site-packages"))
    return Figure(name, sum(file.lstat().st_blocks * 512 for file in packages.rglob("*")) / 1e6, INSTALL, "MB")


def start(folder: Path) -> Figure:
    """Seconds from `make run` to the first answer, on a machine where it ran before."""
    environ = environment(folder / "start", None, free_port())
    prepare(environ)
    times = []
    for _ in watched(range(3), "make run", 3):
        with started(["make", "-s", "run"], environ) as (_, seconds):
            times.append(seconds)
    return Figure("   make run answers, on a prepared machine", sorted(times)[1], START, "s")
