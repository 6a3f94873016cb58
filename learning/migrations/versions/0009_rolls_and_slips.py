"""Nominal rolls, what their import made, how each country's are read, and sign-in slips."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rolls",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.Column("applied_at", UTCDateTime(), nullable=True),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(applied_by IS NULL) = (applied_at IS NULL)", name=op.f("ck_rolls_applied_by_somebody")),
        sa.CheckConstraint("undone_at IS NULL OR applied_at IS NOT NULL", name=op.f("ck_rolls_undone_after_applied")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_rolls_cohort_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_rolls_made_by")),
        sa.ForeignKeyConstraint(["applied_by"], ["people.id"], name=op.f("fk_rolls_applied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolls")),
    )
    op.create_index("ix_rolls_cohort_id", "rolls", ["cohort_id"])
    standing = sa.text("applied_at IS NOT NULL AND undone_at IS NULL")
    op.create_index(
        "uq_rolls_applied",
        "rolls",
        ["cohort_id", "content_hash"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_table(
        "roll_lines",
        sa.Column("roll_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rotation_id", sa.Uuid(), nullable=True),
        sa.Column("made_person", sa.Boolean(), nullable=False),
        sa.Column("made_membership", sa.Boolean(), nullable=False),
        sa.Column("enrolments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["roll_id"], ["rolls.id"], name=op.f("fk_roll_lines_roll_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roll_lines_person_id")),
        sa.ForeignKeyConstraint(["rotation_id"], ["rotations.id"], name=op.f("fk_roll_lines_rotation_id")),
        sa.PrimaryKeyConstraint("roll_id", "row", name=op.f("pk_roll_lines")),
    )
    op.create_index(op.f("ix_roll_lines_person_id"), "roll_lines", ["person_id"])
    op.create_index(op.f("ix_roll_lines_rotation_id"), "roll_lines", ["rotation_id"])
    op.create_table(
        "roll_mappings",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("rank_group", sa.String(length=40), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_roll_mappings")),
    )
    op.create_table(
        "slips",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_slips_person_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_slips_made_by")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_slips")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_slips_code_hash")),
    )


def downgrade() -> None:
    for table in ("slips", "roll_mappings", "roll_lines", "rolls"):
        op.drop_table(table)
