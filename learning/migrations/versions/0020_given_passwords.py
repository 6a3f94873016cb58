"""Passwords that were given must be changed; those from before count as chosen, because nothing says who chose them."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("password_given_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("sign_ins") as table:
        table.add_column(sa.Column("must_choose", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as table:
        table.drop_column("must_choose")
    with op.batch_alter_table("people") as table:
        table.drop_column("password_given_at")
