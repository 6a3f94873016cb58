"""Exercises, tests before and after, confidence, repairs and follow-ups; modules for some audiences only."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("submitted_at IS NULL")
PURPOSES = "purpose IN ('quiz', 'exercise', 'pre-test', 'post-test', 'follow-up')"
CONFIDENCES = "confidence IS NULL OR confidence IN ('sure', 'fairly-sure', 'guess')"
LATER = "(SELECT id FROM attempts WHERE purpose <> 'quiz')"


def upgrade() -> None:
    with op.batch_alter_table("course_versions") as table:
        table.add_column(sa.Column("only", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("audiences", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("forms", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("test_version_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_course_versions_test_version_id"), "quiz_versions", ["test_version_id"], ["id"]
        )
    with op.batch_alter_table("completions") as table:
        table.add_column(sa.Column("audience", sa.String(length=40), nullable=False, server_default="all"))
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("purpose", sa.String(length=20), nullable=False, server_default="quiz"))
        table.add_column(sa.Column("part", sa.String(length=40), nullable=False, server_default=""))
        table.drop_constraint("uq_attempts_enrolment_id_module_number", type_="unique")
        table.create_unique_constraint("uq_attempts_number", ["enrolment_id", "module", "purpose", "part", "number"])
        table.create_check_constraint(op.f("ck_attempts_known_purpose"), PURPOSES)
        table.drop_index("uq_attempts_open")
        table.create_index(
            "uq_attempts_open",
            ["enrolment_id", "module", "purpose", "part"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    with op.batch_alter_table("responses") as table:
        table.add_column(sa.Column("confidence", sa.String(length=20), nullable=True))
        table.create_check_constraint(op.f("ck_responses_known_confidence"), CONFIDENCES)
    _new_tables()


def _new_tables() -> None:
    op.create_table(
        "repairs",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("module", sa.String(length=80), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_repairs_attempt_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_repairs_enrolment_id")),
        sa.PrimaryKeyConstraint("attempt_id", "item", name=op.f("pk_repairs")),
    )
    op.create_index("ix_repairs_enrolment_id_module", "repairs", ["enrolment_id", "module"])
    op.create_table(
        "follow_ups",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_follow_ups_enrolment_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_follow_ups_attempt_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "number", name=op.f("pk_follow_ups")),
    )
    op.create_table(
        "review_cards",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_review_cards_enrolment_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "item", name=op.f("pk_review_cards")),
    )


def downgrade() -> None:
    """Go back; attempts at what did not exist before have no place there and are left behind."""
    for table in ("review_cards", "follow_ups", "repairs"):
        op.drop_table(table)
    for table in ("responses", "submissions"):
        op.execute(f"DELETE FROM {table} WHERE attempt_id IN {LATER}")  # noqa: S608 - our own names
    op.execute("DELETE FROM attempts WHERE purpose <> 'quiz'")
    with op.batch_alter_table("responses") as table:
        table.drop_constraint(op.f("ck_responses_known_confidence"), type_="check")
        table.drop_column("confidence")
    with op.batch_alter_table("attempts") as table:
        table.drop_index("uq_attempts_open")
        table.drop_constraint(op.f("ck_attempts_known_purpose"), type_="check")
        table.drop_constraint("uq_attempts_number", type_="unique")
        table.drop_column("part")
        table.drop_column("purpose")
        table.create_unique_constraint("uq_attempts_enrolment_id_module_number", ["enrolment_id", "module", "number"])
        table.create_index(
            "uq_attempts_open", ["enrolment_id", "module"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )
    with op.batch_alter_table("completions") as table:
        table.drop_column("audience")
    with op.batch_alter_table("course_versions") as table:
        table.drop_constraint(op.f("fk_course_versions_test_version_id"), type_="foreignkey")
        for column in ("test_version_id", "forms", "audiences", "only"):
            table.drop_column(column)
