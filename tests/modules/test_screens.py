"""Lessons as screens for a hall: one thing at a time, nothing lost, nothing told too early."""

import re
from dataclasses import replace

import pytest

from learning.modules.markdown import Labels, render_lesson
from learning.modules.rules import Course, Pack
from learning.modules.screens import MOST_LETTERS, Kind, Screen, lesson_screens, notice_screen

LABELS = Labels("Scene", "Check yourself", "Right.", "Look at this again.", "Skip this scene", "The scene ends here.")


def picture_url(digest: str) -> str:
    return f"/pictures/{digest}"


@pytest.fixture(params=["women-peace-security", "zero-tolerance"])
def pack(request: pytest.FixtureRequest, content: tuple[list[Pack], tuple[Course, ...]]) -> Pack:
    """A module of the tests."""
    return next(each for each in content[0] if each.slug == request.param)


def screens(pack: Pack, lesson: str) -> tuple[Screen, ...]:
    return lesson_screens(pack, lesson, "en", LABELS, picture_url)


def words(html: str) -> list[str]:
    """The words of HTML, without what stands for a question."""
    return re.sub(r"<[^>]+>", " ", html).split()


def with_text(pack: Pack, text: str) -> Pack:
    """The pack, whose first lesson says this."""
    return replace(pack, texts={**pack.texts, ("en", pack.lessons[0].id): text})


REPEATED = re.compile(r'<p class="title">.*?</p>|<thead.*?</thead>', re.DOTALL)


def test_every_word_of_a_lesson_is_on_a_screen_in_its_order(pack: Pack) -> None:
    calm = replace(pack, content_notice=False)  # else a link leads past each scene
    for lesson in calm.lessons:
        whole = render_lesson(calm, lesson.id, "en", LABELS, picture_url)
        said: list[str] = []
        before = Screen(Kind.TEXT, "")
        for screen in screens(calm, lesson.id):
            if screen.heading != before.heading:
                said += screen.heading.split()
            again = REPEATED.search(before.html)  # what goes on says its title, or its head, again
            said += words(screen.html.replace(again[0], "") if again else screen.html)
            before = screen
        assert said == words(re.sub(r'<div class="check".*?</div>', "", whole, flags=re.DOTALL))


def test_a_screen_holds_one_thing_and_no_more_than_a_glance(pack: Pack) -> None:
    for lesson in pack.lessons:
        for screen in screens(pack, lesson.id):
            assert screen.html.count("<figure>") == (screen.kind is Kind.PICTURE)
            assert screen.html.count("<table") == (screen.kind is Kind.TABLE)
            paragraphs = re.findall(r"<(?:p|li|td)\b", screen.html)
            if screen.kind is Kind.TEXT and len(paragraphs) > 1:
                assert len(re.sub(r"<[^>]+>", "", screen.html)) < MOST_LETTERS + 150


def test_a_question_comes_before_its_answer_and_says_nothing_of_it(pack: Pack) -> None:
    found = screens(pack, pack.lessons[0].id)
    places = [place for place, screen in enumerate(found) if screen.kind is Kind.CHECK]
    assert len(places) == len(pack.lessons[0].checks)
    for place in places:
        asked, answer = found[place : place + 2]
        assert (asked.prompt, asked.choices, asked.html) == (answer.prompt, answer.choices, "")
        assert answer.kind is Kind.ANSWER
        assert sum(choice.is_key for choice in answer.choices) == 1
        assert asked.size == answer.size, "when the answer comes, the question stays where it was"


def test_a_long_list_goes_on_with_its_numbers_and_the_line_that_leads_to_it(pack: Pack) -> None:
    items = "\n".join(f"{number}. {'word ' * 20}" for number in range(3, 12))
    found = screens(with_text(pack, f"## Steps\n\n{'Before. ' * 45}\n\nDo this:\n\n{items}\n"), pack.lessons[0].id)
    assert [screen.heading for screen in found] == ["Steps"] * len(found)
    assert "Do this:" not in found[0].html
    starts = [re.search(r'<ol start="(\d+)"', screen.html) for screen in found[1:]]
    assert [int(start[1]) for start in starts if start] == [3, 6, 9] or len(found) > 3
    assert sum(screen.html.count("<li>") for screen in found) == 9


def test_a_large_table_says_its_head_on_each_screen(pack: Pack) -> None:
    rows = "\n".join(f"| Row {number} | {'word ' * 25} |" for number in range(8))
    found = screens(with_text(pack, f"| Who | What |\n|---|---|\n{rows}\n"), pack.lessons[0].id)
    assert len(found) > 2
    assert all(screen.html.count("<thead") == 1 and "</table>" in screen.html for screen in found)
    assert sum(screen.html.count("Row ") for screen in found) == 8


def test_nothing_of_a_text_becomes_markup(pack: Pack) -> None:
    (screen,) = screens(
        with_text(pack, "A <script>alert(1)</script> & [link](javascript:alert(1))"), pack.lessons[0].id
    )
    assert "<script" not in screen.html
    assert "href" not in screen.html


def test_a_module_with_a_notice_begins_with_it(content: tuple[list[Pack], tuple[Course, ...]]) -> None:
    for pack in content[0]:
        assert (notice_screen(pack, "en") is not None) is pack.content_notice
