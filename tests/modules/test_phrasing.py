"""What no text of a pack may say: words to avoid, unconfirmed paragraphs, countries, broken links, hard sentences."""

import pytest

from learning.languages import LANGUAGES
from learning.modules.avoided import avoided_words
from learning.modules.citations import citation_faults
from learning.modules.culprits import named_countries
from learning.modules.links import link_fault
from tests.modules.seeds import EXERCISE_WORDS, GUIDE, LESSON, WORDS, FaultsOf, Seed, gives_one_fault

SOURCE = '["S/RES/1325 (2000)"]'
LONG = "You look " + "and you look " * 12 + "again."

SEEDS = {
    # words to avoid
    "a female": Seed(LESSON, "Absence", "A female was there. Absence", "A female", "says “A female”"),
    "guilty": Seed(LESSON, "Absence", "The guilty officers go. Absence", "guilty", "write “allegation”"),
    "women and children": Seed(GUIDE, "Four groups", "Women and children first. Four groups", "Women", "girls, men"),
    "victim management": Seed(GUIDE, "An hour", "Victim management. An hour", "Victim", "write “victim-centred”"),
    "a prostitute": Seed(EXERCISE_WORDS, '"Why x01."', '"A prostitute."', "prostitute", "person who sells sex"),
    "prostitution": Seed(LESSON, "Absence", "It is prostitution. Absence", "prostit", "transactional sex"),
    "a child prostitute": Seed(WORDS, '"choices b"', '"A child prostitute"', "child", "child victim of sexual"),
    "child pornography": Seed(WORDS, '"Why q09."', '"Child pornography."', "Child", "child sexual abuse material"),
    "a consensual relationship": Seed(
        LESSON, "Absence", "They had a consensual relationship. Absence", "consensual", "power is unequal"
    ),
    "zero cases": Seed(EXERCISE_WORDS, "Two boats came", "There were zero cases. Two boats came", "zero", "reports"),
    "gender is women": Seed(LESSON, "Absence", "Gender means women. Absence", "Gender", "women, girls, men and boys"),
    # citations
    "a resolution that is not on the shelf": Seed("module.toml", SOURCE, '["S/RES/9999 (2000)"]', "9999", "not on the"),
    "a resolution of another year": Seed("quiz.toml", SOURCE, '["S/RES/1325 (2001)"]', "(2001)", "adopted in 2000"),
    "an unknown paragraph": Seed(
        "exercises.toml", SOURCE, '["S/RES/1325 (2000), OP99"]', "OP99", "“OP99” of S/RES/1325, which is not confirmed"
    ),
    "an unknown paragraph in a lesson": Seed(
        LESSON,
        "Absence",
        "Read paragraph 77 of resolution 1820. Absence",
        "77",
        "of S/RES/1820, which is not confirmed",
    ),
    "an unknown section in a rationale": Seed(
        WORDS, '"Why q09."', '"See ST/SGB/2003/13, section 8.1."', "8.1", "“section 8.1” of ST/SGB/2003/13"
    ),
    # links
    "a link to a place on the page": Seed(LESSON, "https://example.org/1325", "#below", "#below", "leads nowhere"),
    "a link into the platform": Seed(LESSON, "https://example.org/1325", "/courses/x", "/courses", "leads nowhere"),
    "a link to another lesson": Seed(LESSON, "https://example.org/1325", "20-the-market.md", "20-", "leads nowhere"),
    "a link to no site": Seed(LESSON, "https://example.org/1325", "https://example", "//example", "no name of a site"),
    "a link with a space": Seed(LESSON, "example.org/1325", "example.org/13 25", "13 25", "hold no space"),
    "a link to nothing": Seed(LESSON, "[the resolution](https://example.org/1325)", "[it][1]", "[1]", "is no link"),
    "a link in a guide": Seed(GUIDE, "Four groups", "[Four](page.html) groups", "[Four]", "leads nowhere"),
    "a link in a case": Seed(EXERCISE_WORDS, "Two boats", "[Two](#x) boats", "[Two]", "leads nowhere"),
    # how hard it is
    "an endless sentence in a lesson": Seed(LESSON, "Absence can", f"{LONG} Absence can", "Absence", "sentence of 39"),
    "an endless sentence in words": Seed(WORDS, '"Stalls"', f'"{LONG}"', "alt", "a sentence of 39 words"),
    "an endless sentence on a later line": Seed(WORDS, "Then at the people.", LONG, "You look", "sentence of 39 words"),
    "hard words": Seed(
        LESSON,
        "The road is quiet and you write down what you see.",
        "Institutional responsibilities necessitate regular interdisciplinary coordination between all organisations.",
        "You stand",
        "asks for grade",
        every=True,
    ),
    "long sentences all through": Seed(
        LESSON,
        "The road is quiet and you write down what you see. The road is quiet and you write down what you see. ",
        "The road is quiet and you see it and you write down what you see at the end of the day. You go. ",
        "You stand",
        "20 words; at most 10 in a hundred",
        every=True,
    ),
}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_one_spoilt_thing_gives_one_fault_in_its_place(seed: Seed, faults_of: FaultsOf, files: dict[str, str]) -> None:
    gives_one_fault(seed, faults_of, files)


