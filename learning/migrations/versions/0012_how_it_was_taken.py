"""Lessons, attempts and completions say how they were taken, and who vouched for it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KNOWN = "delivery IN ('own-phone', 'room', 'paper')"


def upgrade() -> None:
    for name in ("lesson_views", "attempts"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("delivery", sa.String(length=20), nullable=False, server_default="own-phone"))
            table.add_column(sa.Column("vouched_by", sa.Uuid(), nullable=True))
            table.create_check_constraint(op.f(f"ck_{name}_known_delivery"), KNOWN)
            table.create_foreign_key(op.f(f"fk_{name}_vouched_by"), "people", ["vouched_by"], ["id"])
    with op.batch_alter_table("completions") as table:
        table.add_column(sa.Column("delivery", sa.String(length=20), nullable=False, server_default="own-phone"))
        table.create_check_constraint(op.f("ck_completions_known_delivery"), KNOWN)
    with op.batch_alter_table("enrolments") as table:
        table.add_column(sa.Column("delivery", sa.String(length=20), nullable=True))
        table.create_check_constraint(op.f("ck_enrolments_known_delivery"), f"delivery IS NULL OR {KNOWN}")
    op.execute("UPDATE enrolments SET delivery = 'own-phone' WHERE completed_on IS NOT NULL")


def downgrade() -> None:
    for name in ("enrolments", "completions"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_known_delivery"), type_="check")
            table.drop_column("delivery")
    for name in ("attempts", "lesson_views"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_vouched_by"), type_="foreignkey")
            table.drop_constraint(op.f(f"ck_{name}_known_delivery"), type_="check")
            table.drop_column("vouched_by")
            table.drop_column("delivery")
