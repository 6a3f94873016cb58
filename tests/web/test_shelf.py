"""The library as people meet it: shelf, glossary, matrix, list of modules, search; and terms linked in lessons."""

import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from learning.db import Base, Database
from learning.modules.rules import Course, Pack
from learning.modules.searching import LONGEST
from learning.modules.serving import RECOMMENDATIONS
from learning.modules.shelving import own_shelf
from learning.web.assets import ASSETS
from tests.cast import Cast
from tests.life import GENDER, SEA, Life
from tests.pages import Element, Page
from tests.visitor import Visitor

Open = Callable[..., Visitor]
Content = tuple[list[Pack], tuple[Course, ...]]
REPEAT_VISIT = 6 * 1024
LESSON = f"/courses/{SEA}/zero-tolerance/two-definitions"
LEARNERS_PAGES = ("/library", "/shelf", "/shelf/1820", "/glossary", "/shelf/coverage", "/search", "/search?q=patrol")


def test_the_library_leads_to_all_there_is_to_read(visitor: Open, cast: Cast) -> None:
    amina = visitor(cast.amina)
    amina.open("/courses")
    assert amina.follow("Library").heading == "Library"
    for words in ("Glossary", "Reference shelf", "What the courses cover"):
        amina.open("/library")
        assert amina.follow(words).heading == words
        current = [link.words for link in amina.page.root.every("a") if link["aria-current"] == "page"]
        assert current == ["Library"]


def test_a_new_edition_of_a_module_has_its_own_number_and_date(
    visitor: Open, cast: Cast, life: Life, content: Content
) -> None:
    page = visitor(cast.amina).open("/library")
    caption = "Preventing sexual exploitation and abuse"
    title = page.table(caption)[1][0]
    assert page.table(caption)[1:] == [[title, "1", "2 March 2026", "English"]]

    life.now += timedelta(days=7)
    packs = [
        replace(pack, facilitator_minutes=pack.facilitator_minutes + 1) if pack.slug == "zero-tolerance" else pack
        for pack in content[0]
    ]
    life.publish(packs, content[1])
    page = visitor(cast.amina).open("/library")
    assert page.table(caption)[1:] == [[title, "2", "9 March 2026", "English"]]
    assert page.table("Gender-responsive conflict analysis")[1][1:] == ["1", "2 March 2026", "English"]


def test_every_document_is_on_the_shelf_and_has_its_page(visitor: Open, cast: Cast) -> None:
    amina = visitor(cast.amina)
    shelf = amina.open("/shelf")
    for reference in own_shelf().references:
        assert shelf.links[reference.symbol] == f"/shelf/{reference.id}"
        page = amina.open(f"/shelf/{reference.id}")
        said = own_shelf().words["en"]["documents"][reference.id]
        assert page.heading == said["title"]
        assert all(" ".join(point.split()) in page.words for point in (said["summary"], *said["means"]))
        assert {paragraph.id for paragraph in reference.paragraphs} <= page.by_id.keys()


def test_a_paragraph_has_an_address(visitor: Open, cast: Cast) -> None:
    page = visitor(cast.amina).open("/shelf/1820")
    assert [name for name in page.by_id if name.startswith("op")] == ["op3", "op4", "op5", "op6"]
    assert page.by_id["op4"].words.startswith("OP4 Crimes of sexual violence stay outside amnesties")
    assert "19 June 2008" in page.words


def test_a_document_names_the_lessons_and_terms_that_rest_on_it(visitor: Open, cast: Cast) -> None:
    amina = visitor(cast.amina)
    page = amina.open("/shelf/sgb-2003-13")
    assert page.links["Two definitions that reach far"] == LESSON
    assert page.links["Sexual exploitation"] == "/glossary#sexual-exploitation"
    assert "Lessons that rest on it" not in amina.open("/shelf/2331").words


@pytest.mark.parametrize("address", ["/shelf/9999", "/shelf/op4", "/shelf/1820/op4"])
def test_what_is_not_on_the_shelf_is_not_found(visitor: Open, cast: Cast, address: str) -> None:
    visitor(cast.amina).open(address, status=404)


def test_the_glossary_has_every_term_under_its_letter(visitor: Open, cast: Cast) -> None:
    page = visitor(cast.amina).open("/glossary")
    said = own_shelf().words["en"]["terms"]
    assert {term.id for term in own_shelf().terms} <= page.by_id.keys()
    shown = [each.words for each in page.root.every("dt")]
    assert len(shown) == len(said)
    letters = [heading.words for heading in page.root.every("h2")]
    assert letters == sorted({words["term"][0].upper() for words in said.values()})
    gender = page.by_id["gender"]
    assert said["gender"]["meaning"] in gender.words
    assert {link["href"] for link in gender.every("a")} == {"/shelf/cptm-2017#lesson-2-4", "#sex", "#gender-norm"}
    assert "“any actual or attempted abuse" in page.by_id["sexual-exploitation"].words


