"""What goes over the wire, and when there is something to read on a slow one."""

import contextlib
import re
import shutil
import statistics
from collections.abc import Iterator

from playwright.sync_api import Error, Page, sync_playwright

from bench.browsers import Browser, Wire
from bench.figures import Figure, watched
from bench.scene import Scene

FIRST_VISIT, REPEAT, QUIZ = 40.0, 6.0, 45.0
READABLE = 2.5
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FIRST_TEXT = """() => new Promise((found) => new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (each.name === "first-contentful-paint") found(each.startTime);
}).observe({ type: "paint", buffered: true }))"""
_FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def weights(scene: Scene) -> Iterator[Figure]:
    """Bytes of a lesson and of a quiz, status line and headers included; each lesson, the heaviest counts."""
    browser, lessons, modules = _visitor(scene, "FJI")
    first, again, quiz = [], [], []
    for page in lessons:
        own, files = _visit(browser, page)
        first.append(own + files)
        again.append(own)
    for module in modules:
        browser.learn_token(module)
        quiz.append(sum(_visit(browser, browser.post(f"{module}/attempts").headers["location"])))
    words = "compressed, the heaviest"
    yield Figure(f"   lesson, first visit without pictures, {words}", max(first), FIRST_VISIT, "KB")
    yield Figure(f"   lesson, repeat visit, {words}", max(again), REPEAT, "KB")
    yield Figure(f"   quiz, first visit, {words}", max(quiz), QUIZ, "KB")


def _visit(browser: Browser, page: str) -> tuple[float, float]:
    """Kilobytes of a page, and of the files it asks for."""
    answer = browser.get(page)
    files = sorted(set(_FILES.findall(answer.text)))
    return answer.size / 1000, sum(browser.get(file, accept="*/*").size for file in files) / 1000


def _visitor(scene: Scene, country: str) -> tuple[Browser, list[str], list[str]]:
    people = scene.life.people(country, 1)
    for course in scene.life.courses:
        scene.life.enrol(country, people, course, [], completed=False)
    learner = scene.life.signed_in(people)[0]
    lessons = [
        f"/courses/{course.slug}/{module.slug}/{lesson.id}"
        for course in scene.life.courses.values()
        for module in course.modules
        for lesson in module.lessons
    ]
    modules = sorted({page.rpartition("/")[0] for page in lessons})
    return Browser(Wire(scene.product.port), learner.cookie), lessons, modules


def readable(scene: Scene) -> Figure:
    """Seconds until a lesson's first text stands on a phone's screen, in a new browser on slow 3G."""
    browser, lessons, _ = _visitor(scene, "KEN")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    name = "   lesson readable on slow 3G (400 kbit/s, 400 ms)"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            times = []
            for _ in watched(range(scene.size.rounds), "slow 3G"):
                with contextlib.closing(chromium.new_context(viewport={"width": 360, "height": 640})) as context:
                    address = f"http://127.0.0.1:{scene.product.port}"
                    cookie, _, value = browser.cookie.partition("=")
                    context.add_cookies([{"name": cookie, "value": value, "url": address}])
                    times.append(_first_text(context.new_page(), address + lessons[0]))
            chromium.close()
    except Error as error:
        return Figure(name, None, READABLE, "s", note=str(error).splitlines()[0])
    return Figure(name, statistics.median(times), READABLE, "s")


def _first_text(page: Page, address: str) -> float:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(address, wait_until="load")
    return float(page.evaluate(FIRST_TEXT)) / 1000
