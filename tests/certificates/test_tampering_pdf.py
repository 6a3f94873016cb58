"""Every way to change a certificate's PDF that we could think of: none is taken for genuine, and each is named."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from certificates.checking import check_pdf
from certificates.facts import Facts
from certificates.pdfkeys import load_pdf_key
from certificates.press import Words
from certificates.reporting import Verdict
from certificates.scanning import read_drawn
from certificates.signing import PdfSigner
from tests.certificates.issuing import NOW, ORIGIN, Office, add_link, attach, enclose

OTHER_SERIAL = "00000000000000000000000000T"
CHANGED = "The content was changed after signing"


class Scene:
    """The office, a certificate of hers, and a forger who knows everything but her keys."""

    def __init__(self, office: Office, forger: Office, facts: Facts, words: Words) -> None:
        self.office, self.forger, self.facts, self.words = office, forger, facts, words
        self.pdf = office.issue(facts, words)

    def transplanted(self, forged: bytes) -> bytes:
        """A forged page in the shape of a signed one, with the genuine signature in it."""
        shaped = self.office.signer.sign(forged, signed_at=NOW, reason="Certificate of completion")
        return shaped.replace(_contents(shaped), _contents(self.pdf))

    def signed(self, forged: bytes) -> bytes:
        """A forged page signed with the office's own key, as if that key had been stolen and no other."""
        return self.office.signer.sign(forged, signed_at=NOW, reason="Certificate of completion")

    def enclosing(self, **instead: bytes | str | None) -> bytes:
        return self.office.enclosing(self.facts, self.words, **instead)

    @property
    def other(self) -> Facts:
        """The facts of somebody else's genuine certificate."""
        return replace(self.facts, name="Bishnu Thapa", serial=OTHER_SERIAL)


@pytest.fixture(scope="session")
def forger(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.open(tmp_path_factory.mktemp("forger") / "keys")


@pytest.fixture
def scene(office: Office, forger: Office, facts: Facts, words: Words) -> Scene:
    return Scene(office, forger, facts, words)


def _contents(pdf: bytes) -> bytes:
    found = re.search(rb"/Contents <[0-9A-F]+>", pdf)
    assert found
    return found[0]


def _refused(scene: Scene, pdf: bytes, *, scan: Callable[[bytes], list[str]] | None = None) -> str:
    """Everything that is said to be wrong with a file, which must not be taken for genuine."""
    report = check_pdf(pdf, scene.office.published, now=NOW, scan=scan)
    assert report.verdict is Verdict.NOT_GENUINE
    said = " ".join(each.sentence for each in report.checks if each.passed is False)
    assert said
    return said


def _other(stated: object) -> object:
    return stated + timedelta(days=1) if isinstance(stated, date) else f"{stated}X"


# ── each printed fact ───────────────────────────────────────────────────────

FACTS = [each.name for each in fields(Facts) if each.name not in {"language", "second"}]


@pytest.mark.parametrize("fact", FACTS)
def test_a_page_with_another_fact_does_not_fit_the_signature(scene: Scene, fact: str) -> None:
    facts = replace(scene.facts, **{fact: _other(getattr(scene.facts, fact))})
    link, badge = scene.office.link(scene.facts), scene.office.badge(scene.facts)
    page = scene.office.page(facts, scene.words, link)
    forged = enclose(page, link, {"badge.json": badge, "facts.json": scene.facts.to_bytes()})
    assert CHANGED in _refused(scene, scene.transplanted(forged))


@pytest.mark.parametrize("fact", [each.name for each in fields(Facts) if each.name != "second"])
def test_attached_facts_that_differ_are_named_even_when_the_file_is_signed_well(scene: Scene, fact: str) -> None:
    facts = replace(scene.facts, **{fact: _other(getattr(scene.facts, fact))})
    said = _refused(scene, scene.signed(scene.enclosing(facts=facts.to_bytes())))
    assert "in the attached facts" in said
    assert str(getattr(facts, fact)) in said
    assert str(getattr(scene.facts, fact)) in said


# ── the file ────────────────────────────────────────────────────────────────


def _with_update(change: Callable[[IncrementalPdfFileWriter], object]) -> Callable[[Scene], bytes]:
    def forge(scene: Scene) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(scene.pdf))
        change(writer)
        forged = BytesIO()
        writer.write(forged)
        return forged.getvalue()

    return forge


def _retitle(writer: IncrementalPdfFileWriter) -> None:
    writer.trailer["/Info"]["/Title"] = TextStringObject("Certificate of excellence")
    writer.mark_update(writer.trailer.raw_get("/Info"))


