"""The counts behind a report's first page, kept in the transaction that changes them.

One enrolment counts once in each dimension: `enrolled` on the day it began, `completed` on the day it was completed.
How a course was taken is known at its end only: there it counts as completed alone. When the facts of an enrolment
change while it is open, its old contribution is taken back and the new one added.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from learning import db
from learning.db import Base
from learning.records.models import Enrolment

DIMENSIONS = ("all", "category", "sex", "mission", "cohort", "rank-group", "category-sex", "missing", "delivery")
AT_THE_END = frozenset({"delivery"})
NOT_STATED = "not-stated"
NO_COHORT = "none"
NO_MISSION = "not-assigned"
MISSING = ("sex", "unit", "mission", "cohort")
"""What an enrolment may lack; not wishing to say one's sex is an answer."""
AND = "/"
"""Stands between the parts of a value that has several: a category and a sex, or everything that is lacking."""

Key = tuple[str, str, str, str, date]
# What a contribution is made of; of the unit it matters only whether there is one.
_FACTS = attrgetter(
    "country",
    "course",
    "category",
    "sex",
    "mission",
    "cohort_id",
    "rank_group",
    "enrolled_on",
    "completed_on",
    "delivery",
)


class Tally(Base):
    """How many enrolled and completed on one day, per value of one dimension: what makes a report's first page flat.

    Written in the transaction of the enrolment or completion that it counts.
    """

    __tablename__ = "tallies"

    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    enrolled: Mapped[int]
    completed: Mapped[int]


def contribution(enrolment: Enrolment) -> dict[Key, tuple[int, int]]:
    """Say what one enrolment adds to the tallies: (enrolled, completed) per country, course, dimension, value, day."""
    sex = enrolment.sex or NOT_STATED
    values = {
        "all": "",
        "category": enrolment.category,
        "sex": sex,
        "mission": enrolment.mission,
        "cohort": enrolment.cohort_id.hex if enrolment.cohort_id else NO_COHORT,
        "rank-group": enrolment.rank_group,
        "category-sex": f"{enrolment.category}{AND}{sex}",
        "missing": AND.join(lacking(enrolment)),
        "delivery": enrolment.delivery or NOT_STATED,
    }
    begun, done = enrolment.enrolled_on, enrolment.completed_on
    found: dict[Key, tuple[int, int]] = {}
    for dimension, value in values.items():
        key = (enrolment.country, enrolment.course, dimension, value)
        if dimension not in AT_THE_END:
            found[*key, begun] = (1, 0)
        if done:
            found[*key, done] = (found.get((*key, done), (0, 0))[0], 1)
    return found


def contributions(enrolments: Iterable[Enrolment]) -> dict[Key, tuple[int, int]]:
    """Say what many enrolments add to the tallies together; those that are alike are looked at once."""
    alike: Counter[tuple[object, ...]] = Counter()
    first: dict[tuple[object, ...], Enrolment] = {}
    for enrolment in enrolments:
        facts = (*_FACTS(enrolment), not enrolment.unit)
        alike[facts] += 1
        first.setdefault(facts, enrolment)
    found: dict[Key, tuple[int, int]] = {}
    for facts, times in alike.items():
        for key, (enrolled, completed) in contribution(first[facts]).items():
            before = found.get(key, (0, 0))
            found[key] = (before[0] + times * enrolled, before[1] + times * completed)
    return found


def lacking(enrolment: Enrolment) -> list[str]:
    """Name what an enrolment lacks, in the order of `MISSING`."""
    is_known = (
        enrolment.sex is not None,
        bool(enrolment.unit),
        enrolment.mission != NO_MISSION,
        enrolment.cohort_id is not None,
    )
    return [name for name, known in zip(MISSING, is_known, strict=True) if not known]


def change(
    session: Session,
    before: dict[Key, tuple[int, int]],
    after: dict[Key, tuple[int, int]],
) -> None:
    """Take back one contribution and add another; keys are touched in one order, so that writers cannot deadlock."""
    rows = []
    for key in sorted(before.keys() | after.keys()):
        enrolled = after.get(key, (0, 0))[0] - before.get(key, (0, 0))[0]
        completed = after.get(key, (0, 0))[1] - before.get(key, (0, 0))[1]
        if enrolled or completed:
            rows.append(_row(key, enrolled, completed))
    if rows:
        _add(session, rows)


def differing(session: Session) -> int:
    """Count everything again from the enrolments and say how many rows of the tallies differ."""
    return _compared(session)[0]


def rebuild(session: Session) -> int:
    """Count everything again from the enrolments and replace the tallies; returns how many rows differed."""
    different, counted = _compared(session)
    session.execute(delete(Tally))
    if counted:
        _add(session, [_row(key, *counted[key]) for key in sorted(counted)])
    return different


def _compared(session: Session) -> tuple[int, dict[Key, tuple[int, int]]]:
    """Count everything again: how many stored rows differ from it, and what it comes to."""
    counted = contributions(_all(session))
    stored = {
        (tally.country, tally.course, tally.dimension, tally.value, tally.day): (tally.enrolled, tally.completed)
        for tally in session.scalars(select(Tally))
        if tally.enrolled or tally.completed
    }
    return sum(stored.get(key) != counted.get(key) for key in stored.keys() | counted.keys()), counted


def _all(session: Session) -> Iterable[Enrolment]:
    return session.scalars(select(Enrolment).execution_options(yield_per=1000))


def _add(session: Session, rows: list[dict[str, object]]) -> None:
    adding = db.insert(session, Tally)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["country", "course", "dimension", "value", "day"],
            set_={
                "enrolled": Tally.enrolled + adding.excluded.enrolled,
                "completed": Tally.completed + adding.excluded.completed,
            },
        ),
        rows,
    )


def _row(key: Key, enrolled: int, completed: int) -> dict[str, object]:
    country, course, dimension, value, day = key
    return {
        "country": country,
        "course": course,
        "dimension": dimension,
        "value": value,
        "day": day,
        "enrolled": enrolled,
        "completed": completed,
    }
