"""The product's own courses in a real browser: each from its first page to its certificate, and every exercise."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random

import pypdf
import pytest
from playwright.sync_api import Browser

from learning.config import Settings
from learning.demo.answers import right_answer, wrong_answer
from learning.modules.queries import PublishedCourse, PublishedModule, catalogue
from learning.quizzes.rules import credit_groups
from learning.records.services import assign_courses
from tests.cast import PASSWORD, Cast
from tests.journeys.sites import Site
from tests.journeys.soundness import examine, measure, unfold
from tests.journeys.studying import (
    COURSES,
    EACH_KIND,
    EXERCISES,
    SHORTEST,
    Correspondent,
    Exercise,
    asked,
    begin,
    sure_and_right,
    tap,
    turns,
    use,
    work_through,
)
from tests.journeys.test_by_keyboard import enter, give, in_page_order
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.xdist_group("courses")

GENDER, SEA = (course.slug for course in COURSES)
COMMANDERS = "commanders-and-managers"

Reader = Callable[..., Traveller]


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with the product's own courses."""
    folder = tmp_path_factory.mktemp("courses")
    site = Site(folder, f"sqlite:///{folder / 'learn1325.db'}", Settings.library)
    yield site
    site.stop()


@pytest.fixture(scope="module")
def code(own_site: Site) -> str:
    """The join code of a cohort that takes both courses."""
    cast = Cast(own_site.database, datetime.now(UTC))
    cohort = cast.nepal_cohort
    with own_site.database.begin() as session:
        assign_courses(session, cohort, [GENDER, SEA])
    return cohort.join_code


@pytest.fixture(scope="module")
def reader(browser: Browser, own_site: Site, code: str) -> Iterator[Reader]:
    """Give `reader("ar", scripts=False)`: somebody who joined; the same person whenever the same is asked for."""
    known: dict[tuple[str, bool], Traveller] = {}

    def found(tag: str = "en", *, scripts: bool = True) -> Traveller:
        if (tag, scripts) not in known:
            known[tag, scripts] = Traveller(browser, own_site.address, tag, scripts=scripts)
            join(known[tag, scripts], code, f"NA {len(known)}", "enlisted")
        return known[tag, scripts]

    yield found
    for traveller in known.values():
        traveller.leave()


def join(learner: Traveller, code: str, number: str, rank_group: str, category: str = "contingent-troop") -> None:
    """Somebody joins with the code."""
    learner.open("/")
    learner.follow("Join with a code")
    learner.fill("Join code", code)
    learner.press("Go on")
    learner.fill("Your full name, as it shall stand on the certificate", f"Sita Gurung {number}")
    learner.fill("Service number", number)
    learner.choose("Category of personnel", category)
    learner.choose("Rank group", rank_group)
    learner.tick("Female")
    learner.fill("Choose a password", PASSWORD)
    learner.press("Join")
    assert learner.heading == learner.say("Courses")


def published(site: Site, course: str) -> PublishedCourse:
    """The course as it is published."""
    with site.database.read() as session:
        return catalogue(session).course(course)


# ── From the first page to the certificate ──────────────────────────────────


def test_a_soldier_who_knows_nothing_takes_both_courses_from_the_first_page_to_the_certificate(
    own_site: Site, code: str, travel: Callable[..., Traveller]
) -> None:
    sita = travel(own_site)
    join(sita, code, "NA 100", "enlisted")
    for number, slug in enumerate((GENDER, SEA), 1):
        course = published(own_site, slug)
        sita.open("/courses")
        sita.go(sita.page.get_by_role("main").locator(f'a[href="/courses/{slug}"]').first)
        sita.press("Take the test before the course")
        sita.press("Submit my answers")  # she knows nothing yet
        sita.follow("Begin the course")
        required = course.required("contingent-troop", "enlisted")
        assert COMMANDERS not in {module.slug for module in required}
        first, *middle, last = required
        study(sita, own_site, course, first)
        for module in middle:
            take_by_forms(sita, own_site, course, module)
        take_by_forms(sita, own_site, course, last, quiz=False)
        pass_quiz(sita, own_site, course, last)
        assert certificates(sita) == number
    sita.open(f"/courses/{SEA}")
    assert sita.say("For commanders and managers. You may take it, and need not.") in sita.words


@pytest.mark.parametrize(
    ("category", "rank_group"), [("contingent-troop", "junior-officer"), ("civilian", "civilian-manager")]
)
def test_who_commands_or_manages_completes_with_the_module_for_them_and_not_before(
    category: str, rank_group: str, own_site: Site, code: str, travel: Callable[..., Traveller]
) -> None:
    asha = travel(own_site)
    join(asha, code, f"NA {rank_group}", rank_group, category)
    course = published(own_site, SEA)
    required = course.required(category, rank_group)
    assert [module.slug for module in required] == [module.slug for module in course.modules]
    for module in required[:-1]:
        take_by_forms(asha, own_site, course, module)
    asha.open(f"/courses/{SEA}")
    assert asha.say("For commanders and managers. You may take it, and need not.") not in asha.words
    asha.open("/certificates")
    assert not asha.link("Open the certificate (PDF)").count()
    take_by_forms(asha, own_site, course, required[-1], quiz=False)
    pass_quiz(asha, own_site, course, required[-1])
    assert certificates(asha) == 1


