"""What is stored about people: as little as the work needs."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed
from learning.people.permissions import Role


class Category(StrEnum):
    """Category of personnel, in the United Nations' own terms."""

    TROOP = "contingent-troop"
    STAFF_OFFICER = "staff-officer"
    MILITARY_OBSERVER = "military-observer"
    INDIVIDUAL_POLICE = "individual-police-officer"
    FORMED_POLICE = "formed-police-unit"
    JUSTICE_CORRECTIONS = "justice-and-corrections"
    CIVILIAN = "civilian"


class RankGroup(StrEnum):
    """Rank group: coarse on purpose, so that it points at nobody."""

    ENLISTED = "enlisted"
    NCO = "non-commissioned-officer"
    JUNIOR_OFFICER = "junior-officer"
    SENIOR_OFFICER = "senior-officer"
    CIVILIAN = "civilian"
    CIVILIAN_MANAGER = "civilian-manager"


class Sex(StrEnum):
    """Sex as the person states it; not stating it is stored as nothing at all (None)."""

    FEMALE = "female"
    MALE = "male"
    ANOTHER = "another"
    NOT_SAID = "prefer-not-to-say"


class ContactKind(StrEnum):
    """Who can be asked for help or told of an allegation; in this order they stand on the help panel."""

    CONDUCT = "conduct-and-discipline"
    FOCAL_POINT = "focal-point"
    VICTIMS_RIGHTS = "victims-rights"
    COUNSELLOR = "counsellor"
    DOCTOR = "doctor"
    CHAPLAIN = "chaplain"
    HOTLINE = "national-hotline"
    OTHER = "other"


def one_of(column: str, words: type[StrEnum]) -> str:
    """Write the CHECK that keeps a column to a vocabulary."""
    return f"{column} IN (" + ", ".join(f"'{word}'" for word in words) + ")"


class Person(Keyed, Base):
    """One account. The sign-in name is a service number within a country, or an e-mail address.

    `password_given_at` is when a trainer, an administrator or the command line gave the password that stands there;
    None: its person chose it. `office_until` is the last day of an office that was handed over, `office_then` the role
    after it. Nobody signs in to a closed account; what its person did stays.
    """

    __tablename__ = "people"

    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    country: Mapped[str | None] = mapped_column(String(3))
    service_number: Mapped[str | None]
    email: Mapped[str | None]
    password_hash: Mapped[str]
    password_given_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(10), default="en")
    sex: Mapped[str | None] = mapped_column(String(20))
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    office_until: Mapped[date | None]
    office_then: Mapped[str | None] = mapped_column(String(20))
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("country", "service_number"),
        UniqueConstraint("email"),
        CheckConstraint(one_of("role", Role), name="known_role"),
        CheckConstraint("sex IS NULL OR " + one_of("sex", Sex), name="known_sex"),
        CheckConstraint(
            "email IS NOT NULL OR (country IS NOT NULL AND service_number IS NOT NULL)", name="sign_in_name"
        ),
        CheckConstraint("country IS NOT NULL OR role = 'administrator'", name="has_country"),
        CheckConstraint("(office_until IS NULL) = (office_then IS NULL)", name="office_ends"),
        Index("ix_people_country_name", "country", "name"),
    )


class Rotation(Keyed, Base):
    """One period of service: country, category, rank group, unit and mission. A person has at most one open."""

    __tablename__ = "rotations"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    country: Mapped[str] = mapped_column(String(3))
    category: Mapped[str] = mapped_column(String(40))
    rank_group: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str]
    mission: Mapped[str]
    begun_on: Mapped[date]
    ended_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(one_of("category", Category), name="known_category"),
        CheckConstraint(one_of("rank_group", RankGroup), name="known_rank_group"),
        Index(
            "uq_rotations_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )


class Cohort(Keyed, Base):
    """People of one country who are trained together; joined by its code.

    `due_on` is the day by which they should have completed its courses, `language` what new members read first.
    """

    __tablename__ = "cohorts"

    country: Mapped[str] = mapped_column(String(3))
    name: Mapped[str]
    mission: Mapped[str]
    join_code: Mapped[str] = mapped_column(String(12), unique=True)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    closes_on: Mapped[date | None]
    due_on: Mapped[date | None]
    language: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (UniqueConstraint("country", "name"),)


class Membership(Base):
    """One person in one cohort."""

    __tablename__ = "memberships"

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime]


class Invitation(Keyed, Base):
    """A one-time link that makes an account with a given role; only the hash of its token is stored.

    `succeeds` is the focal point whose successor is invited.
    """

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(3))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    succeeds: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (CheckConstraint(one_of("role", Role), name="known_role"),)


class Slip(Base):
    """A one-time code on paper, with which a learner who has no password yet chooses one; a new slip ends the old one.

    Only a keyed hash of the code is stored: 40 bits could be tried out by whoever has the database, but not the key.
    """

    __tablename__ = "slips"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Keyed, Base):
    """One signed-in browser; ending the row ends the session, whatever cookie the browser still holds.

    `must_choose`: it was begun with a password that somebody else gave, and opens nothing before its person has chosen
    her own.
    """

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    must_choose: Mapped[bool] = mapped_column(default=False)


class FailedSignIn(Keyed, Base):
    """One refused sign-in, counted per account and per address; both are kept as keyed hashes for an hour."""

    __tablename__ = "failed_sign_ins"

    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_failed_sign_ins_account_at", "account", "at"),
        Index("ix_failed_sign_ins_address_at", "address", "at"),
    )


class CountrySetting(Base):
    """What a country decides for itself: the national authority that its certificates name."""

    __tablename__ = "country_settings"

    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    authority: Mapped[str]
    changed_at: Mapped[datetime]


class CertificateLook(Keyed, Base):
    """How a country's certificates look, as it was set once; a change is a new row, and the newest one counts.

    `design` is a name of `certificates.designs`; `signatories` are up to two, each with `name` and `title`;
    `second_language` prints the certificate in the course's language and in this one.
    """

    __tablename__ = "certificate_looks"

    country: Mapped[str] = mapped_column(String(3))
    number: Mapped[int]
    design: Mapped[str] = mapped_column(String(40))
    border: Mapped[str] = mapped_column(String(7))
    accent: Mapped[str] = mapped_column(String(7))
    logo: Mapped[bytes | None]
    signatories: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    signature_1: Mapped[bytes | None]
    signature_2: Mapped[bytes | None]
    second_language: Mapped[str | None] = mapped_column(String(35))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("country", "number"),)


class HelpContact(Keyed, Base):
    """An office that helps or takes reports, as a country or an administrator entered it; never a person's own number.

    Without a country it stands for all of them, without a mission for every mission. `checked_on` is the day on which
    somebody last saved it, `review_on` the day by which its owner looks at it again. A retired one is shown to nobody.
    """

    __tablename__ = "help_contacts"

    country: Mapped[str | None] = mapped_column(String(3))
    mission: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(40))
    office: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    place: Mapped[str]
    owner: Mapped[str]
    checked_on: Mapped[date]
    review_on: Mapped[date]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(one_of("kind", ContactKind), name="known_kind"),
        CheckConstraint("phone <> '' OR email <> '' OR place <> ''", name="can_be_reached"),
        Index("ix_help_contacts_country", "country"),
    )
