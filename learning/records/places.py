"""Places in the published lists of states: given out at random, so that a place says nothing about whose it is."""

import secrets

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from learning import db
from learning.records.models import Credential, StatusList

PLACES = 131_072
"""Places of one list: the fewest that Bitstring Status List v1.0 allows (section 6.1), which hides one among many."""
FULL = 100_000
"""Places given out before the next list begins: a free one is then still found at once."""


def take_place(session: Session) -> tuple[int, int]:
    """Take a free place: the number of a list, and an index in it.

    The row of the list is changed first, so that two who issue at the same moment choose one after the other.
    """
    number = _count_in(session)
    while True:
        index = secrets.randbelow(PLACES)
        taken = select(Credential.serial).where(Credential.status_list == number, Credential.status_index == index)
        if session.execute(taken).first() is None:
            return number, index


def _count_in(session: Session) -> int:
    """Count one more into the newest list, or begin the next one; gives its number."""
    while True:
        newest = select(func.max(StatusList.number)).scalar_subquery()
        number = session.execute(
            update(StatusList)
            .where(StatusList.number == newest, StatusList.taken < FULL)
            .values(taken=StatusList.taken + 1)
            .returning(StatusList.number)
            .execution_options(synchronize_session=False)
        ).scalar()
        if number is not None:
            return number
        last = session.scalar(select(func.max(StatusList.number))) or 0
        # Whoever else begins the same list at this moment waits here, and then counts into it.
        session.execute(db.insert(session, StatusList).values(number=last + 1, taken=0).on_conflict_do_nothing())
