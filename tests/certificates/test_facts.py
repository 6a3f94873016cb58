import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.facts import Facts, Second, StrangeFacts, grouped, new_serial, normalise


def test_facts_come_back_from_their_bytes(facts: Facts) -> None:
    assert Facts.from_bytes(facts.to_bytes()) == facts


def test_facts_without_expiry_come_back_from_their_bytes(facts: Facts) -> None:
    endless = replace(facts, valid_until=None)
    assert Facts.from_bytes(endless.to_bytes()) == endless


def test_the_canonical_form_is_sorted_unspaced_utf_8(facts: Facts) -> None:
    assert replace(facts, name="Élodie").to_bytes().decode() == (
        '{"authority":"Ministry of Defence of Ghana","completed_on":"2026-03-14","country":"GHA",'
        '"country_name":"Ghana","course":"Gender-responsive conflict analysis","course_version":"1.2","format":1,'
        '"language":"en","name":"Élodie","serial":"7ZK3MB9QXN4TVW2HJ8C5RDPYA60","valid_until":"2029-03-13"}'
    )


def test_composed_and_decomposed_names_are_the_same_facts(facts: Facts) -> None:
    decomposed = replace(facts, name=unicodedata.normalize("NFD", "Élodie"))
    assert decomposed.to_bytes() == replace(facts, name="Élodie").to_bytes()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_comes_back(name: str) -> None:
    facts = Facts.from_bytes(
        b'{"authority":"","completed_on":"2026-03-14","country":"GHA","country_name":"","course":"",'
        b'"course_version":"","format":1,"language":"en","name":"","serial":"","valid_until":null}'
    )
    named = replace(facts, name=name)
    assert Facts.from_bytes(named.to_bytes()) == named


@pytest.mark.parametrize(
    "turned",
    [
        (b'"format":1', b'"format":2'),
        (b'"format":1,', b""),
        (b'"country":"GHA",', b""),
        (b'"name":"Amina', b'"extra":"","name":"Amina'),
        (b'"GHA"', b"7"),
        (b'"2026-03-14"', b'"20260314"'),
        (b'"2026-03-14"', b'"14 March"'),
        (b'"2026-03-14"', b"null"),
        (b'"valid_until":"2029-03-13"', b'"valid_until":5'),
        (b",", b", "),
        (b"Amina", b"\xff"),
        (b"}", b""),
    ],
)
def test_bytes_that_are_not_canonical_facts_are_refused(facts: Facts, turned: tuple[bytes, bytes]) -> None:
    strange = facts.to_bytes().replace(*turned)
    assert strange != facts.to_bytes()
    with pytest.raises(StrangeFacts):
        Facts.from_bytes(strange)


def test_facts_in_two_languages_come_back_from_their_bytes(facts: Facts, second: Second) -> None:
    both = replace(facts, second=second)
    assert Facts.from_bytes(both.to_bytes()) == both


def test_facts_in_two_languages_say_so_in_their_canonical_form(facts: Facts, second: Second) -> None:
    stated = replace(facts, second=second).to_bytes().decode()
    assert '"format":2,' in stated
    assert (
        '"second":{"country_name":"Ghana","course":"Analyse des conflits tenant compte du genre","language":"fr"}'
        in stated
    )


def test_texts_of_the_second_language_are_composed_too(facts: Facts, second: Second) -> None:
    decomposed = replace(second, course=unicodedata.normalize("NFD", "Égalité"))
    assert replace(facts, second=decomposed) == replace(facts, second=replace(second, course="Égalité"))


@pytest.mark.parametrize(
    "turned",
    [
        (b'"format":2', b'"format":1'),
        (b'"format":2', b'"format":3'),
        (b'"format":2', b'"format":[2]'),
        (b',"language":"fr"}', b"}"),
        (b'"language":"fr"', b'"language":7'),
        (b'"language":"fr"', b'"extra":"","language":"fr"'),
        (b'"second":{', b'"second":[{'),
    ],
)
def test_bytes_that_are_not_canonical_facts_in_two_languages_are_refused(
    facts: Facts, second: Second, turned: tuple[bytes, bytes]
) -> None:
    strange = replace(facts, second=second).to_bytes().replace(*turned)
    with pytest.raises(StrangeFacts):
        Facts.from_bytes(strange)


def test_a_second_language_that_is_nothing_is_refused(facts: Facts) -> None:
    stated = facts.to_bytes().replace(b'"format":1', b'"format":2').replace(b',"serial"', b',"second":null,"serial"')
    with pytest.raises(StrangeFacts):
        Facts.from_bytes(stated)


@pytest.mark.parametrize("strange", [b"", b"[]", b"null", b"1"])
def test_other_json_is_refused(strange: bytes) -> None:
    with pytest.raises(StrangeFacts):
        Facts.from_bytes(strange)


def test_new_serials_are_27_plain_characters_and_never_repeat() -> None:
    serials = {new_serial() for _ in range(500)}
    assert len(serials) == 500
    assert all(len(serial) == 27 and normalise(serial) == serial for serial in serials)
    assert not set("ILOU*~$=") & set("".join(serials))


def test_a_serial_is_printed_in_groups_of_five() -> None:
    assert grouped("7ZK3MB9QXN4TVW2HJ8C5RDPYA60") == "7ZK3M-B9QXN-4TVW2-HJ8C5-RDPYA-60"


def test_a_serial_typed_in_any_usual_way_is_understood() -> None:
    serial = _serial_with("01")
    typed = [
        serial.lower(),
        grouped(serial),
        grouped(serial).replace("-", " "),
        grouped(serial).replace("-", "\N{EN DASH}"),
        f"  {serial}\n",
        f"\u2066{serial}\u2069",
        serial.replace("0", "O").replace("1", "I"),
        serial.replace("0", "o").replace("1", "l"),
        serial.replace("0", "٠").replace("1", "١"),
    ]
    assert [normalise(each) for each in typed] == [serial] * len(typed)


@given(st.integers(0, 26), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_found(place: int, wrong: str) -> None:
    serial = new_serial()
    typed = serial[:place] + wrong + serial[place + 1 :]
    assert normalise(typed) == (serial if typed == serial else None)


@given(st.integers(0, 25))
def test_two_swapped_neighbours_are_found(place: int) -> None:
    serial = new_serial()
    typed = serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]
    assert normalise(typed) == (serial if typed == serial else None)


@pytest.mark.parametrize("typed", ["", "-", "abc", "U" * 27, "0" * 26, "0" * 28, "é" * 27, "0" * 100_000])
def test_what_can_be_no_serial_is_none(typed: str) -> None:
    assert normalise(typed) is None


@given(st.text())
def test_nothing_typed_breaks_the_check(typed: str) -> None:
    normalise(typed)


def _serial_with(characters: str) -> str:
    while True:
        serial = new_serial()
        if set(characters) <= set(serial):
            return serial
