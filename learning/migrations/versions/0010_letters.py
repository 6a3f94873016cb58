"""Certification letters of countries: numbered without gaps, with their files and the certificates that they name."""

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("landing_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("annex_hash", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_hash", sa.String(length=64), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=False),
        sa.Column("docx_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_letters_counts_from_one")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_letters_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("country", "year", "number", name=op.f("uq_letters_country_year_number")),
    )
    op.create_table(
        "letter_lines",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_letter_lines_letter_id")),
        sa.ForeignKeyConstraint(["serial"], ["credentials.serial"], name=op.f("fk_letter_lines_serial")),
        sa.PrimaryKeyConstraint("letter_id", "serial", name=op.f("pk_letter_lines")),
    )


def downgrade() -> None:
    op.drop_table("letter_lines")
    op.drop_table("letters")
