"""Who is ready: the days at the border, what is missing, and names that mean the same."""

from datetime import date, timedelta

import pytest

from learning.reports.verdicts import FOREVER, Line, Verdict, counts, in_order, is_same_name, judged

LANDING = date(2026, 3, 14)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("held", "verdict", "until", "lacking", "expiring"),
    [
        ((LANDING, LANDING), Verdict.READY, LANDING, (), ()),
        ((LANDING, FOREVER), Verdict.READY, LANDING, (), ()),
        ((FOREVER, FOREVER), Verdict.READY, None, (), ()),
        ((LANDING - DAY, LANDING), Verdict.EXPIRES, LANDING - DAY, (), ("one",)),
        ((LANDING - DAY, None), Verdict.MISSING, LANDING - DAY, ("two",), ("one",)),
        ((None, LANDING), Verdict.MISSING, LANDING, ("one",), ()),
        ((None, None), Verdict.MISSING, None, ("one", "two"), ()),
    ],
)
def test_the_last_day_of_validity_is_still_valid(
    held: tuple[date | None, ...],
    verdict: Verdict,
    until: date | None,
    lacking: tuple[str, ...],
    expiring: tuple[str, ...],
) -> None:
    assert judged(("one", "two"), held, LANDING) == (verdict, until, lacking, expiring)


def test_the_most_work_stands_first_and_what_runs_out_first_before_the_rest() -> None:
    lines = [
        Line(Verdict.READY, "1", "A", LANDING),
        Line(Verdict.NAME_DIFFERS, "2", "B"),
        Line(Verdict.EXPIRES, "3", "C", LANDING - DAY),
        Line(Verdict.EXPIRES, "4", "D", LANDING - 2 * DAY),
        Line(Verdict.NOT_FOUND, "5", ""),
        Line(Verdict.MISSING, "6", "E"),
    ]
    assert [line.number for line in in_order(lines)] == ["6", "4", "3", "5", "2", "1"]
    assert counts(lines)[Verdict.EXPIRES] == 2


@pytest.mark.parametrize(
    ("stored", "given", "same"),
    [
        ("Amina Mensah", "MENSAH, Amina", True),
        ("Zoë Ó Briain", "zoe o briain", True),
        ("أمينة عبد الرحمن", "عبد الرحمن أمينة", True),
        ("Amina Mensah", "", True),
        ("Amina Mensah", "Amina Mensa", False),
        ("Amina Mensah", "Abena Mensah", False),
    ],
)
def test_names_are_the_same_whatever_the_order_capitals_and_accents(stored: str, given: str, *, same: bool) -> None:
    assert is_same_name(stored, given) is same
