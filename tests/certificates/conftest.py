"""The cast of the certificates: a person, the words of two languages, and one ring of keys."""

from datetime import date
from pathlib import Path

import pytest

from certificates.facts import Facts
from certificates.press import Words
from certificates.seal import KeyRing
from tests.certificates.issuing import Office

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
