"""How far a learner is with a course: what is done of what completes it, and where she goes on."""

from collections.abc import Collection
from dataclasses import dataclass

from learning.modules.pace import quiz_minutes
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.quizzes.rules import Item, credit_groups
from learning.records.queries import CourseRecord


def next_url(
    course: PublishedCourse, record: CourseRecord | None, required: Collection[PublishedModule] | None = None
) -> str:
    """Say where a learner goes on: the first lesson not read, the first quiz not passed, else the course's page.

    Args:
        course: the course.
        record: what she has done in it.
        required: the modules that she must take; None: asked from her enrolment.
    """
    for module in required_modules(course, record) if required is None else required:
        read = record.read.get(module.slug, set()) if record else set()
        for lesson in module.lessons:
            if lesson.id not in read:
                return f"/courses/{course.slug}/{module.slug}/{lesson.id}"
        progress = record.progress.get(module.slug) if record else None
        if progress is None or progress.passed_at is None or exercises_open(module, record):
            return f"/courses/{course.slug}/{module.slug}"
    return f"/courses/{course.slug}"


def required_modules(course: PublishedCourse, record: CourseRecord | None) -> tuple[PublishedModule, ...]:
    """List the modules that a learner must take, by what she served as when she was last enrolled."""
    if record is None:
        return tuple(module for module in course.modules if module.slug not in course.only)
    return course.required(record.enrolment.category, record.enrolment.rank_group)


def exercises_done(module: PublishedModule, record: CourseRecord | None) -> int:
    """Count the exercises that a module asks for and that are done; those that stand for each other are one."""
    done = record.exercises.get(module.slug, set()) if record else set()
    return len(groups(module)) - len(exercises_left(module, done))


def exercises_left(module: PublishedModule, done: Collection[str]) -> list[str]:
    """List the exercises still to be done; of those that stand for each other, the first."""
    return [group[0] for group in groups(module) if not set(group) & set(done)]


def exercises_open(module: PublishedModule, record: CourseRecord | None) -> bool:
    """Say whether an exercise that the module asks for is still to be done."""
    return exercises_done(module, record) < len(groups(module))


@dataclass(frozen=True)
class State:
    """How far a learner is with a module: everything that completes it, so that what looks done is done.

    Attributes:
        read: lessons read to the end.
        practised: exercises done, of those that count.
        exercises: how many count.
        passed: the quiz is passed.
        total: lessons, exercises and the quiz.
    """

    read: int
    practised: int
    exercises: int
    passed: bool
    total: int

    @property
    def done(self) -> int:
        """Count the steps that are done."""
        return self.read + self.practised + self.passed


def module_state(module: PublishedModule, record: CourseRecord | None) -> State:
    """Say how far a learner is with a module."""
    progress = record.progress.get(module.slug) if record else None
    asked = len(groups(module))
    return State(
        read=len(record.read.get(module.slug, ())) if record else 0,
        practised=exercises_done(module, record),
        exercises=asked,
        passed=progress is not None and progress.passed_at is not None,
        total=len(module.lessons) + asked + 1,
    )


def minutes(module: PublishedModule) -> int:
    """Add up how long the lessons, the exercises and the quiz of a module take."""
    questions = sum(module.pack.quiz.draw.values())
    exercises = (
        next(item.minutes for item in module.pack.exercises if item.id == group[0]) for group in groups(module)
    )
    return sum(lesson.minutes for lesson in module.lessons) + sum(exercises) + quiz_minutes(questions)


def groups(module: PublishedModule) -> list[tuple[str, ...]]:
    """Group the exercises of a module that stand for each other."""
    return credit_groups(module.pack.exercises)


def instead_of(module: PublishedModule, exercise: str) -> list[Item]:
    """List the exercises of a module that a learner may do in place of one, for the same credit."""
    group = next((group for group in groups(module) if exercise in group), ())
    return [item for item in module.pack.exercises if item.id in group and item.id != exercise]
