"""How people of the journeys study the product's own courses: the right answers, given by finger or by plain forms."""

import tomllib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import Page

from learning.config import Settings
from learning.demo.answers import right_answer
from learning.modules.courses import read_courses
from learning.quizzes.kinds import kind
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Answer, Item, placed_from_json
from learning.records.models import Attempt
from tests.journeys.sites import Site, attempt_of
from tests.journeys.traveller import Traveller

Sent = Sequence[tuple[str, str]]

COURSES = read_courses(Settings.library / "courses.toml")
FOUND = 303
# Where a finger goes: the row of a radio or a box, brought into sight; else what sort of field it is.
PLACE = """([name, value]) => {
    const fields = [...document.getElementsByName(name)];
    const ticked = fields.find((field) => ["radio", "checkbox"].includes(field.type) && field.value === value);
    if (!ticked) return fields[0].type;
    const row = ticked.closest("label");
    row.scrollIntoView({ block: "center", behavior: "instant" });
    const box = row.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""

# What the browser itself does when a control that can be seen is used, without any script of the page.
USE = """(sent) => {
    for (const [name, value] of sent) {
        const fields = [...document.getElementsByName(name)];
        const field = fields.find((one) => one.value === value && one.type !== "text") ?? fields[0];
        if (!field.checkVisibility() || field.disabled) throw new Error(`${name} cannot be used`);
        if (["radio", "checkbox"].includes(field.type)) field.click();
        else field.value = value;
    }
}"""


class Exercise(NamedTuple):
    """An exercise of a course, and where it stands.

    Attributes:
        course: the course.
        module: its module.
        id: its name there.
        kind: its kind; a text to be marked for one thing has boxes, one for two things has radios, which are two.
        length: how much there is in it.
    """

    course: str
    module: str
    id: str
    kind: str
    length: int

    @property
    def url(self) -> str:
        """The page that says what it is about."""
        return f"/courses/{self.course}/{self.module}/exercises/{self.id}"

    def __str__(self) -> str:
        """Its name in the list of tests."""
        return f"{self.module}-{self.id}-{self.kind}"


def _every_exercise() -> Iterator[Exercise]:
    for course in COURSES:
        for module in course.modules:
            with (Settings.library / "content" / module / "exercises.toml").open("rb") as file:
                for item in tomllib.load(file)["items"]:
                    kind_name = item["kind"] + "-by-boxes" * (len(item.get("look_for", "")) == 1)
                    yield Exercise(course.slug, module, item["id"], kind_name, len(repr(item)))


EXERCISES = tuple(_every_exercise())
EACH_KIND = tuple({each.kind: each for each in sorted(EXERCISES, key=lambda one: one.length)}.values())
"""The longest exercise of each kind: the one that has most to say."""


def asked(site: Site, attempt_url: str) -> list[Item]:
    """List the items that an attempt asks, in the order of its page."""
    with site.database.read() as session:
        attempt = session.get_one(Attempt, attempt_of(attempt_url))
        quiz = quiz_version(session, attempt.quiz_version_id).quiz
        return [quiz.item(placed.item_id) for placed in placed_from_json(attempt.placed)]


def turns(item: Item, answer: Answer) -> list[Sent]:
    """Say what is given on each page of an exercise: a story goes on from page to page, the others have one."""
    own = kind(item.kind)
    if item.kind != "scenario":
        return [own.sent(item, answer)]
    assert isinstance(answer, list)
    # The first field of a story is its hidden path; what is ticked comes after it.
    return [own.sent(item, [*answer[:step], f"?{answer[step]}"])[1:] for step in range(len(answer))]


def sure_and_right(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Say what a quiz is given by somebody who knows everything, and knows it."""
    return [
        pair
        for item in items
        for pair in [*kind(item.kind).sent(item, right_answer(item)), (f"confidence-{item.id}", "sure")]
    ]


def tap(page: Page, sent: Sent) -> None:
    """Answer with a finger: tap rows, choose from lists, write into lines."""
    for name, value in sent:
        place = page.evaluate(PLACE, [name, value])
        if isinstance(place, list):
            page.mouse.click(*place)
        elif place == "select-one":
            page.locator(f'select[name="{name}"]').select_option(value)
        else:
            page.locator(f'input[name="{name}"]').fill(value)


def use(page: Page, sent: Sent) -> None:
    """Answer all at once, as quickly as a browser can."""
    page.evaluate(USE, list(sent))


def step(page: Page, button: str) -> None:
    """Press a button that leads to another page, found by its selector."""
    with page.expect_navigation():
        page.locator(button).last.click()


def begin(page: Page, url: str) -> None:
    """Open an exercise, and begin it."""
    page.goto(url)
    step(page, "main form .button")


def work_through(
    page: Page,
    given: Sequence[Sent],
    half_way: Callable[[], None] = lambda: None,
    answer: Callable[[Page, Sent], None] = tap,
) -> None:
    """Give the answers of an exercise turn by turn, look at it half-way, and submit it."""
    middle = len(given) // 2
    for number, sent in enumerate(given):
        cut = len(sent) // 2 if len(given) == 1 else len(sent)
        answer(page, sent[:cut])
        if number == middle:
            half_way()
        answer(page, sent[cut:])
        if len(given) > 1:
            step(page, "button[name=then]")
    step(page, "#answers > .actions button:last-child")


class Correspondent:
    """Somebody who does things by plain forms, without opening their pages, in the session of a traveller."""

    def __init__(self, traveller: Traveller, site: Site) -> None:
        self._request = traveller.context.request
        self._token = traveller.page.locator("input[name=csrf_token]").first.get_attribute("value")
        self._site = site

    def send(self, path: str, pairs: Sent = ()) -> str:
        """Send a form; gives the address of the page that comes after it."""
        reply = self._request.post(
            path,
            data=urlencode([("csrf_token", self._token), *pairs]),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            max_redirects=0,
        )
        assert reply.status == FOUND, f"{path}: {reply.status}"
        return str(reply.headers["location"])

    def answer(self, begin: str) -> None:
        """Begin an exercise or a quiz, and submit it all right."""
        url = self.send(begin)
        items = asked(self._site, url)
        revisions = [(f"revision-{item.id}", "0") for item in items]
        self.send(url, [("key", str(uuid.uuid4())), *revisions, *sure_and_right(items)])

    def read(self, module: str, lessons: Iterable[Any]) -> None:
        """Read lessons of a module to their end."""
        for lesson in lessons:
            self.send(f"{module}/{lesson.id}")