SENSITIVE = {
    "a country in a lesson": Seed(LESSON, "Absence", "It was in Uruguay. Absence", "Uruguay", "names “Uruguay”"),
    "people of a country": Seed(WORDS, '"choices b"', '"A Ghanaian soldier"', "Ghanaian", "names “Ghanaian”"),
    "a force of a country": Seed(
        EXERCISE_WORDS, '"Do a in s2"', '"Ask a French soldier"', "French", "“French soldier”"
    ),
    "a country in a guide": Seed(GUIDE, "Four groups", "Mali is an example. Four groups", "Mali", "names “Mali”"),
}


@pytest.mark.parametrize("seed", SENSITIVE.values(), ids=SENSITIVE.keys())
def test_a_module_with_a_content_notice_names_no_country(
    seed: Seed, faults_of: FaultsOf, files: dict[str, str]
) -> None:
    files["module.toml"] = files["module.toml"].replace("content_notice = false", "content_notice = true")
    files[WORDS] = f'notice = "You may stop."\n{files[WORDS]}'

    gives_one_fault(seed, faults_of, files)


@pytest.mark.parametrize(
    "said",
    [
        "The vote was 14-0-1, Egypt abstaining (S/RES/2272 (2016)).",
        "One mission asks for it too (UN mission in Colombia: conduct and discipline).",
        "The interpreter speaks French and Spanish, and a man from the ford speaks Nepali.",
        "She wears a football jersey. A turkey crosses the road.",
    ],
)
def test_votes_sources_and_languages_are_no_culprits(said: str) -> None:
    assert list(named_countries(said, "en", {"UN mission in Colombia: conduct and discipline"})) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("It happened in Côte d'Ivoire.", "Côte d'Ivoire"),
        ("It happened in the Democratic Republic of the Congo.", "Congo"),
        ("Two Rwandans were there.", "Rwandans"),
        ("The Portuguese battalion was there.", "Portuguese battalion"),
        ("A source in Colombia: conduct and discipline.", "Colombia"),
    ],
)
def test_countries_are_found_by_every_name(said: str, name: str) -> None:
    (found,) = named_countries(f"Nothing.\n\n{said}", "en", {"Colombia: conduct and discipline"})

    assert found == (2, f"names “{name}”; no country stands in a text about misconduct")


@pytest.mark.parametrize(
    "said",
    [
        'The word "females" hurts.',
        "“Zero cases” is no good news.",
        "Zero reports is not the same as zero cases.",
        "Gender is about women, girls, men and boys.",
        "Gender is about women and men.",
        "A female peacekeeper stands there.",
        "The children wait with the women.",
    ],
)
def test_words_that_are_spoken_about_or_rightly_said_pass(said: str) -> None:
    assert list(avoided_words(said, "en")) == []


def test_a_mistake_may_be_said_and_never_hurt() -> None:
    assert list(avoided_words("It was a consensual relationship.", "en", wrongly_said=True)) == []
    assert [line for line, _ in avoided_words("She is\na prostitute.", "en", wrongly_said=True)] == [1]


def test_words_are_judged_in_their_language_only() -> None:
    others = [language.tag for language in LANGUAGES if language.tag != "en"]

    assert others
    for tag in others:
        assert list(avoided_words("females", tag)) == []
        assert list(named_countries("Mali", tag)) == []


@pytest.mark.parametrize(
    "said",
    [
        "S/RES/1820 (2008), OP6",
        "Paragraphs 4 and 5 of S/RES/1820 (2008)",
        "resolution 1820, para. 5",
        "In S/RES/1325 (2000) and in section 3.2 (e) of ST/SGB/2003/13",
        "Section 2 walks to OP 3.",
        "S/RES/2538 (2020) asks a section of eight to look.",
        "A/71/818 (2017)",
    ],
)
def test_confirmed_citations_pass(said: str) -> None:
    assert list(citation_faults(said)) == []


@pytest.mark.parametrize(
    ("said", "document"),
    [
        ("S/RES/1820 (2008), OP5-9", "S/RES/1820"),
        ("OP5 of resolution 1820; OP10 of S/RES/1960 (2010)", "S/RES/1960"),
        ("S/RES/1325 (2000), which in its paragraph 6 asks for training", "S/RES/1325"),
        ("A/RES/99/1, para. 3", "A/RES/99/1"),
    ],
)
def test_a_paragraph_is_looked_up_in_its_document(said: str, document: str) -> None:
    (found,) = citation_faults(f"One line.\n- {said}")

    assert found[0] == 1
    assert f" of {document}, which is not confirmed" in found[1]


@pytest.mark.parametrize("address", ["https://example.org/a#b", "mailto:a.b@example.org", "HTTPS://EXAMPLE.ORG"])
def test_links_of_the_right_form_pass(address: str) -> None:
    assert link_fault(address) is None


@pytest.mark.parametrize(
    "address",
    ["", "#a", "/a", "a.md", "//example.org", "http://example.org", "javascript:x", "https://a@example.org", "https://",
     "https://[", "mailto:", "mailto:example.org"],
)  # fmt: skip
def test_links_of_any_other_form_are_refused(address: str) -> None:
    assert str(link_fault(address)).startswith(f"links to “{address}”")
