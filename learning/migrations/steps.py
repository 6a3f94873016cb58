"""Running the steps, and asking which was the last."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from learning.db import Database
from learning.migrations.revisions import current_revision

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
