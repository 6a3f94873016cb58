"""E: a country's overview among few and many people and attempts, beside the SQL alone that reads its tallies."""

import time
from collections.abc import Iterator

from bench.browsers import Browser
from bench.figures import Figure, medians_of
from bench.pages import measured
from bench.scene import Scene
from learning.reports.overview.counting import About, days_of, groups_of, usual_period

FEW, MANY, BUSY = "UGA", "MAR", "EGY"
PEOPLE = {FEW: 10_000, MANY: 50_000, BUSY: 10_000}
PAGE = 60.0
_FLAT = 1.25


def overviews(scene: Scene) -> Iterator[Figure]:
    """The page among five times as many people, and where each made fifty times as many attempts; then its SQL."""
    course = next(iter(scene.life.courses))
    for country, number in PEOPLE.items():
        people = scene.life.people(country, number)
        enrolments = scene.life.enrol(country, people, course, scene.life.cohorts(country, people[0]))
        if country != MANY:
            scene.life.attempts(people, enrolments, course, scene.size.attempts if country == BUSY else 1)
    browser, times = scene.administrator(), max(5, scene.size.operations // 10)
    name = f"E  country at a glance, {PEOPLE[MANY]:,} learners"
    value, beside = _pages(scene, browser, MANY, FEW, times)
    yield Figure(name, value, PAGE, "ms CPU", beside, times=_FLAT, note=f"beside it: {PEOPLE[FEW]:,} learners")
    name = f"E  country at a glance, {scene.size.attempts} attempts each"
    value, beside = _pages(scene, browser, BUSY, FEW, times)
    yield Figure(name, value, PAGE, "ms CPU", beside, times=_FLAT, note="beside it: 1 attempt each")
    value, ceiling = medians_of(
        scene.size.rounds,
        "overviews",
        lambda _: measured(scene.product, times, lambda: browser.get(f"/overview/{MANY}")),
        lambda _: _bare(scene, MANY, times),
    )
    yield Figure("E  country at a glance", value, PAGE, "ms CPU", ceiling, note="beside it: its counts by SQL alone")


def _pages(scene: Scene, browser: Browser, country: str, beside: str, times: int) -> tuple[float, float]:
    """Milliseconds of two countries' pages, asked for in turn."""
    for each in (country, beside):
        browser.get(f"/overview/{each}")
    return medians_of(
        scene.size.rounds,
        "overviews",
        lambda _: measured(scene.product, times, lambda: browser.get(f"/overview/{country}")),
        lambda _: measured(scene.product, times, lambda: browser.get(f"/overview/{beside}")),
    )


def _bare(scene: Scene, country: str, times: int) -> float:
    """Milliseconds of the statements: of this process, and of the database's if it has processes of its own."""
    engine = scene.life.database.engine
    about = About(country, None, *usual_period(scene.life.now.date()))
    asked = (groups_of(about), days_of(about, scene.life.courses))
    texts = [str(each.compile(engine, compile_kwargs={"literal_binds": True})) for each in asked]
    connection = engine.raw_connection()
    cursor = connection.cursor()

    def read() -> None:
        for each in texts:
            cursor.execute(each)
            assert cursor.fetchall()

    read()
    before = time.process_time()
    beside = measured(scene.product, times, read)
    own = (time.process_time() - before) * 1000 / times
    connection.close()
    return own + (beside if scene.product.database_pid else 0)
