"""A test before the course that was submitted in the middle of it says so."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What the program asks from now on when such a test is submitted: was the course begun by then?
LATE = """
    UPDATE attempts SET late = true
    WHERE purpose = 'pre-test' AND submitted_at IS NOT NULL AND (
        EXISTS (
            SELECT 1 FROM lesson_views AS views
            WHERE views.enrolment_id = attempts.enrolment_id AND views.read_at < attempts.submitted_at
        )
        OR EXISTS (
            SELECT 1 FROM attempts AS others
            WHERE others.enrolment_id = attempts.enrolment_id AND (
                (others.purpose = 'quiz' AND others.started_at < attempts.submitted_at)
                OR (others.purpose = 'exercise' AND others.submitted_at < attempts.submitted_at)
            )
        )
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(LATE)


def downgrade() -> None:
    with op.batch_alter_table("attempts") as table:
        table.drop_column("late")
