"""The log, for administrators: who did what, when."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from learning import audit
from learning.people.permissions import Permission
from learning.web.access import requires
from learning.web.context import database
from learning.web.vocabulary import ACTS

blueprint = Blueprint("log", __name__)

LINES = 100


def _moment(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):  # the first and the last day of the calendar have no other zone
        return None


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT)
def log() -> ResponseReturnValue:
    """List the newest lines of the log, and older ones page by page."""
    before = _moment(request.args.get("before", ""))
    with database().read() as session:
        entries = audit.audit_entries(session, before=before, limit=LINES)
    return render_template(
        "people/log.html",
        entries=entries,
        acts=ACTS,
        before=before,
        older=entries[-1].at.isoformat() if len(entries) == LINES else None,
    )
