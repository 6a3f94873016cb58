from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from learning.reports.table import HIDDEN, Column, Header, Rate, number_text, percent_text, shown, tenths_of_a_percent

HEADER = Header("Report", (), "share", "To share", hidden_words="kept back", decimal_mark=",")


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ((5, 6), "83.3"),
        ((2, 3), "66.7"),
        (Fraction(1, 2), "50.0"),
        ((1, 16), "6.2"),  # 6.25: a half goes to the even tenth
        ((3, 16), "18.8"),  # 18.75
        ((1, 1), "100.0"),
        ((0, 9), "0.0"),
        ((1999, 2000), "100.0"),  # 99.95: the tenth below it is odd
        ((0, 0), ""),
        ((10**30 - 1, 2 * 10**30), "50.0"),
    ],
)
def test_rates_are_rounded_to_a_tenth_of_a_percent_exactly_and_halves_to_even(rate: Rate, text: str) -> None:
    assert percent_text(rate) == text


def test_rounding_agrees_with_exact_fractions_for_every_small_rate() -> None:
    for whole in range(1, 120):
        for part in range(whole + 1):
            assert tenths_of_a_percent((part, whole)) == round(Fraction(1000 * part, whole))


def test_numbers_are_grouped_by_a_space_that_does_not_break() -> None:
    assert number_text(1234567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
    assert number_text(999) == "999"
    assert number_text(Decimal("1234.50"), ",") == "1\N{NO-BREAK SPACE}234,50"


def test_each_kind_of_cell_reads_as_its_column_says() -> None:
    assert shown("=1+1", Column("a", "A"), HEADER) == "=1+1"
    assert shown((5, 6), Column("a", "A", "percent"), HEADER) == "83,3"
    assert shown(date(2026, 1, 5), Column("a", "A", "date"), HEADER) == "2026-01-05"
    assert shown(HIDDEN, Column("a", "A", "number"), HEADER) == "kept back"
    assert shown(None, Column("a", "A", "date"), HEADER) == ""


def test_a_cell_of_the_wrong_kind_is_a_fault_of_the_report() -> None:
    with pytest.raises(TypeError, match="'age' is for number, not for str"):
        shown("7", Column("age", "Age", "number"), HEADER)


def test_the_unit_of_a_percent_column_stands_in_its_heading_once() -> None:
    assert Column("rate", "Rate", "percent").heading == "Rate (%)"
    assert Column("rate", "% of people", "percent").heading == "% of people"
    assert Column("people", "People", "number").heading == "People"
