"""Quarters as they were reported: their indicators stay, whatever is counted or meant later."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reported_quarters",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_reported_quarters_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_quarters")),
        sa.UniqueConstraint("country", "quarter", name=op.f("uq_reported_quarters_country_quarter")),
    )


def downgrade() -> None:
    op.drop_table("reported_quarters")
