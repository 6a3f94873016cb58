"""How a service of any room writes into the log on behalf of an actor."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from learning import audit
from learning.people.models import Person
from learning.people.rules import Actor

COMMAND_LINE = "command line"


def note_act(
    session: Session,
    act: audit.Act,
    by: Actor | Person | None,
    /,
    *,
    now: datetime,
    country: str | None,
    **facts: str | int | None,
) -> None:
    """Write one line into the log, in the caller's transaction.

    Args:
        session: the writing transaction.
        act: what was done.
        by: who did it; a Person where nobody is signed in yet; None for the command line.
        now: when.
        country: whose act it is, for readers bound to one country.
        facts: what else the line must say; never a password, a token or a whole address.
    """
    actor_id: uuid.UUID | None = None
    name = COMMAND_LINE
    if by is not None:
        actor_id = by.person_id if isinstance(by, Actor) else by.id
        name = by.name
    audit.note(session, act, now=now, actor_id=actor_id, actor_name=name, country=country, **facts)
