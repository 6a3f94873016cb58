"""Certificates that prove themselves: places in the lists of states, prints kept, looks per country, renewals."""

import secrets

import sqlalchemy as sa
from alembic import op

from learning.db import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CURRENT = sa.text("renewed_at IS NULL")
PLACES = 131_072
FULL = 100_000


def upgrade() -> None:
    _looks()
    op.create_table(
        "status_lists",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_status_lists")),
    )
    with op.batch_alter_table("credentials") as table:
        table.add_column(sa.Column("look_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("status_list", sa.Integer(), nullable=True))
        table.add_column(sa.Column("status_index", sa.Integer(), nullable=True))
        table.create_index("ix_credentials_country_issued_at", ["country", "issued_at"])
    _give_places()
    with op.batch_alter_table("credentials") as table:
        table.alter_column("status_list", existing_type=sa.Integer(), nullable=False)
        table.alter_column("status_index", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(op.f("uq_credentials_status_list_status_index"), ["status_list", "status_index"])
        table.create_foreign_key(op.f("fk_credentials_look_id"), "certificate_looks", ["look_id"], ["id"])
        table.create_foreign_key(op.f("fk_credentials_status_list"), "status_lists", ["status_list"], ["number"])
    with op.batch_alter_table("enrolments") as table:
        table.add_column(sa.Column("renewed_at", UTCDateTime(), nullable=True))
        table.drop_constraint("uq_enrolments_person_id_course", type_="unique")
        table.create_index(
            "uq_enrolments_current",
            ["person_id", "course"],
            unique=True,
            sqlite_where=CURRENT,
            postgresql_where=CURRENT,
        )
    _prints_and_proposals()


def _looks() -> None:
    op.create_table(
        "certificate_looks",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("design", sa.String(length=40), nullable=False),
        sa.Column("border", sa.String(length=7), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("signatories", sa.JSON(), nullable=False),
        sa.Column("signature_1", sa.LargeBinary(), nullable=True),
        sa.Column("signature_2", sa.LargeBinary(), nullable=True),
        sa.Column("second_language", sa.String(length=35), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_certificate_looks_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_looks")),
        sa.UniqueConstraint("country", "number", name=op.f("uq_certificate_looks_country_number")),
    )


def _give_places() -> None:
    """Give every line of the register a random place in a list; what is printed and sealed stays as it is."""
    connection = op.get_bind()
    serials = list(connection.scalars(sa.text("SELECT serial FROM credentials ORDER BY issued_at, serial")))
    for number, first in enumerate(range(0, len(serials), FULL), 1):
        batch = serials[first : first + FULL]
        connection.execute(
            sa.text("INSERT INTO status_lists (number, taken) VALUES (:number, :taken)"),
            {"number": number, "taken": len(batch)},
        )
        places = secrets.SystemRandom().sample(range(PLACES), len(batch))
        connection.execute(
            sa.text("UPDATE credentials SET status_list = :number, status_index = :place WHERE serial = :serial"),
            [{"number": number, "place": place, "serial": serial} for serial, place in zip(batch, places, strict=True)],
        )


def _prints_and_proposals() -> None:
    op.create_table(
        "prints",
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_hash", sa.String(length=64), nullable=False),
        sa.Column("printed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["serial"], ["credentials.serial"], name=op.f("fk_prints_serial")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_prints")),
    )
    op.create_table(
        "proposals",
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("act IN ('rotate-keys', 'revoke-many')", name=op.f("ck_proposals_known_act")),
        sa.CheckConstraint(
            "(settled_by IS NULL) = (settled_at IS NULL)", name=op.f("ck_proposals_settled_by_somebody")
        ),
        sa.CheckConstraint("NOT is_done OR settled_by <> made_by", name=op.f("ck_proposals_takes_two")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_proposals_made_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_proposals_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )


def downgrade() -> None:
    op.drop_table("proposals")
    op.drop_table("prints")
    # One enrolment for each person and course: earlier ones of the same course give way to the current one only
    # where nothing hangs on them; the constraint tells if something does.
    with op.batch_alter_table("enrolments") as table:
        table.drop_index("uq_enrolments_current")
        table.drop_column("renewed_at")
        table.create_unique_constraint("uq_enrolments_person_id_course", ["person_id", "course"])
    with op.batch_alter_table("credentials") as table:
        table.drop_constraint("fk_credentials_status_list", type_="foreignkey")
        table.drop_constraint("fk_credentials_look_id", type_="foreignkey")
        table.drop_constraint("uq_credentials_status_list_status_index", type_="unique")
        table.drop_index("ix_credentials_country_issued_at")
        table.drop_column("status_index")
        table.drop_column("status_list")
        table.drop_column("look_id")
    op.drop_table("status_lists")
    op.drop_table("certificate_looks")
