"""Countries in texts about misconduct: no country is named there, because it would stand as the culprit."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from learning.modules.sentences import SYMBOL, Found, sentences
from learning.people.countries import countries

# How countries are also called, and regions that stand for one.
OTHER_NAMES = """
    America|Antigua|Bosnia|Britain|Burma|CAR|Cape Verde|Congo|Cote d'Ivoire|Côte d'Ivoire|Czech Republic|DR Congo|DRC
    East Timor|England|Great Britain|Holland|Ivory Coast|Kosovo|Macedonia|North Korea|Palestine|Russia
    Russian Federation|Scotland|South Korea|Swaziland|Syria|Trinidad|Turkey|UAE|UK|USA|Viet|Wales
"""
# CLDR writes some countries with a second name or with their capital.
PARTS = re.compile(r" - | \(|\)")
SHORTEST = 4

NATIONALITIES = """
    Afghan|Albanian|Algerian|American|Angolan|Argentine|Argentinian|Armenian|Australian|Austrian|Bangladeshi|Basotho
    Beninese|Bhutanese|Bolivian|Bosnian|Botswanan|Brazilian|British|Bruneian|Bulgarian|Burkinabe|Burundian|Cambodian
    Cameroonian|Canadian|Chadian|Chilean|Colombian|Congolese|Croatian|Cuban|Cypriot|Djiboutian|Ecuadorian|Egyptian
    Eritrean|Ethiopian|Fijian|Filipino|Filipina|Gabonese|Gambian|Georgian|Ghanaian|Guatemalan|Guinean|Haitian|Honduran
    Indian|Indonesian|Iranian|Iraqi|Irish|Israeli|Ivorian|Jordanian|Kazakh|Kenyan|Kosovar|Lebanese|Liberian|Libyan
    Malagasy|Malawian|Malaysian|Malian|Mauritanian|Mexican|Moldovan|Moroccan|Mozambican|Namibian|New Zealander|Nigerian
    Nigerien|Pakistani|Palestinian|Paraguayan|Peruvian|Rwandan|Salvadoran|Senegalese|Sierra Leonean|Singaporean|Somali
    South African|South Sudanese|Sri Lankan|Sudanese|Swiss|Syrian|Tanzanian|Timorese|Togolese|Tunisian|Ugandan
    Uruguayan|Venezuelan|Yemeni|Zambian|Zimbabwean
"""
# These name a language too, which an interpreter may speak: they are refused of people and of forces.
ALSO_LANGUAGES = """
    Arab|Bengali|Burmese|Chinese|Czech|Danish|Dutch|English|Estonian|Finnish|French|German|Greek|Hungarian
    Italian|Japanese|Khmer|Korean|Lithuanian|Mongolian|Nepalese|Nepali|Norwegian|Persian|Polish|Portuguese|Romanian
    Russian|Serbian|Slovak|Slovenian|Spanish|Swedish|Thai|Turkish|Ukrainian|Uzbek|Vietnamese
"""
FORCES = (
    r"(?:armed forces|army|battalion|blue helmet|boy|camp|civilian|commander|company|contingent|contractor|engineer|"
    r"force|formed police|general|girl|government|infantry|lieutenant|major|man|men|military|national|officer|"
    r"peacekeeper|people|platoon|police|sergeant|soldier|troop|unit|woman|women)s?"
)


def named_countries(text: str, language: str, sources: Collection[str] = ()) -> Found:
    """Find the countries and nationalities that a text names; English only.

    A sentence may name one when it cites a document by its symbol, as for the votes on a resolution, and in brackets
    when the whole bracket is the title of a source.

    Args:
        text: what is said.
        language: its language.
        sources: the titles that the module names as its sources.
    """
    if language != "en" or not _pattern().search(text):
        return
    for said in sentences(text):
        if SYMBOL.search(said.text):
            continue
        plain = _without_titles(said.text, sources)
        for found in _pattern().finditer(plain):
            yield said.line, f"names “{' '.join(found[0].split())}”; no country stands in a text about misconduct"


def _without_titles(text: str, sources: Collection[str]) -> str:
    for title in sources:
        text = text.replace(f"({title})", " ")
    return text


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, {*_names(), *_listed(OTHER_NAMES)}), key=len, reverse=True))
    people = "|".join(_listed(NATIONALITIES))
    languages = "|".join(_listed(ALSO_LANGUAGES))
    spaced = rf"\b(?:(?:{names})|(?:{people})s?|(?:{languages})\ {FORCES})\b".replace(r"\ ", r"\s+")
    return re.compile(spaced)


def _names() -> Iterator[str]:
    for _, name in countries("en"):
        yield name
        yield from (part for part in PARTS.split(name) if len(part) >= SHORTEST)


def _listed(names: str) -> list[str]:
    return [name.strip() for line in names.strip().splitlines() for name in line.split("|")]
