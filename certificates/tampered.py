"""Why a statement, a status list or a badge is not believed: a stable reason and a plain sentence for each fault."""

from enum import StrEnum


class Reason(StrEnum):
    """The faults that a reader tells apart; the values are stable, so that pages can say them in every language."""

    TOO_LONG = "too-long"
    TRUNCATED = "truncated"
    NOT_BASE64URL = "not-base64url"
    UNREADABLE = "unreadable"
    NOT_CANONICAL = "not-canonical"
    NO_ALGORITHM = "no-algorithm"
    WRONG_ALGORITHM = "wrong-algorithm"
    UNKNOWN_KEY = "unknown-key"
    OTHER_ISSUER = "other-issuer"
    SIGNATURE = "signature"
    STRANGE_FACTS = "strange-facts"
    STRANGE_DATES = "strange-dates"
    WRONG_PURPOSE = "wrong-purpose"
    WRONG_LIST = "wrong-list"
    STRANGE_LIST = "strange-list"
    OLDER_LIST = "older-list"
    EARLY_LIST = "early-list"
    EXPIRED_LIST = "expired-list"


SENTENCES = {
    Reason.TOO_LONG: "This is longer than anything that we sign.",
    Reason.TRUNCATED: "A part is missing: it was cut off.",
    Reason.NOT_BASE64URL: "It holds characters that a signed text cannot have.",
    Reason.UNREADABLE: "What was signed cannot be read.",
    Reason.NOT_CANONICAL: "It is not written in the one form in which we write it.",
    Reason.NO_ALGORITHM: "It claims to need no signature.",
    Reason.WRONG_ALGORITHM: "It claims to be signed in a way that we do not use.",
    Reason.UNKNOWN_KEY: "It was signed with a key that is not one of ours.",
    Reason.OTHER_ISSUER: "It names an issuer that does not belong to its address.",
    Reason.SIGNATURE: "The signature does not fit: something was changed after signing.",
    Reason.STRANGE_FACTS: "A fact has a form that it cannot have.",
    Reason.STRANGE_DATES: "A date is none, or the dates are in the wrong order.",
    Reason.WRONG_PURPOSE: "This status list serves another purpose.",
    Reason.WRONG_LIST: "This is a status list with another number.",
    Reason.STRANGE_LIST: "The entries of this status list contradict each other or have a wrong length.",
    Reason.OLDER_LIST: "This status list is older than one that was seen before.",
    Reason.EARLY_LIST: "This status list is dated in the future.",
    Reason.EXPIRED_LIST: "This status list is no longer valid: a newer one must be fetched.",
}


class Tampered(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """Something signed that is not believed; the sentence says why.

    Attributes:
        reason: the fault, stable, to be put into other words.
    """

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(SENTENCES[reason])
