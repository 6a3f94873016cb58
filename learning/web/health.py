"""Is the process alive, and can it do its work: for the machines that watch it."""

import shutil
from datetime import UTC, datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from learning.migrations.revisions import current_revision, newest_revision
from learning.web.access import public
from learning.web.context import database, house, now

blueprint = Blueprint("health", __name__)

LEAST_FREE_BYTES = 100 * 1024 * 1024
BUILT_IN = datetime(2026, 1, 1, tzinfo=UTC)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say whether the database answers, the migrations are done, the disk has room and the clock is sane.

    Whether certificates are issued is said beside: where they are not, everything else goes on, and checking them too.
    """
    checks = {"database": False, "migrations": False}
    try:
        with database().read() as session:
            session.execute(text("SELECT 1"))
            checks["database"] = True
            checks["migrations"] = current_revision(session.connection()) == newest_revision()
    except SQLAlchemyError:
        pass
    checks["disk"] = shutil.disk_usage(house().settings.folder).free > LEAST_FREE_BYTES
    checks["clock"] = now() > BUILT_IN
    is_ready = all(checks.values())
    issuing = "open" if house().keyroom.is_open(now()) else "stopped"
    return {"status": "ok" if is_ready else "failing", "checks": checks, "issuing": issuing}, 200 if is_ready else 503
