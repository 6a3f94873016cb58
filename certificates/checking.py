"""Checks a certificate's PDF without server or network: file, statement and badge, and that they say the same."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.badge import Badge, read_badge
from certificates.did import did_of
from certificates.enclosed import BADGE, FACTS, Enclosed, read_enclosed
from certificates.facts import Facts, grouped
from certificates.published import PublishedKeys
from certificates.reporting import Looked, NotGenuine, Report, Verdict
from certificates.signatures import Signed, check_end, check_signature
from certificates.standing import look_up
from certificates.statement import Stated, read_statement

LARGEST = 5_000_000  # bytes: fifty times what we print
_LABELS = {
    "name": "Name",
    "course": "Course",
    "course_version": "Version",
    "completed_on": "Completed on",
    "valid_until": "Valid until",
    "country": "Country",
    "authority": "Issued by",
    "serial": "Serial number",
    "language": "Language",
}


def check_pdf(
    pdf: bytes,
    keys: PublishedKeys,
    *,
    now: datetime,
    scan: Callable[[bytes], list[str]] | None = None,
    lists: Sequence[str] = (),
) -> Report:
    """Check a PDF against the keys that its issuer publishes.

    Args:
        pdf: the file; may be anything.
        keys: what the issuer publishes.
        now: for the last day of validity, and the age of lists.
        scan: reads QR codes as they are drawn; None when no library for that is there.
        lists: signed status lists (`.jwt`).
    """
    looked = Looked()
    if not keys.keys or not keys.certificates:
        looked.note("Keys", sentence="The list of keys is empty: nothing can be checked with it.", passed=None)
        return Report(Verdict.CANNOT_TELL, (), tuple(looked.checks))
    reader = looked.at("File", lambda: _open(pdf), lambda _: "A PDF of one page.")
    if reader is None:
        return Report(Verdict.NOT_GENUINE, (), tuple(looked.checks))
    looked.at("Signature", lambda: check_signature(pdf, reader, keys), _signed)
    enclosed = looked.at("Enclosed", lambda: _enclosed(reader), lambda _: f"One link; {BADGE} and {FACTS} attached.")
    if enclosed is None:
        return Report(Verdict.NOT_GENUINE, (), tuple(looked.checks))
    _look_at_drawing(pdf, enclosed, scan, looked)
    stated = looked.at(
        "Statement of the QR code", lambda: _stated(enclosed, keys), lambda it: f"Signed with the key {it.key_id}."
    )
    badge = looked.at(
        "Badge",
        lambda: read_badge(enclosed.files[BADGE].decode(), keys.keys),
        lambda it: f"Signed with the key {it[1]}.",
    )
    facts = looked.at("Facts", lambda: Facts.from_bytes(enclosed.files[FACTS]), lambda _: "In their one form.")
    if stated is None or badge is None or facts is None:
        shown = _shown(_stated_facts(stated)) if stated else ()
        return Report(Verdict.NOT_GENUINE, shown, tuple(looked.checks))
    looked.at("Agreement", lambda: _agree(enclosed, stated, badge[0], facts), lambda _: "All of them say the same.")
    shown = _shown(_stated_facts(stated))
    if not looked.all_passed:
        return Report(Verdict.NOT_GENUINE, shown, tuple(looked.checks))
    verdict = look_up(stated, badge[0].origin, lists, keys.keys, now, looked)
    if verdict is Verdict.GENUINE and stated.valid_until is not None and stated.valid_until < now.date():
        looked.note("Validity", sentence=f"It was valid until {stated.valid_until}.", passed=False)
        verdict = Verdict.EXPIRED
    return Report(verdict, shown, tuple(looked.checks))


def _open(pdf: bytes) -> PdfFileReader:
    if not pdf.startswith(b"%PDF-"):
        raise NotGenuine("This is not a PDF.")
    if len(pdf) > LARGEST:
        raise NotGenuine("The file is far larger than any certificate.")
    try:
        reader = PdfFileReader(BytesIO(pdf))
        pages = int(reader.root["/Pages"]["/Count"])
    except Exception as error:
        check_end(pdf)
        raise NotGenuine("The file is damaged: a part of it is missing or was changed.") from error
    if reader.encrypted:
        raise NotGenuine("The file is locked with a password: our certificates never are.")
    if pages != 1:
        raise NotGenuine(f"It has {pages} pages: our certificates have one.")
    return reader


def _signed(found: Signed) -> str:
    stamped = f", as a time-stamp authority certifies for {found.stamped_at:%Y-%m-%d}" if found.stamped_at else ""
    return (
        f"By {found.name} on {found.signed_at:%Y-%m-%d}{stamped}; over the whole file, and nothing was changed since."
    )


def _enclosed(reader: PdfFileReader) -> Enclosed:
    enclosed = read_enclosed(reader)
    if enclosed.twice or set(enclosed.files) != {BADGE, FACTS}:
        named = ", ".join(sorted(enclosed.files)) or "nothing"
        raise NotGenuine(f"{BADGE} and {FACTS} should be attached, each once; there is {named}.")
    if len(enclosed.statement_links) != 1:
        raise NotGenuine("There should be one link with a statement, behind the QR code.")
    return enclosed


def _look_at_drawing(pdf: bytes, enclosed: Enclosed, scan: Callable[[bytes], list[str]] | None, looked: Looked) -> None:
    name = "QR code as it is drawn"
    if scan is None:
        looked.note(name, sentence="Not looked at: pypdfium2 and zxing-cpp are not installed.", passed=None)
        return

    def drawn_as_linked() -> None:
        codes = scan(pdf)
        if not codes:
            raise NotGenuine("No QR code can be read on the page.")
        if codes != enclosed.statement_links:
            raise NotGenuine("It says something else than the link that lies over it.")

    looked.at(name, drawn_as_linked, lambda _: "It says what the link says.")


def _stated(enclosed: Enclosed, keys: PublishedKeys) -> Stated:
    address, _, text = enclosed.statement_links[0].partition("#")
    stated = read_statement(text, keys.keys)
    if urlsplit(address).path.rpartition("/")[2] != stated.serial:
        raise NotGenuine("It belongs to a certificate with another serial number than its address.")
    if keys.issuer is not None and did_of(address) != keys.issuer:
        raise NotGenuine(f"Its address leads to {urlsplit(address).netloc}, which is not the issuer.")
    return stated


def _agree(enclosed: Enclosed, stated: Stated, badge: Badge, facts: Facts) -> None:
    reference = _stated_facts(stated)
    for source, other in (("attached facts", facts), ("badge", badge.facts)):
        for field, label in _LABELS.items():
            there = getattr(other, field)
            if there != reference[field]:
                here = reference[field]
                raise NotGenuine(f"{label}: {there or 'no end'} in the {source}, {here or 'no end'} in the statement.")
    if badge.facts.country_name != facts.country_name:
        raise NotGenuine(
            f"Country: {facts.country_name} in the attached facts, {badge.facts.country_name} in the badge."
        )
    if (badge.status_list, badge.status_index) != (stated.status_list, stated.status_index):
        raise NotGenuine("Badge and statement have different places in the status lists.")
    if not enclosed.statement_links[0].startswith(f"{badge.origin}/"):
        raise NotGenuine("Badge and QR code lead to different servers.")


def _stated_facts(stated: Stated) -> Mapping[str, object]:
    return {field: getattr(stated, field) for field in _LABELS}


def _shown(facts: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    written = {**facts, "serial": grouped(str(facts["serial"])), "valid_until": facts["valid_until"] or "no end"}
    return tuple((label, str(written[field])) for field, label in _LABELS.items())
