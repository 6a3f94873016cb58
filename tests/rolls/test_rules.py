"""Reading and matching the people of a roll."""

import uuid
from collections.abc import Sequence
from datetime import date

import pytest

from learning.people.models import Category, RankGroup, Sex
from learning.rolls.headings import Field, columns, heading_row
from learning.rolls.rules import (
    Decision,
    Doubt,
    Fault,
    Known,
    Line,
    Terms,
    born_after,
    match,
    read_lines,
    same_name,
    settle,
    without_number,
)
from tests.rolls.files import HEADINGS, people

TODAY = date(2026, 3, 2)
GOOD = ["1", "Ama Mensah", "GH 1", "Cpl", "troops", "2 Company", "F", "1990-02-03"]


def read(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> tuple[list[Line], list[Fault]]:
    terms = Terms(0, columns(headings, {}), "", "", "UNMISS")
    return read_lines([list(headings), *rows], terms, today=TODAY)


def changed(**cells: str) -> list[str]:
    places = {"name": 1, "number": 2, "rank": 3, "category": 4, "unit": 5, "sex": 6, "born": 7}
    row = list(GOOD)
    for name, cell in cells.items():
        row[places[name]] = cell
    return row


@pytest.mark.parametrize(
    "headings",
    [
        ["Full name", "Service No.", "Rank", "Unit", "Gender", "D.O.B."],
        ["Nom et prénoms", "Matricule", "Grade", "Unité", "Sexe", "Date de naissance"],
        ["الاسم الكامل", "الرقم العسكري", "الرتبة", "الوحدة", "الجنس", "تاريخ الميلاد"],
        ["Apellidos y nombres", "Número de servicio", "Grado", "Unidad", "Sexo", "Fecha de nacimiento"],
        ["NOME COMPLETO", "Nº de serviço", "Posto", "Unidade", "Sexo", "Data de nascimento"],
    ],
)
def test_headings_are_known_in_five_languages(headings: list[str]) -> None:
    assert list(columns(headings, {}).values()) == [
        Field.NAME,
        Field.SERVICE_NUMBER,
        Field.RANK,
        Field.UNIT,
        Field.SEX,
        Field.BIRTH_DATE,
    ]


def test_the_headings_are_found_below_titles() -> None:
    assert heading_row([["Roll of 2 Company"], [], ["as of", "1 March"], list(HEADINGS), GOOD], {}) == 3


def test_a_first_name_and_a_family_name_are_one_name() -> None:
    lines, _ = read(
        ["Mensah", "Ama", "GH1", "Soldat", "militaire"], headings=["Nom", "Prénoms", "Matricule", "Grade", "Catégorie"]
    )
    assert lines[0].name == "Ama Mensah"


def test_what_a_country_said_before_wins() -> None:
    assert columns(["Name", "Ref", "No"], {"ref": "service-number", "name": ""}) == {1: Field.SERVICE_NUMBER}


def test_a_line_is_written_as_it_is_stored() -> None:
    lines, faults = read(GOOD)
    assert faults == []
    assert lines == [Line(2, "Ama Mensah", "GH1", Category.TROOP, RankGroup.NCO, "2 Company", "UNMISS", Sex.FEMALE)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (changed(name=""), "The name is missing."),
        (changed(name="12345"), "Enter the name."),
        (changed(number="GH-#1"), "A service number has letters and digits only."),
        (changed(rank=""), "The rank is missing."),
        (changed(rank="Corporel"), "“Corporel” is no rank we know. Is it “corporal”?"),
        (changed(rank="zzz"), "“zzz” is no rank we know."),
        (
            changed(category="milatary observer"),
            "“milatary observer” is no category we know. Is it “military observer”?",
        ),
        (changed(born="2035-01-01"), "The date of birth is in the future."),
        (changed(born="03/02/2035"), "The date of birth is in the future."),
    ],
)
def test_a_fault_names_its_row(row: list[str], sentence: str) -> None:
    _, faults = read(GOOD, changed(number="GH2"), row)
    assert [(fault.row, str(fault.refusal)) for fault in faults] == [(4, sentence)]


