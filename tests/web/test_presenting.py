"""A lesson on the wall, without scripts: each step is a link."""

from collections.abc import Callable

import pytest

from learning.people.permissions import Role
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.visitor import Visitor

MODULE = f"/courses/{GENDER}/women-peace-security"


@pytest.fixture
def lessons(life: Life) -> list[str]:
    """Where the module's lessons are presented."""
    with life.database.read() as session:
        found = life.course(session, GENDER).module("women-peace-security").lessons
    return [f"{MODULE}/{lesson.id}/present" for lesson in found]


def shown(visitor: Visitor) -> str:
    """What the one screen says that is not hidden."""
    (section,) = (each for each in visitor.page.root.every("section") if "hidden" not in each)
    return section.words


def test_a_trainer_goes_through_a_lesson_by_links(
    visitor: Callable[..., Visitor], cast: Cast, lessons: list[str]
) -> None:
    efua = visitor(cast.efua)
    efua.open(f"{MODULE}/facilitator")
    efua.open(lessons[0])
    assert "Screen 1 of" in efua.page.words
    said = []
    while "hidden" not in next(each for each in efua.page.root.every("a") if each["class"] == "next"):
        efua.follow("Next")
        said.append(shown(efua))
    question = next(place for place, words in enumerate(said) if words.startswith("A question for everybody"))
    assert "Right." not in said[question]
    assert said[question + 1].startswith("The answer")
    assert "Right." in said[question + 1]
    efua.follow("Back")
    assert shown(efua) == said[-2]
    efua.follow("Next")
    efua.follow("Next lesson")
    assert efua.page.url == lessons[1]
    efua.follow("End")
    assert efua.page.url == MODULE


@pytest.mark.parametrize("screen", ["0", "-3", "999", "two"])
def test_a_screen_that_is_not_there_gives_the_nearest(
    visitor: Callable[..., Visitor], cast: Cast, lessons: list[str], screen: str
) -> None:
    efua = visitor(cast.efua)
    efua.open(f"{lessons[0]}?screen={screen}")
    assert len([each for each in efua.page.root.every("section") if "hidden" not in each]) == 1


def test_presenting_is_for_those_who_lead_and_notes_nothing(
    visitor: Callable[..., Visitor], cast: Cast, lessons: list[str]
) -> None:
    visitor(cast.amina).open(lessons[0], status=403)
    visitor(cast.invited(Role.FOCAL_POINT, "GHA", name="Kwame Boateng", email="k@example.org")).open(lessons[0])
    efua = visitor(cast.efua)
    efua.open(f"{MODULE}/no-such-lesson/present", status=404)
    efua.open(f"{MODULE}")
    assert "opened" not in efua.page.words


def test_a_module_with_a_notice_begins_with_it_and_its_window_says_nothing(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    with life.database.read() as session:
        module = life.course(session, SEA).module("zero-tolerance")
    efua = visitor(cast.efua)
    efua.open(f"/courses/{SEA}/zero-tolerance/{module.lessons[0].id}/present?screen=2")
    if module.pack.content_notice:
        assert shown(efua).startswith("Before we begin")
        assert efua.page.root.one("title").words == f"Lesson 1 of {len(module.lessons)} – learn1325"
