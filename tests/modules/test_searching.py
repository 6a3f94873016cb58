"""Searching: the same is found on both databases, by whatever a person types, and only what she may see."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, text

from learning.db import Database
from learning.errors import Invalid
from learning.migrations.steps import migrate
from learning.modules.folding import excerpt, fold
from learning.modules.models import Passage
from learning.modules.passages import Kind, plain_text, store_passages
from learning.modules.rules import Course, Pack
from learning.modules.searching import LONGEST, PER_PAGE, Hit, Hits, Scope, asked_words, search
from learning.modules.shelf import Shelf
from learning.modules.shelving import own_shelf
from tests.life import GENDER, SEA, Life

Content = tuple[list[Pack], tuple[Course, ...]]
EVERYTHING = Scope({GENDER, SEA}, {"en": {"", "women-peace-security", "zero-tolerance"}})
FRENCH = "L’égalité des sexes : où l’œuvre commence, et l’enquêteur aussi.\n\nRésolution 1325."
ARABIC = "تَعرَّفوا كيف يمسّ النِّزاعُ النساءَ والفتياتِ. القرار ١٣٢٥ و أسئلة المُدرّبة."


LESSON = """\
A *quiet*
day `x`.

![](ford.svg)

## Head

::: scenario The ford
She [asks](https://example.org).
:::

::: check c01
:::

| a | b |
|---|---|
| c | d |
"""


def found(life: Life, asked: str, scope: Scope = EVERYTHING, *, page: int = 1) -> Hits:
    """What somebody finds who types this."""
    with life.database.read() as session:
        return search(session, asked_words(asked), scope, page=page)


def titles(hits: Hits) -> list[str]:
    """What was found, by title."""
    return [hit.title for hit in hits.found]


def marked(hit: Hit) -> list[str]:
    """The words that stand out."""
    return [words for words, is_marked in hit.pieces if is_marked]


def test_lessons_terms_documents_and_paragraphs_are_found(life: Life) -> None:
    kinds = {hit.kind for hit in found(life, "sexual violence").found}
    assert kinds == {Kind.LESSON, Kind.TERM, Kind.DOCUMENT, Kind.PARAGRAPH}


def test_who_types_a_symbol_finds_the_document_first(life: Life) -> None:
    for asked in ("S/RES/1820", "s/res/1820 (2008)", "1820"):
        first = found(life, asked).found[0]
        assert (first.kind, first.part) == (Kind.DOCUMENT, "1820"), asked
    paragraph = found(life, "1820 OP6").found[0]
    assert (paragraph.kind, paragraph.part) == (Kind.PARAGRAPH, "1820#op6")


def test_a_term_is_found_by_its_name_and_by_its_other_forms(life: Life) -> None:
    assert titles(found(life, "zero tolerance"))[0] == "Zero tolerance"
    assert "Connector (peace capacity)" in titles(found(life, "peace capacities"))


def test_every_word_must_be_there_and_the_last_may_be_a_beginning(life: Life) -> None:
    one, both = found(life, "patrol").total, found(life, "patrol market").total
    assert 0 < both < one
    assert found(life, "patr").total >= one
    assert found(life, "patr market").total == 0
    assert found(life, "zqxj patrol").total == 0


def test_the_words_stand_out_in_the_part_that_holds_most_of_them(life: Life) -> None:
    hit = next(hit for hit in found(life, "zero toler").found if hit.kind == Kind.LESSON)
    assert {words.lower() for words in marked(hit)} == {"zero", "tolerance"}
    assert len("".join(words for words, _ in hit.pieces).split()) < 50


def courses_of(life: Life, asked: str, scope: Scope) -> set[str]:
    """The courses of what is found on all pages; "" stands for the shelf."""
    pages = found(life, asked, scope).pages
    return {hit.course for page in range(pages) for hit in found(life, asked, scope, page=page + 1).found}


def test_lessons_of_other_courses_are_not_found(life: Life) -> None:
    one = Scope({SEA}, EVERYTHING.shown)
    none = Scope(set(), EVERYTHING.shown)
    assert courses_of(life, "report", EVERYTHING) == {"", GENDER, SEA}
    assert courses_of(life, "report", one) == {"", SEA}
    assert courses_of(life, "report", none) == {""}
    assert found(life, "report", none).total < found(life, "report", one).total < found(life, "report").total


STRANGE = [
    '"patrol', "patrol*", "patrol' OR '1'='1", "patrol) OR (1", "NOT patrol", "title_folded:patrol", "patrol & market",
    "patrol | market", "!patrol", "patrol:*", "patrol:A", "NEAR(patrol market)", "^patrol", "patrol -- x", "<->patrol",
    "pa\x00trol", "patrol;DROP TABLE passages", "\\patrol", "patrol%", "patrol_x", "{patrol}", "+patrol",
    "𞤀𞤁", "½ patrol", "👮 patrol", "'", "a" * LONGEST, "' " * 40 + "patrol", "Ⅷ ﷽ ﬁ", "\u202epatrol", "১২ হাতি", "شُكْرًا",
]  # fmt: skip


@pytest.mark.parametrize("asked", STRANGE)
def test_signs_and_operators_are_not_read_as_such(life: Life, asked: str) -> None:
    try:
        words = asked_words(asked)
    except Invalid:
        return
    assert all(word.isalnum() for word in words)
    with life.database.read() as session:
        hits = search(session, words, EVERYTHING)
        assert session.scalar(select(func.count()).select_from(Passage)) == len(life_rows(life))
    assert hits.total < len(life_rows(life))


def life_rows(life: Life) -> list[Passage]:
    """Everything that can be found."""
    with life.database.read() as session:
        return list(session.scalars(select(Passage).order_by(Passage.number)))


@pytest.mark.parametrize("asked", ["", "   ", "?!", "…", "ـ", "\u0301", "a" * (LONGEST + 1)])
def test_nothing_to_search_for_and_too_much_are_refused(asked: str) -> None:
    with pytest.raises(Invalid):
        asked_words(asked)


def test_pages_of_results_follow_each_other(life: Life) -> None:
    first, second = found(life, "a"), found(life, "a", page=2)
    assert len(first.found) == PER_PAGE
    assert first.pages == -(-first.total // PER_PAGE) > 2
    assert not {(hit.kind, hit.part) for hit in first.found} & {(hit.kind, hit.part) for hit in second.found}
    assert found(life, "a", page=first.pages + 5).page == first.pages
    assert found(life, "a", page=-3).page == 1
    everything = [hit for page in range(first.pages) for hit in found(life, "a", page=page + 1).found]
    assert len({(hit.kind, hit.course, hit.part) for hit in everything}) == first.total
    assert found(life, "zqxj").pages == 1


@pytest.fixture
def spoken(life: Life, content: Content) -> Life:
    """An edition in which one lesson is said in French and in Arabic too."""
    packs, courses = content
    pack = next(pack for pack in packs if pack.slug == "zero-tolerance")
    lesson = pack.lessons[0].id
    texts = {key: said for key, said in pack.texts.items() if key[0] == "en"}
    for language, said in (("fr", FRENCH), ("ar", ARABIC)):
        texts |= {(language, each.id): said if each.id == lesson else "—" for each in pack.lessons}
    words = {**pack.words, "fr": pack.words["en"], "ar": pack.words["en"]}
    other = replace(pack, languages=("en", "fr", "ar"), texts=texts, words=words)
    with life.database.begin() as session:
        store_passages(session, [*(p for p in packs if p is not pack), other], courses, own_shelf(), edition=1)
    return life


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "egalite"), ("fr", "ÉGALITÉ des"), ("fr", "oeuvre"), ("fr", "l'œuvre"), ("fr", "enqueteur"),
        ("fr", "ou"), ("ar", "تعرفوا"), ("ar", "النزاع"), ("ar", "النّزاع"), ("ar", "1325"), ("ar", "١٣٢٥"),
        ("ar", "المدربه"), ("ar", "اسئلة"),
    ],
)  # fmt: skip
def test_accents_vowel_signs_and_digits_need_not_be_typed(spoken: Life, language: str, asked: str) -> None:
    scope = Scope({SEA}, {language: {"zero-tolerance"}})
    assert [hit.language for hit in found(spoken, asked, scope).found] == [language]


def test_a_lesson_is_found_in_the_language_in_which_it_is_shown(spoken: Life) -> None:
    scope = Scope({GENDER, SEA}, {"fr": {"zero-tolerance"}, "en": {"", "women-peace-security"}})
    assert {hit.language for hit in found(spoken, "1325", scope).found if hit.course == SEA} == {"fr"}
    assert found(spoken, "complicit zero", scope).total == 0


def test_publishing_the_same_again_writes_nothing(
    life: Life, content: Content, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    before = [(row.number, row.part, row.text) for row in life_rows(life)]
    with count_queries(life.database) as statements:
        life.publish(*content)
    assert not [each for each in statements if "passages" in each and not each.startswith("SELECT")]
    assert [(row.number, row.part, row.text) for row in life_rows(life)] == before


def test_what_is_published_no_more_is_found_no_more(life: Life, content: Content) -> None:
    packs, courses = content
    assert found(life, "tolerance").total
    kept = tuple(course for course in courses if course.slug == GENDER)
    life.publish([pack for pack in packs if pack.slug == "women-peace-security"], kept)
    assert not [hit for hit in found(life, "tolerance").found if hit.kind == Kind.LESSON]
    assert {row.edition for row in life_rows(life)} == {2}


def test_a_shelf_that_changed_with_the_program_is_found_without_a_new_edition(life: Life, content: Content) -> None:
    shelf = own_shelf()
    words = {**shelf.words["en"], "terms": {**shelf.words["en"]["terms"]}}
    words["terms"]["gender"] = {**words["terms"]["gender"], "meaning": "Xylophone."}
    changed: Shelf = replace(shelf, words={"en": words})
    with life.database.begin() as session:
        store_passages(session, *content, changed, edition=1)
    assert titles(found(life, "xylophone")) == ["Gender"]
    assert life.publish(*content) == 1
    assert found(life, "xylophone").total == 0


def test_an_edition_without_anything_is_stored(life: Life) -> None:
    with life.database.begin() as session:
        session.execute(delete(Passage))
    assert found(life, "patrol").total == 0


def test_the_number_of_queries_is_the_same_whatever_is_found(
    life: Life, count_queries: Callable[[Database], AbstractContextManager[list[str]]]
) -> None:
    counts = set()
    for asked in ("a", "zqxj", "zero tolerance", "1820"):
        with count_queries(life.database) as statements:
            found(life, asked)
        counts.add(len(statements))
    assert counts == {2}


def test_the_questions_of_quizzes_are_not_among_what_is_found(life: Life, content: Content) -> None:
    everything = "\n".join(row.text for row in life_rows(life))
    for pack in content[0]:
        for said in pack.words["en"]["items"].values():
            assert said["prompt"] not in everything


def definitions(database: Database) -> list[str]:
    """How the indexes of words are defined in a database."""
    asked = (
        "SELECT sql FROM sqlite_master WHERE name LIKE 'passages_%' ORDER BY name"
        if database.engine.dialect.name == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE tablename = 'passages' ORDER BY indexname"
    )
    with database.engine.connect() as connection:
        return [" ".join((row[0] or "").split()) for row in connection.execute(text(asked))]


def test_the_steps_make_the_indexes_that_the_models_make(
    empty_database_url: str, request: pytest.FixtureRequest
) -> None:
    database = Database(empty_database_url)
    made: Database = request.getfixturevalue(f"{database.engine.dialect.name}_database")
    migrate(database)
    assert definitions(database) == definitions(made)
    assert any("to_tsvector" in each or "fts5" in each for each in definitions(made))
    database.dispose()


def test_postgresql_answers_from_its_index(life: Life) -> None:
    if life.database.engine.dialect.name == "sqlite":
        with life.database.read() as session:
            session.execute(text("INSERT INTO passages_index (passages_index) VALUES ('integrity-check')"))
        return
    from_index = text(
        "EXPLAIN SELECT number FROM passages WHERE "
        "(setweight(to_tsvector('simple', passages.title_folded), 'A') || to_tsvector('simple', passages.text_folded))"
        " @@ to_tsquery('simple', 'patrol')"
    )
    with life.database.read() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(row[0] for row in session.execute(from_index))
    assert "ix_passages_words" in plan


def test_this_sqlite_can_search() -> None:
    sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE words USING fts5(said)")


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("L’Exploitation, S/RES/1820 (2008)", "l exploitation s res 1820 2008"),
        ("Ÿ ß Œuvre ½", "y ss oeuvre 12"),
        ("العَرَبِيَّة أُمَم إلى", "العربيه امم الي"),
        ("out-of-bounds_zone", "out of bounds zone"),
        ("", ""),
    ],
)
def test_words_are_compared_without_case_accents_and_signs(said: str, folded: str) -> None:
    assert fold(said) == folded


def test_the_excerpt_is_cut_around_the_words_and_keeps_the_text_as_it_is() -> None:
    said = "One.\n" + "filler " * 60 + "a <patrol> & the Márket, " + "after " * 60
    pieces = excerpt(said, ["patrol", "mark"])
    assert [words for words, is_marked in pieces if is_marked] == ["patrol", "Márket"]
    whole = "".join(words for words, _ in pieces)
    assert whole.startswith("… filler")
    assert whole.endswith("after …")
    assert "a <patrol> & the Márket, after" in whole
    assert excerpt("Short\ntext", ["none"]) == [("Short · text", False)]
    assert excerpt("", ["none"]) == []


def test_a_lesson_as_plain_text_has_no_marks_and_no_questions() -> None:
    assert plain_text(LESSON) == "A quiet day x.\nHead\nThe ford\nShe asks.\na\nb\nc\nd"
