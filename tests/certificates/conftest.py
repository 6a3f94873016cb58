"""The cast of the certificates: a person, the words of two languages, and one ring of keys."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image, ImageDraw

from certificates.facts import Facts, Second
from certificates.look import Signatory, reencode_logo
from certificates.press import Words
from certificates.seal import KeyRing
from certificates.signing import PdfSigner
from tests.certificates.authority import Authority
from tests.certificates.issuing import NAME, NOW, Office

SERIAL = "7ZK3MB9QXN4TVW2HJ8C5RDPYA60"


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing.create(tmp_path_factory.mktemp("ring") / "keys")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office.open(tmp_path_factory.mktemp("office") / "keys")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    KeyRing.create(folder)
    return folder


@pytest.fixture
def facts() -> Facts:
    return Facts(
        serial=SERIAL,
        name="Amina Owusu-Ansah",
        course="Gender-responsive conflict analysis",
        course_version="1.2",
        completed_on=date(2026, 3, 14),
        valid_until=date(2029, 3, 13),
        country="GHA",
        country_name="Ghana",
        authority="Ministry of Defence of Ghana",
        language="en",
    )


@pytest.fixture
def words() -> Words:
    return Words(
        direction="ltr",
        title="Certificate of completion",
        awarded_to="Awarded to",
        statement="who has completed the course",
        version_label="Version",
        completed_on_label="Completed on",
        completed_on_text="14 March 2026",
        valid_until_label="Valid until",
        valid_until_text="13 March 2029",
        country_label="Country",
        issued_by_label="Issued by",
        serial_label="Serial number",
        key_label="Key",
        seal_label="Seal",
        verify_label="Anyone can check this certificate at",
        disclaimer="Issued by the national authority named above. Not a certification by the United Nations.",
    )


@pytest.fixture
def arabic_words() -> Words:
    return Words(
        direction="rtl",
        title="شهادة إتمام",
        awarded_to="منحت إلى",
        statement="لإتمام الدورة",
        version_label="الإصدار",
        completed_on_label="تاريخ الإتمام",
        completed_on_text="١٤ مارس ٢٠٢٦",
        valid_until_label="صالحة حتى",
        valid_until_text="١٣ مارس ٢٠٢٩",
        country_label="البلد",
        issued_by_label="صادرة عن",
        serial_label="الرقم التسلسلي",
        key_label="المفتاح",
        seal_label="الختم",
        verify_label="يمكن لأي شخص التحقق من هذه الشهادة على العنوان",
        disclaimer="صدرت هذه الشهادة عن السلطة الوطنية المذكورة أعلاه، وهي ليست شهادة من الأمم المتحدة.",
    )


@pytest.fixture
def french_words() -> Words:
    return Words(
        direction="ltr",
        title="Attestation de fin de formation",
        awarded_to="Décernée à",
        statement="a suivi jusqu’au bout la formation",
        version_label="Version",
        completed_on_label="Terminée le",
        completed_on_text="14 mars 2026",
        valid_until_label="Valable jusqu’au",
        valid_until_text="13 mars 2029",
        country_label="Pays",
        issued_by_label="Délivrée par",
        serial_label="Numéro de série",
        key_label="Clé",
        seal_label="Sceau",
        verify_label="Toute personne peut vérifier cette attestation à l’adresse",
        disclaimer="Délivrée par l’autorité nationale nommée ci-dessus. Ceci n’est pas une certification de l’ONU.",
    )


@pytest.fixture
def second() -> Second:
    return Second(language="fr", course="Analyse des conflits tenant compte du genre", country_name="Ghana")


@pytest.fixture(scope="session")
def logo() -> bytes:
    """A made-up emblem, uploaded with transparent corners."""
    picture = Image.new("RGBA", (800, 800))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 20, 780, 780), outline=(20, 80, 60, 255), width=40)
    pen.polygon([(400, 120), (640, 620), (160, 620)], fill=(200, 140, 20, 255))
    return reencode_logo(as_png(picture))


@pytest.fixture(scope="session")
def signatories() -> tuple[Signatory, ...]:
    picture = Image.new("RGBA", (900, 260))
    ImageDraw.Draw(picture).line([(40, 200), (200, 60), (380, 210), (520, 80), (860, 160)], fill="#14145a", width=9)
    return (
        Signatory("Brig. Gen. Kofi Mensah-Boateng", "Commandant, Training Centre", reencode_logo(as_png(picture))),
        Signatory("Dr Ama Serwaa", "Director of Personnel"),
    )


def as_png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def authority() -> Iterator[Authority]:
    with Authority() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    PdfSigner.create(tmp_path / "keys", NAME, now=NOW)
    return tmp_path / "keys"


@pytest.fixture
def page(office: Office, facts: Facts, words: Words) -> bytes:
    return office.enclosing(facts, words)