def test_the_matrix_shows_what_is_served_and_what_is_not(visitor: Open, cast: Cast) -> None:
    page = visitor(cast.amina).open("/shelf/coverage")
    # Every lesson of the tests serves prevention and lesson 2.4 of the core training, and nothing else.
    assert "2 of 31 rows are served by at least one lesson." in page.words
    table = page.root.one("table")
    rows = {name_of(row): row for row in table.every("tr") if name_of(row)}
    assert [cell.words for cell in rows["Prevention"].every("td")] == ["8", "8", "16"]
    assert [cell.words for cell in rows["CPTM 2017, 2.4"].every("td")] == ["8", "8", "16"]
    assert [cell.words for cell in rows["R7"].every("td")] == ["Gap: no lesson yet", "0"]
    assert rows["R1"].words.endswith("No lesson: this is for governments and the United Nations0")
    assert list(RECOMMENDATIONS) == [name for name in rows if name.startswith("R") and name[1:].isdecimal()]
    for name in ("R7", "CTA-1", "participation", "cptm-2017-3-4"):
        assert "no lesson" in page.by_id[name.lower()].words.lower()
        assert list(page.by_id[name.lower()].every("svg")), "a sign, not colour alone"


def name_of(row: Element) -> str:
    """What a row of the matrix is called: its short name, or the first word of it."""
    head = next((each for each in row.every("th") if each["scope"] == "row"), None)
    if head is None:
        return ""
    return next((each.words for each in head.every("b")), head.words.partition(":")[0])


def test_a_cell_of_the_matrix_leads_to_its_lessons(visitor: Open, cast: Cast) -> None:
    amina = visitor(cast.amina)
    assert amina.open("/shelf/coverage").links["R1"] == "?row=r1#r1"
    assert not [each for each in amina.page.root.every("details") if "open" in each]
    page = amina.open("/shelf/coverage?row=prevention")
    part = page.by_id["prevention"].around("details")
    assert part is not None
    assert "open" in part, "the part of the page is unfolded as well"
    assert len([each for each in page.root.every("details") if each["class"] == "fold" and "open" in each]) == 1
    row = page.by_id["prevention"]
    assert "open" in row.one("details")
    links = [link["href"] for link in row.every("a")]
    assert len(links) == 16
    assert links[0].startswith(f"/courses/{GENDER}/women-peace-security/")
    assert LESSON in links
    amina.open("/shelf/coverage?row=<nothing>")


def test_who_trains_finds_every_lesson_and_a_learner_those_of_her_courses(
    visitor: Open, cast: Cast, life: Life
) -> None:
    amina = visitor(cast.amina)
    assert courses_found(amina, "report") == set()
    life.enrol(cast.amina, SEA)
    assert courses_found(amina, "report") == {SEA}
    assert "You search the lessons of the courses that you take" in amina.page.words
    for player in (cast.efua, cast.bruno, cast.dora):
        other = visitor(player)
        assert courses_found(other, "report") == {GENDER, SEA}
        assert "You search the lessons of the courses that you take" not in other.page.words


def courses_found(visitor: Visitor, asked: str) -> set[str]:
    """The courses whose lessons somebody finds, on all pages."""
    found: set[str] = set()
    visitor.open("/library")
    page = visitor.press("Search", {"q": asked})
    while True:
        found |= {link.split("/")[2] for link in hits(page) if link.startswith("/courses/")}
        if "Next" not in page.links:
            return found
        page = visitor.open(f"/search{page.links['Next']}")


def hits(page: Page) -> list[str]:
    """Where what was found is."""
    return [link["href"] for heading in page.root.every("h2") for link in heading.every("a")]


def test_what_is_found_leads_to_its_place_with_the_words_marked(visitor: Open, cast: Cast, life: Life) -> None:
    life.enrol(cast.amina, SEA)
    amina = visitor(cast.amina)
    amina.open("/glossary")
    page = amina.press("Search", {"q": "zero toler"})
    assert page.url == "/search?q=zero+toler"
    assert {"/glossary#zero-tolerance", "/shelf/cptm-2017#lesson-3-4"} <= set(hits(page))
    assert {mark.words.lower() for mark in page.root.every("mark")} == {"zero", "tolerance"}
    for address in hits(page):
        amina.open(address)


