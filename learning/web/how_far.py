"""How far a learner is with a course: what is done of what completes it, and where she goes on."""

from collections.abc import Collection

from learning.modules.pace import quiz_minutes
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.quizzes.rules import Item, credit_groups
from learning.records.queries import CourseRecord
from learning.records.rules import Steps, steps
from learning.records.step_counting import required_of


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


def exercises_left(module: PublishedModule, done: Collection[str]) -> list[str]:
    """List the exercises still to be done; of those that stand for each other, the first."""
    return [group[0] for group in groups(module) if not set(group) & set(done)]


def exercises_open(module: PublishedModule, record: CourseRecord | None) -> bool:
    """Say whether an exercise that the module asks for is still to be done."""
    return bool(exercises_left(module, record.exercises.get(module.slug, ()) if record else ()))


def module_state(module: PublishedModule, record: CourseRecord | None) -> Steps:
    """Say how far a learner is with a module."""
    progress = record.progress.get(module.slug) if record else None
    return steps(
        required_of(module),
        record.read.get(module.slug, ()) if record else (),
        record.exercises.get(module.slug, ()) if record else (),
        passed=progress is not None and progress.passed_at is not None,
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
