"""Records for a study: what they hold, what they never hold, and that they are made anew for each export."""

from collections import Counter
from datetime import date, timedelta

import pytest

from learning.people.models import Person
from learning.records.models import Delivery
from learning.reports.plugs import study
from learning.reports.study.rules import FEWEST, NOT_COMPLETED
from tests.life import GENDER, SEA, Life
from tests.reports.asking_plugs import TODAY, answered, facts, question
from tests.reports.by_hand import ByHand

ASKED = question(None, quarter="2026-Q1")


@pytest.fixture
def studied(life: Life) -> Life:
    """Six alike of Ghana, four police of Uruguay with one of Nepal, and one who came after the quarter."""
    with life.database.begin() as session:
        make = ByHand(life, session)
        for _ in range(6):
            who = make.person("female", unit="Secret Company", mission="UNISFA")
            make.completed(who, date(2026, 2, 1), enrolled_on=date(2025, 11, 1), delivery=Delivery.ROOM)
        for country in ("URY",) * 4 + ("NPL",):
            who = make.person("male", country=country, category="individual-police-officer")
            make.completed(who, date(2026, 4, 1), GENDER, enrolled_on=date(2026, 3, 31))
        make.completed(make.person("male"), date(2026, 4, 1), SEA)
    return life


def test_records_are_as_exact_as_five_people_allow(studied: Life) -> None:
    made, tables = answered(studied, study.REPORT, ASKED)
    lines = Counter(tuple(row[1:]) for row in tables["Records"])
    alike = ("GHA", "contingent-troop", "enlisted", "female", SEA, "2025-Q4", "2026-Q1", "room", "0", "", "")
    # Of the police four are Uruguay's and one is Nepal's: only when the country goes there are five. They completed
    # after the quarter, so in this export they have not.
    coarser = ("*", "*", "*", "*", GENDER, "*", NOT_COMPLETED, "*", "0", "", "")
    assert lines == {alike: 6, coarser: 5}
    told = facts(made)
    assert (told["n"], told["Made coarser"], told["Left out"]) == ("11", "5", "0")


def test_no_record_names_anybody(studied: Life) -> None:
    _, tables = answered(studied, study.REPORT, ASKED)
    everything = " ".join(str(cell) for rows in tables.values() for row in rows for cell in row)
    with studied.database.read() as session:
        for person in session.query(Person):
            for secret in (person.name, str(person.service_number), person.id.hex[:8], str(person.id)[:8]):
                assert secret not in everything
    assert "Secret Company" not in everything
    assert "UNISFA" not in everything


def test_each_export_has_ids_of_its_own_and_each_record_one(studied: Life) -> None:
    first, second = (
        [row[0] for row in answered(studied, study.REPORT, question(None, quarter="2026-Q1", now=now))[1]["Records"]]
        for now in (TODAY, TODAY + timedelta(seconds=1))
    )
    assert len(set(first)) == len(first) == 11
    assert not set(first) & set(second)


def test_the_order_says_nothing_that_the_records_do_not(studied: Life) -> None:
    _, tables = answered(studied, study.REPORT, ASKED)
    lines = [tuple(map(str, row[1:])) for row in tables["Records"]]
    assert lines == sorted(lines)


def test_the_code_book_has_every_column_and_every_word(studied: Life) -> None:
    made, tables = answered(studied, study.REPORT, ASKED)
    book: dict[object, set[object]] = {}
    for column, value, meaning in tables["Code book"]:
        assert meaning
        book.setdefault(column, set()).add(value)
    columns = made.tables[1].columns
    assert list(book) == [column.title for column in columns]
    for row in tables["Records"]:
        for column, cell in zip(columns, row, strict=True):
            if column.key in {"category", "rank_group", "sex", "course", "delivery"}:
                assert cell in book[column.title], (column.key, cell)


def test_four_people_are_left_out_and_said(life: Life) -> None:
    with life.database.begin() as session:
        make = ByHand(life, session)
        for _ in range(FEWEST - 1):
            make.completed(make.person("male"), date(2026, 2, 1))
    made, tables = answered(life, study.REPORT, ASKED)
    assert tables["Records"] == []
    assert (facts(made)["n"], facts(made)["Left out"]) == ("0", "4")
