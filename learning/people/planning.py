"""What a cohort is planned for: by when its courses should be completed, and which language new members read first."""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from learning.audit import Act
from learning.errors import Invalid
from learning.languages import BY_TAG
from learning.people.permissions import Permission
from learning.people.queries import cohort
from learning.people.rules import Actor, choose_from, require
from learning.people.trail import note_act


def read_plan(due_on: date | None, language: str, today: date) -> str | None:
    """Read a plan as it was typed; gives the language's tag, or None for no choice.

    Raises:
        Invalid: the due date is past, or the language is not offered.
    """
    if due_on is not None and due_on < today:
        raise Invalid("The due date is in the past.", field="due_on")
    return choose_from(BY_TAG, language, field="language") if language else None


def plan_cohort(
    session: Session, actor: Actor, *, cohort_id: uuid.UUID, due_on: date | None, language: str, now: datetime
) -> None:
    """Change by when a cohort should be done and what its new members read first.

    A due date that stays as it is may be past.

    Raises:
        Forbidden: the actor may not make cohorts.
        NotFound: there is no such cohort where the actor's role reaches.
        Invalid: a field cannot be accepted.
    """
    require(actor, Permission.MAKE_COHORTS)
    found = cohort(session, actor, cohort_id)
    tag = read_plan(None if due_on == found.due_on else due_on, language, now.date())
    if (found.due_on, found.language) == (due_on, tag):
        return
    found.due_on, found.language = due_on, tag
    note_act(
        session,
        Act.COHORT_PLANNED,
        actor,
        now=now,
        country=found.country,
        cohort=str(cohort_id),
        due=due_on.isoformat() if due_on else None,
        language=tag,
    )
