"""What the page says that checks certificates on the phone; its reasons are those of `certificates.tampered`."""

from flask_babel import gettext

from certificates.tampered import Reason
from learning.web import vocabulary


def words() -> dict[str, dict[str, str]]:
    """Every word and sentence in the reader's language; places such as %(day)s are filled in on the phone."""
    return {"words": _words(), "sentences": {**_verdicts(), **_reasons(), **_faults(), **_about_lists(), **_code()}}


def _words() -> dict[str, str]:
    return {
        **{standing.value: str(word) for standing, word in vocabulary.STANDINGS.items()},
        "forged": gettext("Not genuine"),
        "genuine": gettext("Genuine, state unknown"),
        "unchecked": gettext("Cannot be checked yet"),
        "what-it-says": gettext("What the certificate says"),
        "compare": gettext("Compare every line with the paper in your hand."),
        "name": gettext("Awarded to"),
        "course": gettext("Course"),
        "version": gettext("Version"),
        "completed": gettext("Completed on"),
        "until": gettext("Valid until"),
        "no-expiry": gettext("No expiry"),
        "country": gettext("Country"),
        "authority": gettext("Issued by"),
        "serial": gettext("Serial number"),
        "key": gettext("Key"),
        "not-the-un": gettext(
            "Issued by the authority named on it. This is not a certification by the United Nations."
        ),
        "looking": gettext("Hold the square code in front of the camera."),
        "reading": gettext("Looking for the square code in the picture …"),
        "no-code": gettext("No square code was found in the picture. Go nearer, hold still, and try again."),
        "other-code": gettext("This is not the code of a certificate."),
        "no-picture": gettext("This picture cannot be read."),
        "no-camera": gettext("The camera cannot be used. Choose a picture, or type the number."),
    }


def _verdicts() -> dict[str, str]:
    return {
        "valid": gettext("This certificate is genuine and counts today."),
        "expired": gettext("This certificate is genuine. It counted until %(day)s."),
        "superseded": gettext("This certificate was replaced by a newer one on %(day)s. Ask for the newer one."),
        "revoked": gettext("This certificate was revoked on %(day)s. It does not count."),
        "no-list": gettext(
            "It is signed by the issuer. Whether it was revoked is not known: this phone has no list yet. "
            "Fetch it where there is a network."
        ),
        "old-list": gettext(
            "It is signed by the issuer. Whether it still counts is not known: the list on this phone is of "
            "%(day)s and out of date. Fetch the newest list."
        ),
        "cannot-unpack": gettext(
            "It is signed by the issuer. Whether it was revoked is not known: this browser is too old to "
            "unpack the list."
        ),
        "number-alone": gettext(
            "A number alone can be checked only where there is a network. Scan the square code: it can be "
            "checked anywhere."
        ),
        "not-secure": gettext(
            "This browser can check the code only on a page that was opened with https. Ask the server where "
            "there is a network."
        ),
        "no-keys": gettext(
            "This phone does not have the issuer's keys yet. Open this page once where there is a network."
        ),
        "unknown-key-here": gettext(
            "It was signed with a key that this phone does not know. Fetch the newest list where there is a "
            "network. Until then do not rely on it."
        ),
        "do-not-rely": gettext("Do not rely on it, and tell the issuing authority."),
    }


def _reasons() -> dict[str, str]:
    return {
        f"reason-{reason}": gettext("Reason: %(reason)s.", reason=str(word))
        for reason, word in vocabulary.REASONS.items()
    }


def _faults() -> dict[str, str]:
    return {
        Reason.TOO_LONG: gettext("This is longer than anything that we sign."),
        Reason.TRUNCATED: gettext("A part is missing: it was cut off."),
        Reason.NOT_BASE64URL: gettext("It holds characters that a signed text cannot have."),
        Reason.UNREADABLE: gettext("What was signed cannot be read."),
        Reason.NOT_CANONICAL: gettext("It is not written in the one form in which we write it."),
        Reason.NO_ALGORITHM: gettext("It claims to need no signature."),
        Reason.WRONG_ALGORITHM: gettext("It claims to be signed in a way that we do not use."),
        Reason.UNKNOWN_KEY: gettext("It was signed with a key that is not one of ours."),
        Reason.SIGNATURE: gettext("The signature does not fit: something was changed after signing."),
        Reason.STRANGE_FACTS: gettext("A fact has a form that it cannot have."),
        Reason.STRANGE_DATES: gettext("A date is none, or the dates are in the wrong order."),
        "other-number": gettext("The code belongs to a certificate with another number."),
        Reason.WRONG_PURPOSE: _refused_list(),
        Reason.WRONG_LIST: _refused_list(),
        Reason.STRANGE_LIST: _refused_list(),
        Reason.EARLY_LIST: gettext("The list that came is dated in the future. Set the clock of this phone right."),
        Reason.OLDER_LIST: gettext("The list that came is older than the one seen before. It was refused."),
    }


def _refused_list() -> str:
    return str(gettext("The list that came is not in order. It was refused."))


def _about_lists() -> dict[str, str]:
    return {
        "list-of": gettext("List of revoked certificates of %(moment)s (%(age)s)."),
        "no-list-yet": gettext("This phone has no list of revoked certificates yet."),
        "offline": gettext("There is no network now."),
    }


def _code() -> dict[str, str]:
    return {
        "code-fits": gettext("The code on this paper is genuine and says the same as the register."),
        "code-differs": gettext("The code on this paper does not fit the register. Do not rely on the paper."),
        "code-unchecked": gettext("The code on this paper was not checked; this page shows the register."),
    }