def _drop_the_signature(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/AcroForm"]
    del writer.root["/Perms"]
    writer.update_root()


def _rewritten(scene: Scene) -> bytes:
    """The same page without its signature, as a PDF printer makes it."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(scene.pdf)))
    del writer.root["/AcroForm"]
    del writer.root["/Perms"]
    forged = BytesIO()
    writer.write(forged)
    return forged.getvalue()


def _locked(scene: Scene) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(scene.enclosing())))
    writer.encrypt("secret", "")
    forged = BytesIO()
    writer.write(forged)
    return forged.getvalue()


def _two_pages(scene: Scene) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(scene.enclosing())))
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages["/Count"] = type(pages["/Count"])(2)
    forged = BytesIO()
    writer.write(forged)
    return scene.signed(forged.getvalue())


def _flip(pdf: bytes, place: int, bit: int = 0) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1 << bit]) + pdf[place + 1 :]


def _at(pdf: bytes, found: bytes, after: int = 0) -> int:
    return pdf.rindex(found) + after


def _range(old: bytes, new: bytes) -> Callable[[Scene], bytes]:
    """Another byte range, as long as the one it replaces."""

    def forge(scene: Scene) -> bytes:
        found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\] *", scene.pdf)
        assert found
        numbers = dict(zip((b"a", b"b", b"c", b"d"), map(int, found.groups()), strict=True))
        stated = b"/ByteRange [%d %d %d %d]" % tuple(
            numbers[name] + (int(new) if name == old else 0) for name in (b"a", b"b", b"c", b"d")
        )
        return scene.pdf.replace(found[0], stated.ljust(len(found[0])))

    return forge


def _swapped(old: str, new: str, number: int) -> Callable[[Scene], bytes]:
    """Another algorithm in the place of one of those that the signature names."""

    def forge(scene: Scene) -> bytes:
        held = _contents(scene.pdf)
        place = [each.start() for each in re.finditer(old.encode(), held)][number]
        return scene.pdf.replace(held, held[:place] + new.encode() + held[place + len(old) :])

    return forge


_SHA256, _SHA512 = "0609608648016503040201", "0609608648016503040203"
_SHA224 = "0609608648016503040204"
_ECDSA_256, _ECDSA_384 = "06082A8648CE3D040302", "06082A8648CE3D040303"

FILES: dict[str, tuple[Callable[[Scene], bytes], str]] = {
    "a line feed appended": (lambda it: it.pdf + b"\n", "Something was added after the file was signed (1 byte"),
    "an end mark appended": (lambda it: it.pdf + b"\n%%EOF\n", "Something was added after the file was signed"),
    "a kilobyte appended": (lambda it: it.pdf + bytes(1024), "Something was added after the file was signed (1024"),
    "another PDF appended": (lambda it: it.pdf + it.forger.issue(it.facts, it.words), "added after the file was"),
    "bytes before the file": (lambda it: b"\n" + it.pdf, "This is not a PDF"),
    "a link added": (_with_update(lambda it: add_link(it, "https://evil.example/")), "added after the file was signed"),
    "a file attached": (_with_update(lambda it: attach(it, "more.json", b"{}")), "added after the file was signed"),
    "the badge attached again": (_with_update(lambda it: attach(it, "badge.json", b"{}")), "added after the file was"),
    "the title changed": (_with_update(_retitle), "added after the file was signed"),
    "the signature dropped in an update": (_with_update(_drop_the_signature), "The file is not signed"),
    "the signature left out": (lambda it: it.enclosing(), "The file is not signed"),
    "printed to PDF again": (_rewritten, "The file is not signed"),
    "locked with a password": (_locked, "locked with a password"),
    "a second page": (_two_pages, "It has 2 pages"),
    "cut to its first bytes": (lambda it: it.pdf[:100], "The file is damaged"),
    "cut in the middle": (lambda it: it.pdf[: len(it.pdf) // 2], "The file is damaged"),
    "cut before the signature": (lambda it: it.pdf[: len(it.enclosing())], "The file is not signed"),
    "cut within the signature": (lambda it: it.pdf[: _at(it.pdf, b"/Contents <", 200)], "The file is"),
    "cut by its last line": (lambda it: it.pdf[: _at(it.pdf, b"%%EOF")], "end of the file is missing"),
    "cut by its last byte": (lambda it: it.pdf[:-1], "end of the file is missing"),
    "a bit of the page turned": (lambda it: _flip(it.pdf, _at(it.pdf, b"stream\n", -400)), "changed"),
    "a bit of the metadata turned": (lambda it: _flip(it.pdf, _at(it.pdf, b"/Title", 10), 1), CHANGED),
    "a bit of the signing day turned": (lambda it: _flip(it.pdf, _at(it.pdf, b"/M (D", 12)), CHANGED),
    "a bit of the reason turned": (lambda it: _flip(it.pdf, _at(it.pdf, b"/Reason (", 12)), CHANGED),
    "the range longer": (_range(b"d", b"1"), "end of the file is missing"),
    "the range shorter": (_range(b"d", b"-1"), "added after the file was signed (1 byte"),
    "the range with a wider hole": (_range(b"b", b"-200"), "its range was shifted"),
    "the range with a narrower hole": (_range(b"b", b"2"), "its range was shifted"),
    "the range not from the start": (_range(b"a", b"1"), "its range was shifted"),
    "another digest claimed around the signature": (_swapped(_SHA256, _SHA512, 0), "the one form in which we write it"),
    "another digest claimed by the signer": (_swapped(_SHA256, _SHA512, 1), "signed in a way that we do not use"),
    "another digest claimed in what is signed": (_swapped(_SHA256, _SHA512, -1), "contradicts itself"),
    "a shorter digest claimed by the signer": (_swapped(_SHA256, _SHA224, 1), "signed in a way that we do not use"),
    "another algorithm claimed by the signer": (_swapped(_ECDSA_256, _ECDSA_384, -1), "in a way that we do not use"),
    "another algorithm claimed by the certificate": (_swapped(_ECDSA_256, _ECDSA_384, 1), "damaged"),
    "an empty file": (lambda _: b"", "This is not a PDF"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(100), "This is not a PDF"),
    "a page of the web": (lambda _: b"<!doctype html><title>Genuine</title>", "This is not a PDF"),
    "a huge file": (lambda it: it.pdf + bytes(6_000_000), "far larger than any certificate"),
}


@pytest.mark.parametrize("way", FILES)
def test_a_file_that_was_changed_is_refused_and_the_change_named(scene: Scene, way: str) -> None:
    forge, sentence = FILES[way]
    assert sentence in _refused(scene, forge(scene))


def test_no_bit_of_the_signature_can_be_turned_unseen(scene: Scene) -> None:
    start = _at(scene.pdf, b"/Contents <", len(b"/Contents <"))
    end = scene.pdf.index(b">", start)
    for place in range(start, end, 23):
        _refused(scene, _flip(scene.pdf, place, place % 3))


# ── other hands ─────────────────────────────────────────────────────────────


def test_a_certificate_of_a_forger_with_the_same_name_is_refused(scene: Scene) -> None:
    said = _refused(scene, scene.forger.issue(scene.facts, scene.words))
    assert (
        "in the name of Ministry of Defence of Ghana, but with a certificate that the issuer does not publish" in said
    )
    assert "a key that is not one of ours" in said


def test_a_certificate_of_somebody_else_is_refused(scene: Scene, tmp_path: Path) -> None:
    other = Office.open(tmp_path / "keys", name="Academy of Evil")
    assert "It is signed by Academy of Evil, which is not the issuer." in _refused(
        scene, other.issue(scene.facts, scene.words)
    )


def test_the_genuine_page_signed_with_another_key_is_refused(scene: Scene) -> None:
    signed = scene.forger.signer.sign(scene.enclosing(), signed_at=NOW, reason="Certificate of completion")
    assert "with a certificate that the issuer does not publish" in _refused(scene, signed)


def test_the_published_certificate_over_a_signature_of_another_key_is_refused(scene: Scene) -> None:
    private = load_pdf_key(scene.forger.folder).private
    pretending = PdfSigner(scene.office.signer.certificate, lambda it: private.sign(it, ECDSA(SHA256())), file=Path())
    pretending._cms._public = private.public_key()
    forged = pretending.sign(scene.enclosing(), signed_at=NOW, reason="Certificate of completion")
    assert "not made with the key of the certificate that it names" in _refused(scene, forged)


def test_a_certificate_signed_twice_is_refused(scene: Scene) -> None:
    steps = PdfCMSEmbedder(SigFieldSpec("Second")).write_cms("Second", IncrementalPdfFileWriter(BytesIO(scene.pdf)))
    next(steps)
    steps.send(SigObjSetup(SignatureObject(timestamp=NOW, subfilter=SigSeedSubFilter.PADES, bytes_reserved=4096)))
    prepared, forged = steps.send(SigIOSetup(md_algorithm="sha256"))
    steps.send(scene.forger.signer._cms.over(prepared.document_digest).dump())
    assert "signed more than once" in _refused(scene, forged.getvalue())


def test_a_signature_outside_of_its_certificates_time_is_refused(tmp_path: Path, scene: Scene) -> None:
    office = Office.open(tmp_path / "keys", now=NOW - timedelta(days=1095 + 30))
    careless = Careless.load(office.folder)
    pdf = careless.sign(office.enclosing(scene.facts, scene.words), signed_at=NOW, reason="Certificate of completion")
    report = check_pdf(pdf, office.published, now=NOW)
    assert report.verdict is Verdict.NOT_GENUINE
    assert "It is dated 2026-03-14, when the certificate of Ministry of Defence of Ghana was not valid" in str(report)


class Careless(PdfSigner):
    """Signs whether its certificate is valid or not."""

    def _check_validity(self, signed_at: datetime) -> None:
        del signed_at


# ── what is enclosed, in a file that is signed well ─────────────────────────

ENCLOSED: dict[str, tuple[Callable[[Scene], bytes], str]] = {
    "another person's statement": (
        lambda it: it.enclosing(link=it.office.link(it.other)),
        "Name: Amina Owusu-Ansah in the attached facts, Bishnu Thapa in the statement",
    ),
    "another person's badge": (
        lambda it: it.enclosing(badge=it.office.badge(it.other)),
        "Name: Bishnu Thapa in the badge, Amina Owusu-Ansah in the statement",
    ),
    "a statement of another key": (
        lambda it: it.enclosing(link=it.forger.link(it.facts)),
        "key that is not one of ours",
    ),
    "a badge of another key": (lambda it: it.enclosing(badge=it.forger.badge(it.facts)), "key that is not one of ours"),
    "a statement without its end": (lambda it: it.enclosing(link=it.office.link(it.facts)[:-9]), "it was cut off"),
    "a statement without signature": (
        lambda it: it.enclosing(link=f"{ORIGIN}/verify/{it.facts.serial}#eyJhbGciOiJub25lIn0.e30."),
        "claims to need no signature",
    ),
    "a statement behind another serial": (
        lambda it: it.enclosing(link=it.office.link(it.facts).replace(it.facts.serial, OTHER_SERIAL, 1)),
        "another serial number than its address",
    ),
    "a statement on another server": (
        lambda it: it.enclosing(link=it.office.link(it.facts).replace("learn.example", "evil.example")),
        "leads to evil.example, which is not the issuer",
    ),
    "a badge in another form": (lambda it: it.enclosing(badge=it.office.badge(it.facts) + b"\n"), "cut off"),
    "a badge that is none": (lambda it: it.enclosing(badge=b"{}"), "form in which we write it"),
    "facts in another form": (lambda it: it.enclosing(facts=it.facts.to_bytes() + b" "), "canonical form"),
    "no badge": (lambda it: it.enclosing(badge=None), "there is facts.json"),
    "no facts": (lambda it: it.enclosing(facts=None), "there is badge.json"),
    "no link": (lambda it: it.enclosing(link=None), "There should be one link with a statement"),
    "two links": (
        lambda it: _also(it, lambda writer: add_link(writer, it.office.link(it.other))),
        "should be one link",
    ),
    "a second badge": (lambda it: _also(it, lambda writer: attach(writer, "badge2.json", b"{}")), "badge2.json"),
}


def _also(scene: Scene, change: Callable[[PdfFileWriter], object]) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(scene.enclosing())))
    change(writer)
    printed = BytesIO()
    writer.write(printed)
    return printed.getvalue()


@pytest.mark.parametrize("way", ENCLOSED)
def test_what_is_enclosed_must_be_genuine_too(scene: Scene, way: str) -> None:
    forge, sentence = ENCLOSED[way]
    forged = forge(scene)
    assert sentence in _refused(scene, scene.signed(forged))
    assert CHANGED in _refused(scene, scene.transplanted(forged))


def test_a_code_that_is_drawn_otherwise_than_its_link_is_refused(scene: Scene) -> None:
    page = scene.office.page(scene.facts, scene.words, scene.office.link(scene.other))
    badge, facts = scene.office.badge(scene.facts), scene.facts.to_bytes()
    forged = enclose(page, scene.office.link(scene.facts), {"badge.json": badge, "facts.json": facts})
    said = _refused(scene, scene.signed(forged), scan=read_drawn)
    assert "It says something else than the link that lies over it" in said
