from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import Conflict, Invalid
from learning.people import rules
from learning.people.models import Category

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["GH10234", "gh 10234", " GH-10234 ", "gh.10.234", "ＧＨ１０２３４", "GH–10/234", "gh\u00a01\u200b0234", "GH١٠٢٣٤"],
)
def test_a_service_number_is_one_however_it_is_typed(typed: str) -> None:
    assert rules.normalise_service_number(typed) == "GH10234"


def test_a_service_number_keeps_the_letters_of_its_script() -> None:
    assert rules.normalise_service_number("m-1325") == "M1325"
    assert rules.normalise_service_number("বিএ-১২৩৪") == "বিএ1234"


@pytest.mark.parametrize("typed", ["", "  ", "-", "7", "A" * 25, "GH#1", "GH'; --", "a@b", "GH\U0001f600", "\u0301AB"])
def test_what_is_no_service_number_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.normalise_service_number(typed)
    assert refusal.value.field == "service_number"


@given(st.text(max_size=40))
def test_writing_a_service_number_twice_changes_nothing_more(typed: str) -> None:
    try:
        once = rules.normalise_service_number(typed)
    except Invalid:
        return
    assert rules.normalise_service_number(once) == once


def test_an_email_is_stored_in_small_letters() -> None:
    assert rules.normalise_email(" Amina.Mensah@Example.ORG ") == "amina.mensah@example.org"


@pytest.mark.parametrize(
    "typed", ["", "amina", "a@b", "a@@example.org", "a b@example.org", "a@example..org", "a\x00@example.org"]
)
def test_what_is_no_email_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.normalise_email(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Amina   Mensah ", "Amina Mensah"),
        ("Jose\u0301 Núñez", "José Núñez"),
        ("\u200fفاطمة الزهراء", "فاطمة الزهراء"),
        ("ক্ষিতীশ\u200d রায়", "ক্ষিতীশ\u200d রায়"),
        ("O’Brien-Smith", "O’Brien-Smith"),
        ("ශ්\u200dරීමතී", "ශ්\u200dරීමතී"),
        ("ሰላም Tesfaye", "ሰላም Tesfaye"),
        ("ខ្ញុំ សុខា", "ខ្ញុំ សុខា"),
        ("佐藤\u3000さくら", "佐藤 さくら"),
        ("\u1100\u1175\u11b7민지", "김민지"),
    ],
)
def test_a_name_keeps_its_script_and_loses_what_cannot_be_seen(typed: str, stored: str) -> None:
    assert rules.normalise_name(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "1325", "Amina\nMensah", "Amina\x00", "\u202eAmina", "Am\u2067ina", "A" * 121, "\u200b", "Amina\ud800"],
)
def test_a_name_that_cannot_be_printed_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.normalise_name(typed)
    assert refusal.value.field == "name"


@pytest.mark.parametrize("typed", ["བསྟན་འཛིན", "Amina ᏣᎳᎩ", "\u3401\u3402"])
def test_a_name_in_letters_without_typeface_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(Invalid, match=r"cannot be printed in these letters\. Write the name in Latin letters\.$"):
        rules.normalise_name(typed)


def test_a_join_code_has_no_sign_that_can_be_taken_for_another() -> None:
    drawn = [rules.new_join_code() for _ in range(300)]
    assert len(set(drawn)) == 300
    assert not set("".join(drawn)) & set("0O1IL2Z5S8BUV")
    assert all(len(code) == 9 and code[4] == "-" for code in drawn)


@given(st.sampled_from(["{}", " {} ", "{}."]), st.booleans(), st.booleans())
def test_a_join_code_is_read_as_people_type_it(frame: str, lower: bool, bare: bool) -> None:  # noqa: FBT001
    code = rules.new_join_code()
    typed = frame.format(code.replace("-", " " if bare else ""))
    assert rules.normalise_join_code(typed.lower() if lower else typed) == code


@pytest.mark.parametrize("typed", ["", "ACDE", "ACDE-FGH0", "ACDE-FGHJK", "ÀCDE-FGHJ"])
def test_what_is_no_join_code_is_none(typed: str) -> None:
    assert rules.normalise_join_code(typed) is None


def test_ten_refusals_of_an_account_or_thirty_of_an_address_are_too_many() -> None:
    assert not rules.too_many(9, 29)
    assert rules.too_many(10, 0)
    assert rules.too_many(0, 30)


def test_the_wait_lasts_until_the_limit_is_no_longer_reached() -> None:
    every_twenty_seconds = [NOW - timedelta(seconds=20 * step) for step in range(10)]
    assert rules.minutes_to_wait(every_twenty_seconds, [], NOW) == 2
    assert rules.minutes_to_wait(every_twenty_seconds[:9], every_twenty_seconds, NOW) == 0
    assert rules.minutes_to_wait([NOW] * 10, [], NOW) == 5
    assert rules.minutes_to_wait([], [NOW - timedelta(minutes=4, seconds=59.5)] * 30, NOW) == 1


def test_a_browser_stays_signed_in_for_twelve_idle_hours_and_thirty_days() -> None:
    assert rules.is_alive(NOW - timedelta(hours=11, minutes=59), NOW + timedelta(seconds=1), NOW)
    assert not rules.is_alive(NOW - timedelta(hours=12), NOW + timedelta(days=1), NOW)
    assert not rules.is_alive(NOW, NOW, NOW)


def test_a_cohort_is_open_to_the_end_of_its_closing_day() -> None:
    assert not rules.is_closed(None, date(2026, 3, 2))
    assert not rules.is_closed(date(2026, 3, 2), date(2026, 3, 2))
    with pytest.raises(Conflict, match="closed on 2026-03-01"):
        rules.require_open(date(2026, 3, 1), date(2026, 3, 2))


def test_a_word_that_is_not_in_the_list_is_refused() -> None:
    assert rules.choose(Category, "civilian", field="category") is Category.CIVILIAN
    with pytest.raises(Invalid):
        rules.choose(Category, "general", field="category")
