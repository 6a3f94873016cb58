"""The list of courses: ours is sound, and a faulty one is refused with file and line."""

from pathlib import Path

import pytest

from learning.languages import LANGUAGES
from learning.modules.courses import read_courses
from learning.modules.rules import Audience, Course, FaultyPack, audience_of
from learning.people.models import Category, RankGroup

ROOM = Path(__file__).parents[2] / "learning" / "modules"

SOUND = """\
format = 1

[[courses]]
slug = "crossing-safely"
modules = ["river-crossing", "the-hill"]
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
    analysis, prevention = read_courses(ROOM / "courses.toml")

    assert (analysis.slug, len(analysis.modules), analysis.validity_months) == (
        "gender-responsive-conflict-analysis",
        8,
        24,
    )
    assert (prevention.slug, len(prevention.modules), prevention.validity_months) == (
        "preventing-sexual-exploitation-and-abuse",
        7,
        12,
    )
    for course in (analysis, prevention):
        assert set(course.words) == {language.tag for language in LANGUAGES}


@pytest.mark.parametrize(
    ("category", "rank_group", "audience"),
    [
        (Category.TROOP, RankGroup.ENLISTED, "all"),
        (Category.TROOP, RankGroup.SENIOR_OFFICER, "commanders"),
        (Category.FORMED_POLICE, RankGroup.JUNIOR_OFFICER, "commanders"),
        (Category.STAFF_OFFICER, RankGroup.SENIOR_OFFICER, "managers"),
        (Category.CIVILIAN, RankGroup.CIVILIAN, "all"),
        (Category.CIVILIAN, RankGroup.CIVILIAN_MANAGER, "managers"),
        (Category.JUSTICE_CORRECTIONS, RankGroup.CIVILIAN_MANAGER, "managers"),
    ],
)
def test_the_module_for_commanders_is_for_those_who_command_or_manage(
    category: Category, rank_group: RankGroup, audience: str
) -> None:
    prevention = read_courses(ROOM / "courses.toml")[1]

    assert audience_of(prevention.audiences, category, rank_group) == audience
    assert prevention.only == {"commanders-and-managers": ("commanders", "managers")}


def test_a_course_without_validity_stays_valid(tmp_path: Path) -> None:
    path = tmp_path / "courses.toml"
    path.write_text(SOUND, encoding="utf-8")

    assert read_courses(path) == (
        Course(
            slug="crossing-safely",
            modules=("river-crossing", "the-hill"),
            validity_months=None,
            design="field-manual",
            words={"en": {"title": "Crossing safely", "summary": "See who crosses."}},
        ),
    )


AUDIENCES = """\
[[audiences]]
name = "commanders"
categories = ["contingent-troop"]
rank_groups = ["senior-officer"]

[[audiences]]
name = "managers"
rank_groups = ["senior-officer"]

"""
MORE = 'only = { the-hill = ["managers"] }\nforms = { G1 = 2 }\nvalidity_months = 12\n'
FULL = SOUND.replace("[[courses]]", AUDIENCES + "[[courses]]").replace("design =", MORE + "design =")


def test_a_course_says_who_must_take_more_and_what_its_tests_hold(tmp_path: Path) -> None:
    path = tmp_path / "courses.toml"
    path.write_text(FULL, encoding="utf-8")

    (course,) = read_courses(path)

    assert (course.only, course.forms, course.validity_months) == ({"the-hill": ("managers",)}, {"G1": 2}, 12)
    assert course.audiences == (
        Audience("commanders", ("contingent-troop",), ("senior-officer",)),
        Audience("managers", (), ("senior-officer",)),
    )


@pytest.mark.parametrize(
    ("old", "new", "at", "fault"),
    [
        ('"contingent-troop"', '"sailor"', "sailor", "“categories” holds “sailor”, which must be one of"),
        ('["senior-officer"]', '["boss"]', "boss", "“rank_groups” holds “boss”, which must be one of"),
        ('name = "managers"', 'name = "The managers"', "The managers", "“name” must be a name like"),
        ('name = "managers"', 'named = "managers"', "named", "“named” is not a key"),
        ("the-hill = [", "the-hut = [", "only", "“the-hut” is not among the modules of this course"),
        (
            'only = { the-hill = ["managers"]',
            'only = { the-hill = ["cooks"]',
            "only",
            "“cooks” is not among the audiences",
        ),
        ('only = { the-hill = ["managers"]', "only = { the-hill = []", "only", "“the-hill” must be a list of 1"),
        ("only = {", "only = 1 # {", "only", "“only” must be a table"),
        ("G1 = 2", "G1 = 11", "forms", "“G1” must be a whole number from 1 to 10"),
        ("G1 = 2", 'G1 = "2"', "forms", "“G1” must be a whole number from 1 to 10"),
        ("[[audiences]]", "[audiences]", "[audiences]", "“audiences” must be one or more tables"),
    ],
)
def test_a_faulty_audience_or_form_is_refused_with_its_line(
    old: str, new: str, at: str, fault: str, tmp_path: Path
) -> None:
    text = FULL.replace(AUDIENCES, "[audiences]\n") if new == "[audiences]" else FULL.replace(old, new)
    line = next(number for number, each in enumerate(text.split("\n"), 1) if at in each)

    found = refusal_of(tmp_path / "courses.toml", text)

    assert any(each.startswith(f"courses.toml:{line}: {fault}") for each in found), found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format = 1", "format = 2", "courses.toml:1: “format” must be 1"),
        ("modules = [", "modules = [[", "courses.toml:6: is not TOML: Unclosed array"),
        ('["river-crossing", "the-hill"]', "[]", "courses.toml:5: “modules” must be a list of 1 to 100"),
        ("design =", "designs =", "courses.toml:3: “design” is missing"),
        ("design =", "validity_months = 0\ndesign =", "courses.toml:6: “validity_months” must be a whole number"),
        ('title = "Crossing safely"\n', "", "courses.toml:8: “title” is missing"),
        ("words.en", "words.fr", "courses.toml:3: there are no words in “en”, the language for readers of any other"),
        ("words.en", 'words."?"', "courses.toml:8: “?” is no language tag such as “fr”"),
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
        "courses.toml:13: “crossing-safely” stands here a second time"
    ]


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyPack, match="cannot be read"):
        read_courses(tmp_path / "courses.toml")
