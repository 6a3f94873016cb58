"""Running the steps, and asking which was the last."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from learning.db import Database

FOLDER = Path(__file__).parent


def config(connection: Connection | None = None) -> Config:
    """Say where the steps are, and on which connection they run."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def migrate(database: Database, revision: str = "head") -> None:
    """Bring a database to an edition of the schema: "head" is the newest, "base" is none; one that is there stays."""
    with database.rebuild() as session:
        connection = session.connection()
        is_up = revision != "base" and (revision == "head" or (current_revision(connection) or "") < revision)
        (command.upgrade if is_up else command.downgrade)(config(connection), revision)


def current_revision(connection: Connection) -> str | None:
    """Say which step was run last; None: none."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str | None:
    """Say which step is the newest that the program knows."""
    return ScriptDirectory.from_config(config()).get_current_head()
