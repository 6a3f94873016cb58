"""Indicators of training: what the register must say, and that each of them counts what it says."""

import json
from datetime import date

import pytest

from learning.languages import LANGUAGES
from learning.modules.shelving import own_shelf
from learning.records.models import Delivery
from learning.reports.indicators import definitions as register
from learning.reports.indicators.counting import FORMULAS, WHOLE, Counted, Figure, counted
from learning.reports.indicators.definitions import Definition, definitions
from learning.reports.quarters import Quarter
from tests.life import GENDER, SEA, Life
from tests.reports.by_hand import ByHand

QUARTER = Quarter(2026, 1)
TROOP, POLICE = "contingent-troop", "individual-police-officer"


def test_the_register_is_whole_in_every_language() -> None:
    for each in definitions():
        assert each.version >= 1
        assert each.unit in register.UNITS
        assert each.on in register.MOMENTS
        assert each.by in register.DIMENSIONS
        assert set(each.words) == {language.tag for language in LANGUAGES}
        for language, words in each.words.items():
            assert set(words) == set(register.WORDS), (each.code, language)
            assert words["name"]
            assert words["formula"]
            assert words["numerator"]
            assert bool(words["denominator"]) == (each.unit == "share"), (each.code, language)


def test_each_indicator_has_one_formula_and_each_formula_an_indicator() -> None:
    codes = [each.code for each in definitions()]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(FORMULAS)


def test_each_source_is_a_document_on_the_shelf() -> None:
    symbols = {reference.symbol for reference in own_shelf().references}
    assert {each.source for each in definitions() if each.source} <= symbols


def test_no_indicator_says_that_it_is_one_of_the_united_nations() -> None:
    everything = " ".join(text for each in definitions() for words in each.words.values() for text in words.values())
    assert not any(word in everything for word in ("United Nations", "DPO", "core indicator"))


def figures(life: Life, country: str | None = "GHA") -> dict[str, dict[str, tuple[int, int | None]]]:
    """Every figure of the quarter, by code and by what it is of."""
    with life.database.read() as session:
        found = counted(session, country, QUARTER, definitions())
    return {each.definition.code: {one.of: (one.numerator, one.denominator) for one in each.figures} for each in found}


@pytest.fixture
def ghana(life: Life) -> Life:
    """Six people of Ghana and one of Nepal; the tests say what follows from each of them."""
    with life.database.begin() as session:
        make = ByHand(life, session)
        # Ama: both courses in the quarter, one of them in a room.
        ama = make.person("female")
        make.completed(ama, date(2026, 1, 1), SEA, until=date(2028, 1, 1))
        make.completed(ama, date(2026, 3, 31), GENDER, delivery=Delivery.ROOM)
        # Kofi: completed before the quarter; it ran out on its last day but one.
        kofi = make.person("male")
        make.completed(kofi, date(2025, 12, 31), SEA, until=date(2026, 3, 30))
        # Esi: police, on paper, revoked after the quarter: on its last day it stood.
        esi = make.person(None, category=POLICE)
        make.completed(esi, date(2026, 2, 1), SEA, enrolled_on=date(2025, 6, 1), delivery=Delivery.PAPER,
                       revoked_on=date(2026, 4, 1))  # fmt: skip
        # Yaw: police, in the quarter, revoked within it.
        yaw = make.person("male", category=POLICE)
        make.completed(yaw, date(2026, 2, 1), SEA, revoked_on=date(2026, 3, 31))
        # Abena: enrolled in the quarter, not completed; prefers not to say.
        abena = make.person("prefer-not-to-say")
        make.enrolled(abena, date(2026, 3, 31))
        # Kojo: enrolled after the quarter; served until its last day, which belongs to the next place.
        kojo = make.person("male", until=date(2026, 3, 31))
        make.enrolled(kojo, date(2026, 4, 1))
        # Bina of Nepal: in the quarter.
        make.completed(make.person("female", country="NPL"), date(2026, 1, 15), SEA)
    return life


def test_people_and_courses_are_counted_as_their_definitions_say(ghana: Life) -> None:
    found = figures(ghana)
    # Ama, Esi and Yaw completed something in the quarter; Ama two courses.
    assert found["T1"] == {WHOLE: (3, None), TROOP: (1, None), POLICE: (2, None)}
    assert found["T2"] == {WHOLE: (4, None), SEA: (3, None), GENDER: (1, None)}
    # Ama in a room (gender), Esi on paper (the other course).
    assert found["T7"] == {WHOLE: (2, 4), SEA: (1, 3), GENDER: (1, 1)}


def test_the_rate_is_of_the_enrolments_that_were_open(ghana: Life) -> None:
    # Open in the first course: Ama, Esi, Yaw (completed) and Abena; Kofi was done before, Kojo began after.
    assert figures(ghana)["T3"] == {WHOLE: (4, 5), SEA: (3, 4), GENDER: (1, 1)}


def test_certificates_are_looked_at_as_they_stood_on_the_last_day(ghana: Life) -> None:
    # Serving: Ama, Kofi, Esi, Yaw, Abena. Holding: Ama (both), Esi (revoked a day later); Kofi's ran out, Yaw's went.
    assert figures(ghana)["T4"] == {WHOLE: (2, 5), SEA: (2, 5), GENDER: (1, 5)}


def test_women_are_a_share_of_those_whose_sex_is_known(ghana: Life) -> None:
    found = figures(ghana)
    # Trained: Ama (female), Yaw (male), Esi (not stated).
    assert found["T5"] == {WHOLE: (1, 2), TROOP: (1, 1), POLICE: (0, 1)}
    assert found["T6"] == {WHOLE: (1, 3), TROOP: (0, 1), POLICE: (1, 2)}


def test_all_countries_together_are_their_sum(ghana: Life) -> None:
    found = figures(ghana, None)
    assert found["T1"][WHOLE] == (4, None)
    assert found["T4"][WHOLE] == (3, 6)
    assert found["T5"][WHOLE] == (2, 3)


def test_a_country_without_records_has_figures_of_nothing(life: Life) -> None:
    found = figures(life, "URY")
    assert found["T1"] == {WHOLE: (0, None)}
    assert found["T3"] == found["T4"] == found["T5"] == found["T7"] == {WHOLE: (0, 0)}


def test_what_is_kept_reads_back_the_same() -> None:
    one = Counted(definitions()[2], [Figure(WHOLE, 4, 5), Figure(SEA, 3, 4)])
    assert Counted.from_stored(json.loads(json.dumps(one.stored()))) == one
    assert isinstance(one.definition, Definition)
