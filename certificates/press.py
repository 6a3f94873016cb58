"""Prints a certificate: facts, seal and words in, the bytes of a PDF page out."""

from collections.abc import Sequence

from certificates.archiving import About, Attachment
from certificates.designs import DESIGNS
from certificates.facts import Facts, grouped
from certificates.look import HOUSE_LOOK, Look
from certificates.page import Page, Words
from certificates.seal import Seal
from certificates.sheet import Sheet

__all__ = ["Attachment", "Look", "UnknownDesign", "Words", "print_certificate"]

FACTS_FILE = "facts.json"
_PALE = "#dcdcdc"  # of the word across a specimen: what stands above it stays readable


class UnknownDesign(ValueError):  # noqa: N818 - refusals are named as the sentence says them
    """A look names a design that does not exist."""


def print_certificate(
    facts: Facts,
    seal: Seal,
    words: Words,
    verify_url: str,
    *,
    qr_content: str | None = None,
    look: Look = HOUSE_LOOK,
    second_words: Words | None = None,
    attachments: Sequence[Attachment] = (),
    specimen: str | None = None,
) -> bytes:
    """Print one certificate; the same arguments always print the same bytes.

    The file is tagged PDF/A-3 (`certificates.archiving` says what that means), with one link, from the code to its
    address, and the sealed bytes of the facts attached as `facts.json`.

    Args:
        facts: what is certified; printed exactly.
        seal: made over `facts.to_bytes()`; not checked here, because the press has no keys.
        words: the words around the facts, in the language of the facts.
        verify_url: the short public address where the certificate is checked; in print.
        qr_content: what the code holds: that address and the signed statement; the short address when None.
        look: the country's design, colours, logo and signatories.
        second_words: the words in the language of `facts.second`.
        attachments: further files that travel inside the certificate, such as its badge.
        specimen: the word "specimen", across a page that certifies nothing; None on certificates.

    Returns:
        A PDF of one A4 landscape page, with every typeface embedded.

    Raises:
        DoesNotFit: a text would be smaller than 8 points, or the code's modules too small; nothing is ever cut.
        UnknownScript: a character has no typeface.
        UnknownDesign: there is no design of that name.
    """
    drawn = next((each for each in DESIGNS if each.name == look.design), None)
    if drawn is None:
        known = [each.name for each in DESIGNS]
        raise UnknownDesign(f"there is no certificate design {look.design!r}; there are {known}")
    sheet = Sheet(
        direction=words.direction,
        about=About(
            title=f"{f'{specimen}: ' if specimen else ''}{words.title}: {facts.name}, {facts.course}",
            author=facts.authority,
            subject=f"{words.serial_label} {grouped(facts.serial)}",
            language=facts.language,
        ),
    )
    page = Page(
        facts=facts,
        seal=seal,
        words=words,
        verify_url=verify_url,
        qr_content=qr_content or verify_url,
        look=look,
        second_words=second_words,
    )
    if specimen:
        sheet.mark(specimen, colour=_PALE)
    drawn.draw(sheet, page)
    sealed = Attachment(
        FACTS_FILE, "application/json", facts.to_bytes(), "Data", "The facts that the seal was made over"
    )
    return sheet.finish([sealed, *attachments])
