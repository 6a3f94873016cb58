"""D: the completion report: its file at three lengths, its first page at two, and attempts that must not matter."""

import threading
from collections.abc import Iterator

from bench.browsers import Browser
from bench.figures import Figure, median_of
from bench.pages import measured
from bench.scene import Scene
from bench.servers import pss

LIMITS = {10_000: 0.2, 100_000: 1.5, 1_000_000: 15.0}
COUNTRIES = {10_000: "ETH", 100_000: "IND", 1_000_000: "BRA"}
ONE_ATTEMPT, MANY_ATTEMPTS = "RWA", "PAK"
GROWTH = 8
PAGE = 50
_LONG = 500_000
_FLAT = 1.25


def files(scene: Scene) -> Iterator[Figure]:
    """The CSV file at each length, and what the longest one adds to a worker's memory."""
    bare = scene.bare_browser()
    administrator = scene.administrator()
    for rows in scene.size.rows:
        country = _life(scene, rows)
        rounds = scene.size.rounds if rows < _LONG else 1
        watch = _Watch(scene.product.workers)
        path = f"/reports/completions/{country}.csv"
        if rows == max(scene.size.rows):
            watch.start()
        value = median_of(rounds, f"CSV, {rows} rows", lambda _, p=path: _seconds(scene, administrator, p))  # type: ignore[misc]
        growth = watch.stop()
        ceiling = median_of(
            rounds,
            f"bare CSV, {rows} rows",
            lambda _, n=rows: measured(scene.bare, 1000, lambda: bare.get(f"/roll/{n}.csv")),  # type: ignore[misc]
        )
        yield Figure(f"D  completion CSV, {rows:,} rows", value, LIMITS[rows], "s CPU", ceiling)
        if growth is not None:
            name = f"D  memory that {rows:,} rows add to a worker"
            yield Figure(name, growth, GROWTH, "MB")


def first_page(scene: Scene) -> Iterator[Figure]:
    """Page 1 among 10,000 and 100,000 learners."""
    administrator = scene.administrator()
    values = []
    for rows in (10_000, 100_000):
        path = f"/reports/completions/{COUNTRIES[rows]}"
        administrator.get(path)
        values.append(_page(scene, administrator, path, f"page 1 of {rows} learners"))
    yield Figure(
        "D  report page 1, 100,000 learners",
        values[1],
        PAGE,
        "ms CPU",
        values[0],
        times=_FLAT,
        note=_note("10,000 learners"),
    )


def attempts_do_not_matter(scene: Scene) -> Iterator[Figure]:
    """File and page where each learner made one attempt, and where each made many."""
    course = next(iter(scene.life.courses))
    for country, each in ((ONE_ATTEMPT, 1), (MANY_ATTEMPTS, scene.size.attempts)):
        people = scene.life.people(country, 10_000)
        enrolments = scene.life.enrol(country, people, course, [])
        scene.life.attempts(people, enrolments, course, each)
    administrator = scene.administrator()
    seconds, pages = {}, {}
    for country in (ONE_ATTEMPT, MANY_ATTEMPTS):
        path = f"/reports/completions/{country}"
        seconds[country] = median_of(
            scene.size.rounds,
            "CSV, attempts",
            lambda _, p=f"{path}.csv": _seconds(scene, administrator, p),  # type: ignore[misc]
        )
        pages[country] = _page(scene, administrator, path, "page 1, attempts")
    many = f"{scene.size.attempts} attempts each"
    for name, found, limit, unit in (
        (f"D  completion CSV, 10,000 rows, {many}", seconds, LIMITS[10_000], "s CPU"),
        (f"D  report page 1, 10,000 learners, {many}", pages, float(PAGE), "ms CPU"),
    ):
        yield Figure(
            name, found[MANY_ATTEMPTS], limit, unit, found[ONE_ATTEMPT], times=_FLAT, note=_note("1 attempt each")
        )


def _note(beside: str) -> str:
    return f"the figure beside it: {beside}"


def _life(scene: Scene, rows: int) -> str:
    country = COUNTRIES[rows]
    people = scene.life.people(country, rows)
    cohorts = scene.life.cohorts(country, people[0])
    scene.life.enrol(country, people, next(iter(scene.life.courses)), cohorts)
    return country


def _seconds(scene: Scene, browser: Browser, path: str) -> float:
    before = scene.product.settled_cpu()
    browser.get(path)
    return scene.product.settled_cpu() - before


def _page(scene: Scene, browser: Browser, path: str, words: str) -> float:
    def work() -> None:
        for _ in range(times):
            browser.get(path)

    times = scene.size.operations // 5
    return median_of(scene.size.rounds, words, lambda _: measured(scene.product, times, work))


class _Watch:
    """Watches the memory of processes while something happens."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids
        self._over = threading.Event()
        self._before: dict[int, float] = {}
        self._most: dict[int, float] = {}
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._before = {pid: pss(pid) for pid in self._pids}
        self._most = dict(self._before)
        self._thread.start()

    def stop(self) -> float | None:
        """The most that any of them grew, in MB; None if it was never started."""
        if not self._before:
            return None
        self._over.set()
        self._thread.join()
        return max(self._most[pid] - self._before[pid] for pid in self._pids) * 1.048576

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            for pid in self._pids:
                self._most[pid] = max(self._most[pid], pss(pid))
