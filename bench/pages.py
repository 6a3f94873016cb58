"""A, B and C: a lesson page, a whole attempt, one autosave, a certificate."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from bench.browsers import Browser
from bench.figures import Figure, medians_of
from bench.life import Life
from bench.scene import WIRES, Scene
from bench.servers import Server
from learning.demo.answers import right_answer
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.quizzes.items import Item
from learning.quizzes.kinds import kind
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import placed_from_json
from learning.records.models import Confidence

COUNTRY = "NPL"
Fields = list[tuple[str, str]]
_QUESTIONS = 10


def measured(server: Server, operations: int, once: Callable[[], object]) -> float:
    """Processor milliseconds of one operation, on average of a round."""
    before = server.settled_cpu()
    for _ in range(operations):
        once()
    return (server.settled_cpu() - before) * 1000 / operations


def lesson_page(scene: Scene) -> Figure:
    """A: a lesson page, signed in, its progress written: each one is opened for the first time."""
    size = scene.size
    pages = [
        f"/courses/{course.slug}/{module.slug}/{lesson.id}"
        for course in scene.life.courses.values()
        for module in course.modules
        for lesson in module.lessons
    ]
    people = scene.life.people(COUNTRY, -(-size.rounds * size.operations // len(pages)))
    for course in scene.life.courses:
        scene.life.enrol(COUNTRY, people, course, [], completed=False)
    browsers = scene.browsers(scene.life.signed_in(people))
    for browser in browsers:
        browser.get("/courses")
    for page, browser in itertools.product(pages, browsers[:WIRES]):
        browser.get(page)  # a process writes a lesson as HTML once: on each wire, because any process may serve it
    visits = (browser.get(page) for page, browser in itertools.cycle(itertools.product(pages, browsers)))
    bare = itertools.cycle([scene.bare_browser() for _ in range(WIRES)])  # both its processes serve, as ours do
    bare_visits = (next(bare).get(f"/lesson/{number}/a") for number in itertools.count())
    value, ceiling = medians_of(
        size.rounds,
        "lesson pages",
        lambda _: measured(scene.product, size.operations, partial(next, visits)),
        lambda _: measured(scene.bare, size.operations, partial(next, bare_visits)),
    )
    return Figure("A  lesson page, signed in, progress written", value, 5, "ms CPU", ceiling, times=5)


def attempts(scene: Scene) -> Iterator[Figure]:
    """B: whole attempts of ten questions, each by another learner, and single answers saved on the way."""
    size = scene.size
    course = next(iter(scene.life.courses.values()))
    page = f"/courses/{course.slug}/{_module(course).slug}"
    people = scene.life.people("GHA", size.rounds * size.operations)
    scene.life.enrol("GHA", people, course.slug, [], completed=False)
    browsers = scene.browsers(scene.life.signed_in(people))
    bare = scene.bare_browser()

    def one_round(number: int) -> float:
        mine = browsers[number * size.operations : (number + 1) * size.operations]
        for browser in mine:
            browser.learn_token(page)
        paths: list[str] = []
        waiting = iter(mine)
        begun = measured(scene.product, size.operations, lambda: paths.append(_begin(next(waiting), page)))
        # Not measured: which answers are right is looked up in the database.
        given = [right_answers(scene.life, path) for path in paths]
        ending = itertools.starmap(_end, zip(mine, paths, given, strict=True))
        return begun + measured(scene.product, size.operations, partial(next, ending))

    def one_bare_round(_number: int) -> float:
        return measured(scene.bare, size.operations, partial(_bare_attempt, bare))

    value, ceiling = medians_of(size.rounds, "attempts", one_round, one_bare_round)
    yield Figure("B  ten-question attempt: start, page, submit, result", value, 20, "ms CPU", ceiling)
    yield _autosave(scene, page)


def _module(course: PublishedCourse) -> PublishedModule:
    """Find the first module whose quiz asks as many questions as the figure says."""
    return next(module for module in course.modules if sum(module.pack.quiz.draw.values()) == _QUESTIONS)


def _begin(browser: Browser, page: str) -> str:
    path = browser.post(f"{page}/attempts").headers["location"]
    browser.learn_token(path)
    return path


def _end(browser: Browser, path: str, fields: Fields) -> None:
    browser.post(path, fields)
    browser.get(f"{path}/result")


def _bare_attempt(bare: Browser) -> None:
    path = bare.post("/attempts").headers["location"]
    bare.get(path)
    bare.post(path, [(f"answer-{n}", "a") for n in range(10)], expected=200)
    bare.get(path)


def _autosave(scene: Scene, page: str) -> Figure:
    size = scene.size
    people = scene.life.people("URY", 10)
    scene.life.enrol("URY", people, next(iter(scene.life.courses)), [], completed=False)
    saves = []
    for browser in scene.browsers(scene.life.signed_in(people)):
        browser.learn_token(page)
        path = _begin(browser, page)
        item, choices = next(_single_choices(scene.life, path))
        saves.append(_answering(browser, f"{path}/answers", item, choices))
    turns = (next(save) for save in itertools.cycle(saves))
    bare = scene.bare_browser()
    bare_saves = (bare.post("/attempts/one", [("answer", str(n))], expected=200) for n in itertools.count())
    value, ceiling = medians_of(
        size.rounds,
        "autosaves",
        lambda _: measured(scene.product, size.operations, partial(next, turns)),
        lambda _: measured(scene.bare, size.operations, partial(next, bare_saves)),
    )
    return Figure("B  one autosave", value, 3, "ms CPU", ceiling)


def _answering(browser: Browser, path: str, item: Item, choices: list[Fields]) -> Iterator[None]:
    """Change the answer to one item again and again, as the page's script sends it."""
    for revision, fields in enumerate(itertools.cycle(choices)):
        browser.send(path, [*fields, _sure(item), (f"revision-{item.id}", str(revision))])
        yield


def _single_choices(life: Life, path: str) -> Iterator[tuple[Item, list[Fields]]]:
    for item in _asked(life, path):
        if item.kind == "single":
            yield item, [kind(item.kind).sent(item, choice) for choice in item.body["choices"]]


def right_answers(life: Life, path: str) -> Fields:
    """Everything that the page of an attempt sends when each answer is right."""
    fields: Fields = [("key", str(uuid.uuid4()))]
    for item in _asked(life, path):
        fields += kind(item.kind).sent(item, right_answer(item))
        fields += [_sure(item), (f"revision-{item.id}", "0")]
    return fields


def _sure(item: Item) -> tuple[str, str]:
    """What the page sends of how sure the learner is."""
    return f"confidence-{item.id}", Confidence.SURE.value


def _asked(life: Life, path: str) -> list[Item]:
    version, placed = life.attempt_answers(uuid.UUID(path.rpartition("/")[2]))
    with life.database.read() as session:
        quiz = quiz_version(session, version).quiz
    return [quiz.item(place.item_id) for place in placed_from_json(placed)]
