import pytest
from babel.core import get_global

from learning.languages import LANGUAGES
from learning.people.countries import ALPHA2, countries, country_name, is_country


def test_every_assigned_code_is_there_once() -> None:
    assert len(ALPHA2) == 249
    assert len(set(ALPHA2.values())) == 249


def test_the_table_agrees_with_cldr() -> None:
    aliases = get_global("territory_aliases")
    assert {code: aliases[code] for code in ALPHA2} == {code: [alpha2] for code, alpha2 in ALPHA2.items()}


@pytest.mark.parametrize("language", [language.tag for language in LANGUAGES])
def test_every_country_has_a_name_in_every_language(language: str) -> None:
    assert [code for code in ALPHA2 if country_name(code, language) in {code, ALPHA2[code]}] == []


def test_a_country_is_named_in_the_readers_language() -> None:
    assert [country_name("GHA", tag) for tag in ("en", "fr", "ar")] == ["Ghana", "Ghana", "غانا"]
    assert country_name("DEU", "fr") == "Allemagne"


def test_a_list_is_sorted_as_its_reader_looks_names_up() -> None:
    names = [name for _, name in countries("fr")]
    assert names.index("Équateur") < names.index("Espagne")
    assert names.index("Égypte") < names.index("Équateur")
    assert len(names) == 249


@pytest.mark.parametrize("code", ["", None, "gha", "GH", "XXX", "UNK"])
def test_what_is_no_code_is_no_country(code: str | None) -> None:
    assert not is_country(code)


def test_a_code_that_is_none_is_shown_as_it_is() -> None:
    assert country_name("ZZZ", "en") == "ZZZ"
