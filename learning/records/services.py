"""Everything that writes records, under one name."""

from learning.records.attempting import (
    Given,
    Saved,
    Submitted,
    save_answers,
    save_into,
    submit_attempt,
    submit_into,
)
from learning.records.beginning import Start, start_attempt, start_task
from learning.records.certifying import Issuing, issue_due, revoke, supersede_for_name
from learning.records.completing import Completed, complete_if_due
from learning.records.enrolling import (
    assign_courses,
    enrol,
    enrol_in_cohort,
    finish_lesson,
    follow_rotation,
    note_download,
    open_lesson,
    open_own_lesson,
    renew,
    seen,
)
from learning.records.granting import grant
from learning.records.models import Task
from learning.records.proposing import confirm_rotation, propose_rotation, withdraw
from learning.records.reviewing import after_submission, finish_repairs, start_follow_up, start_test
from learning.records.revoking import confirm_revocation, propose_revocation

__all__ = [
    "Completed",
    "Given",
    "Issuing",
    "Saved",
    "Start",
    "Submitted",
    "Task",
    "after_submission",
    "assign_courses",
    "complete_if_due",
    "confirm_revocation",
    "confirm_rotation",
    "enrol",
    "enrol_in_cohort",
    "finish_lesson",
    "finish_repairs",
    "follow_rotation",
    "grant",
    "issue_due",
    "note_download",
    "open_lesson",
    "open_own_lesson",
    "propose_revocation",
    "propose_rotation",
    "renew",
    "revoke",
    "save_answers",
    "save_into",
    "seen",
    "start_attempt",
    "start_follow_up",
    "start_task",
    "start_test",
    "submit_attempt",
    "submit_into",
    "supersede_for_name",
    "withdraw",
]
