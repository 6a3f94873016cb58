"""Counts, in the database, the steps that many enrolments have done: as many statements for ten thousand as for one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, or_, select

from learning import db
from learning.modules.queries import PublishedCourse, PublishedModule
from learning.people.models import Category, RankGroup
from learning.records.models import Enrolment, LessonView, Progress

_enrolments = db.table_of(Enrolment)
_views = db.table_of(LessonView)
_progress = db.table_of(Progress)
Keys = Callable[[PublishedModule], Iterable[str]]
Courses = Iterable[PublishedCourse]


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
