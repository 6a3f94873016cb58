"""Rolls as files, made by other hands than those that read them."""

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import xlsxwriter

Row = Sequence[object]
HEADINGS = ("No", "Name", "Service number", "Rank", "Category", "Unit", "Sex", "Date of birth")


def people(number: int, *, first: int = 1) -> list[Row]:
    """Many people who have nothing in common with anybody else."""
    return [
        (place, f"Kofi Mensah Ab{place}", f"GH {20000 + place}", "Cpl", "troops", "2 Company", "M", "1990-02-03")
        for place in range(first, first + number)
    ]


def csv(rows: Sequence[Row], *, divider: str = ",", encoding: str = "utf-8") -> bytes:
    """A file of plain text."""
    return "\r\n".join(divider.join(str(cell) for cell in row) for row in rows).encode(encoding)


def xlsx(rows: Sequence[Row], *, far: tuple[int, int] | None = None) -> bytes:
    """A workbook; `far` puts a cell into that row and column besides."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        if far:
            sheet.write(*far, "x")
    return out.getvalue()


def ods(rows: Sequence[Row], *, after: str = "") -> bytes:
    """An OpenDocument spreadsheet as its standard asks for it, and no more; `after` stands below the rows."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{short}="{full}"' for short, full in names.items())
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f'<office:body><office:spreadsheet><table:table table:name="Roll">{cells}{after}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest:manifest '
            b'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def packed(members: dict[str, bytes]) -> bytes:
    """An archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_member(archive: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one member more, or in place of that of this name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        members = {one.filename: found.read(one) for one in found.infolist()}
    return packed({**members, name: content})


def lying(archive: bytes, name: str, says: int) -> bytes:
    """The same archive, one of whose members claims to unpack to so many bytes."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        true = found.getinfo(name).file_size
    return archive.replace(struct.pack("<I", true), struct.pack("<I", says))


def locked(archive: bytes) -> bytes:
    """The same archive, whose members say that they are encrypted."""
    content = bytearray(archive)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(sign, at + 4)
    return bytes(content)
