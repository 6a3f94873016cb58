"""What became of a certificate after it was issued, by the status lists that somebody brought along."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.reporting import Looked, NotGenuine, Verdict
from certificates.statement import Stated
from certificates.status import Purpose, StatusList, read_list_jwt
from certificates.tampered import Reason, Tampered

_NAMES = {Purpose.REVOCATION: "List of revoked certificates", Purpose.REFRESH: "List of replaced certificates"}
_REASONS = {
    "issued-in-error": "it was issued in error",
    "not-the-holder": "it was not its holder who earned it",
    "result-annulled": "the result was annulled",
    "requested-by-holder": "its holder asked for it",
    "superseded": "its holder has a newer one",
}


def look_up(
    stated: Stated,
    origin: str,
    texts: Sequence[str],
    keys: Mapping[str, Ed25519PublicKey],
    now: datetime,
    looked: Looked,
) -> Verdict:
    """What a genuine certificate is worth by the newest list of each purpose.

    Args:
        stated: what the statement says, with the certificate's place in the lists.
        origin: the server that issued it.
        texts: signed status lists (`.jwt`), in any order.
        keys: that are believed.
        now: the moment of the check.
        looked: gets a line for each list.
    """
    newest: dict[Purpose, StatusList] = {}
    refused = False
    for text in texts:
        try:
            listed = _read(text, origin, stated.status_list, keys, now)
        except (Tampered, NotGenuine) as error:
            looked.note("Status list", sentence=str(error), passed=False)
            refused = True
            continue
        known = newest.get(listed.purpose)
        if known is not None:
            older = min(known, listed, key=lambda each: each.made_at)
            made = f"It was made {older.made_at:%Y-%m-%d %H:%M} UTC"
            looked.note(_NAMES[listed.purpose], sentence=f"{made}; a newer one is used instead.", passed=None)
            listed = max(known, listed, key=lambda each: each.made_at)
        newest[listed.purpose] = listed
    verdict = Verdict.GENUINE
    for purpose, worth in ((Purpose.REFRESH, Verdict.REPLACED), (Purpose.REVOCATION, Verdict.REVOKED)):
        if _is_listed(stated, newest.get(purpose), purpose, looked):
            verdict = worth
    return Verdict.CANNOT_TELL if refused and verdict is Verdict.GENUINE else verdict


def _read(text: str, origin: str, number: int, keys: Mapping[str, Ed25519PublicKey], now: datetime) -> StatusList:
    try:
        listed = read_list_jwt(text, keys, purpose=Purpose.REVOCATION, number=number, now=now)
    except Tampered as error:
        if error.reason is not Reason.WRONG_PURPOSE:
            raise
        listed = read_list_jwt(text, keys, purpose=Purpose.REFRESH, number=number, now=now)
    if listed.origin != origin:
        raise NotGenuine(f"This status list is of another server: {listed.origin}.")
    return listed


def _is_listed(stated: Stated, listed: StatusList | None, purpose: Purpose, looked: Looked) -> bool:
    name = _NAMES[purpose]
    if listed is None:
        looked.note(name, sentence="None was given: what happened since it was issued is not known.", passed=None)
        return False
    change = listed.changes.get(stated.status_index)
    made = f"{listed.made_at:%Y-%m-%d %H:%M} UTC"
    if change is None:
        looked.note(name, sentence=f"It does not stand there; the list was made {made}.", passed=True)
        return False
    looked.note(name, sentence=f"It stands there since {change.on}: {_REASONS[change.reason]} ({made}).", passed=False)
    return True
