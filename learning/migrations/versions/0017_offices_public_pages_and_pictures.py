"""An office passes to a successor, accounts are closed, a country has a public page, learners have picture codes."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("office_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("office_then", sa.String(length=20), nullable=True))
        table.add_column(sa.Column("closed_at", UTCDateTime(), nullable=True))
        table.create_check_constraint(op.f("ck_people_office_ends"), "(office_until IS NULL) = (office_then IS NULL)")
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("withdrawn_at", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("succeeds", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_invitations_succeeds"), "people", ["succeeds"], ["id"])
    op.create_table(
        "handovers",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("then", sa.String(length=20), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("predecessor_told_at", UTCDateTime(), nullable=True),
        sa.Column("successor_told_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_handovers_two_people")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["people.id"], name=op.f("fk_handovers_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["people.id"], name=op.f("fk_handovers_successor_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_handovers_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_predecessor_id"), "handovers", ["predecessor_id"])
    op.create_index(op.f("ix_handovers_successor_id"), "handovers", ["successor_id"])
    op.create_index("ix_handovers_country_made_at", "handovers", ["country", "made_at"])
    op.create_table(
        "public_pages",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_public_pages_changed_by")),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_public_pages")),
    )
    op.create_table(
        "public_figures",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_figures")),
        sa.UniqueConstraint("country", "ends_on", name=op.f("uq_public_figures_country_ends_on")),
    )
    op.create_table(
        "picture_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_since", UTCDateTime(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("wrong >= 0", name=op.f("ck_picture_codes_counts_from_none")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_picture_codes_person_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_picture_codes_made_by")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_picture_codes")),
    )
    op.create_table(
        "wrong_pictures",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_pictures")),
    )
    op.create_index("ix_wrong_pictures_address_at", "wrong_pictures", ["address", "at"])
    op.create_index("ix_wrong_pictures_country_at", "wrong_pictures", ["country", "at"])


def downgrade() -> None:
    for name in ("wrong_pictures", "picture_codes", "public_figures", "public_pages", "handovers"):
        op.drop_table(name)
    with op.batch_alter_table("invitations") as table:
        table.drop_constraint(op.f("fk_invitations_succeeds"), type_="foreignkey")
        table.drop_column("succeeds")
        table.drop_column("withdrawn_at")
    with op.batch_alter_table("people") as table:
        table.drop_constraint(op.f("ck_people_office_ends"), type_="check")
        table.drop_column("closed_at")
        table.drop_column("office_then")
        table.drop_column("office_until")
