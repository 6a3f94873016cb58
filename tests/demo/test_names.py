import unicodedata
from itertools import chain
from random import Random

import pytest

from certificates.type import can_print
from learning.demo.names import NAMES
from learning.demo.plans import AUTHORITIES, COUNTRIES
from learning.languages import BY_TAG
from learning.people.countries import is_country
from learning.people.rules import normalise_name

SCRIPTS = {
    "BGD": "BENGALI",
    "EGY": "ARABIC",
    "IND": "DEVANAGARI",
    "MAR": "ARABIC",
    "MNG": "CYRILLIC",
    "NPL": "DEVANAGARI",
}
SCRIPTS |= {"SRB": "CYRILLIC"}


@pytest.mark.parametrize("country", NAMES)
def test_every_name_of_a_country_is_in_its_script_and_can_be_printed(country: str) -> None:
    names = NAMES[country]
    for name in chain(names.women, names.men, names.family):
        assert can_print(name)
        letters = [letter for letter in name if unicodedata.category(letter)[0] == "L"]
        assert {unicodedata.name(letter).split()[0] for letter in letters} == {SCRIPTS.get(country, "LATIN")}, name


@pytest.mark.parametrize("country", NAMES)
def test_a_name_put_together_is_stored_as_it_is(country: str) -> None:
    rng = Random(4)
    for woman in (True, False):
        name = NAMES[country].draw(rng, woman=woman)
        assert normalise_name(name) == name
        assert len(set(name.split())) == len(name.split())


@pytest.mark.parametrize("country", NAMES)
def test_there_are_enough_different_names(country: str) -> None:
    rng = Random(5)
    drawn = {NAMES[country].draw(rng, woman=place % 2 == 0) for place in range(300)}

    assert len(drawn) > 100


def test_every_country_has_names_and_languages_that_are_offered() -> None:
    assert COUNTRIES.keys() == NAMES.keys()
    assert all(is_country(country) for country in COUNTRIES)
    assert set(chain(*COUNTRIES.values())) == set(BY_TAG)
    assert AUTHORITIES.keys() <= COUNTRIES.keys()
