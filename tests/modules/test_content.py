"""The modules we ship: each pack of the content folder is sound, and the courses use them all."""

from pathlib import Path

import pytest

from learning.modules.courses import read_courses
from learning.modules.markdown import Labels, render_lesson
from learning.modules.packs import read_pack

ROOM = Path(__file__).parents[2] / "learning" / "modules"
PACKS = sorted(path for path in (ROOM / "content").iterdir() if path.is_dir())
LABELS = Labels("Scenario", "Check yourself", "Right.", "Not quite.")


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_a_shipped_pack_is_sound_and_complete(path: Path) -> None:
    pack = read_pack(path)

    assert len(pack.lessons) >= 6
    assert len(pack.quiz.items) >= 24
    for lesson in pack.lessons:
        for language in pack.languages:
            assert 'src="picture-' in render_lesson(pack, lesson.id, language, LABELS, "picture-{}".format)


def test_the_courses_use_every_shipped_pack() -> None:
    courses = read_courses(ROOM / "courses.toml")

    assert {slug for course in courses for slug in course.modules} == {path.name for path in PACKS}
