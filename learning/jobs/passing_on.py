"""What happens to the reports that a focal point keeps when the office passes on: the successor keeps them too."""

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from learning import db
from learning.jobs.models import Every, SavedReport
from learning.jobs.rules import next_due
from learning.jobs.saving import MOST
from learning.people.models import Person


def pass_on(
    session: Session, *, predecessor_id: uuid.UUID, successor_id: uuid.UUID, country: str, now: datetime
) -> int:
    """Give a successor the country's reports that the predecessor keeps, sent as often as before; gives how many.

    A name that the successor uses already stays hers. The predecessor's own are not touched: they are not sent any more
    from the day on which she may not see them.

    Args:
        session: the writing transaction of the hand-over.
        predecessor_id: whose reports.
        successor_id: who keeps them from now on too.
        country: whose office it is; reports of other countries do not belong to it.
        now: the present moment.
    """
    has_address = session.get_one(Person, successor_id).email is not None
    room = MOST - (session.scalar(select(func.count()).where(SavedReport.person_id == successor_id)) or 0)
    kept = session.scalars(
        select(SavedReport)
        .where(SavedReport.person_id == predecessor_id, SavedReport.country == country)
        .order_by(SavedReport.name)
    ).all()
    passed = 0
    for saved in kept:
        if passed >= room:
            break
        every = Every(saved.every) if saved.every and saved.stopped_at is None and has_address else None
        row = {
            "id": uuid.uuid4(),
            "person_id": successor_id,
            "name": saved.name,
            "report": saved.report,
            "country": country,
            "filters": saved.filters,
            "made_at": now,
            "every": every,
            "form": saved.form,
            "audience": saved.audience,
            "due_on": next_due(every, now.date()) if every else None,
        }
        insert = db.insert(session, SavedReport).values(row).on_conflict_do_nothing().returning(SavedReport.id)
        passed += session.execute(insert).scalar() is not None
    return passed
