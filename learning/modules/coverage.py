"""The coverage matrix: which lessons serve which recommendation, action, pillar and lesson of the core training."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from learning.modules.queries import PublishedCourse, PublishedModule
from learning.modules.rules import Lesson
from learning.modules.serving import ACTIONS, PILLARS, RECOMMENDATIONS, is_core_training
from learning.modules.shelf import Shelf

SECTIONS = ("recommendations", "actions", "pillars", "core-training")


@dataclass(frozen=True)
class Column:
    """A module of a course, with its place: 1.3 is the third module of the first course."""

    course: PublishedCourse
    module: PublishedModule
    place: str


@dataclass(frozen=True)
class Row:
    """One tag, and the lessons that carry it.

    Attributes:
        tag: as lessons carry it.
        lessons: by place of the column, in reading order; a column without lessons is not there.
        beyond: whether it is for governments and the United Nations, so that no lesson can carry it out.
    """

    tag: str
    lessons: Mapping[str, Sequence[Lesson]]
    beyond: bool

    @property
    def count(self) -> int:
        """How many lessons serve it."""
        return sum(map(len, self.lessons.values()))


@dataclass(frozen=True)
class Section:
    """Rows of one kind."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Coverage:
    """The whole matrix."""

    columns: Sequence[Column]
    sections: Sequence[Section]

    @property
    def rows(self) -> list[Row]:
        """Every row, in order."""
        return [row for section in self.sections for row in section.rows]

    @property
    def gaps(self) -> list[Row]:
        """The rows that no lesson serves."""
        return [row for row in self.rows if not row.count]


def coverage(courses: Iterable[PublishedCourse], shelf: Shelf) -> Coverage:
    """Make the matrix of what is published; a tag that a lesson carries has its row, also one that has no name yet."""
    columns = [
        Column(course, module, f"{number}.{place}")
        for number, course in enumerate(courses, 1)
        for place, module in enumerate(course.modules, 1)
    ]
    carried = {tag for column in columns for lesson in column.module.lessons for tag in lesson.tags}
    core = sorted(filter(is_core_training, carried | set(shelf.core_training)), key=_in_order)
    tags = zip(SECTIONS, (RECOMMENDATIONS, ACTIONS, PILLARS, core), strict=True)
    return Coverage(
        columns, [Section(name, [_row(tag, columns, shelf) for tag in of_section]) for name, of_section in tags]
    )


def _row(tag: str, columns: Iterable[Column], shelf: Shelf) -> Row:
    lessons = {
        column.place: tuple(lesson for lesson in column.module.lessons if tag in lesson.tags) for column in columns
    }
    return Row(tag, {place: found for place, found in lessons.items() if found}, tag in shelf.beyond_lessons)


def _in_order(tag: str) -> tuple[str, list[int]]:
    """Order lessons of the core training by edition and number: 2.9 stands before 2.10."""
    edition, _, number = tag.partition(":")
    return edition, [int(part) for part in number.split(".")]
