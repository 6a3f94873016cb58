"""The domain's fixed words, as readers see them."""

from datetime import date, datetime
from fractions import Fraction

from babel.dates import format_date, format_datetime
from flask_babel import get_locale, gettext, lazy_gettext

from learning.audit import Act
from learning.languages import language
from learning.people.models import Category, ContactKind, RankGroup, Sex
from learning.people.permissions import Role
from learning.records.ledger import GrantReason
from learning.records.models import Confidence, Delivery, RevocationReason
from learning.records.remedies import Remedy
from learning.records.rules import Stage, Standing
from learning.records.tallies import NOT_STATED
from learning.reports.verdicts import Verdict

CATEGORIES: dict[str, object] = {
    Category.TROOP: lazy_gettext("Contingent troop"),
    Category.STAFF_OFFICER: lazy_gettext("Staff officer"),
    Category.MILITARY_OBSERVER: lazy_gettext("Military observer"),
    Category.INDIVIDUAL_POLICE: lazy_gettext("Individual police officer"),
    Category.FORMED_POLICE: lazy_gettext("Formed police unit"),
    Category.JUSTICE_CORRECTIONS: lazy_gettext("Justice and corrections"),
    Category.CIVILIAN: lazy_gettext("Civilian"),
}
RANK_GROUPS: dict[str, object] = {
    RankGroup.ENLISTED: lazy_gettext("Enlisted"),
    RankGroup.NCO: lazy_gettext("Non-commissioned officer"),
    RankGroup.JUNIOR_OFFICER: lazy_gettext("Junior officer"),
    RankGroup.SENIOR_OFFICER: lazy_gettext("Senior officer"),
    RankGroup.CIVILIAN: lazy_gettext("Civilian"),
    RankGroup.CIVILIAN_MANAGER: lazy_gettext("Civilian who leads others"),
}
SEXES: dict[str, object] = {
    Sex.FEMALE: lazy_gettext("Female"),
    Sex.MALE: lazy_gettext("Male"),
    Sex.ANOTHER: lazy_gettext("Another"),
    Sex.NOT_SAID: lazy_gettext("Prefer not to say"),
    NOT_STATED: lazy_gettext("Not stated"),
}
DELIVERIES: dict[str, object] = {
    Delivery.OWN_PHONE: lazy_gettext("On one's own phone or computer"),
    Delivery.ROOM: lazy_gettext("In a room, with a trainer"),
    Delivery.PAPER: lazy_gettext("On paper"),
    NOT_STATED: lazy_gettext("Not stated"),
}
ROLES: dict[str, object] = {
    Role.LEARNER: lazy_gettext("Learner"),
    Role.TRAINER: lazy_gettext("Trainer"),
    Role.FOCAL_POINT: lazy_gettext("Focal point"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
}
CONTACT_KINDS: dict[str, object] = {
    ContactKind.CONDUCT: lazy_gettext("Conduct and discipline"),
    ContactKind.FOCAL_POINT: lazy_gettext("Focal point for sexual exploitation and abuse"),
    ContactKind.VICTIMS_RIGHTS: lazy_gettext("Victims' rights"),
    ContactKind.COUNSELLOR: lazy_gettext("Counsellor"),
    ContactKind.DOCTOR: lazy_gettext("Doctor"),
    ContactKind.CHAPLAIN: lazy_gettext("Chaplain"),
    ContactKind.HOTLINE: lazy_gettext("National hotline"),
    ContactKind.OTHER: lazy_gettext("Another office"),
}
REASONS: dict[str, object] = {
    RevocationReason.ISSUED_IN_ERROR: lazy_gettext("Issued in error"),
    RevocationReason.NOT_THE_HOLDER: lazy_gettext("The holder is another person"),
    RevocationReason.RESULT_ANNULLED: lazy_gettext("The result was annulled"),
    RevocationReason.REQUESTED_BY_HOLDER: lazy_gettext("The holder asked for it"),
}
STANDINGS: dict[Standing, object] = {
    Standing.VALID: lazy_gettext("Valid"),
    Standing.EXPIRED: lazy_gettext("Expired"),
    Standing.SUPERSEDED: lazy_gettext("Replaced"),
    Standing.REVOKED: lazy_gettext("Revoked"),
    Standing.UNKNOWN: lazy_gettext("Not known"),
}
STAGES: dict[Stage, object] = {
    Stage.COMPLETED: lazy_gettext("Completed"),
    Stage.STUCK: lazy_gettext("Stuck"),
    Stage.UNDER_WAY: lazy_gettext("Under way"),
    Stage.NOT_BEGUN: lazy_gettext("Not begun"),
}
GRANT_REASONS: dict[str, object] = {
    GrantReason.ILLNESS: lazy_gettext("Illness"),
    GrantReason.DUTY: lazy_gettext("Duty"),
    GrantReason.TECHNICAL_FAULT: lazy_gettext("Technical fault"),
    GrantReason.LANGUAGE: lazy_gettext("Language"),
    GrantReason.OTHER: lazy_gettext("Another reason"),
}
DELIVERED: dict[str, object] = {
    Delivery.OWN_PHONE: lazy_gettext("on one's own phone"),
    Delivery.ROOM: lazy_gettext("in a room"),
    Delivery.PAPER: lazy_gettext("on paper"),
}
"""The same within a sentence."""
VERDICTS: dict[Verdict, object] = {
    Verdict.READY: lazy_gettext("Ready"),
    Verdict.EXPIRES: lazy_gettext("Expires before landing"),
    Verdict.MISSING: lazy_gettext("Missing"),
    Verdict.NOT_FOUND: lazy_gettext("Not found"),
    Verdict.NAME_DIFFERS: lazy_gettext("Name differs"),
}
REMEDIES: dict[str, object] = {
    Remedy.FULL_CREDIT: lazy_gettext("Full credit for everybody who was asked it"),
    Remedy.BOTH_RIGHT: lazy_gettext("Both right: the old key and the new one earn"),
    Remedy.NEW_KEY: lazy_gettext("New key from now on: nothing past changes"),
    Remedy.UNDO: lazy_gettext("Taking an earlier correction back"),
}
CONFIDENCES: dict[str, object] = {
    Confidence.SURE: lazy_gettext("Sure"),
    Confidence.FAIRLY_SURE: lazy_gettext("Fairly sure"),
    Confidence.GUESS: lazy_gettext("A guess"),
}
DESIGNS: dict[str, tuple[object, object]] = {
    "field-manual": (
        lazy_gettext("Field manual"),
        lazy_gettext("The edge of a map and a hill of contour lines."),
    ),
    "ledger": (lazy_gettext("Ledger"), lazy_gettext("A classical page in a border of woven lines.")),
    "plain": (
        lazy_gettext("Plain"),
        lazy_gettext("Large letters, no ornament, for simple printers."),
    ),
}

PICTURES: dict[str, object] = {
    "sun": lazy_gettext("Sun"),
    "tree": lazy_gettext("Tree"),
    "house": lazy_gettext("House"),
    "fish": lazy_gettext("Fish"),
    "bird": lazy_gettext("Bird"),
    "boat": lazy_gettext("Boat"),
    "cup": lazy_gettext("Cup"),
    "key": lazy_gettext("Key"),
    "flower": lazy_gettext("Flower"),
    "drum": lazy_gettext("Drum"),
    "chair": lazy_gettext("Chair"),
    "umbrella": lazy_gettext("Umbrella"),
}

ACTS: dict[str, object] = {
    Act.SET_UP: lazy_gettext("First administrator made"),
    Act.SIGNED_IN: lazy_gettext("Signed in"),
    Act.SIGN_IN_REFUSED: lazy_gettext("Sign-in refused"),
    Act.SIGNED_OUT: lazy_gettext("Signed out"),
    Act.PASSWORD_CHANGED: lazy_gettext("Password changed"),
    Act.PASSWORD_RESET: lazy_gettext("Password reset"),
    Act.PERSON_ADDED: lazy_gettext("Account made"),
    Act.PERSON_INVITED: lazy_gettext("Invitation made"),
    Act.INVITATION_ACCEPTED: lazy_gettext("Invitation accepted"),
    Act.INVITATION_WITHDRAWN: lazy_gettext("Invitation withdrawn"),
    Act.OFFICE_HANDED_OVER: lazy_gettext("Office handed over"),
    Act.ACCOUNT_CLOSED: lazy_gettext("Account closed"),
    Act.ACCOUNT_OPENED: lazy_gettext("Account opened again"),
    Act.PROFILE_CHANGED: lazy_gettext("Profile changed"),
    Act.ROTATION_BEGUN: lazy_gettext("Rotation begun"),
    Act.COHORT_MADE: lazy_gettext("Cohort made"),
    Act.COHORT_PLANNED: lazy_gettext("Due date or language of a cohort changed"),
    Act.COHORT_JOINED: lazy_gettext("Cohort joined"),
    Act.COUNTRY_CHANGED: lazy_gettext("Country settings changed"),
    Act.PUBLIC_PAGE_ON: lazy_gettext("Public page switched on"),
    Act.PUBLIC_PAGE_OFF: lazy_gettext("Public page switched off"),
    Act.CERTIFICATE_LOOK_CHANGED: lazy_gettext("Look of certificates changed"),
    Act.CONTENT_PUBLISHED: lazy_gettext("Content published"),
    Act.CREDENTIAL_ISSUED: lazy_gettext("Certificate issued"),
    Act.CREDENTIAL_REVOKED: lazy_gettext("Certificate revoked"),
    Act.CREDENTIAL_SUPERSEDED: lazy_gettext("Certificate replaced"),
    Act.PROPOSAL_MADE: lazy_gettext("Proposal made"),
    Act.PROPOSAL_CONFIRMED: lazy_gettext("Proposal confirmed"),
    Act.PROPOSAL_WITHDRAWN: lazy_gettext("Proposal withdrawn"),
    Act.KEYS_ROTATED: lazy_gettext("Keys changed"),
    Act.ANSWER_KEY_CORRECTED: lazy_gettext("Key of a question corrected"),
    Act.PASSES_WITHDRAWN: lazy_gettext("Passes withdrawn after a correction"),
    Act.ATTEMPT_GRANTED: lazy_gettext("Attempt granted"),
    Act.TIME_GRANTED: lazy_gettext("More time granted"),
    Act.REPORT_DOWNLOADED: lazy_gettext("Report downloaded"),
    Act.QUARTER_REPORTED: lazy_gettext("Quarter reported"),
    Act.FILTERS_SAVED: lazy_gettext("Filters of a report saved"),
    Act.SAVED_FILTERS_DELETED: lazy_gettext("Saved filters deleted"),
    Act.REPORT_SCHEDULED: lazy_gettext("Report by mail asked for"),
    Act.REPORT_UNSCHEDULED: lazy_gettext("Report by mail ended"),
    Act.REPORT_MAILED: lazy_gettext("Report written into a mail"),
    Act.SCHEDULE_STOPPED: lazy_gettext("Report by mail stopped"),
    Act.LETTER_DRAFTED: lazy_gettext("Letter drafted"),
    Act.BACKUP_MADE: lazy_gettext("Backup made"),
    Act.HELP_CONTACT_ADDED: lazy_gettext("Help contact added"),
    Act.HELP_CONTACT_CHANGED: lazy_gettext("Help contact changed"),
    Act.HELP_CONTACT_RETIRED: lazy_gettext("Help contact retired"),
    Act.ROLL_IMPORTED: lazy_gettext("Roll imported"),
    Act.ROLL_UNDONE: lazy_gettext("Import of a roll undone"),
    Act.SLIPS_PRINTED: lazy_gettext("Sign-in slips printed"),
    Act.SLIP_USED: lazy_gettext("Sign-in slip used"),
    Act.PICTURES_GIVEN: lazy_gettext("Pictures for signing in given"),
    Act.ROOM_SESSION_PLANNED: lazy_gettext("Session in a room planned"),
    Act.ROOM_SESSION_CANCELLED: lazy_gettext("Session in a room cancelled"),
    Act.ROOM_SESSION_CLOSED: lazy_gettext("Session in a room closed"),
    Act.ATTENDANCE_CORRECTED: lazy_gettext("Attendance corrected"),
    Act.COHORT_MEMBER_ADDED: lazy_gettext("Added to a cohort"),
    Act.PAPERS_PRINTED: lazy_gettext("Quiz printed on paper"),
    Act.SHEET_ENTERED: lazy_gettext("Answer sheet entered"),
    Act.SHEET_CLAIMED: lazy_gettext("Answer sheet given its name"),
}


def mission(code: str) -> str:
    """Name a mission; the two that are none are said in words."""
    if code == "not-assigned":
        return str(gettext("Not assigned yet"))
    return str(gettext("Another mission")) if code == "other" else code


def exact(points: Fraction) -> str:
    """Write points exactly: 7, 1/2, 6 1/2."""
    whole, rest = divmod(points.numerator, points.denominator)
    if not rest:
        return str(whole)
    part = f"{rest}/{points.denominator}"
    return f"{whole} {part}" if whole else part


def day(value: date | datetime | None) -> str:
    """Write a day as readers of the language write it; nothing for none."""
    return format_date(value, "long", locale=_dates()) if value else ""


def moment(value: datetime | None) -> str:
    """Write a moment, in UTC."""
    if value is None:
        return ""
    return str(gettext("%(moment)s UTC", moment=format_datetime(value, "medium", locale=_dates())))


def _dates() -> str:
    """Say whose way of writing dates the page follows."""
    return language(str(get_locale())).dates
