"""Cohorts have a due date and a language; what a trainer grants to one person is a ledger."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cohorts") as table:
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("language", sa.String(length=10), nullable=True))
    op.create_table(
        "grants",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("module", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('attempt', 'time')", name=op.f("ck_grants_known_kind")),
        sa.CheckConstraint(
            "reason IN ('illness', 'duty', 'technical-fault', 'language', 'other')", name=op.f("ck_grants_known_reason")
        ),
        sa.CheckConstraint("(kind = 'attempt') = (module <> '')", name=op.f("ck_grants_attempt_at_a_quiz")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_grants_cohort_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_grants_enrolment_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_grants_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_cohort_id"), "grants", ["cohort_id"])
    op.create_index("ix_grants_enrolment_id_module", "grants", ["enrolment_id", "module"])


def downgrade() -> None:
    op.drop_table("grants")
    with op.batch_alter_table("cohorts") as table:
        table.drop_column("language")
        table.drop_column("due_on")
