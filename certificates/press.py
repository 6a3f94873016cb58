"""Prints a certificate: facts, seal and words in, the bytes of a PDF page out."""

from certificates.designs import DESIGNS
from certificates.facts import Facts, grouped
from certificates.page import Page, Words
from certificates.seal import Seal
from certificates.sheet import Sheet

__all__ = ["UnknownDesign", "Words", "print_certificate"]


class UnknownDesign(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A course names a design that does not exist."""


def print_certificate(
    facts: Facts,
    seal: Seal,
    words: Words,
    verify_url: str,
    *,
    qr_content: str | None = None,
    design: str = DESIGNS[0].name,
) -> bytes:
    """Print one certificate; the same arguments always print the same bytes.

    Args:
        facts: what is certified; printed exactly.
        seal: made over `facts.to_bytes()`; not checked here, because the press has no keys.
        words: the words around the facts, in the language of the facts.
        verify_url: the public address where the certificate is checked.
        qr_content: what the QR code holds: that address and the signed statement; the address alone when None.
        design: name of a design in `certificates.designs.DESIGNS`.

    Returns:
        A PDF of one A4 landscape page, with every typeface embedded.

    Raises:
        DoesNotFit: a text would be smaller than 8 points; nothing is ever cut.
        UnknownScript: a character has no typeface.
        UnknownDesign: there is no design of that name.
    """
    drawn = next((each for each in DESIGNS if each.name == design), None)
    if drawn is None:
        raise UnknownDesign(f"there is no certificate design {design!r}; there are {[each.name for each in DESIGNS]}")
    sheet = Sheet(
        direction=words.direction,
        language=facts.language,
        title=f"{words.title}: {facts.name}, {facts.course}",
        author=facts.authority,
        subject=f"{words.serial_label} {grouped(facts.serial)}",
    )
    drawn.draw(sheet, Page(facts, seal, words, verify_url, qr_content or verify_url))
    return sheet.finish()