def test_empty_rows_count_as_the_file_counts_them() -> None:
    _, faults = read(GOOD, [], [], changed(name="", number="GH9"))
    assert [fault.row for fault in faults] == [5]


def test_every_fault_of_a_row_is_said() -> None:
    _, faults = read(changed(name="", rank="zzz"))
    assert len(faults) == 2


def test_a_number_that_stands_twice_is_a_fault_of_the_second_row() -> None:
    lines, faults = read(GOOD, changed(name="Yaw Boateng", number="gh-1"))
    assert [line.row for line in lines] == [2]
    assert str(faults[0].refusal) == "The service number GH1 stands in row 2 already."


def test_m_is_a_woman_where_h_is_a_man() -> None:
    lines, _ = read(changed(sex="M"), changed(sex="H", number="GH2"))
    assert [line.sex for line in lines] == [Sex.FEMALE, Sex.MALE]
    lines, _ = read(changed(sex="M"), changed(sex="F", number="GH2"))
    assert [line.sex for line in lines] == [Sex.MALE, Sex.FEMALE]


def test_ten_thousand_rows_are_read_quickly() -> None:
    lines, faults = read(*([str(cell) for cell in row] for row in people(10_000)))
    assert (len(lines), faults) == (10_000, [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ama Mensah", "MENSAH Ama", True),
        ("José Píriz", "Jose Piriz", True),
        ("Ama Serwaa Mensah", "Ama Mensah", True),
        ("Ama Mensah", "Ama Boateng", False),
        ("Ama", "Ama Mensah", False),
        ("राम बहादुर", "राम बहादुर", True),
        ("राम", "रम", False),
    ],
)
def test_names_are_compared_without_order_case_and_accents(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("text", "later"), [("2026-03-03", True), ("2026-03-02", False), ("1990", False), ("2027", True), ("soon", False)]
)
def test_a_birth_is_not_in_the_future(text: str, *, later: bool) -> None:
    assert born_after(text, TODAY) is later


def line(row: int, name: str, number: str | None, unit: str = "2 Company") -> Line:
    return Line(row, name, number, Category.TROOP, RankGroup.NCO, unit, "UNMISS", None)


AMA = Known(uuid.uuid4(), "Ama Mensah", "GH1", "2 Company")


def test_who_has_the_number_and_the_name_is_known() -> None:
    found = match([line(2, "MENSAH, Ama", "GH1")], [AMA])
    assert [known for _, known in found.known] == [AMA]


def test_a_number_under_another_name_is_unclear_and_makes_no_second_account() -> None:
    found = match([line(2, "Yaw Boateng", "GH1")], [AMA])
    assert [each.doubt for each in found.unclear] == [Doubt.NAME_DIFFERS]
    assert settle(found, {2: Decision.ANOTHER}).new == []
    assert len(settle(found, {2: Decision.SAME}).known) == 1


def test_a_namesake_of_the_same_unit_is_unclear_and_of_another_unit_is_new() -> None:
    found = match([line(2, "Ama Mensah", "GH7"), line(3, "Ama Mensah", "GH8", "5 Company")], [AMA])
    assert [each.line.row for each in found.unclear] == [2]
    assert [each.row for each in found.new] == [3]
    assert len(settle(found, {2: Decision.ANOTHER}).new) == 2
    settled = settle(found, {2: Decision.OUT})
    assert (len(settled.new), settled.known, settled.unclear) == (1, [], [])


def test_who_was_found_by_number_is_no_namesake_of_another_row() -> None:
    found = match([line(2, "Ama Mensah", "GH7"), line(3, "Ama Mensah", "GH1")], [AMA])
    assert [each.row for each in found.new] == [2]
    assert [each.row for each, _ in found.known] == [3]


def test_nobody_new_comes_without_a_number() -> None:
    found = match([line(2, "Yaw Boateng", None), line(3, "Ama Mensah", None)], [AMA])
    assert [str(fault.refusal) for fault in without_number(found)] == ["The service number is missing."]
    assert [each.doubt for each in found.unclear] == [Doubt.NO_NUMBER]