@pytest.mark.parametrize(
    ("asked", "sentence", "status"),
    [
        ("", "Write one word or more to search for.", 422),
        (" ?! ", "Write one word or more to search for.", 422),
        ("a" * (LONGEST + 1), "This is too long to search for. Write at most 100 characters.", 422),
        ("zqxj", "Nothing was found for “zqxj”. Try fewer words, or only the beginning of a word.", 200),
        ("<b>zqxj</b>", "Nothing was found for “<b>zqxj</b>”. Try fewer words", 200),
    ],
)
def test_what_finds_nothing_is_said_in_one_sentence(
    visitor: Open, cast: Cast, asked: str, sentence: str, status: int
) -> None:
    amina = visitor(cast.amina)
    amina.open("/search")
    page = amina.press("Search", {"q": asked}, status=status)
    assert sentence in page.words
    assert not list(page.root.every("mark"))
    assert page.standing("q") == asked[:LONGEST]


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999999999999999999", "x", "1.5"])
def test_a_strange_page_of_results_is_one_that_there_is(visitor: Open, cast: Cast, page: str) -> None:
    shown = visitor(cast.dora).open(f"/search?q=patrol&page={page}")
    assert hits(shown)


@pytest.mark.parametrize(
    "asked", ["' OR 1=1 --", '"', 'a" OR "b', "NEAR(a b)", "a* OR b", "\\", "%", "!a & b", "<script>"]
)
def test_no_sign_breaks_the_search(visitor: Open, cast: Cast, asked: str) -> None:
    dora = visitor(cast.dora)
    dora.open("/search")
    status = 200 if any(each.isalnum() for each in asked) else 422
    dora.press("Search", {"q": asked}, status=status)


def test_what_is_searched_for_is_kept_nowhere(visitor: Open, cast: Cast, life: Life) -> None:
    dora = visitor(cast.dora)
    dora.open("/library")
    before = everything(life)
    dora.open("/search?q=quetzal")
    assert everything(life) == before
    assert "quetzal" not in repr(before)


def everything(life: Life) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with life.database.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def test_the_pages_work_in_arabic_around_english_texts(visitor: Open, cast: Cast) -> None:
    amina = visitor(cast.amina)
    with amina.browser.session_transaction() as cookie:
        cookie["language"] = "ar"
    for address in LEARNERS_PAGES:
        page = amina.open(address)
        assert page.language == "ar"
        english = [each for each in page.root.one("main").every() if each["lang"] == "en"]
        assert bool(english) == (address != "/search")
    assert "English" in page.words, "who searches is told in which language the texts are"


def test_a_term_is_linked_once_in_a_lesson_and_never_in_a_heading(visitor: Open, cast: Cast, life: Life) -> None:
    life.enrol(cast.amina, SEA)
    page = visitor(cast.amina).open(LESSON)
    article = page.root.one("article")
    links = [link for link in article.every("a") if link["href"].startswith("/glossary#")]
    assert 1 <= len(links) <= 8
    assert len({link["href"] for link in links}) == len(links)
    assert {link["href"].partition("#")[2] for link in links} <= {term.id for term in own_shelf().terms}
    assert not [link for link in links if any(link.around(tag) for tag in ("h2", "h3", "th", "figcaption", "summary"))]


def test_lessons_stay_small(visitor: Open, cast: Cast, life: Life) -> None:
    life.enrol(cast.amina, SEA)
    life.enrol(cast.amina, GENDER)
    amina = visitor(cast.amina)
    with life.database.read() as session:
        lessons = [
            f"/courses/{course}/{module.slug}/{lesson.id}"
            for course in (SEA, GENDER)
            for module in life.course(session, course).modules
            for lesson in module.lessons
        ]
    weights = {lesson: len(gzip.compress(amina.fetch(lesson).get_data(), 6)) for lesson in lessons}
    assert {lesson: weight for lesson, weight in weights.items() if weight > REPEAT_VISIT - 400} == {}, (
        "400 for headers"
    )
    assert len(ASSETS["shelf.css"].packed) <= 2 * 1024


@pytest.mark.parametrize("address", [*LEARNERS_PAGES, "/search?q=a", "/search?q=a&page=2"])
def test_the_number_of_queries_does_not_depend_on_what_there_is(
    app: Flask,
    visitor: Open,
    cast: Cast,
    life: Life,
    address: str,
    count_queries: Callable[[Database], AbstractContextManager[list[str]]],
) -> None:
    def asked(each: Visitor) -> int:
        each.fetch(address)
        with count_queries(app.extensions["learn1325"].database) as statements:
            assert each.fetch(address).status_code == 200
        return len(statements)

    amina = visitor(cast.amina)
    few = asked(amina)
    life.enrol(cast.amina, SEA)
    life.enrol(cast.amina, GENDER)
    assert asked(amina) == few <= 7


def test_a_stranger_is_asked_to_sign_in(visitor: Open, life: Life) -> None:
    assert life
    for address in LEARNERS_PAGES:
        assert re.match(r"/sign-in\?next=", visitor().fetch(address).location)
