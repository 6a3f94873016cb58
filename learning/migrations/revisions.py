"""Which step the database is at, and which is the newest: asked by pages, so without the tool that runs the steps."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

VERSIONS = Path(__file__).parent / "versions"


def current_revision(connection: Connection) -> str | None:
    """Say which step was run last; None: none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


@cache
def newest_revision() -> str:
    """Say which step is the newest that the program knows: steps are numbered files."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))
