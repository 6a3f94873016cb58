"""The modules we ship: each pack is sound and complete, and together they are the two courses that were promised."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from learning.modules.courses import read_courses
from learning.modules.forms import form_faults
from learning.modules.guides import SECTIONS
from learning.modules.markdown import Labels, render_lesson
from learning.modules.packs import read_pack
from learning.modules.rules import Course, Pack
from learning.modules.serving import ACTIONS, PILLARS
from learning.quizzes.rules import Item, Use

ROOM = Path(__file__).parents[2] / "learning" / "modules"
FOLDERS = sorted(path.name for path in (ROOM / "content").iterdir() if path.is_dir())
COURSES = read_courses(ROOM / "courses.toml")
ANALYSIS, PREVENTION = COURSES
LABELS = Labels("Scenario", "Check yourself", "Right.", "Not quite.", "Go past", "After")


@cache
def pack(slug: str) -> Pack:
    """A shipped pack; reading it checks it."""
    return read_pack(ROOM / "content" / slug)


def items(course: Course, *uses: Use) -> list[Item]:
    """The items of a course's modules that are for some uses."""
    return [item for slug in course.modules for item in pack(slug).quiz.used_for(*uses)]


@pytest.mark.parametrize("slug", FOLDERS)
def test_a_shipped_pack_is_sound_and_complete(slug: str) -> None:
    module = pack(slug)

    assert 4 <= len(module.lessons) <= 8
    assert len(module.media) >= 2
    assert all(len(lesson.checks) >= 2 for lesson in module.lessons)
    assert 8 <= sum(module.quiz.draw.values()) <= 10
    assert all(8 <= len(items) <= 14 for items in (module.checklist, *module.further_checklists.values()))
    assert module.exercises, "something beyond multiple choice"
    assert module.facilitator_minutes
    for language in module.languages:
        assert all(f"## {section}\n" in module.guides[language] for section in SECTIONS.get(language, ()))


@pytest.mark.parametrize("slug", FOLDERS)
def test_every_lesson_has_a_scene_a_drawing_and_its_checks(slug: str) -> None:
    module = pack(slug)
    for lesson in module.lessons:
        for language in module.languages:
            html = render_lesson(module, lesson.id, language, LABELS, "picture-{}".format)
            assert 'src="picture-' in html, lesson.id
            assert '<div class="scenario">' in html, lesson.id
            assert html.count('<div class="check"') == len(lesson.checks), lesson.id


@pytest.mark.parametrize("slug", FOLDERS)
def test_no_lesson_sends_the_reader_to_a_column_because_on_a_phone_there_is_none(slug: str) -> None:
    for path in sorted((ROOM / "content" / slug / "en").glob("*.md")):
        found = re.findall(
            r"[^.|\n]*\b(?:right|left) column|line on the (?:right|left)\b[^.]*", path.read_text(encoding="utf-8")
        )
        assert not found, f"{path.name}: {found}"


def test_the_courses_use_every_shipped_pack() -> None:
    assert {slug for course in COURSES for slug in course.modules} == set(FOLDERS)
    assert (len(ANALYSIS.modules), len(PREVENTION.modules)) == (8, 7)


def test_modules_about_misconduct_have_a_notice_and_the_capstone_a_worksheet() -> None:
    assert all(pack(slug).content_notice for slug in PREVENTION.modules)
    assert {"worksheet", "casefile"} & {item.kind for item in pack("capstone").exercises}


@pytest.mark.parametrize(("course", "least"), [(ANALYSIS, 120), (PREVENTION, 100)], ids=["analysis", "prevention"])
def test_the_bank_of_a_course_is_large(course: Course, least: int) -> None:
    bank = items(course, Use.QUIZ, Use.FORM_A, Use.FORM_B)

    assert len(bank) >= least
    assert {item.type for item in bank} == {"prevent", "recognise", "respond"}
    applied = sum(item.level in {"apply", "analyse"} for item in bank)
    assert applied * 2 > len(bank), "most of them ask for more than memory"


def test_what_a_person_must_know_cold_is_critical() -> None:
    critical = [item for item in items(PREVENTION, Use.QUIZ) if item.critical]

    assert len(critical) >= 10
    assert not any(item.critical for item in items(ANALYSIS, Use.QUIZ))


def test_there_are_six_scenarios_and_every_kind_of_exercise() -> None:
    kinds = Counter(item.kind for course in COURSES for item in items(course, Use.EXERCISE))

    assert kinds["scenario"] >= 6
    assert set(kinds) >= {"scenario", "casefile", "highlight", "sort", "hotspot", "worksheet"}


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)
def test_the_two_forms_of_a_course_are_equal(course: Course) -> None:
    packs = [pack(slug) for slug in course.modules]

    assert list(form_faults(course, packs)) == []
    assert course.forms
    tested = {item.objective for item in items(course, Use.FORM_A, Use.FORM_B)}
    assert tested == set(course.forms)


def test_hard_exercises_can_be_exchanged_for_gentler_ones() -> None:
    stories = [item for item in items(PREVENTION, Use.EXERCISE) if item.kind == "scenario"]

    assert stories
    assert all(story.alternative for story in stories)


def test_both_courses_together_serve_every_pillar_and_action() -> None:
    tags = {tag for slug in FOLDERS for lesson in pack(slug).lessons for tag in lesson.tags}

    assert set(PILLARS) | set(ACTIONS) <= tags
