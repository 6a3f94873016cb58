"""The list of courses: ours is sound, and a faulty one is refused with file and line."""

from pathlib import Path

import pytest

from learning.languages import LANGUAGES
from learning.modules.courses import read_courses
from learning.modules.rules import Course, FaultyPack

ROOM = Path(__file__).parents[2] / "learning" / "modules"

SOUND = """\
format = 1

[[courses]]
slug = "crossing-safely"
modules = ["river-crossing"]
audience = "all"
design = "field-manual"

[courses.words.en]
title = "Crossing safely"
summary = "See who crosses."
"""


def refusal_of(path: Path, text: str) -> list[str]:
    """Read a list that must be refused."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyPack) as refusal:
        read_courses(path)
    return [str(fault) for fault in refusal.value.faults]


def test_our_courses_are_sound_and_speak_every_language_of_the_interface() -> None:
    courses = read_courses(ROOM / "courses.toml")

    assert [(course.slug, course.modules, course.validity_months) for course in courses] == [
        ("gender-responsive-conflict-analysis", ("women-peace-security",), 24),
        ("preventing-sexual-exploitation-and-abuse", ("zero-tolerance",), 12),
    ]
    assert all(set(course.words) == {language.tag for language in LANGUAGES} for course in courses)


def test_a_course_without_validity_stays_valid(tmp_path: Path) -> None:
    path = tmp_path / "courses.toml"
    path.write_text(SOUND, encoding="utf-8")

    assert read_courses(path) == (
        Course(
            "crossing-safely",
            ("river-crossing",),
            "all",
            None,
            "field-manual",
            {"en": {"title": "Crossing safely", "summary": "See who crosses."}},
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format = 1", "format = 2", "courses.toml:1: “format” must be 1"),
        ("modules = [", "modules = [[", "courses.toml:6: is not TOML: Unclosed array"),
        ('["river-crossing"]', "[]", "courses.toml:5: “modules” must be a list of 1 to 100"),
        ('audience = "all"', "validity_months = 0", "courses.toml:3: “audience” is missing"),
        ('title = "Crossing safely"\n', "", "courses.toml:9: “title” is missing"),
        ("words.en", "words.fr", "courses.toml:3: there are no words in “en”, the language for readers of any other"),
        ("words.en", 'words."?"', "courses.toml:9: “?” is no language tag such as “fr”"),
        ("[[courses]]", "[course]", "courses.toml:1: “courses” must be one or more tables"),
        ("[[courses]]", "[courses]", "courses.toml:3: “courses” must be one or more tables"),
    ],
)
def test_a_faulty_list_is_refused_with_its_line(old: str, new: str, fault: str, tmp_path: Path) -> None:
    found = refusal_of(tmp_path / "courses.toml", SOUND.replace(old, new))

    assert any(each.startswith(fault) for each in found), found


def test_a_course_twice_is_refused(tmp_path: Path) -> None:
    again = SOUND.removeprefix("format = 1\n")

    assert refusal_of(tmp_path / "courses.toml", SOUND + again) == [
        "courses.toml:14: “crossing-safely” stands here a second time"
    ]


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyPack, match="cannot be read"):
        read_courses(tmp_path / "courses.toml")
