"""The log, for administrators: who did what, when."""

import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from learning import audit
from learning.audit import Act
from learning.people.countries import is_country
from learning.people.permissions import Permission
from learning.people.queries import cohort_names, names
from learning.web.access import requires
from learning.web.context import database
from learning.web.forms import country_choices
from learning.web.log_words import FACTS
from learning.web.vocabulary import ACTS

blueprint = Blueprint("log", __name__)

LINES = 100


def _moment(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no other zone
        return None


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _act(text: str) -> Act | None:
    try:
        return Act(text)
    except ValueError:
        return None


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT)
def log() -> ResponseReturnValue:
    """List the newest lines of the log, and older ones page by page; of one act or one country, if wanted."""
    before, after_id = _moment(request.args.get("before", "")), _id(request.args.get("after", ""))
    act, country = _act(request.args.get("act", "")), request.args.get("country", "")
    within = country if is_country(country) else None
    with database().read() as session:
        entries = audit.audit_entries(session, before=before, after_id=after_id, act=act, country=within, limit=LINES)
        people = names(session, *(_id(str(entry.facts.get("person"))) for entry in entries))
        cohorts = cohort_names(session, *(_id(str(entry.facts.get("cohort"))) for entry in entries))
    wanted = {name: value for name, value in (("act", act), ("country", within)) if value}
    return render_template(
        "people/log.html",
        entries=entries,
        acts=ACTS,
        facts_words=FACTS,
        act_choices=sorted(((key, str(words)) for key, words in ACTS.items()), key=lambda choice: choice[1].casefold()),
        countries=country_choices(empty=False),
        act=act,
        country=within,
        named={str(each): (name, f"/people/{each}") for each, name in people.items()}
        | {str(each): (name, f"/cohorts/{each}") for each, name in cohorts.items()},
        older=urlencode({**wanted, "before": entries[-1].at.isoformat(), "after": str(entries[-1].id)})
        if len(entries) == LINES
        else None,
    )
