"""How hard a text is: sentences, syllables and the grade, against numbers counted by hand."""

import pytest

from learning.modules.reading_level import Level, level, level_faults, syllables
from learning.modules.sentences import sentences

PLAIN = "You see the road. It is quiet."


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("road", 1), ("gates", 1), ("named", 1), ("safe", 1), ("the", 1), ("rules", 1), ("asked", 1), ("Peace,", 1)),
        *(("wanted", 2), ("boxes", 2), ("table", 2), ("people", 2), ("patrol", 2), ("quiet", 1), ("villages", 3)),
        *(("officer", 3), ("resolution", 4), ("security", 4), ("responsibility", 6)),
    ],
)
def test_syllables_are_counted_by_their_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    found = level(PLAIN)

    assert found == Level(words=7, sentences=2, long=0, syllables=7)
    assert found.average == 3.5
    assert found.grade == pytest.approx(0.39 * 3.5 + 11.8 * 1 - 15.59)


@pytest.mark.parametrize(
    "beside",
    [
        "## A heading of many and incomprehensible words",
        "| Hour | Institutional responsibilities |\n|---|---|\n| 05:30 | 12 |",
        "![](four-pillars.svg)",
        "::: check c01\n:::",
        "2026",
    ],
)
def test_headings_tables_pictures_and_numbers_do_not_count(beside: str) -> None:
    assert level(f"{PLAIN}\n\n{beside}\n") == level(PLAIN)


@pytest.mark.parametrize(
    "cited",
    [
        "You see the road (S/RES/2272 (2016); UN Military Manual (2024)).",
        "You see the road S/RES/2272 (2016).",
        "You see the **road** (Best Practice Guide).",
        "You see [the road](https://example.org/institutional-responsibilities) 12.",
    ],
)
def test_symbols_citations_and_addresses_do_not_count(cited: str) -> None:
    assert level(cited) == level("You see the road.")


def test_what_is_said_in_brackets_counts() -> None:
    assert level("You see the road (and the ford).").words == 7


def test_a_text_without_words_asks_for_nothing() -> None:
    assert (level("").grade, level("").average) == (0.0, 0.0)
    assert list(level_faults("| a |", "en")) == []


def test_sentences_know_their_lines() -> None:
    text = "One. Two\ngoes on.\n\n- Three\n- Four: “Five.” Six\n\n## Seven\n\n| Eight |\n"

    assert [(said.line, said.text, said.running) for said in sentences(text)] == [
        (0, "One.", True),
        (0, "Two\ngoes on.", True),
        (3, "- Three", True),
        (4, "- Four:", True),
        (4, "“Five.”", True),
        (4, "Six", True),
        (6, "## Seven", False),
        (8, "| Eight |", False),
    ]


def test_what_looks_like_an_end_is_none() -> None:
    assert [said.text for said in sentences("See para. 6 at 05:30, e.g. with a map. Go.")] == [
        "See para. 6 at 05:30, e.g. with a map.",
        "Go.",
    ]


def test_other_scripts_have_sentences_too() -> None:
    assert [said.text for said in sentences("هل ترى؟ نعم. اكتب.")] == ["هل ترى؟", "نعم.", "اكتب."]


def test_only_english_is_measured() -> None:
    hard = "Institutional responsibilities necessitate comprehensive interdisciplinary coordination. " * 3

    assert len(list(level_faults(hard, "en"))) == 1
    assert list(level_faults(hard, "fr")) == []
