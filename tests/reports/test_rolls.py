"""Lists of people as they are pasted or uploaded."""

import pytest

from learning.errors import Invalid
from learning.reports.rolls import MOST_LINES, Listed, listed, read_roll


@pytest.mark.parametrize(
    "text",
    [
        "GH 10234\ngh-10235\n\n",
        "GH10234,Amina Mensah\nGH10235,Efua Owusu",
        "Name;Service number\r\nAmina Mensah;GH 10234\r\nEfua Owusu;GH 10235\r\n",
        "Nom complet\tMatricule\tGrade\nAmina Mensah\tGH10234\tCpl\nEfua Owusu\tGH10235\tSgt",
        "الرقم العسكري,الاسم\nGH10234,Amina Mensah\nGH10235,Efua Owusu",
    ],
)
def test_numbers_are_found_in_any_column(text: str) -> None:
    assert [one.number for one in read_roll(text).people] == ["GH10234", "GH10235"]
    named = len(text.splitlines()[0].replace(";", ",").replace("\t", ",").split(",")) > 1
    assert [one.name for one in read_roll(text).people] == (["Amina Mensah", "Efua Owusu"] if named else ["", ""])


def test_a_number_that_stands_twice_counts_once() -> None:
    found = read_roll("GH 1\nGH1\ngh-1\nGH2")
    assert (len(found.people), found.repeated) == (2, 2)


def test_what_can_be_no_number_is_kept_as_it_was_typed() -> None:
    assert read_roll("=1+1\nGH2").people[0] == Listed("=1+1", "")


def test_a_list_may_be_neither_empty_nor_endless_nor_anything_but_text() -> None:
    for text in ("", "  \n\n", "Name,Service number\n"):
        with pytest.raises(Invalid, match="no service number"):
            read_roll(text)
    with pytest.raises(Invalid, match="too long"):
        read_roll("\n".join(f"GH{number}" for number in range(MOST_LINES + 1)))
    with pytest.raises(Invalid, match="too large"):
        read_roll("1\n" * 1_000_000)


def test_a_roll_is_read_as_it_comes() -> None:
    rows = [
        ["NOMINAL ROLL 2026"],
        [],
        ["Ser", "Rank", "Surname", "Svc No", "Given names"],
        ["1", "Cpl", "Mensah", "GH 10234", "Amina"],
        ["2", "Sgt", "Owusu", "GH 10235"],
    ]
    assert listed(rows, {}).people == (Listed("GH10234", "Amina Mensah"), Listed("GH10235", "Owusu"))


def test_what_the_country_called_its_columns_is_known() -> None:
    rows = [["who", "ref"], ["Amina Mensah", "GH1"]]
    remembered = {"who": "name", "ref": "service-number"}
    assert listed(rows, remembered).people == (Listed("GH1", "Amina Mensah"),)


def test_a_roll_without_service_numbers_is_refused_beside_its_field() -> None:
    with pytest.raises(Invalid, match="No column") as refused:
        listed([["Name", "Rank"], ["Amina Mensah", "Cpl"]], {})
    assert refused.value.field == "file"
