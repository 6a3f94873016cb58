"""Numbers as people type them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learning.errors import Invalid
from learning.quizzes.items import StrangeAnswer
from learning.quizzes.kinds import kind
from learning.quizzes.numbers import exact, is_canonical, is_decimal, readings
from tests.quizzes.pool import decimals, item


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"),
        (" 12.50 ", "12.5"),
        ("12,5", "12.5"),
        ("012", "12"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("12.", "12"),
        ("-3", "-3"),
        ("− 3", "-3"),
        ("–3", "-3"),
        ("+3", "3"),
        ("-0", "0"),
        ("0,125", "0.125"),
        ("1.250", "1.25"),
        ("1250", "1250"),
        ("1 250", "1250"),
        ("1\u00a0250,5", "1250.5"),
        ("1\u202f250\u202f000", "1250000"),
        ("1'250.5", "1250.5"),
        ("1’250", "1250"),
        ("1,250.5", "1250.5"),
        ("1.250,5", "1250.5"),
        ("1,250,000", "1250000"),
        ("1.250.000", "1250000"),
        ("1,00,000", "100000"),
        ("12,50,000.75", "1250000.75"),
        ("١٢٫٥", "12.5"),
        ("١٢,٥", "12.5"),
        ("١٢،٥", "12.5"),
        ("١٬٢٥٠", "1250"),
        ("\u200f۱۲٫۵", "12.5"),
        ("১২.৫", "12.5"),
        ("१२.५", "12.5"),
        ("１２．５", "12.5"),
        ("\u200e12\u200f", "12"),
    ],
)
def test_what_people_type_is_understood(typed: str, meant: str) -> None:
    assert readings(typed) == (meant,)


@pytest.mark.parametrize(
    "typed",
    [
        "twelve", "12 %", "12 patrols", "1e3", "1/2", "½", "10²", "1 2", "12 50", "1,2,3", "1.2.3", "--3", "+-3",
        ".", ",", "-", "1..5", "1.250.00", "0x10", "∞", "NaN", "1_000", "12;5", "9" * 41, "1 250.000.5",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert readings(typed) == ()


@pytest.mark.parametrize(("typed", "first", "second"), [("1,250", "1250", "1.25"), ("-12,500", "-12500", "-12.5")])
def test_a_comma_that_may_part_thousands_or_decimals_is_not_guessed(typed: str, first: str, second: str) -> None:
    assert readings(typed) == (first, second)


@given(st.text(max_size=50))
def test_any_text_reads_as_exact_numbers_or_none(typed: str) -> None:
    found = readings(typed)
    assert len(found) <= 2
    assert all(is_canonical(number) for number in found)


@given(decimals)
def test_an_exact_number_reads_as_itself(number: str) -> None:
    assert is_canonical(number)
    assert is_decimal(number)
    assert readings(number) == (number,)
    assert exact(Fraction(number)) == number


@pytest.mark.parametrize("text", ["", "-0", "01", "1.0", "1.", ".5", "+1", "1,5", "1e1", "١", "12\n", None, 12, 12.5])
def test_only_one_form_is_exact(text: object) -> None:
    assert not is_canonical(text)


@pytest.mark.parametrize("text", ["", "1,5", ".5", "1e1", "١", "12\n", None, 12, 12.5, "9" * 41])
def test_authors_write_plain_decimals(text: object) -> None:
    assert not is_decimal(text)


def test_what_is_no_number_is_refused_in_a_sentence_and_kept() -> None:
    of = item("numeric")
    with pytest.raises(Invalid) as refusal:
        kind("numeric").read(of, MultiDict({"answer-q01": "about ٣"}))
    assert not isinstance(refusal.value, StrangeAnswer)
    assert refusal.value.field == "answer-q01"
    assert refusal.value.values["typed"] == "about ٣"
    assert str(refusal.value) == "Write a number in digits, without its unit, for example 12.5."


def test_two_readings_are_both_named() -> None:
    of = item("numeric")
    with pytest.raises(Invalid) as refusal:
        kind("numeric").read(of, MultiDict({"answer-q01": "1,250"}))
    assert str(refusal.value).startswith("“1,250” can be read as 1250 or as 1.25.")
