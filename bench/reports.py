"""D: the completion report: its file at three lengths, its first page at two, and attempts that must not matter."""

import threading
from collections.abc import Iterator

from bench.browsers import Browser
from bench.figures import Figure, medians_of
from bench.pages import measured
from bench.scene import Scene
from bench.servers import Server, pss

LIMITS = {10_000: 0.2, 100_000: 1.5, 1_000_000: 15.0}
COUNTRIES = {10_000: "ETH", 100_000: "IND", 1_000_000: "BRA"}
ONE_ATTEMPT, MANY_ATTEMPTS = "RWA", "PAK"
GROWTH = 8
PAGE = 50.0
_LONG = 500_000
_ROWS_OF_A_ROUND = 50_000  # short files are taken several times: processor time is counted in hundredths of seconds
_FLAT = 1.25


def files(scene: Scene) -> Iterator[Figure]:
    """The CSV file at each length, and what the longest one adds to a worker's memory."""
    bare = scene.bare_browser()
    administrator = scene.administrator()
    for rows in scene.size.rows:
        path = f"/reports/completions/{_life(scene, rows)}.csv"
        times = max(1, _ROWS_OF_A_ROUND // rows)
        is_longest = rows == max(scene.size.rows)
        watch = _Watch(scene.product.workers if is_longest else [])
        value, ceiling = medians_of(
            scene.size.rounds if rows < _LONG else 1,
            f"CSV, {rows} rows",
            lambda _, times=times, path=path: _seconds(scene.product, administrator, path, times),  # type: ignore[misc]
            lambda _, times=times, rows=rows: _seconds(scene.bare, bare, f"/roll/{rows}.csv", times),  # type: ignore[misc]
        )
        yield Figure(f"D  completion CSV, {rows:,} rows", value, LIMITS[rows], "s CPU", ceiling)
        if is_longest:
            yield Figure(f"D  memory that {rows:,} rows add to a worker", watch.stop(), GROWTH, "MB")


def first_page(scene: Scene) -> Iterator[Figure]:
    """Page 1 among 10,000 and 100,000 learners."""
    few, many = (f"/reports/completions/{COUNTRIES[rows]}" for rows in (10_000, 100_000))
    value, beside = _pages(scene, many, few)
    name = "D  report page 1, 100,000 learners"
    yield Figure(name, value, PAGE, "ms CPU", beside, times=_FLAT, note="beside it: 10,000 learners")


def attempts_do_not_matter(scene: Scene) -> Iterator[Figure]:
    """File and page where each learner made one attempt, and where each made many."""
    course = next(iter(scene.life.courses))
    for country, each in ((ONE_ATTEMPT, 1), (MANY_ATTEMPTS, scene.size.attempts)):
        people = scene.life.people(country, 10_000)
        enrolments = scene.life.enrol(country, people, course, [])
        scene.life.attempts(people, enrolments, course, each)
    administrator = scene.administrator()
    one, many = (f"/reports/completions/{country}" for country in (ONE_ATTEMPT, MANY_ATTEMPTS))
    value, beside = medians_of(
        scene.size.rounds,
        "CSV, attempts",
        lambda _: _seconds(scene.product, administrator, f"{many}.csv", 5),
        lambda _: _seconds(scene.product, administrator, f"{one}.csv", 5),
    )
    words, note = f"10,000 learners, {scene.size.attempts} attempts each", "beside it: 1 attempt each"
    yield Figure(f"D  CSV, {words}", value, LIMITS[10_000], "s CPU", beside, times=_FLAT, note=note)
    value, beside = _pages(scene, many, one)
    yield Figure(f"D  page 1, {words}", value, PAGE, "ms CPU", beside, times=_FLAT, note=note)


def _life(scene: Scene, rows: int) -> str:
    country = COUNTRIES[rows]
    people = scene.life.people(country, rows)
    cohorts = scene.life.cohorts(country, people[0])
    scene.life.enrol(country, people, next(iter(scene.life.courses)), cohorts)
    return country


def _seconds(server: Server, browser: Browser, path: str, times: int) -> float:
    return measured(server, times, lambda: browser.get(path)) / 1000


def _pages(scene: Scene, path: str, beside: str) -> tuple[float, float]:
    """Milliseconds of two pages, asked for in turn."""
    browser, times = scene.administrator(), scene.size.operations // 5
    browser.get(path)
    return medians_of(
        scene.size.rounds,
        "page 1",
        lambda _: measured(scene.product, times, lambda: browser.get(path)),
        lambda _: measured(scene.product, times, lambda: browser.get(beside)),
    )


class _Watch:
    """Watches the memory of processes from now on."""

    def __init__(self, pids: list[int]) -> None:
        self._before = {pid: pss(pid) for pid in pids}
        self._most = dict(self._before)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The most that any of them grew, in MB."""
        self._over.set()
        self._thread.join()
        return max(self._most[pid] - before for pid, before in self._before.items()) * 1.048576

    def _watch(self) -> None:
        while self._before and not self._over.wait(0.1):
            for pid in self._before:
                self._most[pid] = max(self._most[pid], pss(pid))
