"""Civilian managers are told apart from their staff."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = "rank_group IN ('enlisted', 'non-commissioned-officer', 'junior-officer', 'senior-officer', 'civilian')"
AFTER = BEFORE.replace("'civilian'", "'civilian', 'civilian-manager'")


def upgrade() -> None:
    _know_rank_groups(AFTER)


def downgrade() -> None:
    for table in ("rotations", "enrolments", "completions"):
        op.execute(f"UPDATE {table} SET rank_group = 'civilian' WHERE rank_group = 'civilian-manager'")  # noqa: S608 - our own names
    _know_rank_groups(BEFORE)


def _know_rank_groups(words: str) -> None:
    with op.batch_alter_table("rotations") as table:
        table.drop_constraint(op.f("ck_rotations_known_rank_group"), type_="check")
        table.create_check_constraint(op.f("ck_rotations_known_rank_group"), words)
