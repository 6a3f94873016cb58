"""Tallies also count by rank group, category and sex, what is missing, and how a course was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MISSING = (
    ("sex", "sex IS NULL"),
    ("unit", "unit = ''"),
    ("mission", "mission = 'not-assigned'"),
    ("cohort", "cohort_id IS NULL"),
)
LACKING = " || ".join(f"CASE WHEN {lacks} THEN '/{name}' ELSE '' END" for name, lacks in MISSING)
DIMENSIONS = {
    "rank-group": "rank_group",
    "category-sex": "category || '/' || COALESCE(sex, 'not-stated')",
    "missing": f"SUBSTR({LACKING}, 2)",
    "delivery": "COALESCE(delivery, 'not-stated')",
}
# Of how a course was taken nothing is known when it is begun: there it counts as completed alone.
ENROLLED = "SELECT country, course, {value} AS value, enrolled_on AS day, 1 AS enrolled, 0 AS completed FROM enrolments"
COMPLETED = """
    SELECT country, course, {value} AS value, completed_on AS day, 0 AS enrolled, 1 AS completed
    FROM enrolments WHERE completed_on IS NOT NULL
"""
COUNTED = """
    INSERT INTO tallies (country, course, dimension, value, day, enrolled, completed)
    SELECT country, course, '{dimension}', value, day, SUM(enrolled), SUM(completed)
    FROM ({rows}) AS counted GROUP BY country, course, value, day
"""


def upgrade() -> None:
    for dimension, value in DIMENSIONS.items():
        parts = (COMPLETED,) if dimension == "delivery" else (ENROLLED, COMPLETED)
        rows = " UNION ALL ".join(part.format(value=value) for part in parts)
        op.execute(COUNTED.format(dimension=dimension, rows=rows))


def downgrade() -> None:
    tallies = sa.table("tallies", sa.column("dimension", sa.String))
    op.execute(tallies.delete().where(tallies.c.dimension.in_(list(DIMENSIONS))))
