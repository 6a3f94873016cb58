"""Lists of people as they are pasted or uploaded."""

import pytest

from learning.errors import Invalid
from learning.reports.rolls import MOST_LINES, Listed, decoded, read_roll


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
    with pytest.raises(Invalid, match="no text"):
        decoded(b"PK\x03\x04\xff\xff\x00")
    with pytest.raises(Invalid, match="too large"):
        decoded(b"1\n" * 1_000_000)
    assert decoded("GH1".encode("utf-16")) == decoded(b"\xef\xbb\xbfGH1") == "GH1"
