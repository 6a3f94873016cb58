"""Counts, in the database, the steps that many enrolments have done, by the rule of `rules.steps`.

There are as many statements for ten thousand people as for one. Each column stands in a statement with enrolments.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, false, func, or_, select

from learning import db
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.people.models import Category, RankGroup
from learning.quizzes.rules import credit_groups
from learning.records.models import Attempt, Delivery, Enrolment, LessonView, Progress, Purpose
from learning.records.rules import Required, steps

_enrolments = db.table_of(Enrolment)
_views = db.table_of(LessonView)
_progress = db.table_of(Progress)
_attempts = db.table_of(Attempt)
_exercise = _attempts.c.module + "/" + _attempts.c.part
Keys = Callable[[PublishedModule], Iterable[str]]
Courses = Iterable[PublishedCourse]


def required_of(module: PublishedModule) -> Required:
    """Say what a module asks before it is complete."""
    return Required([lesson.id for lesson in module.lessons], credit_groups(module.pack.exercises))


def steps_of(modules: Iterable[PublishedModule]) -> int:
    """Count the steps of some modules."""
    return sum(steps(required_of(module), (), (), passed=False).total for module in modules)


def begun_at() -> ScalarSelect[datetime | None]:
    """Say when an enrolment of the statement around opened its first lesson."""
    return _of_enrolment(func.min(_views.c.opened_at), _views)


def lessons_read(courses: Courses) -> ScalarSelect[int]:
    """Count the lessons that an enrolment of the statement around has read, of those that its person must read."""
    asked = _asked(courses, _views.c.module + "/" + _views.c.lesson, _lessons)
    return _of_enrolment(func.count(), _views, _views.c.read_at.is_not(None), asked)


def quizzes_passed(courses: Courses) -> ScalarSelect[int]:
    """Count the quizzes that an enrolment of the statement around has passed, of those that its person must pass."""
    asked = _asked(courses, _progress.c.module, lambda module: [module.slug])
    return _of_enrolment(func.count(), _progress, _progress.c.passed_at.is_not(None), asked)


def exercises_done(courses: Courses) -> ScalarSelect[int]:
    """Count the exercises that an enrolment of the statement around has done; those that stand for each other are one.

    Only those count that its person must do.
    """
    return _of_enrolment(
        func.count(exercise_group(courses).distinct()),
        _attempts,
        is_exercise_done(),
        _asked(courses, _exercise, _exercises),
    )


def steps_done(courses: Courses) -> ColumnElement[int]:
    """Count the steps that an enrolment of the statement around has done, of those that are asked of its person."""
    return lessons_read(courses) + exercises_done(courses) + quizzes_passed(courses)


def lessons_by_module(course: PublishedCourse, enrolments: Any) -> Select[Any]:
    """Count lessons by (enrolment, module): those read, of those the module has now, and those taught in a room."""
    key = _views.c.module + "/" + _views.c.lesson
    is_read = and_(_views.c.read_at.is_not(None), key.in_([one for each in course.modules for one in _lessons(each)]))
    return (
        select(
            _views.c.enrolment_id,
            _views.c.module,
            func.count(case((is_read, 1))),
            func.count(case((_views.c.delivery == Delivery.ROOM, 1))),
        )
        .where(_views.c.enrolment_id.in_(enrolments))
        .group_by(_views.c.enrolment_id, _views.c.module)
    )


def exercises_by_module(course: PublishedCourse, enrolments: Any) -> Select[Any]:
    """Count the exercises done by (enrolment, module), of those that the module asks for."""
    keys = [one for module in course.modules for one in _exercises(module)]
    return (
        select(_attempts.c.enrolment_id, _attempts.c.module, func.count(exercise_group([course]).distinct()))
        .where(_attempts.c.enrolment_id.in_(enrolments), is_exercise_done(), _exercise.in_(keys))
        .group_by(_attempts.c.enrolment_id, _attempts.c.module)
    )


def is_exercise_done() -> ColumnElement[bool]:
    """Narrow attempts to exercises that were submitted."""
    return and_(_attempts.c.purpose == Purpose.EXERCISE, _attempts.c.submitted_at.is_not(None))


def exercise_group(courses: Courses) -> ColumnElement[str]:
    """Name the group of an attempt's exercise: of those that stand for each other, by the first."""
    firsts = {
        f"{module.slug}/{other}": f"{module.slug}/{first}"
        for course in courses
        for module in course.modules
        for first, *others in credit_groups(module.pack.exercises)
        for other in others
    }
    return case(firsts, value=_exercise, else_=_exercise) if firsts else _exercise


def _exercises(module: PublishedModule) -> Iterator[str]:
    return (f"{module.slug}/{item.id}" for item in module.pack.exercises)


def _lessons(module: PublishedModule) -> Iterator[str]:
    return (f"{module.slug}/{lesson.id}" for lesson in module.lessons)


def _of_enrolment(value: ColumnElement[Any], table: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    rows = select(value).select_from(table).where(table.c.enrolment_id == _enrolments.c.id, *conditions)
    return rows.correlate(_enrolments).scalar_subquery()


def _asked(courses: Courses, key: ColumnElement[str], keys: Keys) -> ColumnElement[bool]:
    """Narrow to what the enrolment's course asks of its person; some modules are for some people only."""
    return or_(false(), *(condition for course in courses for condition in _asked_by(course, key, keys)))


def _asked_by(course: PublishedCourse, key: ColumnElement[str], keys: Keys) -> Iterator[ColumnElement[bool]]:
    is_of_course = _enrolments.c.course == course.slug
    usual = [one for module in course.modules if module.slug not in course.only for one in keys(module)]
    yield and_(is_of_course, key.in_(usual))
    serves_as = _enrolments.c.category + "/" + _enrolments.c.rank_group
    for module in course.modules:
        if module.slug in course.only:
            pairs = [f"{one}/{other}" for one, other in product(Category, RankGroup) if course.asks(module, one, other)]
            yield and_(is_of_course, serves_as.in_(pairs), key.in_(list(keys(module))))