def study(learner: Traveller, site: Site, course: PublishedCourse, module: PublishedModule) -> None:
    """Take a module in the browser: read it, do one exercise of each group with a finger, pass the quiz."""
    home = f"/courses/{course.slug}/{module.slug}"
    learner.open(home)
    learner.follow("Begin reading")
    open_every_check(learner)
    for lesson in module.lessons:
        assert learner.page.url.endswith(f"{home}/{lesson.id}")
        learner.press("I have read this.")
    for group in credit_groups(module.pack.exercises):
        item = next(each for each in module.pack.exercises if each.id == group[0])
        begin(learner.page, f"{home}/exercises/{item.id}")
        work_through(learner.page, turns(item, right_answer(item)))
        assert learner.heading == learner.say("Exercise done")
    pass_quiz(learner, site, course, module)


def take_by_forms(
    learner: Traveller, site: Site, course: PublishedCourse, module: PublishedModule, *, quiz: bool = True
) -> None:
    """Take a module by its pages and forms alone, which is quicker than a browser; `quiz=False` leaves the quiz."""
    home = f"/courses/{course.slug}/{module.slug}"
    by_forms = Correspondent(learner, site)
    by_forms.read(home, module.lessons)
    by_forms.practise(home, module.pack)
    if quiz:
        by_forms.pass_quiz(home)


def pass_quiz(learner: Traveller, site: Site, course: PublishedCourse, module: PublishedModule) -> None:
    """Pass the quiz of a module in the browser, with a finger."""
    learner.open(f"/courses/{course.slug}/{module.slug}")
    learner.press("Begin the quiz")
    tap(learner.page, sure_and_right(asked(site, learner.page.url)))
    learner.press("Submit my answers")
    assert learner.heading == learner.say("Passed"), learner.page.url


def open_every_check(learner: Traveller) -> None:
    """Open each choice of each check-yourself question of a lesson."""
    checks = learner.page.locator(".check summary")
    assert checks.count() >= 2
    for choice in checks.all():
        choice.click()
    assert all(feedback.is_visible() for feedback in learner.page.locator(".check .feedback").all())
    examine(learner.page)


def certificates(learner: Traveller) -> int:
    """See the certificate that has come, and open it; gives how many there are."""
    learner.follow("See your certificate")
    links = learner.link("Open the certificate (PDF)")
    printed = learner.context.request.get(links.first.get_attribute("href") or "")
    assert len(pypdf.PdfReader(io.BytesIO(printed.body())).pages) == 1
    return links.count()


# ── Every exercise ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("exercise", EXERCISES, ids=str)
def test_every_exercise_fits_a_phone_and_is_done_without_scripts(
    exercise: Exercise, reader: Reader, own_site: Site
) -> None:
    ram = reader(scripts=False)
    begin(ram.page, exercise.url)
    measure(ram.page)
    (item,) = asked(own_site, ram.page.url)
    work_through(ram.page, turns(item, right_answer(item)), half_way=lambda: measure(ram.page), answer=use)
    assert_all_points(ram)
    unfold(ram.page)
    measure(ram.page)


def test_answers_that_are_not_saved_by_themselves_are_not_said_to_be(reader: Reader) -> None:
    promise = "Every answer is saved as you give it."
    warning = "Press “Save and go on later” before you stop."
    for scripts, said, unsaid in ((True, promise, warning), (False, warning, promise)):
        learner = reader(scripts=scripts)
        begin(learner.page, EXERCISES[0].url)
        assert said in learner.words
        assert unsaid not in learner.words


@pytest.mark.parametrize("exercise", EACH_KIND, ids=str)
def test_an_exercise_of_each_kind_is_sound_while_it_is_done_and_when_it_is_looked_back_on(
    exercise: Exercise, reader: Reader, own_site: Site
) -> None:
    sita = reader()
    begin(sita.page, exercise.url)
    (item,) = asked(own_site, sita.page.url)
    # Half-way, rows that are chosen and rows that are not stand side by side.
    work_through(sita.page, turns(item, right_answer(item)), half_way=lambda: examine(sita.page))
    assert_all_points(sita)
    unfold(sita.page)
    examine(sita.page)
    assert not sita.faults


@pytest.mark.parametrize("exercise", EACH_KIND, ids=str)
def test_an_exercise_of_each_kind_is_sound_in_arabic_and_with_mistakes(
    exercise: Exercise, reader: Reader, own_site: Site
) -> None:
    amna = reader("ar")
    begin(amna.page, exercise.url)
    (item,) = asked(own_site, amna.page.url)
    wrong = turns(item, wrong_answer(item, Random(1325)))
    work_through(amna.page, wrong, half_way=lambda: examine(amna.page, contrast=False), answer=use)
    assert amna.page.locator("html").get_attribute("dir") == "rtl"
    assert amna.heading == amna.say("Exercise done")
    unfold(amna.page)
    examine(amna.page)  # what is marked as wrong has colours of its own
    assert not amna.faults


@pytest.mark.parametrize("exercise", SHORTEST, ids=str)
def test_an_exercise_of_each_kind_is_done_by_keyboard_alone(exercise: Exercise, reader: Reader, own_site: Site) -> None:
    sita = reader()
    page = sita.page
    sita.open(exercise.url)
    enter(sita, page.locator("main form .button"))
    (item,) = asked(own_site, page.url)
    given = turns(item, right_answer(item))
    for sent in given:
        for name, value in in_page_order(page, list(sent)):
            if value:
                give(page, name, value)
        if len(given) > 1:
            enter(sita, page.locator("button[name=then]"))
    enter(sita, sita.button("Submit my answers"))
    assert_all_points(sita)


def assert_all_points(learner: Traveller) -> None:
    """The page says that an exercise is done, and that every point of it was earned."""
    assert learner.heading == learner.say("Exercise done"), learner.page.url
    assert "(100 %)" in learner.page.locator(".result .lede").inner_text(), learner.page.url
