"""Sessions in a room, and who was there."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_sessions",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("lessons", sa.JSON(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("led_by", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("taught", sa.JSON(), nullable=False),
        sa.Column("practised", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_room_sessions_closed_by_somebody")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_room_sessions_held_or_cancelled")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_room_sessions_closed_by")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_room_sessions_cohort_id")),
        sa.ForeignKeyConstraint(["led_by"], ["people.id"], name=op.f("fk_room_sessions_led_by")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_room_sessions_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_sessions")),
    )
    op.create_index("ix_room_sessions_cohort_id_held_on", "room_sessions", ["cohort_id", "held_on"])
    op.create_table(
        "attendances",
        sa.Column("room_session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UTCDateTime(), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", name=op.f("ck_attendances_taken_back_by_somebody")
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name=op.f("fk_attendances_noted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendances_person_id")),
        sa.ForeignKeyConstraint(["room_session_id"], ["room_sessions.id"], name=op.f("fk_attendances_room_session_id")),
        sa.ForeignKeyConstraint(["taken_back_by"], ["people.id"], name=op.f("fk_attendances_taken_back_by")),
        sa.PrimaryKeyConstraint("room_session_id", "person_id", name=op.f("pk_attendances")),
    )
    op.create_index("ix_attendances_person_id", "attendances", ["person_id"])


def downgrade() -> None:
    op.drop_table("attendances")
    op.drop_table("room_sessions")
