"""DOCX: the letter as a document that an office can put its own head on; the same words in the same order."""

import io
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from learning.reports.letters.wording import Grid, LetterText

TYPEFACE: Final = "Arial"
INK: Final = RGBColor(0x16, 0x21, 0x3A)
MUTED: Final = RGBColor(0x4A, 0x54, 0x6C)
ROOM: Final = (9350, 14000)  # of a page upright and turned, in twentieths of a point
SHARES: Final = {5: (36, 14, 14, 20, 16), 7: (5, 19, 12, 21, 11, 21, 11)}


def draw(text: LetterText, logo: bytes | None, made_at: datetime) -> bytes:
    """Write the letter as DOCX.

    Args:
        text: what it says.
        logo: a PNG, of the country's look.
        made_at: for the document's properties.
    """
    return _Letter(text, made_at).write(logo)


class _Letter:
    """The writing of one document."""

    def __init__(self, text: LetterText, made_at: datetime) -> None:
        self.text = text
        self.is_rtl = text.direction == "rtl"
        self.paper: Any = Document()
        properties = self.paper.core_properties
        properties.title = f"{text.subject}: {text.particulars[0][1]}"
        properties.author, properties.comments, properties.language = text.authority, "", text.language
        properties.created = properties.modified = made_at
        properties.last_modified_by = text.authority
        normal = self.paper.styles["Normal"]
        normal.font.name, normal.font.size = TYPEFACE, Pt(10.5)
        normal.element.rPr.rFonts.set(qn("w:cs"), TYPEFACE)
        section = self.paper.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(22))

    def write(self, logo: bytes | None) -> bytes:
        """Write all of it."""
        text = self.text
        if logo is not None:
            self._directed(self.paper.add_paragraph()).add_run().add_picture(io.BytesIO(logo), height=Mm(18))
        self.line(text.authority, size=15, bold=True, after=0)
        self.line(text.country, colour=MUTED, after=14)
        for label, value in text.particulars:
            self.labelled(label, value)
        self.line(text.addressee, before=14, after=14)
        self.line(text.subject, size=13, bold=True)
        for sentence in text.opening:
            self.line(sentence)
        for title, summary in text.courses:
            self.labelled(title, summary, style="List Bullet", after=4)
        self.line(text.counts.title, bold=True, before=8, after=3)
        self.table(text.counts, ROOM[0], size=9.5)
        self.line(text.counts_note, size=8.5, colour=MUTED, before=3)
        for sentence in text.closing:
            self.line(sentence)
        self.labelled(text.hash_label, text.annex_hash, after=18)
        for signatory in text.signatories:
            for label, value in zip(text.signature_labels, (signatory.name, signatory.title, ""), strict=True):
                self.labelled(label, value or "_" * 40, after=10)
        self.annex()
        file = io.BytesIO()
        self.paper.save(file)
        return file.getvalue()

    def annex(self) -> None:
        """Begin the annex on a page that lies on its side."""
        section = self.paper.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        self.line(self.text.annex.title, size=13, bold=True, after=2)
        self.line(self.text.annex_note, colour=MUTED)
        self.table(self.text.annex, ROOM[1], size=8)
        self.line("")  # a document does not end with a table

    def line(
        self,
        words: str,
        *,
        size: float = 10.5,
        bold: bool = False,
        colour: RGBColor = INK,
        before: float = 0,
        after: float = 8,
    ) -> None:
        """Write one paragraph."""
        paragraph = self._directed(self.paper.add_paragraph())
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
        self._run(paragraph, words, size=size, bold=bold, colour=colour)

    def labelled(self, label: str, value: str, *, style: str = "Normal", after: float = 2) -> None:
        """Write a label and what it is of."""
        paragraph = self._directed(self.paper.add_paragraph(style=style))
        paragraph.paragraph_format.space_after = Pt(after)
        self._run(paragraph, f"{label}: ", bold=True)
        self._run(paragraph, value)

    def table(self, grid: Grid, room: int, *, size: float) -> None:
        """Write a table, as one piece: the library has no words for its direction and borders."""
        shares = SHARES.get(len(grid.headings)) or (1,) * len(grid.headings)
        widths = [room * share // sum(shares) for share in shares]
        turned = "<w:bidiVisual/>" if self.is_rtl else ""
        edge = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="7D879C"/>'
        edges = "".join(map(edge.format, ("top", "bottom", "insideH")))
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = self._row(grid.headings, widths, size, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", bold=True)
        rows = "".join(self._row(row, widths, size, "<w:trPr><w:cantSplit/></w:trPr>") for row in grid.rows)
        table = parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr>{turned}<w:tblW w:w="{room}" w:type="dxa"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>"
        )
        body = self.paper.element.body
        body.insert(len(body) - 1, table)  # the last child says what the page is like

    def _row(
        self, cells: tuple[str, ...], widths: list[int], size: float, properties: str, *, bold: bool = False
    ) -> str:
        half_points = round(size * 2)
        strong = "<w:b/><w:bCs/>" if bold else ""
        side = "<w:bidi/>" if self.is_rtl else ""
        turned = "<w:rtl/>" if self.is_rtl else ""
        look = f'{strong}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        drawn = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr>{side}<w:spacing w:before="30" w:after="30"/></w:pPr>'
            f"<w:r><w:rPr>{look}{turned if not cell.isascii() else ''}</w:rPr>"
            f'<w:t xml:space="preserve">{escape(cell)}</w:t></w:r></w:p></w:tc>'
            for cell, width in zip(cells, widths, strict=True)
        )
        return f"<w:tr>{properties}{drawn}</w:tr>"

    def _run(
        self, paragraph: Any, words: str, *, size: float = 10.5, bold: bool = False, colour: RGBColor = INK
    ) -> None:
        run = paragraph.add_run(words)
        run.bold, run.font.size, run.font.color.rgb = bold, Pt(size), colour
        if self.is_rtl and not words.isascii():
            run.font.rtl = True
            run.font.cs_bold = bold
            marks = run._r.get_or_add_rPr()  # noqa: SLF001 - the size of complex scripts has no name in the library
            marks.find(qn("w:rtl")).addprevious(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{round(size * 2)}"/>'))

    def _directed(self, paragraph: Any) -> Any:
        if self.is_rtl:
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the direction has no name in the library
            properties.append(parse_xml(f"<w:bidi {nsdecls('w')}/>"))
        return paragraph
