"""Corrections of wrong keys with their ledger, and what open enrolments and people said before they changed."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNTOLD = sa.text("told_at IS NULL")
BEFORE = "act IN ('rotate-keys', 'revoke-many')"
AFTER = "act IN ('rotate-keys', 'revoke-many', 'withdraw-passes')"


def upgrade() -> None:
    _know_acts(AFTER)
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("remedy", sa.String(length=20), nullable=False),
        sa.Column("new_key", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "remedy IN ('full-credit', 'both-right', 'new-key', 'undo')", name=op.f("ck_corrections_known_remedy")
        ),
        sa.CheckConstraint("(remedy = 'undo') = (undoes_id IS NOT NULL)", name=op.f("ck_corrections_undoes_something")),
        sa.CheckConstraint(
            "(remedy IN ('both-right', 'new-key')) = (new_key IS NOT NULL)",
            name=op.f("ck_corrections_key_when_needed"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_corrections_made_by")),
        sa.ForeignKeyConstraint(["undoes_id"], ["corrections.id"], name=op.f("fk_corrections_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("number", name=op.f("uq_corrections_number")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_corrections_undoes_id")),
    )
    op.create_table(
        "correction_targets",
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("quiz_version_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["corrections.id"], name=op.f("fk_correction_targets_correction_id")
        ),
        sa.ForeignKeyConstraint(
            ["quiz_version_id"], ["quiz_versions.id"], name=op.f("fk_correction_targets_quiz_version_id")
        ),
        sa.PrimaryKeyConstraint("correction_id", "quiz_version_id", "item", name=op.f("pk_correction_targets")),
    )
    op.create_index(op.f("ix_correction_targets_quiz_version_id"), "correction_targets", ["quiz_version_id"])
    _ledger()
    _history()


def _ledger() -> None:
    op.create_table(
        "score_changes",
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("from_numerator", sa.Integer(), nullable=False),
        sa.Column("from_denominator", sa.Integer(), nullable=False),
        sa.Column("to_numerator", sa.Integer(), nullable=False),
        sa.Column("to_denominator", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("passed_before", sa.Boolean(), nullable=False),
        sa.Column("passed_after", sa.Boolean(), nullable=False),
        sa.Column("would_fail", sa.Boolean(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('score', 'pass')", name=op.f("ck_score_changes_known_kind")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_score_changes_attempt_id")),
        sa.ForeignKeyConstraint(["correction_id"], ["corrections.id"], name=op.f("fk_score_changes_correction_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_score_changes_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_score_changes_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_score_changes_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_changes")),
        sa.UniqueConstraint(
            "correction_id", "attempt_id", "kind", name=op.f("uq_score_changes_correction_id_attempt_id_kind")
        ),
    )
    op.create_index(op.f("ix_score_changes_attempt_id"), "score_changes", ["attempt_id"])
    op.create_index(
        "ix_score_changes_untold", "score_changes", ["person_id"], sqlite_where=UNTOLD, postgresql_where=UNTOLD
    )


def _history() -> None:
    op.create_table(
        "people_before",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service_number", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_before")),
    )
    op.create_index("ix_people_before_until", "people_before", ["until", "person_id"])
    op.create_table(
        "enrolments_before",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("service_number", sa.String(), nullable=True),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("mission", sa.String(), nullable=False),
        sa.Column("enrolled_at", UTCDateTime(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments_before")),
    )
    op.create_index("ix_enrolments_before_until", "enrolments_before", ["until", "enrolment_id"])


def downgrade() -> None:
    for table in ("enrolments_before", "people_before", "score_changes", "correction_targets", "corrections"):
        op.drop_table(table)
    op.execute("DELETE FROM proposals WHERE act = 'withdraw-passes'")
    _know_acts(BEFORE)


def _know_acts(words: str) -> None:
    with op.batch_alter_table("proposals") as table:
        table.drop_constraint(op.f("ck_proposals_known_act"), type_="check")
        table.create_check_constraint(op.f("ck_proposals_known_act"), words)
