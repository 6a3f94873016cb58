"""What leaves a country's own staff by sex, agreed with everything that left before."""

from collections.abc import Sequence
from datetime import datetime

from learning.db import Database
from learning.errors import Conflict
from learning.people.rules import Actor
from learning.reports import sharing
from learning.reports.completions import Filters
from learning.reports.disclosure import Split

TRIES = 5


def share(database: Database, actor: Actor | None, filters: Filters, sexes: Sequence[str], *, now: datetime) -> Split:
    """Choose what is shown by sex and keep it; again when somebody else shared at the same moment.

    Args:
        database: where it is kept; it is chosen outside of a writing transaction, because that may take a second.
        actor: who shares; None for the command line.
        filters: what the counts are about.
        sexes: every sex that a person may state.
        now: the moment.

    Raises:
        Conflict: others were faster each time.
        Forbidden: the actor may not see reports.
        NotFound: the country is not the actor's.
    """
    for _ in range(TRIES):
        with database.snapshot() as session:
            chosen = sharing.choose(session, filters, sexes, now=now)
        with database.begin() as session:
            if sharing.keep(session, actor, chosen, now=now):
                return chosen.split
    raise Conflict("Other reports were shared at the same moment. Try again.")
