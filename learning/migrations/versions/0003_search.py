"""Passages: what can be found by its words, with an index of words on either database."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GIN = (
    "CREATE INDEX ix_passages_words ON passages USING gin"
    " ((setweight(to_tsvector('simple', title_folded), 'A') || to_tsvector('simple', text_folded)))"
)
OLD = "INSERT INTO passages_index (passages_index, rowid, title_folded, text_folded) VALUES ('delete', old.number, old.title_folded, old.text_folded);"
NEW = "INSERT INTO passages_index (rowid, title_folded, text_folded) VALUES (new.number, new.title_folded, new.text_folded);"
INDEX = (
    "CREATE VIRTUAL TABLE passages_index USING fts5(title_folded, text_folded, content='passages',"
    " content_rowid='number', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
ON_SQLITE = (
    INDEX,
    f"CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN {NEW} END",
    f"CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN {OLD} END",
    f"CREATE TRIGGER passages_updated AFTER UPDATE ON passages BEGIN {OLD} {NEW} END",
)


def upgrade() -> None:
    op.create_table(
        "passages",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("module", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=170), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("text_folded", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.number"], name=op.f("fk_passages_edition")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_passages")),
        sa.UniqueConstraint(
            "kind", "course", "module", "part", "language", name=op.f("uq_passages_kind_course_module_part_language")
        ),
    )
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else (GIN,):
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE passages_index")
    op.drop_table("passages")
