"""Paper sets, answer sheets, and what photographs of them showed."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HOLDS = "'unknown', 'not-enrolled', 'passed', 'none-left', 'waiting', 'begun-elsewhere', 'repair'"
SEEN = "'entered', 'held', 'unsure', 'no-code', 'again', 'unknown-code', 'refused', 'settled'"


def upgrade() -> None:
    op.create_table(
        "paper_sets",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("module", sa.String(length=80), nullable=False),
        sa.Column("quiz_version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("placed", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_paper_sets_cohort_id")),
        sa.ForeignKeyConstraint(["quiz_version_id"], ["quiz_versions.id"], name=op.f("fk_paper_sets_quiz_version_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_paper_sets_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sets")),
    )
    op.create_index(op.f("ix_paper_sets_cohort_id"), "paper_sets", ["cohort_id"])
    op.create_table(
        "answer_sheets",
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=11), nullable=False),
        sa.Column("variant", sa.String(length=1), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", UTCDateTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("hold", sa.String(length=20), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_at", UTCDateTime(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('printed', 'unsure', 'held', 'entered')", name=op.f("ck_answer_sheets_known_state")
        ),
        sa.CheckConstraint(f"hold IS NULL OR hold IN ({HOLDS})", name=op.f("ck_answer_sheets_known_hold")),
        sa.CheckConstraint("way IS NULL OR way IN ('typed', 'read')", name=op.f("ck_answer_sheets_known_way")),
        sa.CheckConstraint("(state = 'held') = (hold IS NOT NULL)", name=op.f("ck_answer_sheets_held_for_a_reason")),
        sa.CheckConstraint(
            "(state = 'entered') = (attempt_id IS NOT NULL)", name=op.f("ck_answer_sheets_entered_as_an_attempt")
        ),
        sa.CheckConstraint(
            "(state IN ('held', 'entered')) = (entered_at IS NOT NULL)",
            name=op.f("ck_answer_sheets_entered_at_a_time"),
        ),
        sa.CheckConstraint(
            "(entered_at IS NULL) = (entered_by IS NULL)", name=op.f("ck_answer_sheets_entered_by_somebody")
        ),
        sa.CheckConstraint(
            "(claimed_at IS NULL) = (claimed_by IS NULL)", name=op.f("ck_answer_sheets_claimed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["set_id"], ["paper_sets.id"], name=op.f("fk_answer_sheets_set_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_answer_sheets_person_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["people.id"], name=op.f("fk_answer_sheets_claimed_by")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_answer_sheets_entered_by")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_answer_sheets_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sheets")),
        sa.UniqueConstraint("code", name=op.f("uq_answer_sheets_code")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_answer_sheets_attempt_id")),
        sa.UniqueConstraint("set_id", "number", name=op.f("uq_answer_sheets_set_id_number")),
    )
    op.create_index(op.f("ix_answer_sheets_person_id"), "answer_sheets", ["person_id"])
    op.create_table(
        "sheet_readings",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("code_picture", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"seen IN ({SEEN})", name=op.f("ck_sheet_readings_known_seen")),
        sa.ForeignKeyConstraint(["set_id"], ["paper_sets.id"], name=op.f("fk_sheet_readings_set_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["answer_sheets.id"], name=op.f("fk_sheet_readings_sheet_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_sheet_readings_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_readings")),
    )
    op.create_index("ix_sheet_readings_batch_id", "sheet_readings", ["batch_id", "number"])
    op.create_index(op.f("ix_sheet_readings_set_id"), "sheet_readings", ["set_id"])
    op.create_index(op.f("ix_sheet_readings_sheet_id"), "sheet_readings", ["sheet_id"])


def downgrade() -> None:
    for table in ("sheet_readings", "answer_sheets", "paper_sets"):
        op.drop_table(table)
