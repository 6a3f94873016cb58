"""Makes a printed page fit for archives: PDF/A-3, level A, with what it says about itself and the files it carries.

PDF/A-2 would do for the page alone, but forbids attached files that are no PDF/A themselves; level A asks for the
structure that screen readers need, which is there, and includes level U (every letter can be copied). The file also
says that it follows PDF/UA-1 (ISO 14289-1).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc

from certificates.objects import Stream, Written, dictionary, number_of, packed, text_string

# The sRGB profile that Little CMS makes (its own text: "No copyright, use freely"), with a fixed date of making,
# so that equal pages have equal bytes.
_PROFILE = (Path(__file__).parent / "srgb.icc").read_bytes()
_PACKED_PROFILE = zlib.compress(_PROFILE, 9)
_PRODUCER = "learn1325"


@dataclass(frozen=True)
class Attachment:
    """A file that a certificate carries inside it.

    Attributes:
        name: its file name, in plain letters.
        kind: its media type.
        content: its bytes.
        relation: what it is to the page (ISO 19005-3, annex E).
        says: one line on what it is for.
    """

    name: str
    kind: str
    content: bytes
    relation: Literal["Data", "Source", "Alternative", "Supplement"]
    says: str


@dataclass(frozen=True, kw_only=True)
class About:
    """What the file says about itself."""

    title: str
    author: str
    subject: str
    language: str


class _Info(pdfdoc.PDFInfo):
    """The old form of what the file says about itself, without the times that would differ from print to print."""

    def __init__(self, about: About) -> None:
        super().__init__()
        self.title, self.author, self.subject = about.title, about.author, about.subject

    def format(self, document: Any) -> bytes:  # noqa: ARG002 - ReportLab's own signature
        told = {"Title": self.title, "Author": self.author, "Subject": self.subject}
        made = {"Creator": _PRODUCER, "Producer": _PRODUCER}
        return f"<<{''.join(f'/{key}{text_string(text)}' for key, text in (told | made).items())}>>".encode("ascii")


def archive(document: Any, about: About, attachments: Sequence[Attachment]) -> None:
    """Add what an archive asks for to a ReportLab document that is about to be written."""
    document.info = _Info(about)
    catalog = document.Catalog
    # ReportLab writes only the entries it lists.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF", "OutputIntents"]
    catalog.MarkInfo = dictionary(Marked="true")
    catalog.Metadata = Stream(dictionary(Type="/Metadata", Subtype="/XML"), _metadata(about))
    profile = Stream(dictionary(Filter="/FlateDecode", N=3), _PACKED_PROFILE)
    catalog.OutputIntents = (
        f"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
        f"/RegistryName(http://www.color.org)/DestOutputProfile {number_of(document, profile)} 0 R>>]"
    )
    if attachments:
        _attach(document, attachments)


def _attach(document: Any, attachments: Sequence[Attachment]) -> None:
    names: list[str] = []
    files: list[str] = []
    for each in sorted(attachments, key=lambda found: found.name):
        kind = f"/{each.kind.replace('/', '#2F')}"
        content = packed(each.content, Type="/EmbeddedFile", Subtype=kind, Params=dictionary(Size=len(each.content)))
        held = number_of(document, content)
        name = f"({each.name})"
        file = Written(
            document,
            f"attached:{each.name}",
            f"<</Type/Filespec/F{name}/UF{name}/AFRelationship/{each.relation}/Desc{text_string(each.says)}"
            f"/EF<</F {held} 0 R/UF {held} 0 R>>>>",
        )
        files.append(f"{file.number} 0 R")
        names.append(f"{name} {file.number} 0 R")
    document.Catalog.AF = f"[{' '.join(files)}]"
    document.Catalog.Names = dictionary(EmbeddedFiles=dictionary(Names=f"[{' '.join(names)}]"))


def _metadata(about: About) -> bytes:
    """The same in the form that archives read (XMP, ISO 16684-1)."""
    language = escape(about.language, {'"': "&quot;"})
    title, author, subject = (escape(text) for text in (about.title, about.author, about.subject))
    return _XMP.format(language=language, title=title, author=author, subject=subject, producer=_PRODUCER).encode()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
