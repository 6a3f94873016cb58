"""How people of the journeys study the product's own courses: the right answers, given by finger or by plain forms."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import APIResponse
from playwright.sync_api import Page as Shown

from learning.config import Settings
from learning.demo.answers import right_answer
from learning.modules.courses import read_courses
from learning.modules.rules import Lesson, Pack
from learning.quizzes.kinds import kind
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Answer, Item, credit_groups, placed_from_json
from learning.records.models import Attempt
from tests.journeys.sites import Site, attempt_of
from tests.journeys.traveller import Traveller
from tests.pages import Page

Sent = Sequence[tuple[str, str]]

COURSES = read_courses(Settings.library / "courses.toml")
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
_BY_LENGTH = sorted(EXERCISES, key=lambda one: one.length)
EACH_KIND = tuple({each.kind: each for each in _BY_LENGTH}.values())
"""The longest exercise of each kind: the one that has most to say."""
SHORTEST = tuple({each.kind: each for each in reversed(_BY_LENGTH)}.values())
"""The shortest exercise of each kind: what is slow is done with these."""


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


def tap(page: Shown, sent: Sent) -> None:
    """Answer with a finger: tap rows, choose from lists, write into lines."""
    for name, value in sent:
        place = page.evaluate(PLACE, [name, value])
        if isinstance(place, list):
            page.mouse.click(*place)
        elif place == "select-one":
            page.locator(f'select[name="{name}"]').select_option(value)
        else:
            page.locator(f'input[name="{name}"]').fill(value)


def use(page: Shown, sent: Sent) -> None:
    """Answer all at once, as quickly as a browser can."""
    page.evaluate(USE, list(sent))


def step(page: Shown, button: str) -> None:
    """Press a button that leads to another page, found by its selector."""
    with page.expect_navigation():
        page.locator(button).last.click()


def begin(page: Shown, url: str) -> None:
    """Open an exercise, and begin it."""
    page.goto(url)
    step(page, "main form .button")


def work_through(
    page: Shown,
    given: Sequence[Sent],
    half_way: Callable[[], None] = lambda: None,
    answer: Callable[[Shown, Sent], None] = tap,
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
    """Somebody who reads pages and fills their forms without a browser, in the session of a traveller."""

    def __init__(self, traveller: Traveller, site: Site) -> None:
        self._request = traveller.context.request
        self._site = site

    def open(self, path: str) -> Page:
        """Fetch a page."""
        return self._read(self._request.get(path))

    def press(self, page: Page, action: str, sent: Sent = (), *, button: str = "") -> Page:
        """Fill the form that sends to this address, and press its button, found by its name; gives the next page."""
        found = next(
            each
            for each in page.root.every("button")
            if (form := page.form_of(each)) and page.target(form, each) == action and each["name"] == button
        )
        given: dict[str, list[str]] = {}
        for name, value in sent:
            given.setdefault(name, []).append(value)
        return self._read(
            self._request.post(
                action,
                data=urlencode(page.sent(found, given)),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
        )

    def read(self, module: str, lessons: Iterable[Lesson]) -> None:
        """Read lessons of a module to their end."""
        for lesson in lessons:
            path = f"{module}/{lesson.id}"
            self.press(self.open(path), path)

    def practise(self, module: str, pack: Pack) -> None:
        """Do one exercise of each group that stands for one, all right."""
        for first, *_ in credit_groups(pack.exercises):
            path = f"{module}/exercises/{first}"
            page = self.press(self.open(path), path)
            attempt = page.url
            (item,) = asked(self._site, attempt)
            given = turns(item, right_answer(item))
            for sent in given if len(given) > 1 else ():
                page = self.press(page, f"{attempt}/answers", sent, button="then")
            page = self.press(page, attempt, given[0] if len(given) == 1 else ())
            assert page.heading == "Exercise done", path

    def pass_quiz(self, module: str) -> None:
        """Pass the quiz of a module, knowing everything."""
        page = self.press(self.open(module), f"{module}/attempts")
        page = self.press(page, page.url, sure_and_right(asked(self._site, page.url)))
        assert page.heading == "Passed", module

    @staticmethod
    def _read(reply: APIResponse) -> Page:
        assert reply.ok, f"{reply.url}: {reply.status}"
        return Page(reply.text(), urlsplit(reply.url).path)
