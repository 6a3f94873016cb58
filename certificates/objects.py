"""Objects of a PDF file that are written as they will stand in it, beside those that ReportLab writes."""

from typing import Any

import deflate
from reportlab.pdfbase import pdfdoc

_LEVEL = 6  # of libdeflate: a third of zlib's time, and smaller


class Stream(pdfdoc.PDFStream):
    """A stream as archives ask for it: `endstream` stands on a line of its own (ISO 19005-3, 6.1.7.1)."""

    def format(self, document: Any) -> bytes:
        """The object as it stands in the file."""
        entries = pdfdoc.PDFDictionary({**self.dictionary.dict, "Length": len(self.content)})
        return b"".join((entries.format(document), b"\nstream\n", self.content, b"\nendstream\n"))


class Written(pdfdoc.PDFObject):
    """An object whose text is known, or will be when the file is written.

    Attributes:
        text: as it stands in the file.
        number: of the object.
    """

    __RefOnly__ = 1

    def __init__(self, document: Any, name: str, text: str = "") -> None:
        self.text = text
        document.Reference(self, name)
        self.number: int = document.idToObjectNumberAndVersion[name][0]

    def format(self, document: Any) -> bytes:  # noqa: ARG002 - ReportLab's own signature
        """The object as it stands in the file."""
        return self.text.encode("ascii")


def packed(content: bytes, **entries: object) -> Stream:
    """A compressed stream with these entries."""
    return Stream(dictionary(Filter="/FlateDecode", **entries), squeezed(content))


def squeezed(content: bytes) -> bytes:
    """Content as a compressed stream holds it."""
    return bytes(deflate.zlib_compress(content, _LEVEL))


def dictionary(**entries: object) -> pdfdoc.PDFDictionary:
    """A dictionary of these entries; names are written with their stroke."""
    return pdfdoc.PDFDictionary(entries)


def text_string(text: str) -> str:
    """A text as PDF writes it outside of pages (ISO 32000-1, 7.9.2.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def number_of(document: Any, thing: Any) -> int:
    """The number by which others refer to an object of the document."""
    reference = document.Reference(thing)
    number: int = document.idToObjectNumberAndVersion[reference.name][0]
    return number
