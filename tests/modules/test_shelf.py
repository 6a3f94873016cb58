"""The shelf: our own is sound, a faulty one is refused with file and line; links to the glossary; the matrix."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from learning.modules.coverage import coverage
from learning.modules.glossing import LINKS_AT_MOST, Terms
from learning.modules.markdown import reader
from learning.modules.queries import PublishedCourse, catalogue
from learning.modules.rules import FaultyPack
from learning.modules.serving import ACTIONS, PILLARS, RECOMMENDATIONS
from learning.modules.shelf import known_paragraphs
from learning.modules.shelving import FOLDER, WORDS_AT_MOST, own_shelf, read_shelf
from tests.life import GENDER, SEA, Life

RESOLUTIONS = "1325 1820 1888 1889 1960 2106 2122 2242 2467 2493 2538 2272 2331 2436 2518"
OTHERS = {
    *("A/RES/57/306", "A/RES/62/214", "A/RES/49/37", "A/71/818"),
    *("ST/SGB/2003/13", "ST/SGB/2017/2/Rev.1", "ST/SGB/2019/8"),
    "UN Conflict Analysis Practice Note (2016)",
    "UN Call to Action, Women Transforming Peace and Security (2020)",
    "A4P+ (2021)",
}
TERMS = """
    gender sex gender-norm intersectionality root-cause proximate-cause trigger driver stakeholder connector
    early-warning dynamic-indicator structural-indicator disaggregated-data do-no-harm mixed-engagement-team
    four-pillars sea sexual-exploitation sexual-abuse sexual-harassment crsv zero-tolerance cdt oios
    national-investigation-officer
    cbcm retaliation good-faith victim-centred informed-consent need-to-know victims-rights-advocate tcc
    protection-of-civilians ddr ssr national-action-plan a4p a4p-plus sitrep women-protection-adviser gender-adviser
    military-gender-adviser community-liaison-assistant sea-focal-point gender-focal-point bystander out-of-bounds
    clearcheck readiness-certification
