"""Who may do what: one table that an auditor can read.

Nearly every permission is bound to the actor's own country; `EVERYWHERE` names the roles that are not.
"""

from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """The four kinds of account."""

    LEARNER = "learner"
    TRAINER = "trainer"
    FOCAL_POINT = "focal-point"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a view or a service asks for."""

    LEARN = "learn"
    HOLD_CERTIFICATES = "hold-certificates"
    CHANGE_OWN_ACCOUNT = "change-own-account"
    SEE_COHORTS = "see-cohorts"
    MAKE_COHORTS = "make-cohorts"
    SEE_REPORTS = "see-reports"
    SEE_PEOPLE = "see-people"
    CHANGE_PEOPLE = "change-people"
    RESET_PASSWORDS = "reset-passwords"
    GRANT = "grant"
    CORRECT_NAMES = "correct-names"
    INVITE = "invite"
    REVOKE = "revoke"
    ROTATE_KEYS = "rotate-keys"
    CORRECT_KEYS = "correct-keys"
    READ_AUDIT = "read-audit"
    EXPORT_RECORDS = "export-records"
    SET_COUNTRY = "set-country"


_EVERYBODY = frozenset({Permission.LEARN, Permission.HOLD_CERTIFICATES, Permission.CHANGE_OWN_ACCOUNT})
_TRAINER = _EVERYBODY | {Permission.SEE_COHORTS, Permission.MAKE_COHORTS, Permission.RESET_PASSWORDS, Permission.GRANT}
_FOCAL_POINT = _EVERYBODY | {
    Permission.SEE_COHORTS,
    Permission.SEE_REPORTS,
    Permission.SEE_PEOPLE,
    Permission.SET_COUNTRY,
}

MAY: dict[Role, frozenset[Permission]] = {
    Role.LEARNER: _EVERYBODY,
    Role.TRAINER: _TRAINER,
    Role.FOCAL_POINT: _FOCAL_POINT,
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.MAKE_COHORTS},
}

EVERYWHERE = frozenset({Role.ADMINISTRATOR})


def may(role: Role | str, permission: Permission) -> bool:
    """Say whether a role holds a permission."""
    return permission in MAY[Role(role)]


def in_scope(role: Role | str, own_country: str | None, country: str | None) -> bool:
    """Say whether a row of `country` is visible at all: another country's row is not found."""
    return Role(role) in EVERYWHERE or (own_country is not None and own_country == country)


def role_on(role: Role | str, until: date | None, then: Role | str | None, today: date) -> Role:
    """Say which role an account has on a day: an office that was handed over ends with its last day."""
    return Role(then) if until is not None and then is not None and today > until else Role(role)
