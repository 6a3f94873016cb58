"""What happened: enrolments, lessons opened, attempts, completions and the register of credentials.

A record keeps the terms it was made under. Nothing here is ever deleted.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.db import Base, Keyed
from learning.people.models import one_of


class CohortCourse(Base):
    """A course that a cohort takes; whoever joins the cohort is enrolled in it."""

    __tablename__ = "cohort_courses"

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id"), primary_key=True)
    course: Mapped[str] = mapped_column(String(80), primary_key=True)


class Delivery(StrEnum):
    """How something was taken: on a phone or computer of one's own, in a room with a trainer, or on paper."""

    OWN_PHONE = "own-phone"
    ROOM = "room"
    PAPER = "paper"


class Enrolment(Keyed, Base):
    """One person in one course: the status row that every report reads.

    The facts from `country` to `mission` follow the person's open rotation until the course is completed, and are
    then left as they were on that day; `delivery` says how it was taken. Who takes a course again begins a new row,
    and `renewed_at` of the one before says since when: the row without it is the current one.
    """

    __tablename__ = "enrolments"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    course: Mapped[str] = mapped_column(String(80))
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cohorts.id"))
    country: Mapped[str] = mapped_column(String(3))
    category: Mapped[str] = mapped_column(String(40))
    rank_group: Mapped[str] = mapped_column(String(40))
    sex: Mapped[str | None] = mapped_column(String(20))
    unit: Mapped[str]
    mission: Mapped[str]
    enrolled_at: Mapped[datetime]
    enrolled_on: Mapped[date]
    seen_at: Mapped[datetime | None]
    completed_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    renewed_at: Mapped[datetime | None]
    delivery: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (
        CheckConstraint("delivery IS NULL OR " + one_of("delivery", Delivery), name="known_delivery"),
        Index(
            "uq_enrolments_current",
            "person_id",
            "course",
            unique=True,
            sqlite_where=text("renewed_at IS NULL"),
            postgresql_where=text("renewed_at IS NULL"),
        ),
        Index("ix_enrolments_country_course", "country", "course", "enrolled_on", "id"),
        Index("ix_enrolments_cohort_id", "cohort_id"),
    )


class Progress(Base):
    """One person in one module: what the progress grid reads."""

    __tablename__ = "progress"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    module: Mapped[str] = mapped_column(String(80), primary_key=True)
    lessons_read: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]


class LessonView(Base):
    """One person and one lesson: opened, and read to the end; `vouched_by` says so when it was not the person."""

    __tablename__ = "lesson_views"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    module: Mapped[str] = mapped_column(String(80), primary_key=True)
    lesson: Mapped[str] = mapped_column(String(80), primary_key=True)
    opened_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    delivery: Mapped[str] = mapped_column(String(20), default=Delivery.OWN_PHONE, server_default=Delivery.OWN_PHONE)
    vouched_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (CheckConstraint(one_of("delivery", Delivery), name="known_delivery"),)


class Purpose(StrEnum):
    """What an attempt is at."""

    QUIZ = "quiz"
    """A module's quiz: passed or failed."""
    EXERCISE = "exercise"
    """One exercise of a module, done as often as one likes; `part` is its id."""
    PRE_TEST = "pre-test"
    POST_TEST = "post-test"
    """The course's test before and after, in one of two equal forms; `part` is the form."""
    FOLLOW_UP = "follow-up"
    """Ten questions, months after completion; `part` is the number of the follow-up."""


@dataclass(frozen=True)
class Task:
    """What an attempt is at: `module` is empty for the course as a whole, `part` is the exercise, form or number."""

    module: str
    purpose: Purpose = Purpose.QUIZ
    part: str = ""


class Confidence(StrEnum):
    """How sure a learner said she was of an answer."""

    SURE = "sure"
    FAIRLY_SURE = "fairly-sure"
    GUESS = "guess"


class Attempt(Keyed, Base):
    """One attempt at a quiz, an exercise or a test, with the terms it was begun under.

    `module` is empty for what belongs to the course as a whole. `placed` is the draw (items and the order of their
    choices); scores are exact: `earned` is numerator over denominator of the points earned, out of `out_of` points.
    `late` labels a test before the course that was submitted when the course was begun: it is kept, and not counted.
    """

    __tablename__ = "attempts"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    module: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(20), default=Purpose.QUIZ, server_default=Purpose.QUIZ)
    part: Mapped[str] = mapped_column(String(40), default="", server_default="")
    quiz_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("quiz_versions.id"))
    number: Mapped[int]
    placed: Mapped[list[Any]] = mapped_column(JSON)
    pass_mark: Mapped[int]
    wait_minutes: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    earned_numerator: Mapped[int | None]
    earned_denominator: Mapped[int | None]
    out_of: Mapped[int | None]
    passed: Mapped[bool | None]
    critical_missed: Mapped[list[str] | None] = mapped_column(JSON)
    late: Mapped[bool] = mapped_column(default=False, server_default=false())
    delivery: Mapped[str] = mapped_column(String(20), default=Delivery.OWN_PHONE, server_default=Delivery.OWN_PHONE)
    vouched_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    __table_args__ = (
        CheckConstraint(one_of("delivery", Delivery), name="known_delivery"),
        UniqueConstraint("enrolment_id", "module", "purpose", "part", "number", name="uq_attempts_number"),
        CheckConstraint(one_of("purpose", Purpose), name="known_purpose"),
        CheckConstraint(
            "(submitted_at IS NULL) = (earned_numerator IS NULL) AND (submitted_at IS NULL) = (passed IS NULL)",
            name="scored_when_submitted",
        ),
        Index(
            "uq_attempts_open",
            "enrolment_id",
            "module",
            "purpose",
            "part",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )


class Response(Base):
    """The newest answer to one item of one attempt; `revision` grows with each change."""

    __tablename__ = "responses"

    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[Any] = mapped_column(JSON)
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    confidence: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (
        CheckConstraint("confidence IS NULL OR " + one_of("confidence", Confidence), name="known_confidence"),
    )


class Repair(Base):
    """A short lesson that a confident mistake at an item that must be right asks for, before the next attempt."""

    __tablename__ = "repairs"

    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"))
    module: Mapped[str] = mapped_column(String(80))
    read_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_repairs_enrolment_id_module", "enrolment_id", "module"),)


class FollowUp(Base):
    """A short check due some months after a completion: what is still known in the mission."""

    __tablename__ = "follow_ups"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    due_on: Mapped[date]
    attempt_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attempts.id"))
    done_at: Mapped[datetime | None]


class ReviewCard(Base):
    """What the scheduler of spaced review knows of one person and one item (FSRS; see `reviewing`)."""

    __tablename__ = "review_cards"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime]


