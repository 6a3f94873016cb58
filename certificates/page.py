"""What a design is given to draw: the facts, the seal, the address and the words around them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from certificates.facts import Facts
from certificates.look import Look
from certificates.seal import Seal
from certificates.sheet import Sheet


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words around the facts, in the language that `Facts.language` names.

    The caller takes them from its catalogues; nothing here is translated. The two `…_text` fields are the dates of
    the facts as that language writes them: the design prints the ISO date beside each, straight from the facts.

    Attributes:
        direction: in which direction the page is read.
        title: "Certificate of completion".
        awarded_to: stands above the name: "Awarded to".
        statement: stands between name and course: "has completed the course".
        version_label: "Version".
        completed_on_label: "Completed on".
        completed_on_text: the day of completion: "14 March 2026".
        valid_until_label: "Valid until".
        valid_until_text: the last day of validity, or the words for "no expiry" when the facts have none.
        country_label: "Country".
        issued_by_label: "Issued by".
        serial_label: "Serial number".
        key_label: "Key".
        seal_label: "Seal".
        verify_label: stands above the address: "Anyone can check this certificate at".
        disclaimer: says that it is not a certification by the United Nations.
    """

    direction: Literal["ltr", "rtl"]
    title: str
    awarded_to: str
    statement: str
    version_label: str
    completed_on_label: str
    completed_on_text: str
    valid_until_label: str
    valid_until_text: str
    country_label: str
    issued_by_label: str
    serial_label: str
    key_label: str
    seal_label: str
    verify_label: str
    disclaimer: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything that stands on one certificate.

    Attributes:
        facts: what is certified.
        seal: made over exactly these facts.
        words: the words around them.
        verify_url: the short public address where the certificate is checked; in print.
        qr_content: what the code holds: that address with the signed statement behind it.
        look: the country's colours, logo and signatories.
        second_words: the words in the second language, when the facts have one.
    """

    facts: Facts
    seal: Seal
    words: Words
    verify_url: str
    qr_content: str
    look: Look
    second_words: Words | None = None


@dataclass(frozen=True)
class Design:
    """One way to lay a certificate out.

    Attributes:
        name: how a course names it, in lower case with hyphens.
        draw: draws a page on an A4 landscape sheet; raises what `certificates.type` raises.
    """

    name: str
    draw: Callable[[Sheet, Page], None]
