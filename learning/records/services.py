"""Everything that writes records, under one name."""

from learning.records.attempting import (
    Given,
    Saved,
    Submitted,
    save_answers,
    save_into,
    start_attempt,
    submit_attempt,
    submit_into,
)
from learning.records.certifying import Issuing, complete_if_due, revoke, supersede_for_name
from learning.records.enrolling import (
    assign_courses,
    enrol,
    enrol_in_cohort,
    finish_lesson,
    follow_rotation,
    grant_attempt,
    note_download,
    open_lesson,
    open_own_lesson,
    seen,
)

__all__ = [
    "Given",
    "Issuing",
    "Saved",
    "Submitted",
    "assign_courses",
    "complete_if_due",
    "enrol",
    "enrol_in_cohort",
    "finish_lesson",
    "follow_rotation",
    "grant_attempt",
    "note_download",
    "open_lesson",
    "open_own_lesson",
    "revoke",
    "save_answers",
    "save_into",
    "seen",
    "start_attempt",
    "submit_attempt",
    "submit_into",
    "supersede_for_name",
]
