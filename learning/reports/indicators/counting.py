"""How each indicator is counted: one function for each code of the register, one or two statements each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, literal, or_, select, union_all
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
    whole = select(literal(WHOLE), *columns).where(*where)
    return _figures(session, whole, select(by, *columns).where(*where).group_by(by))


def _figures(session: Session, whole: Select[*tuple[Any, ...]], groups: Select[*tuple[Any, ...]]) -> list[Figure]:
    """Ask for the whole and its groups with one statement; the whole stands first, because its name is nothing."""
    rows = session.execute(union_all(whole, groups))
    return sorted((Figure(of, *map(int, numbers)) for of, *numbers in rows), key=lambda figure: figure.of)


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
            _completions.c.country.concat("") == _rotations.c.country,  # never to be joined by: every row would match
        ),
    ).join(_credentials, _credentials.c.completion_id == _completions.c.id)
    holders = func.count(distinct(_rotations.c.person_id))
    course, where = _completions.c.course, (*serving, stood_on(day))
    return _figures(
        session,
        select(literal(WHOLE), holders, literal(people)).select_from(held).where(*where),
        select(course, holders, literal(people)).select_from(held).where(*where).group_by(course),
    )


FORMULAS: Final[Mapping[str, Count]] = {
    "T1": people_trained,
    "T2": courses_completed,
    "T3": completion_rate,
    "T4": serving_with_certificate,
    "T5": women_trained,
    "T6": sex_not_known,
    "T7": not_on_own_phone,
}
