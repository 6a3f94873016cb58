"""The people behind a number of an overview: for the country's own staff, on a page of their own.

The conditions say in SQL about enrolments what the tallies counted, so that the roll is as long as the number said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.records.models import Enrolment
from learning.records.tallies import MISSING, NO_MISSION, NOT_STATED
from learning.reports.overview.counting import About

_enrolments = table_of(Enrolment)
ANY: Final = "any"
_LACKS: Mapping[str, ColumnElement[bool]] = {
    "sex": _enrolments.c.sex.is_(None),
    "unit": _enrolments.c.unit == "",
    "mission": _enrolments.c.mission == NO_MISSION,
    "cohort": _enrolments.c.cohort_id.is_(None),
}
_COLUMNS = {
    "course": _enrolments.c.course,
    "category": _enrolments.c.category,
    "rank-group": _enrolments.c.rank_group,
    "mission": _enrolments.c.mission,
    "delivery": _enrolments.c.delivery,
    "sex": _enrolments.c.sex,
}
PARTS: Final = ("category", "rank-group", "mission", "delivery", "sex", "missing")
"""What a number may be narrowed to, by the names that addresses have for it."""


@dataclass(frozen=True)
class Behind:
    """A number of an overview.

    Attributes:
        about: country, course and period.
        of: for a course and each of `PARTS` the values that the number counts, at least one each.
        is_begun: it counts enrolments by the day on which they began, else completions by theirs.
    """

    about: About
    of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_begun: bool = False


def conditions(behind: Behind) -> Iterator[ColumnElement[bool]]:
    """Say in SQL whom a number counts."""
    day = _enrolments.c.enrolled_on if behind.is_begun else _enrolments.c.completed_on
    yield _enrolments.c.country == behind.about.country
    yield day >= behind.about.first
    yield day <= behind.about.last
    if behind.about.course:
        yield _enrolments.c.course == behind.about.course
    for name, values in behind.of.items():
        if name == "missing":
            yield or_(false(), *(_LACKS[each] for each in (MISSING if ANY in values else values) if each in _LACKS))
        else:
            stated = _COLUMNS[name].in_([value for value in values if value != NOT_STATED])
            yield or_(stated, _COLUMNS[name].is_(None)) if NOT_STATED in values else stated


def count(session: Session, behind: Behind) -> int:
    """Count the rows."""
    return session.scalar(select(func.count()).select_from(_enrolments).where(*conditions(behind))) or 0
