"""How Alembic runs our steps: on a connection that the caller gives."""

from alembic import context

from learning.migrations.tables import METADATA, is_described

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=is_described,
)
with context.begin_transaction():
    context.run_migrations()
