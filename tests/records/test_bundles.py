"""Bundles of certificates: which, in which order, and how their files are called."""

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.records import services
from learning.records.bundles import Bundle, BundleLine, bundle, file_names, of_cohort, unprinted
from learning.records.models import RevocationReason
from tests.cast import Cast
from tests.life import GENDER, SEA, Life

LINE = BundleLine(
    serial="7ZK3",
    country="GHA",
    service_number="GH 10234",
    name="Amina Mensah",
    course="preventing-abuse",
    issued_at=datetime(2026, 3, 2, tzinfo=UTC),
    size=None,
)


def serials(life: Life, wanted: Bundle) -> list[str]:
    with life.database.read() as session:
        return [line.serial for line in bundle(session, wanted)]


def test_a_cohort_has_the_certificates_of_its_members_in_its_courses(cast: Cast, life: Life) -> None:
    cohort = cast.ghana_cohort
    life.assign(cohort, SEA)
    hers = life.complete(cast.amina, cohort=cohort)
    kofi = cast.learner("Kofi Addo", "GH 20", cohort)
    his = life.complete(kofi, cohort=cohort)
    life.complete(kofi, GENDER)
    other = cast.cohort(cast.efua, "Ghana Battalion 13")
    life.assign(other, SEA)
    life.complete(cast.learner("Esi Badu", "GH 30", other), cohort=other)
    assert serials(life, of_cohort(cohort)) == [hers, his]


def test_replaced_and_revoked_certificates_are_left_out(cast: Cast, life: Life) -> None:
    life.assign(cast.ghana_cohort, SEA)
    life.complete(cast.amina, cohort=cast.ghana_cohort)
    revoked = life.complete(cast.learner("Kofi Addo", "GH 20", cast.ghana_cohort), cohort=cast.ghana_cohort)
    dora = cast.dora.actor
    with life.database.begin() as session:
        services.revoke(session, dora, revoked, RevocationReason.ISSUED_IN_ERROR, now=life.now)
        amina = cast.amina.actor
        (new,) = services.supersede_for_name(session, dora, amina.person_id, "Amina Addo", keys=life.keys, now=life.now)
    assert serials(life, Bundle(country="GHA")) == [new.serial]


def test_a_certificate_that_has_the_right_name_is_not_issued_again(cast: Cast, life: Life) -> None:
    serial = life.complete(cast.amina)
    for name, count in (("Amina Mensah", 0), ("Amina Addo", 1), ("Amina Addo", 0)):
        with life.database.begin() as session:
            replaced = services.supersede_for_name(
                session, cast.dora.actor, cast.amina.actor.person_id, name, keys=life.keys, now=life.now
            )
        assert len(replaced) == count
    assert serial not in serials(life, Bundle(country="GHA"))


def test_a_country_is_asked_for_a_course_and_a_period_with_both_its_days(cast: Cast, life: Life) -> None:
    kofi = cast.learner("Kofi Addo", "GH 20", cast.ghana_cohort)
    first = life.complete(cast.amina)
    third = life.complete(kofi, GENDER)
    second = life.complete(kofi, now=life.now + timedelta(days=9))
    life.complete(cast.bishnu)
    assert set(serials(life, Bundle(country="GHA"))) == {first, second, third}
    assert serials(life, Bundle(country="GHA", course=GENDER)) == [third]
    eleventh = date(2026, 3, 11)
    assert serials(life, Bundle(country="GHA", first=eleventh)) == [second]
    assert second in serials(life, Bundle(country="GHA", last=eleventh))
    assert second not in serials(life, Bundle(country="GHA", last=date(2026, 3, 10)))


def test_who_asks_again_for_what_is_unprinted_meets_each_once() -> None:
    lines = [
        replace(LINE, serial=serial, size=size) for serial, size in (("C", None), ("A", None), ("B", 9), ("D", None))
    ]
    assert unprinted(lines) == ["A", "C", "D"]
    assert unprinted(lines, after="A") == ["C", "D"]
    assert unprinted(lines, after="D") == []


def test_a_file_is_named_by_country_service_number_name_and_course() -> None:
    assert file_names([LINE]) == ["GHA_GH-10234_Amina-Mensah_preventing-abuse.pdf"]
    assert file_names([replace(LINE, service_number=None)]) == ["GHA_Amina-Mensah_preventing-abuse.pdf"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("أمينة عثمان", "أمينة-عثمان"),
        ("আমিনা উসমান", "আমিনা-উসমান"),
        ("../../etc/passwd", "etc-passwd"),
        ('a<b>c:d"e|f?g*h\\i', "a-b-c-d-e-f-g-h-i"),
        ("line\nbreak\ttab\x00\x7f", "linebreaktab"),
        ("left\u202eright", "leftright"),
        ("  José  da   Silva. ", "José-da-Silva"),
        ("e\u0301", "é"),
    ],
)
def test_a_name_keeps_its_script_and_loses_what_file_systems_refuse(name: str, written: str) -> None:
    assert file_names([replace(LINE, name=name)]) == [f"GHA_GH-10234_{written}_preventing-abuse.pdf"]


def test_two_of_one_name_are_told_apart_whatever_the_letter_case() -> None:
    names = file_names([LINE, replace(LINE, name="AMINA MENSAH"), LINE])
    assert names == [
        "GHA_GH-10234_Amina-Mensah_preventing-abuse.pdf",
        "GHA_GH-10234_AMINA-MENSAH_preventing-abuse_2.pdf",
        "GHA_GH-10234_Amina-Mensah_preventing-abuse_3.pdf",
    ]


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=30))))
def test_every_name_can_be_written_and_is_there_once(people: list[tuple[str, str]]) -> None:
    names = file_names([replace(LINE, name=name, service_number=number) for name, number in people])
    assert len({unicodedata.normalize("NFD", name).casefold() for name in names}) == len(people)
    for name in names:
        assert len(name.encode()) <= 120
        assert name.startswith("GHA")
        assert not set(name) & set('<>:"/\\|?*\0\n')
