"""A certificate as it is issued: printed, statement and badge enclosed, signed; and the keys that are published."""

import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from certificates.badge import Achievement, Badge, Objective, make_badge
from certificates.facts import Facts
from certificates.press import Words, print_certificate
from certificates.published import PublishedKeys
from certificates.seal import KeyRing
from certificates.signing import PdfSigner
from certificates.statement import make_statement

NAME = "Ministry of Defence of Ghana"
REASON = "Certificate of completion"
ORIGIN = "https://learn.example"
ISSUER = "did:web:learn.example"
NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
LIST, INDEX = 1, 4711
ACHIEVEMENT = Achievement(
    address=f"{ORIGIN}/courses/conflict-analysis/3",
    description="How conflict touches women and men differently.",
    criteria="Eight modules, each with a quiz passed at 80 %.",
    objectives=(Objective("G6", "Reads early signs."),),
)


@dataclass(frozen=True)
class Office:
    """An issuing office: its folder of keys and everything that it signs with."""

    folder: Path
    ring: KeyRing
    signer: PdfSigner

    @classmethod
    def open(cls, folder: Path, name: str = NAME, now: datetime = NOW) -> "Office":
        return cls(folder, KeyRing.create(folder), PdfSigner.create(folder, name, now=now))

    @property
    def published(self) -> PublishedKeys:
        return PublishedKeys.of_folder(self.folder, ISSUER)

    def link(self, facts: Facts) -> str:
        return f"{ORIGIN}/verify/{facts.serial}#{make_statement(facts, LIST, INDEX, self.ring)}"

    def badge(self, facts: Facts) -> bytes:
        badge = Badge(facts=facts, achievement=ACHIEVEMENT, origin=ORIGIN, status_list=LIST, status_index=INDEX)
        return make_badge(badge, NOW, self.ring).encode()

    def page(self, facts: Facts, words: Words, link: str | None = None) -> bytes:
        """The page alone, unsigned and with nothing enclosed."""
        seal = self.ring.seal(facts.to_bytes())
        link = self.link(facts) if link is None else link
        return print_certificate(facts, seal, words, f"{ORIGIN}/verify/{facts.serial}", qr_content=link)

    def enclosing(self, facts: Facts, words: Words, /, **instead: bytes | str | None) -> bytes:
        """The unsigned certificate; `link`, `badge` and `facts` can be replaced, or left out with None."""
        link = instead.get("link", self.link(facts))
        files = {
            "badge.json": instead.get("badge", self.badge(facts)),
            "facts.json": instead.get("facts", facts.to_bytes()),
        }
        return enclose(self.page(facts, words), link, files)

    def issue(self, facts: Facts, words: Words, /, **instead: bytes | str | None) -> bytes:
        return self.signer.sign(self.enclosing(facts, words, **instead), signed_at=NOW, reason=REASON)


def enclose(page: bytes, link: object, files: dict[str, object]) -> bytes:
    """Put a link over the QR code and attach files, in the one revision that the press prints."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(page)))
    # The press encloses its own: taken out, so that each can be replaced or left out.
    for entry in ("/Names", "/AF"):
        writer.root.pop(pdf_name(entry), None)
    writer.root["/Pages"]["/Kids"][0].pop(pdf_name("/Annots"), None)
    if link is not None:
        add_link(writer, str(link))
    for name, content in files.items():
        if isinstance(content, bytes):
            attach(writer, name, content)
    printed = BytesIO()
    writer.write(printed)
    return printed.getvalue()


def add_link(writer: PdfFileWriter, address: str) -> None:
    annotation = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Link"),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (40, 40, 150, 150))),
            pdf_name("/A"): generic.DictionaryObject(
                {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): generic.pdf_string(address)}
            ),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(annotation))


def attach(writer: PdfFileWriter, name: str, content: bytes) -> None:
    held = EmbeddedFileObject.from_file_data(writer, content, mime_type="application/json")
    embed_file(writer, FileSpec(file_spec_string=name, file_name=name, embedded_data=held))


def changed(facts: Facts, **facts_instead: object) -> Facts:
    return replace(facts, **facts_instead)  # type: ignore[arg-type]


def by_pyhanko(pdf: bytes, *roots: x509.Certificate, stamped_by: x509.Certificate | None = None) -> PdfSignatureStatus:
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    trusting = [_trusting(each, NOW) for each in ([*roots], [stamped_by] if stamped_by else [])]
    return validate_pdf_signature(signature, *trusting)


def _trusting(roots: list[x509.Certificate], moment: datetime) -> ValidationContext:
    found = [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in roots]
    return ValidationContext(trust_roots=found, allow_fetching=False, moment=moment)


def by_poppler(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "signed.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", file], check=True, capture_output=True, text=True)
    return said.stdout
