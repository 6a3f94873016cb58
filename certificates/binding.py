"""Binds certificates into one PDF for the printer, one after another, without holding more than one of them."""

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.reader import PdfFileReader

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOGUE, _PAGES = 1, 2
_OF_A_PAGE = ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/Rotate", "/Resources", "/Contents")
"""What a sheet of paper shows. Links, tags, attachments and the signature belong to the single file."""
_INHERITED = frozenset({"/MediaBox", "/CropBox", "/Rotate", "/Resources"})
_DIGITS_OF_A_PLACE = 10  # of a cross-reference table (ISO 32000-1, 7.5.4)


def bind(pdfs: Iterable[bytes]) -> Iterator[bytes]:
    """Give the bytes of one PDF with every page of the given ones, piece by piece.

    Objects that look the same, such as a country's logo, are written once. What stays in memory between two
    certificates is a few bytes for each object.
    """
    volume = _Volume()
    yield volume.take()
    for pdf in pdfs:
        volume.add(PdfFileReader(BytesIO(pdf)))
        yield volume.take()
    volume.close()
    yield volume.take()


class _Volume:
    """The PDF that grows."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._out.write(_HEAD)
        self._written = 0
        self._places = array("Q", [0, 0])  # of objects 1, 2, … in the file
        self._known: dict[bytes, int] = {}
        self._pages = array("L")

    def take(self) -> bytes:
        """Give what was written since the last time."""
        piece = self._out.getvalue()
        self._written += len(piece)
        self._out = BytesIO()
        return piece

    def add(self, reader: PdfFileReader) -> None:
        """Copy the pages of one PDF."""
        copied: dict[Reference, int] = {}
        for number in range(int(reader.root["/Pages"]["/Count"])):
            page = reader.find_page_for_modification(number)[0].get_object()
            kept = DictionaryObject({NameObject("/Type"): NameObject("/Page")})
            kept[NameObject("/Parent")] = _points_at(_PAGES)
            for name in _OF_A_PAGE:
                value = _stated(page, name)
                if value is not None:
                    kept[NameObject(name)] = self._copy(value, copied)
            self._pages.append(self._write(kept))

    def close(self) -> None:
        """Write the list of pages and the table of objects."""
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        self._begin(_PAGES)
        self._out.write(b"<</Type /Pages /Count %d /Kids [%s]>>\nendobj\n" % (len(self._pages), kids))
        self._begin(_CATALOGUE)
        self._out.write(b"<</Type /Catalog /Pages %d 0 R>>\nendobj\n" % _PAGES)
        table = self._written + self._out.tell()
        count = len(self._places) + 1
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        self._out.writelines(b"%010d 00000 n \n" % place for place in self._places)
        self._out.write(b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, _CATALOGUE, table))

    def _copy(self, value: Any, copied: dict[Reference, int]) -> Any:
        """Copy a value and everything that it points at; gives what to write in its place."""
        if isinstance(value, IndirectObject):
            if value.reference not in copied:
                copied[value.reference] = self._write(self._copy(value.get_object(), copied))
            return _points_at(copied[value.reference])
        if isinstance(value, StreamObject):
            entries = {name: self._copy(value.raw_get(name), copied) for name in value}
            return StreamObject(entries, encoded_data=value.encoded_data)
        if isinstance(value, DictionaryObject):
            return DictionaryObject({name: self._copy(value.raw_get(name), copied) for name in value})
        if isinstance(value, ArrayObject):
            return ArrayObject(self._copy(value.raw_get(place), copied) for place in range(len(value)))
        return value

    def _write(self, value: Any) -> int:
        """Write an object, unless one that looks the same is there; gives its number."""
        written = BytesIO()
        value.write_to_stream(written)
        content = written.getvalue()
        is_page = isinstance(value, DictionaryObject) and value.get("/Type") == "/Page"
        looks = hashlib.blake2b(content, digest_size=16).digest()
        if looks in self._known and not is_page:
            return self._known[looks]
        self._places.append(0)
        number = self._known[looks] = len(self._places)
        self._begin(number)
        self._out.write(content)
        self._out.write(b"\nendobj\n")
        return number

    def _begin(self, number: int) -> None:
        self._places[number - 1] = self._written + self._out.tell()
        self._out.write(b"%d 0 obj\n" % number)


def _points_at(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def _stated(page: DictionaryObject, name: str) -> Any:
    """What a page or, for some entries, the list that holds it says."""
    while True:
        if name in page:
            return page.raw_get(name)
        if name not in _INHERITED or "/Parent" not in page:
            return None
        page = page["/Parent"]
