"""Where help is: offices by country and mission, each with an owner and a day by which it is looked at again."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('conduct-and-discipline', 'focal-point', 'victims-rights', 'counsellor', 'doctor', 'chaplain', "
    "'national-hotline', 'other')"
)


def upgrade() -> None:
    op.create_table(
        "help_contacts",
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("mission", sa.String(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_help_contacts_known_kind")),
        sa.CheckConstraint("phone <> '' OR email <> '' OR place <> ''", name=op.f("ck_help_contacts_can_be_reached")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_help_contacts_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_contacts")),
    )
    op.create_index("ix_help_contacts_country", "help_contacts", ["country"])


def downgrade() -> None:
    op.drop_table("help_contacts")