class Outcome(StrEnum):
    """What became of a submission; each one is kept, whatever it was."""

    SCORED = "scored"
    REPEATED = "repeated"
    STALE = "stale"
    STRANGE = "strange"


class Submission(Keyed, Base):
    """One press of the submit button as it arrived; its id is the key that the form carried."""

    __tablename__ = "submissions"

    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    received_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (CheckConstraint(one_of("outcome", Outcome), name="known_outcome"),)


class Completion(Keyed, Base):
    """A course completed, with every fact as it was on that day."""

    __tablename__ = "completions"

    enrolment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    course: Mapped[str] = mapped_column(String(80))
    course_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course_versions.id"))
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(3))
    category: Mapped[str] = mapped_column(String(40))
    rank_group: Mapped[str] = mapped_column(String(40))
    sex: Mapped[str | None] = mapped_column(String(20))
    unit: Mapped[str]
    mission: Mapped[str]
    audience: Mapped[str] = mapped_column(String(40), default="all", server_default="all")
    completed_at: Mapped[datetime]
    completed_on: Mapped[date]
    valid_until: Mapped[date | None]
    delivery: Mapped[str] = mapped_column(String(20), default=Delivery.OWN_PHONE, server_default=Delivery.OWN_PHONE)

    __table_args__ = (CheckConstraint(one_of("delivery", Delivery), name="known_delivery"),)


class RevocationReason(StrEnum):
    """Why a credential was revoked: a class, never a story about a person."""

    ISSUED_IN_ERROR = "issued-in-error"
    NOT_THE_HOLDER = "not-the-holder"
    RESULT_ANNULLED = "result-annulled"
    REQUESTED_BY_HOLDER = "requested-by-holder"


class StatusList(Base):
    """One published list of states, and how many of its places are taken; places are given out at random."""

    __tablename__ = "status_lists"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    taken: Mapped[int]


class Credential(Base):
    """One line of the register: the sealed facts of one certificate, and what became of it.

    `status_list` and `status_index` are its place in the published lists of states. `look_id` is the design of its
    country on the day of issue; None: the house's own.
    """

    __tablename__ = "credentials"

    serial: Mapped[str] = mapped_column(String(40), primary_key=True)
    completion_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("completions.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    country: Mapped[str] = mapped_column(String(3))
    facts: Mapped[str]
    seal: Mapped[str]
    key_id: Mapped[str] = mapped_column(String(40))
    design: Mapped[str] = mapped_column(String(40))
    look_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("certificate_looks.id"))
    status_list: Mapped[int] = mapped_column(ForeignKey("status_lists.number"))
    status_index: Mapped[int]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None] = mapped_column(String(40))
    superseded_at: Mapped[datetime | None]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("credentials.serial"))

    __table_args__ = (
        CheckConstraint(
            "revocation_reason IS NULL OR " + one_of("revocation_reason", RevocationReason), name="known_reason"
        ),
        CheckConstraint("(revoked_at IS NULL) = (revocation_reason IS NULL)", name="reason_when_revoked"),
        UniqueConstraint("status_list", "status_index"),
        Index("ix_credentials_country_issued_at", "country", "issued_at"),
        Index(
            "uq_credentials_standing",
            "completion_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )


class Proposed(StrEnum):
    """Acts that take two administrators."""

    ROTATE_KEYS = "rotate-keys"
    REVOKE_MANY = "revoke-many"
    WITHDRAW_PASSES = "withdraw-passes"


class Proposal(Keyed, Base):
    """An act that one administrator proposes and another one confirms or refuses, within a day.

    `terms` is what is to be done: for a revocation the serials and the reason. `settled_at` ends it, either way.
    """

    __tablename__ = "proposals"

    act: Mapped[str] = mapped_column(String(20))
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime | None]
    is_done: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint(one_of("act", Proposed), name="known_act"),
        CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name="settled_by_somebody"),
        CheckConstraint("NOT is_done OR settled_by <> made_by", name="takes_two"),
    )