"""


def test_every_document_that_the_courses_rest_on_is_on_the_shelf() -> None:
    symbols = {each.symbol for each in own_shelf().references}
    assert set(RESOLUTIONS.split()) <= {re.sub(r"S/RES/(\d+) .*", r"\1", symbol) for symbol in symbols}
    assert symbols >= OTHERS


def test_every_term_that_the_courses_use_is_in_the_glossary_in_few_words() -> None:
    shelf = own_shelf()
    assert set(TERMS.split()) <= {term.id for term in shelf.terms}
    for language in shelf.languages:
        for said in shelf.words[language]["terms"].values():
            assert len(said["meaning"].split()) <= WORDS_AT_MOST


def test_a_resolution_is_dated_as_its_symbol_says() -> None:
    for each in own_shelf().references:
        for year in re.findall(r"\((\d{4})\)$", each.symbol):
            assert int(year) == each.year, each.symbol


def test_only_confirmed_paragraphs_may_be_cited() -> None:
    known = known_paragraphs(own_shelf())
    assert known["S/RES/1820"] == {"3", "4", "5", "6"}
    assert known["S/RES/2122"] == {"16"}
    assert known["ST/SGB/2003/13"] == {"1", "2", "2.1", "2.2", "3", "3.2"}
    assert known["S/RES/1325"] == frozenset()
    assert "S/RES/9999" not in known


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("S/RES/1820 (2008)", ("1820", None)),
        ("S/RES/1820 (2008) OP6", ("1820", "op6")),
        ("S/RES/1820 (2008), OP7", ("1820", None)),
        ("ST/SGB/2003/13, s.3.2", ("sgb-2003-13", "s-3-2")),
        ("ST/SGB/2003/130", None),
        ("ST/SGB/2003/13/Rev.1", None),
        ("UN Core Pre-deployment Training Materials 2017 (CPTM 2017), Lesson 2.4", ("cptm-2017", "lesson-2-4")),
        ("A/RES/62/214 (2007)", ("a-res-62-214", None)),
        ("IFES", None),
    ],
)
def test_a_citation_leads_to_its_place(source: str, place: tuple[str, str | None] | None) -> None:
    found = own_shelf().place(source)
    assert (found and (found[0].id, found[1].id if found[1] else None)) == place


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Our own shelf, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "shelf"))


def line_of(file: Path, text: str) -> int:
    """The line on which something stands."""
    return file.read_text(encoding="utf-8").split(text)[0].count("\n") + 1


DAY = "“adopted” must be a day like 2000-10-31"
BULLETIN = "“ST/SGB/2003/13 s.4” names a paragraph that is not on the shelf"
LONG = "a word " * 20
AVOIDED = "says “Women and children”; write “women, girls, men and boys”"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("documents.toml", "year = 2009", 'year = "2009"', "“year” must be a whole number from 1945 to 2100"),
        ("documents.toml", "= 2000-10-31", "= 2000-10-31T09:00:00", DAY),
        ("documents.toml", 'id = "1889"', 'id = "1888" # again', "“1888” stands here a second time"),
        ("documents.toml", 'id = "1889"', 'id = "coverage"', "“coverage” is the address of another page"),
        ("documents.toml", '["OP16"]', '["OP16", "op 16", "Op-16"]', "“Op-16” has no address of its own"),
        ("documents.toml", '["OP16"]', '["§"]', "“§” has no address of its own"),
        ("glossary.toml", 'see = ["a4p-plus"]', 'see = ["a5p"]', "“a5p” is no other term"),
        ("glossary.toml", '"ST/SGB/2003/13 s.3.2"', '"ST/SGB/2003/13 s.4"', BULLETIN),
        ("glossary.toml", 'see = ["a4p-plus"]', 'sea = ["a4p-plus"]', "“sea” is not a key of this format"),
        ("recommendations.toml", '"cptm-2017:2.4"', '"R7"', "“R7” is no lesson of the core training"),
        ("en/recommendations.toml", 'R7 = "', 'R20 = "', "“R20” is not a key of this format"),
        ("en/glossary.toml", 'match = ["A4P+"]', 'match = ["A4P"] # again', "“A4P” leads to “a4p” already"),
        ("en/glossary.toml", '"What people', f'"{LONG}What people', "“meaning” must be text of at most 40 words"),
        ("en/documents.toml", "Ask of each task", "Women and children: ask of each task", AVOIDED),
        ("en/documents.toml", 'OP16 = "', 'OP17 = "', "“OP17” is not a key of this format"),
        ("en/documents.toml", "[documents.1889]", "[documents.1890]", "“1890” is not a key of this format"),
    ],
)
def test_a_faulty_shelf_is_refused_with_file_and_line(copied: Path, file: str, old: str, new: str, reason: str) -> None:
    path = copied / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyPack) as refusal:
        read_shelf(copied)
    found = [fault for fault in refusal.value.faults if fault.reason == reason]
    assert found, [str(fault) for fault in refusal.value.faults]
    assert (found[0].file, found[0].line) == (file, line_of(path, new.partition("\n")[0]))


def test_a_row_without_words_and_a_file_that_is_not_there_are_refused(copied: Path) -> None:
    path = copied / "en" / "recommendations.toml"
    path.write_text(re.sub(r"(?m)^R19 = .*$", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(FaultyPack, match="“R19” is missing"):
        read_shelf(copied)
    path.unlink()
    with pytest.raises(FaultyPack, match=r"en/recommendations.toml:1: is missing"):
        read_shelf(copied)


def test_a_language_needs_every_word(copied: Path) -> None:
    path = copied / "documents.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["en"]', '["en", "fr"]'), encoding="utf-8")
    with pytest.raises(FaultyPack, match=r"fr/glossary.toml:1: is missing"):
        read_shelf(copied)
    shutil.copytree(copied / "en", copied / "fr")
    assert read_shelf(copied).languages == ("en", "fr")
    assert read_shelf(copied).language("fr") == "fr"
    assert read_shelf(copied).language("ar") == "en"


def terms(**forms: list[str]) -> Terms:
    """Terms with these forms."""
    return Terms({term: {"match": match} for term, match in forms.items()}, lambda term: f"/glossary#{term}")


def linked(markdown: str, found: Terms) -> str:
    """The HTML of a text with its terms linked, every link as [words](term)."""
    html: str = _READER.render(markdown, {"terms": found})
    return re.sub(r'<a href="/glossary#([\w-]+)">(.*?)</a>', r"[\2](\1)", html).strip()


_READER: MarkdownIt = reader(html=False)


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("A gender norm and gender and gender.", "A [gender norm](norm) and [gender](gender) and gender."),
        ("Gender first. *Gender* again.", "[Gender](gender) first. <em>Gender</em> again."),
        ("Centre for Gender; “gender”.", "Centre for Gender; “[gender](gender)”."),
        ("gender-responsive, engender, genders", "gender-responsive, engender, genders"),
        ("the sea and SEA", "the sea and [SEA](sea)"),
        ("the team (SEA) and (UN, SEA: a title)", "the team ([SEA](sea)) and (UN, SEA: a title)"),
        ("`gender` [gender](https://example.org)", '<code>gender</code> <a href="https://example.org">gender</a>'),
        ("women’s networks, women's networks", "[women’s networks](networks), women's networks"),
        ("a < gender & b", "a &lt; [gender](gender) &amp; b"),
    ],
)
def test_the_first_occurrence_of_a_whole_word_is_linked(markdown: str, shown: str) -> None:
    found = terms(gender=["gender"], norm=["gender norm"], sea=["SEA"], networks=["women's networks"])
    assert linked(markdown, found) == f"<p>{shown}</p>"


def test_headings_and_heads_of_tables_stay_without_links() -> None:
    shown = linked("## On gender\n\n| gender |\n|---|\n| a gender |", terms(gender=["gender"]))
    assert shown.count("](gender)") == 1
    assert "a [gender](gender)" in shown


def test_a_lesson_has_few_links() -> None:
    words = [f"word{number}" for number in range(LINKS_AT_MOST + 3)]
    shown = linked(" ".join(words), terms(**{word: [word] for word in words}))
    assert re.findall(r"\]\((\w+)\)", shown) == words[:LINKS_AT_MOST]


def test_no_terms_no_links() -> None:
    assert linked("gender", terms()) == "<p>gender</p>"
    assert _READER.render("gender", {}).strip() == "<p>gender</p>"


@pytest.fixture
def courses(life: Life) -> list[PublishedCourse]:
    """The courses of the tests: one module each, eight lessons each."""
    with life.database.read() as session:
        found = catalogue(session).courses
    return [found[GENDER], found[SEA]]


def tagged(course: PublishedCourse, tags: Mapping[int, tuple[str, ...]]) -> PublishedCourse:
    """A course whose lessons carry these tags, by their place from 1."""
    module = course.modules[0]
    lessons = tuple(replace(lesson, tags=tags.get(place, ())) for place, lesson in enumerate(module.lessons, 1))
    return replace(course, modules=(replace(module, pack=replace(module.pack, lessons=lessons)),))


def test_the_matrix_counts_lessons_of_each_module(courses: list[PublishedCourse]) -> None:
    first = tagged(
        courses[0], {1: ("R7", "CTA-2", "cptm-2017:2.4"), 3: ("R7", "prevention"), 8: ("R11", "cptm-2025:2.10")}
    )
    second = tagged(courses[1], {2: ("R7", "cptm-2025:2.9"), 5: ("protection",)})
    made = coverage([first, second], own_shelf())
    rows = {row.tag: row for row in made.rows}

    assert [column.place for column in made.columns] == ["1.1", "2.1"]
    served = {
        tag: {place: len(found) for place, found in row.lessons.items()} for tag, row in rows.items() if row.count
    }
    assert served == {
        "R7": {"1.1": 2, "2.1": 1},
        "R11": {"1.1": 1},
        "CTA-2": {"1.1": 1},
        "prevention": {"1.1": 1},
        "protection": {"2.1": 1},
        "cptm-2017:2.4": {"1.1": 1},
        "cptm-2025:2.9": {"2.1": 1},
        "cptm-2025:2.10": {"1.1": 1},
    }
    assert rows["R7"].count == 3
    assert [lesson.id for lesson in rows["R7"].lessons["1.1"]] == [
        courses[0].modules[0].lessons[0].id,
        courses[0].modules[0].lessons[2].id,
    ]
    assert len(made.gaps) == 19 + 5 + 4 + 5 - 8


def test_every_tag_has_its_row_also_when_no_lesson_carries_it(courses: list[PublishedCourse]) -> None:
    made = coverage([tagged(courses[0], {1: ("cptm-2025:2.10", "cptm-2025:2.9")})], own_shelf())
    core = ["cptm-2017:2.4", "cptm-2017:2.5", "cptm-2017:3.4", "cptm-2025:2.9", "cptm-2025:2.10"]
    assert [row.tag for row in made.rows] == [*RECOMMENDATIONS, *ACTIONS, *PILLARS, *core]
    assert {row.tag for row in made.rows if row.beyond} == {"R1", "R13", "R18"}


def test_the_matrix_of_what_the_tests_publish(courses: list[PublishedCourse]) -> None:
    served = {row.tag: row.count for row in coverage(courses, own_shelf()).rows if row.count}
    assert served == {"prevention": 16, "cptm-2017:2.4": 16}


def test_nothing_published_is_all_gaps() -> None:
    made = coverage([], own_shelf())
    assert len(made.gaps) == len(made.rows) == 31
    assert made.columns == []
