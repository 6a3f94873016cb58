"""What was shared of countries' counts by sex, so that the difference of two reports names nobody."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shared_tables",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_shared_tables_counts_from_one")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_shared_tables_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_tables")),
        sa.UniqueConstraint("country", "number", name=op.f("uq_shared_tables_country_number")),
    )


def downgrade() -> None:
    op.drop_table("shared_tables")
