"""How each indicator is counted: one function for each code of the register, one or two statements each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session

from learning.db import table_of
from learning.people.models import Rotation, Sex
from learning.records.models import Completion, Credential, Delivery, Enrolment
from learning.reports.indicators.definitions import Definition
from learning.reports.quarters import Quarter
from learning.reports.standing import of_country, served_on, stood_on

_completions, _credentials = table_of(Completion), table_of(Credential)
_enrolments, _rotations = table_of(Enrolment), table_of(Rotation)
WHOLE: Final = ""
"""In the place of a category or a course: all of them."""


@dataclass(frozen=True)
class Figure:
    """One figure of an indicator.

    Attributes:
        of: the category or the course that it is about; `WHOLE`: all of them.
        numerator: what is counted.
        denominator: of how many; None where the indicator is a count.
    """

    of: str
    numerator: int
    denominator: int | None = None


@dataclass(frozen=True)
class Counted:
    """One indicator with its figures: of the whole first, then broken down."""

    definition: Definition
    figures: Sequence[Figure]

    def stored(self) -> dict[str, Any]:
        """Give it as it is kept when the quarter is reported."""
        return {"definition": self.definition.stored(), "figures": [asdict(each) for each in self.figures]}

    @classmethod
    def from_stored(cls, kept: Mapping[str, Any]) -> Self:
        """Read it back."""
        return cls(Definition.from_stored(kept["definition"]), [Figure(**each) for each in kept["figures"]])


Count = Callable[[Session, str | None, Quarter], list[Figure]]


def counted(session: Session, country: str | None, quarter: Quarter, register: Sequence[Definition]) -> list[Counted]:
    """Count every indicator of the register as it is today; of all countries together when none is named."""
    return [Counted(each, FORMULAS[each.code](session, country, quarter)) for each in register]


def within(quarter: Quarter, country: str | None) -> Iterator[ColumnElement[bool]]:
    """Say in SQL which completions belong to a quarter."""
    yield _completions.c.completed_on.between(quarter.first, quarter.last)
    yield from of_country(_completions.c.country, country)


def _people() -> ColumnElement[int]:
    return func.count(distinct(_completions.c.person_id))


def _people_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(distinct(case((condition, _completions.c.person_id))))


def _counts(
    session: Session, country: str | None, quarter: Quarter, by: ColumnElement[str], *columns: ColumnElement[int]
) -> list[Figure]:
    """Count completions of the quarter: as a whole, because a person may belong to two groups, and by group."""
    where = list(within(quarter, country))
    whole = Figure(WHOLE, *map(int, session.execute(select(*columns).where(*where)).one()))
    groups = session.execute(select(by, *columns).where(*where).group_by(by).order_by(by))
    return [whole, *(Figure(of, *map(int, numbers)) for of, *numbers in groups)]


def people_trained(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count the people who completed a course."""
    return _counts(session, country, quarter, _completions.c.category, _people())


def courses_completed(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count completions."""
    return _counts(session, country, quarter, _completions.c.course, func.count())


def women_trained(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count women among those whose record says female or male."""
    sex = _completions.c.sex
    women, known = _people_if(sex == Sex.FEMALE), _people_if(sex.in_((Sex.FEMALE, Sex.MALE)))
    return _counts(session, country, quarter, _completions.c.category, women, known)


def sex_not_known(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count those whose sex nobody knows."""
    unknown = or_(_completions.c.sex.is_(None), _completions.c.sex == Sex.NOT_SAID)
    return _counts(session, country, quarter, _completions.c.category, _people_if(unknown), _people())


def not_on_own_phone(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count completions in a room or on paper."""
    elsewhere = func.coalesce(func.sum(case((_completions.c.delivery != Delivery.OWN_PHONE, 1), else_=0)), 0)
    return _counts(session, country, quarter, _completions.c.course, elsewhere, func.count())


def completion_rate(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count the enrolments that were open in the quarter, and those of them completed within it."""
    course, completed_on = _enrolments.c.course, _enrolments.c.completed_on
    done = func.sum(case((completed_on <= quarter.last, 1), else_=0))
    rows = session.execute(
        select(course, done, func.count())
        .where(
            _enrolments.c.enrolled_on <= quarter.last,
            or_(completed_on.is_(None), completed_on >= quarter.first),
            *of_country(_enrolments.c.country, country),
        )
        .group_by(course)
        .order_by(course)
    )
    return _with_sum([Figure(of, int(numerator), int(denominator)) for of, numerator, denominator in rows])


def _with_sum(figures: list[Figure]) -> list[Figure]:
    numerator, denominator = (
        sum(each.numerator for each in figures),
        sum(each.denominator or 0 for each in figures),
    )
    return [Figure(WHOLE, numerator, denominator), *figures]


def serving_with_certificate(session: Session, country: str | None, quarter: Quarter) -> list[Figure]:
    """Count who served on the last day, and who of them held a certificate that stood on it."""
    day = quarter.last
    serving = (served_on(day), *of_country(_rotations.c.country, country))
    people = int(session.scalar(select(func.count(distinct(_rotations.c.person_id))).where(*serving)) or 0)
    held = _rotations.join(
        _completions,
        and_(
            _completions.c.person_id == _rotations.c.person_id,
            _completions.c.country == _rotations.c.country,
        ),
    ).join(_credentials, _credentials.c.completion_id == _completions.c.id)
    holders = func.count(distinct(_rotations.c.person_id))
    query = select(holders).select_from(held).where(*serving, stood_on(day))
    whole = Figure(WHOLE, int(session.scalar(query) or 0), people)
    course = _completions.c.course
    by_course = session.execute(query.add_columns(course).group_by(course).order_by(course))
    return [whole, *(Figure(of, int(number), people) for number, of in by_course)]


FORMULAS: Final[Mapping[str, Count]] = {
    "T1": people_trained,
    "T2": courses_completed,
    "T3": completion_rate,
    "T4": serving_with_certificate,
    "T5": women_trained,
    "T6": sex_not_known,
    "T7": not_on_own_phone,
}
